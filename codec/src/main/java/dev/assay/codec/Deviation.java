package dev.assay.codec;

import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that are wrong on purpose: a right packet and what was changed in it. Immutable; each change returns another one.
 * Offsets count from the packet's first byte, so that they are those of {@link FieldSpan}.
 */
public final class Deviation {
  // the first byte; the encoded Remaining Length; the body
  private final int first;
  private final byte[] length;
  private final byte[] body;

  private Deviation(int first, byte[] length, byte[] body) {
    this.first = first;
    this.length = length;
    this.body = body;
  }

  /** Begins with the right bytes of {@code packet}. */
  public static Deviation of(MqttVersion version, Packet packet) {
    return split(PacketWriter.of(version).toBytes(packet));
  }

  /**
   * Bytes without a right packet behind them, in hexadecimal with any white space. A {@code |} and what follows it on a line is
   * a comment.
   *
   * @throws IllegalArgumentException if they are not hexadecimal, or none at all
   */
  public static Deviation ofHex(String hex) {
    return split(parse(hex));
  }

  /**
   * Replaces {@code length} bytes at {@code offset} of the body; Remaining Length is adjusted.
   *
   * @param offset not in the fixed header, for which see {@link #withFlags} and {@link #withRemainingLength}
   * @param hex as in {@link #ofHex}; may be shorter or longer than what it replaces, also empty
   */
  public Deviation replace(int offset, int length, String hex) {
    int from = offset - headerBytes();
    if (from < 0 || length < 0 || from + length > body.length) {
      throw new IllegalArgumentException(
          "bytes " + offset + ".." + (offset + length - 1) + " are not in the body, which is "
              + headerBytes() + ".." + (headerBytes() + body.length - 1));
    }
    byte[] inserted = parse(hex);
    byte[] changed = new byte[body.length - length + inserted.length];
    System.arraycopy(body, 0, changed, 0, from);
    System.arraycopy(inserted, 0, changed, from, inserted.length);
    System.arraycopy(
        body, from + length, changed, from + inserted.length, body.length - from - length);
    return withBody(changed);
  }

  /**
   * Replaces the lower four bits of the first byte.
   *
   * @param flags 0b0000 to 0b1111
   */
  public Deviation withFlags(int flags) {
    if (flags < 0 || flags > 0x0F) {
      throw new IllegalArgumentException("flags are 0..15, was " + flags);
    }
    return new Deviation((first & 0xF0) | flags, length, body);
  }

  /**
   * Replaces the packet type, the upper four bits of the first byte.
   *
   * @param number 0 to 15
   */
  public Deviation withType(int number) {
    if (number < 0 || number > 0x0F) {
      throw new IllegalArgumentException("a packet type is 0..15, was " + number);
    }
    return new Deviation((number << 4) | (first & 0x0F), length, body);
  }

  /** Replaces the encoded Remaining Length, right or wrong; later changes of the body make it right again. */
  public Deviation withRemainingLength(String hex) {
    return new Deviation(first, parse(hex), body);
  }

  /** Keeps the first {@code length} bytes of the body; Remaining Length is adjusted. */
  public Deviation cutBodyTo(int length) {
    if (length < 0 || length > body.length) {
      throw new IllegalArgumentException("the body has " + body.length + " bytes, not " + length);
    }
    return withBody(Arrays.copyOf(body, length));
  }

  /** Appends to the body; Remaining Length is adjusted. */
  public Deviation append(String hex) {
    return replace(headerBytes() + body.length, 0, hex);
  }

  /** A copy of the wrong bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[headerBytes() + body.length];
    bytes[0] = (byte) first;
    System.arraycopy(length, 0, bytes, 1, length.length);
    System.arraycopy(body, 0, bytes, headerBytes(), body.length);
    return bytes;
  }

  /** The bytes in hexadecimal. */
  @Override
  public String toString() {
    return "Deviation[" + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes()) + "]";
  }

  /** The length of the fixed header: where the body begins, 2 or more. */
  public int headerBytes() {
    return 1 + length.length;
  }

  private Deviation withBody(byte[] changed) {
    ByteBuffer encoded = ByteBuffer.allocate(DataTypes.sizeOfVariableByteInteger(changed.length));
    DataTypes.writeVariableByteInteger(changed.length, encoded);
    return new Deviation(first, encoded.array(), changed);
  }

  private static Deviation split(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a packet has at least one byte");
    }
    int bodyAt = 1;
    while (bodyAt < bytes.length && bodyAt < 4 && bytes[bodyAt] < 0) {
      bodyAt++;
    }
    bodyAt = Math.min(bodyAt + 1, bytes.length);
    return new Deviation(
        bytes[0] & 0xFF,
        Arrays.copyOfRange(bytes, 1, bodyAt),
        Arrays.copyOfRange(bytes, bodyAt, bytes.length));
  }

  private static byte[] parse(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\|[^\\n]*", "").replaceAll("\\s", ""));
  }
}
