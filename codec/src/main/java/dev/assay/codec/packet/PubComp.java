package dev.assay.codec.packet;

/** PUBCOMP (3.7): the answer to a PUBREL. In 3.1.1 always SUCCESS and without properties. */
public record PubComp(int packetId, ReasonCode reasonCode, Properties properties)
    implements Packet {
  public PubComp {
    PacketId.check(packetId);
    Fields.checkReason(PacketType.PUBCOMP, reasonCode);
    Fields.checkProperties(PacketType.PUBCOMP, properties);
  }

  public PubComp(int packetId) {
    this(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBCOMP;
  }
}
