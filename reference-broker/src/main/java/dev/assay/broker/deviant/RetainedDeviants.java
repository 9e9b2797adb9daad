package dev.assay.broker.deviant;

import static dev.assay.broker.deviant.SubscriptionTwists.held;
import static dev.assay.broker.deviant.SubscriptionTwists.subscribing;
import static dev.assay.broker.deviant.SubscriptionTwists.withHandling;
import static dev.assay.broker.deviant.SubscriptionTwists.withRetain;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.deviant.SubscriptionTwists.Key;
import dev.assay.broker.rules.Publications;
import dev.assay.broker.rules.Retention;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can go wrong with retained messages. */
final class RetainedDeviants {
  private static final int SMALL_BYTES = 255;

  private RetainedDeviants() {}

  static List<Deviant> all() {
    List<Deviant> all = new ArrayList<>();
    all.addAll(kept());
    all.addAll(cleared());
    all.addAll(sent());
    return List.copyOf(all);
  }

  @FunctionalInterface
  interface Where {
    boolean holds(Publish publish, long connection, BrokerView broker);
  }

  /**
   * A message that comes in with RETAIN 1 is taken for one with RETAIN 0, or the other way round, where {@code where} says so;
   * those who subscribe already see nothing of the latter.
   */
  static Twist flippingRetain(Where where) {
    return new Twist() {
      // lives from an input to the next
      private @Nullable TopicName keptInSecret;

      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        keptInSecret = null;
        if (!(input instanceof Input.PacketArrived arrived
            && arrived.packet() instanceof Publish publish
            && where.holds(publish, arrived.connection(), broker))) {
          return List.of(input);
        }
        if (!publish.retain()) {
          keptInSecret = publish.topic();
        }
        return List.of(
            new Input.PacketArrived(arrived.connection(), withRetain(publish, !publish.retain())));
      }

      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        return effect instanceof Effect.Sent sent
                && sent.packet() instanceof Publish publish
                && Objects.equals(keptInSecret, publish.topic())
            ? List.of(
                new Effect.Sent(sent.connection(), sent.version(), withRetain(publish, false)))
            : List.of(effect);
      }
    };
  }

  private static boolean hasRetained(BrokerView broker, TopicName topic) {
    return broker.retained(topic) != null;
  }

  private static List<Deviant> kept() {
    return List.of(
        Deviant.named(
                "retains-small-messages-only", "Does not retain messages of more than 255 bytes.")
            .mustFail("retained/kept-for-later-subscribers", Mqtt5.MQTT_3_3_1_5, "store-message")
            .mustFail(
                "retained/kept-for-later-subscribers",
                Mqtt311.MQTT_3_3_1_5,
                "keep-retained-message")
            .by(() -> flippingRetain((publish, connection, broker) ->
                publish.retain() && publish.payload().length() > SMALL_BYTES)),
        Deviant.named(
                "retains-by-the-clock-of-the-topic",
                "Does not send a retained message any more once the one that it replaced has expired.")
            .mustFail(
                "retained/does-not-expire-with-the-one-before", Mqtt5.MQTT_3_3_1_5, "store-message")
            .by(ExpiringByTopic::new),
        Deviant.named(
                "keeps-the-first-retained-message",
                "Leaves what a topic retains where another message with RETAIN 1 comes.")
            .mustFail("retained/replaced-by-the-next", Mqtt5.MQTT_3_3_1_5, "replace-earlier")
            .mustFail("retained/replaced-by-the-next", Mqtt311.MQTT_3_3_1_6, "send-latest-only")
            .mustFail("retained/replaced-by-another-client", Mqtt5.MQTT_3_3_1_5, "replace-earlier")
            .mustFail(
                "retained/replaced-by-another-client", Mqtt311.MQTT_3_3_1_6, "send-latest-only")
            .mustFail("retained/qos-0-drives-out-the-older", Mqtt5.MQTT_3_3_1_5, "replace-earlier")
            .mustFail("retained/qos-0-drives-out-the-older", Mqtt311.MQTT_3_3_1_7)
            .mayFail("retained/does-not-expire-with-the-one-before")
            .mayFail("session/options-of-subscriptions-are-kept")
            .mayFail("flow/what-waits-keeps-retain")
            .by(() -> flippingRetain((publish, connection, broker) -> publish.retain()
                && !publish.payload().isEmpty()
                && hasRetained(broker, publish.topic()))),
        Deviant.named(
                "lets-only-the-owner-replace",
                "Leaves what a topic retains where another client publishes with RETAIN 1.")
            .mustFail("retained/replaced-by-another-client", Mqtt5.MQTT_3_3_1_5, "replace-earlier")
            .mustFail(
                "retained/replaced-by-another-client", Mqtt311.MQTT_3_3_1_6, "send-latest-only")
            .by(RetainedDeviants::ownersOnly),
        Deviant.named(
                "forgets-to-drive-out-by-qos-0",
                "Does not retain messages of QoS 0, and leaves the older one in its place.")
            .mustFail("retained/qos-0-drives-out-the-older", Mqtt5.MQTT_3_3_1_5, "replace-earlier")
            .mustFail("retained/qos-0-drives-out-the-older", Mqtt311.MQTT_3_3_1_7)
            .by(() -> flippingRetain((publish, connection, broker) -> publish.retain()
                && publish.qos() == Qos.AT_MOST_ONCE
                && !publish.payload().isEmpty()
                && hasRetained(broker, publish.topic()))),
        Deviant.named("forgets-the-qos-of-retained-messages", "Sends retained messages at QoS 0.")
            .mustFail("retained/keeps-its-qos", Mqtt5.MQTT_3_8_4_8)
            .mustFail("retained/keeps-its-qos", Mqtt311.MQTT_3_3_1_5, "keep-its-qos")
            .mayFail("retained/keeps-its-qos-through-a-wildcard", "retained/keeps-qos-2")
            .mayFail("session/resume-brings-nothing-retained")
            .mayFail("flow/retained-messages-keep-to-receive-maximum")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) ->
                    List.of(packet.retain() ? Publishes.atQosZero(packet) : packet))),
        Deviant.named(
                "goes-on-retaining",
                "Retains whatever comes on a topic that retained something once.")
            .mustFail("retained/retain-0-is-not-kept", Mqtt5.MQTT_3_3_1_8, "do-not-retain")
            .mustFail("retained/retain-0-is-not-kept", Mqtt311.MQTT_3_3_1_12, "retain-nothing")
            .by(RetainedDeviants::goingOn),
        Deviant.named(
                "refreshes-retained-messages",
                "Replaces what a topic retains by a message with RETAIN 0.")
            .mustFail(
                "retained/retain-0-does-not-replace", Mqtt5.MQTT_3_3_1_8, "do-not-replace-existing")
            .mustFail(
                "retained/retain-0-does-not-replace", Mqtt311.MQTT_3_3_1_12, "replace-nothing")
            .by(() -> flippingRetain((publish, connection, broker) -> !publish.retain()
                && !publish.payload().isEmpty()
                && hasRetained(broker, publish.topic()))));
  }

  private static Twist ownersOnly() {
    Map<TopicName, String> owners = new HashMap<>();
    return flippingRetain((publish, connection, broker) -> {
      if (!publish.retain() || publish.payload().isEmpty()) {
        return false;
      }
      String client = String.valueOf(broker.clientOf(connection));
      if (!hasRetained(broker, publish.topic())) {
        owners.remove(publish.topic());
      }
      return !owners.computeIfAbsent(publish.topic(), absent -> client).equals(client);
    });
  }

  private static Twist goingOn() {
    Set<TopicName> once = new HashSet<>();
    return flippingRetain((publish, connection, broker) -> {
      if (publish.retain() && !publish.payload().isEmpty()) {
        once.add(publish.topic());
      }
      return !publish.retain()
          && !publish.payload().isEmpty()
          && once.contains(publish.topic())
          && !hasRetained(broker, publish.topic());
    });
  }

  private static List<Deviant> cleared() {
    return List.of(
        Deviant.named(
                "never-clears-retained-messages",
                "Passes an empty message with RETAIN 1 on and leaves what its topic retains.")
            .mustFail(
                "retained/cleared-by-an-empty-message",
                Mqtt5.MQTT_3_3_1_6,
                "remove-retained-message")
            .mustFail(
                "retained/cleared-by-an-empty-message",
                Mqtt311.MQTT_3_3_1_10,
                "remove-retained-message")
            .mustFail("retained/retain-0-is-not-kept", Mqtt5.MQTT_3_3_1_8, "do-not-retain")
            .mustFail("retained/retain-0-is-not-kept", Mqtt311.MQTT_3_3_1_12, "retain-nothing")
            .mayFail("retained/cleared-by-an-empty-message-of-qos-0")
            .by(() -> flippingRetain((publish, connection, broker) ->
                publish.retain() && publish.payload().isEmpty())),
        Deviant.named(
                "keeps-the-order-to-clear-to-itself",
                "Clears a topic by an empty message with RETAIN 1, and does not pass that on.")
            .mustFail(
                "retained/empty-message-reaches-subscribers",
                Mqtt5.MQTT_3_3_1_6,
                "deliver-to-current-subscribers")
            .mustFail(
                "retained/empty-message-reaches-subscribers",
                Mqtt311.MQTT_3_3_1_10,
                "forward-to-current-subscribers")
            .by(ClearsInSilence::new),
        Deviant.named("retains-empty-messages", "Retains a message without payload as such.")
            .mustFail(
                "retained/empty-message-is-not-kept", Mqtt5.MQTT_3_3_1_7, Mqtt311.MQTT_3_3_1_11)
            .mustFail(
                "retained/cleared-by-an-empty-message",
                Mqtt5.MQTT_3_3_1_6,
                "remove-retained-message")
            .mustFail(
                "retained/cleared-by-an-empty-message",
                Mqtt311.MQTT_3_3_1_10,
                "remove-retained-message")
            .mustFail("retained/retain-0-is-not-kept", Mqtt5.MQTT_3_3_1_8, "do-not-retain")
            .mustFail("retained/retain-0-is-not-kept", Mqtt311.MQTT_3_3_1_12, "retain-nothing")
            .mayFail("retained/cleared-by-an-empty-message-of-qos-0")
            .mayFail("will/empty-one-clears-the-topic")
            .by(() -> Twists.deciding(Retention.CLEARED, false)),
        Deviant.named(
                "clears-without-retain",
                "Clears what a topic retains by an empty message with RETAIN 0.")
            .mustFail(
                "retained/empty-message-with-retain-0-does-not-clear",
                Mqtt5.MQTT_3_3_1_8,
                "do-not-remove-existing")
            .mustFail(
                "retained/empty-message-with-retain-0-does-not-clear",
                Mqtt311.MQTT_3_3_1_12,
                "remove-nothing")
            .by(() -> flippingRetain((publish, connection, broker) ->
                !publish.retain() && publish.payload().isEmpty())));
  }

  /** The copies of an empty message with RETAIN 1 are not sent. */
  private static final class ClearsInSilence implements Twist {
    // lives from an input to the next
    private @Nullable TopicName clearing;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      clearing = input instanceof Input.PacketArrived arrived
              && arrived.packet() instanceof Publish publish
              && publish.retain()
              && publish.payload().isEmpty()
          ? publish.topic()
          : null;
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return effect instanceof Effect.Sent sent
              && sent.packet() instanceof Publish publish
              && Objects.equals(clearing, publish.topic())
          ? List.of()
          : List.of(effect);
    }
  }

  private static List<Deviant> sent() {
    return List.of(
        Deviant.named(
                "sends-one-retained-message",
                "Sends the retained message of one topic alone, where a Topic Filter matches several.")
            .mustFail("retained/sent-for-every-matching-topic", Mqtt5.MQTT_3_3_1_9)
            .mustFail(
                "retained/sent-for-every-matching-topic",
                Mqtt311.MQTT_3_3_1_6,
                "send-for-every-matching-topic")
            .by(FirstHitOnly::new),
        Deviant.named(
                "removes-what-a-session-retained",
                "Removes a retained message when its publisher disconnects, of clients with \"shortlived\" in their identifier.")
            .mustFail(
                "retained/outlives-its-publisher",
                Rule.V5_RETAINED_OUTLIVES_SESSIONS,
                Mqtt311.MQTT_3_1_2_7)
            .by(RemovingWithSession::new),
        Deviant.named(
                "sends-retained-messages-unmarked",
                "Sends retained messages for a new subscription with RETAIN 0.")
            .mustFail(
                "retained/sent-with-retain-1",
                Rule.V5_RETAINED_SENT_WITH_RETAIN,
                Mqtt311.MQTT_3_3_1_8)
            .mustFail("will/retained", Mqtt5.MQTT_3_1_2_15, Mqtt311.MQTT_3_1_2_17)
            .mustFail("will/retain-is-used", Mqtt311.MQTT_3_1_2_9, "use-will-retain")
            .mayFail("will/retained-after-its-delay")
            .mayFail("flow/retained-messages-keep-to-receive-maximum")
            .by(() -> Twists.deciding(Retention.SENT_WITH_RETAIN, false)),
        Deviant.named(
                "passes-retain-on", "Forwards messages with the RETAIN flag that they came with.")
            .mustFail("retained/live-copy-has-retain-0", Mqtt5.MQTT_3_3_1_12, Mqtt311.MQTT_3_3_1_9)
            .mustFail(
                "retained/queued-copy-has-retain-0", Mqtt5.MQTT_3_3_1_12, Mqtt311.MQTT_3_3_1_9)
            .mayFail(
                "options/renewal-replaces-retain-as-published",
                "options/retain-as-published-is-that-of-each-filter")
            .by(() -> Twists.deciding(Publications.FORWARDED_WITHOUT_RETAIN, false)),
        Deviant.named(
                "queues-with-retain",
                "Keeps the RETAIN flag of messages that wait for an absent session.")
            .mustFail(
                "retained/queued-copy-has-retain-0", Mqtt5.MQTT_3_3_1_12, Mqtt311.MQTT_3_3_1_9)
            .by(() -> Twists.decidingWhere(
                Publications.FORWARDED_WITHOUT_RETAIN,
                who -> who.connection() == Subject.AWAY,
                false)),
        Deviant.named(
                "finds-retained-messages-by-prefix",
                "Sends for a filter that ends with /+ what is retained of all topics that begin like it.")
            .mustFail("retained/none-of-other-topics", Mqtt5.MQTT_3_3_2_3, Mqtt311.MQTT_3_3_2_3)
            .by(FoundByPrefix::new),
        Deviant.named(
                "sends-nothing-retained-on-renewal",
                "Sends no retained message where a subscription is renewed.")
            .mustFail(
                "retained/sent-again-on-renewal", Mqtt5.MQTT_3_8_4_4, "resend-retained-on-renewal")
            .mustFail("retained/sent-again-on-renewal", Mqtt311.MQTT_3_8_4_3, "resend-retained")
            .mayFail("retained/sent-again-on-renewal-after-a-resume")
            .by(() -> subscribing((asked, held) -> held.contains(asked.filter())
                ? withHandling(asked, RetainHandling.DO_NOT_SEND)
                : asked)),
        Deviant.named("takes-handling-1-for-2", "Takes Retain Handling 1 for Retain Handling 2.")
            .mustFail(
                "retained/handling-1-sends-for-a-new-subscription",
                Mqtt5.MQTT_3_3_1_10,
                "send-for-new-subscription")
            .mustFail(
                "retained/handling-1-sends-after-unsubscribe",
                Mqtt5.MQTT_3_3_1_10,
                "send-for-new-subscription")
            .by(() ->
                subscribing((asked, held) -> asked.retainHandling() == RetainHandling.SEND_IF_NEW
                    ? withHandling(asked, RetainHandling.DO_NOT_SEND)
                    : asked)),
        Deviant.named(
                "remembers-former-subscriptions",
                "Takes a subscription for an existing one if its client ever had it.")
            .mustFail(
                "retained/handling-1-sends-after-unsubscribe",
                Mqtt5.MQTT_3_3_1_10,
                "send-for-new-subscription")
            .by(RetainedDeviants::rememberingFormer),
        Deviant.named(
                "sends-retained-on-renewal",
                "Sends retained messages for a renewed subscription in spite of Retain Handling 1.")
            .mustFail(
                "retained/handling-1-withholds-on-renewal",
                Mqtt5.MQTT_3_3_1_10,
                "withhold-for-existing-subscription")
            .mustFail(
                "retained/handling-1-withholds-after-a-resume",
                Mqtt5.MQTT_3_3_1_10,
                "withhold-for-existing-subscription")
            .by(() -> Twists.deciding(Retention.SENT_IF_NEW, true)),
        Deviant.named(
                "takes-subscriptions-for-new-after-a-resume",
                "Takes a subscription for a new one if its client has not made it on this connection.")
            .mustFail(
                "retained/handling-1-withholds-after-a-resume",
                Mqtt5.MQTT_3_3_1_10,
                "withhold-for-existing-subscription")
            .by(RetainedDeviants::forgettingOnResume),
        Deviant.named("takes-handling-2-for-0", "Takes Retain Handling 2 for Retain Handling 0.")
            .mustFail("retained/handling-2-sends-nothing", Mqtt5.MQTT_3_3_1_11)
            .mayFail("options/retain-handling-is-that-of-each-filter")
            .mayFail("options/renewal-replaces-retain-as-published")
            .by(() -> Twists.deciding(Retention.NEVER_SENT, false)));
  }

  /** Of the retained messages that a subscription with # brings only the first is sent. */
  private static final class FirstHitOnly implements Twist {
    // live from an input to the next
    private boolean searching;
    private boolean found;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      found = false;
      searching = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && subscribe.subscriptions().stream()
              .anyMatch(each -> each.filter().text().endsWith("#"));
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (searching && effect instanceof Effect.Sent sent && sent.packet() instanceof Publish) {
        if (found) {
          return List.of();
        }
        found = true;
      }
      return List.of(effect);
    }
  }

  /** What begins like the filter goes out at QoS 0 before SUBACK, as it might if it matched. */
  private static final class FoundByPrefix implements Twist {
    private static final String WILDCARD = "/+";

    // lives as long as the broker
    private final Map<String, TopicName> topics = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        if (arrived.packet() instanceof Publish publish && publish.retain()) {
          topics.put(publish.topic().text(), publish.topic());
        }
        MqttVersion version = broker.versionOf(arrived.connection());
        if (arrived.packet() instanceof Subscribe subscribe && version != null) {
          subscribe.subscriptions().stream()
              .flatMap(each -> nearMisses(each.filter(), broker).stream())
              .forEach(each -> outbox.send(arrived.connection(), version, each));
        }
      }
      return List.of(input);
    }

    private List<Publish> nearMisses(TopicFilter filter, BrokerView broker) {
      String text = filter.text();
      if (!text.endsWith(WILDCARD)) {
        return List.of();
      }
      String prefix = text.substring(0, text.length() - WILDCARD.length());
      List<Publish> found = new ArrayList<>();
      for (Map.Entry<String, TopicName> topic : topics.entrySet()) {
        Publish retained = topic.getKey().startsWith(prefix) && !filter.matches(topic.getValue())
            ? broker.retained(topic.getValue())
            : null;
        if (retained != null) {
          found.add(new Publish(
              false,
              Qos.AT_MOST_ONCE,
              true,
              retained.topic(),
              PacketId.NONE,
              Properties.NONE,
              retained.payload()));
        }
      }
      return found;
    }
  }

  private static Twist rememberingFormer() {
    Set<Key> former = new HashSet<>();
    return SubscriptionTwists.taking((asked, connection, broker) -> {
      String client = String.valueOf(broker.clientOf(connection));
      boolean known = !former.add(new Key(client, asked.filter()))
          && !held(connection, broker).contains(asked.filter());
      return known && asked.retainHandling() == RetainHandling.SEND_IF_NEW
          ? RetainHandling.DO_NOT_SEND
          : asked.retainHandling();
    });
  }

  private record Made(long connection, TopicFilter filter) {}

  private static Twist forgettingOnResume() {
    Set<Made> made = new HashSet<>();
    return SubscriptionTwists.taking(
        (asked, connection, broker) -> made.add(new Made(connection, asked.filter()))
                && asked.retainHandling() == RetainHandling.SEND_IF_NEW
            ? RetainHandling.SEND_ALWAYS
            : asked.retainHandling());
  }

  /** The first Message Expiry Interval of a topic counts for all that it retains after that. */
  private static final class ExpiringByTopic implements Twist {
    // lives as long as the broker
    private final Map<TopicName, Long> endMillis = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.retain()
          && publish.properties().has(PropertyId.MESSAGE_EXPIRY_INTERVAL)) {
        long seconds = publish.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, 0);
        endMillis.putIfAbsent(publish.topic(), broker.nowMillis() + seconds * 1_000);
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isOver = effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.retain()
          && endMillis.getOrDefault(publish.topic(), Long.MAX_VALUE) <= broker.nowMillis();
      return isOver ? List.of() : List.of(effect);
    }
  }

  /** Publishes an empty message in the name of who leaves. */
  private static final class RemovingWithSession implements Twist {
    // by connection
    private final Map<Long, TopicName> retained = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)
          || !String.valueOf(broker.clientOf(arrived.connection())).contains("shortlived")) {
        return List.of(input);
      }
      if (arrived.packet() instanceof Publish publish && publish.retain()) {
        retained.put(arrived.connection(), publish.topic());
      }
      TopicName topic =
          arrived.packet() instanceof Disconnect ? retained.remove(arrived.connection()) : null;
      if (topic == null) {
        return List.of(input);
      }
      Publish removing = new Publish(
          false, Qos.AT_MOST_ONCE, true, topic, PacketId.NONE, Properties.NONE, Payload.of(""));
      return List.of(new Input.PacketArrived(arrived.connection(), removing), input);
    }
  }
}
