package dev.assay.broker.deviant;

import static dev.assay.broker.deviant.SubscriptionTwists.withRetain;
import static dev.assay.broker.deviant.SubscriptionTwists.withholding;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What can go wrong in the store of retained messages. Further ones: {@link RetainedDeviants}. */
final class RetainedStoreDeviants {
  private RetainedStoreDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "clears-by-qos-1-alone",
                "Leaves what a topic retains where an empty message with RETAIN 1 has QoS 0.")
            .mustFail(
                "retained/cleared-by-an-empty-message-of-qos-0",
                Mqtt5.MQTT_3_3_1_6,
                "remove-retained-message")
            .mustFail(
                "retained/cleared-by-an-empty-message-of-qos-0",
                Mqtt311.MQTT_3_3_1_10,
                "remove-retained-message")
            .by(() -> Twists.incoming(
                Publish.class,
                (packet, from, broker) ->
                    packet.qos() == Qos.AT_MOST_ONCE && packet.payload().isEmpty()
                        ? withRetain(packet, false)
                        : packet)),
        Deviant.named("retains-qos-2-as-1", "Sends at QoS 1 what is retained at QoS 2.")
            .mustFail("retained/keeps-qos-2", Mqtt5.MQTT_3_8_4_8)
            .mustFail("retained/keeps-qos-2", Mqtt311.MQTT_3_3_1_5, "keep-its-qos")
            .by(() -> sendingRetained(packet -> packet.qos() == Qos.EXACTLY_ONCE
                ? Publishes.atQosOne(packet, packet.packetId())
                : packet)),
        Deviant.named(
                "overlooks-pubrec-of-what-is-retained",
                "Does not answer the PUBREC for a message of QoS 2 that it sent with RETAIN 1.")
            .mustFail("retained/keeps-qos-2", Mqtt5.MQTT_4_3_3_4, "send-pubrel")
            .mustFail("retained/keeps-qos-2", Mqtt311.MQTT_4_3_3_1, "pubrel-with-same-id")
            .by(RetainedForgotten::new),
        Deviant.named(
                "sends-nothing-retained-again",
                "Does not send a retained message without PUBACK again after a resume.")
            .mustFail(
                "handshake/repeat-says-what-the-first-said", Mqtt5.MQTT_4_4_0_1, "resend-publish")
            .mustFail(
                "handshake/repeat-says-what-the-first-said", Mqtt311.MQTT_4_4_0_1, "resend-publish")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) ->
                    packet.dup() && packet.retain() ? List.of() : List.of(packet))),
        Deviant.named(
                "finds-by-wildcards-at-qos-0",
                "Sends at QoS 0 what is retained and found through a Topic Filter with wildcards.")
            .mustFail("retained/keeps-its-qos-through-a-wildcard", Mqtt5.MQTT_3_8_4_8)
            .mustFail(
                "retained/keeps-its-qos-through-a-wildcard", Mqtt311.MQTT_3_3_1_5, "keep-its-qos")
            .mayFail("flow/retained-messages-keep-to-receive-maximum")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> List.of(
                    packet.retain()
                            && isThroughWildcards(SubscriptionTwists.held(to, broker).stream()
                                .filter(filter -> filter.matches(packet.topic()))
                                .toList())
                        ? Publishes.atQosZero(packet)
                        : packet))),
        Deviant.named(
                "finds-qos-2-by-wildcards",
                "Sends at QoS 2 what is retained at QoS 2 and found through a Topic Filter with wildcards that was granted QoS 1.")
            .mustFail("retained/no-more-than-granted-through-a-wildcard", Mqtt5.MQTT_3_8_4_8)
            .mustFail("retained/no-more-than-granted-through-a-wildcard", Mqtt311.MQTT_3_8_4_6)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> List.of(
                    packet.retain()
                            && packet.qos() == Qos.AT_LEAST_ONCE
                            && isRetainedAtQosTwo(packet.topic(), broker)
                            && isThroughWildcards(SubscriptionTwists.held(to, broker).stream()
                                .filter(filter -> filter.matches(packet.topic()))
                                .toList())
                        ? Publishes.atQosTwo(packet)
                        : packet))),
        Deviant.named(
                "sends-nothing-retained-for-what-was-resumed",
                "Sends no retained message where a subscription is renewed that was made on an earlier connection.")
            .mustFail(
                "retained/sent-again-on-renewal-after-a-resume",
                Mqtt5.MQTT_3_8_4_4,
                "resend-retained-on-renewal")
            .mustFail(
                "retained/sent-again-on-renewal-after-a-resume",
                Mqtt311.MQTT_3_8_4_3,
                "resend-retained")
            .by(RetainedStoreDeviants::nothingForWhatWasResumed),
        Deviant.named(
                "finds-no-empty-levels",
                "Sends nothing that is retained for a + in the place of an empty level.")
            .mustFail("retained/wildcards-find-unusual-levels", Mqtt5.MQTT_3_3_1_9)
            .mustFail(
                "retained/wildcards-find-unusual-levels",
                Mqtt311.MQTT_3_3_1_6,
                "send-for-every-matching-topic")
            .by(() -> withholding((publish, matching) -> publish.retain()
                && publish.topic().text().matches(".*/(/.*)?")
                && isThroughWildcards(matching))),
        Deviant.named(
                "retains-without-the-last-slash",
                "Takes what is to be retained on a topic with a slash at its end for a message on the topic without it.")
            .mustFail("retained/slash-at-the-end-makes-another-topic", Mqtt5.MQTT_3_3_1_9)
            .mustFail(
                "retained/slash-at-the-end-makes-another-topic",
                Mqtt311.MQTT_3_3_1_6,
                "send-for-every-matching-topic")
            .mayFail("retained/wildcards-find-unusual-levels")
            .by(() -> Twists.incoming(
                Publish.class,
                (packet, from, broker) ->
                    packet.retain() && packet.topic().text().matches(".+/")
                        ? Publishes.with(packet, withoutLast(packet.topic()))
                        : packet)));
  }

  private static Twist sendingRetained(UnaryOperator<Publish> change) {
    return Twists.outgoing(
        Publish.class,
        (packet, to, broker) -> List.of(packet.retain() ? change.apply(packet) : packet));
  }

  private static Twist nothingForWhatWasResumed() {
    Set<String> made = new HashSet<>();
    return SubscriptionTwists.taking((asked, connection, broker) ->
        made.add(connection + " " + asked.filter().text())
                && SubscriptionTwists.held(connection, broker).contains(asked.filter())
            ? RetainHandling.DO_NOT_SEND
            : asked.retainHandling());
  }

  private static boolean isRetainedAtQosTwo(TopicName topic, BrokerView broker) {
    Publish retained = broker.retained(topic);
    return retained != null && retained.qos() == Qos.EXACTLY_ONCE;
  }

  private static boolean isThroughWildcards(List<TopicFilter> matching) {
    return !matching.isEmpty() && matching.stream().allMatch(TopicFilter::hasWildcard);
  }

  private static TopicName withoutLast(TopicName topic) {
    return TopicName.of(topic.text().substring(0, topic.text().length() - 1));
  }

  private static final class RetainedForgotten implements Twist {
    // connection and Packet Identifier of what was sent with RETAIN 1
    private final Set<String> sent = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      boolean overlooked = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof PubRec rec
          && sent.remove(key(arrived.connection(), rec.packetId()));
      return overlooked ? List.of() : List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent out
          && out.packet() instanceof Publish publish
          && publish.qos() == Qos.EXACTLY_ONCE
          && publish.retain()) {
        sent.add(key(out.connection(), publish.packetId()));
      }
      return List.of(effect);
    }

    private static String key(long connection, int packetId) {
      return connection + " " + packetId;
    }
  }
}
