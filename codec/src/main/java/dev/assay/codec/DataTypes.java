package dev.assay.codec;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.TopicName;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

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

  static void writeVariableByteInteger(int value, ByteBuffer out) {
    int rest = value;
    while (rest > 0x7F) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /** In bytes, the length prefix included. */
  static int sizeOfText(String text) {
    return LENGTH_PREFIX_BYTES + ByteBufUtil.utf8Bytes(text);
  }

  static void writeText(String text, ByteBuffer out) {
    out.putShort((short) checkPrefixed(ByteBufUtil.utf8Bytes(text)));
    int ascii = 0;
    while (ascii < text.length() && text.charAt(ascii) < 0x80) {
      out.put((byte) text.charAt(ascii++));
    }
    if (ascii < text.length()) {
      out.put(text.substring(ascii).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** In bytes, the length prefix included. */
  static int sizeOfName(TopicName name) {
    return LENGTH_PREFIX_BYTES + name.encodedLength();
  }

  static void writeName(TopicName name, ByteBuffer out) {
    out.putShort((short) name.encodedLength());
    name.putInto(out);
  }

  /** In bytes, the length prefix included. */
  static int sizeOfBinary(Payload data) {
    return LENGTH_PREFIX_BYTES + checkPrefixed(data.length());
  }

  static void writeBinary(Payload data, ByteBuffer out) {
    out.putShort((short) checkPrefixed(data.length()));
    data.putInto(out);
  }

  private static int checkPrefixed(int length) {
    if (length > MAX_PREFIXED_BYTES) {
      throw new IllegalArgumentException(
          "a field with a length prefix is 0..65535 bytes, was " + length);
    }
    return length;
  }
}
