package dev.assay.codec.packet;

import java.util.List;

/** UNSUBSCRIBE (3.10): at least one Topic Filter. */
public record Unsubscribe(int packetId, Properties properties, List<TopicFilter> filters)
    implements Packet {
  public Unsubscribe {
    PacketId.check(packetId);
    Fields.checkProperties(PacketType.UNSUBSCRIBE, properties);
    filters = Fields.nonEmpty("the filters of an UNSUBSCRIBE", filters);
  }

  @Override
  public PacketType type() {
    return PacketType.UNSUBSCRIBE;
  }
}
