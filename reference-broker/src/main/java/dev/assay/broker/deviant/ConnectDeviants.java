package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.ConnectRules;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What can go wrong between CONNECT and CONNACK. */
final class ConnectDeviants {
  private ConnectDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("overlooks-second-connect", "Takes no notice of a second CONNECT.")
            .mustFail("connect/second-connect-is-refused", Mqtt5.MQTT_3_1_0_2, "close-connection")
            .mustFail("connect/second-connect-is-refused", Mqtt311.MQTT_3_1_0_2)
            .by(() -> Twists.deciding(MqttBroker.SECOND_CONNECT, false)),
        Deviant.named(
                "keeps-the-older-connection",
                "Leaves the older connection open when its client connects again.")
            .mustFail(
                "connect/second-connection-takes-over", Mqtt5.MQTT_3_1_4_3, Mqtt311.MQTT_3_1_4_2)
            .mayFail("session/takeover-revives-nothing")
            .mayFail("connect/takeover-by-3-1-1-ends-the-older-connection")
            .by(() -> Twists.deciding(ConnectRules.TAKEN_OVER, false)),
        Deviant.named(
                "turns-the-newcomer-away",
                "Refuses a client whose Client Identifier is in use on another connection.")
            .mustFail(
                "connect/second-connection-takes-over", Mqtt5.MQTT_3_1_4_3, Mqtt311.MQTT_3_1_4_2)
            .by(() -> ConnectTwists.refusing(
                (connect, broker) -> broker.connectionOf(connect.clientId()) != null,
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)),
        Deviant.named(
                "never-says-session-present",
                "Answers every CONNECT with Session Present 0, though it resumes the session.")
            .mustFail(
                "connect/kept-session-is-answered-by-session-present-1",
                Mqtt5.MQTT_3_2_2_3,
                "session-present-1-with-state")
            .mustFail("connect/kept-session-is-answered-by-session-present-1", Mqtt311.MQTT_3_2_2_2)
            .mayFail("session/never-expires", "connect/clean-start-is-processed")
            .by(() -> Twists.outgoing(
                ConnAck.class,
                (packet, connection, broker) ->
                    List.of(new ConnAck(false, packet.reasonCode(), packet.properties())))),
        Deviant.named(
                "accepts-reserved-connect-flag", "Accepts a CONNECT whose reserved flag is 1.")
            .mustFail(
                "connect/reserved-connect-flag-is-refused",
                Mqtt5.MQTT_3_1_2_3,
                Mqtt311.MQTT_3_1_2_3)
            .by(() -> Twists.both(
                acceptingConnectThatBreaks(Mqtt5.MQTT_3_1_2_3),
                acceptingConnectThatBreaks(Mqtt311.MQTT_3_1_2_3))),
        Deviant.named("answers-only-the-first-ping", "Answers the first PINGREQ and no other.")
            .mustFail("ping/each-pingreq-is-answered", Mqtt5.MQTT_3_12_4_1, Mqtt311.MQTT_3_12_4_1)
            .mayFail("ping/behind-connect-is-answered")
            .mayFail("session/unlike-ids-are-told-apart")
            .by(() -> Twists.decidingFromThe(2, MqttBroker.PING_ANSWERED, false)),
        Deviant.named("allows-22-characters", "Refuses a Client Identifier of 23 characters.")
            .mustFail("connect/client-id-of-23-digits-and-letters-is-accepted", Mqtt5.MQTT_3_1_3_5)
            .mustFail(
                "connect/client-id-of-23-digits-and-letters-is-accepted",
                Mqtt311.MQTT_3_1_3_5,
                "accept-1-to-23-bytes")
            .by(() -> ConnectTwists.refusing(
                (connect, broker) -> connect.clientId().length() == 23,
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)),
        Deviant.named("wants-two-characters", "Refuses a Client Identifier of one character.")
            .mustFail("connect/client-id-of-one-character-is-accepted", Mqtt5.MQTT_3_1_3_5)
            .mustFail(
                "connect/client-id-of-one-character-is-accepted",
                Mqtt311.MQTT_3_1_3_5,
                "accept-1-to-23-bytes")
            .by(() -> ConnectTwists.refusing(
                (connect, broker) -> connect.clientId().length() == 1,
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)),
        Deviant.named(
                "names-who-wants-a-session",
                "Accepts an empty Client Identifier together with CleanSession 0.")
            .mustFail(
                "connect/empty-client-id-without-clean-session-is-refused",
                Mqtt311.MQTT_3_1_3_8,
                "send-return-code-2")
            .by(() -> Twists.incoming(Connect.class, ConnectDeviants::named)),
        Deviant.named(
                "keeps-the-nameless-waiting",
                "Refuses an empty Client Identifier with CleanSession 0 and leaves the connection open.")
            .mustFail(
                "connect/empty-client-id-without-clean-session-is-refused",
                Mqtt311.MQTT_3_1_3_8,
                "close-after-refusal")
            .by(() ->
                refusingWithoutClose(Set.of(), Set.of(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID))),
        Deviant.named(
                "knows-no-capitals", "Refuses a Client Identifier with a capital from A to W.")
            .mustFail(
                "connect/client-id-of-23-digits-and-letters-is-accepted",
                Mqtt311.MQTT_3_1_3_5,
                "accept-digits-and-letters")
            .mustFail("connect/client-id-of-23-digits-and-letters-is-accepted", Mqtt5.MQTT_3_1_3_5)
            .by(() -> ConnectTwists.refusing(
                (connect, broker) -> connect.clientId().chars().anyMatch(c -> c >= 'A' && c <= 'W'),
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)),
        Deviant.named("takes-any-protocol-name", "Accepts a CONNECT whatever its Protocol Name is.")
            .mustFail(
                "connect/other-protocol-name-is-not-accepted",
                Mqtt5.MQTT_3_1_2_1,
                Mqtt311.MQTT_3_1_2_1)
            .by(() -> Twists.both(
                acceptingConnectThatBreaks(Mqtt5.MQTT_3_1_2_1),
                acceptingConnectThatBreaks(Mqtt311.MQTT_3_1_2_1))),
        Deviant.named(
                "takes-any-protocol-level", "Accepts a CONNECT of a version that does not exist.")
            .mustFail("connect/unknown-protocol-level-is-refused", Mqtt5.MQTT_3_1_2_2)
            .mustFail(
                "connect/unknown-protocol-level-is-refused",
                Mqtt311.MQTT_3_1_2_2,
                "send-return-code-1")
            .by(() -> Twists.both(
                acceptingConnectThatBreaks(Mqtt5.MQTT_3_1_2_2),
                acceptingConnectThatBreaks(Mqtt311.MQTT_3_1_2_2))),
        Deviant.named(
                "refuses-and-waits-for-another-level",
                "Refuses a CONNECT of a version that does not exist and leaves the connection open.")
            .mustFail("connect/unknown-protocol-level-is-refused", Mqtt5.MQTT_3_1_2_2)
            .mustFail(
                "connect/unknown-protocol-level-is-refused",
                Mqtt311.MQTT_3_1_2_2,
                "close-after-refusal")
            .mayFail("connack/refusal-has-session-present-0")
            .by(() ->
                refusingWithoutClose(Set.of(Mqtt5.MQTT_3_1_2_2, Mqtt311.MQTT_3_1_2_2), Set.of())),
        Deviant.named("overlooks-disconnect-flags", "Overlooks a DISCONNECT with reserved flags.")
            .mustFail(
                "disconnect/reserved-flags-are-refused",
                Mqtt5.MQTT_3_14_1_1,
                "answer-disconnect-0x81")
            .mustFail("disconnect/reserved-flags-are-refused", Mqtt311.MQTT_3_14_1_1)
            .by(() -> Twists.both(
                Twists.tolerating(Mqtt5.MQTT_3_14_1_1, (bytes, connection, broker) -> null),
                Twists.tolerating(Mqtt311.MQTT_3_14_1_1, (bytes, connection, broker) -> null))),
        Deviant.named(
                "discards-the-will-for-a-wrong-disconnect",
                "Answers a DISCONNECT with reserved flags by 0x81, and discards the Will all the same.")
            .mustFail(
                "disconnect/reserved-flags-are-refused", Mqtt5.MQTT_3_14_1_1, "check-reserved-bits")
            .by(WillDiscarded::new),
        Deviant.named(
                "finds-a-session-for-everybody",
                "Says Session Present 1 to a client with Clean Start 0 of which it knows nothing.")
            .mustFail(
                "connect/unknown-session-is-answered-by-session-present-0",
                Mqtt5.MQTT_3_2_2_3,
                "session-present-0-without-state")
            .mustFail(
                "connect/unknown-session-is-answered-by-session-present-0",
                Mqtt311.MQTT_3_2_2_3,
                "session-present-0")
            .mayFail(
                "session/ends-with-the-connection-that-wants-no-more",
                "connect/clean-start-is-processed",
                "disconnect/no-session-out-of-nothing",
                "session/disconnect-ends-it",
                "session/ids-do-not-share-stored-state",
                "session/gone-after-its-expiry",
                "session/no-expiry-interval-is-0")
            .mayFail(
                "session/disconnect-with-will-ends-it",
                "session/ends-with-the-connection-that-wants-no-more",
                "session/interval-of-the-last-connect-counts",
                "session/long-ids-are-told-apart")
            .mayFail("session/interval-of-disconnect-is-for-one-absence")
            .by(() -> ConnectTwists.answering(
                (connect, broker) ->
                    !connect.cleanStart() && !broker.hasSession(connect.clientId()),
                ConnectDeviants::withSessionPresent)));
  }

  /** Refuses as the honest broker does, but without a close those who broke one of the statements or are told this code. */
  private static Twist refusingWithoutClose(Set<Statement> statements, Set<ReasonCode> codes) {
    return new Twist() {
      // lives as long as the broker
      private final Set<Long> refused = new HashSet<>();

      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.BytesMalformed malformed
            && statements.contains(malformed.violation().statement())) {
          refused.add(malformed.connection());
        }
        return List.of(input);
      }

      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        if (effect instanceof Effect.Sent sent
            && sent.packet() instanceof ConnAck ack
            && codes.contains(ack.reasonCode())) {
          refused.add(sent.connection());
        }
        return effect instanceof Effect.Closed closed && refused.contains(closed.connection())
            ? List.of()
            : List.of(effect);
      }
    };
  }

  private static final class WillDiscarded implements Twist {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.BytesMalformed malformed
          && malformed.violation().statement() == Mqtt5.MQTT_3_14_1_1) {
        long connection = malformed.connection();
        outbox.send(connection, MqttVersion.V5, new Disconnect(ReasonCode.MALFORMED_PACKET));
        return List.of(new Input.PacketArrived(connection, new Disconnect(ReasonCode.SUCCESS)));
      }
      return List.of(input);
    }
  }

  /** Accepts a CONNECT that breaks {@code statement}, as if a plain one had come. */
  static Twist acceptingConnectThatBreaks(Statement statement) {
    return Twists.tolerating(
        statement,
        (bytes, connection, broker) -> plainConnect(statement.version(), "tolerated" + connection));
  }

  private static Connect plainConnect(MqttVersion version, String clientId) {
    return new Connect(version, clientId, true, 0, null, null, null, Properties.NONE);
  }

  private static Connect named(Connect connect, long connection, BrokerView broker) {
    boolean wantsASession = connect.clientId().isEmpty() && !connect.cleanStart();
    return !wantsASession || connect.version() == MqttVersion.V5
        ? connect
        : new Connect(
            connect.version(),
            "nameless" + connection,
            false,
            connect.keepAliveSeconds(),
            connect.will(),
            connect.userName(),
            connect.password(),
            connect.properties());
  }

  private static List<Effect> withSessionPresent(Effect.Sent sent) {
    ConnAck ack = (ConnAck) sent.packet();
    return ack.reasonCode().isError()
        ? List.of(sent)
        : List.of(new Effect.Sent(
            sent.connection(),
            sent.version(),
            new ConnAck(true, ack.reasonCode(), ack.properties())));
  }
}
