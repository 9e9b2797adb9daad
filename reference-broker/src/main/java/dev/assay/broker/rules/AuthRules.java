package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.Authentication;
import dev.assay.broker.state.Connection;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.Objects;

/**
 * AUTH (3.15, 4.12 of 5.0).
 *
 * <pre>
 *   CONNECT method  --&gt;                      AUTH 0x19  --&gt;
 *          &lt;--  AUTH 0x18                          &lt;--  AUTH 0x18
 *   AUTH 0x18       --&gt;                      AUTH 0x18  --&gt;
 *          &lt;--  CONNACK 0x00                       &lt;--  AUTH 0x00
 * </pre>
 */
public final class AuthRules {

  /** Without an Authentication Method in CONNECT there is no AUTH. */
  public static final Citation AUTH_WITHOUT_METHOD = cite(Mqtt5.MQTT_4_12_0_7);

  /** Whoever named a method sends nothing but AUTH and DISCONNECT before its CONNACK. */
  public static final Citation ONLY_AUTH_BEFORE_CONNACK = cite(Mqtt5.MQTT_3_1_2_30);

  /** The method stays the one of CONNECT. */
  public static final Citation OTHER_METHOD = cite(Mqtt5.MQTT_4_12_1_1, Mqtt5.MQTT_4_12_0_5);

  /** An AUTH that goes on with what nobody began. */
  public static final Citation NOTHING_TO_CONTINUE =
      cite(Rule.V5_REAUTHENTICATION, Mqtt5.MQTT_4_13_1_1);

  /** A re-authentication is answered by AUTH. */
  public static final Citation REAUTHENTICATED =
      cite(Rule.V5_REAUTHENTICATION, Mqtt5.MQTT_4_12_0_5, Mqtt5.MQTT_3_15_2_1);

  /** Who cannot prove itself again is closed. */
  public static final Citation REAUTHENTICATION_FAILED = cite(Mqtt5.MQTT_4_12_1_2);

  private final Law law;
  private final Outgoing outgoing;
  private final Authenticator authenticator;
  private final ConnectRules connecting;
  private final Endings endings;

  AuthRules(Parts parts, Authenticator authenticator, ConnectRules connecting, Endings endings) {
    law = parts.law();
    outgoing = parts.outgoing();
    this.authenticator = authenticator;
    this.connecting = connecting;
    this.endings = endings;
  }

  /** A packet between CONNECT and CONNACK [5.0 MQTT-3.1.2-30]. */
  void beforeConnAck(Connection from, Authentication underWay, Packet packet) {
    if (packet.type() == PacketType.DISCONNECT) {
      endings.close(from);
      return;
    }
    if (law.holds(
        from,
        ONLY_AUTH_BEFORE_CONNACK,
        packet.type() != PacketType.AUTH,
        "{} in the middle of an authentication",
        packet.type())) {
      endings.refuse(from, ReasonCode.PROTOCOL_ERROR, "the authentication is not over");
      return;
    }
    Auth auth = (Auth) packet;
    if (auth.reasonCode() != ReasonCode.CONTINUE_AUTHENTICATION
        || isOfOtherMethod(from, underWay.method(), auth)) {
      endings.refuse(from, ReasonCode.PROTOCOL_ERROR, "expected AUTH 0x18 of the same method");
      return;
    }
    connecting.onAnswer(
        from,
        underWay,
        authenticator.answer(underWay, auth.properties().binary(PropertyId.AUTHENTICATION_DATA)));
  }

  /** Re-authentication (4.12.1). All else goes on meanwhile, on the strength of the last authentication. */
  void onAuth(Connection from, Auth packet) {
    String method = from.authenticationMethod();
    if (method == null) {
      law.because(from, AUTH_WITHOUT_METHOD, "AUTH, though CONNECT named no Authentication Method");
      endings.giveUp(from, ReasonCode.PROTOCOL_ERROR, "AUTH without an Authentication Method");
      return;
    }
    if (isOfOtherMethod(from, method, packet)) {
      endings.giveUp(from, ReasonCode.PROTOCOL_ERROR, "another Authentication Method");
      return;
    }
    Payload data = packet.properties().binary(PropertyId.AUTHENTICATION_DATA);
    if (packet.reasonCode() == ReasonCode.RE_AUTHENTICATE) {
      answer(from, method, authenticator.begin(from, Authentication.again(method), data));
      return;
    }
    Authentication underWay = from.authentication();
    if (underWay == null) {
      law.because(from, NOTHING_TO_CONTINUE, "no authentication is under way");
      endings.giveUp(from, ReasonCode.PROTOCOL_ERROR, "no authentication is under way");
      return;
    }
    answer(from, method, authenticator.answer(underWay, data));
  }

  /** AUTH 0x18 goes on, AUTH 0x00 ends it; who fails is closed [5.0 4.12.1, MQTT-4.12.1-2]. */
  private void answer(Connection from, String method, Authenticator.Answer answer) {
    if (law.holds(
        from,
        REAUTHENTICATION_FAILED,
        answer.outcome() == Authenticator.Outcome.FINDS_NO_ROOM,
        "no room for the re-authentication of {}",
        from.name())) {
      endings.giveUp(from, ReasonCode.QUOTA_EXCEEDED, "too much is kept of others");
      return;
    }
    boolean isStillTheSame = answer.outcome() != Authenticator.Outcome.SUCCEEDED
        || Objects.equals(answer.userName(), from.userName());
    if (law.holds(
        from,
        REAUTHENTICATION_FAILED,
        answer.outcome() == Authenticator.Outcome.FAILED || !isStillTheSame,
        "{} could not prove again who it is",
        from.name())) {
      endings.giveUp(from, ReasonCode.NOT_AUTHORIZED, "the re-authentication failed");
      return;
    }
    boolean isDone = answer.outcome() == Authenticator.Outcome.SUCCEEDED;
    if (isDone) {
      authenticator.end(from);
    }
    ReasonCode code = isDone ? ReasonCode.SUCCESS : ReasonCode.CONTINUE_AUTHENTICATION;
    law.because(from, REAUTHENTICATED, "AUTH {}", code);
    if (!outgoing.send(from, new Auth(code, ConnectRules.authProperties(method, answer.data())))) {
      endings.close(from);
    }
  }

  /** The method of CONNECT is that of every AUTH [5.0 MQTT-4.12.0-5, 4.12.1-1]. */
  private boolean isOfOtherMethod(Connection from, String method, Auth packet) {
    String named = packet.properties().text(PropertyId.AUTHENTICATION_METHOD);
    return law.holds(
        from,
        OTHER_METHOD,
        !method.equals(named),
        "AUTH for {}, though CONNECT named {}",
        String.valueOf(named),
        method);
  }
}
