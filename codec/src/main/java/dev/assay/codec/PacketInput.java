package dev.assay.codec;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A packet under reading: a position between its first byte and its end, and the data types of chapter 1.5. What is wrong
 * becomes a {@link BrokenPacket}; who listens hears the fields. Offsets count from the packet's first byte.
 */
final class PacketInput {
  /** What text is shown of bytes that may be many. */
  private static final int SHOWN_BYTES = 64;

  /**
   * Packets that are no longer are read in a copy, always in the same array: one copy costs less than many single bytes out of
   * a buffer, and less than it costs to store, for each packet, references to a buffer and its array in an old object, of which
   * the garbage collector is told.
   */
  private static final int WINDOW_BYTES = 512;

  /** Most clients send packets that are shorter still, and a broker has a window for each. */
  private static final int SMALLEST_WINDOW_BYTES = 64;

  private static final byte[] NO_BYTES = {};

  private final Sender sender;
  private final @Nullable FieldListener listener;
  private final TextBytes text = new TextBytes();
  private final RepeatedFields repeated = new RepeatedFields();
  // as large as the longest short packet so far wants it: a power of two
  private byte[] window = NO_BYTES;

  // from here on: of the packet under reading
  private boolean inWindow;
  // empty while the packet is in the window
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  // where the bytes are on the heap: index i of the buffer is heap[i + heapShift]
  private boolean onHeap;
  private byte[] heap = NO_BYTES;
  private int heapShift;
  private int start;
  private int position;
  private int end;
  private MqttVersion version = MqttVersion.V5;
  private PacketType type = PacketType.CONNECT;
  private Breach cutShort = Breach.FIELD_CUT_SHORT;

  PacketInput(Sender sender, @Nullable FieldListener listener) {
    this.sender = sender;
    this.listener = listener;
  }

  /**
   * Stands behind the fixed header of a packet.
   *
   * @param start index of the packet's first byte in {@code buffer}
   * @param position index of the first byte after the fixed header
   * @param end index behind the packet's last byte
   */
  void begin(
      ByteBuf buffer, int start, int position, int end, MqttVersion version, PacketType type) {
    this.start = start;
    this.position = position;
    this.end = end;
    this.version = version;
    this.type = type;
    inWindow = end - start <= WINDOW_BYTES;
    if (inWindow) {
      if (window.length < end - start) {
        growWindow(end - start);
      }
      buffer.getBytes(start, window, 0, end - start);
    } else {
      this.buffer = buffer;
    }
    readToEnd(end);
  }

  private void growWindow(int packetBytes) {
    window = new byte[Math.max(SMALLEST_WINDOW_BYTES, Integer.highestOneBit(packetBytes - 1) << 1)];
  }

  /** Lets go of the buffer. */
  void finish() {
    if (!inWindow) {
      buffer = Unpooled.EMPTY_BUFFER;
    }
    readFrom(window);
    text.moveTo(window, 0, 0);
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
    return byteAt(start) & 0x0F;
  }

  /** Of the next byte, from the start of the packet. */
  int offset() {
    return position - start;
  }

  /** How many bytes are left, to the end of the packet or of its properties. */
  int remaining() {
    return end - position;
  }

  /** Where the packet, or its properties while these are read, ends; for {@link #leaveProperties} to go back to. */
  int end() {
    return end;
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
    return byteAt(position++);
  }

  int readTwoByteInteger(String field) throws BrokenPacket {
    require(field, 2);
    int value = byteAt(position) << 8 | byteAt(position + 1);
    position += 2;
    return value;
  }

  long readFourByteInteger(String field) throws BrokenPacket {
    require(field, 4);
    int high = byteAt(position) << 8 | byteAt(position + 1);
    int low = byteAt(position + 2) << 8 | byteAt(position + 3);
    position += 4;
    return (long) high << 16 | low;
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
    int first = readByte(field);
    return first < 0x80 ? first : readLongerInteger(field, from, first & 0x7F);
  }

  private int readLongerInteger(String field, int from, int first) throws BrokenPacket {
    int value = first;
    for (int length = 2; length <= 4; length++) {
      int next = readByte(field);
      value |= (next & 0x7F) << (7 * (length - 1));
      if (next < 0x80) {
        if (next == 0) {
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
    passText(field, illFormed, nullCharacter);
    return text.toString();
  }

  /** Checks a UTF-8 Encoded String without making one. */
  void passText(String field, Breach illFormed, Breach nullCharacter) throws BrokenPacket {
    int from = offset();
    checkText(takeText(field), field, from, illFormed, nullCharacter);
  }

  /** Goes behind the next UTF-8 Encoded String, for {@link #checkText} to check; valid until the next text. */
  TextBytes takeText(String field) throws BrokenPacket {
    int length = readPrefix(field);
    if (onHeap) {
      text.moveTo(heap, position + heapShift, length);
    } else {
      text.moveTo(copy(position, length), 0, length);
    }
    position += length;
    return text;
  }

  /** Breaks if {@code text}, which began at {@code from} and ends here, holds what it must not. */
  void checkText(TextBytes text, String field, int from, Breach illFormed, Breach nullCharacter)
      throws BrokenPacket {
    if (listener != null) {
      note(field, from, text.toString());
    }
    int bad = text.isPlain() ? -1 : text.firstUnwanted();
    if (bad >= 0) {
      throw unwanted(text, bad, field, from, illFormed, nullCharacter);
    }
  }

  private BrokenPacket unwanted(
      TextBytes text, int bad, String field, int from, Breach illFormed, Breach nullCharacter) {
    int at = from + 2 + bad;
    if (text.at(bad) == 0) {
      return broken(nullCharacter, field, from, "no U+0000", "U+0000 at byte " + at);
    }
    if (text.isSurrogateAt(bad)) {
      return broken(Breach.SURROGATE, field, from, "no surrogates", "one at byte " + at);
    }
    return broken(
        illFormed,
        field,
        from,
        Violation.WELL_FORMED_TEXT,
        "0x" + HexFormat.of().withUpperCase().toHexDigits(text.at(bad)) + " at byte " + at);
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
    int length = readPrefix(field);
    Payload data = Payload.owning(copy(position, length));
    position += length;
    if (listener != null) {
      String value = secret ? data.length() + " bytes" : show(data);
      listener.field(new FieldSpan(field, from, offset() - from, value, secret));
    }
    return data;
  }

  /** Goes behind Binary Data without making any. */
  void passBinary(String field, boolean secret) throws BrokenPacket {
    if (listener != null) {
      readBinary(field, secret);
    } else {
      int length = readPrefix(field);
      position += length;
    }
  }

  /** All that is left. */
  Payload readRest(String field) {
    int from = offset();
    Payload rest = hasMore() ? Payload.owning(copy(position, remaining())) : Payload.EMPTY;
    position = end;
    if (listener != null && !rest.isEmpty()) {
      note(field, from, show(rest));
    }
    return rest;
  }

  /** The Topic Name of a PUBLISH read before, if {@code text} has the same bytes; null if it has to be read. */
  @Nullable
  TopicName repeatedTopic(TextBytes text) {
    boolean mayRepeat = type == PacketType.PUBLISH && listener == null && !text.isEmpty();
    return mayRepeat ? repeated.topic(text) : null;
  }

  /** Returns {@code checked}, and keeps that of a PUBLISH for {@link #repeatedTopic}. */
  TopicName keep(TopicName checked) {
    return type == PacketType.PUBLISH ? repeated.keep(checked) : checked;
  }

  /**
   * The properties of a PUBLISH read before, if the next {@code length} bytes are the same; stands behind them in that case. Null
   * if they have to be read.
   */
  @Nullable
  Properties repeatedProperties(int length) {
    if (type != PacketType.PUBLISH || !onHeap) {
      return null;
    }
    int at = position + heapShift;
    Properties known = repeated.properties(heap, at, at + length);
    if (known != null) {
      position += length;
    }
    return known;
  }

  /** Returns {@code checked}, and keeps those of a PUBLISH for {@link #repeatedProperties}. */
  Properties keep(Properties checked) {
    return type == PacketType.PUBLISH ? repeated.keep(checked) : checked;
  }

  /**
   * The identifiers of the properties that come next, or {@link PropertiesGlance#LOOK_CLOSER}.
   *
   * @param copy of them. On the heap they are looked at where it was made from: the processor has to wait for bytes that it has
   *     only just copied.
   */
  int glance(byte[] copy) {
    int at = position + heapShift;
    return onHeap
        ? PropertiesGlance.idsIn(heap, at, at + copy.length, type)
        : PropertiesGlance.idsIn(copy, 0, copy.length, type);
  }

  byte[] copyOfNext(int length) {
    return copy(position, length);
  }

  /** Goes behind {@code length} bytes, which are there. */
  void pass(int length) {
    position += length;
  }

  /**
   * Ends behind the properties until {@link #leaveProperties}, and reads them from {@code copy}, which holds their bytes: what is
   * checked is what is kept.
   */
  void enterProperties(byte[] copy) {
    onHeap = true;
    readFrom(copy);
    heapShift = -position;
    end = position + copy.length;
    cutShort = Breach.PROPERTY_CUT_SHORT;
  }

  /** Stands behind the properties, ends at {@code outerEnd} and reads from the packet itself again. */
  void leaveProperties(int outerEnd) {
    position = end;
    readToEnd(outerEnd);
  }

  private void readToEnd(int outerEnd) {
    end = outerEnd;
    if (inWindow) {
      onHeap = true;
      readFrom(window);
      heapShift = -start;
    } else {
      onHeap = buffer.hasArray();
      readFrom(onHeap ? buffer.array() : NO_BYTES);
      heapShift = onHeap ? buffer.arrayOffset() : 0;
    }
    cutShort = type == PacketType.CONNECT ? Breach.CONNECT_CUT_SHORT : Breach.FIELD_CUT_SHORT;
  }

  private void readFrom(byte[] array) {
    if (heap != array) {
      heap = array;
    }
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

  /** Two bytes of length, of a field whose bytes are all there. */
  private int readPrefix(String field) throws BrokenPacket {
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
    return length;
  }

  private int byteAt(int index) {
    return onHeap ? heap[index + heapShift] & 0xFF : buffer.getUnsignedByte(index);
  }

  private byte[] copy(int index, int length) {
    if (onHeap) {
      int at = index + heapShift;
      return Arrays.copyOfRange(heap, at, at + length);
    }
    byte[] copy = new byte[length];
    buffer.getBytes(index, copy);
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
