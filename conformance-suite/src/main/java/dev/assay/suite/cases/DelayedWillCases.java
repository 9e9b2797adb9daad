package dev.assay.suite.cases;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Wills that wait for their delay (5.0), and Wills of sessions that go on or end. */
final class DelayedWillCases {
  private static final int MONTH_SECONDS = 30 * 24 * 60 * 60;
  private static final long NEVER_SECONDS = 0xFFFF_FFFFL;
  private static final int WILLS_MAX = 20;
  private static final String BEFORE = "of before";
  private static final String EXPIRING = "of a session that expires";

  @ConformanceCase(
      id = "will/delayed",
      title =
          "A Will with a delay of 2 s is published about 2 s after the connection broke, not at once.",
      takesSeconds = true,
      advice =
          "Look for a Will Delay Interval that is stored and never used, that is counted from CONNECT, or never comes to its end.",
      needs = Need.QOS_1)
  void delayed(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "not-before-either", bySilence = true)
          Judged notAtOnce,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "publish-after-will-delay") Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client =
        Sessions.lasting(bench, "client", hello -> hello.will(Wills.with(bench, Wills.delayOf(2))));

    // longer than the delay, which is to begin only when this is over
    client.letPass(bench.seconds(2.5));
    long sinceMicros = bench.elapsedMicros();
    client.drop();

    // brokers with a coarse clock may miss one of the 2 s
    Answer early = observer.nextAnswerWithin(bench.seconds(0.7));
    bench.inconclusiveUnless(!early.closed(), "the broker closed the observer");
    bench.inconclusiveUnless(
        early.isEmpty() || bench.elapsedMicros() - sinceMicros < 1_000_000,
        "this machine is too slow to tell early from late");
    bench.judge(notAtOnce, early, Values.bestIf("no Will in the first 0.7 s", Answer::isEmpty));
    // a clock of five seconds is none that the standard forbids
    observer.judge(published, bench.seconds(2).plus(bench.patienceForWills()), Wills.comes());
  }

  /** The session ends with the connection, so there is nothing to wait for. That it be prompt is a SHOULD. */
  @ConformanceCase(
      id = "will/published-when-session-ends-at-once",
      title = "A Will whose session ends with the connection does not wait for its delay.",
      takesSeconds = true,
      advice =
          "Look for a Will Delay Interval that is waited for though there is no session any more.",
      needs = Need.QOS_1)
  void publishedWhenSessionEndsAtOnce(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "publish-at-session-end") Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = Sessions.expiringAfter(
        bench, "client", 0, hello -> hello.will(Wills.with(bench, Wills.delayOf(4))));

    client.drop();

    Answer prompt = observer.nextAnswerWithin(bench.seconds(2));
    Answer late = prompt.isEmpty()
        ? observer.nextAnswer(bench.seconds(2).plus(bench.patienceForWills()))
        : prompt;
    bench.judge(
        published,
        late,
        Values.<Answer>bestIf("the Will within 2 s", any -> prompt.count(Publish.class) == 1)
            .warnIf(
                "the Will, but not before its delay of 4 s was over",
                a -> a.count(Publish.class) == 1));
  }

  @ConformanceCase(
      id = "will/published-when-session-expires",
      title = "A Will is published when its session expires before its delay is over.",
      takesSeconds = true,
      advice = "Look for sessions that take their Will along when they expire.",
      needs = Need.QOS_1)
  void publishedWhenSessionExpires(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "publish-at-session-end") Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = Sessions.expiringAfter(
        bench, "client", 1, hello -> hello.will(Wills.with(bench, Wills.delayOf(60))));

    client.drop();

    observer.judge(published, bench.seconds(1).plus(bench.patienceForWills()), Wills.comes());
  }

  /**
   * The first comes back twice: after its connection broke, and by a takeover. The other comes back without a Will, and its connection
   * breaks once more, which says nothing of the Will that it had.
   */
  @ConformanceCase(
      id = "will/not-published-when-resumed-in-time",
      title = "A client that comes back before its Will Delay is over has no Will published.",
      takesSeconds = true,
      advice =
          "Look for a delay timer that is not stopped when the session is resumed, or for a Will that stays in the session"
              + " and is waiting there for the next loss.")
  void notPublishedWhenResumedInTime(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_3_9, bySilence = true) Judged unpublished) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client =
        Sessions.lasting(bench, "client", hello -> hello.will(Wills.with(bench, Wills.delayOf(2))));
    CaseClient without = Sessions.lasting(
        bench, "without", hello -> hello.will(Wills.with(bench, "of before", Wills.delayOf(2))));
    notEmpty(bench, client);
    notEmpty(bench, without);
    long sinceMicros = bench.elapsedMicros();
    client.drop();
    without.drop();

    Subscribers.resume(bench, client);
    Subscribers.keptOrNotExercised(
        bench,
        without,
        without.reconnect(bench.hello("without").keepSession().cleanStart(false).packet()));
    bench.inconclusiveUnless(
        bench.elapsedMicros() - sinceMicros < 1_000_000,
        "this machine is too slow to come back in time");
    without.drop();
    // and once more, from a connection that still stands
    client.resume();

    bench.judge(
        unpublished,
        payloadsWithin(bench, observer, bench.seconds(3)),
        Values.best("no Will, though the delay of both is over", List.of()));
  }

  /** The Will of a client that is lost with its session comes at once, which shows that the others could have. */
  @ConformanceCase(
      id = "will/waits-for-any-delay",
      title =
          "A Will waits for its delay also if that is a month or the largest number, where DISCONNECT 0x04 asks for the Will, and where the Will before had no delay.",
      advice =
          "Look for a delay in seconds that overflows as milliseconds or is negative, for a DISCONNECT 0x04 that publishes the Will itself, or a delay that is kept from an earlier CONNECT.")
  void waitsForAnyDelay(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "not-before-either", bySilence = true)
          Judged notBefore) {
    CaseClient observer = Wills.observer(bench);
    CaseClient patient = Sessions.lasting(
        bench,
        "patient",
        hello -> hello.will(Wills.with(bench, "of a month", Wills.delayOf(MONTH_SECONDS))));
    CaseClient polite = Sessions.lasting(
        bench, "polite", hello -> hello.will(Wills.with(bench, "after 0x04", Wills.delayOf(60))));
    CaseClient endless = Sessions.lasting(
        bench,
        "endless",
        hello -> hello.will(Wills.with(bench, "of 136 years", Wills.delayOf(NEVER_SECONDS))));
    CaseClient anew = Sessions.lasting(
        bench, "anew", hello -> hello.will(Wills.with(bench, BEFORE, Properties.NONE)));
    comesBackWith(bench, anew, "anew, with a delay", 60);

    patient.drop();
    endless.drop();
    anew.drop();
    polite.disconnect(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE));

    List<String> came = new ArrayList<>(Wills.untilControl(bench, observer));
    // that DISCONNECT discards it is judged elsewhere
    came.remove(BEFORE);
    bench.judge(notBefore, came, Values.best("none of the four Wills", List.of()));
  }

  /**
   * Largest numbers: of the session's interval, which then never ends, and of the delay, which is over when the session is. The third
   * client has come back with another delay than it had at first.
   */
  @ConformanceCase(
      id = "will/waits-no-longer-than-its-delay-or-session",
      title =
          "A Will comes after its delay of 1 s where its session never expires, or the Will before had a longer delay, and with its session where only the delay is endless.",
      takesSeconds = true,
      advice =
          "Look for the lesser of delay and Session Expiry Interval where 0xFFFFFFFF is negative or means 'never', or for a delay that is kept from an earlier CONNECT.",
      needs = Need.QOS_1)
  void waitsNoLongerThanItsDelayOrSession(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "publish-after-will-delay") Judged afterDelay,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "publish-at-session-end") Judged atEnd) {
    CaseClient observer = Wills.observer(bench);
    CaseClient lasting = Sessions.expiringAfter(
        bench,
        "lasting",
        NEVER_SECONDS,
        hello -> hello.will(Wills.with(bench, "of a session without end", Wills.delayOf(1))));
    CaseClient expiring = Sessions.expiringAfter(
        bench,
        "expiring",
        1,
        hello -> hello.will(Wills.with(bench, EXPIRING, Wills.delayOf(NEVER_SECONDS))));
    CaseClient anew = Sessions.lasting(
        bench, "anew", hello -> hello.will(Wills.with(bench, BEFORE, Wills.delayOf(60))));
    comesBackWith(bench, anew, "of a second CONNECT", 1);

    lasting.drop();
    expiring.drop();
    anew.drop();

    observer.letPass(bench.seconds(1));
    Set<String> expected =
        new TreeSet<>(List.of("of a session without end", EXPIRING, "of a second CONNECT"));
    Set<String> came = new TreeSet<>();
    for (int wills = 0; wills < WILLS_MAX && !came.containsAll(expected); wills++) {
      Optional<Publish> next = observer.receiveWillIfAny();
      if (next.isEmpty()) {
        break;
      }
      came.add(next.get().payload().asText());
    }
    expected.remove(EXPIRING);
    bench.judge(
        afterDelay,
        came,
        Values.bestIf("the two Wills with a delay of 1 s", all -> all.containsAll(expected)));
    bench.judge(
        atEnd,
        came,
        Values.bestIf(
            "the Will of the session that expires after 1 s", all -> all.contains(EXPIRING)));
  }

  /** Says goodbye, which discards the Will, and comes back with another one. */
  private static void comesBackWith(Bench bench, CaseClient client, String will, long delay) {
    notEmpty(bench, client);
    client.disconnect();
    ConnAck back = client.reconnect(bench
        .hello(client.name())
        .keepSession()
        .cleanStart(false)
        .will(Wills.with(bench, will, Wills.delayOf(delay)))
        .packet());
    bench.notExercisedUnless(
        Sessions.areKept(bench, back), "the target grants no session that outlives its connection");
  }

  /** That the Will counts as deleted here can be read in 3.1.2-8 as well, so that only the SHOULD of the section is judged. */
  @ConformanceCase(
      id = "will/published-when-a-clean-start-ends-its-session",
      title = "A Will that waits is published when its client begins a new session.",
      advice = "Look for a clean start that throws the session away, and its Will with it.",
      needs = Need.QOS_1)
  void publishedWhenACleanStartEndsItsSession(
      Bench bench, @Covers(rules = Rule.V5_WILL_AT_SESSION_END) Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = Sessions.lasting(
        bench, "client", hello -> hello.will(Wills.with(bench, Wills.delayOf(60))));
    client.drop();

    client.reconnect(bench.hello("client").packet());

    observer.judge(published, bench.patienceForWills(), Wills.comes());
  }

  /**
   * The Will belongs to the session, and a CONNECT that finds one there brings its own. In 5.0 it has a delay, since one without waits
   * for the end of the session with some brokers, whether that is resumed or not.
   */
  @ConformanceCase(
      id = "will/of-a-resumed-session",
      title = "The Will of a CONNECT that resumes a session is published.",
      takesSeconds = true,
      advice = "Look for a Will that is stored only where a session is created.",
      needs = Need.QOS_1)
  void ofAResumedSession(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_7,
              demandV5 = "tie-will-to-session",
              v311 = Mqtt311.MQTT_3_1_2_8,
              demandV311 = "publish-will-on-close")
          Judged published) {
    Properties delay = bench.isV5() ? Wills.delayOf(1) : Properties.NONE;
    CaseClient observer = Wills.observer(bench);
    Sessions.lasting(bench, "new", hello -> hello.will(Wills.with(bench, "of a new one", delay)))
        .drop();
    bench.notExercisedUnless(
        observer.receiveWillIfAny().isPresent(),
        "the Will of a new session is not published either");
    CaseClient client = Sessions.lasting(bench, "client");
    notEmpty(bench, client);
    client.disconnect();
    Subscribers.keptOrNotExercised(
        bench,
        client,
        client.reconnect(bench
            .hello("client")
            .will(Wills.with(bench, delay))
            .keepSession()
            .cleanStart(false)
            .packet()));

    client.drop();

    observer.judge(published, bench.patienceForWills(), Wills.comes());
  }

  // ---- DISCONNECT

  /** Neither what DISCONNECT says besides nor what the Will says of itself makes another packet of it. */
  @ConformanceCase(
      id = "disconnect/discards-a-will-that-waits",
      title =
          "After DISCONNECT 0x00 no Will is published that had a delay, nor one where DISCONNECT had a Reason String.",
      takesSeconds = true,
      advice =
          "Look for Wills with a delay that are kept elsewhere, or for a DISCONNECT of which only the one without properties is"
              + " taken for a goodbye.")
  void discardsAWillThatWaits(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_14_4_3, bySilence = true) Judged discarded) {
    CaseClient observer = Wills.observer(bench);
    CaseClient waiting = Sessions.lasting(
        bench, "waiting", hello -> hello.will(Wills.with(bench, "with a delay", Wills.delayOf(1))));
    CaseClient talking = bench.connect(
        "talking",
        hello -> hello.will(Wills.with(bench, "after a Reason String", Properties.NONE)));

    waiting.disconnect();
    talking.disconnect(new Disconnect(
        ReasonCode.SUCCESS,
        Properties.builder().with(PropertyId.REASON_STRING, "done").build()));

    List<String> received = payloadsWithin(bench, observer, bench.seconds(2.2));
    received.addAll(Wills.untilControl(bench, observer));
    bench.judge(discarded, received, Values.best("no Will", List.of()));
  }

  /** One session ends with its connection by CONNECT, the other by DISCONNECT. That the Will be prompt is a SHOULD. */
  @ConformanceCase(
      id = "disconnect/with-will-at-the-end-of-the-session",
      title =
          "DISCONNECT 0x04 has a Will with a delay published also where the session ends with it.",
      takesSeconds = true,
      advice =
          "Look for a Will that waits for its delay in a session that is removed by DISCONNECT.",
      needs = Need.QOS_1)
  void withWillAtTheEndOfTheSession(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "publish-at-session-end") Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient passing = Sessions.expiringAfter(
        bench, "passing", 0, hello -> hello.will(Wills.with(bench, "passing", Wills.delayOf(4))));
    CaseClient lasting = Sessions.lasting(
        bench, "lasting", hello -> hello.will(Wills.with(bench, "lasting", Wills.delayOf(4))));

    passing.disconnect(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE));
    lasting.disconnect(new Disconnect(
        ReasonCode.DISCONNECT_WITH_WILL_MESSAGE,
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 0).build()));

    List<String> prompt = payloadsWithin(bench, observer, bench.seconds(2));
    List<String> all = new ArrayList<>(prompt);
    if (!areBoth(prompt)) {
      all.addAll(payloadsWithin(bench, observer, bench.seconds(2).plus(bench.patienceForWills())));
    }
    bench.judge(
        published,
        all,
        Values.<List<String>>bestIf("both Wills within 2 s", any -> areBoth(prompt))
            .warnIf(
                "both Wills, but one not before its delay of 4 s was over",
                DelayedWillCases::areBoth));
  }

  /** Some brokers say of a session in which there is nothing that there is none. */
  private static void notEmpty(Bench bench, CaseClient client) {
    client.subscribe(bench.topic("of " + client.name()), Subscribers.surest(bench));
  }

  private static boolean areBoth(List<String> payloads) {
    return payloads.contains("passing") && payloads.contains("lasting");
  }

  /** The payloads that come within this time. */
  private static List<String> payloadsWithin(Bench bench, CaseClient observer, Duration window) {
    long endMicros = bench.elapsedMicros() + window.toNanos() / 1_000;
    List<String> payloads = new ArrayList<>(observer.receivedUntilQuiet());
    long leftMicros = endMicros - bench.elapsedMicros();
    while (leftMicros > 0) {
      Answer answer = observer.nextAnswerWithin(Duration.ofNanos(leftMicros * 1_000));
      bench.inconclusiveUnless(
          !answer.closed(), "the broker closed the observer, who saw the rest of nothing");
      if (answer.count(Publish.class) > 0) {
        Publish publish = answer.packet(Publish.class);
        observer.acknowledge(publish);
        payloads.add(publish.payload().asText());
      }
      leftMicros = endMicros - bench.elapsedMicros();
    }
    // who is not there any more has seen nothing
    observer.ping();
    return payloads;
  }
}
