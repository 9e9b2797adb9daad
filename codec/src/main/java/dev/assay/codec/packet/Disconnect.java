package dev.assay.codec.packet;

/** DISCONNECT (3.14): the last packet of a connection. In 3.1.1 sent by the client alone, always SUCCESS. */
public record Disconnect(ReasonCode reasonCode, Properties properties) implements Packet {
  public Disconnect {
    Fields.checkReason(PacketType.DISCONNECT, reasonCode);
    Fields.checkProperties(PacketType.DISCONNECT, properties);
  }

  public Disconnect(ReasonCode reasonCode) {
    this(reasonCode, Properties.NONE);
  }

  @Override
  public PacketType type() {
    return PacketType.DISCONNECT;
  }
}
