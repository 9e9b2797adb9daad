package dev.assay.codec;

import static dev.assay.codec.Hex.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.codec.packet.PubAck;
import dev.assay.spec.MqttVersion;
import org.junit.jupiter.api.Test;

class DeviationTest {
  private static final Deviation PUBACK = Deviation.of(MqttVersion.V3_1_1, new PubAck(258));

  @Test
  void withoutAChangeItIsTheRightPacket() {
    assertThat(show(PUBACK.bytes())).isEqualTo("40 02 01 02");
  }

  @Test
  void replacedBytesMayBeFewerOrMore() {
    assertThat(show(PUBACK.replace(2, 2, "00 00").bytes())).isEqualTo("40 02 00 00");
    assertThat(show(PUBACK.replace(3, 1, "").bytes())).isEqualTo("40 01 01");
    assertThat(show(PUBACK.replace(2, 1, "AA BB CC").bytes())).isEqualTo("40 04 AA BB CC 02");
  }

  @Test
  void theFixedHeaderChangesWithoutTheBody() {
    assertThat(show(PUBACK.withFlags(0b1010).bytes())).isEqualTo("4A 02 01 02");
    assertThat(show(PUBACK.withType(0).bytes())).isEqualTo("00 02 01 02");
    assertThat(show(PUBACK.withRemainingLength("FF FF FF FF 01").bytes()))
        .isEqualTo("40 FF FF FF FF 01 01 02");
  }

  @Test
  void cutAndAppendedBytesAreCounted() {
    assertThat(show(PUBACK.cutBodyTo(1).bytes())).isEqualTo("40 01 01");
    assertThat(show(PUBACK.append("00 ".repeat(126)).bytes())).startsWith("40 80 01 01 02 00");
  }

  @Test
  void eachChangeLeavesTheOthersAsTheyWere() {
    PUBACK.withFlags(1).append("00");

    assertThat(show(PUBACK.bytes())).isEqualTo("40 02 01 02");
  }

  @Test
  void bytesWithoutAPacketBehindThemMayBeAnnotated() {
    Deviation deviation = Deviation.ofHex("""
            F0      | a type
            82 00   | 2 in two bytes
            01 02   | a body
            """);

    assertThat(show(deviation.bytes())).isEqualTo("F0 82 00 01 02");
    assertThat(show(deviation.replace(3, 1, "07").bytes())).isEqualTo("F0 02 07 02");
    assertThat(show(Deviation.ofHex("FF").bytes())).isEqualTo("FF");
  }

  @Test
  void changesOutsideThePacketAreOurMistake() {
    assertThatThrownBy(() -> PUBACK.replace(0, 1, "00"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PUBACK.replace(4, 1, "00"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PUBACK.cutBodyTo(3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PUBACK.withFlags(16)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Deviation.ofHex("")).isInstanceOf(IllegalArgumentException.class);
  }
}
