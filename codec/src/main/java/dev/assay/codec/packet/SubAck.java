package dev.assay.codec.packet;

import java.util.List;

/** SUBACK (3.9): one reason code for each subscription, in their order. 3.1.1 knows 0, 1, 2 and 0x80 alone. */
public record SubAck(int packetId, Properties properties, List<ReasonCode> reasonCodes)
    implements Packet {
  public SubAck {
    PacketId.check(packetId);
    Fields.checkProperties(PacketType.SUBACK, properties);
    reasonCodes = Fields.nonEmpty("the reason codes of a SUBACK", reasonCodes);
    reasonCodes.forEach(code -> Fields.checkReason(PacketType.SUBACK, code));
  }

  @Override
  public PacketType type() {
    return PacketType.SUBACK;
  }
}
