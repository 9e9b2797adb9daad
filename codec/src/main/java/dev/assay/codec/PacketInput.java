package dev.assay.codec;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A packet under reading: a position between its first byte and its end, and the data types of chapter 1.5. What is wrong
 * becomes a {@link BrokenPacket}; who listens hears the fields. Offsets count from the packet's first byte.
 */
final class PacketInput {
  /** What text is shown of bytes that may be many. */
  private static final int SHOWN_BYTES = 64;

  private final ByteBuf bytes;
  private final int start;
  private final MqttVersion version;
  private final Sender sender;
  private final PacketType type;
  private final @Nullable FieldListener listener;
  private int position;
  // the end of the packet, or of the properties while these are read
  private int end;
  private Breach cutShort;

  /**
   * Stands behind the fixed header.
   *
   * @param start index of the packet's first byte in {@code bytes}
   * @param position index of the first byte after the fixed header
   * @param end index behind the packet's last byte
   */
  PacketInput(
      ByteBuf bytes,
      int start,
      int position,
      int end,
      MqttVersion version,
      Sender sender,
      PacketType type,
      @Nullable FieldListener listener) {
    this.bytes = bytes;
    this.start = start;
    this.position = position;
    this.end = end;
    this.version = version;
    this.sender = sender;
    this.type = type;
    this.listener = listener;
    this.cutShort = type == PacketType.CONNECT ? Breach.CONNECT_CUT_SHORT : Breach.FIELD_CUT_SHORT;
  }

  MqttVersion version() {
    return version;
  }

  Sender sender() {
    return sender;
  }

  PacketType type() {
    return type;
  }

  boolean isVersion5() {
    return version == MqttVersion.V5;
  }

  /** The lower four bits of the first byte. */
  int flags() {
    return bytes.getByte(start) & 0x0F;
  }

  /** Of the next byte, from the start of the packet. */
  int offset() {
    return position - start;
  }

  /** How many bytes are left, to the end of the packet or of its properties. */
  int remaining() {
    return end - position;
  }

  boolean hasMore() {
    return position < end;
  }

  boolean isHeard() {
    return listener != null;
  }

  /** Tells the listener of a field that began at {@code from} and ends here. */
  void note(String field, int from, String value) {
    if (listener != null) {
      listener.field(new FieldSpan(field, from, offset() - from, value, false));
    }
  }

  void note(String field, int from, long value) {
    if (listener != null) {
      note(field, from, Long.toString(value));
    }
  }

  int readByte(String field) throws BrokenPacket {
    require(field, 1);
    return bytes.getUnsignedByte(position++);
  }

  int readTwoByteInteger(String field) throws BrokenPacket {
    require(field, 2);
    int value = bytes.getUnsignedShort(position);
    position += 2;
    return value;
  }

  long readFourByteInteger(String field) throws BrokenPacket {
    require(field, 4);
    long value = bytes.getUnsignedInt(position);
    position += 4;
    return value;
  }

  /**
   * Integer of 1 to 4 bytes with continuation bits, least significant group first [5.0 MQTT-1.5.5-1].
   * <pre>
   *   bit    7        6 ... 0
   *        +--------+-------------+
   *        |  more  |  7 value    |   at most 4 bytes; 5.0: the shortest form is the only legal one
   *        +--------+-------------+
   * </pre>
   */
  int readVariableByteInteger(String field) throws BrokenPacket {
    int from = offset();
    int value = 0;
    for (int length = 1; length <= 4; length++) {
      int next = readByte(field);
      value |= (next & 0x7F) << (7 * (length - 1));
      if (next < 0x80) {
        if (next == 0 && length > 1) {
          throw broken(
              Breach.VARIABLE_BYTE_INTEGER_NOT_SHORTEST,
              field,
              from,
              value + " in its shortest form",
              "the same in " + length + " bytes");
        }
        return value;
      }
    }
    throw broken(
        Breach.VARIABLE_BYTE_INTEGER_OF_FIVE_BYTES,
        field,
        from,
        "at most four bytes",
        "a fourth byte that announces a fifth");
  }

  /**
   * UTF-8 Encoded String (1.5.3 of 3.1.1, 1.5.4 of 5.0).
   * <pre>
   *        +----------------+----------------------------+
   *        |  length (2)    |  UTF-8, 0 to 65,535 bytes  |   well-formed, no surrogates, no U+0000
   *        +----------------+----------------------------+
   * </pre>
   */
  String readText(String field, Breach illFormed, Breach nullCharacter) throws BrokenPacket {
    int from = offset();
    byte[] utf8 = readLengthPrefixed(field);
    int bad = Utf8Scanner.firstUnwanted(utf8);
    String text = new String(utf8, StandardCharsets.UTF_8);
    note(field, from, text);
    if (bad < 0) {
      return text;
    }
    int at = from + 2 + bad;
    if (utf8[bad] == 0) {
      throw broken(nullCharacter, field, from, "no U+0000", "U+0000 at byte " + at);
    }
    if (Utf8Scanner.isSurrogateAt(utf8, bad)) {
      throw broken(Breach.SURROGATE, field, from, "no surrogates", "one at byte " + at);
    }
    throw broken(
        illFormed,
        field,
        from,
        Violation.WELL_FORMED_TEXT,
        "0x" + HexFormat.of().withUpperCase().toHexDigits(utf8[bad]) + " at byte " + at);
  }

  /**
   * Binary Data (1.5.6 of 5.0; in 3.1.1 the Will Message and the Password have the same form).
   * <pre>
   *        +----------------+----------------------------+
   *        |  length (2)    |  0 to 65,535 bytes         |
   *        +----------------+----------------------------+
   * </pre>
   */
  Payload readBinary(String field, boolean secret) throws BrokenPacket {
    int from = offset();
    Payload data = Payload.owning(readLengthPrefixed(field));
    if (listener != null) {
      String value = secret ? data.length() + " bytes" : show(data);
      listener.field(new FieldSpan(field, from, offset() - from, value, secret));
    }
    return data;
  }

  /** All that is left. */
  Payload readRest(String field) {
    int from = offset();
    byte[] copy = new byte[remaining()];
    bytes.getBytes(position, copy);
    position = end;
    Payload rest = Payload.owning(copy);
    if (listener != null && !rest.isEmpty()) {
      note(field, from, show(rest));
    }
    return rest;
  }

  /** Ends at {@code length} bytes from here until {@link #leaveProperties}; returns the end to go back to. */
  int enterProperties(int length) {
    int outerEnd = end;
    end = position + length;
    cutShort = Breach.PROPERTY_CUT_SHORT;
    return outerEnd;
  }

  void leaveProperties(int outerEnd) {
    end = outerEnd;
    cutShort = type == PacketType.CONNECT ? Breach.CONNECT_CUT_SHORT : Breach.FIELD_CUT_SHORT;
  }

  /** Breaks unless {@code length} more bytes are there. */
  void require(String field, int length) throws BrokenPacket {
    if (remaining() < length) {
      throw broken(
          cutShort, field, offset(), "at least " + length + " bytes", remaining() + " left");
    }
  }

  /** Breaks if nothing at all is left for a field that has to be there. */
  void requirePresent(String field, Breach missing) throws BrokenPacket {
    if (!hasMore()) {
      throw broken(missing, field, offset(), "to be there", "the end of the packet");
    }
  }

  /** Breaks if bytes are left where the packet's last field has been read. */
  void requireEnd() throws BrokenPacket {
    if (hasMore()) {
      Breach trailing =
          type == PacketType.CONNECT ? Breach.CONNECT_TRAILING_BYTES : Breach.TRAILING_BYTES;
      throw broken(trailing, "end of " + type, offset(), "no more bytes", remaining() + " more");
    }
  }

  /** A violation, to be thrown. */
  BrokenPacket broken(Breach breach, String field, int from, String expected, String found) {
    return broken(
        breach, version, sender, breach.wordOfDemand(type, field), field, from, expected, found);
  }

  static BrokenPacket broken(
      Breach breach,
      MqttVersion version,
      Sender sender,
      String field,
      int from,
      String expected,
      String found) {
    return broken(breach, version, sender, "", field, from, expected, found);
  }

  private static BrokenPacket broken(
      Breach breach,
      MqttVersion version,
      Sender sender,
      String wordOfDemand,
      String field,
      int from,
      String expected,
      String found) {
    Statement statement = breach
        .statement(version, sender)
        .orElseThrow(() -> new IllegalStateException(
            breach + " names no statement for " + version + " from " + sender));
    String demand = statement.demands().stream()
        .filter(name -> name.contains(wordOfDemand))
        .findFirst()
        .orElse(statement.demands().get(0));
    return new BrokenPacket(
        new Violation(field, from, expected, found, statement, demand, breach.reasonCode()));
  }

  /** Two bytes of length and what they count. */
  byte[] readLengthPrefixed(String field) throws BrokenPacket {
    int from = offset();
    int length = readTwoByteInteger(field);
    if (remaining() < length) {
      throw broken(
          cutShort,
          field,
          from,
          "no more than the " + remaining() + " bytes left",
          length + " bytes");
    }
    byte[] copy = new byte[length];
    bytes.getBytes(position, copy);
    position += length;
    return copy;
  }

  private static String show(Payload data) {
    byte[] all = data.toBytes();
    int shown = Math.min(all.length, SHOWN_BYTES);
    String more = shown < all.length ? "..." : "";
    boolean printable = Utf8Scanner.isPrintableAscii(all, shown);
    String text = printable
        ? '"' + new String(all, 0, shown, StandardCharsets.US_ASCII) + '"'
        : HexFormat.ofDelimiter(" ").withUpperCase().formatHex(all, 0, shown);
    return data.length() + " bytes: " + text + more;
  }
}
