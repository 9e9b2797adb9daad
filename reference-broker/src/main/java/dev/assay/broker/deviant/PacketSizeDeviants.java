package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.rules.Outgoing;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can go wrong with the client's Maximum Packet Size. */
final class PacketSizeDeviants {
  private PacketSizeDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "sends-too-large-packets",
                "Sends packets that are larger than the client's Maximum Packet Size.")
            .mustFail("size/too-large-message-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .mustFail(
                "size/too-large-message-holds-up-nothing", Mqtt5.MQTT_3_1_2_25, "behave-as-if-sent")
            .mustFail(
                "size/queued-message-keeps-to-the-limit-of-the-connection", Mqtt5.MQTT_3_1_2_24)
            .mustFail("size/too-large-retained-message-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .mustFail("size/too-large-connack-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .mustFail("size/message-of-one-byte-more-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .mayFail(
                "size/repeat-keeps-to-the-limit-of-the-connection",
                "size/subscription-identifier-counts",
                "size/too-large-message-of-qos-0-is-not-sent")
            .mayFail("size/takeover-brings-a-limit-of-its-own")
            .by(() -> Twists.deciding(Outgoing.TOO_LARGE_FOR_CLIENT, false)),
        Deviant.named(
                "sends-queued-messages-of-any-size",
                "Sends what waited for a client without a look at the Maximum Packet Size of its CONNECT.")
            .mustFail(
                "size/queued-message-keeps-to-the-limit-of-the-connection", Mqtt5.MQTT_3_1_2_24)
            .mayFail("size/too-large-connack-is-not-sent")
            .mayFail("size/repeat-keeps-to-the-limit-of-the-connection")
            .by(() -> new UncheckedAt(Connect.class)),
        Deviant.named(
                "stops-at-what-is-too-large",
                "Sends none of the messages that wait behind one that is too large for their client.")
            .mustFail(
                "size/queued-message-keeps-to-the-limit-of-the-connection",
                Mqtt5.MQTT_3_1_2_25,
                "behave-as-if-sent")
            .mayFail("size/too-large-retained-message-holds-up-no-other")
            .by(StoppingAtTooLarge::new),
        Deviant.named(
                "answers-connect-at-any-size",
                "Sends a CONNACK without a look at the Maximum Packet Size of the CONNECT.")
            .mustFail("size/too-large-connack-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .by(() -> new AnswerUnchecked(false)),
        Deviant.named(
                "asks-for-proofs-at-any-size",
                "Sends an AUTH without a look at the Maximum Packet Size of the CONNECT.")
            .mustFail("size/too-large-auth-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .offering(AuthenticationDeviants::offerScram)
            .by(() -> new AnswerUnchecked(true)),
        Deviant.named(
                "sends-retained-messages-of-any-size",
                "Sends what is retained without a look at the client's Maximum Packet Size.")
            .mustFail("size/too-large-retained-message-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .by(() -> new UncheckedAt(Subscribe.class)),
        Deviant.named(
                "keeps-too-large-messages",
                "Sends the last message that was too large once its client comes back without a limit.")
            .mustFail("size/too-large-message-is-discarded", Mqtt5.MQTT_3_1_2_25, "discard-unsent")
            .by(TooLargeKept::new),
        Deviant.named(
                "counts-too-large-messages",
                "Counts a message that was too large among those under way, for ever.")
            .mustFail(
                "size/too-large-message-holds-up-nothing", Mqtt5.MQTT_3_1_2_25, "behave-as-if-sent")
            .by(TooLargeCounted::new),
        Deviant.named(
                "leaves-out-a-byte-of-the-size",
                "Sends packets that have one byte more than the client's Maximum Packet Size.")
            .mustFail("size/message-of-one-byte-more-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .mustFail("size/too-large-connack-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> connect.properties().has(PropertyId.MAXIMUM_PACKET_SIZE),
                PacketSizeDeviants::takingOneByteMore)),
        Deviant.named(
                "sends-only-what-is-smaller-than-the-maximum",
                "Does not send a PUBLISH that has exactly the client's Maximum Packet Size.")
            .mustFail("size/message-of-exactly-the-maximum-is-sent", Rule.V5_DELIVER_TO_MATCHING)
            .by(ExactlyTooLarge::new),
        Deviant.named(
                "explains-puback-at-length",
                "Adds a long Reason String to PUBACK for clients with a Maximum Packet Size.")
            .mustFail("size/puback-leaves-out-a-reason-string-that-is-too-long", Mqtt5.MQTT_3_4_2_2)
            .by(() -> new Explaining<>(
                PubAck.class, it -> new PubAck(it.packetId(), it.reasonCode(), AT_LENGTH))),
        Deviant.named(
                "explains-pubrec-at-length",
                "Adds a long Reason String to PUBREC for clients with a Maximum Packet Size.")
            .mustFail("size/pubrec-leaves-out-a-reason-string-that-is-too-long", Mqtt5.MQTT_3_5_2_2)
            .by(() -> new Explaining<>(
                PubRec.class, it -> new PubRec(it.packetId(), it.reasonCode(), AT_LENGTH))),
        Deviant.named(
                "explains-pubcomp-at-length",
                "Adds a long Reason String to PUBCOMP for clients with a Maximum Packet Size.")
            .mustFail(
                "size/pubcomp-leaves-out-a-reason-string-that-is-too-long", Mqtt5.MQTT_3_7_2_2)
            .by(() -> new Explaining<>(
                PubComp.class, it -> new PubComp(it.packetId(), it.reasonCode(), AT_LENGTH))),
        Deviant.named(
                "adds-a-long-user-property-to-puback",
                "Adds a long User Property to PUBACK for clients with a Maximum Packet Size.")
            .mustFail(
                "size/puback-leaves-out-user-properties-that-are-too-long", Mqtt5.MQTT_3_4_2_3)
            .by(() -> new Explaining<>(PubAck.class, it -> with(it, WITH_A_LONG_PAIR))),
        Deviant.named(
                "adds-a-long-user-property-to-pubrec",
                "Adds a long User Property to PUBREC for clients with a Maximum Packet Size.")
            .mustFail(
                "size/pubrec-leaves-out-user-properties-that-are-too-long", Mqtt5.MQTT_3_5_2_3)
            .by(() -> new Explaining<>(PubRec.class, it -> with(it, WITH_A_LONG_PAIR))),
        Deviant.named(
                "adds-a-long-reason-string-to-pubrel",
                "Adds a long Reason String to PUBREL for clients with a Maximum Packet Size.")
            .mustFail("size/pubrel-leaves-out-a-reason-string-that-is-too-long", Mqtt5.MQTT_3_6_2_2)
            .by(() -> new Explaining<>(PubRel.class, it -> with(it, AT_LENGTH))),
        Deviant.named(
                "adds-a-long-user-property-to-pubrel",
                "Adds a long User Property to PUBREL for clients with a Maximum Packet Size.")
            .mustFail(
                "size/pubrel-leaves-out-user-properties-that-are-too-long", Mqtt5.MQTT_3_6_2_3)
            .by(() -> new Explaining<>(PubRel.class, it -> with(it, WITH_A_LONG_PAIR))),
        Deviant.named(
                "adds-a-long-user-property-to-pubcomp",
                "Adds a long User Property to PUBCOMP for clients with a Maximum Packet Size.")
            .mustFail(
                "size/pubcomp-leaves-out-user-properties-that-are-too-long", Mqtt5.MQTT_3_7_2_3)
            .by(() -> new Explaining<>(PubComp.class, it -> with(it, WITH_A_LONG_PAIR))),
        Deviant.named(
                "adds-a-long-reason-string-to-suback",
                "Adds a long Reason String to SUBACK for clients with a Maximum Packet Size.")
            .mustFail("size/suback-leaves-out-a-reason-string-that-is-too-long", Mqtt5.MQTT_3_9_2_1)
            .by(() -> new Explaining<>(SubAck.class, it -> with(it, AT_LENGTH))),
        Deviant.named(
                "adds-a-long-user-property-to-suback",
                "Adds a long User Property to SUBACK for clients with a Maximum Packet Size.")
            .mustFail(
                "size/suback-leaves-out-user-properties-that-are-too-long", Mqtt5.MQTT_3_9_2_2)
            .by(() -> new Explaining<>(SubAck.class, it -> with(it, WITH_A_LONG_PAIR))),
        Deviant.named(
                "adds-a-long-reason-string-to-unsuback",
                "Adds a long Reason String to UNSUBACK for clients with a Maximum Packet Size.")
            .mustFail(
                "size/unsuback-leaves-out-a-reason-string-that-is-too-long", Mqtt5.MQTT_3_11_2_1)
            .by(() -> new Explaining<>(UnsubAck.class, it -> with(it, AT_LENGTH))),
        Deviant.named(
                "adds-a-long-user-property-to-unsuback",
                "Adds a long User Property to UNSUBACK for clients with a Maximum Packet Size.")
            .mustFail(
                "size/unsuback-leaves-out-user-properties-that-are-too-long", Mqtt5.MQTT_3_11_2_2)
            .by(() -> new Explaining<>(UnsubAck.class, it -> with(it, WITH_A_LONG_PAIR))),
        Deviant.named(
                "adds-a-long-reason-string-to-disconnect",
                "Adds a long Reason String to DISCONNECT for clients with a Maximum Packet Size.")
            .mustFail(
                "size/disconnect-leaves-out-a-reason-string-that-is-too-long", Mqtt5.MQTT_3_14_2_3)
            .by(() -> new Explaining<>(Disconnect.class, it -> with(it, AT_LENGTH))),
        Deviant.named(
                "adds-a-long-user-property-to-disconnect",
                "Adds a long User Property to DISCONNECT for clients with a Maximum Packet Size.")
            .mustFail(
                "size/disconnect-leaves-out-user-properties-that-are-too-long", Mqtt5.MQTT_3_14_2_4)
            .by(() -> new Explaining<>(Disconnect.class, it -> with(it, WITH_A_LONG_PAIR))),
        Deviant.named(
                "adds-a-long-reason-string-to-connack",
                "Adds a long Reason String to CONNACK for clients with a Maximum Packet Size.")
            .mustFail(
                "size/connack-leaves-out-a-reason-string-that-is-too-long", Mqtt5.MQTT_3_2_2_19)
            .by(() -> new Explaining<>(ConnAck.class, it -> with(it, AT_LENGTH))),
        Deviant.named(
                "adds-a-long-user-property-to-connack",
                "Adds a long User Property to CONNACK for clients with a Maximum Packet Size.")
            .mustFail(
                "size/connack-leaves-out-user-properties-that-are-too-long", Mqtt5.MQTT_3_2_2_20)
            .by(() -> new Explaining<>(ConnAck.class, it -> with(it, WITH_A_LONG_PAIR))),
        Deviant.named(
                "adds-a-long-reason-string-to-auth",
                "Adds a long Reason String to AUTH for clients with a Maximum Packet Size.")
            .mustFail("size/auth-leaves-out-a-reason-string-that-is-too-long", Mqtt5.MQTT_3_15_2_2)
            .offering(AuthenticationDeviants::offerScram)
            .by(() -> new Explaining<>(Auth.class, it -> with(it, AT_LENGTH))),
        Deviant.named(
                "adds-a-long-user-property-to-auth",
                "Adds a long User Property to AUTH for clients with a Maximum Packet Size.")
            .mustFail("size/auth-leaves-out-user-properties-that-are-too-long", Mqtt5.MQTT_3_15_2_3)
            .offering(AuthenticationDeviants::offerScram)
            .by(() -> new Explaining<>(Auth.class, it -> with(it, WITH_A_LONG_PAIR))));
  }

  private static Connect takingOneByteMore(Connect connect) {
    Properties properties = connect.properties();
    return ConnectTwists.with(
        connect,
        ConnectTwists.without(properties, PropertyId.MAXIMUM_PACKET_SIZE).toBuilder()
            .with(
                PropertyId.MAXIMUM_PACKET_SIZE,
                properties.number(PropertyId.MAXIMUM_PACKET_SIZE, 0) + 1)
            .build());
  }

  private static final Properties AT_LENGTH = Properties.builder()
      .with(PropertyId.REASON_STRING, "there is a lot to be said about this ".repeat(10))
      .build();

  private static final Properties WITH_A_LONG_PAIR = Properties.builder()
      .withUser("remark", "there is a lot to be said about this ".repeat(10))
      .build();

  /** The packet with these properties besides an Authentication Method, without which there is no AUTH. */
  private static Packet with(Packet packet, Properties more) {
    return switch (packet.type()) {
      case CONNACK -> {
        ConnAck ack = (ConnAck) packet;
        yield ack.reasonCode() == ReasonCode.SUCCESS
            ? ack
            : new ConnAck(false, ack.reasonCode(), more);
      }
      case PUBREL -> new PubRel(((PubRel) packet).packetId(), ((PubRel) packet).reasonCode(), more);
      case PUBACK -> new PubAck(((PubAck) packet).packetId(), ((PubAck) packet).reasonCode(), more);
      case PUBREC -> new PubRec(((PubRec) packet).packetId(), ((PubRec) packet).reasonCode(), more);
      case PUBCOMP ->
        new PubComp(((PubComp) packet).packetId(), ((PubComp) packet).reasonCode(), more);
      case SUBACK ->
        new SubAck(((SubAck) packet).packetId(), more, ((SubAck) packet).reasonCodes());
      case UNSUBACK ->
        new UnsubAck(((UnsubAck) packet).packetId(), more, ((UnsubAck) packet).reasonCodes());
      case DISCONNECT -> new Disconnect(((Disconnect) packet).reasonCode(), more);
      case AUTH -> {
        Auth auth = (Auth) packet;
        yield new Auth(
            auth.reasonCode(),
            more.toBuilder()
                .with(
                    PropertyId.AUTHENTICATION_METHOD,
                    String.valueOf(auth.properties().text(PropertyId.AUTHENTICATION_METHOD)))
                .build());
      }
      case CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, PINGRESP -> packet;
    };
  }

  private static final class Explaining<P extends Packet> extends Attentive {
    private final Class<P> kind;
    private final Function<P, Packet> explained;

    Explaining(Class<P> kind, Function<P, Packet> explained) {
      this.kind = kind;
      this.explained = explained;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && kind.isInstance(sent.packet())
          && declared(sent.connection(), PropertyId.MAXIMUM_PACKET_SIZE, 0) > 0) {
        return List.of(new Effect.Sent(
            sent.connection(), sent.version(), explained.apply(kind.cast(sent.packet()))));
      }
      return List.of(effect);
    }
  }

  private static final class ExactlyTooLarge extends Attentive {
    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean exact = effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && Deviation.of(sent.version(), publish).bytes().length
              == declared(sent.connection(), PropertyId.MAXIMUM_PACKET_SIZE, 0);
      return exact ? List.of() : List.of(effect);
    }
  }

  private static final class TooLargeCounted extends Attentive {
    private final Set<Long> stuck = new HashSet<>();

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      if (citation == Outgoing.TOO_LARGE_FOR_CLIENT
          && condition
          && declared(who.connection(), PropertyId.RECEIVE_MAXIMUM, 2) == 1) {
        stuck.add(who.connection());
      }
      return condition
          || (citation == Deliveries.RECEIVE_MAXIMUM_REACHED && stuck.contains(who.connection()));
    }
  }

  /** What is sent because of such a packet may have any size. */
  private static final class UncheckedAt implements Twist {
    private final Class<? extends Packet> kind;
    // lives from an input to the next
    private boolean unchecked;

    UncheckedAt(Class<? extends Packet> kind) {
      this.kind = kind;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      unchecked = input instanceof Input.PacketArrived arrived && kind.isInstance(arrived.packet());
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(unchecked && citation == Outgoing.TOO_LARGE_FOR_CLIENT);
    }
  }

  /** The answer to a CONNECT may have any size. */
  private static final class AnswerUnchecked implements Twist {
    private final boolean withMethod;
    // lives from an input to the next
    private @Nullable Long answering;

    /** @param withMethod whether the CONNECT names an Authentication Method */
    AnswerUnchecked(boolean withMethod) {
      this.withMethod = withMethod;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      answering = input instanceof Input.PacketArrived arrived
              && arrived.packet() instanceof Connect connect
              && connect.properties().has(PropertyId.AUTHENTICATION_METHOD) == withMethod
          ? Long.valueOf(arrived.connection())
          : null;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      boolean isFirst = citation == Outgoing.TOO_LARGE_FOR_CLIENT
          && answering != null
          && answering == who.connection();
      if (isFirst) {
        answering = null;
      }
      return condition && !isFirst;
    }
  }

  /** Remembers for each topic what was published last, for each client what it could not take. */
  private static final class TooLargeKept extends Attentive {
    private static final int PACKET_ID = 60_000;
    private final Map<String, Publish> kept = new HashMap<>();
    private long back;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      String client = broker.clientOf(back);
      Publish publish = client == null ? null : kept.remove(client);
      if (publish != null) {
        outbox.send(back, MqttVersion.V5, publish);
      }
      back = 0;
      return super.inputs(input, broker, outbox);
    }

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Connect connect
          && !connect.properties().has(PropertyId.MAXIMUM_PACKET_SIZE)) {
        back = connection;
      }
      if (packet instanceof Publish publish && publish.qos() == Qos.AT_LEAST_ONCE) {
        for (String client : broker.subscribersOf(publish.topic())) {
          Long link = broker.connectionOf(client);
          long limit = link == null ? 0 : declared(link, PropertyId.MAXIMUM_PACKET_SIZE, 0);
          if (limit > 0 && Deviation.of(MqttVersion.V5, publish).bytes().length > limit) {
            kept.put(client, Publishes.withPacketId(publish, PACKET_ID));
          }
        }
      }
      return true;
    }
  }

  /** From what is too large on nothing is published until the next input. */
  private static final class StoppingAtTooLarge implements Twist {
    // lives as long as the input
    private boolean stopped;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      stopped = false;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      stopped |= condition && citation == Outgoing.TOO_LARGE_FOR_CLIENT;
      return condition;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return stopped && effect instanceof Effect.Sent sent && sent.packet() instanceof Publish
          ? List.of()
          : List.of(effect);
    }
  }
}
