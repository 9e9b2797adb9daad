package dev.assay.codec;

import static dev.assay.codec.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketReaderTest {

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void serverReaderSpeaksTheVersionOfTheConnect(MqttVersion version) {
    PacketReader reader = PacketReader.awaitingConnect();
    Connect connect = new Connect(version, "alice", true, 30, null, null, null, Properties.NONE);
    ByteBuf in = Unpooled.buffer();
    PacketWriter.of(version).write(connect, in);
    PacketWriter.of(version).write(new PingReq(), in);

    assertThat(reader.version()).isEmpty();
    assertThat(reader.read(in)).isEqualTo(connect);
    assertThat(reader.version()).contains(version);
    assertThat(reader.read(in)).isEqualTo(new PingReq());
  }

  /** That it is a second one is for the broker to see; the bytes are right. */
  @Test
  void secondConnectIsReadByItsOwnVersionButTheConnectionKeepsTheFirst() {
    PacketReader reader = PacketReader.awaitingConnect();
    Connect first = new Connect(MqttVersion.V5, "a", true, 0, null, null, null, Properties.NONE);
    Connect second =
        new Connect(MqttVersion.V3_1_1, "a", true, 0, null, null, null, Properties.NONE);

    reader.read(bytes(MqttVersion.V5, first));
    Reading reading = reader.read(bytes(MqttVersion.V3_1_1, second));

    assertThat(reading).isEqualTo(second);
    assertThat(reader.version()).contains(MqttVersion.V5);
  }

  @ParameterizedTest
  @CsvSource({
    // an older level is refused in the form of 3.1.1, a newer one in that of 5.0
    "10 0D 00 04 4D 51 54 54 03 02 00 1E 00 01 61, MQTT-3.1.2-2, V3_1_1",
    "10 0E 00 04 4D 51 54 54 06 02 00 1E 00 00 01 61, MQTT-3.1.2-2, V5",
    "10 0F 00 06 4D 51 49 73 64 70 03 02 00 1E 00 01 61, MQTT-3.1.2-1, V3_1_1",
    // nothing but the name is looked at
    "10 0E 00 04 6D 71 74 74 05 02 00 1E 00 00 01 61, MQTT-3.1.2-1, V5",
  })
  void unsupportedVersionSaysSo(String packet, String id, MqttVersion answerIn) {
    Violation violation = violation(PacketReader.awaitingConnect(), packet);

    assertThat(violation.reasonCode()).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
    assertThat(violation.statement().id()).isEqualTo(id);
    assertThat(violation.statement().version()).isEqualTo(answerIn);
  }

  /** The version stands behind the Remaining Length, so a padded one is not judged before. */
  @Test
  void paddedRemainingLengthOfAConnectIsAMatterOfItsVersion() {
    String connect311 = "10 8C 00 00 04 4D 51 54 54 04 02 00 00 00 00";
    String connect5 = "10 8D 00 00 04 4D 51 54 54 05 02 00 00 00 00 00";

    assertThat(PacketReader.awaitingConnect().read(buffer("10 8C 00")))
        .isInstanceOf(Reading.Incomplete.class);
    assertThat(PacketReader.awaitingConnect().read(buffer(connect311))).isInstanceOf(Packet.class);
    assertThat(violation(PacketReader.awaitingConnect(), connect5).statement())
        .isEqualTo(Mqtt5.MQTT_1_5_5_1);
  }

  /** Each breaks something else in 5.0 than in 3.1.1, or another packet follows that might be taken for its end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "11 0C 00 04 4D 51 54 54 04 02 00 00 00 00", // a flag in the first byte
        "11 0D 00 04 4D 51 54 54 05 02 00 00 00 00 00",
        "10 95 00 00 0D 4D 51 54 54 4D 51 54 54 4D 51 54 54 4D 04 02 00 00 00 00", // a long name
        "11 04 00 04 4D 51 54 54 04 00", // ends within the name, the next bytes are not its own
        "11 06 00 04 4D 51 54 54 C0 00",
        "11 01 00 06 4D 51 49 73 64 70 03",
        "11 80 80 80 80 00 04 4D 51 54 54 04" // no Remaining Length
      })
  void whatAConnectBreaksDoesNotDependOnThePiecesInWhichItComes(String packet) {
    byte[] bytes = hex(packet);
    Violation atOnce = violation(PacketReader.awaitingConnect(), packet);

    PacketReader reader = PacketReader.awaitingConnect();
    Reading reading = new Reading.Incomplete();
    for (int length = 1; reading instanceof Reading.Incomplete; length++) {
      reading = reader.read(Unpooled.wrappedBuffer(bytes, 0, length));
    }

    assertThat(reading).isEqualTo(atOnce);
  }

  @Test
  void whatStandsBehindAConnectDoesNotSayItsVersion() {
    String endsWithinItsName = "11 06 00 04 4D 51 54 54 ";

    Violation alone = violation(PacketReader.awaitingConnect(), endsWithinItsName);

    assertThat(violation(PacketReader.awaitingConnect(), endsWithinItsName + "04 00"))
        .isEqualTo(alone);
    assertThat(alone.statement().version()).isEqualTo(MqttVersion.V5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "47 45 54 20 2F 20 48 54 54 50", // GET / HTTP
        "16 03 01 02 00 01 00 01 FC 03 03", // a TLS ClientHello
        "00"
      })
  void anotherProtocolIsRefusedAtItsFirstBytes(String start) {
    assertThat(PacketReader.awaitingConnect().read(buffer(start))).isInstanceOf(Violation.class);
  }

  @ParameterizedTest
  @CsvSource({"V3_1_1, CLIENT", "V3_1_1, SERVER", "V5, CLIENT", "V5, SERVER"})
  void tooLargePacketIsRefusedByItsFixedHeaderAlone(MqttVersion version, Sender sender) {
    PacketReader reader = PacketReader.of(version, sender).withMaximumPacketSize(1_000);

    assertThat(reader.read(buffer("30 E5 07"))).isInstanceOf(Reading.Incomplete.class);
    Violation violation = violation(reader, "30 E6 07");

    assertThat(violation.reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
    assertThat(violation.found()).isEqualTo("1001 bytes");
  }

  /** Maximum Packet Size counts the fixed header too. */
  @Test
  void packetOfExactlyTheMaximumIsRead() {
    Publish publish = publish("a", 10);
    int size = PacketWriter.of(MqttVersion.V5).sizeOf(publish);
    PacketReader reader = PacketReader.of(MqttVersion.V5, Sender.SERVER);

    assertThat(reader.withMaximumPacketSize(size).read(bytes(MqttVersion.V5, publish)))
        .isEqualTo(publish);
    assertThat(reader.withMaximumPacketSize(size - 1).read(bytes(MqttVersion.V5, publish)))
        .isInstanceOf(Violation.class);
  }

  @Test
  void tooLargeConnectWaitsForItsVersionOnly() {
    PacketReader reader = PacketReader.awaitingConnect().withMaximumPacketSize(100);

    assertThat(reader.read(buffer("10 FF FF FF 7F"))).isInstanceOf(Reading.Incomplete.class);
    assertThat(violation(reader, "10 FF FF FF 7F 00 04 4D 51 54 54 04").statement())
        .isEqualTo(Mqtt311.MQTT_4_8_0_2);
    assertThat(violation(reader, "10 FF FF FF 7F 00 04 4D 51 54 54 05").statement())
        .isEqualTo(Mqtt5.MQTT_3_1_4_2);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void longestTextsAreRead(MqttVersion version) {
    Publish publish = publish("a".repeat(65_535), 0);
    Subscribe subscribe = new Subscribe(
        1,
        Properties.NONE,
        List.of(
            Subscription.of(TopicFilter.of("/".repeat(65_535)), Qos.AT_MOST_ONCE),
            Subscription.of(TopicFilter.of("€".repeat(21_845)), Qos.AT_MOST_ONCE)));

    for (Packet packet : List.of(publish, subscribe)) {
      assertThat(PacketReader.of(version, Sender.CLIENT).read(bytes(version, packet)))
          .isEqualTo(packet);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
  void everyLengthOfTheRemainingLengthIsRead(int remainingLength) {
    Publish publish = publish("a", remainingLength - 4);
    byte[] bytes = PacketWriter.of(MqttVersion.V5).toBytes(publish);

    Reading reading =
        PacketReader.of(MqttVersion.V5, Sender.SERVER).read(Unpooled.wrappedBuffer(bytes));

    assertThat(reading).isEqualTo(publish);
  }

  @Test
  void manySubscriptionsAndPropertiesAreRead() {
    List<Subscription> subscriptions = new ArrayList<>();
    Properties.Builder properties = Properties.builder();
    for (int i = 0; i < 5_000; i++) {
      subscriptions.add(Subscription.of(TopicFilter.of("t/" + i + "/#"), Qos.EXACTLY_ONCE));
      properties.withUser("same name", "" + i);
    }
    Subscribe subscribe = new Subscribe(1, properties.build(), subscriptions);

    assertThat(
            PacketReader.of(MqttVersion.V5, Sender.CLIENT).read(bytes(MqttVersion.V5, subscribe)))
        .isEqualTo(subscribe);
  }

  /** The whole range of Unicode but U+0000 and the surrogates; characters that only SHOULD NOT come included. */
  @Test
  void everyCharacterIsReadAsItself() {
    for (int from = 1; from <= Character.MAX_CODE_POINT; from += 4_096) {
      StringBuilder text = new StringBuilder();
      for (int c = from; c < from + 4_096 && c <= Character.MAX_CODE_POINT; c++) {
        if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
          text.appendCodePoint(c);
        }
      }
      Properties properties =
          Properties.builder().with(PropertyId.CONTENT_TYPE, text.toString()).build();
      Publish publish = new Publish(
          false, Qos.AT_MOST_ONCE, false, TopicName.of("a"), 0, properties, Payload.EMPTY);

      assertThat(
              PacketReader.of(MqttVersion.V5, Sender.SERVER).read(bytes(MqttVersion.V5, publish)))
          .isEqualTo(publish);
    }
  }

  @Test
  void readingStartsAtTheReaderIndexAndLeavesWhatFollows() {
    ByteBuf in = buffer("FF FF C0 00 C0");
    in.skipBytes(2);

    Reading reading = PacketReader.of(MqttVersion.V5, Sender.CLIENT).read(in);

    assertThat(reading).isEqualTo(new PingReq());
    assertThat(in.readableBytes()).isEqualTo(1);
  }

  @Test
  void violationNamesFieldPlaceExpectationFindingAndClause() {
    String publish = "32 06 00 01 61 00 00 00";

    assertThat(violation(PacketReader.of(MqttVersion.V5, Sender.CLIENT), publish))
        .hasToString("packet identifier at byte 5: expected 1..65535, found 0 [5.0 MQTT-2.2.1-3]");
    assertThat(violation(PacketReader.of(MqttVersion.V5, Sender.SERVER), publish))
        .hasToString("packet identifier at byte 5: expected 1..65535, found 0 [5.0 MQTT-2.2.1-4]");
  }

  @Test
  void maximumPacketSizeOfZeroIsOurMistake() {
    PacketReader reader = PacketReader.awaitingConnect();

    assertThatThrownBy(() -> reader.withMaximumPacketSize(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Publish publish(String topic, int payloadBytes) {
    return new Publish(
        false,
        Qos.AT_MOST_ONCE,
        false,
        TopicName.of(topic),
        0,
        Properties.NONE,
        Payload.owning(new byte[payloadBytes]));
  }

  private static Violation violation(PacketReader reader, String packet) {
    Reading reading = reader.read(buffer(packet));
    assertThat(reading).isInstanceOf(Violation.class);
    return (Violation) reading;
  }

  private static ByteBuf buffer(String packet) {
    return Unpooled.wrappedBuffer(hex(packet));
  }

  private static ByteBuf bytes(MqttVersion version, Packet packet) {
    return Unpooled.wrappedBuffer(PacketWriter.of(version).toBytes(packet));
  }

  /** A statement may hold several demands: a wrong PUBREC says nothing against PUBACK. */
  @ParameterizedTest
  @CsvSource({
    "V3_1_1, 40 02 00 00, puback-repeats-id",
    "V3_1_1, 50 02 00 00, pubrec-repeats-id",
    "V3_1_1, 62 02 00 00, pubrel-repeats-id",
    "V3_1_1, 70 02 00 00, pubcomp-with-same-id",
    "V3_1_1, 90 03 00 00 00, suback-repeats-id",
    "V3_1_1, B0 02 00 00, unsuback-repeats-id",
    "V3_1_1, 20 02 00 06, send-no-connack",
    "V3_1_1, 30 03 00 01 FF, topic-name-in-utf8",
    "V5, 70 02 00 00, pubcomp-same-identifier",
    "V5, B0 04 00 00 00 00, unsuback-same-identifier",
    "V5, 30 06 00 03 ED A0 80 00, no-surrogates",
    "V5, 30 0A 00 01 61 06 26 00 00 00 01 FF, valid-value"
  })
  void violationNamesTheDemandThatIsBroken(MqttVersion version, String bytes, String demand) {
    PacketReader reader = PacketReader.of(version, Sender.SERVER);

    Reading reading = reader.read(Unpooled.wrappedBuffer(hex(bytes)));

    assertThat(((Violation) reading).demand()).isEqualTo(demand);
  }
}
