package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.BAD_AUTHENTICATION_METHOD;
import static dev.assay.codec.packet.ReasonCode.NOT_AUTHORIZED;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.connAckRefusing;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Values;

/** Enhanced authentication of 5.0, as far as every broker has to deal with it: by saying no. */
final class AuthCases {
  private static final String UNKNOWN_METHOD = "ASSAY-NO-SUCH-METHOD";

  @ConformanceCase(
      id = "auth/unknown-method-is-refused",
      title = "A CONNECT with an Authentication Method that the broker does not know is refused.",
      advice = "Look for a CONNECT handler that leaves Authentication Method unread.")
  void unknownMethodIsRefused(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_12_0_1) Judged refused) {
    CaseClient client = bench.open("client");

    client.send(bench.hello("client").properties(unknownMethod()).packet());

    client.judge(
        refused,
        on(MqttVersion.V5)
            .best(
                "CONNACK 0x8C or 0x87, then close",
                connAck(BAD_AUTHENTICATION_METHOD, NOT_AUTHORIZED),
                closed())
            .acceptable("close without a CONNACK, which is a MAY", closed())
            .warn("CONNACK with another error code, then close", connAckRefusing(), closed())
            .warnOfDisconnect());
  }

  /**
   * That the broker closes is judged mildly: how much it checks is its own affair (4.13.1), and 4.13.1 makes the DISCONNECT before
   * it a MAY for errors in AUTH. That it must not answer is not.
   */
  @ConformanceCase(
      id = "auth/auth-without-method-is-not-answered",
      title =
          "AUTH on a connection that named no Authentication Method earns no AUTH, but a close.",
      advice = "Look for an AUTH handler that does not ask what the CONNECT said.")
  void authWithoutMethodIsNotAnswered(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_12_0_6, demandV5 = "no-auth-packet") Judged unanswered,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(new Auth(ReasonCode.RE_AUTHENTICATE, unknownMethod()));
    client.send(new PingReq());

    Answer answer = client.answerAndClose(bench.seconds(1));
    bench.judge(unanswered, answer, Values.bestIf("no AUTH", a -> a.count(Auth.class) == 0));
    bench.judge(
        refused,
        answer,
        Values.<Answer>bestIf("DISCONNECT 0x82, then close", AuthCases::saysProtocolErrorAndCloses)
            .acceptableIf(
                "close without a DISCONNECT, which is a MAY here", a -> a.closed() && a.isEmpty())
            .warnIf("DISCONNECT with another code than 0x82, then close", Answer::closed)
            .warnIf(
                "tolerates AUTH on a connection without an Authentication Method",
                a -> a.count(Disconnect.class) == 0));
  }

  /** An Authentication Method that no broker supports. */
  static Properties unknownMethod() {
    return Properties.builder()
        .with(PropertyId.AUTHENTICATION_METHOD, UNKNOWN_METHOD)
        .build();
  }

  private static boolean saysProtocolErrorAndCloses(Answer answer) {
    return answer.closed()
        && answer.count(Disconnect.class) == 1
        && answer.packet(Disconnect.class).reasonCode() == PROTOCOL_ERROR;
  }
}
