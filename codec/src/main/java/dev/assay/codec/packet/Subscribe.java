package dev.assay.codec.packet;

import java.util.List;

/** SUBSCRIBE (3.8): at least one subscription. */
public record Subscribe(int packetId, Properties properties, List<Subscription> subscriptions)
    implements Packet {
  public Subscribe {
    PacketId.check(packetId);
    Fields.checkProperties(PacketType.SUBSCRIBE, properties);
    if (properties.subscriptionIdentifiers().size() > 1) {
      throw new IllegalArgumentException(
          "Subscription Identifier may appear only once in SUBSCRIBE");
    }
    subscriptions = Fields.nonEmpty("the subscriptions of a SUBSCRIBE", subscriptions);
  }

  @Override
  public PacketType type() {
    return PacketType.SUBSCRIBE;
  }
}
