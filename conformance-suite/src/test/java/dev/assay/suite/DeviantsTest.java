package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import dev.assay.broker.deviant.net.DeviantShell;
import dev.assay.broker.net.Listener;
import dev.assay.broker.net.Listening;
import dev.assay.broker.net.ShellOptions;
import dev.assay.broker.net.Transport;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.Level;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case is able to fail: on each broker that is wrong in one point, the judgement about that point fails and no other case.
 * Other tests hold that every case has such a broker ({@link BackedCasesTest}). Each is judged in memory by every case; some of them,
 * always the same, over sockets too, as users judge brokers.
 */
// against a hang alone: how long a run takes is the machine's affair
@Timeout(600)
class DeviantsTest {
  // five seconds of patience become two
  private static final double QUICK = 0.4;
  private static final double PATIENT = 2;
  // several runs share the machine
  private static final int WORKERS = 16;

  private static final int OVER_SOCKETS_ONE_IN = 8;

  private static final int OTHERS_ONE_IN = 16;

  private static final boolean ALL = Boolean.getBoolean("assay.deviants.all");

  /**
   * {@code -Dassay.deviant=NAME[,NAME...]} runs these alone: for who is writing them. {@code -Dassay.deviants.every=N} runs one in N of
   * them, always the same: for a JDK after the first.
   */
  static Stream<Named<Deviant>> deviants() {
    String only = System.getProperty("assay.deviant", "");
    List<String> names = List.of(only.split(","));
    int every = Integer.getInteger("assay.deviants.every", 1);
    return Deviants.all()
        .filter(deviant -> only.isEmpty() || names.contains(deviant.name()))
        .filter(deviant -> Math.floorMod(deviant.name().hashCode(), every) == 0)
        .map(deviant -> Named.of(deviant.name(), deviant));
  }

  static Stream<Named<Deviant>> deviantsInMemory() {
    return deviants().filter(named -> named.getPayload().webSocketFault() == null);
  }

  @ParameterizedTest
  @MethodSource("deviantsInMemory")
  @Execution(ExecutionMode.CONCURRENT)
  void judgementThatTheDeviantNamesFailsAndNoOtherCase(Deviant deviant) throws Exception {
    List<CaseResult> results = resultsInMemory(deviant);

    for (Deviant.Broken broken : deviant.breaks()) {
      Judgement failure =
          failureOf(broken, results).orElseGet(() -> mustFail(deviant, broken, results));
      assertTellsTheAuthor(failure);
    }
    Set<String> meant = meant(deviant);
    assertThat(results)
        .filteredOn(result -> isUnexpected(result, deviant, meant))
        .extracting(ReferenceBrokerTest::line)
        .as("cases that fail although %s does not name them", deviant.name())
        .isEmpty();
    assertThat(JudgedElsewhere.untrue(results))
        .as("reasons that send the reader of %s to a case that passed", deviant.name())
        .isEmpty();
  }

  /** All cases but those of the corpus, of which each sends up to 200 packets: these where they have to fail. */
  private static List<CaseResult> resultsInMemory(Deviant deviant) throws Exception {
    InMemory.Target target = new InMemory.Target(
        deviant.name(),
        deviant::broker,
        deviant.limited(BrokerConfig.DEFAULT),
        Choices.DEFAULT,
        settings -> settings(deviant, settings));
    Set<String> named = namedCases(deviant);
    List<CaseResult> results = new ArrayList<>();
    for (CaseInfo info : CaseCatalogue.all()) {
      if (info.row() == null || named.contains(info.id()) || ALL) {
        for (MqttVersion version : info.versions()) {
          results.add(InMemory.play(info, version, target));
        }
      }
    }
    return results;
  }

  static Stream<Named<Deviant>> deviantsOverSockets() {
    return deviants()
        .filter(named -> named.getPayload().webSocketFault() != null
            || Math.floorMod(named.getName().hashCode(), OVER_SOCKETS_ONE_IN) == 0
            || !System.getProperty("assay.deviant", "").isEmpty()
            || ALL);
  }

  @ParameterizedTest
  @MethodSource("deviantsOverSockets")
  @Execution(ExecutionMode.CONCURRENT)
  void theSameIsSeenOverSockets(Deviant deviant) throws Exception {
    // a deviant is wrong each time: one FAIL is enough
    List<CaseResult> results = resultsOn(deviant, worthPlaying(deviant), QUICK, 0);

    for (Deviant.Broken broken : deviant.breaks()) {
      // on a busy machine haste may make a case INCONCLUSIVE: then the one case is given all the
      // time
      Judgement failure = failureOf(broken, results)
          .or(() -> failureOf(broken, resultsOn(deviant, List.of(broken.caseId()), PATIENT, 0)))
          .orElseGet(() -> mustFail(deviant, broken, results));
      assertTellsTheAuthor(failure);
    }
    Set<String> meant = meant(deviant);
    List<String> others = results.stream()
        .filter(result -> isUnexpected(result, deviant, meant))
        .map(CaseResult::caseId)
        .distinct()
        .toList();
    // what fails for want of time on a busy machine does not fail again when it has all the time
    List<CaseResult> again = others.isEmpty() ? List.of() : resultsOn(deviant, others, PATIENT, 1);
    assertThat(again)
        .filteredOn(result -> isUnexpected(result, deviant, meant))
        .extracting(ReferenceBrokerTest::line)
        .as("cases that fail although %s does not name them", deviant.name())
        .isEmpty();
  }

  private static Judgement mustFail(
      Deviant deviant, Deviant.Broken broken, List<CaseResult> results) {
    return fail(
        "%s must fail %s at %s, but: %s",
        deviant.name(), broken.caseId(), broken.statement().citation(), lines(broken, results));
  }

  private static void assertTellsTheAuthor(Judgement failure) {
    assertThat(failure.reason()).as("what an author can act on").hasSizeGreaterThan(20);
    assertThat(failure.actual()).isNotEmpty();
  }

  /** The executions that have to fail. */
  private static Set<String> meant(Deviant deviant) {
    return deviant.breaks().stream()
        .map(broken -> broken.caseId() + " " + broken.version())
        .collect(Collectors.toSet());
  }

  private static Set<String> namedCases(Deviant deviant) {
    return deviant.breaks().stream().map(Deviant.Broken::caseId).collect(Collectors.toSet());
  }

  private static boolean isUnexpected(CaseResult result, Deviant deviant, Set<String> meant) {
    return (result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR)
        && !meant.contains(result.caseId() + " " + result.version())
        && !deviant.mayFail(result.caseId());
  }

  /**
   * Over sockets: the cases about the subjects of which the deviant breaks one, and a sixteenth of the others, a different one for each deviant;
   * {@code -Dassay.deviants.all=true} plays all, which takes the better part of an hour. A case of the corpus, which sends up to
   * 200 packets, is played where it has to fail, otherwise with all.
   */
  private static List<String> worthPlaying(Deviant deviant) {
    Set<String> named = namedCases(deviant);
    Set<String> subjects = named.stream().map(DeviantsTest::subjectOf).collect(Collectors.toSet());
    return CaseCatalogue.all().stream()
        .filter(info -> info.row() == null || named.contains(info.id()) || ALL)
        .filter(info -> subjects.contains(subjectOf(info.id()))
            || (!info.takesSeconds() && isInSample(deviant, info)))
        .map(CaseInfo::id)
        .toList();
  }

  private static boolean isInSample(Deviant deviant, CaseInfo info) {
    return ALL || Math.floorMod((deviant.name() + " " + info.id()).hashCode(), OTHERS_ONE_IN) == 0;
  }

  private static String subjectOf(String caseId) {
    return caseId.substring(0, caseId.indexOf('/'));
  }

  private static List<CaseResult> resultsOn(
      Deviant deviant, List<String> cases, double timeScale, int retries) {
    // a fault of the listener for WebSockets shows there alone
    Transport transport = deviant.webSocketFault() == null ? Transport.TCP : Transport.WS;
    ShellOptions options = ReferenceBroker.options()
        .withListening(Listening.at(List.of(new Listener(transport, "127.0.0.1", 0)), null));
    try (ReferenceBroker broker = ReferenceBroker.start(DeviantShell.options(deviant, options))) {
      return Collected.once(
              broker,
              settings -> settings(deviant, settings)
                  .withExclusive(true)
                  .withCases(cases)
                  .withTimeScale(timeScale)
                  .withRetries(retries)
                  .withConnectionsMax(RunSettings.CONNECTIONS_UNLIMITED)
                  .withWorkers(WORKERS))
          .results();
    } catch (IOException | TargetProblem e) {
      throw new IllegalStateException(deviant.name() + " cannot be judged", e);
    }
  }

  private static RunSettings settings(Deviant deviant, RunSettings settings) {
    return settings
        .withSetup(Forbidden.SETUP)
        // whom AuthenticationDeviants know; all others let everybody in
        .withCredentials(
            offersLess(deviant) ? "assay" : null, offersLess(deviant) ? Payload.of("assay") : null);
  }

  private static boolean offersLess(Deviant deviant) {
    return deviant.limits() != null;
  }

  private static List<String> lines(Deviant.Broken broken, List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.caseId().equals(broken.caseId()))
        .map(ReferenceBrokerTest::line)
        .toList();
  }

  /** What an author is told at the least: a SHOULD is never FAIL. */
  private static Verdict unmet(Deviant.Broken broken) {
    Level level = broken.statement().level();
    return level == Level.SHOULD || level == Level.SHOULD_NOT ? Verdict.WARN : Verdict.FAIL;
  }

  private static Optional<Judgement> failureOf(Deviant.Broken broken, List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.caseId().equals(broken.caseId()))
        .filter(result -> result.version() == broken.version())
        .flatMap(result -> result.judgements().stream())
        .filter(judgement -> judgement.statement().equals(broken.statement()))
        .filter(judgement -> judgement.demand().equals(broken.demand()))
        .filter(judgement -> judgement.verdict() == unmet(broken))
        .findFirst();
  }
}
