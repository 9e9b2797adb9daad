package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Wills;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can go wrong with Wills that wait, and with sessions that have one. */
final class DelayedWillDeviants {
  private static final long NEVER_SECONDS = 0xFFFF_FFFFL;
  private static final long MILLIS_OF_31_BITS_SECONDS = Integer.MAX_VALUE / 1_000;

  private DelayedWillDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "counts-the-will-delay-from-connect",
                "Publishes a will at once whose client was connected for longer than its delay.")
            .mustFail("will/delayed", Mqtt5.MQTT_3_1_2_8, "not-before-either")
            .by(CountingFromConnect::new),
        Deviant.named(
                "overflows-will-delays", "Takes a Will Delay of more than 2,147,483 s for none.")
            .mustFail("will/waits-for-any-delay", Mqtt5.MQTT_3_1_2_8, "not-before-either")
            .by(() -> WillDeviants.changing(
                will -> delayOf(will) > MILLIS_OF_31_BITS_SECONDS, will -> delayed(will, 0))),
        Deviant.named(
                "takes-the-longest-delay-for-none", "Takes a Will Delay of 0xFFFFFFFF for none.")
            .mustFail("will/waits-for-any-delay", Mqtt5.MQTT_3_1_2_8, "not-before-either")
            .by(() -> WillDeviants.changing(
                will -> delayOf(will) == NEVER_SECONDS, will -> delayed(will, 0))),
        Deviant.named(
                "keeps-the-delay-of-the-first-will",
                "Has a will wait for the delay of the first will that its client had.")
            .mustFail("will/waits-for-any-delay", Mqtt5.MQTT_3_1_2_8, "not-before-either")
            .mustFail(
                "will/waits-no-longer-than-its-delay-or-session",
                Mqtt5.MQTT_3_1_2_8,
                "publish-after-will-delay")
            .by(DelayedWillDeviants::keepingTheFirstDelay),
        Deviant.named(
                "waits-for-the-end-of-a-session-without-end",
                "Publishes no delayed will of a session that never expires.")
            .mustFail(
                "will/waits-no-longer-than-its-delay-or-session",
                Mqtt5.MQTT_3_1_2_8,
                "publish-after-will-delay")
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> delayOf(connect.will()) > 0
                    && connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0)
                        == NEVER_SECONDS,
                connect -> ConnectTwists.withWill(connect, null))),
        Deviant.named(
                "lets-an-endless-delay-outlive-its-session",
                "Publishes no will with a delay of 0xFFFFFFFF whose session expires.")
            .mustFail(
                "will/waits-no-longer-than-its-delay-or-session",
                Mqtt5.MQTT_3_1_2_8,
                "publish-at-session-end")
            .by(() -> new OutlivingItsSession()),
        Deviant.named(
                "publishes-at-once-on-request",
                "Publishes a will at DISCONNECT 0x04, whatever its delay.")
            .mustFail("will/waits-for-any-delay", Mqtt5.MQTT_3_1_2_8, "not-before-either")
            .by(() -> new During() {
              @Override
              boolean isWhen(Input input, BrokerView broker) {
                return isWithWill(input);
              }

              @Override
              boolean then(Citation citation, boolean condition) {
                return condition && citation != Wills.DELAYED;
              }
            }),
        Deviant.named(
                "buries-the-will-with-the-session",
                "Publishes no will of a session that a client which is away replaces by a new one.")
            .mustFail(
                "will/published-when-a-clean-start-ends-its-session", Rule.V5_WILL_AT_SESSION_END)
            .by(() -> new During() {
              @Override
              boolean isWhen(Input input, BrokerView broker) {
                Connect connect = ConnectTwists.firstConnect(input, broker);
                return connect != null
                    && connect.cleanStart()
                    && ConnectTwists.isBack(connect, broker);
              }

              @Override
              boolean then(Citation citation, boolean condition) {
                return condition && citation != Wills.DUE_BY_SESSION_END;
              }
            }),
        Deviant.named(
                "keeps-the-will-for-the-next-loss",
                "Gives a client that comes back without a will the delayed one that it had before its connection broke.")
            .mustFail("will/not-published-when-resumed-in-time", Mqtt5.MQTT_3_1_3_9)
            .by(() ->
                new WillDeviants.BringingBack(WillDeviants.Ending.LOST, will -> delayOf(will) > 0)),
        Deviant.named(
                "ignores-the-will-of-who-comes-back",
                "Stores no will of a CONNECT that resumes a session.")
            .mustFail("will/of-a-resumed-session", Mqtt5.MQTT_3_1_2_7, "tie-will-to-session")
            .mustFail("will/of-a-resumed-session", Mqtt311.MQTT_3_1_2_8, "publish-will-on-close")
            .mayFail("will/waits-no-longer-than-its-delay-or-session")
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> !connect.cleanStart() && ConnectTwists.isBack(connect, broker),
                connect -> ConnectTwists.withWill(connect, null))),
        Deviant.named(
                "knows-only-the-shortest-goodbye",
                "Takes a DISCONNECT 0x00 with a Reason String for one with Will Message.")
            .mustFail("disconnect/discards-a-will-that-waits", Mqtt5.MQTT_3_14_4_3)
            .by(() -> Twists.incoming(
                Disconnect.class,
                (packet, connection, broker) -> packet.reasonCode() == ReasonCode.SUCCESS
                        && packet.properties().has(PropertyId.REASON_STRING)
                    ? new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, packet.properties())
                    : packet)),
        Deviant.named(
                "discards-no-will-that-waits",
                "Publishes a will with a delay though its client disconnected properly.")
            .mustFail("disconnect/discards-a-will-that-waits", Mqtt5.MQTT_3_14_4_3)
            .by(NotDiscardingDelayed::new),
        Deviant.named(
                "loses-the-will-that-was-asked-for",
                "Publishes no delayed will if the session ends with a DISCONNECT 0x04.")
            .mustFail(
                "disconnect/with-will-at-the-end-of-the-session",
                Mqtt5.MQTT_3_1_2_8,
                "publish-at-session-end")
            .by(() -> new During() {
              @Override
              boolean isWhen(Input input, BrokerView broker) {
                return isWithWill(input);
              }

              @Override
              boolean then(Citation citation, boolean condition) {
                return condition && citation != Wills.DUE_BY_SESSION_END;
              }
            }),
        Deviant.named(
                "discards-the-will-at-an-invalid-goodbye",
                "Publishes no will of a client whose DISCONNECT would prolong its session.")
            .mustFail(
                "disconnect/invalid-one-leaves-the-will", Rule.V5_DISCONNECT_CANNOT_REVIVE_EXPIRY)
            .by(() -> new During() {
              @Override
              boolean isWhen(Input input, BrokerView broker) {
                return input instanceof Input.PacketArrived arrived
                    && arrived.packet() instanceof Disconnect disconnect
                    && disconnect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0) > 0;
              }

              @Override
              boolean then(Citation citation, boolean condition) {
                return condition && citation != Wills.DUE && citation != Wills.DUE_BY_SESSION_END;
              }
            }));
  }

  private static boolean isWithWill(Input input) {
    return input instanceof Input.PacketArrived arrived
        && arrived.packet() instanceof Disconnect disconnect
        && disconnect.reasonCode() == ReasonCode.DISCONNECT_WITH_WILL_MESSAGE;
  }

  static long delayOf(@Nullable Will will) {
    return will == null ? 0 : will.properties().number(PropertyId.WILL_DELAY_INTERVAL, 0);
  }

  private static Will delayed(Will will, long seconds) {
    Properties others = will.properties().without(PropertyId.WILL_DELAY_INTERVAL);
    return new Will(
        will.topic(),
        will.payload(),
        will.qos(),
        will.retain(),
        seconds == 0
            ? others
            : others.toBuilder().with(PropertyId.WILL_DELAY_INTERVAL, seconds).build());
  }

  private static Twist keepingTheFirstDelay() {
    // by Client Identifier; lives as long as the broker
    Map<String, Long> first = new HashMap<>();
    return Twists.incoming(Connect.class, (connect, connection, broker) -> {
      Will will = connect.will();
      if (will == null || connect.version() == MqttVersion.V3_1_1) {
        return connect;
      }
      if (connect.cleanStart()) {
        first.remove(connect.clientId());
      }
      Long before = first.putIfAbsent(connect.clientId(), delayOf(will));
      return before == null ? connect : ConnectTwists.withWill(connect, delayed(will, before));
    });
  }

  /** The end of a session says nothing of a will with the longest delay. */
  private static final class OutlivingItsSession implements Twist {
    // by Client Identifier; lives as long as the broker
    private final Set<String> endless = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && delayOf(connect.will()) == NEVER_SECONDS) {
        endless.add(connect.clientId());
      }
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(citation == Wills.DUE_BY_SESSION_END && endless.contains(who.name()));
    }
  }

  /** Decides otherwise while an input of one kind is handled. */
  abstract static class During implements Twist {
    // lives as long as the input
    private boolean isNow;

    abstract boolean isWhen(Input input, BrokerView broker);

    abstract boolean then(Citation citation, boolean condition);

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isNow = isWhen(input, broker);
      return List.of(input);
    }

    final boolean isNow() {
      return isNow;
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return isNow ? then(citation, condition) : condition;
    }
  }

  private static final class CountingFromConnect implements Twist {
    // when the delay of a client is over; lives as long as the broker
    private final Map<String, Long> overMillis = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null) {
        overMillis.put(connect.clientId(), broker.nowMillis() + delayOf(connect.will()) * 1_000);
      }
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition
          && !(citation == Wills.DELAYED
              && Objects.requireNonNullElse(overMillis.get(who.name()), Long.MAX_VALUE)
                  <= broker.nowMillis());
    }
  }

  private static final class NotDiscardingDelayed extends Attentive {
    // lives as long as the input
    private boolean isDelayed;

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      Connect connect = connectOf(connection);
      isDelayed = connect != null && delayOf(connect.will()) > 0;
      return true;
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(citation == Wills.DISCARDED_BY_DISCONNECT && isDelayed);
    }
  }
}
