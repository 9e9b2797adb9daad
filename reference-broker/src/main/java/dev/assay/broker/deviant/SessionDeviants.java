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
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can go wrong with sessions, their beginning and their end. Further ones: {@link SessionExpiryDeviants}, {@link KeptSessionDeviants}. */
final class SessionDeviants {

  private SessionDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "only-says-clean-start",
                "Says Session Present 0 to a client that starts clean, and gives it its old session.")
            .mustFail("session/clean-start-discards", Mqtt5.MQTT_3_1_2_4, "discard-old-session")
            .mustFail(
                "session/clean-start-discards", Mqtt311.MQTT_3_1_2_6, "discard-earlier-session")
            .mayFail(
                "session/clean-start-discards-what-awaits-pubrel",
                "session/clean-start-discards-what-awaits-pubcomp")
            .mayFail("session/takeover-with-clean-start-begins-anew")
            .mayFail("shared/clean-start-ends-the-membership")
            .by(() -> Twists.both(
                Twists.deciding(Sessions.CLEAN_START, false),
                ConnectTwists.answering(
                    (connect, broker) -> connect.cleanStart(), SessionDeviants::absent))),
        Deviant.named(
                "keeps-the-queue-at-a-clean-start",
                "Delivers to a client that starts clean what waited for its old session.")
            .mustFail("session/clean-start-discards", Mqtt5.MQTT_3_1_2_4, "discard-old-session")
            .mustFail(
                "session/clean-start-discards", Mqtt311.MQTT_3_1_2_6, "discard-earlier-session")
            .by(QueueHandedOn::new),
        Deviant.named(
                "keeps-no-second-session",
                "Drops the session of a client that started clean over another one, whatever its expiry.")
            .mustFail("session/clean-start-discards", Mqtt5.MQTT_3_1_2_4, "start-new-session")
            .mayFail("connect/clean-start-is-processed")
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> connect.version() == MqttVersion.V5
                    && connect.cleanStart()
                    && ConnectTwists.isBack(connect, broker),
                ConnectTwists::withoutSessionExpiry)),
        Deviant.named(
                "keeps-every-subscription",
                "Keeps a session with subscriptions that was to end with its connection.")
            .mustFail("session/ends-with-its-connection", Mqtt5.MQTT_4_1_0_2)
            .mustFail(
                "session/ends-with-its-connection",
                Mqtt311.MQTT_3_1_2_6,
                "keep-nothing-for-later-session")
            .mayFail("session/no-expiry-interval-is-0", "connect/clean-start-is-processed")
            .mayFail("session/takeover-revives-nothing")
            .by(() -> new Twist() {
              @Override
              public boolean outcome(
                  Citation citation, Subject who, boolean condition, BrokerView broker) {
                return condition
                    && (citation != Sessions.ENDS_WITH_CONNECTION
                        || broker.filtersOf(who.name()).isEmpty());
              }
            }),
        Deviant.named(
                "ends-the-session-at-takeover", "Ends a session when its client takes it over.")
            .mustFail("session/taken-over-session-goes-on", Mqtt5.MQTT_3_1_2_5)
            .mustFail(
                "session/taken-over-session-goes-on", Mqtt311.MQTT_3_1_2_4, "resume-stored-session")
            .mayFail("will/not-published-when-resumed-in-time")
            .mayFail("session/takeover-keeps-what-is-unacknowledged")
            .by(EndingAtTakeover::new),
        Deviant.named(
                "drops-sessions-with-their-connection",
                "Drops a session with subscriptions when its connection breaks.")
            .mustFail("session/kept-while-away", Mqtt5.MQTT_3_1_2_23)
            .mustFail("session/kept-while-away", Mqtt311.MQTT_3_1_2_4, "keep-session-after-close")
            .mustFail("session/state-is-kept-for-its-duration", Mqtt311.MQTT_4_1_0_1)
            .mayFail("session/state-is-kept-for-its-duration")
            .mayFail("will/waits-for-any-delay")
            .by(DroppingWithConnection::new),
        Deviant.named(
                "keeps-no-resumed-nothing",
                "Does not keep a session that began with Clean Start 0 and Keep Alive 0.")
            .mustFail("session/made-where-there-is-none", Mqtt5.MQTT_3_1_2_6)
            .mustFail(
                "session/made-where-there-is-none", Mqtt311.MQTT_3_1_2_4, "create-missing-session")
            .by(NotKeepingWhatBeganSo::new),
        Deviant.named(
                "refuses-resumption-of-nothing",
                "Refuses a 3.1.1 client with Keep Alive 0 that resumes a session which does not exist.")
            .mustFail("session/made-where-there-is-none", Mqtt311.MQTT_3_2_2_3, "return-code-0")
            .by(() -> ConnectTwists.refusing(
                (connect, broker) -> connect.version() == MqttVersion.V3_1_1
                    && !connect.cleanStart()
                    && connect.keepAliveSeconds() == 0
                    && !broker.hasSession(connect.clientId()),
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)),
        Deviant.named(
                "drops-qos-1-for-who-is-away", "Drops messages of QoS 1 for a client that is away.")
            .mustFail("session/queues-qos-1-while-away", Mqtt5.MQTT_4_5_0_1)
            .mustFail("session/queues-qos-1-while-away", Mqtt311.MQTT_3_1_2_5, "queue-offline-qos1")
            .mustFail(
                "qos1/acknowledged-message-outlives-its-publisher",
                Mqtt5.MQTT_4_3_2_4,
                "take-ownership")
            .mustFail("qos1/acknowledged-message-outlives-its-publisher", Mqtt311.MQTT_4_5_0_1)
            .mayFail("session/state-is-kept-for-its-duration")
            .mayFail("publish/arrives-at-the-lower-qos-in-every-way")
            .by(() -> new DroppingForWhoIsAway(Qos.AT_LEAST_ONCE)),
        Deviant.named(
                "drops-qos-2-for-who-is-away", "Drops messages of QoS 2 for a client that is away.")
            .mustFail("session/queues-qos-2-while-away", Mqtt5.MQTT_4_5_0_1)
            .mustFail("session/queues-qos-2-while-away", Mqtt311.MQTT_3_1_2_5, "queue-offline-qos2")
            .mustFail(
                "qos2/completed-message-outlives-its-publisher",
                Mqtt5.MQTT_4_3_3_8,
                "take-ownership")
            .mustFail("qos2/completed-message-outlives-its-publisher", Mqtt311.MQTT_4_5_0_1)
            .mayFail("publish/arrives-at-the-lower-qos-in-every-way")
            .by(() -> new DroppingForWhoIsAway(Qos.EXACTLY_ONCE)),
        Deviant.named(
                "stores-sessions-without-regard-to-case",
                "Gives a client the session of one that is away and whose identifier differs from its own in case.")
            .mustFail(
                "session/ids-do-not-share-stored-state", Mqtt5.MQTT_3_1_3_2, Mqtt311.MQTT_3_1_3_2)
            .by(StoredWithoutCase::new),
        Deviant.named(
                "keeps-what-awaits-pubrel-at-a-clean-start",
                "Takes a PUBLISH of QoS 2 for a repeat if its identifier awaited PUBREL before its client started clean.")
            .mustFail(
                "session/clean-start-discards-what-awaits-pubrel",
                Mqtt5.MQTT_3_1_2_4,
                "discard-old-session")
            .mustFail(
                "session/clean-start-discards-what-awaits-pubrel",
                Mqtt311.MQTT_3_1_2_6,
                "discard-earlier-session")
            .by(AwaitedHandedOn::new),
        Deviant.named(
                "sends-pubrel-after-a-clean-start",
                "Sends a client that starts clean the PUBRELs again that it had not answered before.")
            .mustFail(
                "session/clean-start-discards-what-awaits-pubcomp",
                Mqtt5.MQTT_3_1_2_4,
                "discard-old-session")
            .mustFail(
                "session/clean-start-discards-what-awaits-pubcomp",
                Mqtt311.MQTT_3_1_2_6,
                "discard-earlier-session")
            .by(ReleasesHandedOn::new),
        Deviant.named(
                "ignores-case-of-identifiers",
                "Takes Client Identifiers that differ in case for one.")
            .mustFail("session/ids-do-not-share-state", Mqtt5.MQTT_3_1_3_2, Mqtt311.MQTT_3_1_3_2)
            .mayFail("session/ids-do-not-share-stored-state")
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> true,
                connect ->
                    ConnectTwists.with(connect, connect.clientId().toLowerCase(Locale.ROOT)))));
  }

  private static List<Effect> absent(Effect.Sent sent) {
    ConnAck ack = (ConnAck) sent.packet();
    return List.of(new Effect.Sent(
        sent.connection(), sent.version(), new ConnAck(false, ack.reasonCode(), ack.properties())));
  }

  /** What is published at QoS 1 for who is away is delivered after a clean start too. */
  private static final class QueueHandedOn implements Twist {
    private static final int FIRST_PACKET_ID = 61_000;

    // by Client Identifier, until the client comes back
    private final Map<String, List<Publish>> waiting = new HashMap<>();
    // by connection, until its CONNACK
    private final Map<Long, List<Publish>> due = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_LEAST_ONCE
          && !publish.topic().text().isEmpty()) {
        for (String client : broker.subscribersOf(publish.topic())) {
          if (broker.connectionOf(client) == null) {
            waiting.computeIfAbsent(client, absent -> new ArrayList<>()).add(publish);
          }
        }
      }
      Connect connect = ConnectTwists.firstConnect(input, broker);
      List<Publish> old = connect == null ? null : waiting.remove(connect.clientId());
      if (connect != null && old != null && connect.cleanStart()) {
        due.put(((Input.PacketArrived) input).connection(), old);
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent) || !(sent.packet() instanceof ConnAck)) {
        return List.of(effect);
      }
      List<Effect> effects = new ArrayList<>(List.of(effect));
      for (Publish publish : due.getOrDefault(sent.connection(), List.of())) {
        effects.add(new Effect.Sent(
            sent.connection(),
            sent.version(),
            new Publish(
                false,
                publish.qos(),
                false,
                publish.topic(),
                FIRST_PACKET_ID + effects.size(),
                Properties.NONE,
                publish.payload())));
      }
      due.remove(sent.connection());
      return effects;
    }
  }

  /** Who is away is found by an identifier in which case does not count; who is there is not. */
  private static final class StoredWithoutCase implements Twist {
    // by identifier in lower case: how it was written first
    private final Map<String, String> written = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect == null) {
        return List.of(input);
      }
      String key = connect.clientId().toLowerCase(Locale.ROOT);
      String known = written.putIfAbsent(key, connect.clientId());
      boolean isFound = known != null
          && !broker.hasSession(connect.clientId())
          && broker.hasSession(known)
          && broker.connectionOf(known) == null;
      return isFound
          ? List.of(new Input.PacketArrived(
              ((Input.PacketArrived) input).connection(), ConnectTwists.with(connect, known)))
          : List.of(input);
    }
  }

  /** What awaits PUBREL belongs to the Client Identifier for ever. */
  private static final class AwaitedHandedOn extends Attentive {
    // by Client Identifier
    private final Map<String, Set<Integer>> awaiting = new HashMap<>();
    // the same, of a session that is no more
    private final Map<String, Set<Integer>> handedOn = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      String client = broker.clientOf(connection);
      MqttVersion version = broker.versionOf(connection);
      if (packet instanceof Connect connect && client == null) {
        onConnect(connect, broker);
        return true;
      }
      if (client == null || version == null) {
        return true;
      }
      Set<Integer> old = handedOn.getOrDefault(client, Set.of());
      if (packet instanceof Publish publish && publish.qos() == Qos.EXACTLY_ONCE) {
        if (old.contains(publish.packetId())) {
          outbox.send(connection, version, new PubRec(publish.packetId()));
          return false;
        }
        awaiting.computeIfAbsent(client, any -> new HashSet<>()).add(publish.packetId());
      }
      if (packet instanceof PubRel rel) {
        awaiting.getOrDefault(client, new HashSet<>()).remove(rel.packetId());
        if (old.contains(rel.packetId())) {
          old.remove(rel.packetId());
          outbox.send(connection, version, new PubComp(rel.packetId()));
          return false;
        }
      }
      return true;
    }

    private void onConnect(Connect connect, BrokerView broker) {
      Set<Integer> old = broker.hasSession(connect.clientId())
          ? awaiting.getOrDefault(connect.clientId(), Set.of())
          : Set.of();
      if (connect.cleanStart()) {
        handedOn.put(connect.clientId(), new HashSet<>(old));
        awaiting.remove(connect.clientId());
      }
    }
  }

  /** PUBRELs without an answer belong to the Client Identifier for ever. */
  private static final class ReleasesHandedOn implements Twist {
    // by Client Identifier
    private final Map<String, Set<Integer>> released = new HashMap<>();
    // by connection, until its CONNACK
    private final Map<Long, Set<Integer>> due = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && connect.cleanStart()) {
        Set<Integer> old = released.remove(connect.clientId());
        if (old != null && broker.hasSession(connect.clientId())) {
          due.put(((Input.PacketArrived) input).connection(), old);
        }
      } else if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof PubComp comp) {
        released
            .getOrDefault(String.valueOf(broker.clientOf(arrived.connection())), new HashSet<>())
            .remove(comp.packetId());
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent)) {
        return List.of(effect);
      }
      if (sent.packet() instanceof PubRel rel) {
        released
            .computeIfAbsent(
                String.valueOf(broker.clientOf(sent.connection())), any -> new HashSet<>())
            .add(rel.packetId());
      }
      Set<Integer> old = sent.packet() instanceof ConnAck ? due.remove(sent.connection()) : null;
      List<Effect> effects = new ArrayList<>(List.of(effect));
      if (old != null) {
        old.forEach(
            id -> effects.add(new Effect.Sent(sent.connection(), sent.version(), new PubRel(id))));
      }
      return effects;
    }
  }

  private static final class EndingAtTakeover implements Twist {
    // lives as long as the broker
    private final Set<Long> takingOver = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && broker.connectionOf(connect.clientId()) != null) {
        takingOver.add(((Input.PacketArrived) input).connection());
      }
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && (citation != Sessions.RESUMED || !takingOver.contains(who.connection()));
    }
  }

  private static final class DroppingWithConnection implements Twist {
    // lives as long as the input
    private boolean broke;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      broke = input instanceof Input.ConnectionLost;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      boolean dropped = citation == Sessions.ENDS_WITH_CONNECTION
          && broke
          && !broker.filtersOf(who.name()).isEmpty();
      return condition || dropped;
    }
  }

  private static final class NotKeepingWhatBeganSo implements Twist {
    // lives as long as the broker
    private final Set<String> beganWithNothing = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && !broker.hasSession(connect.clientId())) {
        if (!connect.cleanStart() && connect.keepAliveSeconds() == 0) {
          beganWithNothing.add(connect.clientId());
        }
      }
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      boolean dropped =
          citation == Sessions.ENDS_WITH_CONNECTION && beganWithNothing.contains(who.name());
      return condition || dropped;
    }
  }

  /** A message of this QoS is not seen by those subscribers that are away. */
  private static final class DroppingForWhoIsAway implements Twist {
    private final Qos qos;
    // lives as long as the input
    private @Nullable Qos published;

    DroppingForWhoIsAway(Qos qos) {
      this.qos = qos;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Packet packet = input instanceof Input.PacketArrived arrived ? arrived.packet() : null;
      published = packet instanceof Publish publish ? publish.qos() : null;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && (citation != Deliveries.KEPT_FOR_LATER || published != qos);
    }
  }
}
