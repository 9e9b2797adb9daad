package dev.assay.codec.packet;

/** PINGRESP (3.13): yes. */
public record PingResp() implements Packet {
  @Override
  public PacketType type() {
    return PacketType.PINGRESP;
  }
}
