package dev.assay.codec.packet;

/**
 * CONNACK (3.2).
 *
 * @param reasonCode in 3.1.1 one of those that {@link ReasonCode} maps to its return codes
 */
public record ConnAck(boolean sessionPresent, ReasonCode reasonCode, Properties properties)
    implements Packet {
  public ConnAck {
    Fields.checkReason(PacketType.CONNACK, reasonCode);
    Fields.checkProperties(PacketType.CONNACK, properties);
    if (sessionPresent && reasonCode != ReasonCode.SUCCESS) {
      throw new IllegalArgumentException("Session Present must be 0 beside " + reasonCode);
    }
  }

  @Override
  public PacketType type() {
    return PacketType.CONNACK;
  }
}
