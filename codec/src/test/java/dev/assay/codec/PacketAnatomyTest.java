package dev.assay.codec;

import static dev.assay.codec.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.spec.MqttVersion;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketAnatomyTest {
  private static final String PASSWORD = "hunter2";
  private static final String DATA = "sesame";

  @Test
  void fieldsAreNamedAndDecodedAsTheStandardDoes() {
    byte[] subscribe = hex("82 08 00 0A 00 00 02 61 2F 2D");

    List<FieldSpan> fields = PacketAnatomy.of(MqttVersion.V5, Sender.CLIENT, subscribe);

    assertThat(fields)
        .containsExactly(
            new FieldSpan("packet type and flags", 0, 1, "SUBSCRIBE (8), flags 0b0010", false),
            new FieldSpan("Remaining Length", 1, 1, "8", false),
            new FieldSpan("packet identifier", 2, 2, "10", false),
            new FieldSpan("Property Length", 4, 1, "0", false),
            new FieldSpan("Topic Filter", 5, 4, "a/", false),
            new FieldSpan(
                "Subscription Options",
                9,
                1,
                "QoS 1, No Local 1, Retain As Published 1, Retain Handling 2, reserved 0",
                false));
  }

  @Test
  void theFieldThatBreaksIsStillToldAndTheRestIsOneSpan() {
    byte[] publish = hex("32 08 00 01 61 00 00 00 68 69");

    List<FieldSpan> fields = PacketAnatomy.of(MqttVersion.V5, Sender.SERVER, publish);

    assertThat(fields.get(3)).isEqualTo(new FieldSpan("packet identifier", 5, 2, "0", false));
    assertThat(fields.get(4))
        .isEqualTo(new FieldSpan(
            "not read",
            7,
            3,
            "packet identifier at byte 5: expected 1..65535, found 0 [5.0 MQTT-2.2.1-4]",
            false));
  }

  @Test
  void passwordAndAuthenticationDataAreMarkedAndNotShown() {
    byte[] connect = connectWithSecrets();

    List<FieldSpan> fields = PacketAnatomy.of(MqttVersion.V5, Sender.CLIENT, connect);

    assertThat(fields.stream().filter(FieldSpan::secret).map(FieldSpan::name))
        .containsExactly("Authentication Data", "Password");
    assertThat(fields.toString()).doesNotContain(PASSWORD, DATA);
  }

  /** Whatever is wrong with a packet, what cannot be told apart is masked rather than shown. */
  @Test
  void noBrokenFormOfAConnectShowsItsSecrets() {
    byte[] connect = connectWithSecrets();
    for (int at = 0; at < connect.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] mutant = connect.clone();
        mutant[at] ^= (byte) (1 << bit);
        // a changed type, flag or length may make another field of the same bytes: that is what was
        // sent
        List<FieldSpan> fields = PacketAnatomy.of(MqttVersion.V5, Sender.CLIENT, mutant);
        fields.stream()
            .filter(field -> field.name().equals("not read") && (mutant[0] & 0xF0) == 0x10)
            .forEach(field -> assertThat(field.secret()).isTrue());
      }
    }
    for (int length = 1; length < connect.length; length++) {
      byte[] prefix = Arrays.copyOf(connect, length);
      assertThat(PacketAnatomy.of(MqttVersion.V5, Sender.CLIENT, prefix).toString())
          .doesNotContain(PASSWORD, DATA);
    }
  }

  @Test
  void aConnectIsReadByItsOwnVersion() {
    byte[] connect = hex("10 0C 00 04 4D 51 54 54 04 02 00 00 00 00");

    List<FieldSpan> fields = PacketAnatomy.of(MqttVersion.V5, Sender.CLIENT, connect);

    assertThat(fields).extracting(FieldSpan::name).doesNotContain("not read", "Property Length");
  }

  @Test
  void bytesBehindThePacketAreOneSpan() {
    List<FieldSpan> fields = PacketAnatomy.of(MqttVersion.V5, Sender.SERVER, hex("D0 00 D0 00"));

    assertThat(fields.get(2))
        .isEqualTo(new FieldSpan("not read", 2, 2, "bytes after the packet", false));
  }

  @Test
  void noBytesHaveNoFields() {
    assertThat(PacketAnatomy.of(MqttVersion.V5, Sender.SERVER, new byte[0])).isEmpty();
  }

  private static byte[] connectWithSecrets() {
    Properties properties = Properties.builder()
        .with(PropertyId.AUTHENTICATION_METHOD, "m")
        .with(PropertyId.AUTHENTICATION_DATA, Payload.of(DATA))
        .build();
    return PacketWriter.of(MqttVersion.V5)
        .toBytes(new Connect(
            MqttVersion.V5, "alice", true, 30, null, "bob", Payload.of(PASSWORD), properties));
  }
}
