package dev.assay.codec.packet;

/** AUTH (3.15 of 5.0): a step of an extended authentication exchange. */
public record Auth(ReasonCode reasonCode, Properties properties) implements Packet {
  public Auth {
    Fields.checkReason(PacketType.AUTH, reasonCode);
    Fields.checkProperties(PacketType.AUTH, properties);
  }

  @Override
  public PacketType type() {
    return PacketType.AUTH;
  }
}
