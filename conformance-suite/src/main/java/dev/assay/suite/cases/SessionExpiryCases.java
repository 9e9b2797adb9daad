package dev.assay.suite.cases;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;
import java.util.List;

/** How long a session outlives its connection, and how long it does not. */
final class SessionExpiryCases {
  private static final long NEVER = 0xFFFF_FFFFL;
  /** After so long a broker that deletes sessions now and then has had its time. */
  private static final double RARE_LOOK_SECONDS = 15;

  @ConformanceCase(
      id = "session/gone-after-its-expiry",
      title = "A session is discarded once its Session Expiry Interval has passed.",
      takesSeconds = true,
      advice = "Look for a Session Expiry Interval that is stored and never acted on.")
  void goneAfterItsExpiry(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_1_0_2) Judged gone) {
    CaseClient client = bench.open("client");
    ConnAck first = client.connect(
        bench.hello("client").with(PropertyId.SESSION_EXPIRY_INTERVAL, 1).packet());
    bench.notExercisedUnless(
        first.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 1) == 1,
        "the target makes something else of a Session Expiry Interval of 1 s");

    judgeGone(bench, gone, client);
  }

  /**
   * Judges that the session of {@code client}, whose Session Expiry Interval is 1 s, is gone some time after its DISCONNECT. How soon it has to be
   * deleted no sentence says (3.1.2.11.2), so a broker may look at its clocks now and then: one that does so after more than some seconds is warned.
   */
  static void judgeGone(Bench bench, Judged gone, CaseClient client) {
    CaseClient watch = bench.connect("watch");
    double away = 0;
    boolean present = true;
    for (double seconds : List.of(2.2, 5.0, RARE_LOOK_SECONDS)) {
      away = seconds;
      client.disconnect();
      watch.letPass(bench.seconds(seconds));
      present = client.resume().sessionPresent();
      if (!present) {
        break;
      }
    }
    boolean late = away == RARE_LOOK_SECONDS;
    bench.judge(
        gone,
        present ? 1 : 0,
        Values.bestIf(
                "Session Present 0 after an absence of twice the interval, or of 5 s",
                (Integer it) -> it == 0 && !late)
            .warnIf(
                "Session Present 0 only after an absence of 15 s: looks at its clocks rarely",
                it -> it == 0));
  }

  /** What was counted while the client was away is forgotten when it is back. */
  @ConformanceCase(
      id = "session/resumed-in-time-is-kept",
      title =
          "A session that was resumed before its interval was over does not end when it would have been.",
      takesSeconds = true,
      advice = "Look for the timer of a Session Expiry Interval that a resume does not stop.",
      needs = Need.QOS_1)
  void resumedInTimeIsKept(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_1_0_1) Judged kept) {
    CaseClient client = Sessions.expiringAfter(bench, "client", 2, hello -> hello);
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    CaseClient publisher = bench.connect("publisher");
    long sinceMicros = bench.elapsedMicros();
    client.disconnect();
    Subscribers.resume(bench, client);
    bench.inconclusiveUnless(
        bench.elapsedMicros() - sinceMicros < 1_000_000,
        "this machine is too slow to come back in time");

    client.answer(bench.seconds(3.2));
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "for the subscription of before");

    client.judge(kept, SessionCases.isServed());
  }

  /** A session that may outlive its connection by 1 s must not be counted down while the client is there. */
  @ConformanceCase(
      id = "session/kept-while-connected",
      title = "A session does not end as long as its client is connected.",
      takesSeconds = true,
      advice = "Look for a Session Expiry Interval that is counted from CONNECT.",
      needs = Need.QOS_1)
  void keptWhileConnected(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_1_0_1, v311 = Mqtt311.MQTT_4_1_0_2) Judged kept) {
    CaseClient client = bench.connect(
        "connected",
        hello -> bench.isV5() ? hello.with(PropertyId.SESSION_EXPIRY_INTERVAL, 1) : hello);
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    CaseClient publisher = bench.connect("publisher");

    client.answer(bench.seconds(1.6));
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "for the subscription of before");

    client.judge(kept, SessionCases.isServed());
  }

  @ConformanceCase(
      id = "session/disconnect-ends-it",
      title = "A Session Expiry Interval of 0 in DISCONNECT ends the session with the connection.",
      advice = "Look for a DISCONNECT handler that leaves the properties unread.")
  void disconnectEndsIt(
      Bench bench, @Covers(rules = Rule.V5_DISCONNECT_REPLACES_EXPIRY) Judged gone) {
    CaseClient client = Sessions.lasting(bench, "client");

    client.disconnect(new Disconnect(
        ReasonCode.SUCCESS,
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 0).build()));
    ConnAck back = client.resume();

    bench.judge(gone, back.sessionPresent() ? 1 : 0, Values.best("Session Present 0", 0));
  }

  /** The largest number is no number of seconds. */
  @ConformanceCase(
      id = "session/never-expires",
      title =
          "A session of Session Expiry Interval 0xFFFFFFFF is there when its client comes back.",
      takesSeconds = true,
      advice = "Look for 0xFFFFFFFF that becomes -1, or a point in time before now.")
  void neverExpires(Bench bench, @Covers(rules = Rule.V5_SESSION_THAT_NEVER_EXPIRES) Judged kept) {
    CaseClient client = bench.open("client");
    ConnAck first = client.connect(
        bench.hello("client").with(PropertyId.SESSION_EXPIRY_INTERVAL, NEVER).packet());
    bench.cleanSession(client.clientId());
    bench.notExercisedUnless(
        first.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, NEVER) == NEVER,
        "the target uses another Session Expiry Interval, as it may (3.2.2.3.2)");
    client.disconnect();
    bench.connect("bystander").letPass(bench.seconds(2.2));

    ConnAck back = client.resume();

    bench.judge(kept, back.sessionPresent(), Values.best("Session Present 1", true));
  }
}
