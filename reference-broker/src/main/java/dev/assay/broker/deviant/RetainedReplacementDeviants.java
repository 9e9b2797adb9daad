package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.Retention;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What can go wrong where a retained message is to take the place of another one. Further ones: {@link RetainedDeviants}. */
final class RetainedReplacementDeviants {
  private RetainedReplacementDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "replaces-once",
                "Lets one message take the place of what a topic retains, and none after that.")
            .mustFail(
                "retained/replacement-brings-its-own-qos", Mqtt5.MQTT_3_3_1_5, "replace-earlier")
            .mustFail(
                "retained/replacement-brings-its-own-qos", Mqtt311.MQTT_3_3_1_6, "send-latest-only")
            .mayFail("flow/what-waits-keeps-retain")
            .by(RetainedReplacementDeviants::replacingOnce),
        Deviant.named(
                "retains-at-the-older-qos",
                "Sends a retained message of QoS 2 at QoS 1 where it took the place of one of QoS 1.")
            .mustFail("retained/replacement-brings-its-own-qos", Mqtt5.MQTT_3_8_4_8)
            .mustFail(
                "retained/replacement-brings-its-own-qos", Mqtt311.MQTT_3_3_1_5, "keep-its-qos")
            .by(OlderQos::new),
        Deviant.named(
                "retains-what-differs-alone",
                "Leaves what a topic retains where a message with the same payload comes.")
            .mustFail("retained/replacement-brings-its-own-qos", Mqtt5.MQTT_3_8_4_8)
            .mustFail(
                "retained/replacement-brings-its-own-qos", Mqtt311.MQTT_3_3_1_5, "keep-its-qos")
            .mustFail(
                "retained/replacement-brings-its-own-properties",
                Mqtt5.MQTT_3_3_1_5,
                "replace-earlier")
            .by(() -> RetainedDeviants.flippingRetain((publish, connection, broker) -> {
              Publish older = publish.retain() ? broker.retained(publish.topic()) : null;
              return older != null && older.payload().equals(publish.payload());
            })),
        Deviant.named(
                "retains-under-the-older-properties",
                "Sends a retained message without properties with those of the one whose place it took.")
            .mustFail(
                "retained/replacement-brings-its-own-properties",
                Mqtt5.MQTT_3_3_1_5,
                "replace-earlier")
            .by(OlderProperties::new),
        Deviant.named(
                "stops-at-what-has-expired",
                "Sends no more retained messages for a subscription after one that has expired.")
            .mustFail("retained/expired-is-not-sent", Mqtt5.MQTT_3_3_1_9)
            .by(() -> new StoppingAtTheFirst(Retention.RETAINED_EXPIRED)),
        Deviant.named(
                "clears-by-repeats-of-qos-2",
                "Removes what a topic retains where a message of QoS 2 is repeated before its PUBREL, if nobody subscribes to its topic.")
            .mustFail(
                "retained/repeat-of-qos-2-is-not-retained-again",
                Mqtt5.MQTT_3_3_1_5,
                "store-message")
            .mustFail(
                "retained/repeat-of-qos-2-is-not-retained-again",
                Mqtt311.MQTT_3_3_1_5,
                "keep-retained-message")
            .by(ClearingByRepeats::new),
        Deviant.named(
                "tells-subscriptions-by-their-identifier",
                "Takes a subscription that is made again with another Subscription Identifier for a new one.")
            .mustFail(
                "retained/handling-1-withholds-with-another-identifier",
                Mqtt5.MQTT_3_3_1_10,
                "withhold-for-existing-subscription")
            .by(NewByIdentifier::new));
  }

  private static Twist replacingOnce() {
    Map<TopicName, Integer> times = new HashMap<>();
    return RetainedDeviants.flippingRetain((publish, connection, broker) -> {
      if (!publish.retain() || publish.payload().isEmpty()) {
        return false;
      }
      if (broker.retained(publish.topic()) == null) {
        times.remove(publish.topic());
      }
      return times.merge(publish.topic(), 1, Integer::sum) > 2;
    });
  }

  /** Remembers the first message of each topic that retains something. */
  private abstract static class OfTheFirst implements Twist {
    // lives as long as the broker
    private final Map<TopicName, Publish> first = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.retain()
          && !publish.topic().isNone()) {
        if (broker.retained(publish.topic()) == null) {
          first.remove(publish.topic());
        }
        first.putIfAbsent(publish.topic(), publish);
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent)
          || !(sent.packet() instanceof Publish publish)
          || !publish.retain()
          || !first.containsKey(publish.topic())) {
        return List.of(effect);
      }
      return List.of(new Effect.Sent(
          sent.connection(), sent.version(), instead(publish, first.get(publish.topic()))));
    }

    abstract Publish instead(Publish sent, Publish first);
  }

  private static final class OlderQos extends OfTheFirst {
    @Override
    Publish instead(Publish sent, Publish first) {
      return sent.qos() == Qos.EXACTLY_ONCE && first.qos() == Qos.AT_LEAST_ONCE
          ? Publishes.atQosOne(sent, sent.packetId())
          : sent;
    }
  }

  private static final class OlderProperties extends OfTheFirst {
    @Override
    Publish instead(Publish sent, Publish first) {
      return sent.properties().equals(Properties.NONE)
          ? Publishes.with(sent, first.properties().without(PropertyId.TOPIC_ALIAS))
          : sent;
    }
  }

  private static final class ClearingByRepeats implements Twist {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      return input instanceof Input.PacketArrived arrived
              && arrived.packet() instanceof Publish publish
              && QosOneDeviants.isRepeatOf(Qos.EXACTLY_ONCE, publish)
              && publish.retain()
              && broker.subscribersOf(publish.topic()).isEmpty()
          ? List.of(
              input,
              new Input.PacketArrived(
                  arrived.connection(),
                  Publishes.with(Publishes.atQosZero(publish), Payload.EMPTY)))
          : List.of(input);
    }
  }

  private static final class NewByIdentifier implements Twist {
    // lives as long as the broker
    private final Map<SubscriptionTwists.Key, Long> identifiers = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)
          || !(arrived.packet() instanceof Subscribe subscribe)) {
        return List.of(input);
      }
      String client = String.valueOf(broker.clientOf(arrived.connection()));
      long identifier = subscribe.properties().number(PropertyId.SUBSCRIPTION_IDENTIFIER, 0);
      List<Subscription> asked = new ArrayList<>();
      for (Subscription each : subscribe.subscriptions()) {
        Long before =
            identifiers.put(new SubscriptionTwists.Key(client, each.filter()), identifier);
        boolean isOther = before != null && before != identifier;
        asked.add(
            isOther && each.retainHandling() == RetainHandling.SEND_IF_NEW
                ? SubscriptionTwists.withHandling(each, RetainHandling.SEND_ALWAYS)
                : each);
      }
      return List.of(new Input.PacketArrived(
          arrived.connection(),
          new Subscribe(subscribe.packetId(), subscribe.properties(), asked)));
    }
  }
}
