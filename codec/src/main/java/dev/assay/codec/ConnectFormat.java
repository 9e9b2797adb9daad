package dev.assay.codec;

import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT (3.1).
 * <pre>
 *   +--------------------------------------------+
 *   | 00 04  M  Q  T  T                          |  Protocol Name
 *   | Protocol Level (1)                         |  4 is 3.1.1, 5 is 5.0
 *   | Connect Flags (1)                          |  see below
 *   | Keep Alive (2)                             |  seconds
 *   | Properties                                 |  5.0
 *   +--------------------------------------------+
 *   | Client Identifier (text)                   |
 *   | Will Properties                            |  5.0, if Will Flag
 *   | Will Topic (text), Will Payload (binary)   |  if Will Flag
 *   | User Name (text)                           |  if User Name Flag
 *   | Password (binary)                          |  if Password Flag
 *   +--------------------------------------------+
 *
 *   Connect Flags
 *   bit     7          6         5       4..3      2       1        0
 *        +----------+----------+--------+--------+------+--------+----------+
 *        | User Name| Password | Will   | Will   | Will | Clean  | reserved |
 *        | Flag     | Flag     | Retain | QoS    | Flag | Start  | 0        |
 *        +----------+----------+--------+--------+------+--------+----------+
 * </pre>
 */
final class ConnectFormat {
  private static final String PROTOCOL_NAME = "MQTT";

  private static final int FIXED_FIELDS_BYTES = 2 + 4 + 1 + 1 + 2;

  private static final int USER_NAME_FLAG = 0b1000_0000;
  private static final int PASSWORD_FLAG = 0b0100_0000;
  private static final int WILL_RETAIN = 0b0010_0000;
  private static final int WILL_QOS_SHIFT = 3;
  private static final int WILL_FLAG = 0b0000_0100;
  private static final int CLEAN_START = 0b0000_0010;
  private static final int RESERVED = 0b0000_0001;

  private static final String FLAGS = "Connect Flags";

  private ConnectFormat() {}

  static Connect read(PacketInput in) throws BrokenPacket {
    readProtocol(in);
    int flags = readFlags(in);
    int keepAliveAt = in.offset();
    int keepAlive = in.readTwoByteInteger("Keep Alive");
    in.note("Keep Alive", keepAliveAt, keepAlive);
    int propertiesAt = in.offset();
    Properties properties = in.isVersion5() ? PropertiesFormat.read(in) : Properties.NONE;
    if (properties.has(PropertyId.AUTHENTICATION_DATA)
        && !properties.has(PropertyId.AUTHENTICATION_METHOD)) {
      throw in.broken(
          Breach.AUTHENTICATION_DATA_WITHOUT_METHOD,
          "Properties",
          propertiesAt,
          "Authentication Method beside Authentication Data",
          "none");
    }

    in.requirePresent("Client Identifier", Breach.CLIENT_IDENTIFIER_MISSING);
    String clientId = in.readText(
        "Client Identifier", Breach.ILL_FORMED_CLIENT_IDENTIFIER, Breach.NULL_CHARACTER);
    Will will = (flags & WILL_FLAG) == 0 ? null : readWill(in, flags);
    String userName = (flags & USER_NAME_FLAG) == 0 ? null : readUserName(in);
    Payload password = (flags & PASSWORD_FLAG) == 0 ? null : readPassword(in);
    in.requireEnd();
    return new Connect(
        in.version(),
        clientId,
        (flags & CLEAN_START) != 0,
        keepAlive,
        will,
        userName,
        password,
        properties);
  }

  static int bodySize(Connect connect) {
    boolean v5 = connect.version() == MqttVersion.V5;
    int size = FIXED_FIELDS_BYTES + DataTypes.sizeOfText(connect.clientId());
    size += v5 ? PropertiesFormat.sizeOf(connect.properties()) : 0;
    Will will = connect.will();
    if (will != null) {
      size += v5 ? PropertiesFormat.sizeOf(will.properties()) : 0;
      size += DataTypes.sizeOfName(will.topic()) + DataTypes.sizeOfBinary(will.payload());
    }
    String userName = connect.userName();
    size += userName == null ? 0 : DataTypes.sizeOfText(userName);
    Payload password = connect.password();
    size += password == null ? 0 : DataTypes.sizeOfBinary(password);
    return size;
  }

  static void writeBody(Connect connect, ByteBuffer out) {
    boolean v5 = connect.version() == MqttVersion.V5;
    DataTypes.writeText(PROTOCOL_NAME, out);
    out.put((byte) connect.version().protocolLevel());
    out.put((byte) flagsOf(connect));
    out.putShort((short) connect.keepAliveSeconds());
    if (v5) {
      PropertiesFormat.write(connect.properties(), out);
    }
    DataTypes.writeText(connect.clientId(), out);
    Will will = connect.will();
    if (will != null) {
      if (v5) {
        PropertiesFormat.write(will.properties(), out);
      }
      DataTypes.writeName(will.topic(), out);
      DataTypes.writeBinary(will.payload(), out);
    }
    String userName = connect.userName();
    if (userName != null) {
      DataTypes.writeText(userName, out);
    }
    Payload password = connect.password();
    if (password != null) {
      DataTypes.writeBinary(password, out);
    }
  }

  private static void readProtocol(PacketInput in) throws BrokenPacket {
    int nameAt = in.offset();
    String name = in.takeText("Protocol Name").toString();
    in.note("Protocol Name", nameAt, name);
    if (!name.equals(PROTOCOL_NAME)) {
      throw in.broken(Breach.PROTOCOL_NAME, "Protocol Name", nameAt, PROTOCOL_NAME, name);
    }
    int levelAt = in.offset();
    int level = in.readByte("Protocol Level");
    in.note("Protocol Level", levelAt, level);
    if (level != in.version().protocolLevel()) {
      throw in.broken(
          Breach.PROTOCOL_LEVEL,
          "Protocol Level",
          levelAt,
          Integer.toString(in.version().protocolLevel()),
          Integer.toString(level));
    }
  }

  private static int readFlags(PacketInput in) throws BrokenPacket {
    int from = in.offset();
    int flags = in.readByte(FLAGS);
    if (in.isHeard()) {
      in.note(FLAGS, from, describe(flags, in.isVersion5()));
    }
    if ((flags & RESERVED) != 0) {
      throw in.broken(Breach.CONNECT_RESERVED_FLAG, FLAGS, from, "reserved bit 0", "1");
    }
    boolean hasWill = (flags & WILL_FLAG) != 0;
    int willQos = willQosOf(flags);
    if (!hasWill && willQos != 0) {
      throw in.broken(
          Breach.WILL_QOS_WITHOUT_WILL,
          FLAGS,
          from,
          "Will QoS 0 beside Will Flag 0",
          "Will QoS " + willQos);
    }
    if (willQos == 3) {
      throw in.broken(Breach.WILL_QOS_3, FLAGS, from, "Will QoS 0, 1 or 2", "3");
    }
    if (!hasWill && (flags & WILL_RETAIN) != 0) {
      throw in.broken(
          Breach.WILL_RETAIN_WITHOUT_WILL, FLAGS, from, "Will Retain 0 beside Will Flag 0", "1");
    }
    boolean passwordAlone = (flags & PASSWORD_FLAG) != 0 && (flags & USER_NAME_FLAG) == 0;
    if (passwordAlone && !in.isVersion5()) {
      throw in.broken(
          Breach.PASSWORD_WITHOUT_USER_NAME,
          FLAGS,
          from,
          "Password Flag 0 beside User Name Flag 0",
          "1");
    }
    return flags;
  }

  private static Will readWill(PacketInput in, int flags) throws BrokenPacket {
    in.requirePresent(in.isVersion5() ? "Will Properties" : "Will Topic", Breach.WILL_MISSING);
    Properties properties = in.isVersion5() ? PropertiesFormat.readOfWill(in) : Properties.NONE;
    in.requirePresent("Will Topic", Breach.WILL_MISSING);
    TopicName topic = TopicFormat.readName(
        in, "Will Topic", Breach.ILL_FORMED_WILL_TOPIC, Breach.WILDCARD_IN_WILL);
    String payloadName = in.isVersion5() ? "Will Payload" : "Will Message";
    in.requirePresent(payloadName, Breach.WILL_MISSING);
    Payload payload = in.readBinary(payloadName, false);
    return new Will(
        topic, payload, Qos.of(willQosOf(flags)), (flags & WILL_RETAIN) != 0, properties);
  }

  private static String readUserName(PacketInput in) throws BrokenPacket {
    in.requirePresent("User Name", Breach.USER_NAME_MISSING);
    return in.readText("User Name", Breach.ILL_FORMED_USER_NAME, Breach.NULL_CHARACTER);
  }

  private static Payload readPassword(PacketInput in) throws BrokenPacket {
    in.requirePresent("Password", Breach.PASSWORD_MISSING);
    return in.readBinary("Password", true);
  }

  private static int willQosOf(int flags) {
    return (flags >> WILL_QOS_SHIFT) & 0b11;
  }

  private static int flagsOf(Connect connect) {
    Will will = connect.will();
    return (connect.userName() == null ? 0 : USER_NAME_FLAG)
        | (connect.password() == null ? 0 : PASSWORD_FLAG)
        | willFlagsOf(will)
        | (connect.cleanStart() ? CLEAN_START : 0);
  }

  private static int willFlagsOf(@Nullable Will will) {
    if (will == null) {
      return 0;
    }
    return WILL_FLAG | (will.qos().level() << WILL_QOS_SHIFT) | (will.retain() ? WILL_RETAIN : 0);
  }

  private static String describe(int flags, boolean v5) {
    return "User Name " + bit(flags, USER_NAME_FLAG)
        + ", Password " + bit(flags, PASSWORD_FLAG)
        + ", Will Retain " + bit(flags, WILL_RETAIN)
        + ", Will QoS " + willQosOf(flags)
        + ", Will " + bit(flags, WILL_FLAG)
        + (v5 ? ", Clean Start " : ", Clean Session ") + bit(flags, CLEAN_START)
        + ", reserved " + bit(flags, RESERVED);
  }

  private static int bit(int flags, int mask) {
    return (flags & mask) == 0 ? 0 : 1;
  }
}
