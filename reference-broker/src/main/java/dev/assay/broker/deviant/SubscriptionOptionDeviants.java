package dev.assay.broker.deviant;

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
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
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
            .mayFail("options/no-local-is-that-of-each-filter")
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
            .mayFail("flow/own-messages-under-no-local-take-no-place")
            .by(EverybodyIsLocal::new),
        Deviant.named(
                "complains-of-no-local-on-shared",
                "Answers a SUBSCRIBE with No Local on a Shared Subscription by DISCONNECT and does not close.")
            .mustFail("options/no-local-on-a-shared-subscription-is-refused", Mqtt5.MQTT_3_8_3_4)
            .by(() -> Faults.against(Mqtt5.MQTT_3_8_3_4).complainedOfAndLeftOpen()),
        Deviant.named(
                "knows-no-retain-as-published", "Clears RETAIN in spite of Retain As Published.")
            .mustFail("options/retain-as-published-keeps-the-flag", Mqtt5.MQTT_3_3_1_13)
            .mayFail("will/retain-as-published")
            .mayFail(
                "flow/what-waits-keeps-retain",
                "options/renewal-replaces-retain-as-published",
                "options/retain-as-published-holds-for-what-waits",
                "options/retain-as-published-is-that-of-each-filter",
                "shared/retain-as-published-keeps-the-flag")
            .by(() -> Twists.deciding(Publications.RETAIN_AS_PUBLISHED, false)),
        Deviant.named(
                "renews-the-qos-alone",
                "Leaves No Local as it was where a subscription is renewed.")
            .mustFail("options/renewal-replaces-the-options", Mqtt5.MQTT_3_8_4_3)
            .by(() -> subscribing((asked, held) ->
                held.contains(asked.filter()) ? withNoLocal(asked, false) : asked)),
        Deviant.named(
                "renews-without-retain-as-published",
                "Leaves Retain As Published as it was where a subscription is renewed.")
            .mustFail("options/renewal-replaces-retain-as-published", Mqtt5.MQTT_3_8_4_3)
            .by(SubscriptionOptionDeviants::keepingRetainAsPublished),
        Deviant.named(
                "lets-wait-without-retain-as-published",
                "Sends what waited for an absent client with RETAIN 0.")
            .mustFail("options/retain-as-published-holds-for-what-waits", Mqtt5.MQTT_3_3_1_13)
            .by(WaitingWithoutRetain::new),
        Deviant.named(
                "takes-no-local-of-the-first-filter",
                "Takes No Local of the first Topic Filter of a SUBSCRIBE for that of all.")
            .mustFail("options/no-local-is-that-of-each-filter", Mqtt5.MQTT_3_8_3_3)
            .by(() -> withOptionsOf(
                0,
                (each, first) ->
                    withNoLocal(each, first.noLocal() && !each.filter().isShared()))),
        Deviant.named(
                "takes-no-local-of-any-filter",
                "Takes No Local of one Topic Filter of a SUBSCRIBE for that of those behind it.")
            .mustFail(
                "options/no-local-is-that-of-each-filter", Mqtt5.MQTT_3_8_4_5, "handle-each-filter")
            .by(() -> withOptionsOf(
                1,
                (each, second) ->
                    withNoLocal(each, second.noLocal() && !each.filter().isShared()))),
        Deviant.named(
                "takes-retain-as-published-of-the-first-filter",
                "Takes Retain As Published of the first Topic Filter of a SUBSCRIBE for that of all.")
            .mustFail("options/retain-as-published-is-that-of-each-filter", Mqtt5.MQTT_3_3_1_13)
            .by(() -> withOptionsOf(
                0, (each, first) -> withRetainAsPublished(each, first.retainAsPublished()))),
        Deviant.named(
                "takes-retain-as-published-of-any-filter",
                "Takes Retain As Published of one Topic Filter of a SUBSCRIBE for that of those behind it.")
            .mustFail("options/retain-as-published-is-that-of-each-filter", Mqtt5.MQTT_3_3_1_12)
            .by(() -> withOptionsOf(
                1, (each, second) -> withRetainAsPublished(each, second.retainAsPublished()))),
        Deviant.named(
                "takes-retain-handling-of-the-first-filter",
                "Takes Retain Handling of the first Topic Filter of a SUBSCRIBE for that of all.")
            .mustFail("options/retain-handling-is-that-of-each-filter", Mqtt5.MQTT_3_3_1_11)
            .by(() -> withOptionsOf(
                0, (each, first) -> SubscriptionTwists.withHandling(each, first.retainHandling()))),
        Deviant.named(
                "sends-what-is-retained-for-the-first-filter",
                "Sends retained messages for the first Topic Filter of a SUBSCRIBE alone.")
            .mustFail("options/retain-handling-is-that-of-each-filter", Mqtt5.MQTT_3_3_1_9)
            .by(() -> withOptionsOf(
                0,
                (each, first) -> each.equals(first)
                    ? each
                    : SubscriptionTwists.withHandling(each, RetainHandling.DO_NOT_SEND))),
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
                        ? Publishes.atQosZero(packet)
                        : packet))));
  }

  /** Subscriptions from the {@code index}th of a SUBSCRIBE on become what {@code change} makes of them and of that one. */
  private static Twist withOptionsOf(int index, BinaryOperator<Subscription> change) {
    return Twists.incoming(Subscribe.class, (packet, connection, broker) -> {
      List<Subscription> asked = packet.subscriptions();
      if (broker.versionOf(connection) != MqttVersion.V5 || asked.size() <= index) {
        return packet;
      }
      List<Subscription> made = new ArrayList<>(asked.subList(0, index));
      asked
          .subList(index, asked.size())
          .forEach(each -> made.add(change.apply(each, asked.get(index))));
      return new Subscribe(packet.packetId(), packet.properties(), made);
    });
  }

  private static Subscription withRetainAsPublished(
      Subscription subscription, boolean asPublished) {
    return new Subscription(
        subscription.filter(),
        subscription.qos(),
        subscription.noLocal(),
        asPublished,
        subscription.retainHandling());
  }

  /** What the SUBSCRIBE that made the subscription said counts for all that renew it. */
  private static Twist keepingRetainAsPublished() {
    Map<Key, Boolean> first = new HashMap<>();
    return Twists.incoming(Subscribe.class, (packet, connection, broker) -> {
      String client = String.valueOf(broker.clientOf(connection));
      List<TopicFilter> held = held(connection, broker);
      List<Subscription> made = new ArrayList<>();
      for (Subscription each : packet.subscriptions()) {
        Key key = new Key(client, each.filter());
        boolean isRenewal = held.contains(each.filter());
        boolean asPublished = isRenewal
            ? first.getOrDefault(key, each.retainAsPublished())
            : each.retainAsPublished();
        first.put(key, asPublished);
        made.add(withRetainAsPublished(each, asPublished));
      }
      return new Subscribe(packet.packetId(), packet.properties(), made);
    });
  }

  /** What goes out because of a CONNECT, for the first time, waited for it. */
  private static final class WaitingWithoutRetain implements Twist {
    // lives as long as the input
    private boolean isBack;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isBack = ConnectTwists.firstConnect(input, broker) != null;
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return isBack
              && effect instanceof Effect.Sent sent
              && sent.packet() instanceof Publish publish
              && !publish.dup()
          ? List.of(new Effect.Sent(
              sent.connection(), sent.version(), SubscriptionTwists.withRetain(publish, false)))
          : List.of(effect);
    }
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
