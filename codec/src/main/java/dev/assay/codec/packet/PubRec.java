package dev.assay.codec.packet;

/** PUBREC (3.5): the first answer to a PUBLISH of QoS 2. In 3.1.1 always SUCCESS and without properties. */
public record PubRec(int packetId, ReasonCode reasonCode, Properties properties) implements Packet {
  public PubRec {
    PacketId.check(packetId);
    Fields.checkReason(PacketType.PUBREC, reasonCode);
    Fields.checkProperties(PacketType.PUBREC, properties);
  }

  public PubRec(int packetId) {
    this(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBREC;
  }
}
