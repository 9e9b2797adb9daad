package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.packet;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;

/** What becomes of a CONNECT that is right in itself: it is accepted, or a check of the broker's own fails and the client is told. */
final class ConnectChecksCases {
  // in the body of a CONNACK
  private static final int CODE_AT = 1;
  private static final int LAST_CODE_OF_3_1_1 = 5;
  private static final String LONG_CLIENT_ID = "beyond23bytes".repeat(20);

  /** Until CONNACK the client knows nothing. */
  @ConformanceCase(
      id = "connect/accepted-connect-is-acknowledged",
      title = "A CONNECT that the broker accepts is answered by CONNACK 0x00.",
      advice = "Look for a CONNACK that waits for something which need not come.")
  void acceptedConnectIsAcknowledged(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_5, v311 = Mqtt311.MQTT_3_1_4_4) Judged answered) {
    CaseClient client = bench.open("unanswered");

    client.send(bench.hello("unanswered").packet());

    client.judge(
        answered,
        onBoth()
            .best("CONNACK 0x00", connAck(false))
            .info("refused for a reason of the broker's own", connAckRefusing()));
  }

  /** Clean Start 1 in the middle makes an end of what was before, and leaves what comes after to what it says itself. */
  @ConformanceCase(
      id = "connect/clean-start-is-processed",
      title = "A session is resumed, discarded and begun as Clean Start says.",
      advice =
          "Look for a CONNECT handler that looks for a session before it looks at Clean Start.")
  void cleanStartIsProcessed(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_4, v311 = Mqtt311.MQTT_3_1_4_3) Judged processed) {
    CaseClient client = Sessions.lasting(bench, "cleaning");
    List<Boolean> present = new ArrayList<>();

    for (boolean cleanStart : List.of(false, true, false)) {
      // so that there is something to resume
      client.subscribe(bench.topic("t"), Qos.AT_LEAST_ONCE);
      client.disconnect();
      present.add(client.reconnect(client.again(cleanStart)).sessionPresent());
    }
    bench.notExercisedUnless(
        present.get(0),
        "the target keeps no session that could be resumed, which"
            + " connect/kept-session-is-answered-by-session-present-1 judges");

    bench.judge(
        processed,
        present,
        bench.isV5()
            ? Values.best("Session Present 1, then 0, then 1", List.of(true, false, true))
            // there a session that began clean does not outlive its connection
            : Values.best("Session Present 1, then 0, then 0", List.of(true, false, false)));
  }

  /** Every broker takes 23 letters and digits. Whether it takes more is its own affair; how it says no is not. */
  @ConformanceCase(
      id = "connect/refused-client-id-closes",
      title = "A client whose identifier the broker does not take is told so, and closed.",
      advice = "Look for an identifier that is too long for a field of yours.")
  void refusedClientIdCloses(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_1_3_9, demandV311 = "send-return-code-2") Judged told,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_3_8,
              v311 = Mqtt311.MQTT_3_1_3_9,
              demandV311 = "close-after-refusal")
          Judged closes) {
    CaseClient client = bench.open("client");

    client.send(bench
        .hello("client")
        .clientId(bench.clientId("client") + LONG_CLIENT_ID)
        .packet());

    Answer answer = client.nextAnswer();
    bench.notExercisedUnless(
        !isAccepted(answer), "the target takes an identifier of more than 260 bytes, as it may");
    bench.notExercisedUnless(
        answer.count(ConnAck.class) > 0 || takesOneOfThatSize(bench),
        "the target takes no CONNECT of that size, whatever its identifier");
    judgeRefusal(bench, client, told, closes, answer);
  }

  /** A broker need not assign identifiers [5.0 3.1.3.1, 3.1.1 3.1.3.1]: then it does not take the one that has no characters. */
  @ConformanceCase(
      id = "connect/refused-empty-client-id-closes",
      title =
          "A client without an identifier, where the broker assigns none, is told so and closed.",
      advice = "Look for an empty identifier that is not refused where the others are.")
  void refusedEmptyClientIdCloses(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_1_3_9, demandV311 = "send-return-code-2") Judged told,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_3_8,
              v311 = Mqtt311.MQTT_3_1_3_9,
              demandV311 = "close-after-refusal")
          Judged closes) {
    bench.notExercisedUnless(
        bench.identifiersAreFree(),
        "the target wants identifiers with a prefix, so it may refuse others for want of a right");
    CaseClient client = bench.open("nameless");

    client.send(bench.hello("nameless").clientId("").packet());

    Answer answer = client.nextAnswer();
    if (isAccepted(answer)) {
      client.disconnect();
    }
    bench.notExercisedUnless(
        !isAccepted(answer), "the target assigns identifiers to those who have none, as it may");
    judgeRefusal(bench, client, told, closes, answer);
  }

  private static void judgeRefusal(
      Bench bench, CaseClient client, Judged told, Judged closes, Answer answer) {
    bench.judge(
        told,
        answer,
        Values.<Answer>bestIf(
                "CONNACK 0x02", a -> codeOf(a) == ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)
            .warnIf("CONNACK with another return code", a -> a.count(ConnAck.class) == 1));
    client.judgeClose(closes, answer);
  }

  private static boolean takesOneOfThatSize(Bench bench) {
    CaseClient large = bench.open("large");
    large.send(bench
        .hello("large")
        .will(bench.topic("will"), LONG_CLIENT_ID, Qos.AT_MOST_ONCE, false)
        .packet());
    boolean isTaken = isAccepted(large.nextAnswer());
    if (isTaken) {
      large.disconnect();
    }
    return isTaken;
  }

  /** Whether anybody may come in is the broker's affair; if not, the connection is of no use. */
  @ConformanceCase(
      id = "connect/failed-check-closes",
      title = "A client that fails a check of its CONNECT, here of its password, is closed.",
      advice = "Look for a refused client whose connection stays open for another try.")
  void failedCheckCloses(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_2, rules = Rule.V3_1_1_FAILED_CHECK_CLOSES) Judged closes) {
    CaseClient client = bench.open("stranger");

    client.send(bench.stranger("stranger").packet());

    Answer answer = client.nextAnswer();
    bench.notExercisedUnless(!isAccepted(answer), "the target lets everybody in, as it may");
    client.judgeClose(closes, answer);
  }

  /** 3.1.1 has a code for few reasons; for the others there is no word. */
  @ConformanceCase(
      id = "connack/no-code-that-3-1-1-does-not-have",
      title =
          "A CONNECT with the reserved flag is refused without a return code that 3.1.1 does not have.",
      advice = "Look for reason codes of 5.0, or of your own, that are sent to clients of 3.1.1.")
  void noCodeThatDoesNotExist(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_2_2_6, demandV311 = "send-no-connack") Judged noCode,
      @Covers(v311 = Mqtt311.MQTT_3_2_2_6, demandV311 = "close-connection") Judged closes) {
    CaseClient client = bench.open("client");

    client.send(WrongConnect.withFlags(bench.hello("client").packet(), WrongConnect.RESERVED_FLAG));

    Answer answer = client.nextAnswer();
    bench.notExercisedUnless(
        !isAccepted(answer), "the target accepts such a CONNECT, which is judged elsewhere");
    bench.judge(
        noCode,
        answer,
        Values.<Answer>bestIf("no CONNACK", Answer::isEmpty)
            .warnIf(
                "a CONNACK with a listed return code, which does not fit",
                a -> a.came().get(0).bodyByteAt(CODE_AT) <= LAST_CODE_OF_3_1_1));
    client.judgeClose(closes, answer);
  }

  private static boolean isAccepted(Answer answer) {
    return answer.count(ConnAck.class) > 0 && codeOf(answer) == ReasonCode.SUCCESS;
  }

  /** Of the CONNACK; 0x80 if none came. */
  private static ReasonCode codeOf(Answer answer) {
    return answer.count(ConnAck.class) == 0
        ? ReasonCode.UNSPECIFIED_ERROR
        : answer.packet(ConnAck.class).reasonCode();
  }

  /** A password is bytes. Where nobody gets in by an unknown name nothing can be told. */
  @ConformanceCase(
      id = "connect/password-need-not-be-text",
      title = "A password that is no UTF-8 is as good as any other.",
      advice = "Look for a password that is read as a string.")
  void passwordNeedNotBeText(
      Bench bench,
      @Covers(rules = {Rule.V5_PASSWORD_IS_BINARY, Rule.V3_1_1_PASSWORD_IS_BINARY}) Judged taken) {
    CaseClient control = bench.open("control");
    control.send(
        bench.hello("control").credentials("anybody", Payload.of("text")).packet());
    Answer answer = control.nextAnswer();
    bench.notExercisedUnless(
        answer.count(ConnAck.class) == 1
            && answer.packet(ConnAck.class).reasonCode() == ReasonCode.SUCCESS,
        "the target does not let in whom it does not know");
    CaseClient client = bench.open("client");
    Payload bytes = Payload.owning(new byte[] {0, (byte) 0xFF, (byte) 0xC3, 0x28});

    client.send(bench.hello("client").credentials("anybody", bytes).packet());

    client.judge(taken, onBoth().best("CONNACK that accepts", connAck(ReasonCode.SUCCESS)));
  }

  /** In 5.0 a password need not belong to a name. */
  @ConformanceCase(
      id = "connect/password-alone-is-in-order",
      title = "A 5.0 CONNECT with a password and no user name is not malformed.",
      advice = "Look for a check of 3.1.1 that is made in 5.0 too.")
  void passwordAloneIsInOrder(
      Bench bench, @Covers(rules = Rule.V5_PASSWORD_WITHOUT_USER_NAME) Judged inOrder) {
    CaseClient client = bench.open("client");

    client.send(bench.hello("client").credentials(null, Payload.of("token")).packet());

    client.judge(
        inOrder,
        on(V5)
            .best("CONNACK that accepts", connAck(ReasonCode.SUCCESS))
            .acceptable(
                "CONNACK with another code than 0x81 and 0x82, then close: not known here",
                packet(
                    ConnAck.class,
                    ack -> ack.reasonCode().isError()
                        && ack.reasonCode() != ReasonCode.MALFORMED_PACKET
                        && ack.reasonCode() != ReasonCode.PROTOCOL_ERROR),
                closed())
            .warn(
                "close without a CONNACK: whether as unknown or as malformed, it does not say",
                closed())
            .warnOfDisconnect());
  }
}
