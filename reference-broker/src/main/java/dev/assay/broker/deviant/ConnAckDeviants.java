package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.ConnectRules;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What can go wrong with CONNACK, with what stands in it, and with the names that it gives. */
final class ConnAckDeviants {
  private static final int A_RESERVED_BIT = 0b0000_0010;
  private static final String METHOD = "ASSAY-UNASKED";

  private ConnAckDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "names-every-client",
                "Puts an Assigned Client Identifier into each CONNACK, also to clients that have one.")
            .mustFail(
                "connack/no-assigned-identifier-unasked", Rule.V5_ASSIGNED_ONLY_TO_WHO_HAS_NONE)
            .mayFail("size/too-large-connack-is-not-sent")
            .by(() -> ConnectTwists.answering(
                (connect, broker) ->
                    connect.version() == MqttVersion.V5 && !connect.clientId().isEmpty(),
                sent -> ConnectTwists.withProperties(
                    sent,
                    ((ConnAck) sent.packet())
                        .properties().toBuilder()
                            .with(PropertyId.ASSIGNED_CLIENT_IDENTIFIER, "another")
                            .build()))),
        Deviant.named(
                "sets-a-reserved-connack-bit",
                "Sets bit 1 of the Connect Acknowledge Flags for clients with Keep Alive 0.")
            .mustFail("connack/reserved-bits-zero", Mqtt5.MQTT_3_2_2_1)
            .mustFail("connack/reserved-bits-zero", Rule.V3_1_1_CONNACK_FLAGS_RESERVED)
            .mustFail("keep-alive/zero-is-off", Mqtt5.MQTT_3_2_2_1)
            .mustFail("session/made-where-there-is-none", Rule.V3_1_1_CONNACK_FLAGS_RESERVED)
            .mustFail("session/made-where-there-is-none", Mqtt5.MQTT_3_2_2_1)
            .by(() -> ConnectTwists.answering(
                (connect, broker) -> connect.keepAliveSeconds() == 0,
                sent -> sent.version() == MqttVersion.V5
                    ? ConnectTwists.bytes(sent, 0x20, 0x03, A_RESERVED_BIT, 0x00, 0x00)
                    : ConnectTwists.bytes(sent, 0x20, 0x02, A_RESERVED_BIT, 0x00))),
        Deviant.named(
                "delivers-before-connack",
                "Sends what waited for a client with an odd Keep Alive before its CONNACK.")
            .mustFail(
                "connack/comes-before-queued-messages", Mqtt5.MQTT_3_2_0_1, Mqtt311.MQTT_3_2_0_1)
            .mayFail("qos1/unacknowledged-is-sent-again-after-resume")
            .by(DeliveringBeforeConnAck::new),
        Deviant.named(
                "acknowledges-the-second-connect",
                "Answers a second CONNECT by CONNACK, and closes then.")
            .mustFail("connack/only-once", Mqtt5.MQTT_3_2_0_2)
            .mustFail("connect/second-connect-is-refused", Mqtt5.MQTT_3_1_0_2, "close-connection")
            .by(ConnAckDeviants::acknowledgingTheSecond),
        Deviant.named(
                "refuses-a-clean-start-over-a-session",
                "Refuses a client that starts clean although it has a session.")
            .mustFail(
                "connack/clean-start-over-a-session-is-accepted",
                Mqtt5.MQTT_3_2_2_2,
                "reason-code-0x00")
            .mustFail(
                "connack/clean-start-over-a-session-is-accepted",
                Mqtt311.MQTT_3_2_2_1,
                "return-code-0")
            .mustFail(
                "connect/clean-start-is-answered-by-session-present-0",
                Mqtt5.MQTT_3_2_2_2,
                "session-present-0")
            .mustFail(
                "connect/clean-start-is-answered-by-session-present-0",
                Mqtt311.MQTT_3_2_2_1,
                "session-present-0")
            .by(() -> ConnectTwists.refusing(
                (connect, broker) -> connect.cleanStart() && ConnectTwists.isBack(connect, broker),
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)),
        Deviant.named(
                "refuses-to-resume-an-empty-session",
                "Refuses a 5.0 client that comes back to a session without subscriptions.")
            .mustFail("connack/resumption-is-accepted", Mqtt5.MQTT_3_2_2_3, "reason-code-0x00")
            .mustFail(
                "connect/kept-session-is-answered-by-session-present-1",
                Mqtt5.MQTT_3_2_2_3,
                "session-present-1-with-state")
            .by(() -> ConnectTwists.refusing(
                (connect, broker) -> connect.version() == MqttVersion.V5
                    && !connect.cleanStart()
                    && !connect.properties().has(PropertyId.AUTHENTICATION_METHOD)
                    && ConnectTwists.isBack(connect, broker)
                    && broker.filtersOf(connect.clientId()).isEmpty(),
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)),
        Deviant.named(
                "volunteers-response-information",
                "Sends Response Information to a client that asked for none.")
            .mustFail("connack/no-response-information-unasked", Mqtt5.MQTT_3_1_2_28)
            .by(() -> ConnectTwists.answering(
                (connect, broker) ->
                    connect.properties().has(PropertyId.REQUEST_RESPONSE_INFORMATION),
                sent -> ConnectTwists.withProperties(
                    sent,
                    ((ConnAck) sent.packet())
                        .properties().toBuilder()
                            .with(PropertyId.RESPONSE_INFORMATION, "answers")
                            .build()))),
        Deviant.named(
                "authenticates-unasked",
                "Sends AUTH to a client that named no Authentication Method.")
            .mustFail(
                "connack/no-authentication-method-unasked", Mqtt5.MQTT_4_12_0_6, "no-auth-packet")
            .by(() -> ConnectTwists.answering(
                (connect, broker) -> connect.properties().has(PropertyId.USER_PROPERTY),
                sent -> List.of(
                    new Effect.Sent(
                        sent.connection(),
                        sent.version(),
                        new Auth(ReasonCode.CONTINUE_AUTHENTICATION, method())),
                    sent))),
        Deviant.named(
                "names-a-method-unasked",
                "Names an Authentication Method in the CONNACK to a client that named none.")
            .mustFail(
                "connack/no-authentication-method-unasked",
                Mqtt5.MQTT_4_12_0_6,
                "no-method-in-connack")
            .by(() -> ConnectTwists.answering(
                (connect, broker) -> connect.properties().has(PropertyId.USER_PROPERTY),
                sent -> ConnectTwists.withProperties(sent, method()))),
        Deviant.named(
                "overlooks-authentication-method",
                "Accepts a client with an unknown Authentication Method.")
            .mustFail("auth/unknown-method-is-refused", Mqtt5.MQTT_4_12_0_1)
            .by(() -> Twists.deciding(ConnectRules.AUTHENTICATION_METHOD, false)),
        Deviant.named(
                "reauthenticates-anybody",
                "Answers AUTH although the client had named no Authentication Method.")
            .mustFail(
                "auth/auth-without-method-is-not-answered", Mqtt5.MQTT_4_12_0_6, "no-auth-packet")
            .by(() -> answeringAuth(auth -> new Auth(ReasonCode.SUCCESS, auth.properties()))),
        Deviant.named(
                "complains-of-auth-and-goes-on",
                "Answers AUTH of a client without an Authentication Method by DISCONNECT 0x82 and stays connected.")
            .mustFail(
                "auth/auth-without-method-is-not-answered",
                Mqtt5.MQTT_4_13_1_1,
                "close-on-protocol-error")
            .by(() -> answeringAuth(auth -> new Disconnect(ReasonCode.PROTOCOL_ERROR))),
        Deviant.named(
                "keeps-the-assigned-name-to-itself",
                "Does not tell a client without an identifier which one it was given.")
            .mustFail(
                "connect/empty-client-id-is-told-its-name",
                Mqtt5.MQTT_3_1_3_7,
                "return-assigned-identifier")
            .by(() -> ConnectTwists.answering(
                (connect, broker) ->
                    connect.clientId().isEmpty() && connect.version() == MqttVersion.V5,
                sent -> ConnectTwists.withProperties(
                    sent,
                    ConnectTwists.without(
                        ((ConnAck) sent.packet()).properties(),
                        PropertyId.ASSIGNED_CLIENT_IDENTIFIER)))),
        Deviant.named(
                "names-no-client-that-stays",
                "Does not tell a client its assigned identifier if it wants its session kept.")
            .mustFail(
                "connect/empty-client-id-is-told-its-name",
                Mqtt5.MQTT_3_2_2_16,
                "return-assigned-identifier")
            .by(() -> ConnectTwists.answering(
                (connect, broker) -> connect.clientId().isEmpty()
                    && connect.properties().has(PropertyId.SESSION_EXPIRY_INTERVAL),
                sent -> ConnectTwists.withProperties(
                    sent,
                    ConnectTwists.without(
                        ((ConnAck) sent.packet()).properties(),
                        PropertyId.ASSIGNED_CLIENT_IDENTIFIER)))),
        Deviant.named(
                "assigns-one-name-to-all", "Tells each client without an identifier the same one.")
            .mustFail(
                "connect/empty-client-id-is-told-its-name",
                Mqtt5.MQTT_3_2_2_16,
                "identifier-not-in-use")
            .mustFail(
                "connect/assigned-client-id-is-as-good-as-any",
                Mqtt5.MQTT_3_1_3_7,
                "process-as-if-supplied")
            .mayFail("session/assigned-id-is-not-given-twice")
            .by(() -> ConnectTwists.answering(
                (connect, broker) ->
                    connect.clientId().isEmpty() && connect.version() == MqttVersion.V5,
                sent -> ConnectTwists.withProperties(
                    sent,
                    ConnectTwists.without(
                            ((ConnAck) sent.packet()).properties(),
                            PropertyId.ASSIGNED_CLIENT_IDENTIFIER)
                        .toBuilder()
                        .with(PropertyId.ASSIGNED_CLIENT_IDENTIFIER, "somebody")
                        .build()))),
        Deviant.named(
                "takes-nameless-clients-for-one",
                "Takes all clients without an identifier for the same one if their Keep Alive is odd.")
            .mustFail("connect/empty-client-ids-are-told-apart", Mqtt5.MQTT_3_1_3_6)
            .mustFail(
                "connect/empty-client-ids-are-told-apart",
                Mqtt311.MQTT_3_1_3_6,
                "assign-unique-clientid")
            .by(() -> ConnectTwists.seeing(
                (connect, broker) ->
                    connect.clientId().isEmpty() && connect.keepAliveSeconds() % 2 == 1,
                connect -> ConnectTwists.with(connect, "nameless"))),
        Deviant.named(
                "forgets-nameless-clients",
                "Keeps no session, and in 3.1.1 no subscription, of a client whose identifier it made up.")
            .mustFail(
                "connect/assigned-client-id-is-as-good-as-any",
                Mqtt5.MQTT_3_1_3_7,
                "process-as-if-supplied")
            .mustFail(
                "connect/assigned-client-id-is-as-good-as-any",
                Mqtt311.MQTT_3_1_3_6,
                "process-as-if-supplied")
            .by(() -> Twists.both(
                ConnectTwists.seeing(
                    (connect, broker) -> connect.clientId().isEmpty(),
                    ConnectTwists::withoutSessionExpiry),
                new NotServingNamelessClients())));
  }

  private static Properties method() {
    return Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, METHOD).build();
  }

  private static Twist acknowledgingTheSecond() {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.PacketArrived arrived
            && arrived.packet() instanceof Connect
            && broker.versionOf(arrived.connection()) == MqttVersion.V5) {
          outbox.send(
              arrived.connection(),
              MqttVersion.V5,
              new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
        }
        return List.of(input);
      }
    };
  }

  private static Twist answeringAuth(Function<Auth, Packet> answer) {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Auth auth) {
          outbox.send(arrived.connection(), MqttVersion.V5, answer.apply(auth));
          return List.of();
        }
        return List.of(input);
      }
    };
  }

  /** A CONNACK with Session Present 1 waits for the first PUBLISH behind it, or until time passes. */
  private static final class DeliveringBeforeConnAck implements Twist {
    // lives as long as the broker
    private final Set<Long> odd = new HashSet<>();
    // lives until time passes
    private final Map<Long, Effect> waiting = new LinkedHashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && connect.keepAliveSeconds() % 2 == 1) {
        odd.add(((Input.PacketArrived) input).connection());
      }
      if (input instanceof Input.TimePassed) {
        waiting.values().forEach(effect -> effect.applyTo(outbox));
        waiting.clear();
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof ConnAck ack
          && ack.sessionPresent()
          && odd.contains(sent.connection())) {
        waiting.put(sent.connection(), effect);
        return List.of();
      }
      Effect connAck = waiting.remove(effect.connection());
      if (connAck == null) {
        return List.of(effect);
      }
      boolean isPublish = effect instanceof Effect.Sent sent && sent.packet() instanceof Publish;
      return isPublish ? List.of(effect, connAck) : List.of(connAck, effect);
    }
  }

  /** 3.1.1 clients without an identifier receive nothing. */
  private static final class NotServingNamelessClients implements Twist {
    // lives as long as the broker
    private final Map<Long, MqttVersion> nameless = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && connect.clientId().isEmpty()) {
        nameless.put(((Input.PacketArrived) input).connection(), connect.version());
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean withheld = effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish
          && nameless.get(sent.connection()) == MqttVersion.V3_1_1;
      return withheld ? List.of() : List.of(effect);
    }
  }
}
