package dev.assay.codec.packet;

/**
 * PUBLISH (3.3).
 *
 * @param packetId {@link PacketId#NONE} at QoS 0, else 1 to 65,535
 */
public record Publish(
    boolean dup,
    Qos qos,
    boolean retain,
    TopicName topic,
    int packetId,
    Properties properties,
    Payload payload)
    implements Packet {
  public Publish {
    if (qos == Qos.AT_MOST_ONCE) {
      if (packetId != PacketId.NONE) {
        throw new IllegalArgumentException(
            "a PUBLISH of QoS 0 has no packet identifier, was " + packetId);
      }
      if (dup) {
        throw new IllegalArgumentException("DUP must be 0 at QoS 0");
      }
    } else {
      PacketId.check(packetId);
    }
    if (topic.isNone() && !properties.has(PropertyId.TOPIC_ALIAS)) {
      throw new IllegalArgumentException("a zero-length Topic Name needs a Topic Alias");
    }
    Fields.checkProperties(PacketType.PUBLISH, properties);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBLISH;
  }
}
