package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.rules.Sessions;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What can go wrong when a client takes over its session from a connection that still stands. */
final class TakeoverDeviants {
  private TakeoverDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "drops-unacknowledged-at-takeover",
                "Takes messages of QoS 1 for acknowledged when their client takes over its session.")
            .mustFail(
                "session/takeover-keeps-what-is-unacknowledged",
                Mqtt5.MQTT_4_4_0_1,
                "resend-publish")
            .mustFail(
                "session/takeover-keeps-what-is-unacknowledged",
                Mqtt311.MQTT_4_4_0_1,
                "resend-publish")
            .mayFail("flow/what-waits-survives-a-takeover")
            .by(AcknowledgedAtTakeover::new),
        Deviant.named(
                "loses-sessions-with-messages-at-takeover",
                "Begins a new session when a client takes over one with unacknowledged messages.")
            .mustFail("session/takeover-keeps-what-is-unacknowledged", Mqtt5.MQTT_3_1_2_5)
            .mustFail(
                "session/takeover-keeps-what-is-unacknowledged",
                Mqtt311.MQTT_3_1_2_4,
                "resume-stored-session")
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> broker.connectionOf(connect.clientId()) != null
                    && broker.underWayTo(connect.clientId()) > 0,
                ConnectTwists::startingClean)),
        Deviant.named(
                "forgets-what-awaits-pubrel-at-takeover",
                "Takes a repeated PUBLISH of QoS 2 for a new message if its client has taken over its session meanwhile.")
            .mustFail(
                "session/takeover-keeps-what-awaits-pubrel",
                Mqtt5.MQTT_4_3_3_10,
                "no-duplicate-delivery")
            .mustFail(
                "session/takeover-keeps-what-awaits-pubrel",
                Mqtt311.MQTT_4_3_3_2,
                "no-duplicate-onward")
            .by(ReleasedAtTakeover::new),
        Deviant.named(
                "revives-sessions-at-takeover",
                "Goes on with a session that was not to outlive its connection if that is taken over with Clean Start 0.")
            .mustFail(
                "session/takeover-revives-nothing",
                Mqtt311.MQTT_3_1_2_6,
                "keep-nothing-for-later-session")
            .by(Reviving::new),
        Deviant.named(
                "sends-retained-messages-at-takeover",
                "Sends what is retained once more to a client that takes over its session.")
            .mustFail(
                "session/resume-brings-nothing-retained", Mqtt5.MQTT_4_4_0_1, "no-resend-otherwise")
            .mustFail("session/resume-brings-nothing-retained", Mqtt311.MQTT_3_3_1_9)
            .by(RetainedAtTakeover::new),
        Deviant.named(
                "keeps-the-packet-size-of-who-is-taken-over",
                "Goes on with the Maximum Packet Size of the connection that is taken over where the newer one names none.")
            .mustFail("size/takeover-brings-a-limit-of-its-own", Rule.V5_DELIVER_TO_MATCHING)
            .by(() -> ConnectTwists.keepingFromBefore(
                PropertyId.MAXIMUM_PACKET_SIZE, TakeoverDeviants::takesOver)),
        Deviant.named(
                "takes-no-packet-size-of-who-takes-over",
                "Overlooks the Maximum Packet Size of a CONNECT that takes over a session.")
            .mustFail("size/takeover-brings-a-limit-of-its-own", Mqtt5.MQTT_3_1_2_24)
            .by(() -> ConnectTwists.seeing(
                TakeoverDeviants::takesOver,
                connect -> ConnectTwists.with(
                    connect,
                    ConnectTwists.without(connect.properties(), PropertyId.MAXIMUM_PACKET_SIZE)))),
        Deviant.named(
                "hands-over-a-full-quota",
                "Sends nothing of QoS 1 and 2 to a client that takes over from a connection whose Receive Maximum is used up.")
            .mustFail("flow/what-waits-survives-a-takeover", Mqtt5.MQTT_4_4_0_1, "resend-publish")
            .by(FullQuota::new));
  }

  private static boolean takesOver(Connect connect, BrokerView broker) {
    return !connect.cleanStart() && broker.connectionOf(connect.clientId()) != null;
  }

  /** The connection that this CONNECT takes over, or null if it is none that does. */
  static @Nullable Long takenOver(Input input, BrokerView broker) {
    Connect connect = ConnectTwists.firstConnect(input, broker);
    return connect == null ? null : broker.connectionOf(connect.clientId());
  }

  /** As if the older connection had acknowledged all messages of QoS 1 with its last breath. */
  private static final class AcknowledgedAtTakeover implements Twist {
    // lives as long as the broker, by connection
    private final Map<Long, Set<Integer>> sent = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived && arrived.packet() instanceof PubAck ack) {
        sent.getOrDefault(arrived.connection(), new HashSet<>()).remove(ack.packetId());
      }
      Long older = takenOver(input, broker);
      List<Input> all = new ArrayList<>();
      if (older != null) {
        sent.getOrDefault(older, Set.of())
            .forEach(id -> all.add(new Input.PacketArrived(older, new PubAck(id))));
      }
      all.add(input);
      return all;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent out
          && out.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_LEAST_ONCE) {
        sent.computeIfAbsent(out.connection(), any -> new TreeSet<>()).add(publish.packetId());
      }
      return List.of(effect);
    }
  }

  /** As if the older connection had released all that it had sent. */
  private static final class ReleasedAtTakeover implements Twist {
    // lives as long as the broker, by Client Identifier
    private final Map<String, Set<Integer>> awaiting = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        KeptSessionDeviants.noteReceived(awaiting, arrived, broker);
      }
      Long older = takenOver(input, broker);
      List<Input> all = new ArrayList<>();
      if (older != null) {
        Set<Integer> ids = awaiting.remove(String.valueOf(broker.clientOf(older)));
        if (ids != null) {
          ids.forEach(id -> all.add(new Input.PacketArrived(older, new PubRel(id))));
        }
      }
      all.add(input);
      return all;
    }
  }

  /** Sends what is retained on the topics of the session right behind the CONNACK. */
  private static final class RetainedAtTakeover implements Twist {
    // lives as long as the input; empty if it is no takeover
    private String client = "";

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      client = connect != null && takesOver(connect, broker) ? connect.clientId() : "";
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      List<Effect> all = new ArrayList<>(List.of(effect));
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof ConnAck ack
          && ack.sessionPresent()) {
        for (TopicFilter filter : broker.filtersOf(client)) {
          Publish retained = filter.hasWildcard() || filter.isShared()
              ? null
              : broker.retained(TopicName.of(filter.text()));
          if (retained != null) {
            Publish plain = Publishes.with(Publishes.atQosZero(retained), Properties.NONE);
            all.add(new Effect.Sent(sent.connection(), sent.version(), plain));
          }
        }
      }
      return all;
    }
  }

  /** The newer connection begins with the quota with which the older one ended, and never gets a place back. */
  private static final class FullQuota extends Attentive {
    // live as long as the broker
    private final Set<Long> starved = new HashSet<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Connect connect && takesOver(connect, broker)) {
        Long older = broker.connectionOf(connect.clientId());
        if (older != null && older != connection && isFull(older, broker)) {
          starved.add(connection);
        }
      }
      return true;
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition
          || (citation == Deliveries.RECEIVE_MAXIMUM_REACHED && starved.contains(who.connection()));
    }
  }

  private static final class Reviving implements Twist {
    // lives as long as the input
    private boolean reviving;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      reviving = connect != null && !connect.cleanStart() && takenOver(input, broker) != null;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(reviving && citation == Sessions.ENDS_WITH_CONNECTION);
    }
  }
}
