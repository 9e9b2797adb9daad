package dev.assay.broker.deviant;

import static dev.assay.broker.deviant.SubscriptionTwists.atQosZero;
import static dev.assay.broker.deviant.SubscriptionTwists.held;
import static dev.assay.broker.deviant.SubscriptionTwists.subscribing;
import static dev.assay.broker.deviant.SubscriptionTwists.withNoLocal;
import static dev.assay.broker.deviant.SubscriptionTwists.withholding;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.deviant.SubscriptionTwists.Key;
import dev.assay.broker.rules.Publications;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can go wrong with No Local, Retain As Published and overlapping subscriptions. */
final class SubscriptionOptionDeviants {
  private SubscriptionOptionDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("sends-own-messages-back", "Takes no notice of No Local.")
            .mustFail("options/no-local-withholds-own-messages", Mqtt5.MQTT_3_8_3_3)
            .mustFail("options/no-local-holds-after-a-reconnect", Mqtt5.MQTT_3_8_3_3)
            .mustFail("options/renewal-replaces-the-options", Mqtt5.MQTT_3_8_4_3)
            .by(() -> Twists.deciding(Publications.NO_LOCAL, false)),
        Deviant.named(
                "loses-no-local-on-reconnect",
                "Has forgotten No Local when a client resumes its session.")
            .mustFail("options/no-local-holds-after-a-reconnect", Mqtt5.MQTT_3_8_3_3)
            .by(() -> SubscriptionTwists.afterResume(
                packet -> packet instanceof Subscribe,
                (packet, id) -> withoutNoLocal((Subscribe) packet, id))),
        Deviant.named(
                "takes-everybody-for-local",
                "Withholds the messages of all clients from a subscription with No Local.")
            .mustFail("options/no-local-lets-others-through", Rule.V5_DELIVER_TO_MATCHING)
            .by(EverybodyIsLocal::new),
        Deviant.named(
                "complains-of-no-local-on-shared",
                "Answers a SUBSCRIBE with No Local on a Shared Subscription by DISCONNECT and does not close.")
            .mustFail("options/no-local-on-a-shared-subscription-is-refused", Mqtt5.MQTT_3_8_3_4)
            .by(() -> Faults.against(Mqtt5.MQTT_3_8_3_4).complainedOfAndLeftOpen()),
        Deviant.named(
                "knows-no-retain-as-published", "Clears RETAIN in spite of Retain As Published.")
            .mustFail("options/retain-as-published-keeps-the-flag", Mqtt5.MQTT_3_3_1_13)
            .by(() -> Twists.deciding(Publications.RETAIN_AS_PUBLISHED, false)),
        Deviant.named(
                "renews-the-qos-alone",
                "Leaves No Local as it was where a subscription is renewed.")
            .mustFail("options/renewal-replaces-the-options", Mqtt5.MQTT_3_8_4_3)
            .by(() -> subscribing((asked, held) ->
                held.contains(asked.filter()) ? withNoLocal(asked, false) : asked)),
        Deviant.named(
                "drowns-in-overlaps",
                "Sends a message to nobody of whose subscriptions four or more match it.")
            .mustFail(
                "options/overlapping-subscriptions-deliver", Mqtt5.MQTT_3_3_4_2, "deliver-message")
            .mustFail("options/overlapping-subscriptions-deliver", Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() -> withholding((publish, matching) -> matching.size() >= 4)),
        Deviant.named(
                "lowers-the-qos-of-overlaps",
                "Sends a message at QoS 0 to a client of whose subscriptions three or more match it.")
            .mustFail(
                "options/overlapping-subscriptions-have-the-highest-qos",
                Mqtt5.MQTT_3_3_4_2,
                "respect-maximum-qos")
            .mustFail(
                "options/overlapping-subscriptions-have-the-highest-qos", Mqtt311.MQTT_3_3_5_1)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) -> List.of(
                    held(connection, broker).stream()
                                .filter(filter -> filter.matches(packet.topic()))
                                .count()
                            >= 3
                        ? atQosZero(packet)
                        : packet))));
  }

  private static @Nullable Subscribe withoutNoLocal(Subscribe packet, int packetId) {
    if (packet.subscriptions().stream().noneMatch(Subscription::noLocal)) {
      return null;
    }
    return new Subscribe(
        packetId,
        Properties.NONE,
        packet.subscriptions().stream().map(each -> withNoLocal(each, false)).toList());
  }

  /** What is published on the topic of a subscription with No Local does not reach its client. */
  private static final class EverybodyIsLocal implements Twist {
    private final Set<Key> noLocal = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        String client = String.valueOf(broker.clientOf(arrived.connection()));
        if (arrived.packet() instanceof Subscribe subscribe) {
          subscribe.subscriptions().forEach(each -> note(client, each));
        } else if (arrived.packet() instanceof Unsubscribe unsubscribe) {
          unsubscribe.filters().forEach(filter -> noLocal.remove(new Key(client, filter)));
        }
      }
      return List.of(input);
    }

    private void note(String client, Subscription subscription) {
      Key key = new Key(client, subscription.filter());
      if (subscription.noLocal()) {
        noLocal.add(key);
      } else {
        noLocal.remove(key);
      }
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof Publish publish) {
        String client = String.valueOf(broker.clientOf(sent.connection()));
        boolean local = held(sent.connection(), broker).stream()
            .filter(filter -> filter.matches(publish.topic()))
            .anyMatch(filter -> noLocal.contains(new Key(client, filter)));
        return local ? List.of() : List.of(effect);
      }
      return List.of(effect);
    }
  }
}
