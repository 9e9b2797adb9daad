package dev.assay.codec;

import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.nio.ByteBuffer;

/**
 * PUBLISH (3.3).
 * <pre>
 *   bit    7 ... 4      3     2..1     0
 *        +-----------+-----+------+--------+
 *        | 0011      | DUP | QoS  | RETAIN |
 *        +-----------+-----+------+--------+
 *        | Remaining Length (1..4)         |
 *        +---------------------------------+
 *        | Topic Name (text)               |   5.0: empty where a Topic Alias says the topic
 *        | Packet Identifier (2)           |   at QoS 1 and 2 only
 *        | Properties                      |   5.0
 *        +---------------------------------+
 *        | Application Message             |   the rest, possibly nothing
 *        +---------------------------------+
 * </pre>
 */
final class PublishFormat {
  private static final String FLAGS = "DUP, QoS and RETAIN";
  private static final int DUP = 0b1000;
  private static final int QOS_SHIFT = 1;
  private static final int RETAIN = 0b0001;

  private PublishFormat() {}

  static Publish read(PacketInput in) throws BrokenPacket {
    int flags = in.flags();
    Qos qos = qosOf(in, flags);
    boolean dup = (flags & DUP) != 0;
    if (dup && qos == Qos.AT_MOST_ONCE) {
      throw in.broken(Breach.DUP_AT_QOS_0, FLAGS, 0, "DUP 0 at QoS 0", "1");
    }
    int topicAt = in.offset();
    in.requirePresent("Topic Name", Breach.TOPIC_NAME_MISSING);
    TopicName topic = readTopic(in);
    int packetId = qos == Qos.AT_MOST_ONCE
        ? PacketId.NONE
        : PacketIdFormat.read(in, Breach.PACKET_IDENTIFIER_ZERO);
    Properties properties = in.isVersion5() ? PropertiesFormat.read(in) : Properties.NONE;
    if (topic.isNone() && !properties.has(PropertyId.TOPIC_ALIAS)) {
      throw in.broken(
          Breach.EMPTY_TOPIC_WITHOUT_ALIAS,
          "Topic Name",
          topicAt,
          "at least one character, or a Topic Alias",
          "neither");
    }
    Payload payload = in.readRest("Application Message");
    return new Publish(dup, qos, (flags & RETAIN) != 0, topic, packetId, properties, payload);
  }

  /** The lower four bits of the first byte. */
  static int flagsOf(Publish publish) {
    return (publish.dup() ? DUP : 0)
        | (publish.qos().level() << QOS_SHIFT)
        | (publish.retain() ? RETAIN : 0);
  }

  static int bodySize(MqttVersion version, Publish publish) {
    return DataTypes.sizeOfName(publish.topic())
        + (publish.qos() == Qos.AT_MOST_ONCE ? 0 : 2)
        + (version == MqttVersion.V5 ? PropertiesFormat.sizeOf(publish.properties()) : 0)
        + publish.payload().length();
  }

  static void writeBody(MqttVersion version, Publish publish, ByteBuffer out) {
    if (version == MqttVersion.V3_1_1 && publish.topic().isNone()) {
      throw new IllegalArgumentException("3.1.1 has no PUBLISH without a Topic Name");
    }
    DataTypes.writeName(publish.topic(), out);
    if (publish.qos() != Qos.AT_MOST_ONCE) {
      out.putShort((short) publish.packetId());
    }
    if (version == MqttVersion.V5) {
      PropertiesFormat.write(publish.properties(), out);
    }
    publish.payload().putInto(out);
  }

  /** The flags of a PUBLISH for people to read. */
  static String describe(int flags) {
    return "DUP " + (flags >> 3) + ", QoS " + ((flags >> QOS_SHIFT) & 0b11) + ", RETAIN "
        + (flags & RETAIN);
  }

  private static Qos qosOf(PacketInput in, int flags) throws BrokenPacket {
    int level = (flags >> QOS_SHIFT) & 0b11;
    if (level == 3) {
      throw in.broken(Breach.QOS_3, FLAGS, 0, "QoS 0, 1 or 2", "3");
    }
    return Qos.of(level);
  }

  private static TopicName readTopic(PacketInput in) throws BrokenPacket {
    return in.isVersion5()
        ? TopicFormat.readNameOrNone(
            in, "Topic Name", Breach.ILL_FORMED_TOPIC_NAME, Breach.WILDCARD_IN_PUBLISH)
        : TopicFormat.readName(
            in, "Topic Name", Breach.ILL_FORMED_TOPIC_NAME, Breach.WILDCARD_IN_PUBLISH);
  }
}
