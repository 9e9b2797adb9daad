package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.PublishRules;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can go wrong between a PUBLISH of QoS 2 and its PUBCOMP, in both directions. */
final class QosTwoDeviants {
  private static final int LARGE_PACKET_ID = 4_096;
  private static final int FIFTEEN_BITS = 0x7FFF;

  private QosTwoDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "waits-for-a-subscriber-before-pubrec",
                "Does not answer a PUBLISH of QoS 2 that nobody subscribes to.")
            .mustFail("qos2/publish-is-answered-by-pubrec", Mqtt5.MQTT_3_3_4_1, "pubrec-for-qos-2")
            .mustFail("qos2/publish-is-answered-by-pubrec", Mqtt311.MQTT_3_3_4_1, "pubrec-for-qos2")
            .mustFail(
                "qos2/each-of-several-publishes-is-acknowledged", Mqtt5.MQTT_4_3_3_8, "send-pubrec")
            .mustFail(
                "qos2/each-of-several-publishes-is-acknowledged",
                Mqtt311.MQTT_4_3_3_2,
                "pubrec-with-same-id")
            .mayFail(
                "limit/receive-maximum-is-served", "limit/qos-2-is-taken-if-nothing-else-is-said")
            .by(() -> new QosOneDeviants.UnansweredForNobody(Qos.EXACTLY_ONCE)),
        Deviant.named(
                "swaps-the-bytes-of-pubrec",
                "Swaps the bytes of packet identifiers above 4,095 in PUBREC.")
            .mustFail(
                "qos2/publish-is-answered-by-pubrec", Mqtt5.MQTT_2_2_1_5, "pubrec-same-identifier")
            .mustFail(
                "qos2/publish-is-answered-by-pubrec", Mqtt311.MQTT_2_3_1_6, "pubrec-repeats-id")
            .by(() -> Twists.outgoing(
                PubRec.class,
                (packet, connection, broker) -> List.of(new PubRec(
                    QosOneDeviants.swapped(packet.packetId()),
                    packet.reasonCode(),
                    packet.properties())))),
        Deviant.named(
                "swaps-the-bytes-of-pubcomp",
                "Swaps the bytes of packet identifiers above 4,095 in PUBCOMP.")
            .mustFail(
                "qos2/pubrel-is-answered-by-pubcomp", Mqtt5.MQTT_4_3_3_11, "same-packet-identifier")
            .mustFail(
                "qos2/pubrel-is-answered-by-pubcomp", Mqtt311.MQTT_4_3_3_2, "pubcomp-with-same-id")
            .by(() -> Twists.outgoing(
                PubComp.class,
                (packet, connection, broker) -> List.of(new PubComp(
                    QosOneDeviants.swapped(packet.packetId()),
                    packet.reasonCode(),
                    packet.properties())))),
        Deviant.named(
                "keeps-pubrec-identifiers-in-15-bits",
                "Cuts packet identifiers above 32,767 to 15 bits in PUBREC.")
            .mustFail(
                "qos2/each-of-several-publishes-is-acknowledged",
                Mqtt5.MQTT_4_3_3_8,
                "same-packet-identifier")
            .mustFail(
                "qos2/each-of-several-publishes-is-acknowledged",
                Mqtt311.MQTT_2_3_1_6,
                "pubrec-repeats-id")
            .by(() -> Twists.outgoing(
                PubRec.class,
                (packet, connection, broker) -> List.of(new PubRec(
                    packet.packetId() & FIFTEEN_BITS, packet.reasonCode(), packet.properties())))),
        Deviant.named(
                "keeps-pubcomp-identifiers-in-15-bits",
                "Cuts packet identifiers above 32,767 to 15 bits in PUBCOMP.")
            .mustFail(
                "qos2/each-of-several-publishes-is-acknowledged",
                Mqtt5.MQTT_2_2_1_5,
                "pubcomp-same-identifier")
            .mustFail(
                "qos2/each-of-several-publishes-is-acknowledged",
                Mqtt311.MQTT_4_3_3_2,
                "pubcomp-with-same-id")
            .by(() -> Twists.outgoing(
                PubComp.class,
                (packet, connection, broker) -> List.of(new PubComp(
                    packet.packetId() & FIFTEEN_BITS, packet.reasonCode(), packet.properties())))),
        Deviant.named(
                "overlooks-large-pubrels",
                "Takes no notice of a PUBREL with a packet identifier above 4,095.")
            .mustFail("qos2/pubrel-is-answered-by-pubcomp", Mqtt5.MQTT_4_3_3_11, "send-pubcomp")
            .mustFail(
                "qos2/pubrel-is-answered-by-pubcomp", Mqtt311.MQTT_4_3_3_2, "pubcomp-with-same-id")
            .mustFail(
                "qos2/each-of-several-publishes-is-acknowledged",
                Mqtt5.MQTT_2_2_1_5,
                "pubcomp-same-identifier")
            .mustFail(
                "qos2/each-of-several-publishes-is-acknowledged",
                Mqtt311.MQTT_4_3_3_2,
                "pubcomp-with-same-id")
            .by(() -> Twists.incoming(
                PubRel.class,
                (packet, connection, broker) ->
                    packet.packetId() < LARGE_PACKET_ID ? packet : null)),
        Deviant.named(
                "overlooks-unknown-pubrels",
                "Takes no notice of a PUBREL whose packet identifier it does not know.")
            .mustFail("qos2/unknown-pubrel-is-answered", Mqtt5.MQTT_4_3_3_11, "send-pubcomp")
            .mustFail(
                "qos2/unknown-pubrel-is-answered", Mqtt311.MQTT_4_3_3_2, "pubcomp-with-same-id")
            .by(UnknownPubRelOverlooked::new),
        Deviant.named(
                "forgets-completed-with-the-publisher",
                "Drops messages of QoS 2 that it completed when their publisher's connection is lost.")
            .mustFail(
                "qos2/completed-message-outlives-its-publisher",
                Mqtt5.MQTT_4_3_3_8,
                "take-ownership")
            .mustFail("qos2/completed-message-outlives-its-publisher", Mqtt311.MQTT_4_5_0_1)
            .by(() -> new QosOneDeviants.ForgottenWithPublisher(Qos.EXACTLY_ONCE)),
        Deviant.named(
                "delivers-repeats-of-qos-2",
                "Takes a repeated PUBLISH of QoS 2 for a new message before its PUBREL.")
            .mustFail(
                "qos2/repeat-before-pubrel-is-not-delivered-again",
                Mqtt5.MQTT_4_3_3_10,
                "no-duplicate-delivery")
            .mustFail(
                "qos2/repeat-before-pubrel-is-not-delivered-again",
                Mqtt311.MQTT_4_3_3_2,
                "no-duplicate-onward")
            .mayFail("session/takeover-keeps-what-awaits-pubrel")
            .mayFail(
                "qos2/pubrel-releases-its-message-alone", "session/second-resume-finds-all-of-it")
            .by(() -> Twists.deciding(PublishRules.STILL_AWAITING_PUBREL, false)),
        Deviant.named(
                "answers-one-repeat-of-qos-2",
                "Does not answer a PUBLISH of QoS 2 that is repeated for the second time before its PUBREL.")
            .mustFail(
                "qos2/each-repeat-before-pubrel-is-answered",
                Mqtt5.MQTT_4_3_3_10,
                "answer-repeat-with-pubrec")
            .mustFail(
                "qos2/each-repeat-before-pubrel-is-answered",
                Mqtt311.MQTT_4_3_3_2,
                "pubrec-again-for-repeat")
            .by(OneRepeat::new),
        Deviant.named(
                "overlooks-repeats-of-qos-2",
                "Does not answer a PUBLISH of QoS 2 with DUP that it has answered before.")
            .mustFail(
                "qos2/repeat-before-pubrel-is-not-delivered-again",
                Mqtt5.MQTT_4_3_3_10,
                "answer-repeat-with-pubrec")
            .mustFail(
                "qos2/repeat-before-pubrel-is-not-delivered-again",
                Mqtt311.MQTT_4_3_3_2,
                "pubrec-again-for-repeat")
            .mustFail(
                "handshake/repeat-of-what-never-came-is-delivered",
                Mqtt5.MQTT_4_3_3_8,
                "send-pubrec")
            .mustFail(
                "handshake/repeat-of-what-never-came-is-delivered",
                Mqtt311.MQTT_4_3_3_2,
                "pubrec-with-same-id")
            .by(() -> Twists.incoming(
                Publish.class,
                (packet, connection, broker) ->
                    QosOneDeviants.isRepeatOf(Qos.EXACTLY_ONCE, packet) ? null : packet)),
        Deviant.named(
                "remembers-identifiers-for-ever",
                "Takes a PUBLISH of QoS 2 for a repeat if its packet identifier was ever used on the connection.")
            .mustFail("qos2/identifier-is-free-after-pubcomp", Mqtt5.MQTT_4_3_3_12)
            .mustFail(
                "qos2/identifier-is-free-after-pubcomp",
                Mqtt311.MQTT_4_3_3_2,
                "reused-id-is-new-message")
            .mayFail("qos2/pubrel-of-reason-0x92-is-answered")
            .by(IdentifiersRemembered::new),
        Deviant.named("sends-no-pubrel", "Does not answer PUBREC.")
            .mustFail("qos2/pubrec-is-answered-by-pubrel", Mqtt5.MQTT_4_3_3_4, "send-pubrel")
            .mustFail(
                "qos2/pubrec-is-answered-by-pubrel", Mqtt311.MQTT_4_3_3_1, "pubrel-with-same-id")
            .mayFail("unsubscribe/begun-qos-2-delivery-is-finished")
            .mayFail("handshake/acknowledgements-with-properties-count", "retained/keeps-qos-2")
            .by(() -> Twists.swallowing(PubRel.class)),
        Deviant.named(
                "releases-the-next-identifier",
                "Answers PUBREC with the packet identifier after the right one.")
            .mustFail(
                "qos2/pubrec-is-answered-by-pubrel", Mqtt5.MQTT_4_3_3_4, "same-packet-identifier")
            .mustFail(
                "qos2/pubrec-is-answered-by-pubrel", Mqtt311.MQTT_2_3_1_6, "pubrel-repeats-id")
            .mustFail(
                "order/pubrels-follow-their-pubrecs", Mqtt5.MQTT_2_2_1_5, "pubrel-same-identifier")
            .mustFail(
                "order/pubrels-follow-their-pubrecs",
                Mqtt311.MQTT_4_6_0_6,
                "pubrel-in-pubrec-order")
            .mayFail("unsubscribe/begun-qos-2-delivery-is-finished")
            .mayFail("handshake/acknowledgements-with-properties-count", "retained/keeps-qos-2")
            .by(() -> Twists.outgoing(
                PubRel.class,
                (packet, connection, broker) -> List.of(
                    new PubRel(packet.packetId() + 1, packet.reasonCode(), packet.properties())))),
        Deviant.named(
                "frees-identifiers-at-pubrec",
                "Gives a message of QoS 2 the lowest packet identifier that awaits no PUBREC.")
            .mustFail("qos2/identifier-is-taken-until-pubcomp", Mqtt5.MQTT_4_3_3_1)
            .mustFail(
                "qos2/identifier-is-taken-until-pubcomp",
                Mqtt311.MQTT_2_3_1_4,
                "hold-id-until-pubcomp")
            .mustFail(
                "handshake/identifier-is-taken-until-pubcomp-after-a-reconnect",
                Mqtt5.MQTT_2_2_1_4,
                "unused-packet-identifier")
            .mustFail(
                "handshake/identifier-is-taken-until-pubcomp-after-a-reconnect",
                Mqtt311.MQTT_2_3_1_4,
                "hold-id-until-pubcomp")
            .mayFail("qos1/identifiers-under-way-differ")
            .by(() -> new Renumbered(Qos.EXACTLY_ONCE, QosTwoDeviants::lowestNotRecorded)),
        Deviant.named(
                "never-sends-qos-2-again",
                "Does not send unacknowledged messages of QoS 2 again after a resume.")
            .mustFail("qos2/stays-unacknowledged-until-pubrec", Mqtt5.MQTT_4_3_3_3)
            .mustFail(
                "qos2/stays-unacknowledged-until-pubrec",
                Mqtt311.MQTT_4_3_3_1,
                "hold-publish-until-pubrec")
            .mustFail("expiry/message-that-was-sent-does-not-expire", Mqtt5.MQTT_4_3_3_7)
            .mayFail("shared/qos-2-is-completed-with-its-member")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) -> QosOneDeviants.isRepeatOf(Qos.EXACTLY_ONCE, packet)
                    ? List.of()
                    : List.of(packet))),
        Deviant.named(
                "never-sends-pubrel-again",
                "Does not send unanswered PUBRELs again after a resume.")
            .mustFail("qos2/pubrel-is-sent-again-after-resume", Mqtt5.MQTT_4_4_0_1, "resend-pubrel")
            .mustFail(
                "qos2/pubrel-is-sent-again-after-resume", Mqtt311.MQTT_4_4_0_1, "resend-pubrel")
            .mayFail("expiry/pubrel-is-sent-again-after-expiry")
            .by(() -> new PubRelOnResume(false, false)),
        Deviant.named(
                "publishes-again-after-pubrel",
                "Sends a message of QoS 2 again after a resume, along with its PUBREL.")
            .mustFail("qos2/pubrel-is-sent-again-after-resume", Mqtt5.MQTT_4_3_3_6)
            .mustFail(
                "qos2/pubrel-is-sent-again-after-resume",
                Mqtt311.MQTT_4_3_3_1,
                "no-publish-after-pubrel")
            .by(() -> new PubRelOnResume(true, true)),
        Deviant.named(
                "sends-pubrel-again-only-once",
                "Sends an unanswered PUBREL again after the first resume only.")
            .mustFail("qos2/pubrel-stays-unacknowledged-until-pubcomp", Mqtt5.MQTT_4_3_3_5)
            .mustFail(
                "qos2/pubrel-stays-unacknowledged-until-pubcomp",
                Mqtt311.MQTT_4_3_3_1,
                "hold-pubrel-until-pubcomp")
            .mayFail("handshake/unsubscribe-leaves-pubrel-unacknowledged")
            .by(PubRelTwiceAtMost::new),
        Deviant.named(
                "overlooks-refusing-pubrec",
                "Takes no notice of a PUBREC with a Reason Code of 0x80 or more.")
            .mustFail("qos2/pubrec-that-refuses-settles", Mqtt5.MQTT_4_4_0_2)
            .mustFail("flow/pubrec-that-refuses-frees-a-place", Rule.V5_SEND_QUOTA_REPLENISHED)
            .by(() -> Twists.incoming(
                PubRec.class,
                (packet, connection, broker) -> packet.reasonCode().isError() ? null : packet)),
        Deviant.named(
                "overlooks-refusing-pubcomp",
                "Takes no notice of a PUBCOMP with a Reason Code of 0x80 or more.")
            .mustFail("flow/pubcomp-that-refuses-frees-a-place", Rule.V5_SEND_QUOTA_REPLENISHED)
            .mustFail(
                "qos2/pubcomp-that-refuses-completes", Mqtt5.MQTT_4_4_0_1, "no-resend-otherwise")
            .by(() -> Twists.incoming(
                PubComp.class,
                (packet, connection, broker) -> packet.reasonCode().isError() ? null : packet)),
        Deviant.named(
                "overlooks-pubrel-of-reason-0x92",
                "Takes no notice of a PUBREL with a Reason Code of 0x80 or more.")
            .mustFail("qos2/pubrel-of-reason-0x92-is-answered", Mqtt5.MQTT_4_3_3_11, "send-pubcomp")
            .by(() -> Twists.incoming(
                PubRel.class,
                (packet, connection, broker) -> packet.reasonCode().isError() ? null : packet)),
        Deviant.named(
                "keeps-what-pubrel-of-reason-0x92-releases",
                "Answers a PUBREL with a Reason Code of 0x80 or more, and does not free its identifier.")
            .mustFail("qos2/pubrel-of-reason-0x92-is-answered", Mqtt5.MQTT_4_3_3_12)
            .by(() -> new Attentive() {
              @Override
              boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
                if (!(packet instanceof PubRel rel)
                    || !rel.reasonCode().isError()
                    || broker.versionOf(connection) != MqttVersion.V5) {
                  return true;
                }
                outbox.send(connection, MqttVersion.V5, new PubComp(rel.packetId()));
                return false;
              }
            }),
        Deviant.named(
                "takes-a-refused-identifier-for-a-repeat",
                "Refuses what is not UTF-8, and takes the next PUBLISH with that identifier for a repeat, from clients with \"refused\" in their identifier.")
            .mustFail("qos2/identifier-is-free-after-a-refusal", Mqtt5.MQTT_4_3_3_9)
            .by(RefusingForGood::new));
  }

  /** The first PUBLISH of QoS 2 is refused, the second one of the same identifier answered and forgotten. */
  private static final class RefusingForGood extends Attentive {
    // how many have come, by connection
    private final Map<Long, Integer> seen = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (!(packet instanceof Publish publish)
          || publish.qos() != Qos.EXACTLY_ONCE
          || broker.versionOf(connection) != MqttVersion.V5
          || !String.valueOf(broker.clientOf(connection)).contains("refused")) {
        return true;
      }
      int count = seen.merge(connection, 1, Integer::sum);
      if (count == 1) {
        outbox.send(
            connection,
            MqttVersion.V5,
            new PubRec(publish.packetId(), ReasonCode.PAYLOAD_FORMAT_INVALID, Properties.NONE));
      } else if (count == 2) {
        outbox.send(connection, MqttVersion.V5, new PubRec(publish.packetId()));
      }
      return count > 2;
    }
  }

  private static int lowestNotRecorded(int right, List<Renumbered.Given> underWay) {
    int lowest = 1;
    while (isTaken(lowest, underWay)) {
      lowest++;
    }
    return lowest;
  }

  private static boolean isTaken(int identifier, List<Renumbered.Given> underWay) {
    return underWay.stream().anyMatch(it -> it.wrong() == identifier && !it.recorded());
  }

  private static final class UnknownPubRelOverlooked extends Attentive {
    // by Client Identifier
    private final Map<String, Set<Integer>> awaiting = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      String client = broker.clientOf(connection);
      if (client == null) {
        return true;
      }
      Set<Integer> own = awaiting.computeIfAbsent(client, absent -> new HashSet<>());
      if (packet instanceof Publish publish && publish.qos() == Qos.EXACTLY_ONCE) {
        own.add(publish.packetId());
      }
      return !(packet instanceof PubRel rel) || own.remove(rel.packetId());
    }
  }

  private static final class IdentifiersRemembered extends Attentive {
    private final Map<Long, Set<Integer>> seen = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      MqttVersion version = broker.versionOf(connection);
      if (!(packet instanceof Publish publish)
          || publish.qos() != Qos.EXACTLY_ONCE
          || version == null) {
        return true;
      }
      if (seen.computeIfAbsent(connection, absent -> new HashSet<>()).add(publish.packetId())) {
        return true;
      }
      outbox.send(connection, version, new PubRec(publish.packetId()));
      return false;
    }
  }

  /** Knows which PUBRELs leave because their client is back. */
  private static final class PubRelOnResume implements Twist {
    private final boolean sendsPubRel;
    private final boolean sendsPublish;
    private final Map<String, Publish> published = new HashMap<>();
    // lives as long as an input
    private boolean resuming;

    PubRelOnResume(boolean sendsPubRel, boolean sendsPublish) {
      this.sendsPubRel = sendsPubRel;
      this.sendsPublish = sendsPublish;
    }

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
        published.put(client + " " + publish.packetId(), publish);
      }
      if (!resuming || !(sent.packet() instanceof PubRel rel)) {
        return List.of(effect);
      }
      Publish publish = published.get(client + " " + rel.packetId());
      if (!sendsPubRel) {
        return List.of();
      }
      return !sendsPublish || publish == null
          ? List.of(effect)
          : List.of(
              effect,
              new Effect.Sent(sent.connection(), sent.version(), Publishes.withDup(publish, true)));
    }
  }

  /** Counts how often each PUBLISH came before its PUBREL, and overlooks the third time. */
  private static final class OneRepeat extends Attentive {
    // lives as long as the broker
    private final Map<String, Integer> times = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      String client = broker.clientOf(connection);
      if (packet instanceof PubRel rel) {
        times.remove(client + " " + rel.packetId());
      }
      if (!(packet instanceof Publish publish) || publish.qos() != Qos.EXACTLY_ONCE) {
        return true;
      }
      String key = client + " " + publish.packetId();
      if (!publish.dup()) {
        times.remove(key);
      }
      return times.merge(key, 1, Integer::sum) <= 2;
    }
  }

  /** Sends each PUBREL twice at most, until its packet identifier is used for another message. */
  private static final class PubRelTwiceAtMost implements Twist {
    private final Map<String, Integer> times = new HashMap<>();

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent)) {
        return List.of(effect);
      }
      String client = broker.clientOf(sent.connection());
      if (sent.packet() instanceof Publish publish) {
        times.remove(client + " " + publish.packetId());
      }
      boolean once = sent.packet() instanceof PubRel rel
          && times.merge(client + " " + rel.packetId(), 1, Integer::sum) > 2;
      return once ? List.of() : List.of(effect);
    }
  }
}
