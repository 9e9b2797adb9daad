package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.rules.Publications;
import dev.assay.broker.rules.Retention;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can go wrong with a Will as a message like any other. */
final class WillMessageDeviants {
  private WillMessageDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "queues-no-will",
                "Sends the will of a lost client to those who are there, and keeps it for nobody else.")
            .mustFail("will/waits-for-absent-subscribers", Mqtt5.MQTT_4_5_0_1, Mqtt311.MQTT_4_5_0_1)
            .by(() -> deciding(Deliveries.KEPT_FOR_LATER, false)),
        Deviant.named(
                "sends-wills-above-the-granted-qos",
                "Sends the will of a lost client at its Will QoS, whatever was granted.")
            .mustFail("will/at-no-more-than-granted-qos", Mqtt5.MQTT_3_8_4_8, Mqtt311.MQTT_3_8_4_6)
            .by(() -> deciding(Publications.LOWER_QOS, false)),
        Deviant.named(
                "ignores-retain-as-published-for-wills",
                "Sends the retained will of a lost client with RETAIN 0, in spite of Retain As Published.")
            .mustFail("will/retain-as-published", Mqtt5.MQTT_3_3_1_13)
            .by(() -> deciding(Publications.RETAIN_AS_PUBLISHED, false)),
        Deviant.named(
                "sends-wills-without-identifiers",
                "Sends the will of a lost client without Subscription Identifiers.")
            .mustFail(
                "will/carries-subscription-identifiers", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT)
            .by(() -> new SendingWhileLost() {
              @Override
              @Nullable
              Publish sent(Publish publish, long connection, BrokerView broker) {
                return Publishes.with(
                    publish, publish.properties().without(PropertyId.SUBSCRIPTION_IDENTIFIER));
              }
            }),
        Deviant.named(
                "shares-no-wills",
                "Sends the will of a lost client to nobody who has only a Shared Subscription.")
            .mustFail("will/reaches-shared-subscriptions", Rule.V5_SHARED_TO_ONE_MEMBER)
            .by(() -> new SendingWhileLost() {
              @Override
              @Nullable
              Publish sent(Publish publish, long connection, BrokerView broker) {
                String client = broker.clientOf(connection);
                boolean sharesOnly = client != null
                    && broker.filtersOf(client).stream()
                        .allMatch(filter -> filter.text().startsWith("$share/"));
                return sharesOnly ? null : publish;
              }
            }),
        Deviant.named(
                "passes-no-empty-will-on",
                "Clears the topic of an empty retained will of a lost client, and sends it to nobody.")
            .mustFail(
                "will/empty-one-clears-the-topic",
                Mqtt5.MQTT_3_3_1_6,
                "deliver-to-current-subscribers")
            .mustFail(
                "will/empty-one-clears-the-topic",
                Mqtt311.MQTT_3_3_1_10,
                "forward-to-current-subscribers")
            .by(() -> new SendingWhileLost() {
              @Override
              @Nullable
              Publish sent(Publish publish, long connection, BrokerView broker) {
                return publish.payload().isEmpty() && isRetained() ? null : publish;
              }
            }),
        Deviant.named(
                "clears-nothing-by-wills",
                "Sends an empty retained will of a lost client and leaves what its topic retains.")
            .mustFail(
                "will/empty-one-clears-the-topic", Mqtt5.MQTT_3_3_1_6, "remove-retained-message")
            .mustFail(
                "will/empty-one-clears-the-topic", Mqtt311.MQTT_3_3_1_10, "remove-retained-message")
            .by(() -> new WhileLost() {
              @Override
              public boolean outcome(
                  Citation citation, Subject who, boolean condition, BrokerView broker) {
                return condition || (citation == Retention.NOT_RETAINED && isEmpty());
              }
            }),
        Deviant.named(
                "retains-empty-wills",
                "Sends an empty retained will of a lost client and retains it in place of what there was.")
            .mustFail("will/empty-one-clears-the-topic", Mqtt5.MQTT_3_3_1_7, Mqtt311.MQTT_3_3_1_11)
            .by(() -> new WhileLost() {
              @Override
              public boolean outcome(
                  Citation citation, Subject who, boolean condition, BrokerView broker) {
                return condition && !(citation == Retention.CLEARED && isEmpty());
              }
            }),
        Deviant.named(
                "retains-no-will-that-waited", "Does not retain wills that waited for their delay.")
            .mustFail("will/retained-after-its-delay", Mqtt5.MQTT_3_1_2_15)
            .by(() -> new DelayedWillDeviants.During() {
              @Override
              boolean isWhen(Input input, BrokerView broker) {
                return input instanceof Input.TimePassed;
              }

              @Override
              boolean then(Citation citation, boolean condition) {
                return condition || citation == Retention.NOT_RETAINED;
              }
            }),
        Deviant.named(
                "counts-the-expiry-of-wills-from-connect",
                "Takes the time for which its client was connected off the Message Expiry Interval of a will.")
            .mustFail("will/expiry-is-published", Rule.V5_WILL_EXPIRES_AS_IT_SAYS)
            .by(() -> new SendingWhileLost() {
              @Override
              @Nullable
              Publish sent(Publish publish, long connection, BrokerView broker) {
                long left = publish.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, 0)
                    - secondsConnected(broker);
                return left <= 0
                    ? publish
                    : Publishes.with(
                        publish,
                        ConnectTwists.without(
                                publish.properties(), PropertyId.MESSAGE_EXPIRY_INTERVAL)
                            .toBuilder()
                            .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, left)
                            .build());
              }
            }),
        Deviant.named(
                "retains-wills-for-ever",
                "Goes on sending a retained will after its Message Expiry Interval.")
            .mustFail("will/expires-where-it-is-retained", Rule.V5_RETAINED_MESSAGE_EXPIRES)
            .by(RetainingForEver::new));
  }

  /** The branch of {@code citation} goes this way while a client is lost. */
  private static Twist deciding(Citation citation, boolean outcome) {
    return new WhileLost() {
      @Override
      public boolean outcome(Citation asked, Subject who, boolean condition, BrokerView broker) {
        return (asked == citation && isLost()) ? outcome : condition;
      }
    };
  }

  /** Knows the Will that is published while the loss of a connection is handled. */
  private static class WhileLost implements Twist {
    // live as long as the broker
    private final Map<Long, Will> wills = new HashMap<>();
    private final Map<Long, Long> connectedMillis = new HashMap<>();
    // lives as long as the input
    private long lost;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && connect.will() != null) {
        long connection = ((Input.PacketArrived) input).connection();
        wills.put(connection, connect.will());
        connectedMillis.put(connection, broker.nowMillis());
      }
      lost = input instanceof Input.ConnectionLost loss ? loss.connection() : Subject.AWAY;
      return List.of(input);
    }

    final boolean isLost() {
      return wills.containsKey(lost);
    }

    final boolean isRetained() {
      Will will = wills.get(lost);
      return will != null && will.retain();
    }

    final boolean isEmpty() {
      Will will = wills.get(lost);
      return will != null && will.retain() && will.payload().isEmpty();
    }

    final long secondsConnected(BrokerView broker) {
      return (broker.nowMillis() - connectedMillis.getOrDefault(lost, broker.nowMillis())) / 1_000;
    }
  }

  /** Sends something else in its place. */
  private abstract static class SendingWhileLost extends WhileLost {

    /** What is sent in place of the Will; null for nothing. */
    abstract @Nullable Publish sent(Publish publish, long connection, BrokerView broker);

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!isLost()
          || !(effect instanceof Effect.Sent sent)
          || !(sent.packet() instanceof Publish publish)) {
        return List.of(effect);
      }
      Packet instead = sent(publish, sent.connection(), broker);
      return instead == null
          ? List.of()
          : List.of(new Effect.Sent(sent.connection(), sent.version(), instead));
    }
  }

  private static final class RetainingForEver implements Twist {
    // the topics of retained Wills; lives as long as the broker
    private final Set<String> topics = new HashSet<>();
    // lives as long as the input
    private boolean spares;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && connect.will() != null && connect.will().retain()) {
        topics.add(connect.will().topic().text());
      }
      spares = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && subscribe.subscriptions().stream()
              .anyMatch(subscription -> topics.contains(subscription.filter().text()));
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition
          && !(spares
              && (citation == Retention.RETAINED_EXPIRED || citation == Deliveries.EXPIRED));
    }
  }
}
