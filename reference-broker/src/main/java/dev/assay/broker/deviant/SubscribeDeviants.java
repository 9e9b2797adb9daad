package dev.assay.broker.deviant;

import dev.assay.broker.rules.Publications;
import dev.assay.broker.rules.SubscribeRules;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What can go wrong with subscriptions. */
final class SubscribeDeviants {
  private SubscribeDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("keeps-subscriptions", "Answers UNSUBSCRIBE and ends no subscription.")
            .mustFail("unsubscribe/stops-delivery", Mqtt5.MQTT_3_10_4_2, Mqtt311.MQTT_3_10_4_2)
            .by(() -> Twists.deciding(SubscribeRules.DELETED, false)),
        Deviant.named("answers-filters-backwards", "Puts the codes of a SUBACK in the wrong order.")
            .mustFail(
                "subscribe/codes-are-in-the-order-of-the-filters",
                Mqtt5.MQTT_3_9_3_1,
                Mqtt311.MQTT_3_9_3_1)
            .by(() -> Twists.outgoing(SubAck.class, (packet, connection, broker) -> {
              List<ReasonCode> codes = new ArrayList<>(packet.reasonCodes());
              Collections.reverse(codes);
              return List.of(new SubAck(packet.packetId(), packet.properties(), codes));
            })),
        Deviant.named("sends-own-messages-back", "Takes no notice of No Local.")
            .mustFail("options/no-local", Mqtt5.MQTT_3_8_3_3)
            .by(() -> Twists.deciding(Publications.NO_LOCAL, false)));
  }
}
