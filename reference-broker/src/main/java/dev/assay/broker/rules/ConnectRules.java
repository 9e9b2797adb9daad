package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.core.Redirection;
import dev.assay.broker.state.Authentication;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Connection;
import dev.assay.broker.state.Session;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT (3.1): is the client let in, which session does it get, and what is it told?
 *
 * <p>The order is that of 3.1.4: check, end the connection that the client may still have, Clean Start, CONNACK ({@link ConnAckRules}),
 * deliver.
 */
public final class ConnectRules {

  private static final int PLAIN_CLIENT_ID_MAX = 23;

  // of 256 characters: who keeps to that is let in for as long as it is connected, whatever others
  // have left behind
  private static final long ORDINARY_NAME_BYTES = 2 * 256;

  /** Who is to go elsewhere is told where. */
  public static final Citation REDIRECTED =
      cite(Rule.V5_REDIRECTION, Rule.V3_1_1_FAILED_CHECK_CLOSES);

  /** A method that is not supported here. */
  public static final Citation AUTHENTICATION_METHOD = cite(Mqtt5.MQTT_4_12_0_1);

  /** Whoever sends no identifier gets one. */
  public static final Citation ASSIGNED_IDENTIFIER =
      cite(Mqtt5.MQTT_3_1_3_6, Mqtt5.MQTT_3_1_3_7, Mqtt5.MQTT_3_2_2_16, Mqtt311.MQTT_3_1_3_6);

  /** Unless it wants to be known later: in 3.1.1 it would never learn its identifier. */
  public static final Citation EMPTY_IDENTIFIER_TO_KEEP =
      cite(Mqtt311.MQTT_3_1_3_8, Mqtt311.MQTT_3_1_3_7);

  public static final Citation EMPTY_IDENTIFIER_REFUSED =
      cite(Mqtt5.MQTT_3_1_3_8, Mqtt311.MQTT_3_1_3_9);

  /** Other identifiers than those that every server has to allow. */
  public static final Citation IDENTIFIER_REFUSED = cite(Mqtt5.MQTT_3_1_3_8, Mqtt311.MQTT_3_1_4_5);

  /** AUTH asks for what is still missing. */
  public static final Citation MORE_IS_NEEDED = cite(Mqtt5.MQTT_4_12_0_2, Mqtt5.MQTT_3_15_2_1);

  /** AUTH and CONNACK name the method that CONNECT named. */
  public static final Citation METHOD_NAMED = cite(Mqtt5.MQTT_4_12_0_5);

  /** Who cannot prove who it is does not come in. */
  public static final Citation AUTHENTICATION_FAILED = cite(Mqtt5.MQTT_4_12_0_4);

  public static final Citation IDENTIFIER_ALLOWED =
      cite(Mqtt5.MQTT_3_1_3_5, Mqtt311.MQTT_3_1_3_5, Rule.V5_ASSIGNED_ONLY_TO_WHO_HAS_NONE);

  public static final Citation NOT_LET_IN =
      cite(Mqtt5.MQTT_3_1_4_2, Rule.V3_1_1_FAILED_CHECK_CLOSES);

  public static final Citation WILL_QOS_UNSUPPORTED = cite(Mqtt5.MQTT_3_2_2_12);
  public static final Citation WILL_RETAIN_UNSUPPORTED = cite(Mqtt5.MQTT_3_2_2_13);
  public static final Citation WILL_IS_NOT_TEXT = cite(Rule.V5_PAYLOAD_FORMAT_CHECKED);

  /** The identifier is connected already: the older connection ends. */
  public static final Citation TAKEN_OVER =
      cite(Mqtt5.MQTT_3_1_4_3, Rule.V5_TAKEOVER_SAYS_SO, Mqtt311.MQTT_3_1_4_2);

  public static final Citation KEEP_ALIVE_OF_CLIENT = cite(Mqtt5.MQTT_3_2_2_22);
  public static final Citation KEEP_ALIVE_OF_SERVER = cite(Rule.V5_SERVER_KEEP_ALIVE_ENFORCED);
  public static final Citation QUOTA_FROM_RECEIVE_MAXIMUM = cite(Mqtt5.MQTT_4_9_0_1);

  private final BrokerConfig config;
  private final Choices choices;
  private final Law law;
  private final BrokerState state;
  private final Outgoing outgoing;
  private final Sessions sessions;
  private final Wills wills;
  private final Deliveries deliveries;
  private final KeepAlive keepAlive;
  private final Authenticator authenticator;
  private final Permissions permissions;
  private final Endings endings;
  private final ConnAckRules connAcks;

  ConnectRules(
      Parts parts,
      Sessions sessions,
      Wills wills,
      Deliveries deliveries,
      KeepAlive keepAlive,
      Authenticator authenticator,
      Permissions permissions,
      Endings endings) {
    config = parts.config();
    choices = parts.choices();
    law = parts.law();
    state = parts.state();
    outgoing = parts.outgoing();
    this.sessions = sessions;
    this.wills = wills;
    this.deliveries = deliveries;
    this.keepAlive = keepAlive;
    this.authenticator = authenticator;
    this.permissions = permissions;
    this.endings = endings;
    this.connAcks = new ConnAckRules(config, law);
  }

  /** CONNECT is checked before anything else happens [5.0 MQTT-3.1.4-2, 3.1.1 3.1.4]; with an Authentication Method more may be needed [5.0 MQTT-4.12.0-2]. */
  void onConnect(Connection connection, Connect packet) {
    connection.speaks(packet.version());
    takeLimits(connection, packet);
    if (isRefused(connection, packet)) {
      return;
    }
    String method = packet.properties().text(PropertyId.AUTHENTICATION_METHOD);
    if (method == null) {
      accept(connection, packet, packet.userName(), null);
      return;
    }
    Authentication underWay = new Authentication(method, packet, outgoing.sizeOf(packet));
    onAnswer(
        connection,
        underWay,
        authenticator.begin(
            connection, underWay, packet.properties().binary(PropertyId.AUTHENTICATION_DATA)));
  }

  /** Before CONNACK: AUTH 0x18 asks for more, CONNACK ends the authentication [5.0 MQTT-4.12.0-2 to 5]. */
  void onAnswer(Connection connection, Authentication underWay, Authenticator.Answer answer) {
    Connect packet = underWay.connect();
    if (packet == null) {
      throw new IllegalStateException("a re-authentication comes after CONNACK");
    }
    switch (answer.outcome()) {
      case CONTINUES -> askForMore(connection, underWay, answer);
      case SUCCEEDED -> {
        authenticator.end(connection);
        accept(connection, packet, answer.userName(), answer.data());
      }
      case FAILED -> {
        if (law.holds(connection, AUTHENTICATION_FAILED, true, "the proof does not fit")) {
          endings.refuse(connection, ReasonCode.NOT_AUTHORIZED, "the authentication failed");
        }
      }
      case FINDS_NO_ROOM -> {
        if (law.holds(
            connection,
            NOT_LET_IN,
            true,
            "no room in the {} bytes that all authentications under way may keep",
            config.authenticationsMaxBytes())) {
          endings.refuse(connection, ReasonCode.QUOTA_EXCEEDED, "too much is kept of others");
        }
      }
    }
  }

  /** AUTH 0x18 of the same method asks for what is missing [5.0 MQTT-4.12.0-2, 4.12.0-5]. */
  private void askForMore(
      Connection connection, Authentication underWay, Authenticator.Answer answer) {
    law.because(connection, MORE_IS_NEEDED, "AUTH 0x18 asks for more");
    law.because(connection, METHOD_NAMED, "Authentication Method {}", underWay.method());
    Auth more = new Auth(
        ReasonCode.CONTINUE_AUTHENTICATION, authProperties(underWay.method(), answer.data()));
    if (!outgoing.send(connection, more)) {
      endings.close(connection);
    }
  }

  /** Every AUTH names its method, and carries data if there is some [5.0 MQTT-4.12.0-5]. */
  static Properties authProperties(String method, @Nullable Payload data) {
    Properties.Builder properties =
        Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, method);
    if (data != null) {
      properties.with(PropertyId.AUTHENTICATION_DATA, data);
    }
    return properties.build();
  }

  /** It is known by now who it is: the rest of the checks, then the steps of 3.1.4 in their order. */
  private void accept(
      Connection connection,
      Connect packet,
      @Nullable String userName,
      @Nullable Payload authenticationData) {
    boolean assigned = packet.clientId().isEmpty();
    String clientId = assigned ? assign(connection) : allow(connection, packet.clientId());
    Will will = packet.will();
    ReasonCode willRefusal = will == null
        ? null
        : permissions.refusalOfWill(connection, userName, clientId, will.topic());
    if (law.holds(
        connection, NOT_LET_IN, willRefusal != null, "{} may not publish its will", clientId)) {
      endings.refuse(
          connection, Objects.requireNonNull(willRefusal), "the will may not be published");
      return;
    }
    Session known = state.session(clientId);
    if (law.holds(
        connection,
        NOT_LET_IN,
        known != null && !config.access().mayHaveSessionOf(userName, known.owner()),
        "the session of {} is another user's",
        clientId)) {
      endings.refuse(connection, ReasonCode.NOT_AUTHORIZED, "the session is another user's");
      return;
    }
    if (isMoreThanThereMayBe(connection, packet, clientId, userName, known)) {
      return;
    }
    connection.knownAs(userName, packet.properties().text(PropertyId.AUTHENTICATION_METHOD));
    takeOver(connection, clientId);

    Sessions.Opened opened = sessions.open(connection, clientId, packet.cleanStart());
    Session session = opened.session();
    connection.establish(session);
    session.belongTo(userName);
    session.expireAfterSeconds(expirySeconds(packet));
    wills.store(session, will);

    ConnAck answer = connAcks.answer(connection, packet, opened, assigned, authenticationData);
    if (!outgoing.send(connection, answer)) {
      endings.close(connection);
      return;
    }
    keepAlive.onConnected(connection);
    deliveries.resume(session, connection);
  }

  /** Whether the CONNECT is refused for want of room, and then it has been [5.0 3.2.2.2, 3.1.1 3.2.2.3]. */
  private boolean isMoreThanThereMayBe(
      Connection connection,
      Connect packet,
      String clientId,
      @Nullable String userName,
      @Nullable Session known) {
    ReasonCode refusal =
        connection.isV5() ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.SERVER_UNAVAILABLE;
    if (law.holds(
        connection,
        NOT_LET_IN,
        expirySeconds(packet) > 0
            && (known == null || known.expirySeconds() == 0)
            && state.sessionCount() >= config.sessionsMax(),
        "{} asks for one session more that outlasts its connection than the {} that there may be",
        clientId,
        config.sessionsMax())) {
      endings.refuse(connection, refusal, "too many sessions");
      return true;
    }
    long nameBytes = Session.nameBytes(clientId, userName);
    long more = nameBytes - (known == null ? 0 : known.nameBytes());
    if (law.holds(
        connection,
        NOT_LET_IN,
        (expirySeconds(packet) > 0 || nameBytes > ORDINARY_NAME_BYTES)
            && more > 0
            && state.nameBytes() + more > config.sessionNamesMaxBytes(),
        "{} finds no room in the {} bytes that the names of all sessions may have",
        clientId,
        config.sessionNamesMaxBytes())) {
      endings.refuse(connection, refusal, "no room for the identifier");
      return true;
    }
    Will will = packet.will();
    // that of a session that goes on makes room for it
    long others = state.willBytes() - (known == null ? 0 : known.willBytes());
    if (law.holds(
        connection,
        NOT_LET_IN,
        will != null && others + will.sizeBytes() > config.willsMaxBytes(),
        "the will of {} finds no room in the {} bytes that all wills may have",
        clientId,
        config.willsMaxBytes())) {
      endings.refuse(connection, refusal, "no room for the will");
      return true;
    }
    return false;
  }

  /** What the client can take counts from the CONNACK on. */
  private void takeLimits(Connection connection, Connect packet) {
    Properties properties = packet.properties();
    connection.setMaximumPacketSizeBytes((int) Math.min(
        Integer.MAX_VALUE, properties.number(PropertyId.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE)));
    connection.setWantsProblemInformation(
        properties.number(PropertyId.REQUEST_PROBLEM_INFORMATION, 1) == 1);
    connection.setAskedForNoExpiry(
        connection.isV5() && properties.number(PropertyId.SESSION_EXPIRY_INTERVAL, 0) == 0);
    connection.setTopicAliasMaximum((int) properties.number(PropertyId.TOPIC_ALIAS_MAXIMUM, 0));
    connection.setSendQuota((int) properties.number(PropertyId.RECEIVE_MAXIMUM, PacketId.MAX));
    connection.setKeepAliveSeconds(keepAliveSeconds(connection, packet));
    law.because(
        connection,
        QUOTA_FROM_RECEIVE_MAXIMUM,
        "at most {} messages of QoS 1 and 2 in flight to this client",
        connection.sendQuota());
  }

  /** The Keep Alive of the server, if it names one, counts in place of the client's [5.0 3.2.2.3.14, MQTT-3.2.2-22]. */
  private int keepAliveSeconds(Connection connection, Connect packet) {
    Integer ours = config.serverKeepAliveSeconds();
    if (connection.isV5()
        && ours != null
        && law.holds(
            connection, KEEP_ALIVE_OF_SERVER, true, "the server's Keep Alive counts, {} s", ours)) {
      return ours;
    }
    law.because(
        connection,
        KEEP_ALIVE_OF_CLIENT,
        "the client's Keep Alive counts, {} s",
        packet.keepAliveSeconds());
    return packet.keepAliveSeconds();
  }

  /** Whether the CONNECT is refused, and then it has been [5.0 MQTT-3.1.4-2, 3.1.1 3.1.4]. */
  private boolean isRefused(Connection connection, Connect packet) {
    if (isSentAway(connection)) {
      return true;
    }
    String method = packet.properties().text(PropertyId.AUTHENTICATION_METHOD);
    if (law.holds(
        connection,
        AUTHENTICATION_METHOD,
        method != null && !authenticator.offers(method),
        "Authentication Method {}, which is not supported",
        String.valueOf(method))) {
      endings.refuse(
          connection, ReasonCode.BAD_AUTHENTICATION_METHOD, "no such method is supported");
      return true;
    }
    if (law.holds(
        connection,
        EMPTY_IDENTIFIER_TO_KEEP,
        !connection.isV5() && packet.clientId().isEmpty() && !packet.cleanStart(),
        "no Client Identifier beside CleanSession 0")) {
      endings.refuse(
          connection, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "a session needs an identifier");
      return true;
    }
    if (law.holds(
        connection,
        EMPTY_IDENTIFIER_REFUSED,
        packet.clientId().isEmpty() && !choices.emptyClientId(),
        "no Client Identifier, and this broker assigns none")) {
      endings.refuse(
          connection, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "this broker assigns no identifiers");
      return true;
    }
    if (law.holds(
        connection,
        IDENTIFIER_REFUSED,
        choices.onlyPlainClientIds() && !isPlain(packet.clientId()),
        "{} is not of 23 letters and digits at most",
        packet.clientId())) {
      endings.refuse(
          connection,
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          "identifiers have 23 letters and digits at most");
      return true;
    }
    if (law.holds(
        connection,
        NOT_LET_IN,
        method == null && !config.access().admits(packet.userName(), packet.password()),
        "user name and password do not fit")) {
      endings.refuse(connection, ReasonCode.BAD_USER_NAME_OR_PASSWORD, "not let in");
      return true;
    }
    return packet.will() != null
        && connection.isV5()
        && isRefusedForWill(connection, packet.will());
  }

  /** Not here, or not now [5.0 3.2.2.2, 4.11]. */
  private boolean isSentAway(Connection connection) {
    Redirection redirection = config.redirection();
    if (law.holds(connection, REDIRECTED, redirection != null, "another server is to be used")) {
      endings.redirect(connection, Objects.requireNonNull(redirection));
      return true;
    }
    if (law.holds(
        connection,
        NOT_LET_IN,
        state.connectionCount() > config.connectionsMax(),
        "more than {} connections",
        config.connectionsMax())) {
      endings.refuse(
          connection,
          connection.isV5() ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.SERVER_UNAVAILABLE,
          "too many connections");
      return true;
    }
    return false;
  }

  /** What every server has to allow [MQTT-3.1.3-5, both versions]. */
  private static boolean isPlain(String clientId) {
    return clientId.length() <= PLAIN_CLIENT_ID_MAX
        && clientId.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
  }

  /** A will that could not be published is refused beforehand [5.0 MQTT-3.2.2-12, 3.2.2-13]. */
  private boolean isRefusedForWill(Connection connection, Will will) {
    if (law.holds(
        connection,
        WILL_QOS_UNSUPPORTED,
        will.qos().compareTo(config.maximumQos()) > 0,
        "a will of QoS {}, above the Maximum QoS",
        will.qos().level())) {
      endings.refuse(connection, ReasonCode.QOS_NOT_SUPPORTED, "the will is above the Maximum QoS");
      return true;
    }
    if (law.holds(
        connection,
        WILL_RETAIN_UNSUPPORTED,
        will.retain() && !config.retainAvailable(),
        "a will to be retained, and nothing is retained here")) {
      endings.refuse(connection, ReasonCode.RETAIN_NOT_SUPPORTED, "nothing is retained here");
      return true;
    }
    if (law.holds(
        connection,
        WILL_IS_NOT_TEXT,
        choices.checksPayloadFormat()
            && will.properties().number(PropertyId.PAYLOAD_FORMAT_INDICATOR, 0) == 1
            && !PublishRules.isUtf8(will.payload()),
        "the will says that its payload is UTF-8, and it is not")) {
      endings.refuse(connection, ReasonCode.PAYLOAD_FORMAT_INVALID, "the will is not UTF-8");
      return true;
    }
    return false;
  }

  /** A client without a Client Identifier gets one [5.0 MQTT-3.1.3-6, 3.1.3-7, 3.1.1 MQTT-3.1.3-6]. */
  private String assign(Connection connection) {
    String clientId = state.newClientId();
    law.because(connection, ASSIGNED_IDENTIFIER, "no Client Identifier: this one is {}", clientId);
    return clientId;
  }

  /** The Client Identifiers that are allowed are those that {@link #isRefused} lets pass [MQTT-3.1.3-5, both versions]. */
  private String allow(Connection connection, String clientId) {
    law.because(connection, IDENTIFIER_ALLOWED, "the Client Identifier {} is allowed", clientId);
    return clientId;
  }

  /** One connection for one client [5.0 MQTT-3.1.4-3, 3.1.1 MQTT-3.1.4-2]. */
  private void takeOver(Connection connection, String clientId) {
    Session session = state.session(clientId);
    Connection existing = session == null ? null : session.link();
    if (existing == null || existing == connection) {
      return;
    }
    if (law.holds(
        existing, TAKEN_OVER, true, "{} connects again: this connection ends", clientId)) {
      endings.sayGoodbye(existing, ReasonCode.SESSION_TAKEN_OVER, "the client connected again");
      endings.close(existing);
    }
  }

  /**
   * What the client asked for, as far as it is granted. In 3.1.1 nobody asks for less, and a server may discard a session after a time (3.1.1 4.1),
   * but not at once: it has to be stored [3.1.1 MQTT-3.1.2-5].
   */
  private long expirySeconds(Connect packet) {
    long grantedSeconds = config.sessionExpiryMaxSeconds();
    boolean isToBeStored = packet.version() == MqttVersion.V3_1_1 && grantedSeconds == 0;
    long askedSeconds = askedExpirySeconds(packet);
    return isToBeStored ? askedSeconds : Math.min(askedSeconds, grantedSeconds);
  }

  /** CleanSession says the same in 3.1.1: 1 is an interval of 0, 0 is one without end [5.0 3.1.2.11.2, 3.1.1 3.1.2.4]. */
  private static long askedExpirySeconds(Connect packet) {
    if (packet.version() == MqttVersion.V3_1_1) {
      return packet.cleanStart() ? 0 : BrokerConfig.NEVER_SECONDS;
    }
    return packet.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
  }
}
