package dev.assay.codec;

/** Looks for what a UTF-8 Encoded String must not hold (1.5.3 of 3.1.1, 1.5.4 of 5.0; RFC 3629, table 3-7 of Unicode). */
final class Utf8Scanner {
  private Utf8Scanner() {}

  /**
   * Index of the first byte from {@code from} to {@code to} (exclusive) that begins a zero character, a surrogate or an ill-formed sequence; -1 if there is none.
   * <pre>
   *   lead      second    then             code points
   *   00..7F                               U+0000..U+007F
   *   C2..DF    80..BF                     U+0080..U+07FF
   *   E0        A0..BF    80..BF           U+0800..U+0FFF
   *   E1..EF    80..BF    80..BF           U+1000..U+FFFF, but ED 80..9F only: no surrogates
   *   F0        90..BF    80..BF 80..BF    U+10000..U+3FFFF
   *   F1..F3    80..BF    80..BF 80..BF    U+40000..U+FFFFF
   *   F4        80..8F    80..BF 80..BF    U+100000..U+10FFFF
   * </pre>
   */
  static int firstUnwanted(byte[] utf8, int from, int to) {
    int i = from;
    while (i < to) {
      int lead = utf8[i];
      if (lead > 0) {
        i++;
        continue;
      }
      int length = lengthOf(utf8, i, to);
      if (length == 0) {
        return i;
      }
      i += length;
    }
    return -1;
  }

  /** Whether the bytes from {@code index} on are the (ill-formed) encoding of a code point from U+D800 to U+DFFF. */
  static boolean isSurrogateAt(byte[] utf8, int index, int to) {
    return (utf8[index] & 0xFF) == 0xED
        && in(utf8, index + 1, to, 0xA0, 0xBF)
        && in(utf8, index + 2, to, 0x80, 0xBF);
  }

  static boolean isPrintableAscii(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] < 0x20 || bytes[i] == 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** How long the sequence of two or more bytes at {@code i} is; 0 if it is none. */
  private static int lengthOf(byte[] utf8, int i, int to) {
    int lead = utf8[i] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    if (lead < 0xE0) {
      return in(utf8, i + 1, to, 0x80, 0xBF) ? 2 : 0;
    }
    int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (!in(utf8, i + 1, to, lowest, highest) || !in(utf8, i + 2, to, 0x80, 0xBF)) {
      return 0;
    }
    if (lead < 0xF0) {
      return 3;
    }
    return in(utf8, i + 3, to, 0x80, 0xBF) ? 4 : 0;
  }

  private static boolean in(byte[] utf8, int index, int to, int lowest, int highest) {
    if (index >= to) {
      return false;
    }
    int value = utf8[index] & 0xFF;
    return value >= lowest && value <= highest;
  }
}
