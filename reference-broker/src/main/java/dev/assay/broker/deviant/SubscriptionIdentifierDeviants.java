package dev.assay.broker.deviant;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.spec.Mqtt5;
import java.util.ArrayList;
import java.util.List;

/** What can go wrong with Subscription Identifiers. */
final class SubscriptionIdentifierDeviants {
  private SubscriptionIdentifierDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "sends-no-subscription-identifiers",
                "Sends messages without the identifiers of the subscriptions through which they come.")
            .mustFail("identifier/comes-with-the-message", Mqtt5.MQTT_3_3_4_3)
            .mayFail("identifier/single-copy-has-all")
            .by(() -> withIdentifiers(identifiers -> List.of(List.of()))),
        Deviant.named(
                "repeats-the-first-identifier",
                "Sends one copy with the identifier of the first subscription in place of all.")
            .mustFail("identifier/single-copy-has-all", Mqtt5.MQTT_3_3_4_4)
            .mayFail("identifier/comes-with-the-message")
            .by(() -> withIdentifiers(
                identifiers -> List.of(identifiers.subList(0, Math.min(1, identifiers.size()))))),
        Deviant.named(
                "sends-all-identifiers-with-the-first-copy",
                "Sends a copy for each subscription, all identifiers with the first one and none with the others.")
            .mustFail("identifier/each-of-several-copies-has-its-own", Mqtt5.MQTT_3_3_4_5)
            .by(() -> withIdentifiers(identifiers ->
                identifiers.size() < 2 ? List.of(identifiers) : List.of(identifiers, List.of()))));
  }

  /** The identifiers of each copy that goes out in place of one. */
  @FunctionalInterface
  private interface Copies {
    List<List<Integer>> of(List<Integer> identifiers);
  }

  /** The copies behind the first are of QoS 0, so that nobody has to keep an account of them. */
  private static Twist withIdentifiers(Copies copies) {
    return Twists.outgoing(Publish.class, (packet, to, broker) -> {
      List<List<Integer>> all = copies.of(packet.properties().subscriptionIdentifiers());
      List<Packet> sent = new ArrayList<>();
      for (List<Integer> identifiers : all) {
        Publish copy = with(packet, identifiers);
        sent.add(sent.isEmpty() ? copy : Publishes.atQosZero(copy));
      }
      return sent;
    });
  }

  private static Publish with(Publish packet, List<Integer> identifiers) {
    Properties.Builder properties =
        packet.properties().without(PropertyId.SUBSCRIPTION_IDENTIFIER).toBuilder();
    identifiers.forEach(each -> properties.with(PropertyId.SUBSCRIPTION_IDENTIFIER, each));
    return Publishes.with(packet, properties.build());
  }
}
