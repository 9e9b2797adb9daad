package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.rules.DisconnectRules;
import dev.assay.broker.rules.Sessions;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can go wrong with sessions, their beginning and their end. */
final class SessionDeviants {
  /** No client of a case gets that far. */
  private static final int OWN_PACKET_ID = 65_001;

  private SessionDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "takes-never-for-at-once",
                "Ends a session of Session Expiry Interval 0xFFFFFFFF with its connection.")
            .mustFail("session/never-expires", Rule.V5_SESSION_THAT_NEVER_EXPIRES)
            .by(() -> ConnectTwists.seeing(
                (connect, broker) ->
                    connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0)
                        == 0xFFFF_FFFFL,
                ConnectTwists::withoutSessionExpiry)),
        Deviant.named(
                "only-says-clean-start",
                "Says Session Present 0 to a client that starts clean, and gives it its old session.")
            .mustFail("session/clean-start-discards", Mqtt5.MQTT_3_1_2_4, "discard-old-session")
            .mustFail(
                "session/clean-start-discards", Mqtt311.MQTT_3_1_2_6, "discard-earlier-session")
            .mayFail(
                "session/clean-start-discards-what-awaits-pubrel",
                "session/clean-start-discards-what-awaits-pubcomp")
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
            .by(DroppingWithConnection::new),
        Deviant.named(
                "takes-intervals-for-0",
                "Ends the session of a client that is away with its next look at the clock, after some 100 ms.")
            .mustFail("session/kept-while-away", Mqtt5.MQTT_3_1_2_23)
            .mustFail("session/kept-while-away", Mqtt311.MQTT_3_1_2_4, "keep-session-after-close")
            .mayFail("session/never-expires")
            .mayFail(
                "session/disconnect-keeps-it-for-ever",
                "session/interval-is-counted-from-each-close",
                "session/long-interval-is-kept")
            .by(() -> new EndingSoon(100)),
        Deviant.named(
                "ends-sessions-after-a-second",
                "Ends the session of a client that is away for a second, whatever its expiry.")
            .mustFail("session/kept-while-away", Mqtt5.MQTT_3_1_2_23)
            .mustFail("session/kept-while-away", Mqtt311.MQTT_3_1_2_4, "keep-session-after-close")
            .mustFail("session/never-expires", Rule.V5_SESSION_THAT_NEVER_EXPIRES)
            .mayFail("session/disconnect-keeps-it-for-ever", "session/long-interval-is-kept")
            .by(() -> new EndingSoon(1_000)),
        Deviant.named(
                "keeps-what-was-kept-once",
                "Keeps a session that was to outlive its connection, also when the client says later that it is not to.")
            .mustFail(
                "session/ends-with-the-connection-that-wants-no-more",
                Rule.V5_NO_SESSION_EXPIRY_INTERVAL_IS_ZERO)
            .mustFail(
                "session/ends-with-the-connection-that-wants-no-more",
                Mqtt311.MQTT_3_1_2_6,
                "keep-nothing-for-later-session")
            .mayFail("connect/clean-start-is-processed")
            .by(KeepingForGood::new),
        Deviant.named(
                "ends-what-was-resumed",
                "Ends a session when its interval has passed since its client was away, though it is back.")
            .mustFail("session/resumed-in-time-is-kept", Mqtt5.MQTT_4_1_0_1)
            .by(EndingWhatWasResumed::new),
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
                "never-lets-a-session-expire",
                "Keeps sessions beyond their Session Expiry Interval.")
            .mustFail("session/gone-after-its-expiry", Mqtt5.MQTT_4_1_0_2)
            .mustFail(
                "will/published-when-session-expires", Mqtt5.MQTT_3_1_2_8, "publish-at-session-end")
            .mayFail("session/interval-of-the-last-connect-counts")
            .by(() -> Twists.deciding(Sessions.EXPIRED, false)),
        Deviant.named(
                "counts-expiry-from-connect",
                "Empties a session of a connected client after 1 s: in 5.0 if that is its Session Expiry Interval, in 3.1.1 of clients with \"connected\" in their identifier.")
            .mustFail("session/kept-while-connected", Mqtt5.MQTT_4_1_0_1, Mqtt311.MQTT_4_1_0_2)
            .by(CountingFromConnect::new),
        Deviant.named(
                "overlooks-expiry-in-disconnect",
                "Leaves a Session Expiry Interval in DISCONNECT unread.")
            .mustFail("session/disconnect-ends-it", Rule.V5_DISCONNECT_REPLACES_EXPIRY)
            .mayFail("session/disconnect-keeps-it-for-ever", "session/disconnect-with-will-ends-it")
            .by(() -> Twists.deciding(DisconnectRules.EXPIRY_REPLACED, false)),
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

  /** Who comes back after that time has to start clean. */
  private static final class EndingSoon implements Twist {
    private final long keptMillis;
    // lives as long as the broker: when each client was seen last
    private final Map<String, Long> seenMillis = new HashMap<>();

    EndingSoon(long keptMillis) {
      this.keptMillis = keptMillis;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      for (long connection : broker.connections()) {
        String client = broker.clientOf(connection);
        if (client != null) {
          seenMillis.put(client, broker.nowMillis());
        }
      }
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect == null
          || broker.connectionOf(connect.clientId()) != null
          || broker.nowMillis() - seenMillis.getOrDefault(connect.clientId(), Long.MAX_VALUE / 2)
              < keptMillis) {
        return List.of(input);
      }
      return List.of(new Input.PacketArrived(
          ((Input.PacketArrived) input).connection(), ConnectTwists.startingClean(connect)));
    }
  }

  /** Whoever had a session that lasts has one from then on. */
  private static final class KeepingForGood implements Twist {
    // lives as long as the broker
    private final Set<String> kept = new HashSet<>();

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      if (citation != Sessions.ENDS_WITH_CONNECTION) {
        return condition;
      }
      if (!condition) {
        kept.add(who.name());
      }
      return condition && !kept.contains(who.name());
    }
  }

  /** The subscriptions of a client that came back go when its interval has passed. */
  private static final class EndingWhatWasResumed implements Twist {
    // live as long as the broker
    private final Map<String, Long> intervalMillis = new HashMap<>();
    private final Map<String, Long> endMillis = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null) {
        long seconds = connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
        intervalMillis.put(connect.clientId(), seconds * 1_000);
      }
      if (input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Disconnect) {
        String client = String.valueOf(broker.clientOf(arrived.connection()));
        long interval = intervalMillis.getOrDefault(client, 0L);
        if (interval > 0) {
          endMillis.put(client, broker.nowMillis() + interval);
        }
      }
      List<Input> all = new ArrayList<>(List.of(input));
      if (input instanceof Input.TimePassed) {
        all.addAll(endOfSubscriptions(broker));
      }
      return all;
    }

    private List<Input> endOfSubscriptions(BrokerView broker) {
      List<Input> ends = new ArrayList<>();
      for (long connection : broker.connections()) {
        String client = broker.clientOf(connection);
        Long end = client == null ? null : endMillis.get(client);
        if (client != null && end != null && broker.nowMillis() >= end) {
          endMillis.remove(client);
          List<TopicFilter> filters = broker.filtersOf(client);
          if (!filters.isEmpty()) {
            ends.add(new Input.PacketArrived(
                connection, new Unsubscribe(OWN_PACKET_ID, Properties.NONE, filters)));
          }
        }
      }
      return ends;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isOwn = effect instanceof Effect.Sent sent
          && sent.packet() instanceof UnsubAck ack
          && ack.packetId() == OWN_PACKET_ID;
      return isOwn ? List.of() : List.of(effect);
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

  private static final class CountingFromConnect implements Twist {
    private static final long INTERVAL_MILLIS = 1_000;
    private static final int PACKET_ID = 65_000;

    // lives until the session is emptied
    private final Map<Long, Long> connectedMillis = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null
          && (connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0) == 1
              || (connect.version() == MqttVersion.V3_1_1
                  && connect.clientId().contains("connected")))) {
        connectedMillis.put(((Input.PacketArrived) input).connection(), broker.nowMillis());
      }
      if (!(input instanceof Input.TimePassed)) {
        return List.of(input);
      }
      for (Map.Entry<Long, Long> entry : Map.copyOf(connectedMillis).entrySet()) {
        String client = broker.clientOf(entry.getKey());
        boolean due = broker.nowMillis() - entry.getValue() >= INTERVAL_MILLIS;
        if (due && client != null && !broker.filtersOf(client).isEmpty()) {
          connectedMillis.remove(entry.getKey());
          List<TopicFilter> filters = broker.filtersOf(client);
          return List.of(
              input,
              new Input.PacketArrived(
                  entry.getKey(), new Unsubscribe(PACKET_ID, Properties.NONE, filters)));
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean mine = effect instanceof Effect.Sent sent
          && sent.packet() instanceof UnsubAck ack
          && ack.packetId() == PACKET_ID;
      return mine ? List.of() : List.of(effect);
    }
  }
}
