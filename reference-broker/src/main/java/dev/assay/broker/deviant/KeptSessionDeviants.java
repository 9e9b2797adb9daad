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
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How a session, or a part of it, gets lost that was to be kept; and how one is kept too long. At a takeover: {@link TakeoverDeviants}. */
final class KeptSessionDeviants {
  /** No client of a case gets that far. */
  private static final int OWN_PACKET_ID = 65_001;

  private static final long OWN_CONNECTION = Long.MAX_VALUE;
  private static final long NEVER = 0xFFFF_FFFFL;
  private static final int MILLIS_OVERFLOW_SECONDS = Integer.MAX_VALUE / 1_000;
  private static final int IDENTIFIER_LENGTH_MAX = 23;

  private KeptSessionDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "counts-an-absence-from-connect",
                "Gives a client no session that comes back later after its last CONNECT than its Session Expiry Interval says.")
            .mustFail("session/interval-is-counted-from-each-close", Mqtt5.MQTT_3_1_2_23)
            .by(() -> new Deadline(true)),
        Deviant.named(
                "counts-every-absence-from-the-first",
                "Counts a Session Expiry Interval from the first time that the client was away.")
            .mustFail("session/interval-is-counted-from-each-close", Mqtt5.MQTT_3_1_2_23)
            .by(() -> new Deadline(false)),
        Deviant.named(
                "overflows-on-a-month",
                "Ends a session with its connection whose Session Expiry Interval has more milliseconds than 31 bits can say.")
            .mustFail("session/long-interval-is-kept", Mqtt5.MQTT_3_1_2_23)
            .mayFail("session/largest-intervals-are-kept")
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> {
                  long seconds = connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
                  return seconds > MILLIS_OVERFLOW_SECONDS && seconds != NEVER;
                },
                ConnectTwists::withoutSessionExpiry)),
        Deviant.named(
                "takes-for-ever-in-disconnect-for-at-once",
                "Ends a session whose DISCONNECT has a Session Expiry Interval of 0xFFFFFFFF.")
            .mustFail("session/disconnect-keeps-it-for-ever", Rule.V5_DISCONNECT_REPLACES_EXPIRY)
            .by(() -> Twists.incoming(
                Disconnect.class,
                (packet, connection, broker) ->
                    packet.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0) == NEVER
                        ? new Disconnect(
                            packet.reasonCode(),
                            Properties.builder()
                                .with(PropertyId.SESSION_EXPIRY_INTERVAL, 0)
                                .build())
                        : packet)),
        Deviant.named(
                "reads-expiry-in-normal-disconnects-alone",
                "Leaves a Session Expiry Interval unread in a DISCONNECT other than 0x00.")
            .mustFail("session/disconnect-with-will-ends-it", Rule.V5_DISCONNECT_REPLACES_EXPIRY)
            .by(() -> Twists.incoming(
                Disconnect.class,
                (packet, connection, broker) -> packet.reasonCode() == ReasonCode.SUCCESS
                    ? packet
                    : new Disconnect(
                        packet.reasonCode(),
                        ConnectTwists.without(
                            packet.properties(), PropertyId.SESSION_EXPIRY_INTERVAL)))),
        Deviant.named(
                "makes-intervals-longer-only",
                "Goes on with the longer Session Expiry Interval where a session is resumed with a shorter one.")
            .mustFail("session/interval-of-the-last-connect-counts", Mqtt5.MQTT_4_1_0_2)
            .by(LongerInterval::new),
        Deviant.named(
                "ends-sessions-of-who-errs",
                "Ends a session when it closes its connection for malformed bytes.")
            .mustFail("session/kept-when-closed-for-an-error", Mqtt5.MQTT_3_1_2_23)
            .mustFail(
                "session/kept-when-closed-for-an-error",
                Mqtt311.MQTT_3_1_2_4,
                "keep-session-after-close")
            .by(() -> new EndingAt(input -> input instanceof Input.BytesMalformed)),
        Deviant.named(
                "ends-sessions-by-keep-alive",
                "Ends a session when it closes its connection for want of packets.")
            .mustFail("session/kept-when-closed-by-keep-alive", Mqtt5.MQTT_3_1_2_23)
            .mustFail(
                "session/kept-when-closed-by-keep-alive",
                Mqtt311.MQTT_3_1_2_4,
                "keep-session-after-close")
            .by(() -> new EndingAt(input -> input instanceof Input.TimePassed)),
        Deviant.named(
                "starts-clean-before-it-refuses",
                "Ends a session when a CONNECT with Clean Start 1 comes under its identifier, and refuses that for its Authentication Method then.")
            .mustFail("session/refused-connect-does-not-end-it", Mqtt5.MQTT_3_1_2_23)
            .by(CleanBeforeRefusal::new),
        Deviant.named(
                "stores-no-session-for-received-messages",
                "Does not store a session in which nothing is but what awaits PUBREL.")
            .mustFail("session/kept-for-what-awaits-pubrel", Mqtt5.MQTT_3_1_2_23)
            .mustFail(
                "session/kept-for-what-awaits-pubrel",
                Mqtt311.MQTT_3_1_2_4,
                "keep-session-after-close")
            .by(NotStoringReceived::new),
        Deviant.named(
                "stores-one-bit-of-qos",
                "Turns a granted QoS of 2 into 1 when a session is resumed.")
            .mustFail("session/options-of-subscriptions-are-kept", Mqtt5.MQTT_3_1_2_5)
            .mustFail(
                "session/options-of-subscriptions-are-kept",
                Mqtt311.MQTT_3_1_2_4,
                "resume-stored-session")
            .by(() -> new SubscribingAnew(was -> was.qos() == Qos.EXACTLY_ONCE
                ? with(was, Qos.AT_LEAST_ONCE, was.retainAsPublished(), RetainHandling.DO_NOT_SEND)
                : null)),
        Deviant.named(
                "stores-no-retain-as-published",
                "Forgets Retain As Published when a session is resumed.")
            .mustFail("session/options-of-subscriptions-are-kept", Mqtt5.MQTT_3_3_1_13)
            .by(() -> new SubscribingAnew(was -> was.retainAsPublished()
                ? with(was, was.qos(), false, RetainHandling.DO_NOT_SEND)
                : null)),
        Deviant.named(
                "sends-retained-messages-on-resume",
                "Sends what is retained once more to a client that resumes its session.")
            .mustFail(
                "session/resume-brings-nothing-retained", Mqtt5.MQTT_4_4_0_1, "no-resend-otherwise")
            .mustFail("session/resume-brings-nothing-retained", Mqtt311.MQTT_3_3_1_9)
            .by(() -> new SubscribingAnew(
                was -> was.retainHandling() == RetainHandling.SEND_ALWAYS ? was : null)),
        Deviant.named(
                "unsubscribes-within-a-connection-only",
                "Does not end a subscription by UNSUBSCRIBE that was made on an earlier connection, and says that it does.")
            .mustFail(
                "session/resumed-subscription-can-be-ended",
                Mqtt5.MQTT_3_10_4_1,
                "delete-identical-subscription")
            .mustFail(
                "session/resumed-subscription-can-be-ended",
                Mqtt311.MQTT_3_10_4_1,
                "delete-identical-filter")
            .by(UnsubscribingWithinAConnection::new),
        Deviant.named(
                "cuts-identifiers-to-23-characters",
                "Uses the first 23 characters of a Client Identifier alone.")
            .mustFail("session/long-ids-are-told-apart", Mqtt5.MQTT_3_1_3_2, Mqtt311.MQTT_3_1_3_2)
            .mayFail("session/unlike-ids-are-told-apart")
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> connect.clientId().length() > IDENTIFIER_LENGTH_MAX,
                connect -> ConnectTwists.with(
                    connect, connect.clientId().substring(0, IDENTIFIER_LENGTH_MAX)))),
        Deviant.named(
                "assigns-identifiers-of-who-is-away",
                "Assigns an identifier that it had assigned to a client that is away, and whose session is kept.")
            .mustFail("session/assigned-id-is-not-given-twice", Mqtt5.MQTT_3_1_3_6)
            .by(AssignedAgain::new),
        Deviant.named(
                "queues-in-the-first-absence-only",
                "Keeps no messages for a client that is away for the second time.")
            .mustFail("session/state-is-kept-for-its-duration", Mqtt5.MQTT_4_5_0_1)
            .mustFail("session/state-is-kept-for-its-duration", Mqtt311.MQTT_4_1_0_1)
            .by(QueueingOnce::new));
  }

  private static Subscription with(
      Subscription was, Qos qos, boolean retainAsPublished, RetainHandling handling) {
    return new Subscription(was.filter(), qos, was.noLocal(), retainAsPublished, handling);
  }

  /** Who comes back when the interval has passed since an earlier moment has to start clean. */
  private static final class Deadline implements Twist {
    private final boolean isCountedFromConnect;
    // live as long as the broker, by Client Identifier
    private final Map<String, Long> intervalMillis = new HashMap<>();
    private final Map<String, Long> sinceMillis = new HashMap<>();

    Deadline(boolean isCountedFromConnect) {
      this.isCountedFromConnect = isCountedFromConnect;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!isCountedFromConnect) {
        intervalMillis.keySet().stream()
            .filter(client -> broker.hasSession(client) && broker.connectionOf(client) == null)
            .forEach(client -> sinceMillis.putIfAbsent(client, broker.nowMillis()));
      }
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Disconnect disconnect) {
        intervalMillis.computeIfPresent(
            String.valueOf(broker.clientOf(arrived.connection())),
            (client, was) ->
                disconnect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, was / 1_000)
                    * 1_000);
      }
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect == null
          || connect.version() == MqttVersion.V3_1_1
          || connect.properties().has(PropertyId.AUTHENTICATION_METHOD)) {
        return List.of(input);
      }
      String client = connect.clientId();
      boolean isLate = ConnectTwists.isBack(connect, broker)
          && broker.nowMillis() - sinceMillis.getOrDefault(client, broker.nowMillis())
              >= intervalMillis.getOrDefault(client, Long.MAX_VALUE);
      long seconds = connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
      intervalMillis.put(client, seconds * 1_000);
      if (isCountedFromConnect) {
        sinceMillis.put(client, broker.nowMillis());
      } else if (connect.cleanStart()) {
        sinceMillis.remove(client);
      }
      return isLate
          ? List.of(new Input.PacketArrived(
              ((Input.PacketArrived) input).connection(), ConnectTwists.startingClean(connect)))
          : List.of(input);
    }
  }

  private static final class LongerInterval implements Twist {
    // lives as long as the broker, by Client Identifier
    private final Map<String, Long> longestSeconds = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      long seconds =
          connect == null ? 0 : connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
      if (connect == null || seconds == 0) {
        return List.of(input);
      }
      long longest = ConnectTwists.isBack(connect, broker) && !connect.cleanStart()
          ? Math.max(seconds, longestSeconds.getOrDefault(connect.clientId(), 0L))
          : seconds;
      longestSeconds.put(connect.clientId(), longest);
      Properties properties =
          ConnectTwists.without(connect.properties(), PropertyId.SESSION_EXPIRY_INTERVAL)
              .toBuilder()
              .with(PropertyId.SESSION_EXPIRY_INTERVAL, longest)
              .build();
      return List.of(new Input.PacketArrived(
          ((Input.PacketArrived) input).connection(), ConnectTwists.with(connect, properties)));
    }
  }

  /** Sessions whose connections end at certain inputs end with them. */
  private static final class EndingAt implements Twist {
    private final Predicate<Input> which;
    // lives as long as the input
    private boolean ending;

    EndingAt(Predicate<Input> which) {
      this.which = which;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      ending = which.test(input);
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition || (ending && citation == Sessions.ENDS_WITH_CONNECTION);
    }
  }

  /** The CONNECT comes twice: first from somebody whom the broker does not refuse. */
  private static final class CleanBeforeRefusal implements Twist {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect == null
          || !connect.cleanStart()
          || !connect.properties().has(PropertyId.AUTHENTICATION_METHOD)
          || !ConnectTwists.isBack(connect, broker)) {
        return List.of(input);
      }
      return List.of(
          new Input.ConnectionOpened(OWN_CONNECTION, "itself"),
          new Input.PacketArrived(OWN_CONNECTION, ConnectTwists.with(connect, Properties.NONE)),
          new Input.ConnectionLost(OWN_CONNECTION),
          input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return effect.connection() == OWN_CONNECTION ? List.of() : List.of(effect);
    }
  }

  /** A session without subscriptions, and with nothing under way to its client, ends with its connection if there is what awaits PUBREL. */
  private static final class NotStoringReceived implements Twist {
    // lives as long as the broker, by Client Identifier
    private final Map<String, Set<Integer>> awaiting = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        noteReceived(awaiting, arrived, broker);
      }
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition
          || (citation == Sessions.ENDS_WITH_CONNECTION
              && broker.filtersOf(who.name()).isEmpty()
              && broker.underWayTo(who.name()) == 0
              && !awaiting.getOrDefault(who.name(), Set.of()).isEmpty());
    }
  }

  static void noteReceived(
      Map<String, Set<Integer>> awaiting, Input.PacketArrived arrived, BrokerView broker) {
    Set<Integer> ids = awaiting.computeIfAbsent(
        String.valueOf(broker.clientOf(arrived.connection())), any -> new TreeSet<>());
    if (arrived.packet() instanceof Publish publish && publish.qos() == Qos.EXACTLY_ONCE) {
      ids.add(publish.packetId());
    }
    if (arrived.packet() instanceof PubRel rel) {
      ids.remove(rel.packetId());
    }
  }

  /** What an old subscription becomes; null if it stays what it is. */
  @FunctionalInterface
  private interface Change {
    @Nullable
    Subscription of(Subscription was);
  }

  /** On resume the broker subscribes once more on behalf of its client. */
  private static final class SubscribingAnew implements Twist {
    private final Change change;
    // lives as long as the broker, by Client Identifier
    private final Map<String, Map<TopicFilter, Subscribe>> made = new HashMap<>();

    SubscribingAnew(Change change) {
      this.change = change;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe) {
        Map<TopicFilter, Subscribe> ofClient = made.computeIfAbsent(
            String.valueOf(broker.clientOf(arrived.connection())), any -> new LinkedHashMap<>());
        subscribe
            .subscriptions()
            .forEach(one -> ofClient.put(
                one.filter(), new Subscribe(OWN_PACKET_ID, subscribe.properties(), List.of(one))));
      }
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect == null || connect.cleanStart() || !ConnectTwists.isBack(connect, broker)) {
        return List.of(input);
      }
      long connection = ((Input.PacketArrived) input).connection();
      Map<TopicFilter, Subscribe> old = made.getOrDefault(connect.clientId(), Map.of());
      List<Input> all = new ArrayList<>(List.of(input));
      for (TopicFilter filter : broker.filtersOf(connect.clientId())) {
        Subscribe subscribe = old.get(filter);
        Subscription anew =
            subscribe == null ? null : change.of(subscribe.subscriptions().get(0));
        if (subscribe != null && anew != null) {
          all.add(new Input.PacketArrived(
              connection, new Subscribe(OWN_PACKET_ID, subscribe.properties(), List.of(anew))));
        }
      }
      return all;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isOwn = effect instanceof Effect.Sent sent
          && sent.packet() instanceof SubAck ack
          && ack.packetId() == OWN_PACKET_ID;
      return isOwn ? List.of() : List.of(effect);
    }
  }

  private static final class UnsubscribingWithinAConnection extends Attentive {
    // lives as long as the broker, by connection
    private final Map<Long, Set<TopicFilter>> made = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      Set<TopicFilter> here = made.computeIfAbsent(connection, any -> new HashSet<>());
      if (packet instanceof Subscribe subscribe) {
        subscribe.subscriptions().forEach(one -> here.add(one.filter()));
      }
      MqttVersion version = broker.versionOf(connection);
      List<TopicFilter> old = broker.filtersOf(String.valueOf(broker.clientOf(connection)));
      if (version == null
          || !(packet instanceof Unsubscribe unsubscribe)
          || unsubscribe.filters().stream()
              .allMatch(it -> here.contains(it) || !old.contains(it))) {
        return true;
      }
      List<ReasonCode> codes = version == MqttVersion.V5
          ? Collections.nCopies(unsubscribe.filters().size(), ReasonCode.SUCCESS)
          : List.of();
      outbox.send(
          connection, version, new UnsubAck(unsubscribe.packetId(), Properties.NONE, codes));
      return false;
    }
  }

  private static final class AssignedAgain implements Twist {
    // live as long as the broker
    private final Set<String> assigned = new HashSet<>();
    private final Map<Long, String> again = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect == null || !connect.clientId().isEmpty()) {
        return List.of(input);
      }
      long connection = ((Input.PacketArrived) input).connection();
      for (String client : assigned) {
        if (broker.hasSession(client) && broker.connectionOf(client) == null) {
          again.put(connection, client);
          return List.of(new Input.PacketArrived(connection, ConnectTwists.with(connect, client)));
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent) || !(sent.packet() instanceof ConnAck ack)) {
        return List.of(effect);
      }
      String client = again.remove(sent.connection());
      if (client != null) {
        return ConnectTwists.withProperties(
            sent,
            ack.properties().toBuilder()
                .with(PropertyId.ASSIGNED_CLIENT_IDENTIFIER, client)
                .build());
      }
      if (ack.properties().has(PropertyId.ASSIGNED_CLIENT_IDENTIFIER)) {
        assigned.add(String.valueOf(ack.properties().text(PropertyId.ASSIGNED_CLIENT_IDENTIFIER)));
      }
      return List.of(effect);
    }
  }

  private static final class QueueingOnce implements Twist {
    // lives as long as the broker, by Client Identifier
    private final Map<String, Integer> resumed = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null) {
        boolean goesOn = !connect.cleanStart() && ConnectTwists.isBack(connect, broker);
        resumed.merge(connect.clientId(), goesOn ? 1 : 0, (was, one) -> one == 0 ? 0 : was + 1);
      }
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition
          && (citation != Deliveries.KEPT_FOR_LATER || resumed.getOrDefault(who.name(), 0) == 0);
    }
  }
}
