package dev.assay.codec.packet;

/** PUBREL (3.6): the answer to a PUBREC. In 3.1.1 always SUCCESS and without properties. */
public record PubRel(int packetId, ReasonCode reasonCode, Properties properties) implements Packet {
  public PubRel {
    PacketId.check(packetId);
    Fields.checkReason(PacketType.PUBREL, reasonCode);
    Fields.checkProperties(PacketType.PUBREL, properties);
  }

  public PubRel(int packetId) {
    this(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBREL;
  }
}
