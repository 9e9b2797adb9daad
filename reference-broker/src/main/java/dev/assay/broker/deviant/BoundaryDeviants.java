package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Where a range ends too early, or a number is taken for a smaller or a negative one. */
final class BoundaryDeviants {
  private static final long NEVER = 0xFFFF_FFFFL;
  private static final int SHORT_MAX = 0x7FFF;
  private static final int WILL_TOPIC_MAX = 255;
  private static final int FEW_BYTES = 200;
  private static final String FOUR_BYTES = "publish/remaining-length-of-four-bytes-arrives";
  private static final String LONGEST = "publish/longest-topic-arrives";

  private BoundaryDeviants() {}

  static List<Deviant> all() {
    return List.of(
        losing("loses-packets-of-127-bytes", 127),
        losing("loses-packets-of-128-bytes", 128),
        losing("loses-packets-of-16383-bytes", 16_383),
        losing("loses-packets-of-16384-bytes", 16_384),
        losing("loses-packets-of-2097151-bytes", FOUR_BYTES, 2_097_151),
        losing("loses-packets-of-2097152-bytes", FOUR_BYTES, 2_097_152),
        losingProperties("loses-properties-of-127-bytes", 127),
        losingProperties("loses-properties-of-128-bytes", 128),
        losingProperties("loses-properties-of-16383-bytes", 16_383),
        losingProperties("loses-properties-of-16384-bytes", 16_384),
        Deviant.named(
                "has-no-identifiers-of-three-bytes",
                "Sends no Subscription Identifier that takes three bytes.")
            .mustFail("identifier/of-every-length", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) -> List.of(
                    packet.properties().subscriptionIdentifiers().stream()
                            .anyMatch(id -> id >= 16_384 && id < 2_097_152)
                        ? Publishes.with(
                            packet, packet.properties().without(PropertyId.SUBSCRIPTION_IDENTIFIER))
                        : packet))),
        Deviant.named(
                "answers-subscribe-in-15-bits",
                "Answers a SUBSCRIBE with a Packet Identifier above 32,767 by one of 15 bits.")
            .mustFail(
                "subscribe/every-subscribe-is-answered", Mqtt5.MQTT_3_8_4_2, Mqtt311.MQTT_3_8_4_2)
            .by(() -> Twists.outgoing(
                SubAck.class,
                (packet, connection, broker) -> List.of(new SubAck(
                    inFifteenBits(packet.packetId()), packet.properties(), packet.reasonCodes())))),
        Deviant.named(
                "answers-unsubscribe-in-15-bits",
                "Answers an UNSUBSCRIBE with a Packet Identifier above 32,767 by one of 15 bits.")
            .mustFail(
                "unsubscribe/every-unsubscribe-is-answered",
                Mqtt5.MQTT_3_10_4_5,
                "same-packet-identifier")
            .mustFail(
                "unsubscribe/every-unsubscribe-is-answered",
                Mqtt311.MQTT_3_10_4_4,
                "repeat-packet-identifier")
            .by(() -> Twists.outgoing(
                UnsubAck.class,
                (packet, connection, broker) -> List.of(new UnsubAck(
                    inFifteenBits(packet.packetId()), packet.properties(), packet.reasonCodes())))),
        Deviant.named(
                "takes-the-largest-packet-size-for-few-bytes",
                "Sends little to a client whose Maximum Packet Size has the highest bit.")
            .mustFail("connect/largest-limits-are-taken", Mqtt5.MQTT_4_5_0_1)
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> connect.properties().number(PropertyId.MAXIMUM_PACKET_SIZE, 0)
                    > Integer.MAX_VALUE,
                connect -> ConnectTwists.with(
                    connect,
                    connect.properties().with(PropertyId.MAXIMUM_PACKET_SIZE, FEW_BYTES)))),
        Deviant.named(
                "takes-the-largest-receive-maximum-for-none",
                "Sends no messages of QoS 1 and 2 to a client whose Receive Maximum has the highest bit.")
            .mustFail("connect/largest-limits-are-taken", Mqtt5.MQTT_4_5_0_1)
            .by(() -> new Starving(PropertyId.RECEIVE_MAXIMUM)),
        Deviant.named(
                "takes-the-largest-alias-maximum-for-an-error",
                "Sends no messages of QoS 1 and 2 to a client whose Topic Alias Maximum has the highest bit.")
            .mustFail("connect/largest-limits-are-taken", Mqtt5.MQTT_4_5_0_1)
            .by(() -> new Starving(PropertyId.TOPIC_ALIAS_MAXIMUM)),
        Deviant.named(
                "takes-the-largest-intervals-for-negative",
                "Ends a session with its connection whose Session Expiry Interval has the highest bit and is not 0xFFFFFFFF.")
            .mustFail("session/largest-intervals-are-kept", Mqtt5.MQTT_3_1_2_23)
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> {
                  long seconds = connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
                  return seconds > Integer.MAX_VALUE && seconds != NEVER;
                },
                ConnectTwists::withoutSessionExpiry)),
        Deviant.named(
                "makes-intervals-shorter-only",
                "Goes on with the shorter Session Expiry Interval where a session is resumed with a longer one.")
            .mustFail("session/resumed-for-longer-is-kept-longer", Mqtt5.MQTT_3_1_2_23)
            .by(() -> new OlderInterval(false)),
        Deviant.named(
                "keeps-to-the-interval-of-disconnect",
                "Goes on with the Session Expiry Interval of a DISCONNECT where the session is resumed without one.")
            .mustFail(
                "session/interval-of-disconnect-is-for-one-absence",
                Rule.V5_NO_SESSION_EXPIRY_INTERVAL_IS_ZERO)
            .by(() -> new OlderInterval(true)),
        losingWills(
            Deviant.named(
                    "loses-wills-on-long-topics",
                    "Stores no Will whose topic has more than 255 bytes.")
                .mustFail("will/may-be-large", Rule.V5_WILL_PAYLOAD, Rule.V3_1_1_WILL_PAYLOAD)
                .mayFail(LONGEST),
            will -> will.topic().encodedLength() > WILL_TOPIC_MAX),
        losingWills(
            Deviant.named(
                    "loses-wills-on-the-longest-topics",
                    "Stores no Will whose topic has more than 32,767 bytes.")
                .mustFail(LONGEST, Rule.V5_TEXT_OF_ANY_LENGTH, Rule.V3_1_1_TEXT_OF_ANY_LENGTH),
            will -> will.topic().encodedLength() > SHORT_MAX),
        Deviant.named(
                "loses-messages-on-the-longest-topics",
                "Passes no message on whose topic has more than 32,767 bytes.")
            .mustFail(LONGEST, Rule.V5_TEXT_OF_ANY_LENGTH, Rule.V3_1_1_TEXT_OF_ANY_LENGTH)
            .by(() ->
                withholding((publish, version) -> publish.topic().encodedLength() > SHORT_MAX)),
        Deviant.named(
                "cuts-wills-to-32767-bytes", "Publishes the first 32,767 bytes of a longer Will.")
            .mustFail("will/may-be-large", Rule.V5_WILL_PAYLOAD, Rule.V3_1_1_WILL_PAYLOAD)
            .by(() -> Twists.incoming(Connect.class, (connect, connection, broker) -> {
              Will will = connect.will();
              return will != null && will.payload().length() > SHORT_MAX
                  ? ConnectTwists.withWill(connect, cut(will))
                  : connect;
            })));
  }

  private static int inFifteenBits(int packetId) {
    return packetId > SHORT_MAX ? packetId - SHORT_MAX : packetId;
  }

  private static Will cut(Will will) {
    byte[] kept = new byte[SHORT_MAX];
    System.arraycopy(will.payload().toBytes(), 0, kept, 0, SHORT_MAX);
    return new Will(
        will.topic(), Payload.owning(kept), will.qos(), will.retain(), will.properties());
  }

  private static Deviant losingWills(Deviant.Draft draft, Predicate<Will> which) {
    return draft.by(() -> Twists.incoming(Connect.class, (connect, connection, broker) -> {
      Will will = connect.will();
      return will != null && which.test(will) ? ConnectTwists.withWill(connect, null) : connect;
    }));
  }

  private static Deviant losing(String name, int remainingLength) {
    return losing(name, "publish/each-remaining-length-arrives", remainingLength);
  }

  private static Deviant losing(String name, String caseId, int remainingLength) {
    return Deviant.named(
            name, "Sends no PUBLISH whose Remaining Length is " + remainingLength + ".")
        .mustFail(caseId, Mqtt5.MQTT_4_5_0_1, Mqtt311.MQTT_4_5_0_1)
        .by(() -> withholding((publish, version) ->
            remainingLength(Deviation.of(version, publish).bytes().length) == remainingLength));
  }

  private static Deviant losingProperties(String name, int propertyLength) {
    return Deviant.named(name, "Sends no PUBLISH whose Property Length is " + propertyLength + ".")
        .mustFail(
            "property/each-property-length-arrives",
            Mqtt5.MQTT_3_3_2_17,
            "forward-every-user-property")
        .by(() -> withholding(
            (publish, version) -> publish.properties().encodedLength() == propertyLength));
  }

  /** Behind the first byte and the length itself, which has one byte more from 128, 16,384 and 2,097,152 on. */
  private static int remainingLength(int packetBytes) {
    int lengthBytes = 1;
    while (packetBytes - 1 - lengthBytes >= 1 << (7 * lengthBytes)) {
      lengthBytes++;
    }
    return packetBytes - 1 - lengthBytes;
  }

  private static Twist withholding(BiPredicate<Publish, MqttVersion> which) {
    return new Twist() {
      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        boolean isWithheld = effect instanceof Effect.Sent sent
            && sent.packet() instanceof Publish publish
            && which.test(publish, sent.version());
        return isWithheld ? List.of() : List.of(effect);
      }
    };
  }

  /** Clients with a limit of two bytes that has the highest bit get no messages. */
  private static final class Starving implements Twist {
    private final PropertyId limit;
    // lives as long as the broker
    private final Set<Long> starved = new HashSet<>();

    Starving(PropertyId limit) {
      this.limit = limit;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && connect.properties().number(limit, 0) > SHORT_MAX) {
        starved.add(((Input.PacketArrived) input).connection());
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isWithheld = effect instanceof Effect.Sent sent
          && starved.contains(sent.connection())
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE;
      return isWithheld ? List.of() : List.of(effect);
    }
  }

  /** A session goes on with the interval that it had: of CONNECT where that was shorter, or of DISCONNECT where there is none now. */
  private static final class OlderInterval implements Twist {
    private final boolean ofDisconnect;
    // lives as long as the broker, by Client Identifier
    private final Map<String, Long> seconds = new HashMap<>();

    OlderInterval(boolean ofDisconnect) {
      this.ofDisconnect = ofDisconnect;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (ofDisconnect
          && input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Disconnect disconnect
          && disconnect.properties().has(PropertyId.SESSION_EXPIRY_INTERVAL)) {
        seconds.put(
            String.valueOf(broker.clientOf(arrived.connection())),
            expiryOf(disconnect.properties()));
      }
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect == null || connect.version() == MqttVersion.V3_1_1) {
        return List.of(input);
      }
      long asked = expiryOf(connect.properties());
      boolean goesOn = ConnectTwists.isBack(connect, broker) && !connect.cleanStart();
      // 0 for none
      long older = goesOn ? seconds.getOrDefault(connect.clientId(), 0L) : 0;
      if (connect.cleanStart()) {
        seconds.remove(connect.clientId());
      }
      if (!ofDisconnect) {
        seconds.put(connect.clientId(), older == 0 ? asked : Math.min(asked, older));
      }
      boolean isOlder = older > 0 && (ofDisconnect ? asked == 0 : older < asked);
      return isOlder
          ? List.of(new Input.PacketArrived(
              ((Input.PacketArrived) input).connection(), expiring(connect, older)))
          : List.of(input);
    }

    private static long expiryOf(Properties properties) {
      return properties.number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
    }

    private static Packet expiring(Connect connect, long interval) {
      return ConnectTwists.with(
          connect,
          ConnectTwists.without(connect.properties(), PropertyId.SESSION_EXPIRY_INTERVAL)
              .toBuilder()
              .with(PropertyId.SESSION_EXPIRY_INTERVAL, interval)
              .build());
    }
  }
}
