package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.DisconnectRules;
import dev.assay.broker.rules.Sessions;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
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
import java.util.Map;
import java.util.Set;

/** What can go wrong with how long a session outlives its connection. */
final class SessionExpiryDeviants {
  /** No client of a case gets that far. */
  private static final int OWN_PACKET_ID = 65_001;

  private SessionExpiryDeviants() {}

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
                "takes-intervals-for-0",
                "Ends the session of a client that is away with its next look at the clock, after some 100 ms.")
            .mustFail("session/kept-while-away", Mqtt5.MQTT_3_1_2_23)
            .mustFail("session/kept-while-away", Mqtt311.MQTT_3_1_2_4, "keep-session-after-close")
            .mayFail("session/never-expires")
            .mayFail(
                "session/disconnect-keeps-it-for-ever",
                "session/interval-is-counted-from-each-close",
                "session/long-interval-is-kept")
            .mayFail("session/resumed-for-longer-is-kept-longer")
            .by(() -> new EndingSoon(100)),
        Deviant.named(
                "ends-sessions-after-a-second",
                "Ends the session of a client that is away for a second, whatever its expiry.")
            .mustFail("session/kept-while-away", Mqtt5.MQTT_3_1_2_23)
            .mustFail("session/kept-while-away", Mqtt311.MQTT_3_1_2_4, "keep-session-after-close")
            .mustFail("session/never-expires", Rule.V5_SESSION_THAT_NEVER_EXPIRES)
            .mayFail("session/disconnect-keeps-it-for-ever", "session/long-interval-is-kept")
            .mayFail("session/resumed-for-longer-is-kept-longer")
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
            .mayFail("session/interval-of-disconnect-is-for-one-absence")
            .by(KeepingForGood::new),
        Deviant.named(
                "ends-what-was-resumed",
                "Ends a session when its interval has passed since its client was away, though it is back.")
            .mustFail("session/resumed-in-time-is-kept", Mqtt5.MQTT_4_1_0_1)
            .by(EndingWhatWasResumed::new),
        Deviant.named(
                "never-lets-a-session-expire",
                "Keeps sessions beyond their Session Expiry Interval.")
            .mustFail("session/gone-after-its-expiry", Mqtt5.MQTT_4_1_0_2)
            .mustFail(
                "will/published-when-session-expires", Mqtt5.MQTT_3_1_2_8, "publish-at-session-end")
            .mayFail("session/interval-of-the-last-connect-counts")
            .mayFail("will/waits-no-longer-than-its-delay-or-session")
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
            .by(() -> Twists.deciding(DisconnectRules.EXPIRY_REPLACED, false)));
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
