package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.leftOpen;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Outcomes;
import dev.assay.suite.Series;
import dev.assay.suite.Values;
import java.util.List;

/** A Client Identifier that is connected already: whose connection ends, what the new one begins with, and who is somebody else. */
final class TakeoverCases {
  /** More than a broker that cuts identifiers is likely to keep. */
  private static final int LONG_IDENTIFIER = 64;

  /** The older connection is read to its end before the third one comes: the broker has cleaned up behind it then. */
  @ConformanceCase(
      id = "connect/each-takeover-ends-the-connection-before",
      title = "A third connection with the same Client Identifier ends the second one.",
      advice =
          "Look for a connection that removes its Client Identifier from a registry when it ends, though that is another connection's by then.")
  void eachTakeoverEndsTheConnectionBefore(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_3, v311 = Mqtt311.MQTT_3_1_4_2) Judged older) {
    CaseClient first = bench.connect("client");
    CaseClient second = bench.open("second");
    second.connect(bench.hello("client").packet());
    bench.notExercisedUnless(
        first.answerAndClose(bench.patience()).closed(),
        "not even the first takeover ends the older connection, which"
            + " connect/second-connection-takes-over judges");
    // whatever the end of the first connection brings about has been done
    second.ping();
    CaseClient third = bench.open("third");

    third.connect(bench.hello("client").packet());

    second.judge(older, endOfTheOlder());
  }

  private static Outcomes endOfTheOlder() {
    return on(MqttVersion.V5)
        .best("DISCONNECT 0x8E, then close", disconnect(ReasonCode.SESSION_TAKEN_OVER), closed())
        .warn("close without DISCONNECT 0x8E, of which 3.1.4 speaks without a MUST", closed())
        .warn(
            "DISCONNECT with another error code than 0x8E, then close",
            disconnectWithError(),
            closed())
        .and(MqttVersion.V3_1_1)
        .best("close", closed());
  }

  /** Client Identifiers are those of the server, whatever its clients speak. */
  @ConformanceCase(
      id = "connect/takeover-by-3-1-1-ends-the-older-connection",
      title =
          "A client of 3.1.1 with the Client Identifier of a client of 5.0 ends its connection.",
      advice = "Look for a registry of clients for each version.")
  void takeoverByThreeOneOneEndsTheOlderConnection(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_3) Judged older) {
    CaseClient first = bench.connect("client");

    bench.connectSpeaking(MqttVersion.V3_1_1, "newer", hello -> hello.clientId(first.clientId()));

    first.judge(older, endOfTheOlder());
  }

  /** Clean Start counts where the session is another connection's as well. By a fence: of the subscription nothing comes ahead of it. */
  @ConformanceCase(
      id = "session/takeover-with-clean-start-begins-anew",
      title =
          "A client that takes over its own session with Clean Start 1 is told Session Present 0, and has no subscriptions.",
      advice = "Look for a takeover that hands over the session before Clean Start is looked at.",
      needs = Need.QOS_1)
  void takeoverWithCleanStartBeginsAnew(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_2_2_2,
              demandV5 = "session-present-0",
              v311 = Mqtt311.MQTT_3_2_2_1,
              demandV311 = "session-present-0")
          Judged none,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_4,
              demandV5 = "discard-old-session",
              v311 = Mqtt311.MQTT_3_1_2_6,
              demandV311 = "discard-earlier-session")
          Judged discarded) {
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    CaseClient witness = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "t");
    CaseClient publisher = bench.connect("publisher");

    ConnAck ack = client.reconnect(client.again(true));

    bench.judge(none, ack.sessionPresent() ? 1 : 0, Values.best("Session Present 0", 0));
    bench.judge(
        discarded,
        SessionCases.receivedBesidesFence(bench, publisher, witness, client),
        Values.best("nothing of the old subscription", List.of()));
  }

  // ---- who is somebody else

  /** A broker need not take such identifiers. Where it takes both of a pair, they are two clients: nothing says that they are compared by less than all of them. */
  @ConformanceCase(
      id = "session/unlike-ids-are-told-apart",
      title =
          "Clients whose identifiers differ in a space, in U+FEFF, in their Unicode normalization, beyond the first plane, or in the 65th character from either end are two clients.",
      advice =
          "Look for Client Identifiers that are trimmed, normalized, cut, or turned into another character set.")
  void unlikeIdsAreToldApart(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_3_2, v311 = Mqtt311.MQTT_3_1_3_2) Judged apart) {
    String id = bench.clientId("unlike");
    String longId = id + "x".repeat(LONG_IDENTIFIER - id.length());
    Series series =
        bench.series(apart, Outcomes.onBoth().best("the first client stays connected", leftOpen()));

    series.playAndTakeDown(() -> {
      play(bench, series, "a space at the end", id + "a", id + "a ");
      play(bench, series, "U+FEFF at the end", id + "b", id + "b\uFEFF");
      play(bench, series, "composed and decomposed", id + "\u00E9", id + "e\u0301");
      play(bench, series, "two beyond U+FFFF", id + "\uD83D\uDE00", id + "\uD83D\uDE01");
      play(bench, series, "the 65th character", longId + "A", longId + "B");
      String end = "x".repeat(LONG_IDENTIFIER);
      play(bench, series, "the 65th character from the end", id + "A" + end, id + "B" + end);
    });
  }

  private static void play(Bench bench, Series series, String input, String one, String other) {
    CaseClient first = bench.open("first");
    CaseClient second = bench.open("second");
    if (isLetIn(bench, first, one) && isLetIn(bench, second, other)) {
      series.judge(input, first);
    } else {
      series.notSent(1, "the target refuses such a Client Identifier, as it may (3.1.3.1)");
    }
  }

  private static boolean isLetIn(Bench bench, CaseClient client, String clientId) {
    client.send(bench.hello("client").clientId(clientId).packet());
    Answer answer = client.nextAnswer();
    return !answer.closed()
        && answer.count(ConnAck.class) == 1
        && !answer.packet(ConnAck.class).reasonCode().isError();
  }
}
