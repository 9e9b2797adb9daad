package dev.assay.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for what a UTF-8 Encoded String must not hold (1.5.3 of 3.1.1, 1.5.4 of 5.0; RFC 3629, table 3-7 of Unicode). Nearly all
 * texts are ASCII, which is seen eight bytes at a time; where it is not, each sequence is looked at.
 */
final class Utf8Scanner {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  // the same byte eight times
  private static final long LOWEST_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGHEST_BITS = LOWEST_BITS << 7;
  private static final long BIT_THAT_DIFFERS = LOWEST_BITS * ('+' ^ '#');
  private static final long WILDCARDS_ALIKE = LOWEST_BITS * ('+' & '#');

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
    while (i <= to - Long.BYTES && isPlain(eightFrom(utf8, i))) {
      i += Long.BYTES;
    }
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

  /** Whether all bytes are ASCII and none is zero; false where that is not seen at a glance. */
  static boolean isPlain(byte[] bytes, int from, int to) {
    int at = from;
    for (; at < to - Long.BYTES; at += Long.BYTES) {
      if (!isPlain(eightFrom(bytes, at))) {
        return false;
      }
    }
    return isPlain(lastFrom(bytes, at, to));
  }

  /** Whether it {@linkplain #isPlain(byte[], int, int) is plain}, and none of the bytes is a wildcard. */
  static boolean isPlainName(byte[] bytes, int from, int to) {
    int at = from;
    for (; at < to - Long.BYTES; at += Long.BYTES) {
      long eight = eightFrom(bytes, at);
      if (!isPlain(eight) || hasWildcard(eight)) {
        return false;
      }
    }
    long last = lastFrom(bytes, at, to);
    return isPlain(last) && !hasWildcard(last);
  }

  private static long eightFrom(byte[] bytes, int index) {
    return (long) EIGHT_BYTES.get(bytes, index);
  }

  /**
   * The eight bytes or fewer from {@code from} to {@code to}, with bytes of 1 behind them. They are taken together with those
   * before them, which are shifted out; where the array has none before them, they are taken one by one.
   */
  private static long lastFrom(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == Long.BYTES) {
      return eightFrom(bytes, from);
    }
    if (to >= Long.BYTES && length > 0) {
      int bits = Byte.SIZE * length;
      return (eightFrom(bytes, to - Long.BYTES) >>> (Long.SIZE - bits)) | (LOWEST_BITS << bits);
    }
    long last = LOWEST_BITS;
    for (int i = from; i < to; i++) {
      last = (last << Byte.SIZE) | (bytes[i] & 0xFF);
    }
    return last;
  }

  /** Taking 1 from a byte gives a highest bit if it was zero, and an ASCII byte has none itself. */
  private static boolean isPlain(long eight) {
    return (((eight - LOWEST_BITS) | eight) & HIGHEST_BITS) == 0;
  }

  /** Without the bit in which '+' and '#' differ, both are one value, and the difference from that is zero. */
  private static boolean hasWildcard(long eightOfAscii) {
    long difference = (eightOfAscii & ~BIT_THAT_DIFFERS) ^ WILDCARDS_ALIKE;
    return ((difference - LOWEST_BITS) & HIGHEST_BITS) != 0;
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
