package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Grade;
import dev.assay.spec.Judgement;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.Verdict;
import dev.assay.suite.StubServer.Reaction;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.commons.support.ReflectionSupport;

/** Whatever way a case ends, it ends in one result that accuses nobody wrongly. */
@Timeout(30)
class AttemptTest {
  private static final double QUICK = 0.2;

  private final SampleCases cases = new SampleCases();
  private ReferenceBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = ReferenceBroker.start(ReferenceBroker.options());
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  @Test
  void passHasTheGradeAndEachJudgementOfItsVersion() {
    CaseResult five = play("passes", MqttVersion.V5);
    CaseResult three = play("passes", MqttVersion.V3_1_1);

    assertThat(five.verdict()).isEqualTo(Verdict.PASS);
    assertThat(five.grade()).isEqualTo(Grade.BEST);
    assertThat(five.judgements()).hasSize(2);
    assertThat(three.judgements())
        .as("a judgement without a statement of 3.1.1 is not made there")
        .hasSize(1);
    assertThat(three.transport()).isEqualTo("tcp");
  }

  @Test
  void nothingPassesWhereNothingCameUp() {
    CaseResult five = play("comesToNothing", MqttVersion.V5);
    CaseResult three = play("comesToNothing", MqttVersion.V3_1_1);

    assertThat(five.verdict()).as("one of two judgements").isEqualTo(Verdict.PASS);
    assertThat(three.verdict()).as("the only judgement").isEqualTo(Verdict.NOT_EXERCISED);
    assertThat(three.reason()).isEqualTo("the target is not asked");
  }

  @Test
  void failEndsTheCaseAndAccusesOneStatement() {
    CaseResult result = play("failsAndLeavesThingsBehind", MqttVersion.V5);

    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.grade()).isNull();
    assertThat(result.judgements())
        .extracting(Judgement::verdict)
        .containsExactly(Verdict.FAIL, Verdict.NOT_RUN);
    assertThat(result.expected()).containsExactly("close", "CONNACK");
    // on a busy machine the judge has asked before the answer came
    assertThat(result.actual()).endsWith("PINGRESP");
    assertThat(result.reason())
        .startsWith("expected close; or CONNACK; came PINGRESP")
        .endsWith(result.actual());
    assertThat(result.reproducer())
        .isEqualTo("assay conformance " + broker.url() + " --mqtt 5.0 --case sample/fails");
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void whatACaseLeavesBehindIsTakenAwayAlsoWhenItFails(MqttVersion version) throws Exception {
    CaseResult result = play("failsAndLeavesThingsBehind", version);
    String clientId = sentClientId(result);

    assertThat(clientId).hasSizeBetween(1, 23).matches("[0-9a-zA-Z]+");
    try (WireClient wire = open(version)) {
      wire.send(connect(version, clientId));

      assertThat(wire.next())
          .isInstanceOfSatisfying(
              Arrival.Received.class,
              received ->
                  assertThat(((ConnAck) received.packet()).sessionPresent()).isFalse());
    }
    try (WireClient wire = open(version)) {
      wire.send(connect(version, "visitor"));
      wire.next();
      wire.send(Packets.subscribe(1, "assay/#", Qos.AT_MOST_ONCE));
      wire.next();

      assertThat(wire.next(Duration.ofMillis(100)))
          .as("no retained message is left")
          .isInstanceOf(Arrival.Silence.class);
    }
  }

  @Test
  void interruptedRunTakesAwayWhatItsCasesWouldLeave() throws Exception {
    RunContext run = context(broker.url(), profile(MqttVersion.V5));
    Bench bench = new Bench(run, MqttVersion.V5, "sample (5.0)");
    CaseClient client = bench.connect("client", Hello::keepSession);
    client.drop();

    run.stop(Duration.ZERO);

    try (WireClient wire = open(MqttVersion.V5)) {
      wire.send(connect(MqttVersion.V5, client.clientId()));
      assertThat(wire.next())
          .isInstanceOfSatisfying(
              Arrival.Received.class,
              received ->
                  assertThat(((ConnAck) received.packet()).sessionPresent()).isFalse());
    }
  }

  @Test
  void failAndThenPassIsUnstableAndKeepsBothTranscripts() {
    Attempt attempt = attempt("failsOnce", MqttVersion.V5);

    CaseResult result = Retry.play(attempt, body("failsOnce"), 1);

    assertThat(result.verdict()).isEqualTo(Verdict.WARN);
    assertThat(result.reason()).startsWith("unstable: failed, then PASS");
    assertThat(result.judgements()).extracting(Judgement::verdict).containsExactly(Verdict.WARN);
    assertThat(result.transcript())
        .extracting(TranscriptEntry::connection)
        .contains("first attempt: client", "second attempt: client");
  }

  @Test
  void inconclusiveAndThenPassIsPassAndSaysSo() {
    CaseResult result =
        Retry.play(attempt("cannotBeToldOnce", MqttVersion.V5), body("cannotBeToldOnce"), 1);

    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.inconclusiveBefore()).isEqualTo(1);
    assertThat(result.transcript())
        .extracting(TranscriptEntry::connection)
        .contains("inconclusive attempt: client", "client");
  }

  @Test
  void repetitionThatCannotBeToldNeitherHidesAFailNorDecides() {
    CaseResult result = Retry.play(
        attempt("failsAroundAnUntoldOne", MqttVersion.V5), body("failsAroundAnUntoldOne"), 1);

    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.inconclusiveBefore()).isEqualTo(1);
  }

  @Test
  void failAtAnotherDemandIsNotTheSameFail() {
    CaseResult result = retried("failsAtOneAndThenAtAnother", 1);

    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.judgements())
        .extracting(judgement -> judgement.statement() + " " + judgement.verdict())
        .containsExactly(Mqtt5.MQTT_3_1_4_5 + " WARN", Mqtt5.MQTT_3_12_4_1 + " FAIL");
    assertThat(result.judgements().get(0).reason()).startsWith("unstable: failed, then PASS");
    assertThat(result.transcript())
        .extracting(TranscriptEntry::connection)
        .contains("first attempt: client", "second attempt: client");
  }

  @Test
  void repetitionThatDoesNotComeUpDoesNotDecide() {
    assertThat(retried("failsAndDoesNotComeUpAgain", 1).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void faultOfOurOwnInARepetitionIsNotHiddenByTheFailBeforeIt() {
    assertThat(retried("failsAndThrows", 1).verdict()).isEqualTo(Verdict.ERROR);
  }

  /** The target stops serving clients, as two others notice, while a case is judged. */
  @Test
  void failAtTheDeathOfTheTargetAccusesNobody() {
    RunContext run = context(broker.url(), profile(MqttVersion.V5));
    Attempt attempt = new Attempt(run, info("failsAndLeavesThingsBehind"), MqttVersion.V5);

    CaseResult result = Retry.play(
        attempt,
        arguments -> {
          try {
            body("failsAndLeavesThingsBehind").play(arguments);
          } finally {
            run.vitals().begun("one");
            run.vitals().notServing("one", "it is gone");
            run.vitals().notServing("another", "it is gone");
          }
        },
        1);

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.judgements())
        .extracting(Judgement::verdict)
        .containsExactly(Verdict.INCONCLUSIVE, Verdict.NOT_RUN);
    assertThat(result.reason()).startsWith("the target stopped serving clients");
  }

  private CaseResult retried(String name, int times) {
    return Retry.play(attempt(name, MqttVersion.V5), body(name), times);
  }

  @Test
  void inputsThatFailedHaveFailedAlsoWhereTheNextOnesAreCutOff() {
    CaseResult result = play("failsBeforeItIsCutOff", MqttVersion.V5);

    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.reason())
        .startsWith("1 of 1 inputs: expected close")
        .endsWith("; the next not sent: set-up: nobody comes in any more");
  }

  @Test
  void failTwiceIsFail() {
    CaseResult result = Retry.play(
        attempt("failsAndLeavesThingsBehind", MqttVersion.V5),
        body("failsAndLeavesThingsBehind"),
        2);

    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void withoutRetriesTheFirstFailStands() {
    CaseResult result = Retry.play(attempt("failsOnce", MqttVersion.V5), body("failsOnce"), 0);

    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.transcript())
        .extracting(TranscriptEntry::connection)
        .doesNotContain("second attempt: client");
  }

  @Test
  void setUpThatDoesNotComeAboutIsInconclusive() throws Exception {
    try (StubServer closing = new StubServer(level -> Reaction.close())) {
      CaseResult result = play("forgetsToJudge", MqttVersion.V5, closing.url());

      assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
      assertThat(result.reason()).startsWith("set-up: the broker closed the connection of client");
      assertThat(result.judgements())
          .extracting(Judgement::verdict)
          .containsExactly(Verdict.INCONCLUSIVE);
    }
  }

  @Test
  void brokenBytesInTheSetUpAreTheFailureOfTheStatementThatTheyBreak() throws Exception {
    try (StubServer reserved = new StubServer(level -> Reaction.answer("20 02 00 09"))) {
      CaseResult result = play("forgetsToJudge", MqttVersion.V3_1_1, reserved.url());

      assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
      Judgement failed = result.judgements().stream()
          .filter(judgement -> judgement.verdict() == Verdict.FAIL)
          .findFirst()
          .orElseThrow();
      assertThat(failed.statement())
          .isInstanceOf(Mqtt311.class)
          .isNotEqualTo(Mqtt311.MQTT_3_12_4_1);
      assertThat(result.statements()).contains(failed.statement());
      assertThat(result.judgements())
          .filteredOn(judgement -> judgement.statement() == Mqtt311.MQTT_3_12_4_1)
          .extracting(Judgement::verdict)
          .as("what the case was about was not judged")
          .containsExactly(Verdict.NOT_RUN);
    }
  }

  @Test
  void ourOwnFaultsAreErrors() {
    assertThat(play("throwsSomething", MqttVersion.V5).reason())
        .contains("our own fault", "our mistake");
    for (String method : List.of(
        "throwsSomething",
        "forgetsToJudge",
        "subscribesToEverything",
        "provesBySilenceWithoutSayingSo")) {
      assertThat(play(method, MqttVersion.V5).verdict()).as(method).isEqualTo(Verdict.ERROR);
    }
  }

  @Test
  void guestNeverSubscribesToEverything() {
    CaseResult result = play("subscribesToEverything", MqttVersion.V5);

    assertThat(result.reason()).contains("a guest subscribes below bench.topic(...) only");
    assertThat(result.transcript()).extracting(TranscriptEntry::packet).doesNotContain("SUBSCRIBE");
  }

  @Test
  void whatTheTargetDeclaresAbsentIsUnsupportedAndNothingIsPlayed() {
    Profile without = new Profile(
        MqttVersion.V5, Qos.EXACTLY_ONCE, false, true, true, true, 10, 0, 1_000, -1, true, 100);

    CaseResult result = new Attempt(
            context(broker.url(), without), info("needsRetainedMessages"), MqttVersion.V5)
        .play(body("needsRetainedMessages"));

    assertThat(result.verdict()).isEqualTo(Verdict.UNSUPPORTED);
    assertThat(result.reason()).isEqualTo("the target declares in CONNACK: Retain Available 0");
    assertThat(result.judgements())
        .extracting(Judgement::verdict)
        .containsExactly(Verdict.UNSUPPORTED, Verdict.UNSUPPORTED);
    assertThat(result.transcript()).isEmpty();
  }

  private CaseResult play(String method, MqttVersion version) {
    return play(method, version, broker.url());
  }

  private CaseResult play(String method, MqttVersion version, String url) {
    return new Attempt(context(url, profile(version)), info(method), version).play(body(method));
  }

  private Attempt attempt(String method, MqttVersion version) {
    return new Attempt(context(broker.url(), profile(version)), info(method), version);
  }

  private static RunContext context(String url, Profile profile) {
    RunSettings settings = RunSettings.of(BrokerUrl.parse(url)).withTimeScale(QUICK);
    return new RunContext(settings, Map.of(profile.version(), profile), new Collected(), "tok");
  }

  private static Profile profile(MqttVersion version) {
    return Profile.of(version, new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE), true, 500);
  }

  private static CaseInfo info(String method) {
    return CaseInfo.of(method(method));
  }

  private static Method method(String name) {
    return Arrays.stream(SampleCases.class.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Attempt.Body body(String name) {
    return arguments -> ReflectionSupport.invokeMethod(method(name), cases, arguments);
  }

  private WireClient open(MqttVersion version) throws Exception {
    return WireClient.open(
        BrokerUrl.parse(broker.url()),
        version,
        "visitor",
        new Transcript(List.of()),
        Duration.ofSeconds(5));
  }

  private static Connect connect(MqttVersion version, String clientId) {
    return new Hello(version, clientId, null, null).cleanStart(false).packet();
  }

  private static String sentClientId(CaseResult result) {
    return result.transcript().stream()
        .filter(entry -> entry.packet().equals("CONNECT"))
        .flatMap(entry -> entry.fields().stream())
        .filter(field -> field.name().equalsIgnoreCase("client identifier"))
        .map(field -> field.value().replace("\"", ""))
        .findFirst()
        .orElseThrow();
  }
}
