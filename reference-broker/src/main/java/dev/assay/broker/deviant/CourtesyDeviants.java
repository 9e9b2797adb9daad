package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.ConnectRules;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.rules.Endings;
import dev.assay.broker.rules.PublishRules;
import dev.assay.broker.rules.Retention;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;

/** What can go wrong with what the standard asks for in prose. */
final class CourtesyDeviants {
  private static final int KEPT_SECONDS = 100;

  private CourtesyDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("closes-without-a-word", "Closes without a DISCONNECT.")
            .mustFail("disconnect/says-why-before-the-close", Rule.V5_DISCONNECT_BEFORE_CLOSE)
            .by(() -> Twists.deciding(Endings.DISCONNECT_SAYS_WHY, false)),
        Deviant.named(
                "closes-the-neighbour-for-a-second-connect",
                "Closes the client that connected last before one that sends a second CONNECT, too.")
            .mustFail(
                "disconnect/an-error-leaves-other-sessions-alone",
                Rule.V5_ERRORS_STAY_WITH_THEIR_CONNECTION)
            // they, too, have a client that looks on
            .mayFail("connect/second-connect-has-no-effect", "will/published-after-protocol-error")
            .by(() ->
                closingTheNeighbour((input, broker) -> input instanceof Input.PacketArrived arrived
                    && arrived.packet() instanceof Connect
                    && broker.clientOf(arrived.connection()) != null)),
        Deviant.named(
                "closes-the-neighbour-for-malformed-packets",
                "Closes the client that connected last before one that sends a malformed packet, too.")
            .mustFail(
                "disconnect/an-error-leaves-other-sessions-alone",
                Rule.V5_ERRORS_STAY_WITH_THEIR_CONNECTION)
            // they, too, have a client that looks on
            .mayFail(
                "disconnect/reserved-flags-are-refused", "will/published-after-malformed-packet")
            .by(() ->
                closingTheNeighbour((input, broker) -> input instanceof Input.BytesMalformed)),
        Deviant.named(
                "takes-over-without-a-word",
                "Closes the connection whose session was taken over without DISCONNECT 0x8E.")
            .mustFail("connect/takeover-is-told", Rule.V5_TAKEOVER_SAYS_SO)
            .by(() -> Twists.outgoing(
                Disconnect.class,
                (packet, to, broker) -> packet.reasonCode() == ReasonCode.SESSION_TAKEN_OVER
                    ? List.of()
                    : List.of(packet))),
        Deviant.named(
                "stays-after-disconnect",
                "Leaves the connection open after a DISCONNECT, of clients with \"leaving\" in their identifier.")
            .mustFail(
                "disconnect/broker-closes",
                Rule.V5_CLOSE_AFTER_DISCONNECT,
                Rule.V3_1_1_CLOSE_AFTER_DISCONNECT)
            .by(StayingAfterDisconnect::new),
        Deviant.named(
                "takes-every-disconnect-for-normal",
                "Publishes no will after a DISCONNECT with an error code.")
            .mustFail(
                "disconnect/with-error-publishes-the-will", Rule.V5_WILL_AFTER_OTHER_DISCONNECT)
            .by(() -> Twists.incoming(
                Disconnect.class,
                (packet, from, broker) ->
                    packet.reasonCode().isError() ? new Disconnect(ReasonCode.SUCCESS) : packet)),
        Deviant.named(
                "keeps-sessions-unasked",
                "Keeps a session of a CONNECT without Session Expiry Interval, of clients with \"noexpiry\" in their identifier.")
            .mustFail("session/no-expiry-interval-is-0", Rule.V5_NO_SESSION_EXPIRY_INTERVAL_IS_ZERO)
            .by(() -> ConnectTwists.seeing(
                (connect, broker) ->
                    connect.version() == MqttVersion.V5 && connect.clientId().contains("noexpiry"),
                CourtesyDeviants::withExpiry)),
        Deviant.named(
                "does-not-use-its-keep-alive",
                "Announces a Server Keep Alive of 2 s and measures by the client's.")
            .offering(the -> the.serverKeepAliveSeconds = 2)
            .mustFail("keep-alive/server-value-is-used", Rule.V5_SERVER_KEEP_ALIVE_ENFORCED)
            .mayFail("keep-alive/silent-client-is-closed")
            .by(() -> Twists.deciding(ConnectRules.KEEP_ALIVE_OF_SERVER, false)),
        Deviant.named(
                "sends-expired-retained-messages", "Sends retained messages that have expired.")
            .mustFail("retained/expired-is-not-sent", Rule.V5_RETAINED_MESSAGE_EXPIRES)
            .mayFail("expiry/expired-message-is-not-delivered", "will/expires-where-it-is-retained")
            .mayFail("expiry/expired-message-is-not-delivered-to-3-1-1")
            .by(() -> Twists.both(
                Twists.deciding(Retention.RETAINED_EXPIRED, false),
                Twists.deciding(Deliveries.EXPIRED, false))),
        Deviant.named(
                "uses-an-identifier-twice",
                "Takes a PUBLISH of QoS 1 whose packet identifier awaits PUBREL.")
            .mustFail("qos2/identifier-in-use-is-refused", Rule.V5_PACKET_IDENTIFIER_IN_USE)
            .by(() -> Twists.deciding(PublishRules.IDENTIFIER_IN_USE, false)),
        Deviant.named(
                "completes-what-it-does-not-know", "Answers an unknown PUBREL by PUBCOMP 0x00.")
            .mustFail("qos2/unknown-pubrel-is-told", Rule.V5_PACKET_IDENTIFIER_NOT_FOUND)
            .by(() -> Twists.outgoing(
                PubComp.class, (packet, to, broker) -> List.of(new PubComp(packet.packetId())))),
        Deviant.named(
                "has-no-word-for-payloads",
                "Refuses a payload that is not the UTF-8 which it claims to be by 0x80.")
            .mustFail("publish/payload-that-is-no-text", Rule.V5_PAYLOAD_FORMAT_CHECKED)
            .by(RefusingPayloads::new),
        Deviant.named(
                "names-another-server-to-who-comes-in",
                "Has a Server Reference in a CONNACK that accepts, of clients with \"unmoved\" in their identifier.")
            .mustFail("connack/no-server-reference-for-who-is-let-in", Rule.V5_REDIRECTION)
            .by(() -> Twists.outgoing(
                ConnAck.class,
                (packet, to, broker) -> String.valueOf(broker.clientOf(to)).contains("unmoved")
                    ? List.of(new ConnAck(
                        packet.sessionPresent(),
                        packet.reasonCode(),
                        packet.properties().toBuilder()
                            .with(PropertyId.SERVER_REFERENCE, "other.example")
                            .build()))
                    : List.of(packet))),
        Deviant.named(
                "unsubscribes-from-anything",
                "Says 0x00 in UNSUBACK whether or not there was a subscription.")
            .mustFail(
                "unsubscribe/codes-tell-whether-there-was-a-subscription",
                Rule.V5_NO_SUBSCRIPTION_EXISTED)
            .by(() -> Twists.outgoing(
                UnsubAck.class,
                (packet, to, broker) -> List.of(new UnsubAck(
                    packet.packetId(),
                    packet.properties(),
                    Collections.nCopies(packet.reasonCodes().size(), ReasonCode.SUCCESS))))));
  }

  private static Connect withExpiry(Connect connect) {
    return ConnectTwists.with(
        connect,
        connect.properties().toBuilder()
            .with(PropertyId.SESSION_EXPIRY_INTERVAL, KEPT_SECONDS)
            .build());
  }

  private static final class RefusingPayloads implements Twist {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_LEAST_ONCE
          && publish.properties().number(PropertyId.PAYLOAD_FORMAT_INDICATOR, 0) == 1
          && publish.payload().asText().indexOf('\uFFFD') >= 0) {
        outbox.send(
            arrived.connection(),
            MqttVersion.V5,
            new PubAck(publish.packetId(), ReasonCode.UNSPECIFIED_ERROR, Properties.NONE));
        return List.of();
      }
      return List.of(input);
    }
  }

  /** For what {@code isError} picks, the client is lost as well that connected last before the one that sent it. */
  private static Twist closingTheNeighbour(BiPredicate<Input, BrokerView> isError) {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (!isError.test(input, broker)) {
          return List.of(input);
        }
        long faulty = input instanceof Input.PacketArrived arrived
            ? arrived.connection()
            : ((Input.BytesMalformed) input).connection();
        return broker.connections().stream()
            .filter(connection -> connection < faulty && broker.clientOf(connection) != null)
            .max(Comparator.naturalOrder())
            .map(neighbour -> {
              outbox.close(neighbour);
              return List.of(new Input.ConnectionLost(neighbour), input);
            })
            .orElse(List.of(input));
      }
    };
  }

  private static final class StayingAfterDisconnect implements Twist {
    private boolean isGoodbye;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isGoodbye = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Disconnect
          && String.valueOf(broker.clientOf(arrived.connection())).contains("leaving");
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return isGoodbye && effect instanceof Effect.Closed ? List.of() : List.of(effect);
    }
  }
}
