package dev.assay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight bytes at a time find what one byte at a time finds, wherever it stands and whatever stands around the text. */
class Utf8ScannerTest {
  private static final int LONGEST = 33;
  private static final int BEFORE = 9;

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x01, 0x22, 0x23, 0x24, 0x2A, 0x2B, 0x2C, 0x33, 0x3B, 0x7F, 0x80, 0xA3, 0xAB, 0xFF
      })
  void oneByteIsSeenWhereverItStands(int one) {
    boolean plain = one > 0 && one < 0x80;
    boolean wildcard = one == '+' || one == '#';
    for (int before = 0; before <= BEFORE; before++) {
      for (int length = 1; length <= LONGEST; length++) {
        for (int at = 0; at < length; at++) {
          byte[] bytes = text(before, length);
          bytes[before + at] = (byte) one;

          int to = before + length;
          assertThat(Utf8Scanner.isPlain(bytes, before, to)).isEqualTo(plain);
          assertThat(Utf8Scanner.isPlainName(bytes, before, to)).isEqualTo(plain && !wildcard);
          assertThat(Utf8Scanner.firstUnwanted(bytes, before, to))
              .isEqualTo(plain ? -1 : before + at);
        }
      }
    }
  }

  /** The array around the text is full of what must not be in it. */
  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x23, 0x2B, 0x80, 0xFF})
  void whatStandsAroundATextDoesNotCount(int around) {
    for (int before = 0; before <= BEFORE; before++) {
      for (int length = 0; length <= LONGEST; length++) {
        byte[] bytes = text(before, length);
        int to = before + length;
        Arrays.fill(bytes, 0, before, (byte) around);
        Arrays.fill(bytes, to, bytes.length, (byte) around);

        assertThat(Utf8Scanner.isPlain(bytes, before, to)).isTrue();
        assertThat(Utf8Scanner.isPlainName(bytes, before, to)).isTrue();
        assertThat(Utf8Scanner.firstUnwanted(bytes, before, to)).isEqualTo(-1);
      }
    }
  }

  private static byte[] text(int before, int length) {
    byte[] bytes = new byte[before + length + before];
    Arrays.fill(bytes, (byte) 'a');
    return bytes;
  }
}
