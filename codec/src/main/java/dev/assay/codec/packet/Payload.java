package dev.assay.codec.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Immutable bytes on the heap: an Application Message, Binary Data. Copied once when it is made, never after. */
public final class Payload {
  public static final Payload EMPTY = new Payload(new byte[0]);

  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of {@code bytes}. */
  public static Payload copyOf(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes.clone());
  }

  /** The UTF-8 bytes of {@code text}. */
  public static Payload of(String text) {
    return text.isEmpty() ? EMPTY : new Payload(text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code bytes} itself, which the caller gives away: nobody may write to it any more. */
  public static Payload owning(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes);
  }

  /** In bytes. */
  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** The byte at {@code index}, 0 to length - 1. */
  public byte at(int index) {
    return bytes[index];
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Copies all bytes into {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  /** Puts all bytes into {@code target} at its position. */
  public void putInto(ByteBuffer target) {
    target.put(bytes);
  }

  /** The bytes read as UTF-8; what is not becomes U+FFFD. For people to read. */
  public String asText() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Length and the first bytes in hexadecimal. */
  @Override
  public String toString() {
    int shown = Math.min(bytes.length, 16);
    String more = shown < bytes.length ? "..." : "";
    return "Payload[" + bytes.length + " bytes: " + HexFormat.of().formatHex(bytes, 0, shown) + more
        + "]";
  }
}
