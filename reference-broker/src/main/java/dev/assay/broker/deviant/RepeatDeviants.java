package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** What can go wrong with what is sent again at QoS 1, and with what is not. */
final class RepeatDeviants {
  private RepeatDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "sends-again-after-a-clean-start",
                "Sends what is unacknowledged at QoS 1 again to a client that starts clean.")
            .mustFail("session/clean-start-discards", Mqtt5.MQTT_3_1_2_4, "discard-old-session")
            .mustFail(
                "session/clean-start-discards", Mqtt311.MQTT_3_1_2_6, "discard-earlier-session")
            .by(SentAgainAfterCleanStart::new),
        Deviant.named(
                "never-sends-qos-1-again",
                "Does not send unacknowledged messages of QoS 1 again after a resume.")
            .mustFail(
                "qos1/unacknowledged-is-sent-again-after-resume",
                Mqtt5.MQTT_4_4_0_1,
                "resend-publish")
            .mustFail(
                "qos1/unacknowledged-is-sent-again-after-resume",
                Mqtt311.MQTT_4_4_0_1,
                "resend-publish")
            .mustFail("flow/what-waits-survives-a-reconnect", Mqtt5.MQTT_4_4_0_1, "resend-publish")
            // what it loses has given the Topic Alias its meaning
            .mayFail("alias/of-the-broker-begins-anew-with-the-connection")
            .mayFail(
                "handshake/all-unacknowledged-are-sent-again",
                "handshake/repeat-says-what-the-first-said",
                "session/takeover-keeps-what-is-unacknowledged")
            .mayFail(
                "flow/receive-maximum-is-that-of-the-connection",
                "qos1/puback-acknowledges-its-message-alone")
            .mayFail("flow/what-waits-survives-a-takeover")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) -> QosOneDeviants.isRepeatOf(Qos.AT_LEAST_ONCE, packet)
                    ? List.of()
                    : List.of(packet))),
        Deviant.named(
                "renumbers-on-resume",
                "Sends unacknowledged messages of QoS 1 again under another packet identifier.")
            .mustFail(
                "qos1/unacknowledged-is-sent-again-after-resume",
                Mqtt5.MQTT_4_4_0_1,
                "original-packet-identifier")
            .mustFail(
                "qos1/unacknowledged-is-sent-again-after-resume",
                Mqtt311.MQTT_4_4_0_1,
                "keep-packet-identifiers")
            .mustFail("qos1/repeat-keeps-its-identifier", Mqtt311.MQTT_2_3_1_4, "keep-id-on-resend")
            .by(RepeatDeviants::renumberingOnResume),
        Deviant.named("resends-without-dup", "Sends an unacknowledged message again with DUP 0.")
            .mustFail(
                "qos1/unacknowledged-is-sent-again-after-resume",
                Mqtt5.MQTT_3_3_1_1,
                Mqtt311.MQTT_3_3_1_1)
            .mustFail("qos1/repeat-is-marked", Mqtt311.MQTT_3_3_1_3, "resend-has-dup-1")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) -> List.of(Publishes.withDup(packet, false)))),
        Deviant.named(
                "sends-qos-1-again-only-once",
                "Sends an unacknowledged message of QoS 1 again after the first resume only.")
            .mustFail("qos1/stays-unacknowledged-until-puback", Mqtt5.MQTT_4_3_2_3)
            .mustFail(
                "qos1/stays-unacknowledged-until-puback", Mqtt311.MQTT_4_3_2_1, "hold-until-puback")
            .by(() -> new SentAgainOnlyOnce<>(
                Publish.class, packet -> QosOneDeviants.isRepeatOf(Qos.AT_LEAST_ONCE, packet))),
        Deviant.named(
                "sends-acknowledged-again",
                "Sends the last acknowledged message of QoS 1 again when its client resumes.")
            .mustFail(
                "qos1/acknowledged-is-not-sent-again", Mqtt5.MQTT_4_4_0_1, "no-resend-otherwise")
            .mayFail("session/clean-start-discards")
            .mayFail("session/resume-brings-nothing-retained")
            .mayFail("alias/maximum-is-that-of-the-connection")
            .by(AcknowledgedSentAgain::new),
        Deviant.named(
                "sends-again-on-ping",
                "Sends the one unacknowledged message of QoS 1 again whenever its client pings.")
            .mustFail(
                "qos1/is-not-sent-again-while-connected", Mqtt5.MQTT_4_4_0_1, "no-resend-otherwise")
            .by(SentAgainOnPing::new));
  }

  private static Twist renumberingOnResume() {
    int distance = 1_000;
    return Twists.both(
        Twists.outgoing(
            Publish.class,
            (packet, connection, broker) -> List.of(
                QosOneDeviants.isRepeatOf(Qos.AT_LEAST_ONCE, packet)
                    ? Publishes.withPacketId(packet, packet.packetId() + distance)
                    : packet)),
        Twists.incoming(
            PubAck.class,
            (packet, connection, broker) -> packet.packetId() <= distance
                ? packet
                : new PubAck(
                    packet.packetId() - distance, packet.reasonCode(), packet.properties())));
  }

  /** Lets a packet through once for each client and packet identifier. */
  private static final class SentAgainOnlyOnce<P extends Packet> implements Twist {
    private final Class<P> kind;
    private final Predicate<P> again;
    private final Set<String> sentAgain = new HashSet<>();

    SentAgainOnlyOnce(Class<P> kind, Predicate<P> again) {
      this.kind = kind;
      this.again = again;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && kind.isInstance(sent.packet())
          && again.test(kind.cast(sent.packet()))) {
        String key = broker.clientOf(sent.connection()) + " " + sent.packet();
        return sentAgain.add(key) ? List.of(effect) : List.of();
      }
      return List.of(effect);
    }
  }

  /** Remembers what was last sent to a client at QoS 1, until and after its PUBACK. */
  abstract static class LastOfQosOne implements Twist {
    private final Map<String, Map<Integer, Publish>> sent = new HashMap<>();
    final Map<String, Publish> acknowledged = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        String client = Objects.requireNonNullElse(broker.clientOf(arrived.connection()), "");
        if (arrived.packet() instanceof PubAck ack) {
          Publish done = underWayTo(client).remove(ack.packetId());
          if (done != null && !ack.reasonCode().isError()) {
            acknowledged.put(client, done);
          }
        }
        onPacket(arrived, client, broker, outbox);
      }
      return List.of(input);
    }

    void onPacket(Input.PacketArrived arrived, String client, BrokerView broker, Outbox outbox) {}

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent out
          && out.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_LEAST_ONCE) {
        underWayTo(Objects.requireNonNullElse(broker.clientOf(out.connection()), ""))
            .put(publish.packetId(), publish);
      }
      return List.of(effect);
    }

    final Map<Integer, Publish> underWayTo(String client) {
      return sent.computeIfAbsent(client, absent -> new HashMap<>());
    }
  }

  private static final class AcknowledgedSentAgain extends LastOfQosOne {
    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent out
          && out.version() == MqttVersion.V5
          && out.packet() instanceof ConnAck ack
          && ack.sessionPresent()) {
        String client = Objects.requireNonNullElse(broker.clientOf(out.connection()), "");
        Publish done = acknowledged.get(client);
        if (done != null && broker.underWayTo(client) == 0) {
          return List.of(
              effect,
              new Effect.Sent(out.connection(), out.version(), Publishes.withDup(done, true)));
        }
      }
      return super.effects(effect, broker);
    }
  }

  private static final class SentAgainAfterCleanStart extends LastOfQosOne {
    // by connection, until its CONNACK
    private final Map<Long, List<Publish>> due = new HashMap<>();

    @Override
    void onPacket(Input.PacketArrived arrived, String client, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(arrived, broker);
      if (connect != null && connect.cleanStart()) {
        Map<Integer, Publish> old = underWayTo(connect.clientId());
        if (ConnectTwists.isBack(connect, broker)) {
          due.put(arrived.connection(), List.copyOf(old.values()));
        }
        old.clear();
      }
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      List<Effect> effects = new ArrayList<>(super.effects(effect, broker));
      if (effect instanceof Effect.Sent out && out.packet() instanceof ConnAck) {
        for (Publish old : due.getOrDefault(out.connection(), List.of())) {
          effects.add(
              new Effect.Sent(out.connection(), out.version(), Publishes.withDup(old, true)));
        }
        due.remove(out.connection());
      }
      return effects;
    }
  }

  private static final class SentAgainOnPing extends LastOfQosOne {
    @Override
    void onPacket(Input.PacketArrived arrived, String client, BrokerView broker, Outbox outbox) {
      if (arrived.packet() instanceof PingReq
          && broker.versionOf(arrived.connection()) == MqttVersion.V5
          && underWayTo(client).size() == 1) {
        Publish one = underWayTo(client).values().iterator().next();
        outbox.send(arrived.connection(), MqttVersion.V5, Publishes.withDup(one, true));
      }
    }
  }
}
