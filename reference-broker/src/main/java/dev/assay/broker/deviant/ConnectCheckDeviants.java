package dev.assay.broker.deviant;

import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What can go wrong where a CONNECT is accepted, or refused by a check of the broker's own. */
final class ConnectCheckDeviants {
  private static final int LONG_CLIENT_ID = 200;

  private ConnectCheckDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("wants-passwords-in-text", "Refuses a password that is no UTF-8.")
            .mustFail(
                "connect/password-need-not-be-text",
                Rule.V5_PASSWORD_IS_BINARY,
                Rule.V3_1_1_PASSWORD_IS_BINARY)
            .by(() -> ConnectTwists.refusing(
                (connect, broker) -> !isText(connect.password()),
                ReasonCode.BAD_USER_NAME_OR_PASSWORD)),
        Deviant.named(
                "wants-a-name-for-each-password",
                "Calls a 5.0 CONNECT with a password and no user name malformed.")
            .mustFail("connect/password-alone-is-in-order", Rule.V5_PASSWORD_WITHOUT_USER_NAME)
            .by(() -> ConnectTwists.refusing(
                (connect, broker) -> connect.password() != null && connect.userName() == null,
                ReasonCode.MALFORMED_PACKET)),
        Deviant.named(
                "answers-no-connect",
                "Accepts clients with \"unanswered\" in their identifier without a CONNACK.")
            .mustFail(
                "connect/accepted-connect-is-acknowledged",
                Mqtt5.MQTT_3_1_4_5,
                Mqtt311.MQTT_3_1_4_4)
            .by(() -> ConnectTwists.answering(
                (connect, broker) -> connect.clientId().contains("unanswered"), sent -> List.of())),
        Deviant.named(
                "resumes-in-spite-of-clean-start",
                "Takes Clean Start 1 for 0, from clients with \"cleaning\" in their identifier.")
            .mustFail("connect/clean-start-is-processed", Mqtt5.MQTT_3_1_4_4, Mqtt311.MQTT_3_1_4_3)
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> connect.clientId().contains("cleaning"),
                ConnectCheckDeviants::withoutCleanStart)),
        Deviant.named(
                "closes-on-long-identifiers",
                "Closes without a word if a Client Identifier has more than 200 characters.")
            .mustFail(
                "connect/refused-client-id-closes", Mqtt311.MQTT_3_1_3_9, "send-return-code-2")
            .by(() -> new Refusing(ConnectCheckDeviants::isLong, null, true)),
        Deviant.named(
                "refuses-long-identifiers-and-waits",
                "Refuses Client Identifiers of more than 200 characters and leaves the connection open.")
            .mustFail("connect/refused-client-id-closes", Mqtt5.MQTT_3_1_3_8)
            .mustFail(
                "connect/refused-client-id-closes", Mqtt311.MQTT_3_1_3_9, "close-after-refusal")
            .by(() -> new Refusing(
                ConnectCheckDeviants::isLong, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, false)),
        Deviant.named(
                "closes-on-nameless-clients",
                "Assigns no Client Identifiers: closes without a word if a client has none.")
            .mustFail(
                "connect/refused-empty-client-id-closes",
                Mqtt311.MQTT_3_1_3_9,
                "send-return-code-2")
            .by(() -> new Refusing(ConnectCheckDeviants::isNameless, null, true)),
        Deviant.named(
                "refuses-nameless-clients-and-waits",
                "Assigns no Client Identifiers: refuses clients that have none, and leaves the connection open.")
            .mustFail("connect/refused-empty-client-id-closes", Mqtt5.MQTT_3_1_3_8)
            .mustFail(
                "connect/refused-empty-client-id-closes",
                Mqtt311.MQTT_3_1_3_9,
                "close-after-refusal")
            .by(() -> new Refusing(
                ConnectCheckDeviants::isNameless, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, false)),
        Deviant.named(
                "asks-for-another-password",
                "Refuses clients with \"stranger\" in their User Name and leaves the connection open.")
            .mustFail(
                "connect/failed-check-closes", Mqtt5.MQTT_3_1_4_2, Rule.V3_1_1_FAILED_CHECK_CLOSES)
            .by(() -> new Refusing(
                ConnectCheckDeviants::isStranger, ReasonCode.BAD_USER_NAME_OR_PASSWORD, false)),
        Deviant.named(
                "refuses-3-1-1-with-codes-of-5-0",
                "Refuses a malformed CONNECT of 3.1.1 with return code 0x81.")
            .mustFail(
                "connack/no-code-that-3-1-1-does-not-have", Mqtt311.MQTT_3_2_2_6, "send-no-connack")
            .mayFail("connect/reserved-connect-flag-is-refused")
            .by(() -> new MalformedAnswered("20 02 00 81", true)),
        Deviant.named(
                "waits-after-a-malformed-connect",
                "Overlooks a CONNECT of 3.1.1 with the reserved flag.")
            .mustFail(
                "connack/no-code-that-3-1-1-does-not-have",
                Mqtt311.MQTT_3_2_2_6,
                "close-connection")
            .mustFail("connect/reserved-connect-flag-is-refused", Mqtt311.MQTT_3_1_2_3)
            .by(() -> new MalformedAnswered("", false)));
  }

  private static Connect withoutCleanStart(Connect connect) {
    return new Connect(
        connect.version(),
        connect.clientId(),
        false,
        connect.keepAliveSeconds(),
        connect.will(),
        connect.userName(),
        connect.password(),
        connect.properties());
  }

  /** Refuses those with a long identifier, or with a password that is none, by a CONNACK or without. */
  private static final class Refusing implements Twist {
    private final Predicate<Connect> isMeant;
    private final @Nullable ReasonCode code;
    private final boolean closes;

    Refusing(Predicate<Connect> isMeant, @Nullable ReasonCode code, boolean closes) {
      this.isMeant = isMeant;
      this.code = code;
      this.closes = closes;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect == null || !isMeant.test(connect)) {
        return List.of(input);
      }
      long connection = ((Input.PacketArrived) input).connection();
      if (code != null) {
        outbox.send(connection, connect.version(), new ConnAck(false, code, Properties.NONE));
      }
      if (!closes) {
        return List.of();
      }
      outbox.close(connection);
      return List.of(new Input.ConnectionLost(connection));
    }
  }

  private static boolean isLong(Connect connect) {
    return connect.clientId().length() > LONG_CLIENT_ID;
  }

  private static boolean isNameless(Connect connect) {
    return connect.clientId().isEmpty() && connect.cleanStart();
  }

  private static boolean isStranger(Connect connect) {
    return String.valueOf(connect.userName()).contains("stranger");
  }

  /** Answers a CONNECT of 3.1.1 with the reserved flag by these bytes. */
  private static final class MalformedAnswered implements Twist {
    private final byte[] bytes;
    private final boolean closes;

    MalformedAnswered(String hex, boolean closes) {
      this.bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
      this.closes = closes;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.BytesMalformed malformed)
          || malformed.violation().statement() != Mqtt311.MQTT_3_1_2_3) {
        return List.of(input);
      }
      if (bytes.length > 0) {
        outbox.sendBytes(malformed.connection(), Payload.owning(bytes.clone()));
      }
      return closes ? List.of(input) : List.of();
    }
  }

  private static boolean isText(@Nullable Payload password) {
    if (password == null) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password.toBytes()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
