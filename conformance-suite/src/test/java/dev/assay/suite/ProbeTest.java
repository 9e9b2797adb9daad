package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.client.BrokerUrl;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import dev.assay.suite.StubServer.Reaction;
import dev.assay.suite.TargetProblem.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the probe makes of targets that are no MQTT 5.0 broker, no broker at all, or not there. */
@Timeout(60)
class ProbeTest {
  private static final int LEVEL_5 = 5;
  private static final String ACCEPTED_3_1_1 = "20 02 00 00";
  private static final String ACCEPTED_5 = "20 06 00 00 03 22 00 0A";
  // ten seconds become one
  private static final double QUICK = 0.1;

  @Test
  void nobodyListens() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }

    TargetProblem problem = problemOf("mqtt://127.0.0.1:" + port);

    assertThat(problem.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(problem.exitCode()).isEqualTo(3);
    assertThat(problem).message().contains("refused").doesNotContain("\n");
  }

  @Test
  void acceptsAndStaysSilent() throws IOException {
    assertThat(problemOf(level -> Reaction.silence()).kind()).isEqualTo(Kind.NO_ANSWER);
  }

  @Test
  void answersHttp() throws IOException {
    TargetProblem problem =
        problemOf(level -> Reaction.answerText("HTTP/1.1 400 Bad Request\r\n\r\n"));

    assertThat(problem.kind()).isEqualTo(Kind.HTTP);
    assertThat(problem).message().contains("answers HTTP, not MQTT");
  }

  @Test
  void speaksTls() throws IOException {
    TargetProblem problem = problemOf(level -> Reaction.answerAndClose("15 03 03 00 02 02 46"));

    assertThat(problem.kind()).isEqualTo(Kind.TLS);
    assertThat(problem).message().contains("try mqtts://127.0.0.1:");
  }

  @Test
  void sendsABanner() throws IOException {
    TargetProblem problem = problemOf(level -> Reaction.answerText("SSH-2.0-x\u001B[31m\r\n"));

    assertThat(problem.kind()).isEqualTo(Kind.NOT_MQTT);
    assertThat(problem)
        .message()
        .as("what a target sends never reaches the terminal as it is")
        .contains("SSH-2.0-x.[31m..")
        .doesNotContain("\u001B");
  }

  @Test
  void closesAtOnce() throws IOException {
    assertThat(problemOf(level -> Reaction.close()).kind()).isEqualTo(Kind.CLOSED_AT_ONCE);
  }

  @Test
  void refusesTheUser() throws IOException {
    TargetProblem problem = problemOf(
        level -> Reaction.answerAndClose(level == LEVEL_5 ? "20 03 00 86 00" : "20 02 00 04"));

    assertThat(problem.kind()).isEqualTo(Kind.REFUSED);
    assertThat(problem.exitCode()).isEqualTo(3);
    assertThat(problem).message().contains("CONNACK 0x04 bad user name or password");
  }

  /** Four of the five shapes of "5.0 is not spoken"; silence is the fifth. */
  @ParameterizedTest
  @ValueSource(strings = {"20 03 00 84 00", "20 02 00 01", "20 02 00 00", "20 03 00 01 00", ""})
  void fiveIsNotSpokenAndThreeIs(String answerToFive) throws Exception {
    Function<Integer, Reaction> script = level ->
        level == LEVEL_5 ? Reaction.answerAndClose(answerToFive) : Reaction.answer(ACCEPTED_3_1_1);

    Probe.Found found = find(script, Set.of());

    assertThat(found.profiles()).containsOnlyKeys(MqttVersion.V3_1_1);
    assertThat(found.facts()).anySatisfy(fact -> {
      assertThat(fact.version()).isEqualTo(MqttVersion.V5);
      assertThat(fact.value()).startsWith("not spoken");
    });
  }

  /** A baseline of both versions holds then for what was asked alone. */
  @Test
  void nothingIsSaidOfVersionThatWasNotAskedFor() throws Exception {
    Probe.Found found = find(
        level -> level == LEVEL_5
            ? Reaction.answerAndClose("20 03 00 84 00")
            : Reaction.answer(ACCEPTED_3_1_1),
        Set.of(MqttVersion.V3_1_1));

    assertThat(found.facts()).noneMatch(fact -> fact.version() == MqttVersion.V5);
  }

  @Test
  void fiveIsMetWithSilenceAndThreeIsSpoken() throws Exception {
    Probe.Found found = find(
        level -> level == LEVEL_5 ? Reaction.silence() : Reaction.answer(ACCEPTED_3_1_1), Set.of());

    assertThat(found.profiles()).containsOnlyKeys(MqttVersion.V3_1_1);
  }

  /** Half of the cases go with a version. */
  @Test
  void versionThatHadNoAnswerAtFirstIsAskedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();

    Probe.Found found = find(
        level -> level != LEVEL_5
            ? Reaction.answer(ACCEPTED_3_1_1)
            : asked.incrementAndGet() == 1 ? Reaction.close() : Reaction.answer(ACCEPTED_5),
        Set.of());

    assertThat(found.profiles()).containsOnlyKeys(MqttVersion.V3_1_1, MqttVersion.V5);
  }

  @Test
  void versionThatWasAskedForIsNotSpoken() throws IOException {
    TargetProblem problem = problemOf(
        level -> level == LEVEL_5 ? Reaction.close() : Reaction.answer(ACCEPTED_3_1_1),
        Set.of(MqttVersion.V5));

    assertThat(problem.kind()).isEqualTo(Kind.VERSION_NOT_SPOKEN);
    assertThat(problem.exitCode()).isEqualTo(4);
    assertThat(problem).message().contains("does not speak MQTT 5.0, which was asked for");
  }

  @Test
  void limitsAreReadFromTheConnAck() throws Exception {
    Probe.Found found = find(
        level -> Reaction.answer(
            level == LEVEL_5
                ? "20 11 00 00 0E 21 00 14 24 01 25 00 27 00 00 10 00 2A 00"
                : ACCEPTED_3_1_1),
        Set.of());

    Profile five = found.profiles().get(MqttVersion.V5);
    assertThat(five.receiveMaximum()).isEqualTo(20);
    assertThat(five.maximumQos().level()).isEqualTo(1);
    assertThat(five.retainAvailable()).isFalse();
    assertThat(five.maximumPacketSizeBytes()).isEqualTo(4096);
    assertThat(five.sharedSubscriptionsAvailable()).isFalse();
    RunSettings guest = RunSettings.of(BrokerUrl.parse("mqtt://127.0.0.1"));
    assertThat(five.lack(Need.RETAIN, guest).reason()).contains("Retain Available 0");
    assertThat(five.lack(Need.QOS_1, guest)).isNull();
    assertThat(five.lack(Need.WEB_SOCKET, guest).verdict()).isEqualTo(Verdict.NOT_EXERCISED);
    assertThat(five.lack(Need.WEB_SOCKET, RunSettings.of(BrokerUrl.parse("ws://127.0.0.1"))))
        .isNull();
    assertThat(found.facts())
        .anySatisfy(fact -> {
          assertThat(fact.name()).isEqualTo("Receive Maximum");
          assertThat(fact.source()).isEqualTo("CONNACK");
        })
        .anySatisfy(fact -> {
          assertThat(fact.name()).isEqualTo("Topic Alias Maximum");
          assertThat(fact.source()).startsWith("default of");
        });
  }

  /** A broken CONNACK is for the cases to judge: whoever sends one must not get away as "does not speak 5.0". */
  @ParameterizedTest
  @CsvSource({"20 03 02 00 00", "20 03 00 03 00"})
  void brokenConnAckDoesNotHideTheVersion(String answerToFive) throws Exception {
    Probe.Found found =
        find(level -> Reaction.answer(level == LEVEL_5 ? answerToFive : ACCEPTED_3_1_1), Set.of());

    assertThat(found.profiles()).containsKey(MqttVersion.V5);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void oneVersionAloneCanBeAskedFor(MqttVersion version) throws Exception {
    Probe.Found found = find(
        level -> Reaction.answer(level == LEVEL_5 ? ACCEPTED_5 : ACCEPTED_3_1_1), Set.of(version));

    assertThat(found.profiles()).containsOnlyKeys(version);
  }

  private static TargetProblem problemOf(Function<Integer, Reaction> script) throws IOException {
    return problemOf(script, Set.of());
  }

  private static TargetProblem problemOf(
      Function<Integer, Reaction> script, Set<MqttVersion> versions) throws IOException {
    try (StubServer server = new StubServer(script)) {
      return catchThrowableOfType(
          TargetProblem.class, () -> new Probe(settings(server.url(), versions), "tok").find());
    }
  }

  private static TargetProblem problemOf(String url) {
    return catchThrowableOfType(
        TargetProblem.class, () -> new Probe(settings(url, Set.of()), "tok").find());
  }

  private static Probe.Found find(Function<Integer, Reaction> script, Set<MqttVersion> versions)
      throws Exception {
    try (StubServer server = new StubServer(script)) {
      return new Probe(settings(server.url(), versions), "tok").find();
    }
  }

  private static RunSettings settings(String url, Set<MqttVersion> versions) {
    return RunSettings.of(BrokerUrl.parse(url)).withVersions(versions).withTimeScale(QUICK);
  }
}
