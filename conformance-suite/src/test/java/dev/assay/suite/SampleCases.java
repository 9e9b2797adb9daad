package dev.assay.suite;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.pingResp;
import static dev.assay.suite.Step.silence;

import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.concurrent.atomic.AtomicInteger;

/** Cases that end in every way a case can end. No part of the suite: only {@link AttemptTest} plays them. */
@SuppressWarnings("DoNotCallSuggester") // one sample throws, as a case with a fault of its own does
final class SampleCases {
  private final AtomicInteger plays = new AtomicInteger();

  @ConformanceCase(id = "sample/passes", title = "Passes.", advice = "Look for nothing.")
  void passes(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_5, v311 = Mqtt311.MQTT_3_1_4_4) Judged accepted,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1) Judged inFiveOnly) {
    CaseClient client = bench.open("client");
    client.send(bench.hello("client").packet());
    client.judge(accepted, onBoth().best("CONNACK 0x00", connAck(false)));
    client.send(new PingReq());
    client.judge(inFiveOnly, onBoth().best("PINGRESP", pingResp()));
  }

  @ConformanceCase(id = "sample/fails", title = "Fails.", advice = "Look for nothing.")
  void failsAndLeavesThingsBehind(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_5, v311 = Mqtt311.MQTT_3_1_4_4) Judged first,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged second) {
    CaseClient client = bench.connect("client", Hello::keepSession);
    client.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("left"), "behind");
    client.send(new PingReq());
    client.judge(first, onBoth().best("close", closed()).acceptable("CONNACK", connAck(true)));
    client.judge(second, onBoth().best("PINGRESP", pingResp()));
  }

  @ConformanceCase(id = "sample/fails-once", title = "Fails once.", advice = "Look for nothing.")
  void failsOnce(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged answered) {
    CaseClient client = bench.connect("client");
    client.send(new PingReq());
    boolean first = plays.incrementAndGet() == 1;
    client.judge(
        answered,
        first ? onBoth().best("CONNACK", connAck(true)) : onBoth().best("PINGRESP", pingResp()));
  }

  @ConformanceCase(
      id = "sample/fails-around-an-untold-one",
      title = "Fails, cannot be told, fails.",
      advice = "Look for nothing.")
  void failsAroundAnUntoldOne(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged answered) {
    CaseClient client = bench.connect("client");
    bench.inconclusiveUnless(plays.incrementAndGet() != 2, "it is the second time");
    client.send(new PingReq());
    client.judge(answered, onBoth().best("CONNACK", connAck(true)));
  }

  @ConformanceCase(
      id = "sample/fails-at-one-and-then-at-another",
      title = "Fails, and fails otherwise.",
      advice = "Look for nothing.")
  void failsAtOneAndThenAtAnother(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_5, v311 = Mqtt311.MQTT_3_1_4_4) Judged one,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged another) {
    boolean first = plays.incrementAndGet() == 1;
    CaseClient client = bench.connect("client");
    client.send(new PingReq());
    client.judge(
        one, first ? onBoth().best("close", closed()) : onBoth().best("PINGRESP", pingResp()));
    client.send(new PingReq());
    client.judge(another, onBoth().best("close", closed()));
  }

  @ConformanceCase(
      id = "sample/fails-and-does-not-come-up-again",
      title = "Fails, does not come up, fails.",
      advice = "Look for nothing.")
  void failsAndDoesNotComeUpAgain(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged answered) {
    bench.notExercisedUnless(plays.incrementAndGet() != 2, "it is the second time");
    CaseClient client = bench.connect("client");
    client.send(new PingReq());
    client.judge(answered, onBoth().best("CONNACK", connAck(true)));
  }

  @ConformanceCase(
      id = "sample/fails-and-throws",
      title = "Fails, and then is at fault itself.",
      advice = "Look for nothing.")
  void failsAndThrows(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged answered) {
    if (plays.incrementAndGet() > 1) {
      throw new UnsupportedOperationException("our mistake");
    }
    CaseClient client = bench.connect("client");
    client.send(new PingReq());
    client.judge(answered, onBoth().best("CONNACK", connAck(true)));
  }

  @ConformanceCase(
      id = "sample/fails-before-it-is-cut-off",
      title = "Fails, and then comes to nothing.",
      advice = "Look for nothing.")
  void failsBeforeItIsCutOff(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged answered) {
    Series series = bench.series(answered, onBoth().best("close", closed()));
    series.playAndTakeDown(() -> {
      CaseClient client = bench.connect("client");
      client.send(new PingReq());
      series.judge("ping", client);
      bench.inconclusiveUnless(false, "nobody comes in any more");
    });
  }

  @ConformanceCase(
      id = "sample/untold-once",
      title = "Cannot be told once.",
      advice = "Look for nothing.")
  void cannotBeToldOnce(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged answered) {
    CaseClient client = bench.connect("client");
    bench.inconclusiveUnless(plays.incrementAndGet() > 1, "it is the first time");
    client.send(new PingReq());
    client.judge(answered, onBoth().best("PINGRESP", pingResp()));
  }

  @ConformanceCase(
      id = "sample/comes-to-nothing",
      title = "Finds that nothing of it comes up.",
      advice = "Look for nothing.")
  void comesToNothing(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_5, v311 = Mqtt311.MQTT_3_1_4_4) Judged one,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1) Judged inFiveOnly) {
    bench.notExercised(one, "the target is not asked");
    CaseClient client = bench.connect("client");
    client.send(new PingReq());
    client.judge(inFiveOnly, onBoth().best("PINGRESP", pingResp()));
  }

  @ConformanceCase(id = "sample/forgets", title = "Forgets.", advice = "Look for nothing.")
  void forgetsToJudge(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged forgotten) {
    bench.connect("client");
  }

  @ConformanceCase(id = "sample/throws", title = "Throws.", advice = "Look for nothing.")
  void throwsSomething(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged judged) {
    throw new UnsupportedOperationException("our mistake");
  }

  @ConformanceCase(
      id = "sample/ill-mannered",
      title = "Is ill-mannered.",
      advice = "Look for nothing.")
  void subscribesToEverything(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged judged) {
    bench.connect("client").subscribe("#", Qos.AT_MOST_ONCE);
  }

  @ConformanceCase(id = "sample/silent", title = "Is silent.", advice = "Look for nothing.")
  void provesBySilenceWithoutSayingSo(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged judged) {
    bench.connect("client").judge(judged, onBoth().best("nothing", silence()));
  }

  @ConformanceCase(
      id = "sample/needs",
      title = "Needs what is not there.",
      advice = "Look for nothing.",
      needs = Need.RETAIN)
  void needsRetainedMessages(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged first,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_5, v311 = Mqtt311.MQTT_3_1_4_4) Judged second) {
    throw new AssertionError("is not played");
  }
}
