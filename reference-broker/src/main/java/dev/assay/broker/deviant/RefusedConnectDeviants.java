package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can go wrong with a CONNECT that must not be taken. */
final class RefusedConnectDeviants {
  private static final int PINGREQ = 0xC0;
  private static final int UNACCEPTABLE_LEVEL = 0x01;
  private static final int RETURN_CODE_5 = 0x05;

  private RefusedConnectDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("accepts-will-qos-3", "Accepts a CONNECT with Will QoS 3.")
            .mustFail("connect/will-qos-3", Mqtt5.MQTT_3_1_2_12)
            .mustFail("connect/will-qos-3", Mqtt311.MQTT_3_1_4_1, "close-connection")
            .by(() -> accepting(Mqtt5.MQTT_3_1_2_12, Mqtt311.MQTT_3_1_2_14)),
        Deviant.named("accepts-will-qos-without-will", "Accepts Will QoS 1 beside Will Flag 0.")
            .mustFail("connect/will-qos-without-will", Mqtt5.MQTT_3_1_4_1)
            .mustFail("connect/will-qos-without-will", Mqtt311.MQTT_3_1_4_1, "close-connection")
            .by(() -> accepting(Mqtt5.MQTT_3_1_2_11, Mqtt311.MQTT_3_1_2_13)),
        Deviant.named(
                "accepts-will-retain-without-will", "Accepts Will Retain 1 beside Will Flag 0.")
            .mustFail("connect/will-retain-without-will", Mqtt5.MQTT_3_1_4_1)
            .mustFail("connect/will-retain-without-will", Mqtt311.MQTT_3_1_4_1, "close-connection")
            .by(() -> accepting(Mqtt5.MQTT_3_1_2_13, Mqtt311.MQTT_3_1_2_15)),
        Deviant.named("accepts-missing-will", "Accepts a CONNECT whose Will is not there.")
            .mustFail("connect/will-flag-without-will", Mqtt5.MQTT_3_1_4_1)
            .mustFail(
                "connect/will-flag-without-will",
                Mqtt311.MQTT_3_1_2_9,
                "refuse-missing-will-fields")
            .by(() -> accepting(Mqtt5.MQTT_3_1_2_9, Mqtt311.MQTT_3_1_2_9)),
        Deviant.named(
                "accepts-missing-user-name", "Accepts a CONNECT whose User Name is not there.")
            .mustFail("connect/user-name-flag-without-user-name", Mqtt5.MQTT_3_1_4_1)
            .mustFail(
                "connect/user-name-flag-without-user-name",
                Mqtt311.MQTT_3_1_4_1,
                "close-connection")
            .by(() -> accepting(Mqtt5.MQTT_3_1_2_17, Mqtt311.MQTT_3_1_2_19)),
        Deviant.named(
                "accepts-password-alone",
                "Accepts a 3.1.1 CONNECT with a Password and no User Name.")
            .mustFail(
                "connect/password-without-user-name", Mqtt311.MQTT_3_1_4_1, "close-connection")
            .by(() -> ConnectDeviants.acceptingConnectThatBreaks(Mqtt311.MQTT_3_1_2_22)),
        Deviant.named(
                "accepts-truncated-connect", "Accepts a CONNECT that ends within its identifier.")
            .mustFail("connect/truncated-connect", Mqtt5.MQTT_3_1_4_1)
            .mustFail("connect/truncated-connect", Mqtt311.MQTT_3_1_4_1, "close-connection")
            .by(() -> acceptingConnect(false)),
        Deviant.named(
                "welcomes-before-closing",
                "Answers a truncated 3.1.1 CONNECT by CONNACK 0x00, and closes then.")
            .mustFail("connect/truncated-connect", Mqtt311.MQTT_3_1_4_1, "send-no-connack")
            .by(RefusedConnectDeviants::welcomingBeforeClosing),
        Deviant.named(
                "accepts-bytes-behind-connect",
                "Accepts a CONNECT with bytes behind its last field.")
            .mustFail("connect/bytes-behind-the-payload", Mqtt5.MQTT_3_1_4_1)
            .mustFail("connect/bytes-behind-the-payload", Mqtt311.MQTT_3_1_4_1, "close-connection")
            .by(() -> acceptingConnect(true)),
        Deviant.named(
                "serves-what-follows-a-refused-connect",
                "Forwards a PUBLISH that came behind a CONNECT which it refused.")
            .mustFail(
                "connect/refused-connect-voids-what-follows",
                Mqtt5.MQTT_3_1_4_6,
                Mqtt311.MQTT_3_1_4_5)
            .by(RefusedConnectDeviants::servingWhatFollows),
        Deviant.named(
                "serves-who-failed-to-log-in",
                "Forwards a PUBLISH that came behind a CONNECT which it refused for its password, from clients with \"stranger\" in their User Name.")
            .mustFail(
                "connect/refused-login-voids-what-follows",
                Mqtt5.MQTT_3_1_4_6,
                Mqtt311.MQTT_3_1_4_5)
            .by(() -> new ServingWhomItRefused(ReasonCode.BAD_USER_NAME_OR_PASSWORD) {
              @Override
              boolean isRefused(Connect connect) {
                return String.valueOf(connect.userName()).contains("stranger");
              }
            }),
        Deviant.named(
                "serves-who-named-an-unknown-method",
                "Forwards a PUBLISH that came behind a CONNECT which it refused for its Authentication Method.")
            .mustFail("connect/refused-method-voids-what-follows", Mqtt5.MQTT_3_1_4_6)
            .by(() -> new ServingWhomItRefused(ReasonCode.BAD_AUTHENTICATION_METHOD) {
              @Override
              boolean isRefused(Connect connect) {
                return connect.properties().has(PropertyId.AUTHENTICATION_METHOD);
              }
            }),
        Deviant.named("waits-for-connect", "Overlooks a first packet that is no CONNECT.")
            .mustFail(
                "connect/first-packet-must-be-connect",
                Mqtt5.MQTT_4_13_1_1,
                "close-on-protocol-error")
            .mustFail("connect/first-packet-must-be-connect", Mqtt311.MQTT_4_8_0_1)
            .by(() -> Twists.tolerating(Mqtt5.MQTT_3_1_0_1, (bytes, connection, broker) -> null)),
        Deviant.named(
                "ends-whom-a-second-connect-names",
                "Closes the client that the second CONNECT of another one names.")
            .mustFail(
                "connect/second-connect-has-no-effect",
                Mqtt5.MQTT_3_1_0_2,
                "treat-as-protocol-error")
            .mustFail("connect/second-connect-has-no-effect", Mqtt311.MQTT_3_1_0_2)
            .by(RefusedConnectDeviants::endingWhomSecondConnectNames),
        Deviant.named("answers-strangers", "Answers PINGREQ before CONNECT, and closes then.")
            .mustFail(
                "connack/nothing-is-answered-before-connect",
                Mqtt5.MQTT_3_2_0_1,
                Mqtt311.MQTT_3_2_0_1)
            .by(RefusedConnectDeviants::answeringStrangers),
        Deviant.named(
                "disconnects-instead-of-connack",
                "Refuses a malformed CONNECT of 5.0 by DISCONNECT.")
            .mustFail("connack/no-disconnect-before-it", Mqtt5.MQTT_3_14_0_1)
            .by(() -> new Twist() {
              @Override
              public List<Effect> effects(Effect effect, BrokerView broker) {
                boolean refusal = effect instanceof Effect.Sent sent
                    && sent.version() == MqttVersion.V5
                    && sent.packet() instanceof ConnAck ack
                    && ack.reasonCode() == ReasonCode.MALFORMED_PACKET;
                return List.of(
                    refusal
                        ? new Effect.Sent(
                            effect.connection(),
                            MqttVersion.V5,
                            new Disconnect(ReasonCode.MALFORMED_PACKET))
                        : effect);
              }
            }),
        Deviant.named(
                "refuses-in-the-words-of-3-1-1", "Refuses a 5.0 client by a return code of 3.1.1.")
            .mustFail("connack/refusal-names-a-listed-code", Mqtt5.MQTT_3_2_2_8)
            .mustFail("auth/unknown-method-is-refused", Mqtt5.MQTT_3_2_2_8)
            .by(() -> ConnectTwists.answering(
                (connect, broker) -> true,
                sent ->
                    ((ConnAck) sent.packet()).reasonCode() == ReasonCode.BAD_AUTHENTICATION_METHOD
                        ? ConnectTwists.bytes(sent, 0x20, 0x03, 0x00, RETURN_CODE_5, 0x00)
                        : List.of(sent))),
        Deviant.named(
                "refuses-with-session-present",
                "Says Session Present 1 while it refuses a client that has one.")
            .mustFail(
                "connack/refusal-has-session-present-0", Mqtt5.MQTT_3_2_2_6, Mqtt311.MQTT_3_2_2_4)
            .by(() -> new RefusingThoseWithSession() {
              @Override
              List<Effect> refusal(Effect.Sent sent) {
                ReasonCode code = ((ConnAck) sent.packet()).reasonCode();
                return sent.version() == MqttVersion.V5
                    ? ConnectTwists.bytes(sent, 0x20, 0x03, 0x01, code.value(), 0x00)
                    : ConnectTwists.bytes(sent, 0x20, 0x02, 0x01, UNACCEPTABLE_LEVEL);
              }
            }),
        Deviant.named(
                "keeps-refused-connections",
                "Leaves the connection of a client open that it has refused.")
            .mustFail(
                "connack/refusal-has-session-present-0", Mqtt5.MQTT_3_2_2_7, Mqtt311.MQTT_3_2_2_5)
            .by(() -> new RefusingThoseWithSession() {
              @Override
              List<Effect> close(Effect.Closed closed) {
                return List.of();
              }
            }));
  }

  private static Twist accepting(Statement v5, Statement v311) {
    return Twists.both(
        ConnectDeviants.acceptingConnectThatBreaks(v5),
        ConnectDeviants.acceptingConnectThatBreaks(v311));
  }

  /** A CONNECT with too many bytes, or with too few, is taken; both break the same statement, so the field tells. */
  private static Twist acceptingConnect(boolean tooLong) {
    return Twists.toleratingWhere(
        violation -> isLengthOfConnect(violation.statement())
            && violation.field().startsWith("end of") == tooLong,
        (bytes, connection, broker) -> new Connect(
            versionOf(bytes),
            "tolerated" + connection,
            true,
            0,
            null,
            null,
            null,
            Properties.NONE));
  }

  private static boolean isLengthOfConnect(Statement statement) {
    return statement == Mqtt5.MQTT_3_1_4_1 || statement == Mqtt311.MQTT_3_1_4_1;
  }

  /** The protocol level is the seventh byte behind a fixed header of two. */
  private static MqttVersion versionOf(Payload bytes) {
    return bytes.toBytes()[8] == MqttVersion.V5.protocolLevel()
        ? MqttVersion.V5
        : MqttVersion.V3_1_1;
  }

  private static Twist welcomingBeforeClosing() {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.BytesMalformed malformed
            && malformed.violation().statement() == Mqtt311.MQTT_3_1_4_1
            && !malformed.violation().field().startsWith("end of")) {
          outbox.send(
              malformed.connection(),
              MqttVersion.V3_1_1,
              new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
        }
        return List.of(input);
      }
    };
  }

  /** The refusal waits until time passes, so that what came in the same segment is still read. */
  private static Twist servingWhatFollows() {
    return new Twist() {
      // lives until time passes
      private final Map<Long, Input.BytesMalformed> refused = new LinkedHashMap<>();

      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.TimePassed) {
          List<Input> due = new ArrayList<>(refused.values());
          due.add(input);
          refused.clear();
          return due;
        }
        if (input instanceof Input.BytesMalformed malformed
            && malformed.violation().field().equals("Connect Flags")) {
          refused.put(malformed.connection(), malformed);
          return List.of();
        }
        if (input instanceof Input.PacketArrived arrived
            && refused.containsKey(arrived.connection())
            && arrived.packet() instanceof Publish publish) {
          forward(publish, broker, outbox);
          return List.of();
        }
        return List.of(input);
      }
    };
  }

  /** Says no at once and closes when time passes, so that what came in the same segment is still read. */
  private abstract static class ServingWhomItRefused implements Twist {
    private final ReasonCode code;
    // live until time passes
    private final Set<Long> refused = new LinkedHashSet<>();

    ServingWhomItRefused(ReasonCode code) {
      this.code = code;
    }

    abstract boolean isRefused(Connect connect);

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.TimePassed) {
        return closing(input, outbox);
      }
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null
          && isRefused(connect)
          && input instanceof Input.PacketArrived arrived
          && refused.add(arrived.connection())) {
        outbox.send(
            arrived.connection(), connect.version(), new ConnAck(false, code, Properties.NONE));
        return List.of();
      }
      if (input instanceof Input.PacketArrived arrived && refused.contains(arrived.connection())) {
        if (arrived.packet() instanceof Publish publish && publish.qos() == Qos.AT_MOST_ONCE) {
          forward(publish, broker, outbox);
        }
        return List.of();
      }
      if (input instanceof Input.ConnectionLost lost) {
        refused.remove(lost.connection());
      }
      return List.of(input);
    }

    private List<Input> closing(Input input, Outbox outbox) {
      List<Input> seen = new ArrayList<>();
      for (long connection : refused) {
        outbox.close(connection);
        seen.add(new Input.ConnectionLost(connection));
      }
      refused.clear();
      seen.add(input);
      return seen;
    }
  }

  private static void forward(Publish publish, BrokerView broker, Outbox outbox) {
    for (String client : broker.subscribersOf(publish.topic())) {
      Long connection = broker.connectionOf(client);
      MqttVersion version = connection == null ? null : broker.versionOf(connection);
      if (connection != null && version != null) {
        outbox.send(connection, version, publish);
      }
    }
  }

  private static Twist endingWhomSecondConnectNames() {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.PacketArrived arrived
            && arrived.packet() instanceof Connect connect
            && broker.clientOf(arrived.connection()) != null) {
          Long other = broker.connectionOf(connect.clientId());
          if (other != null && other != arrived.connection()) {
            outbox.close(other);
            return List.of(new Input.ConnectionLost(other), input);
          }
        }
        return List.of(input);
      }
    };
  }

  private static Twist answeringStrangers() {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.BytesMalformed malformed
            && malformed.violation().statement() == Mqtt5.MQTT_3_1_0_1
            && (malformed.bytes().toBytes()[0] & 0xFF) == PINGREQ) {
          outbox.send(malformed.connection(), MqttVersion.V5, new PingResp());
        }
        return List.of(input);
      }
    };
  }
}
