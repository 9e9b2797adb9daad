package dev.assay.codec.packet;

/**
 * AUTH (3.15 of 5.0): a step of an extended authentication exchange. It names its Authentication Method; only the one of
 * Success without any properties does not, which 3.15.2.1 lets a server send without a body.
 */
public record Auth(ReasonCode reasonCode, Properties properties) implements Packet {
  public Auth {
    Fields.checkReason(PacketType.AUTH, reasonCode);
    Fields.checkProperties(PacketType.AUTH, properties);
    boolean bodiless = reasonCode == ReasonCode.SUCCESS && properties.isEmpty();
    if (!bodiless && !properties.has(PropertyId.AUTHENTICATION_METHOD)) {
      throw new IllegalArgumentException("AUTH names its Authentication Method");
    }
  }

  @Override
  public PacketType type() {
    return PacketType.AUTH;
  }
}
