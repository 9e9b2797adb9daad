package dev.assay.codec;

import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads packets of one version from one sender, strictly: everything that bytes alone can break is checked. What depends on
 * earlier packets (sessions, Topic Alias mappings, identifiers in use) is not.
 *
 * <p>Belongs to one connection and one thread.
 */
public final class PacketReader {
  private static final Reading INCOMPLETE = new Reading.Incomplete();

  /** The longest Protocol Name behind which a version is looked for: "MQIsdp" of 3.1, all later ones are "MQTT". */
  private static final int LONGEST_PROTOCOL_NAME_BYTES = 6;

  // in the place of the offset of a CONNECT's Protocol Level
  private static final int NOT_YET = -1;
  private static final int NOWHERE = -2;

  private final Sender sender;
  private final long maximumPacketSize;
  private final @Nullable FieldListener listener;
  private final PacketInput input;
  // whether a CONNECT says its version itself
  private final boolean versionByConnect;
  // null until the first CONNECT, from then on that of the connection
  private @Nullable MqttVersion version;

  private PacketReader(
      @Nullable MqttVersion version,
      Sender sender,
      boolean versionByConnect,
      long maximumPacketSize,
      @Nullable FieldListener listener) {
    this.version = version;
    this.sender = sender;
    this.versionByConnect = versionByConnect;
    this.maximumPacketSize = maximumPacketSize;
    this.listener = listener;
    this.input = new PacketInput(sender, listener);
  }

  /** A server's reader: the first packet has to be a CONNECT, whose version it then speaks. */
  public static PacketReader awaitingConnect() {
    return new PacketReader(null, Sender.CLIENT, true, Long.MAX_VALUE, null);
  }

  /** A reader for what {@code sender} sends in {@code version}. */
  public static PacketReader of(MqttVersion version, Sender sender) {
    return new PacketReader(version, sender, false, Long.MAX_VALUE, null);
  }

  /** Tells {@code listener} of every field, also of a packet that has not arrived whole. */
  static PacketReader heardBy(FieldListener listener, MqttVersion version, Sender sender) {
    return new PacketReader(version, sender, true, Long.MAX_VALUE, listener);
  }

  /**
   * A new reader that refuses larger packets with {@link dev.assay.codec.packet.ReasonCode#PACKET_TOO_LARGE}, as soon as
   * their fixed header is there (of a CONNECT: the version in it, too).
   *
   * @param bytes of the whole packet, fixed header included, as Maximum Packet Size counts (3.1.2.11.4 of 5.0)
   */
  public PacketReader withMaximumPacketSize(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a maximum packet size is at least 1, was " + bytes);
    }
    return new PacketReader(version, sender, versionByConnect, bytes, listener);
  }

  /** The version of the connection; empty while the first CONNECT is awaited. */
  public Optional<MqttVersion> version() {
    return Optional.ofNullable(version);
  }

  /**
   * Reads the next packet. Consumes its bytes if it is complete, and none otherwise. Behind a {@link Violation} nothing can be
   * read: the connection has to end.
   *
   * @param in from its reader index on; not retained
   */
  public Reading read(ByteBuf in) {
    try {
      return readNext(in);
    } catch (BrokenPacket broken) {
      return broken.violation();
    } finally {
      input.finish();
    }
  }

  /** Reads the packet that {@code bytes} begin with, for those who hold a heap array and no buffer. */
  public Reading read(byte[] bytes) {
    return read(Unpooled.wrappedBuffer(bytes));
  }

  /**
   * Fixed header (2.2 of 3.1.1, 2.1 of 5.0).
   * <pre>
   *   bit    7 ... 4        3 ... 0
   *        +--------------+--------------+
   *        | packet type  | flags        |
   *        +--------------+--------------+
   *        | Remaining Length (1..4)     |   how many bytes follow
   *        +-----------------------------+
   * </pre>
   */
  private Reading readNext(ByteBuf in) throws BrokenPacket {
    int available = in.readableBytes();
    if (available == 0) {
      return INCOMPLETE;
    }
    int start = in.readerIndex();
    // both bytes of most fixed headers at once; the second may be the first of a longer length, or
    // not there yet
    int two = available > 1 ? in.getUnsignedShort(start) : in.getUnsignedByte(start) << Byte.SIZE;
    int first = two >> Byte.SIZE;
    int levelAt = protocolLevelAt(in, start, available, first);
    if (levelAt == NOT_YET && listener == null) {
      return INCOMPLETE;
    }
    MqttVersion packetVersion = versionToldBy(in, start, levelAt);
    noteFirstByte(first);
    PacketType type = typeOf(first >> 4, packetVersion);
    checkFlags(type, first & 0x0F, packetVersion);

    boolean isOneByte = available > 1 && (two & 0x80) == 0;
    int lengthBytes = isOneByte ? 1 : lengthBytesAt(in, start, available, packetVersion);
    if (lengthBytes == 0) {
      return INCOMPLETE;
    }
    int headerBytes = 1 + lengthBytes;
    int remainingLength = isOneByte ? two & 0x7F : lengthAt(in, start + 1, lengthBytes);
    long packetBytes = (long) headerBytes + remainingLength;
    note("Remaining Length", 1, lengthBytes, remainingLength);
    boolean whole = available >= packetBytes;
    checkShortest(lengthBytes, remainingLength, packetVersion);
    checkSize(type, packetBytes, packetVersion);
    if (!whole && listener == null) {
      return INCOMPLETE;
    }

    int end = start + (int) Math.min(packetBytes, available);
    input.begin(in, start, start + headerBytes, end, packetVersion, type);
    Packet packet = readBody(input);
    in.readerIndex(end);
    if (version == null && type == PacketType.CONNECT) {
      version = ((Connect) packet).version();
    }
    return packet;
  }

  private static Packet readBody(PacketInput in) throws BrokenPacket {
    return switch (in.type()) {
      case CONNECT -> ConnectFormat.read(in);
      case CONNACK -> ConnAckFormat.read(in);
      case PUBLISH -> PublishFormat.read(in);
      case PUBACK -> AckFormat.readPubAck(in);
      case PUBREC -> AckFormat.readPubRec(in);
      case PUBREL -> AckFormat.readPubRel(in);
      case PUBCOMP -> AckFormat.readPubComp(in);
      case SUBSCRIBE -> SubscribeFormat.read(in);
      case SUBACK -> SubAckFormat.readSubAck(in);
      case UNSUBSCRIBE -> UnsubscribeFormat.read(in);
      case UNSUBACK -> SubAckFormat.readUnsubAck(in);
      case PINGREQ -> {
        in.requireEnd();
        yield new PingReq();
      }
      case PINGRESP -> {
        in.requireEnd();
        yield new PingResp();
      }
      case DISCONNECT -> DisconnectFormat.readDisconnect(in);
      case AUTH -> DisconnectFormat.readAuth(in);
    };
  }

  /**
   * Where the packet that starts here says its version itself, from its start; {@link #NOT_YET} if that cannot be told from the
   * bytes so far, {@link #NOWHERE} if it does not. Nothing is judged before that is known, and nothing behind the packet is looked at:
   * what a CONNECT breaks does not depend on the pieces in which it comes.
   */
  private int protocolLevelAt(ByteBuf in, int start, int available, int first) {
    if (!versionByConnect || first >> 4 != PacketType.CONNECT.number()) {
      return NOWHERE;
    }
    int remainingLength = 0;
    for (int i = 1; i <= 4; i++) {
      if (i >= available) {
        return NOT_YET;
      }
      int part = in.getUnsignedByte(start + i);
      remainingLength |= (part & 0x7F) << (7 * (i - 1));
      if (part <= 0x7F) {
        int bodyAt = 1 + i;
        return protocolLevelAt(in, start, available, bodyAt, bodyAt + remainingLength);
      }
    }
    return NOWHERE;
  }

  private static int protocolLevelAt(ByteBuf in, int start, int available, int bodyAt, int end) {
    if (end - bodyAt < 2) {
      return NOWHERE;
    }
    if (available < bodyAt + 2) {
      return NOT_YET;
    }
    int nameBytes = in.getUnsignedShort(start + bodyAt);
    int levelAt = bodyAt + 2 + nameBytes;
    if (nameBytes > LONGEST_PROTOCOL_NAME_BYTES || levelAt >= end) {
      return NOWHERE;
    }
    return levelAt < available ? levelAt : NOT_YET;
  }

  /** The version by which to read a packet; 5.0 if neither it nor one before it says one. */
  private MqttVersion versionToldBy(ByteBuf in, int start, int levelAt) {
    if (levelAt < 0) {
      return version == null ? MqttVersion.V5 : version;
    }
    // what is older than 3.1.1 is answered in its form, what is newer than 5.0 in that
    return in.getUnsignedByte(start + levelAt) < MqttVersion.V5.protocolLevel()
        ? MqttVersion.V3_1_1
        : MqttVersion.V5;
  }

  private PacketType typeOf(int number, MqttVersion packetVersion) throws BrokenPacket {
    boolean reserved =
        number == 0 || (number == PacketType.AUTH.number() && packetVersion == MqttVersion.V3_1_1);
    if (reserved) {
      throw broken(
          Breach.RESERVED_PACKET_TYPE,
          packetVersion,
          "packet type",
          "1.." + (packetVersion == MqttVersion.V5 ? 15 : 14),
          Integer.toString(number));
    }
    PacketType type = PacketType.of(number);
    if (version == null && type != PacketType.CONNECT) {
      throw broken(
          Breach.FIRST_PACKET_NOT_CONNECT,
          packetVersion,
          "packet type",
          "CONNECT as the first packet",
          type.toString());
    }
    if (!flowsFrom(sender, type, packetVersion)) {
      String who = sender == Sender.CLIENT ? "client" : "server";
      throw broken(
          Breach.DIRECTION_OF_FLOW,
          packetVersion,
          "packet type",
          "one that a " + who + " sends",
          type.toString());
    }
    return type;
  }

  /** Table 2.1 of 3.1.1, 2-1 of 5.0, column "Direction of flow". */
  private static boolean flowsFrom(Sender sender, PacketType type, MqttVersion version) {
    return switch (type) {
      case CONNECT, SUBSCRIBE, UNSUBSCRIBE, PINGREQ -> sender == Sender.CLIENT;
      case CONNACK, SUBACK, UNSUBACK, PINGRESP -> sender == Sender.SERVER;
      case DISCONNECT -> sender == Sender.CLIENT || version == MqttVersion.V5;
      case PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, AUTH -> true;
    };
  }

  private void checkFlags(PacketType type, int flags, MqttVersion packetVersion)
      throws BrokenPacket {
    if (type == PacketType.PUBLISH || flags == type.flags()) {
      return;
    }
    Breach breach = switch (type) {
      case PUBREL -> Breach.FLAGS_OF_PUBREL;
      case SUBSCRIBE -> Breach.FLAGS_OF_SUBSCRIBE;
      case UNSUBSCRIBE -> Breach.FLAGS_OF_UNSUBSCRIBE;
      case DISCONNECT -> Breach.FLAGS_OF_DISCONNECT;
      case AUTH -> Breach.FLAGS_OF_AUTH;
      case CONNECT,
          CONNACK,
          PUBLISH,
          PUBACK,
          PUBREC,
          PUBCOMP,
          SUBACK,
          UNSUBACK,
          PINGREQ,
          PINGRESP -> Breach.FLAGS;
    };
    throw broken(
        breach, packetVersion, "flags of " + type, fourBits(type.flags()), fourBits(flags));
  }

  /** How many bytes Remaining Length takes; 0 if they are not all there yet. */
  private int lengthBytesAt(ByteBuf in, int start, int available, MqttVersion packetVersion)
      throws BrokenPacket {
    for (int i = 1; i <= 4; i++) {
      if (i >= available) {
        return 0;
      }
      if (in.getUnsignedByte(start + i) <= 0x7F) {
        return i;
      }
    }
    throw PacketInput.broken(
        Breach.VARIABLE_BYTE_INTEGER_OF_FIVE_BYTES,
        packetVersion,
        sender,
        "Remaining Length",
        1,
        "at most four bytes",
        "a fourth byte that announces a fifth");
  }

  private static int lengthAt(ByteBuf in, int index, int lengthBytes) {
    int value = 0;
    for (int i = 0; i < lengthBytes; i++) {
      value |= (in.getUnsignedByte(index + i) & 0x7F) << (7 * i);
    }
    return value;
  }

  private void checkShortest(int lengthBytes, int remainingLength, MqttVersion packetVersion)
      throws BrokenPacket {
    boolean shortest = lengthBytes == DataTypes.sizeOfVariableByteInteger(remainingLength);
    if (packetVersion == MqttVersion.V5 && !shortest) {
      throw PacketInput.broken(
          Breach.VARIABLE_BYTE_INTEGER_NOT_SHORTEST,
          packetVersion,
          sender,
          "Remaining Length",
          1,
          remainingLength + " in its shortest form",
          "the same in " + lengthBytes + " bytes");
    }
  }

  private void checkSize(PacketType type, long packetBytes, MqttVersion packetVersion)
      throws BrokenPacket {
    if (packetBytes > maximumPacketSize) {
      throw PacketInput.broken(
          type == PacketType.CONNECT ? Breach.CONNECT_TOO_LARGE : Breach.PACKET_TOO_LARGE,
          packetVersion,
          sender,
          "Remaining Length",
          1,
          "a packet of at most " + maximumPacketSize + " bytes",
          packetBytes + " bytes");
    }
  }

  private BrokenPacket broken(
      Breach breach, MqttVersion packetVersion, String field, String expected, String found) {
    return PacketInput.broken(breach, packetVersion, sender, field, 0, expected, found);
  }

  private void noteFirstByte(int first) {
    if (listener == null) {
      return;
    }
    int number = first >> 4;
    int flags = first & 0x0F;
    String type = number == 0 ? "(reserved)" : PacketType.of(number).toString();
    String shown = number == PacketType.PUBLISH.number()
        ? PublishFormat.describe(flags)
        : "flags " + fourBits(flags);
    listener.field(
        new FieldSpan("packet type and flags", 0, 1, type + " (" + number + "), " + shown, false));
  }

  private void note(String field, int offset, int length, int value) {
    if (listener != null) {
      listener.field(new FieldSpan(field, offset, length, Integer.toString(value), false));
    }
  }

  private static String fourBits(int flags) {
    return "0b" + Integer.toBinaryString(0x10 | flags).substring(1);
  }
}
