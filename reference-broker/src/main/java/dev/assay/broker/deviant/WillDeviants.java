package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Wills;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.UserProperty;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can go wrong with Will Messages. */
final class WillDeviants {
  private WillDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "publishes-wills-for-ever", "Publishes a will without its Message Expiry Interval.")
            .mustFail("will/expiry-is-published", Rule.V5_WILL_EXPIRES_AS_IT_SAYS)
            .mayFail("will/expires-where-it-is-retained")
            .by(() -> changing(
                will -> will.properties().has(PropertyId.MESSAGE_EXPIRY_INTERVAL),
                will -> new Will(
                    will.topic(),
                    will.payload(),
                    will.qos(),
                    will.retain(),
                    will.properties().without(PropertyId.MESSAGE_EXPIRY_INTERVAL)))),
        Deviant.named(
                "forgets-the-will-at-a-takeover",
                "Publishes no will of a connection that a newer one takes over.")
            .mustFail("will/published-on-takeover", Rule.V5_WILL_OF_WHO_IS_TAKEN_OVER)
            .by(() -> new ForgettingAtTakeover(MqttVersion.V5)),
        Deviant.named(
                "publishes-the-length-of-an-empty-will",
                "Publishes a will without a payload with the two bytes of its length.")
            .mustFail("will/may-be-empty", Rule.V5_WILL_PAYLOAD, Rule.V3_1_1_WILL_PAYLOAD)
            .mayFail("will/empty-one-clears-the-topic")
            .by(() -> changing(
                will -> will.payload().equals(Payload.of("")),
                will -> new Will(
                    will.topic(),
                    Payload.of("\0\0"),
                    will.qos(),
                    will.retain(),
                    will.properties()))),
        Deviant.named(
                "publishes-will-after-goodbye",
                "Publishes the will of a client that disconnected properly.")
            .mustFail("disconnect/discards-the-will", Mqtt5.MQTT_3_14_4_3, Mqtt311.MQTT_3_14_4_3)
            .mayFail("disconnect/discards-a-will-that-waits")
            .by(() -> Twists.deciding(Wills.DISCARDED_BY_DISCONNECT, false)),
        Deviant.named(
                "forgets-to-cancel-the-will",
                "Publishes a delayed will although its client came back in time.")
            .mustFail("will/not-published-when-resumed-in-time", Mqtt5.MQTT_3_1_3_9)
            .by(() -> Twists.deciding(Wills.CLIENT_IS_BACK, false)),
        Deviant.named(
                "forgets-the-will-of-a-lost-client", "Publishes no will when a connection breaks.")
            .mustFail("will/published-on-network-failure", Mqtt5.MQTT_3_1_2_7, "store-will-message")
            .mustFail(
                "will/published-on-network-failure", Mqtt311.MQTT_3_1_2_8, "publish-will-on-close")
            .mustFail("will/published-only-once", Mqtt5.MQTT_3_1_2_8, "publish-after-will-delay")
            .mustFail("will/published-only-once", Mqtt311.MQTT_3_1_2_8, "publish-will-on-close")
            .mustFail(
                "will/published-when-session-ends-at-once",
                Mqtt5.MQTT_3_1_2_8,
                "publish-at-session-end")
            .mayFail(
                "will/may-be-empty", "will/of-a-resumed-session", "will/empty-one-clears-the-topic")
            .mayFail("will/may-be-large")
            .mayFail("publish/longest-topic-arrives")
            .by(() -> new ForgettingAfter(
                Input.ConnectionLost.class::isInstance, Wills.DUE, Wills.DUE_BY_SESSION_END)),
        Deviant.named(
                "forgets-the-will-at-a-second-connect",
                "Publishes no will of a client that it closes for a second CONNECT.")
            .mustFail(
                "will/published-after-protocol-error",
                Mqtt5.MQTT_3_1_2_8,
                "publish-after-will-delay")
            .mustFail(
                "will/published-after-protocol-error",
                Mqtt311.MQTT_3_1_2_8,
                "publish-will-on-close")
            .by(ForgettingAtSecondConnect::new),
        Deviant.named(
                "forgets-the-will-at-a-malformed-subscribe",
                "Publishes no will of a client that it closes for a malformed SUBSCRIBE.")
            .mustFail(
                "will/published-after-malformed-packet",
                Mqtt5.MQTT_3_1_2_8,
                "publish-after-will-delay")
            .mustFail(
                "will/published-after-malformed-packet",
                Mqtt311.MQTT_3_1_2_8,
                "publish-will-on-close")
            .by(() -> new ForgettingAfter(
                WillDeviants::isMalformedSubscribe, Wills.DUE, Wills.DUE_BY_SESSION_END)),
        Deviant.named(
                "publishes-the-will-of-the-living",
                "Publishes the will of a client that sends PINGREQ.")
            .mustFail("will/not-published-while-connected", Mqtt5.MQTT_3_1_2_8, "not-before-either")
            .mustFail(
                "will/not-published-while-connected",
                Mqtt311.MQTT_3_1_2_8,
                "hold-will-while-connected")
            .by(PublishingTooEarly::new),
        Deviant.named(
                "publishes-the-will-again",
                "Publishes a will once more when its client came back without one and is lost again.")
            .mustFail("will/published-only-once", Mqtt5.MQTT_3_1_2_10, "remove-after-publishing")
            .mustFail(
                "will/published-only-once", Mqtt311.MQTT_3_1_2_10, "forget-will-once-published")
            .mayFail("will/not-published-when-resumed-in-time")
            .by(() -> new BringingBack(Ending.LOST)),
        Deviant.named(
                "remembers-the-discarded-will",
                "Publishes a will that DISCONNECT had removed when its client is lost later.")
            .mustFail(
                "disconnect/removes-the-will-for-good",
                Mqtt5.MQTT_3_1_2_10,
                "remove-on-normal-disconnect")
            .mustFail(
                "disconnect/removes-the-will-for-good",
                Mqtt311.MQTT_3_1_2_10,
                "forget-will-on-disconnect")
            .by(() -> new BringingBack(Ending.GOODBYE)),
        Deviant.named(
                "hands-the-will-down",
                "Gives a 3.1.1 client without a will that of the connection which it took over.")
            .mustFail("will/none-without-will-flag", Mqtt311.MQTT_3_1_2_12)
            .by(() -> new BringingBack(Ending.TAKEN_OVER)),
        Deviant.named(
                "hands-the-will-down-unpublished",
                "Gives a 3.1.1 client without a will that of the connection which it took over, and does not publish it until then.")
            .mustFail("will/none-without-will-flag", Mqtt311.MQTT_3_1_2_12)
            .by(() -> Twists.both(
                new ForgettingAtTakeover(MqttVersion.V3_1_1), new BringingBack(Ending.TAKEN_OVER))),
        Deviant.named(
                "publishes-will-a-second-after-goodbye",
                "Sees to clients with a will one second after they have gone, and then publishes also those discarded by DISCONNECT.")
            .mustFail("disconnect/discards-the-will", Mqtt5.MQTT_3_14_4_3, Mqtt311.MQTT_3_14_4_3)
            .mayFail("disconnect/discards-a-will-that-waits")
            .by(() -> Twists.both(
                new SeenToLater(), Twists.deciding(Wills.DISCARDED_BY_DISCONNECT, false))),
        Deviant.named(
                "publishes-delayed-wills-at-a-takeover",
                "Publishes the will of who is taken over, though it has a delay and the session goes on.")
            .mustFail("will/not-published-when-resumed-in-time", Mqtt5.MQTT_3_1_3_9)
            .by(NotDelayedAtTakeover::new),
        Deviant.named("retains-every-will", "Retains wills with Will Retain 0.")
            .mustFail("will/not-retained", Mqtt5.MQTT_3_1_2_14, Mqtt311.MQTT_3_1_2_16)
            .by(() -> changing(
                will -> !will.retain(),
                will ->
                    new Will(will.topic(), will.payload(), will.qos(), true, will.properties()))),
        Deviant.named("retains-no-will", "Does not retain wills with Will Retain 1.")
            .mustFail("will/retained", Mqtt5.MQTT_3_1_2_15, Mqtt311.MQTT_3_1_2_17)
            .mustFail("will/retain-is-used", Mqtt311.MQTT_3_1_2_9, "use-will-retain")
            .mayFail(
                "will/retained-after-its-delay",
                "will/retain-as-published",
                "will/empty-one-clears-the-topic")
            .by(() -> changing(
                Will::retain,
                will ->
                    new Will(will.topic(), will.payload(), will.qos(), false, will.properties()))),
        Deviant.named("publishes-wills-at-qos-0", "Publishes every will at QoS 0.")
            .mustFail("will/qos-is-used", Rule.V5_WILL_QOS)
            .mustFail("will/qos-is-used", Mqtt311.MQTT_3_1_2_9, "use-will-qos")
            .mayFail("will/waits-for-absent-subscribers")
            .by(() -> changing(
                will -> true,
                will -> new Will(
                    will.topic(),
                    will.payload(),
                    Qos.AT_MOST_ONCE,
                    will.retain(),
                    will.properties()))),
        Deviant.named("waits-for-no-will", "Publishes wills at once, whatever their delay.")
            .mustFail("will/delayed", Mqtt5.MQTT_3_1_2_8, "not-before-either")
            .mustFail("will/not-published-when-resumed-in-time", Mqtt5.MQTT_3_1_3_9)
            .mayFail("will/waits-for-any-delay")
            .by(() -> Twists.deciding(Wills.DELAYED, false)),
        Deviant.named("delays-wills-for-ever", "Publishes no will that had to wait for its delay.")
            .mustFail("will/delayed", Mqtt5.MQTT_3_1_2_8, "publish-after-will-delay")
            .mayFail("will/waits-no-longer-than-its-delay-or-session")
            .by(() -> new ForgettingAfter(Input.TimePassed.class::isInstance, Wills.DUE)),
        Deviant.named(
                "loses-the-will-with-the-session",
                "Publishes no delayed will of a session that ends with its connection.")
            .mustFail(
                "will/published-when-session-ends-at-once",
                Mqtt5.MQTT_3_1_2_8,
                "publish-at-session-end")
            .by(() -> new ForgettingAfter(
                Input.ConnectionLost.class::isInstance, Wills.DUE_BY_SESSION_END)),
        Deviant.named(
                "lets-the-will-expire", "Publishes no delayed will of a session that expires.")
            .mustFail(
                "will/published-when-session-expires", Mqtt5.MQTT_3_1_2_8, "publish-at-session-end")
            .mayFail("will/waits-no-longer-than-its-delay-or-session")
            .by(() ->
                new ForgettingAfter(Input.TimePassed.class::isInstance, Wills.DUE_BY_SESSION_END)),
        Deviant.named(
                "turns-will-properties-round",
                "Publishes a will with its User Properties reversed.")
            .mustFail("will/user-properties-in-order", Mqtt5.MQTT_3_1_3_10)
            .by(() -> changing(
                will -> will.properties().has(PropertyId.USER_PROPERTY),
                will -> new Will(
                    will.topic(),
                    will.payload(),
                    will.qos(),
                    will.retain(),
                    reversed(will.properties())))),
        Deviant.named("drops-will-properties", "Publishes a will without its Content Type.")
            .mustFail("will/properties-are-published", Rule.V5_WILL_PROPERTIES_PUBLISHED)
            .by(() -> changing(
                will -> will.properties().has(PropertyId.CONTENT_TYPE),
                will -> new Will(
                    will.topic(),
                    will.payload(),
                    will.qos(),
                    will.retain(),
                    ConnectTwists.without(will.properties(), PropertyId.CONTENT_TYPE)))));
  }

  private static boolean isMalformedSubscribe(Input input) {
    return input instanceof Input.BytesMalformed malformed
        && (malformed.bytes().toBytes()[0] & 0xFF) >> 4 == PacketType.SUBSCRIBE.number();
  }

  /** Wills that {@code which} picks are stored as {@code change} says. */
  static Twist changing(Predicate<Will> which, UnaryOperator<Will> change) {
    return ConnectTwists.seeing(
        (connect, broker) -> connect.will() != null && which.test(connect.will()),
        connect ->
            ConnectTwists.withWill(connect, change.apply(Objects.requireNonNull(connect.will()))));
  }

  /** User Properties alone are expected. */
  private static Properties reversed(Properties properties) {
    List<UserProperty> pairs = new ArrayList<>(properties.userProperties());
    Collections.reverse(pairs);
    Properties.Builder reversed = Properties.builder();
    pairs.forEach(pair -> reversed.withUser(pair.name(), pair.value()));
    return reversed.build();
  }

  /** While an input of one kind is handled, no will becomes due. */
  private static final class ForgettingAfter implements Twist {
    private final Predicate<Input> which;
    private final List<Citation> due;
    // lives as long as the input
    private boolean forgets;

    ForgettingAfter(Predicate<Input> which, Citation... due) {
      this.which = which;
      this.due = List.of(due);
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      forgets = which.test(input);
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(forgets && due.contains(citation));
    }
  }

  private static final class ForgettingAtTakeover implements Twist {
    private final MqttVersion version;
    // lives as long as the input
    private boolean forgets;

    ForgettingAtTakeover(MqttVersion version) {
      this.version = version;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      forgets = connect != null && connect.version() == version;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      boolean due = citation == Wills.DUE || citation == Wills.DUE_BY_SESSION_END;
      return condition && !(forgets && due);
    }
  }

  private static final class NotDelayedAtTakeover implements Twist {
    // lives as long as the input
    private boolean takesOver;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      takesOver = connect != null && broker.connectionOf(connect.clientId()) != null;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(takesOver && citation == Wills.DELAYED);
    }
  }

  /** What ends the connection of a client with a will reaches the core late. */
  private static final class SeenToLater implements Twist {
    private static final long LATER_MILLIS = 1_000;

    private record Held(long dueMillis, Input input) {}

    // live as long as the broker
    private final Set<Long> withWill = new HashSet<>();
    private final Deque<Held> held = new ArrayDeque<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && connect.will() != null) {
        withWill.add(((Input.PacketArrived) input).connection());
      }
      if (endsOneWithWill(input)) {
        held.add(new Held(broker.nowMillis() + LATER_MILLIS, input));
        return List.of();
      }
      if (!(input instanceof Input.TimePassed)) {
        return List.of(input);
      }
      List<Input> due = new ArrayList<>(List.of(input));
      while (!held.isEmpty() && held.getFirst().dueMillis() <= broker.nowMillis()) {
        due.add(held.removeFirst().input());
      }
      return due;
    }

    private boolean endsOneWithWill(Input input) {
      if (input instanceof Input.ConnectionLost lost) {
        return withWill.contains(lost.connection());
      }
      return input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Disconnect
          && withWill.contains(arrived.connection());
    }
  }

  private static final class ForgettingAtSecondConnect implements Twist {
    // lives as long as the input
    private boolean forgets;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      forgets = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Connect
          && broker.clientOf(arrived.connection()) != null;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      boolean due = citation == Wills.DUE || citation == Wills.DUE_BY_SESSION_END;
      return condition && !(forgets && due);
    }
  }

  private static final class PublishingTooEarly implements Twist {
    // lives as long as the broker
    private final Map<Long, Will> wills = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && connect.will() != null) {
        wills.put(((Input.PacketArrived) input).connection(), connect.will());
      }
      if (input instanceof Input.PacketArrived arrived && arrived.packet() instanceof PingReq) {
        Will will = wills.get(arrived.connection());
        if (will != null) {
          return List.of(input, new Input.PacketArrived(arrived.connection(), published(will)));
        }
      }
      return List.of(input);
    }

    private static Publish published(Will will) {
      return new Publish(
          false,
          Qos.AT_MOST_ONCE,
          false,
          will.topic(),
          PacketId.NONE,
          Properties.NONE,
          will.payload());
    }
  }

  /** How the connection ended whose will comes back. */
  enum Ending {
    LOST,
    GOODBYE,
    TAKEN_OVER
  }

  /** A client that comes without a will gets the one that it had before, if its last connection ended in this way. */
  static final class BringingBack implements Twist {
    private final Ending ending;
    private final Predicate<Will> which;
    // live as long as the broker
    private final Map<String, Will> wills = new HashMap<>();
    private final Set<String> ended = new HashSet<>();

    BringingBack(Ending ending) {
      this(ending, any -> true);
    }

    /** The same for wills that {@code which} picks. */
    BringingBack(Ending ending, Predicate<Will> which) {
      this.ending = ending;
      this.which = which;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null) {
        return List.of(onConnect((Input.PacketArrived) input, connect, broker));
      }
      String client = leaving(input, broker);
      if (client != null) {
        ended.add(client);
      }
      return List.of(input);
    }

    private Input onConnect(Input.PacketArrived input, Connect connect, BrokerView broker) {
      String client = connect.clientId();
      Will old = wills.get(client);
      boolean takesOver = broker.connectionOf(client) != null;
      boolean back = ending == Ending.TAKEN_OVER
          ? takesOver && connect.version() == MqttVersion.V3_1_1
          : ended.remove(client) && !connect.cleanStart();
      if (connect.will() != null) {
        wills.put(client, connect.will());
        return input;
      }
      return back && old != null && which.test(old)
          ? new Input.PacketArrived(input.connection(), ConnectTwists.withWill(connect, old))
          : input;
    }

    private @Nullable String leaving(Input input, BrokerView broker) {
      if (ending == Ending.LOST && input instanceof Input.ConnectionLost lost) {
        return broker.clientOf(lost.connection());
      }
      boolean goodbye = ending == Ending.GOODBYE
          && input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Disconnect disconnect
          && disconnect.reasonCode() == ReasonCode.SUCCESS;
      return goodbye ? broker.clientOf(((Input.PacketArrived) input).connection()) : null;
    }
  }
}
