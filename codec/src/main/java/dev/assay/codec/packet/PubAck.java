package dev.assay.codec.packet;

/** PUBACK (3.4): the answer to a PUBLISH of QoS 1. In 3.1.1 always SUCCESS and without properties. */
public record PubAck(int packetId, ReasonCode reasonCode, Properties properties) implements Packet {
  public PubAck {
    PacketId.check(packetId);
    Fields.checkReason(PacketType.PUBACK, reasonCode);
    Fields.checkProperties(PacketType.PUBACK, properties);
  }

  public PubAck(int packetId) {
    this(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBACK;
  }
}
