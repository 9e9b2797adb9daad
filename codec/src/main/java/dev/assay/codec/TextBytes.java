package dev.assay.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a text under reading, somewhere in a heap array: a view that its {@link PacketInput} moves from one text to the
 * next, so that a text is looked at without a copy.
 */
final class TextBytes {
  private byte[] array = {};
  private int from;
  private int to;

  void moveTo(byte[] array, int from, int length) {
    // mostly the same: the garbage collector need not hear of it
    if (this.array != array) {
      this.array = array;
    }
    this.from = from;
    this.to = from + length;
  }

  boolean isEmpty() {
    return from == to;
  }

  byte[] array() {
    return array;
  }

  /** Index of the first byte in {@link #array}. */
  int from() {
    return from;
  }

  /** Index behind the last byte in {@link #array}. */
  int to() {
    return to;
  }

  /** In bytes. */
  int length() {
    return to - from;
  }

  byte at(int index) {
    return array[from + index];
  }

  /** Whether it holds nothing but ASCII without U+0000; false where that is not seen at a glance. */
  boolean isPlain() {
    return Utf8Scanner.isPlain(array, from, to);
  }

  /** Whether it {@linkplain #isPlain() is plain} and without wildcards; false where that is not seen at a glance. */
  boolean isPlainName() {
    return Utf8Scanner.isPlainName(array, from, to);
  }

  /** Index of the first byte that a UTF-8 Encoded String must not hold; -1 if there is none. */
  int firstUnwanted() {
    int found = Utf8Scanner.firstUnwanted(array, from, to);
    return found < 0 ? -1 : found - from;
  }

  boolean isSurrogateAt(int index) {
    return Utf8Scanner.isSurrogateAt(array, from + index, to);
  }

  boolean hasWildcard() {
    for (int i = from; i < to; i++) {
      if (array[i] == '+' || array[i] == '#') {
        return true;
      }
    }
    return false;
  }

  /** A copy. */
  byte[] toBytes() {
    return Arrays.copyOfRange(array, from, to);
  }

  /** Decoded; what is ill-formed becomes U+FFFD. */
  @Override
  public String toString() {
    return new String(array, from, to - from, StandardCharsets.UTF_8);
  }
}
