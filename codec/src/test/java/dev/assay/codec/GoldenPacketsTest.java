package dev.assay.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenPacketsTest {
  static List<GoodPacket> good() {
    return GoldenPackets.good();
  }

  static List<BadPacket> bad() {
    return GoldenPackets.bad();
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodPacketIsReadAsItsValue(GoodPacket good) {
    ByteBuf in = Unpooled.wrappedBuffer(good.bytes());

    Reading reading = PacketReader.of(good.version(), good.sender()).read(in);

    assertThat(reading).isEqualTo(good.packet());
    assertThat(in.readableBytes()).as("bytes not consumed").isZero();
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodPacketIsWrittenAsItsBytes(GoodPacket good) {
    PacketWriter writer = PacketWriter.of(good.version());

    byte[] written = writer.toBytes(good.packet());

    if (good.shortest()) {
      assertThat(Hex.show(written)).isEqualTo(Hex.show(good.bytes()));
    } else {
      assertThat(written).hasSizeLessThan(good.bytes().length);
    }
    assertThat(writer.sizeOf(good.packet())).isEqualTo(written.length);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badPacketIsRefusedForWhatIsWrongWithIt(BadPacket bad) {
    ByteBuf in = Unpooled.wrappedBuffer(bad.bytes());

    Reading reading = bad.reader().read(in);

    assertThat(reading).isInstanceOf(Violation.class);
    Violation violation = (Violation) reading;
    assertThat(violation.statement()).as("%s", violation).isEqualTo(bad.statement());
    assertThat(violation.reasonCode()).as("%s", violation).isEqualTo(bad.reasonCode());
    assertThat(violation.field()).as("%s", violation).isEqualTo(bad.field());
    assertThat(violation.offset()).as("%s", violation).isEqualTo(bad.offset());
    assertThat(violation.expected()).isNotBlank();
    assertThat(violation.found()).isNotBlank();
    assertThat(in.readerIndex()).as("bytes consumed").isZero();
  }

  /** What the codec can cite and what the bad packets show are the same. */
  @Test
  void everyBreachOfEveryVersionAndSenderHasABadPacket() {
    Set<String> citable = new TreeSet<>();
    for (Breach breach : Breach.values()) {
      for (MqttVersion version : MqttVersion.values()) {
        for (Sender sender : Sender.values()) {
          breach
              .statement(version, sender)
              .ifPresent(statement ->
                  citable.add(breach + " " + version + " " + sender + " " + statement.citation()));
        }
      }
    }

    Set<String> shown = bad().stream()
        .map(packet -> packet.breach() + " " + packet.version() + " " + packet.sender() + " "
            + packet.statement().citation())
        .collect(Collectors.toCollection(TreeSet::new));

    assertThat(shown).isEqualTo(citable);
  }

  /** A statement of another version than the packet's, or a 5.0 answer that no packet can carry, would be our mistake. */
  @Test
  void everyBreachCitesItsOwnVersionAndAnswersWithWhatAPacketCanCarry() {
    for (BadPacket bad : bad()) {
      assertThat(bad.statement().version()).as("%s", bad).isEqualTo(bad.version());
      assertThat(bad.reasonCode().isError()).as("%s", bad).isTrue();
      assertThat(bad.reasonCode().allowedIn(PacketType.CONNACK)
              || bad.reasonCode().allowedIn(PacketType.DISCONNECT))
          .as("%s", bad)
          .isTrue();
    }
  }

  @Test
  void goodPacketsHaveEveryTypeOfBothVersions() {
    for (MqttVersion version : MqttVersion.values()) {
      Set<PacketType> expected = EnumSet.allOf(PacketType.class);
      if (version == MqttVersion.V3_1_1) {
        expected.remove(PacketType.AUTH);
      }

      Set<PacketType> shown = good().stream()
          .filter(packet -> packet.version() == version)
          .map(packet -> packet.packet().type())
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(PacketType.class)));

      assertThat(shown).isEqualTo(expected);
    }
  }

  @Test
  void goodPacketsHaveEveryProperty() {
    Set<String> titles = good().stream()
        .flatMap(good -> PacketAnatomy.of(good.version(), good.sender(), good.bytes()).stream())
        .filter(field -> field.name().equals("Property Identifier"))
        .map(field -> field.value().substring("0x00 ".length()))
        .collect(Collectors.toSet());

    assertThat(titles)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(PropertyId.values()).map(PropertyId::title).toList());
  }

  @ParameterizedTest
  @MethodSource("good")
  void everyPrefixOfAGoodPacketIsIncomplete(GoodPacket good) {
    for (int length = 0; length < good.bytes().length; length++) {
      byte[] prefix = Arrays.copyOf(good.bytes(), length);

      Reading reading =
          PacketReader.of(good.version(), good.sender()).read(Unpooled.wrappedBuffer(prefix));

      assertThat(reading).as("first %d bytes", length).isInstanceOf(Reading.Incomplete.class);
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void noPrefixOfABadPacketIsComplete(BadPacket bad) {
    for (int length = 0; length < bad.bytes().length; length++) {
      byte[] prefix = Arrays.copyOf(bad.bytes(), length);

      Reading reading = bad.reader().read(Unpooled.wrappedBuffer(prefix));

      assertThat(reading).as("first %d bytes", length).isNotInstanceOf(Packet.class);
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void anatomyOfAGoodPacketCoversEachByteOnce(GoodPacket good) {
    List<FieldSpan> fields = PacketAnatomy.of(good.version(), good.sender(), good.bytes());

    assertCoversEachByteOnce(fields, good.bytes().length);
    assertThat(fields).noneMatch(field -> field.name().equals("not read"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void anatomyOfABadPacketCoversEachByteOnce(BadPacket bad) {
    List<FieldSpan> fields = PacketAnatomy.of(bad.version(), bad.sender(), bad.bytes());

    assertCoversEachByteOnce(fields, bad.bytes().length);
  }

  static void assertCoversEachByteOnce(List<FieldSpan> fields, int length) {
    int next = 0;
    for (FieldSpan field : fields) {
      // a plain comparison: this runs millions of times
      if (field.offset() != next) {
        fail(field + " does not begin at " + next + ": " + fields);
      }
      next += field.length();
    }
    if (next != length) {
      fail("covered " + next + " of " + length + " bytes: " + fields);
    }
  }
}
