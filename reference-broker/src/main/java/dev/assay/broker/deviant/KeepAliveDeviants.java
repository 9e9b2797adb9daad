package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.KeepAlive;
import dev.assay.broker.rules.Wills;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can go wrong with Keep Alive and PINGREQ. */
final class KeepAliveDeviants {
  private static final String BUSY = "keep-alive/deliveries-do-not-count";
  private static final String PART = "keep-alive/part-of-a-packet-does-not-count";

  private KeepAliveDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("waits-for-ever", "Never closes a client for its silence.")
            .mustFail(
                "keep-alive/silent-client-is-closed",
                Mqtt5.MQTT_3_1_2_22,
                "close-silent-connection")
            .mustFail(
                "keep-alive/silent-client-is-closed",
                Mqtt311.MQTT_3_1_2_24,
                "close-after-keep-alive-and-half")
            .mustFail(BUSY, Mqtt5.MQTT_3_1_2_22, "close-silent-connection")
            .mustFail(BUSY, Mqtt311.MQTT_3_1_2_24, "close-after-keep-alive-and-half")
            .mustFail(PART, Mqtt5.MQTT_3_1_2_22, "close-silent-connection")
            .mustFail(PART, Mqtt311.MQTT_3_1_2_24, "close-after-keep-alive-and-half")
            .mayFail("keep-alive/of-the-new-connection-is-used")
            .by(() -> Twists.deciding(KeepAlive.SILENT_TOO_LONG, false)),
        Deviant.named(
                "counts-its-own-deliveries",
                "Does not close a silent client to which it sends messages.")
            .mustFail(BUSY, Mqtt5.MQTT_3_1_2_22, "close-silent-connection")
            .mustFail(BUSY, Mqtt311.MQTT_3_1_2_24, "close-after-keep-alive-and-half")
            .by(CountingDeliveries::new),
        Deviant.named(
                "waits-for-the-rest-of-a-packet",
                "Does not close a client for its silence that has begun a short PUBLISH of QoS 0 over a WebSocket.")
            .mustFail(PART, Mqtt5.MQTT_3_1_2_22, "close-silent-connection")
            .mustFail(PART, Mqtt311.MQTT_3_1_2_24, "close-after-keep-alive-and-half")
            .by(WebSocketFault.WAITS_FOR_THE_REST_OF_A_PACKET),
        Deviant.named(
                "buries-the-silent-quietly",
                "Closes a client that was silent for too long without publishing its Will.")
            .mustFail(
                "keep-alive/silent-client-is-closed",
                Mqtt5.MQTT_3_1_2_22,
                "treat-as-network-failure")
            .mustFail(
                "keep-alive/silent-client-is-closed",
                Mqtt311.MQTT_3_1_2_24,
                "act-as-for-network-failure")
            .by(BuryingQuietly::new),
        Deviant.named("halves-keep-alive", "Uses half the Keep Alive that a client asked for.")
            .mustFail("keep-alive/client-value-is-used", Mqtt5.MQTT_3_2_2_22)
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> true,
                connect ->
                    ConnectTwists.withKeepAlive(connect, (connect.keepAliveSeconds() + 1) / 2))),
        Deviant.named(
                "takes-keep-alive-0-for-1",
                "Closes a client with Keep Alive 0 after 1.5 s of silence.")
            .mustFail("keep-alive/zero-is-off", Mqtt5.MQTT_3_2_2_22)
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> connect.keepAliveSeconds() == 0,
                connect -> ConnectTwists.withKeepAlive(connect, 1))),
        Deviant.named(
                "times-clients-by-their-name",
                "Closes a 5.0 client by the Keep Alive of a connection that it has taken over.")
            .mustFail("keep-alive/ends-with-its-connection", Mqtt5.MQTT_3_2_2_22)
            .by(TimingByName::new),
        Deviant.named("counts-pings-only", "Closes a client that sends packets, but no PINGREQ.")
            .mustFail("keep-alive/any-packet-counts", Mqtt5.MQTT_3_2_2_22)
            .mayFail("keep-alive/any-type-of-packet-counts", "keep-alive/acknowledgements-count")
            .by(CountingPingsOnly::new),
        Deviant.named(
                "forgets-what-came-with-connect",
                "Throws away what came in the same segment as the CONNECT.")
            .mustFail("ping/behind-connect-is-answered", Mqtt5.MQTT_3_12_4_1, Mqtt311.MQTT_3_12_4_1)
            .by(ForgettingWhatCameWithConnect::new),
        Deviant.named(
                "answers-a-ping-before-connack",
                "Answers a PINGREQ while the CONNECT before it is still under way.")
            .mustFail("ping/behind-connect-is-answered", Mqtt5.MQTT_3_2_0_1, Mqtt311.MQTT_3_2_0_1)
            .mayFail(
                "connect/refused-login-voids-what-follows",
                "connect/refused-method-voids-what-follows")
            .by(AnsweringPingsBeforeConnAck::new));
  }

  private static final class BuryingQuietly implements Twist {
    // lives as long as the broker
    private final Set<String> silent = new HashSet<>();

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      if (citation == KeepAlive.SILENT_TOO_LONG && condition) {
        silent.add(who.name());
      }
      boolean due = citation == Wills.DUE || citation == Wills.DUE_BY_SESSION_END;
      return condition && !(due && silent.contains(who.name()));
    }
  }

  private static final class CountingDeliveries extends Attentive {
    // lives as long as the broker
    private final Map<Long, Long> sentMillis = new HashMap<>();

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof Publish) {
        sentMillis.put(sent.connection(), broker.nowMillis());
      }
      return List.of(effect);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      Connect connect = connectOf(who.connection());
      Long last = sentMillis.get(who.connection());
      boolean isServed = citation == KeepAlive.SILENT_TOO_LONG
          && connect != null
          && last != null
          && broker.nowMillis() - last < connect.keepAliveSeconds() * 1_500L;
      return condition && !isServed;
    }
  }

  /** The clock of a connection that was taken over goes on, for the one that took it over. */
  private static final class TimingByName extends Attentive {
    // by connection, when it is closed; lives as long as the broker
    private final Map<Long, Long> endMillis = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Connect connect && connect.version() == MqttVersion.V5) {
        Long before = broker.connectionOf(connect.clientId());
        Connect earlier = before == null ? null : connectOf(before);
        if (earlier != null
            && earlier.keepAliveSeconds() > 0
            && earlier.keepAliveSeconds() < connect.keepAliveSeconds()) {
          endMillis.put(connection, broker.nowMillis() + earlier.keepAliveSeconds() * 1_500L);
        }
      }
      return true;
    }

    @Override
    List<Input> otherwise(Input input, BrokerView broker, Outbox outbox) {
      List<Input> all = new ArrayList<>(List.of(input));
      if (input instanceof Input.TimePassed) {
        for (long connection : broker.connections()) {
          if (endMillis.getOrDefault(connection, Long.MAX_VALUE) <= broker.nowMillis()) {
            endMillis.remove(connection);
            outbox.send(connection, MqttVersion.V5, new Disconnect(ReasonCode.KEEP_ALIVE_TIMEOUT));
            outbox.close(connection);
            all.add(new Input.ConnectionLost(connection));
          }
        }
      }
      return all;
    }
  }

  private static final class CountingPingsOnly implements Twist {
    // live as long as the broker
    private final Map<Long, Long> limitMillis = new HashMap<>();
    private final Map<Long, Long> pingMillis = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        if (arrived.packet() instanceof Connect connect && connect.keepAliveSeconds() > 0) {
          limitMillis.put(arrived.connection(), connect.keepAliveSeconds() * 1_500L);
          pingMillis.put(arrived.connection(), broker.nowMillis());
        } else if (arrived.packet() instanceof PingReq) {
          pingMillis.put(arrived.connection(), broker.nowMillis());
        }
        return List.of(input);
      }
      List<Input> all = new ArrayList<>(List.of(input));
      if (input instanceof Input.TimePassed) {
        for (long connection : broker.connections()) {
          long since = broker.nowMillis() - pingMillis.getOrDefault(connection, broker.nowMillis());
          if (broker.versionOf(connection) == MqttVersion.V5
              && since >= limitMillis.getOrDefault(connection, Long.MAX_VALUE)) {
            outbox.send(connection, MqttVersion.V5, new Disconnect(ReasonCode.KEEP_ALIVE_TIMEOUT));
            outbox.close(connection);
            all.add(new Input.ConnectionLost(connection));
          }
        }
      }
      return all;
    }
  }

  /** CONNECT is answered when time has passed; what comes until then is lost. */
  private static final class ForgettingWhatCameWithConnect implements Twist {
    // lives until time passes
    private final Map<Long, Input> connects = new LinkedHashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.TimePassed) {
        List<Input> all = new ArrayList<>(List.of(input));
        all.addAll(connects.values());
        connects.clear();
        return all;
      }
      if (input instanceof Input.PacketArrived arrived) {
        if (ConnectTwists.firstConnect(input, broker) != null) {
          connects.put(arrived.connection(), arrived);
          return List.of();
        }
        return connects.containsKey(arrived.connection()) ? List.of() : List.of(input);
      }
      if (input instanceof Input.ConnectionLost lost) {
        connects.remove(lost.connection());
      }
      return List.of(input);
    }
  }

  /** CONNECT goes a longer way than PINGREQ. */
  private static final class AnsweringPingsBeforeConnAck implements Twist {
    // what a connection has sent from its CONNECT on; lives until time passes
    private final Map<Long, List<Input>> waiting = new LinkedHashMap<>();
    // lives until time passes
    private final Map<Long, MqttVersion> versions = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.TimePassed) {
        List<Input> all = new ArrayList<>(List.of(input));
        waiting.values().forEach(all::addAll);
        waiting.clear();
        versions.clear();
        return all;
      }
      if (input instanceof Input.PacketArrived arrived) {
        return packet(arrived, ConnectTwists.firstConnect(input, broker), outbox);
      }
      if (input instanceof Input.BytesMalformed malformed) {
        return heldOr(malformed.connection(), input);
      }
      return input instanceof Input.ConnectionLost lost
          ? heldOr(lost.connection(), input)
          : List.of(input);
    }

    private List<Input> packet(
        Input.PacketArrived arrived, @Nullable Connect connect, Outbox outbox) {
      MqttVersion version = versions.get(arrived.connection());
      if (version != null && arrived.packet() instanceof PingReq) {
        outbox.send(arrived.connection(), version, new PingResp());
        return List.of();
      }
      if (connect != null && version == null) {
        versions.put(arrived.connection(), connect.version());
        waiting.put(arrived.connection(), new ArrayList<>());
      }
      return heldOr(arrived.connection(), arrived);
    }

    private List<Input> heldOr(long connection, Input input) {
      List<Input> held = waiting.get(connection);
      if (held == null) {
        return List.of(input);
      }
      held.add(input);
      return List.of();
    }
  }
}
