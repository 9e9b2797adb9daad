package dev.assay.codec.packet;

import java.util.List;

/** UNSUBACK (3.11): in 5.0 one reason code for each filter, in their order; in 3.1.1 none at all. */
public record UnsubAck(int packetId, Properties properties, List<ReasonCode> reasonCodes)
    implements Packet {
  public UnsubAck {
    PacketId.check(packetId);
    Fields.checkProperties(PacketType.UNSUBACK, properties);
    reasonCodes = List.copyOf(reasonCodes);
    reasonCodes.forEach(code -> Fields.checkReason(PacketType.UNSUBACK, code));
  }

  @Override
  public PacketType type() {
    return PacketType.UNSUBACK;
  }
}
