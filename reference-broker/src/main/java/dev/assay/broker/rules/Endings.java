package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.core.Redirection;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Connection;
import dev.assay.broker.state.Session;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import dev.assay.spec.Statement;
import java.util.List;

/** How connections end, and what the broker says before (4.13 of 5.0, 4.8 of 3.1.1). */
public final class Endings {

  /** A refused CONNECT may be told why. */
  public static final Citation REFUSAL_SAYS_WHY =
      cite(Mqtt5.MQTT_3_2_2_6, Mqtt5.MQTT_3_2_2_8, Mqtt311.MQTT_3_2_2_4);

  /** After a refusal the connection is closed. */
  public static final Citation REFUSAL_CLOSES = cite(
      Mqtt5.MQTT_3_2_2_7,
      Mqtt5.MQTT_4_13_2_1,
      Mqtt5.MQTT_3_1_4_6,
      Mqtt5.MQTT_3_14_0_1,
      Mqtt311.MQTT_3_2_2_5,
      Mqtt311.MQTT_3_1_4_5);

  /** The first packet is a CONNECT. */
  public static final Citation CONNECT_FIRST =
      cite(Mqtt5.MQTT_3_1_0_1, Mqtt5.MQTT_4_13_1_1, Mqtt311.MQTT_3_1_0_1, Mqtt311.MQTT_4_8_0_1);

  /** A CONNECT that is not well-formed ends the connection. */
  public static final Citation MALFORMED_CONNECT_CLOSES = cite(
      Mqtt5.MQTT_3_1_4_1,
      Mqtt5.MQTT_4_13_1_1,
      Mqtt311.MQTT_3_1_4_1,
      Mqtt311.MQTT_3_2_2_6,
      Mqtt5.MQTT_3_1_4_6,
      Mqtt311.MQTT_3_1_4_5);

  /** An unknown Protocol Level of 3.1.1 is the one malformed CONNECT that has to be answered. */
  public static final Citation UNSUPPORTED_LEVEL = cite(Mqtt5.MQTT_3_1_2_2, Mqtt311.MQTT_3_1_2_2);

  /** The Protocol Name of MQTT 3.1: a server may go on by that specification, whose CONNACK 1 means the same. */
  public static final Citation OLDER_PROTOCOL = cite(Mqtt311.MQTT_3_1_2_1);

  private static final String NAME_OF_MQTT_3_1 = "MQIsdp";

  public static final Citation ILL_FORMED_TEXT = cite(Mqtt311.MQTT_1_5_3_1);

  public static final Citation NULL_CHARACTER = cite(Mqtt311.MQTT_1_5_3_2);

  public static final Citation INVALID_FLAGS = cite(Mqtt311.MQTT_2_2_2_2);

  public static final Citation PACKET_TOO_LARGE = cite(Rule.V5_PACKET_TOO_LARGE);

  /** DISCONNECT tells a client why. */
  public static final Citation DISCONNECT_SAYS_WHY = cite(
      Rule.V5_DISCONNECT_BEFORE_CLOSE,
      Mqtt5.MQTT_3_14_2_1,
      Mqtt5.MQTT_3_14_2_2,
      Mqtt5.MQTT_3_14_0_1);

  /** Then the connection is closed. */
  public static final Citation ERROR_CLOSES = cite(
      Mqtt5.MQTT_4_13_1_1,
      Mqtt5.MQTT_4_13_2_1,
      Mqtt5.MQTT_3_14_4_1,
      Mqtt5.MQTT_3_14_4_2,
      Rule.V5_ERRORS_STAY_WITH_THEIR_CONNECTION,
      Mqtt311.MQTT_4_8_0_1);

  private final Choices choices;
  private final Law law;
  private final BrokerState state;
  private final Outgoing outgoing;
  private final Sessions sessions;
  private final Wills wills;
  private final SharedSubscriptions sharing;
  private final TopicAliases aliases;
  private final Authenticator authenticator;

  Endings(
      Parts parts,
      Sessions sessions,
      Wills wills,
      SharedSubscriptions sharing,
      TopicAliases aliases,
      Authenticator authenticator) {
    choices = parts.choices();
    law = parts.law();
    state = parts.state();
    outgoing = parts.outgoing();
    this.sessions = sessions;
    this.wills = wills;
    this.sharing = sharing;
    this.aliases = aliases;
    this.authenticator = authenticator;
  }

  /**
   * Refuses a CONNECT: CONNACK with the code, if that is wanted, and close [5.0 MQTT-3.2.2-7, 3.1.1 MQTT-3.2.2-5].
   *
   * @param reason for people; no text from the network
   */
  void refuse(Connection connection, ReasonCode code, String reason) {
    refuse(connection, code, Properties.NONE, reason);
  }

  /** Refuses a CONNECT and says where to go instead [5.0 4.11]; 3.1.1 can only say that this server is of no use. */
  void redirect(Connection connection, Redirection redirection) {
    if (!connection.isV5()) {
      refuse(connection, ReasonCode.SERVER_UNAVAILABLE, Properties.NONE, "another server is meant");
      return;
    }
    String reference = redirection.serverReference();
    Properties properties = reference == null
        ? Properties.NONE
        : Properties.builder().with(PropertyId.SERVER_REFERENCE, reference).build();
    refuse(
        connection,
        redirection.isPermanent() ? ReasonCode.SERVER_MOVED : ReasonCode.USE_ANOTHER_SERVER,
        properties,
        "this server serves nobody");
  }

  /** CONNACK with a code from 0x80, then close [5.0 MQTT-3.2.2-7, 3.1.1 MQTT-3.2.2-5]. */
  private void refuse(
      Connection connection, ReasonCode code, Properties properties, String reason) {
    state.counts().refuse(code);
    boolean answers = !connection.isV5() || choices.connAckOnRefusal();
    if (law.holds(
        connection,
        REFUSAL_SAYS_WHY,
        answers,
        "CONNACK says why: {}",
        code.inConnAck(connection.version()))) {
      outgoing.sendWithReason(
          connection, explained -> new ConnAck(false, code, explained), properties, reason);
    }
    if (law.holds(connection, REFUSAL_CLOSES, true, "refused, so closed")) {
      close(connection);
    }
  }

  /** Bytes that break the standard end the connection [5.0 MQTT-4.13.1-1, 3.1.1 MQTT-4.8.0-1]. */
  void onMalformed(Connection connection, Violation violation) {
    if (!connection.isEstablished()) {
      onMalformedConnect(connection, violation);
      return;
    }
    law.because(connection, cite(violation.statement()), "{}", violation);
    sayWhatClosesAsWell(connection, violation);
    if (violation.reasonCode() == ReasonCode.PACKET_TOO_LARGE) {
      law.because(connection, PACKET_TOO_LARGE, "larger than the Maximum Packet Size");
    }
    giveUp(connection, forDisconnect(violation.reasonCode()), summary(violation));
  }

  /** Where 3.1.1 orders the close in another place than the statement that was broken. */
  private void sayWhatClosesAsWell(Connection connection, Violation violation) {
    Statement statement = violation.statement();
    if (statement == Mqtt311.MQTT_2_2_2_1) {
      law.because(connection, INVALID_FLAGS, "invalid flags: closed");
    }
    if (violation.expected().equals(Violation.WELL_FORMED_TEXT)) {
      law.because(connection, ILL_FORMED_TEXT, "ill-formed UTF-8: closed");
    }
    if (statement == Mqtt311.MQTT_4_7_3_2) {
      law.because(connection, NULL_CHARACTER, "U+0000: closed");
    }
  }

  /** A first packet that cannot be read [5.0 MQTT-3.1.4-1, 3.1.1 MQTT-3.1.4-1]. */
  private void onMalformedConnect(Connection connection, Violation violation) {
    Statement statement = violation.statement();
    connection.speaks(statement.version());
    law.because(connection, cite(statement), "{}", violation);
    sayWhatClosesAsWell(connection, violation);
    if (statement == Mqtt5.MQTT_3_1_0_1 || statement == Mqtt311.MQTT_3_1_0_1) {
      onOtherFirstPacket(connection);
      return;
    }
    if (law.holds(
        connection,
        UNSUPPORTED_LEVEL,
        statement == Mqtt5.MQTT_3_1_2_2 || statement == Mqtt311.MQTT_3_1_2_2,
        "a Protocol Level that this broker does not speak")) {
      refuse(connection, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "speaks 3.1.1 and 5.0");
      return;
    }
    if (law.holds(
        connection,
        OLDER_PROTOCOL,
        choices.answersMqtt31() && violation.found().equals(NAME_OF_MQTT_3_1),
        "a client of MQTT 3.1 is refused in words that it knows")) {
      refuse(connection, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "speaks 3.1.1 and 5.0");
      return;
    }
    if (!law.holds(
        connection, MALFORMED_CONNECT_CLOSES, true, "the CONNECT is not well-formed: closed")) {
      return;
    }
    if (connection.version() == MqttVersion.V5) {
      refuse(connection, forConnAck(violation.reasonCode()), summary(violation));
      return;
    }
    close(connection);
  }

  /** A connection begins with CONNECT; as long as nobody knows its version, both standards say so. */
  void onOtherFirstPacket(Connection connection) {
    boolean closes = true;
    for (MqttVersion version : MqttVersion.values()) {
      connection.speaks(version);
      closes &= law.holds(connection, CONNECT_FIRST, true, "another packet before CONNECT: closed");
    }
    if (closes) {
      close(connection);
    }
  }

  /**
   * Ends the connection because of what the client did: DISCONNECT with the code, if that is wanted and possible, and close.
   *
   * @param reason for people; no text from the network
   */
  void giveUp(Connection connection, ReasonCode code, String reason) {
    boolean answers =
        connection.isV5() && connection.isEstablished() && choices.disconnectBeforeClose();
    if (law.holds(connection, DISCONNECT_SAYS_WHY, answers, "DISCONNECT says why: {}", code)) {
      sayGoodbye(connection, code, reason);
    }
    if (law.holds(connection, ERROR_CLOSES, true, "an error of the client: closed")) {
      close(connection);
    }
  }

  /** DISCONNECT to a 5.0 client; 3.1.1 has none from the server. */
  void sayGoodbye(Connection connection, ReasonCode code, String reason) {
    if (connection.isV5()) {
      outgoing.sendWithReason(
          connection, properties -> new Disconnect(code, properties), Properties.NONE, reason);
    }
  }

  /** Closes the connection; the client is gone. */
  void close(Connection connection) {
    outgoing.close(connection);
    onConnectionGone(connection);
  }

  /** The connection is gone, whoever ended it: what becomes of the will and of the session? */
  void onConnectionGone(Connection connection) {
    state.forget(connection);
    aliases.forget(connection);
    authenticator.end(connection);
    if (!connection.isEstablished()) {
      return;
    }
    Session session = connection.session();
    if (session.link() != connection) {
      return;
    }
    session.detach(state.nowMillis());
    wills.onConnectionGone(session);
    sharing.onConnectionGone(session);
    sessions.onConnectionGone(session);
  }

  /**
   * The broker starts again: all connections are gone, those of clients that were there until now from now on. A server that
   * failed may publish wills after its restart (3.1.2.5), and the time of a session goes on (3.1.2.11.2).
   */
  void onRestarted() {
    for (Session session : List.copyOf(state.sessions())) {
      if (session.awaySinceMillis() == Session.PRESENT) {
        session.detach(state.nowMillis());
      }
      wills.onConnectionGone(session);
      sessions.onConnectionGone(session);
    }
  }

  /**
   * The broker stops, and says so to who is there [5.0 4.13.1, DISCONNECT 0x8B]; 3.1.1 has no word for it. Sessions and wills stay as they
   * are: for who remembers them, the clients are there until the restart.
   */
  void onStopping() {
    for (Session session : List.copyOf(state.sessions())) {
      Connection connection = session.link();
      if (connection != null
          && law.holds(
              connection,
              DISCONNECT_SAYS_WHY,
              connection.isV5() && choices.disconnectBeforeClose(),
              "DISCONNECT says why: {}",
              ReasonCode.SERVER_SHUTTING_DOWN)) {
        sayGoodbye(connection, ReasonCode.SERVER_SHUTTING_DOWN, "the broker stops");
      }
    }
  }

  private static ReasonCode forDisconnect(ReasonCode code) {
    return code.allowedIn(PacketType.DISCONNECT) ? code : ReasonCode.MALFORMED_PACKET;
  }

  private static ReasonCode forConnAck(ReasonCode code) {
    return code.allowedIn(PacketType.CONNACK) ? code : ReasonCode.MALFORMED_PACKET;
  }

  private static String summary(Violation violation) {
    return violation.field() + ": expected " + violation.expected() + " ["
        + violation.statement().citation() + "]";
  }
}
