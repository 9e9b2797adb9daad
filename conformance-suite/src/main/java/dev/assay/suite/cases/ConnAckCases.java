package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.packet;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
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
import dev.assay.suite.Need;
import dev.assay.suite.Values;

/** CONNACK: when it comes, how often, and what stands in it. */
final class ConnAckCases {
  // in the body of a CONNACK
  private static final int FLAGS_AT = 0;
  private static final int CODE_AT = 1;
  private static final int LEVEL_OF_NO_VERSION = 2;
  private static final String UNKNOWN_METHOD = "ASSAY-NO-SUCH-METHOD";

  @ConformanceCase(
      id = "connack/reserved-bits-zero",
      title = "Bits 7 to 1 of the Connect Acknowledge Flags are 0.",
      advice =
          "Look for a CONNACK whose flags byte is not set anew, or filled from the Connect Flags.")
  void reservedBitsZero(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_1, rules = Rule.V3_1_1_CONNACK_FLAGS_RESERVED) Judged zero) {
    CaseClient client = bench.open("client");

    client.send(bench.hello("client").keepAliveSeconds(0).packet());

    Answer answer = client.nextAnswer();
    Answer.Came connAck = connAckIn(bench, answer);
    bench.judge(
        zero,
        connAck.toString(),
        Values.bestIf(
            "Connect Acknowledge Flags 0x00 or 0x01", any -> connAck.bodyByteAt(FLAGS_AT) <= 1));
  }

  @ConformanceCase(
      id = "connack/nothing-is-answered-before-connect",
      title = "A client that has not connected gets no answer but a CONNACK.",
      advice =
          "Look for a PINGREQ handler that does not ask whether the connection is established.")
  void nothingIsAnsweredBeforeConnect(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_0_1, v311 = Mqtt311.MQTT_3_2_0_1) Judged unanswered) {
    CaseClient client = bench.open("client");

    client.send(new PingReq());

    bench.judge(
        unanswered,
        client.answer(bench.patience()),
        Values.<Answer>bestIf("no packet", Answer::isEmpty)
            .warnIf(
                "a CONNACK, in whatever version, to a client that sent no CONNECT",
                a -> a.isOnly(PacketType.CONNACK))
            .warnIf(
                "DISCONNECT without a CONNACK before it, which is judged apart",
                a -> a.isOnly(PacketType.DISCONNECT)));
  }

  @ConformanceCase(
      id = "connack/no-disconnect-before-it",
      title = "A CONNECT that is refused is not answered by DISCONNECT.",
      advice =
          "Look for one error handler for all packets, which sends DISCONNECT also where only CONNACK may come.")
  void noDisconnectBeforeIt(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_14_0_1) Judged noDisconnect) {
    CaseClient client = bench.open("client");

    client.send(WrongConnect.withFlags(bench.hello("client").packet(), WrongConnect.RESERVED_FLAG));

    bench.judge(
        noDisconnect,
        client.answer(bench.patience()),
        Values.bestIf("no DISCONNECT", a -> a.count(Disconnect.class) == 0));
  }

  @ConformanceCase(
      id = "connack/comes-before-queued-messages",
      title =
          "The CONNACK of a resumed session comes before the messages that waited for the client.",
      advice =
          "Look for delivery that starts as soon as the session is found, before CONNACK is sent.",
      needs = Need.QOS_1)
  void comesBeforeQueuedMessages(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_0_1, v311 = Mqtt311.MQTT_3_2_0_1) Judged first) {
    CaseClient client = Sessions.lasting(bench, "client", hello -> hello.keepAliveSeconds(61));
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.disconnect();
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "while you were away");
    client.reopen();

    client.send(client.again(false));

    bench.judge(
        first,
        client.nextAnswer(),
        Values.bestIf("CONNACK as the first packet", a -> a.count(ConnAck.class) == 1));
  }

  @ConformanceCase(
      id = "connack/only-once",
      title =
          "A connection gets one CONNACK and no other, also when the client sends CONNECT again.",
      advice =
          "Look for a CONNECT handler that answers before it asks whether the connection is established.")
  void onlyOnce(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_0_2) Judged once) {
    CaseClient client = bench.connect("client");

    client.send(bench.hello("client").packet());
    client.send(new PingReq());

    bench.judge(
        once,
        client.answer(bench.patience()),
        Values.bestIf("no second CONNACK", a -> a.count(ConnAck.class) == 0));
  }

  /** Where a session is stored: that must not have the newcomer refused. */
  @ConformanceCase(
      id = "connack/clean-start-over-a-session-is-accepted",
      title = "A client that starts clean is accepted, though it had a session.",
      advice = "Look for a CONNECT handler that refuses identifiers which it already knows.")
  void cleanStartOverASessionIsAccepted(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_2_2_2,
              demandV5 = "reason-code-0x00",
              v311 = Mqtt311.MQTT_3_2_2_1,
              demandV311 = "return-code-0")
          Judged accepted) {
    CaseClient client = Sessions.lasting(bench, "client");
    client.disconnect();
    client.reopen();

    client.send(client.again(true));

    client.judge(accepted, onBoth().best("CONNACK 0x00", connAck(ReasonCode.SUCCESS)));
  }

  @ConformanceCase(
      id = "connack/resumption-is-accepted",
      title = "A client that comes back to its session is accepted.",
      advice = "Look for a CONNECT handler that refuses identifiers which it already knows.")
  void resumptionIsAccepted(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_3, demandV5 = "reason-code-0x00") Judged accepted) {
    CaseClient client = Sessions.lasting(bench, "client");
    client.disconnect();
    client.reopen();

    client.send(client.again(false));

    client.judge(accepted, onBoth().best("CONNACK 0x00", connAck(ReasonCode.SUCCESS)));
  }

  @ConformanceCase(
      id = "connack/no-response-information-unasked",
      title = "CONNACK has no Response Information for a client that did not ask for it.",
      advice = "Look for Response Information added to every CONNACK.")
  void noResponseInformationUnasked(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_28) Judged none) {
    CaseClient client = bench.open("client");

    ConnAck ack = client.connect(
        bench.hello("client").with(PropertyId.REQUEST_RESPONSE_INFORMATION, 0).packet());

    bench.judge(
        none,
        ack.properties().toString(),
        Values.bestIf(
            "no Response Information",
            any -> !ack.properties().has(PropertyId.RESPONSE_INFORMATION)));
  }

  @ConformanceCase(
      id = "connack/no-authentication-method-unasked",
      title =
          "A client that named no Authentication Method gets no AUTH, and a CONNACK without a method.",
      advice = "Look for enhanced authentication that starts without being asked for.")
  void noAuthenticationMethodUnasked(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_12_0_6, demandV5 = "no-auth-packet") Judged noAuth,
      @Covers(v5 = Mqtt5.MQTT_4_12_0_6, demandV5 = "no-method-in-connack") Judged noMethod) {
    CaseClient client = bench.open("client");

    client.send(bench
        .hello("client")
        .properties(
            Properties.builder().withUser("purpose", "a plain connection").build())
        .packet());

    Answer answer = client.nextAnswer();
    bench.judge(noAuth, answer, Values.bestIf("no AUTH", a -> a.count(Auth.class) == 0));
    bench.inconclusiveUnless(answer.count(ConnAck.class) == 1, "no CONNACK came: " + answer);
    ConnAck ack = answer.packet(ConnAck.class);
    bench.judge(
        noMethod,
        ack.properties().toString(),
        Values.bestIf(
            "no Authentication Method",
            any -> !ack.properties().has(PropertyId.AUTHENTICATION_METHOD)));
  }

  @ConformanceCase(
      id = "connack/refusal-names-a-listed-code",
      title =
          "The Reason Code of a CONNACK that refuses is one of those that 5.0 lists for CONNACK.",
      advice = "Look for return codes of 3.1.1 (0x01 to 0x05) sent to clients of 5.0.")
  void refusalNamesAListedCode(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_2_8) Judged listed) {
    CaseClient client = bench.open("client");

    client.send(wellFormedButRefused(bench));

    Answer answer = client.answer(bench.patience());
    Answer.Came connAck = refusalIn(bench, answer);
    bench.judge(
        listed,
        answer,
        Values.bestIf("a code of Table 3-1", any -> isListed(connAck.bodyByteAt(CODE_AT))));
  }

  private static boolean isListed(int value) {
    ReasonCode code = ReasonCode.of(value);
    return code != null && code.allowedIn(PacketType.CONNACK);
  }

  /**
   * The client has a session in the broker. 5.0: its CONNECT names an Authentication Method that nobody knows; 3.1.1: a level that
   * no version has, which is the one refusal that 3.1.1 gives a code to and that every broker knows.
   */
  @ConformanceCase(
      id = "connack/refusal-has-session-present-0",
      title = "A CONNACK that refuses has Session Present 0, though the client has a session.",
      advice = "Look for Session Present set before all checks of the CONNECT are made.")
  void refusalHasSessionPresentZero(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_6, v311 = Mqtt311.MQTT_3_2_2_4) Judged absent,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_7, v311 = Mqtt311.MQTT_3_2_2_5) Judged closes) {
    CaseClient client = Sessions.lasting(bench, "client");
    client.disconnect();
    client.reopen();

    if (bench.isV5()) {
      client.send(wellFormedButRefused(bench));
    } else {
      client.send(WrongConnect.withProtocolLevel(client.again(false), LEVEL_OF_NO_VERSION));
    }

    Answer answer = client.nextAnswer();
    Answer.Came connAck = refusalIn(bench, answer);
    bench.judge(
        absent,
        answer,
        Values.bestIf("Session Present 0", any -> (connAck.bodyByteAt(FLAGS_AT) & 1) == 0));
    client.judgeClose(closes, answer);
  }

  /** A CONNECT of 5.0 that is right in itself, for a session that may be there. */
  private static Connect wellFormedButRefused(Bench bench) {
    return bench
        .hello("client")
        .cleanStart(false)
        .properties(Properties.builder()
            .with(PropertyId.SESSION_EXPIRY_INTERVAL, 120)
            .with(PropertyId.AUTHENTICATION_METHOD, UNKNOWN_METHOD)
            .build())
        .packet();
  }

  /** The CONNACK that refuses; where none came, which is the broker's right, or it accepts, the case ends. */
  private static Answer.Came refusalIn(Bench bench, Answer answer) {
    bench.notExercisedUnless(
        !(answer.isEmpty() && answer.closed()), "the target refuses without a CONNACK, as it may");
    Answer.Came connAck = connAckIn(bench, answer);
    bench.notExercisedUnless(
        connAck.bodyByteAt(CODE_AT) != 0,
        "the target refuses not even such a CONNECT, which is judged elsewhere");
    return connAck;
  }

  private static Answer.Came connAckIn(Bench bench, Answer answer) {
    bench.inconclusiveUnless(
        !answer.isEmpty() && answer.came().get(0).hex().startsWith("20 "),
        "no CONNACK came: " + answer);
    return answer.came().get(0);
  }

  /** Who has a name needs no other. */
  @ConformanceCase(
      id = "connack/no-assigned-identifier-unasked",
      title = "CONNACK assigns no Client Identifier to a client that has one.",
      advice = "Look for a CONNACK that always says what the client is called.")
  void noAssignedIdentifierUnasked(
      Bench bench, @Covers(rules = Rule.V5_ASSIGNED_ONLY_TO_WHO_HAS_NONE) Judged none) {
    CaseClient client = bench.open("client");

    client.send(bench.hello("client").packet());

    client.judge(
        none,
        on(V5)
            .best(
                "CONNACK without Assigned Client Identifier",
                packet(
                    ConnAck.class,
                    ack -> !ack.properties().has(PropertyId.ASSIGNED_CLIENT_IDENTIFIER))));
  }
}
