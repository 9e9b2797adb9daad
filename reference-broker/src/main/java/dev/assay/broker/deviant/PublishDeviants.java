package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.rules.Publications;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can go wrong with a message between its publisher and its subscribers. */
final class PublishDeviants {
  private static final int BUFFER_BYTES = 16_384;
  private static final int PUBLISH_TYPE = 3;

  private PublishDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "fills-empty-payloads-at-qos-0",
                "Sends an empty payload at QoS 0 as one of a space.")
            .mustFail(
                "publish/empty-payload-at-qos-0-is-empty",
                Rule.V5_PAYLOAD_UNALTERED,
                Rule.V3_1_1_PAYLOAD_UNALTERED)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> List.of(
                    packet.qos() == Qos.AT_MOST_ONCE && packet.payload().isEmpty()
                        ? Publishes.with(packet, Payload.of(" "))
                        : packet))),
        Deviant.named(
                "loses-qos-1-for-who-was-granted-2",
                "Keeps no message of QoS 1 for a client that is away and was granted QoS 2.")
            .mustFail(
                "publish/arrives-at-the-lower-qos-in-every-way",
                Mqtt5.MQTT_4_5_0_1,
                Mqtt311.MQTT_4_5_0_1)
            .by(LosingQosOneForTwo::new),
        Deviant.named(
                "sends-qos-0-twice",
                "Sends a message that was published at QoS 0 twice to clients that may have more.")
            .mustFail(
                "publish/qos-0-arrives-once-at-most",
                Rule.V5_QOS_0_AT_MOST_ONCE,
                Rule.V3_1_1_QOS_0_AT_MOST_ONCE)
            .mayFail("order/messages-arrive-in-order", "will/qos-is-used")
            .by(SubscriptionTwists::repeatingWhereMoreWasGranted),
        Deviant.named(
                "waits-for-everybody",
                "Sends nothing of QoS 1 to a client as long as another one that subscribes to its topic has not acknowledged.")
            .mustFail(
                "publish/one-receiver-does-not-hold-up-another",
                Rule.V5_RECEIVERS_ARE_INDEPENDENT,
                Rule.V3_1_1_RECEIVERS_ARE_INDEPENDENT)
            .mayFail(
                "flow/other-packets-go-on",
                "publish/each-subscriber-gets-a-copy",
                "shared/each-message-goes-to-one-member",
                "shared/each-share-gets-its-own")
            .mayFail("topic-filter/hash-matches-what-begins-with-a-slash")
            .mayFail("publish/arrives-at-the-lower-qos-in-every-way")
            .mayFail(
                "shared/name-is-case-sensitive",
                "shared/same-name-of-another-filter-is-another",
                "will/reaches-shared-subscriptions")
            .mayFail("connect/largest-limits-are-taken")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> packet.qos() == Qos.AT_LEAST_ONCE
                        && !packet.dup()
                        && isAwaitedFromAnother(packet, to, broker)
                    ? List.of()
                    : List.of(packet))),
        Deviant.named("knows-two-subscribers", "Passes a message on to two subscribers of three.")
            .mustFail(
                "publish/each-subscriber-gets-a-copy",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mayFail("topic-filter/hash-matches-what-begins-with-a-slash")
            .mayFail("publish/arrives-at-the-lower-qos-in-every-way")
            .mayFail("connect/largest-limits-are-taken")
            .by(() -> Twists.outgoing(Publish.class, (packet, to, broker) -> {
              List<String> all = broker.subscribersOf(packet.topic());
              return all.size() > 2 && Objects.equals(broker.clientOf(to), all.get(all.size() - 1))
                  ? List.of()
                  : List.of(packet);
            })),
        Deviant.named(
                "drops-what-is-not-allowed",
                "Drops a PUBLISH on $SYS/ topics without an acknowledgement.")
            .mustFail("publish/unauthorized-is-acknowledged-or-closes", Mqtt311.MQTT_3_3_5_2)
            .by(() -> Twists.incoming(
                Publish.class,
                (packet, connection, broker) ->
                    packet.topic().text().startsWith("$SYS/assay/") ? null : packet)),
        Deviant.named("passes-dup-on", "Forwards a message with the DUP flag that it came in with.")
            .mustFail("publish/dup-is-not-passed-on", Mqtt5.MQTT_3_3_1_3)
            .mustFail("publish/dup-is-not-passed-on", Mqtt311.MQTT_3_3_1_3, "first-send-has-dup-0")
            .by(DupPassedOn::new),
        Deviant.named(
                "answers-qos-0-for-nobody",
                "Acknowledges plain QoS 0 messages that nobody subscribes to.")
            .mustFail("publish/qos-0-is-not-answered", Mqtt5.MQTT_3_3_4_1, "no-answer-for-qos-0")
            .mustFail("publish/qos-0-is-not-answered", Mqtt311.MQTT_3_3_4_1, "no-reply-to-qos0")
            .by(QosZeroAnswered::new),
        Deviant.named(
                "numbers-qos-0",
                "Puts a packet identifier into short messages of QoS 0 for clients that subscribed with QoS 2.")
            .mustFail(
                "publish/qos-0-carries-no-packet-identifier",
                Mqtt5.MQTT_2_2_1_2,
                Mqtt311.MQTT_2_3_1_5)
            .mayFail("will/qos-is-used")
            .by(QosZeroNumbered::new),
        Deviant.named(
                "cuts-long-payloads", "Cuts payloads at 16,384 bytes, the size of its buffer.")
            .mustFail(
                "publish/payload-is-unchanged",
                Rule.V5_PAYLOAD_UNALTERED,
                Rule.V3_1_1_PAYLOAD_UNALTERED)
            .mayFail("handshake/large-message-is-delivered-or-refused")
            .mayFail("will/may-be-large")
            .mayFail("publish/remaining-length-of-four-bytes-arrives")
            .by(() -> Twists.outgoing(
                Publish.class, (packet, connection, broker) -> List.of(cut(packet)))),
        Deviant.named("removes-byte-order-marks", "Removes EF BB BF from Topic Names.")
            .mustFail(
                "publish/zero-width-no-break-space-is-kept",
                Mqtt5.MQTT_1_5_4_3,
                Mqtt311.MQTT_1_5_3_3)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) -> List.of(Publishes.with(
                    packet, TopicName.of(packet.topic().text().replace("\uFEFF", "")))))),
        Deviant.named(
                "removes-byte-order-marks-from-properties",
                "Removes EF BB BF from the start of a Content Type.")
            .mustFail("publish/zero-width-no-break-space-is-kept", Mqtt5.MQTT_1_5_4_3)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) -> List.of(withoutByteOrderMark(packet)))),
        Deviant.named(
                "delivers-at-the-published-qos",
                "Delivers at the QoS of the publication, whatever QoS was granted.")
            .mustFail("publish/arrives-at-the-lower-qos", Mqtt5.MQTT_3_8_4_8, Mqtt311.MQTT_3_8_4_6)
            .mayFail("shared/granted-qos-is-respected", "subscribe/renewal-lowers-the-qos")
            .mayFail("publish/arrives-at-the-lower-qos-in-every-way")
            .mayFail("will/at-no-more-than-granted-qos")
            .by(() -> Twists.deciding(Publications.LOWER_QOS, false)),
        Deviant.named(
                "raises-qos-0",
                "Delivers messages of QoS 0 at QoS 1 to clients that subscribed with more than QoS 0.")
            .mustFail("publish/arrives-at-the-lower-qos", Mqtt5.MQTT_4_3_1_1, "qos-0")
            .mustFail("publish/arrives-at-the-lower-qos", Mqtt311.MQTT_4_3_1_1, "send-as-qos-0")
            .mayFail("will/qos-is-used", "subscribe/renewal-lowers-the-qos")
            .by(QosZeroRaised::new),
        Deviant.named("takes-qos-3-for-qos-1", "Accepts a PUBLISH of QoS 3 and delivers it.")
            .mustFail("publish/qos-3-is-refused", Mqtt311.MQTT_3_3_1_4, "close-on-qos-3")
            .by(() -> Twists.both(
                Twists.tolerating(
                    Mqtt5.MQTT_3_3_1_4,
                    (bytes, connection, broker) -> plainPublish(bytes, MqttVersion.V5)),
                Twists.tolerating(
                    Mqtt311.MQTT_3_3_1_4,
                    (bytes, connection, broker) -> plainPublish(bytes, MqttVersion.V3_1_1)))),
        Deviant.named(
                "accepts-empty-topics",
                "Accepts a PUBLISH without a topic, as if it had been for a topic called empty.")
            .mustFail("publish/empty-topic-is-refused", Mqtt311.MQTT_4_8_0_1)
            .by(() -> Twists.toleratingWhere(
                violation -> violation.statement() == Rule.V5_EMPTY_TOPIC_NEEDS_ALIAS
                    || (violation.statement() == Mqtt311.MQTT_4_7_3_1
                        && violation.field().startsWith("Topic Name")),
                (bytes, connection, broker) -> new Publish(
                    false,
                    Qos.AT_LEAST_ONCE,
                    false,
                    TopicName.of("empty"),
                    1,
                    Properties.NONE,
                    Payload.EMPTY))));
  }

  private static Publish cut(Publish packet) {
    return packet.payload().length() <= BUFFER_BYTES
        ? packet
        : Publishes.with(
            packet, Payload.owning(Arrays.copyOf(packet.payload().toBytes(), BUFFER_BYTES)));
  }

  private static Publish withoutByteOrderMark(Publish packet) {
    String contentType = packet.properties().text(PropertyId.CONTENT_TYPE);
    return contentType == null || !contentType.startsWith("\uFEFF")
        ? packet
        : Publishes.with(
            packet,
            Properties.builder()
                .with(PropertyId.CONTENT_TYPE, contentType.substring(1))
                .build());
  }

  /** Reads the bytes of a PUBLISH without properties as one of QoS 1; null if they are another packet. */
  private static @Nullable Packet plainPublish(Payload bytes, MqttVersion version) {
    if ((bytes.at(0) & 0xFF) >> 4 != PUBLISH_TYPE) {
      return null;
    }
    int at = 1;
    while (bytes.at(at) < 0) {
      at++;
    }
    at++;
    int topicBytes = (bytes.at(at) & 0xFF) << 8 | (bytes.at(at + 1) & 0xFF);
    byte[] all = bytes.toBytes();
    String topic = new String(all, at + 2, topicBytes, StandardCharsets.UTF_8);
    at += 2 + topicBytes;
    int packetId = (bytes.at(at) & 0xFF) << 8 | (bytes.at(at + 1) & 0xFF);
    at += version == MqttVersion.V5 ? 3 : 2;
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of(topic),
        packetId,
        Properties.NONE,
        Payload.owning(Arrays.copyOfRange(all, at, all.length)));
  }

  private static final class QosZeroAnswered implements Twist {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_MOST_ONCE
          && publish.properties().isEmpty()
          && broker.subscribersOf(publish.topic()).isEmpty()) {
        MqttVersion version = broker.versionOf(arrived.connection());
        if (version != null) {
          outbox.send(arrived.connection(), version, new PubAck(1));
        }
      }
      return List.of(input);
    }
  }

  /** Remembers the highest QoS that was asked for on each connection. */
  private abstract static class AskedQos extends Attentive {
    private final Map<Long, Qos> asked = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Subscribe subscribe) {
        subscribe
            .subscriptions()
            .forEach(each -> asked.merge(
                connection, each.qos(), (one, other) -> one.compareTo(other) > 0 ? one : other));
      }
      return true;
    }

    final Qos askedOn(long connection) {
      return asked.getOrDefault(connection, Qos.AT_MOST_ONCE);
    }
  }

  private static final class QosZeroNumbered extends AskedQos {
    private static final int SHORT_BYTES = 8;

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_MOST_ONCE
          && publish.payload().length() <= SHORT_BYTES
          && askedOn(sent.connection()) == Qos.EXACTLY_ONCE) {
        Deviation right = Deviation.of(sent.version(), publish);
        int topicBytes = publish.topic().text().getBytes(StandardCharsets.UTF_8).length;
        byte[] wrong =
            right.replace(right.headerBytes() + 2 + topicBytes, 0, "00 01").bytes();
        return List.of(new Effect.SentBytes(sent.connection(), Payload.owning(wrong)));
      }
      return List.of(effect);
    }
  }

  private static final class QosZeroRaised extends AskedQos {
    private static final int FIRST_PACKET_ID = 40_000;
    private static final int PACKET_IDS = 20_000;
    private int raised;

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_MOST_ONCE
          && askedOn(sent.connection()) != Qos.AT_MOST_ONCE) {
        int packetId = FIRST_PACKET_ID + raised++ % PACKET_IDS;
        return List.of(new Effect.Sent(
            sent.connection(), sent.version(), Publishes.atQosOne(publish, packetId)));
      }
      return List.of(effect);
    }
  }

  /** Remembers the topics on which a PUBLISH with DUP came in. */
  private static final class DupPassedOn implements Twist {
    private final Set<TopicName> repeated = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish) {
        if (publish.dup()) {
          repeated.add(publish.topic());
        } else {
          repeated.remove(publish.topic());
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE
          && repeated.contains(publish.topic())) {
        return List.of(
            new Effect.Sent(sent.connection(), sent.version(), Publishes.withDup(publish, true)));
      }
      return List.of(effect);
    }
  }

  /** Whether another subscriber to exactly this topic has something to acknowledge. */
  private static boolean isAwaitedFromAnother(Publish packet, long connection, BrokerView broker) {
    String topic = packet.topic().text();
    return broker.connections().stream()
        .filter(other -> other != connection)
        .filter(other -> SubscriptionTwists.held(other, broker).stream()
            .anyMatch(filter -> filter.text().endsWith(topic)))
        .map(broker::clientOf)
        .anyMatch(other -> other != null && broker.underWayTo(other) > 0);
  }

  private static final class LosingQosOneForTwo implements Twist {
    // lives as long as the broker: Client Identifiers and filters of subscriptions of QoS 2
    private final Set<String> ofTwo = new HashSet<>();
    // lives as long as the input
    private @Nullable Publish published;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      published = input instanceof Input.PacketArrived arrived
              && arrived.packet() instanceof Publish publish
              && publish.qos() == Qos.AT_LEAST_ONCE
          ? publish
          : null;
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe) {
        String client = String.valueOf(broker.clientOf(arrived.connection()));
        subscribe.subscriptions().stream()
            .filter(one -> one.qos() == Qos.EXACTLY_ONCE)
            .forEach(one -> ofTwo.add(client + " " + one.filter()));
      }
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      boolean isLost = citation == Deliveries.KEPT_FOR_LATER
          && published != null
          && broker.filtersOf(who.name()).stream()
              .anyMatch(filter -> ofTwo.contains(who.name() + " " + filter));
      return condition && !isLost;
    }
  }
}
