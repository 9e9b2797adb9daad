package dev.assay.codec.packet;

/** PINGREQ (3.12): are you there? */
public record PingReq() implements Packet {
  @Override
  public PacketType type() {
    return PacketType.PINGREQ;
  }
}
