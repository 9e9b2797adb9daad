package dev.assay.codec;

import dev.assay.codec.packet.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writing the data types of chapter 1.5; for their layouts see where {@link PacketInput} reads them. */
final class DataTypes {
  /** The largest Variable Byte Integer, and so the largest Remaining Length. */
  static final int VARIABLE_BYTE_INTEGER_MAX = 268_435_455;

  private static final int LENGTH_PREFIX_BYTES = 2;
  private static final int MAX_PREFIXED_BYTES = 65_535;

  private DataTypes() {}

  /** In bytes, 1 to 4. */
  static int sizeOfVariableByteInteger(int value) {
    if (value < 0 || value > VARIABLE_BYTE_INTEGER_MAX) {
      throw new IllegalArgumentException(
          "a Variable Byte Integer is 0.." + VARIABLE_BYTE_INTEGER_MAX + ", was " + value);
    }
    return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
  }

  static void writeVariableByteInteger(int value, ByteBuf out) {
    int rest = value;
    while (rest > 0x7F) {
      out.writeByte((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  /** In bytes, the length prefix included. */
  static int sizeOfText(String text) {
    return LENGTH_PREFIX_BYTES + ByteBufUtil.utf8Bytes(text);
  }

  static void writeText(String text, ByteBuf out) {
    int length = ByteBufUtil.utf8Bytes(text);
    out.writeShort(checkPrefixed(length));
    ByteBufUtil.reserveAndWriteUtf8(out, text, length);
  }

  /** In bytes, the length prefix included. */
  static int sizeOfBinary(Payload data) {
    return LENGTH_PREFIX_BYTES + checkPrefixed(data.length());
  }

  static void writeBinary(Payload data, ByteBuf out) {
    out.writeShort(checkPrefixed(data.length()));
    out.writeBytes(data.asByteBuffer());
  }

  private static int checkPrefixed(int length) {
    if (length > MAX_PREFIXED_BYTES) {
      throw new IllegalArgumentException(
          "a field with a length prefix is 0..65535 bytes, was " + length);
    }
    return length;
  }
}
