package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What can go wrong with Message Expiry. */
final class ExpiryDeviants {
  private static final long NONE = -1;
  private static final long LONGEST = 0xFFFF_FFFFL;

  private ExpiryDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("never-expires-messages", "Delivers messages whose time is over.")
            .mustFail("expiry/expired-message-is-not-delivered", Mqtt5.MQTT_3_3_2_5)
            .mayFail("expiry/expired-message-is-not-delivered-to-3-1-1")
            .by(() -> Twists.deciding(Deliveries.EXPIRED, false)),
        Deviant.named(
                "never-expires-messages-for-3-1-1",
                "Delivers messages whose time is over to clients of 3.1.1.")
            .mustFail("expiry/expired-message-is-not-delivered-to-3-1-1", Mqtt5.MQTT_3_3_2_5)
            .by(() -> Twists.decidingWhere(
                Deliveries.EXPIRED, who -> who.version() == MqttVersion.V3_1_1, false)),
        Deviant.named(
                "expires-nothing-for-who-is-busy",
                "Delivers a message whose time is over when a PUBACK makes room for it.")
            .mustFail("expiry/expired-message-is-not-delivered", Mqtt5.MQTT_3_3_2_5)
            .by(NotExpiringOnPubAck::new),
        Deviant.named(
                "forwards-expiry-as-it-came",
                "Forwards the Message Expiry Interval without what the message waited.")
            .mustFail("expiry/remaining-interval-is-passed-on", Mqtt5.MQTT_3_3_2_6)
            .mustFail("expiry/remaining-interval-of-what-is-retained", Mqtt5.MQTT_3_3_2_6)
            .mayFail("property/unusual-values-are-forwarded")
            .mayFail("expiry/long-intervals-are-kept")
            .by(() -> new ExpiryAsItCame(any -> true)),
        Deviant.named(
                "sends-retained-messages-with-the-whole-expiry",
                "Sends a retained message with the Message Expiry Interval with which it came.")
            .mustFail("expiry/remaining-interval-of-what-is-retained", Mqtt5.MQTT_3_3_2_6)
            .by(() -> new ExpiryAsItCame(Publish::retain)),
        Deviant.named(
                "tells-of-expiry-only-what-waited",
                "Sends no Message Expiry Interval with messages that did not have to wait.")
            .mustFail("expiry/interval-is-forwarded", Mqtt5.MQTT_3_3_2_6)
            .by(ExpiryOfWhatWaitedAlone::new),
        Deviant.named(
                "expires-after-weeks-at-once",
                "Takes a Message Expiry Interval whose milliseconds do not fit into 31 bits for 0.")
            .mustFail("expiry/long-intervals-are-kept", Mqtt5.MQTT_4_5_0_1)
            .by(() -> incoming(seconds -> seconds > Integer.MAX_VALUE / 1_000 ? 0 : seconds)),
        Deviant.named(
                "expires-after-years-at-once",
                "Takes a Message Expiry Interval that does not fit into 31 bits for 0.")
            .mustFail("expiry/long-intervals-are-kept", Mqtt5.MQTT_4_5_0_1)
            .by(() -> incoming(seconds -> seconds > Integer.MAX_VALUE ? 0 : seconds)),
        Deviant.named(
                "makes-ages-of-years",
                "Takes a Message Expiry Interval that does not fit into 31 bits for the longest that there is.")
            .mustFail("expiry/long-intervals-are-kept", Mqtt5.MQTT_3_3_2_6)
            .by(() -> incoming(seconds -> seconds > Integer.MAX_VALUE ? LONGEST : seconds)),
        Deviant.named(
                "expires-what-was-sent",
                "Does not send a message again whose time ran out after it was sent.")
            .mustFail("expiry/message-that-was-sent-does-not-expire", Mqtt5.MQTT_4_3_3_7)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) ->
                    packet.dup() && intervalOf(packet) == 0 ? List.of() : List.of(packet))),
        Deviant.named(
                "expires-what-awaits-pubcomp",
                "Does not send the PUBREL of a message again whose time ran out after its PUBREC.")
            .mustFail(
                "expiry/pubrel-is-sent-again-after-expiry", Mqtt5.MQTT_4_4_0_1, "resend-pubrel")
            .by(ExpiringBehindPubRec::new),
        Deviant.named(
                "ends-handshakes-on-expiry",
                "Does not answer the PUBREL of a message whose time ran out.")
            .mustFail("expiry/handshake-goes-on-after-expiry", Mqtt5.MQTT_4_3_3_13)
            .by(HandshakeEnded::new));
  }

  /** Message Expiry Intervals come in as {@code change} says. */
  private static Twist incoming(LongUnaryOperator change) {
    return Twists.incoming(
        Publish.class,
        (packet, from, broker) -> intervalOf(packet) == NONE
            ? packet
            : Publishes.with(
                packet,
                packet.properties().without(PropertyId.MESSAGE_EXPIRY_INTERVAL).toBuilder()
                    .with(
                        PropertyId.MESSAGE_EXPIRY_INTERVAL, change.applyAsLong(intervalOf(packet)))
                    .build()));
  }

  private static long intervalOf(Publish packet) {
    return packet.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, NONE);
  }

  private static final class ExpiryAsItCame extends Attentive {
    private final Predicate<Publish> which;
    private final Map<TopicName, Long> intervals = new HashMap<>();

    ExpiryAsItCame(Predicate<Publish> which) {
      this.which = which;
    }

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Publish publish && intervalOf(publish) != NONE) {
        intervals.put(publish.topic(), intervalOf(publish));
      }
      return true;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent)
          || !(sent.packet() instanceof Publish publish)
          || intervalOf(publish) == NONE
          || !which.test(publish)) {
        return List.of(effect);
      }
      Properties asItCame = Properties.builder()
          .with(
              PropertyId.MESSAGE_EXPIRY_INTERVAL,
              intervals.getOrDefault(publish.topic(), intervalOf(publish)))
          .build();
      return List.of(
          new Effect.Sent(sent.connection(), sent.version(), Publishes.with(publish, asItCame)));
    }
  }

  private static final class ExpiryOfWhatWaitedAlone implements Twist {
    // lives as long as the input
    private boolean published;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      published =
          input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Publish;
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return published
              && effect instanceof Effect.Sent sent
              && sent.packet() instanceof Publish publish
          ? List.of(new Effect.Sent(
              sent.connection(),
              sent.version(),
              Publishes.with(
                  publish, publish.properties().without(PropertyId.MESSAGE_EXPIRY_INTERVAL))))
          : List.of(effect);
    }
  }

  /** When the messages of exchanges of QoS 2 expire, by Client Identifier and identifier. */
  private static final class ExchangeExpiry {
    private final Map<String, Long> endsMillis = new HashMap<>();

    void note(@Nullable String client, Publish publish, long nowMillis) {
      String key = client + " " + publish.packetId();
      endsMillis.remove(key);
      if (intervalOf(publish) != NONE) {
        endsMillis.put(key, nowMillis + intervalOf(publish) * 1_000);
      }
    }

    boolean isOver(@Nullable String client, int packetId, long nowMillis) {
      return endsMillis.getOrDefault(client + " " + packetId, Long.MAX_VALUE) <= nowMillis;
    }
  }

  private static final class HandshakeEnded extends Attentive {
    private final ExchangeExpiry expiry = new ExchangeExpiry();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      String client = broker.clientOf(connection);
      if (packet instanceof Publish publish && publish.qos() == Qos.EXACTLY_ONCE) {
        expiry.note(client, publish, broker.nowMillis());
      }
      return !(packet instanceof PubRel rel)
          || !expiry.isOver(client, rel.packetId(), broker.nowMillis());
    }
  }

  private static final class ExpiringBehindPubRec implements Twist {
    // lives as long as the broker
    private final ExchangeExpiry expiry = new ExchangeExpiry();
    // lives as long as an input
    private boolean resuming;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      resuming =
          input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Connect;
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent)) {
        return List.of(effect);
      }
      String client = broker.clientOf(sent.connection());
      if (sent.packet() instanceof Publish publish && publish.qos() == Qos.EXACTLY_ONCE) {
        expiry.note(client, publish, broker.nowMillis());
      }
      return resuming
              && sent.packet() instanceof PubRel rel
              && expiry.isOver(client, rel.packetId(), broker.nowMillis())
          ? List.of()
          : List.of(effect);
    }
  }

  private static final class NotExpiringOnPubAck implements Twist {
    // lives as long as the input
    private boolean acknowledged;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      acknowledged =
          input instanceof Input.PacketArrived arrived && arrived.packet() instanceof PubAck;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(acknowledged && citation == Deliveries.EXPIRED);
    }
  }
}
