package dev.assay.cli;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.net.DeviantShell;
import dev.assay.broker.net.Listener;
import dev.assay.broker.net.Listening;
import dev.assay.broker.net.ShellOptions;
import dev.assay.broker.net.Transport;
import dev.assay.client.BrokerUrl;
import dev.assay.reports.KillMatrix;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.Verdict;
import dev.assay.suite.CaseCatalogue;
import dev.assay.suite.CaseInfo;
import dev.assay.suite.ConformanceRun;
import dev.assay.suite.RunSettings;
import dev.assay.suite.TargetProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Shows that the verdicts of the suite can fail: plays cases against each deviant, a reference broker that is wrong in one point.
 * The judgements that the deviant names have to fail; which cases fail besides is told.
 */
final class SelfTest {
  /** Which cases are played on each deviant. */
  enum Scope {
    /** Those that have to fail on it. */
    NAMED,
    /** Those and all others about the same subjects. */
    SUBJECTS,
    /** All. */
    ALL;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int DEVIANTS_AT_A_TIME = 6;
  private static final int WORKERS = 16;

  /** Half the usual waits: a deviant answers at once. Where that was too short, the case is played again with double. */
  private static final double QUICK = 0.5;

  private static final double PATIENT = 2;

  private final Scope scope;
  private final AtomicInteger executions = new AtomicInteger();

  SelfTest(Scope scope) {
    this.scope = scope;
  }

  /**
   * Plays them all.
   *
   * @param deviants at least one
   * @param progress is told of each deviant that is done, from several threads
   */
  KillMatrix run(List<Deviant> deviants, Consumer<KillMatrix.Deviant> progress) {
    try {
      List<KillMatrix.Deviant> rows = AFewAtATime.map(deviants, DEVIANTS_AT_A_TIME, deviant -> {
        KillMatrix.Deviant row = row(deviant);
        progress.accept(row);
        return row;
      });
      return new KillMatrix(executions.get(), rows);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the self-test itself is at fault: " + e.getCause(), e);
    }
  }

  private KillMatrix.Deviant row(Deviant deviant) throws IOException, TargetProblem {
    // a deviant is wrong each time: one FAIL is enough
    List<CaseResult> results = play(deviant, cases(deviant), QUICK, 0);
    List<KillMatrix.Meant> meant = new ArrayList<>();
    for (Deviant.Broken broken : deviant.breaks()) {
      KillMatrix.Meant first = meant(broken, results);
      meant.add(
          first.isCaught()
              ? first
              : meant(broken, play(deviant, List.of(broken.caseId()), PATIENT, 0)));
    }
    return new KillMatrix.Deviant(
        deviant.name(), deviant.description(), meant, others(deviant, results));
  }

  private List<String> cases(Deviant deviant) {
    Set<String> named =
        deviant.breaks().stream().map(Deviant.Broken::caseId).collect(Collectors.toSet());
    Set<String> subjects = named.stream().map(SelfTest::subject).collect(Collectors.toSet());
    return CaseCatalogue.all().stream()
        .map(CaseInfo::id)
        .filter(id -> switch (scope) {
          case NAMED -> named.contains(id);
          case SUBJECTS -> subjects.contains(subject(id));
          case ALL -> true;
        })
        .toList();
  }

  private static String subject(String caseId) {
    return caseId.substring(0, caseId.indexOf('/'));
  }

  private static KillMatrix.Meant meant(Deviant.Broken broken, List<CaseResult> results) {
    for (CaseResult result : results) {
      if (result.caseId().equals(broken.caseId()) && result.version() == broken.version()) {
        return meant(broken, result);
      }
    }
    return meant(broken, Verdict.NOT_RUN, "the case was not played");
  }

  /** A case may judge the same several times: it has failed if one of them has. */
  private static KillMatrix.Meant meant(Deviant.Broken broken, CaseResult result) {
    List<Judgement> judgements = result.judgements().stream()
        .filter(judgement -> judgement.statement().equals(broken.statement()))
        .filter(judgement -> judgement.demand().equals(broken.demand()))
        .toList();
    if (judgements.isEmpty()) {
      return meant(broken, Verdict.NOT_RUN, "the case does not make this judgement");
    }
    Judgement telling = judgements.stream()
        .filter(judgement -> judgement.verdict() == Verdict.FAIL)
        .findFirst()
        .orElse(judgements.get(judgements.size() - 1));
    String reason = telling.reason().isEmpty() ? result.reason() : telling.reason();
    return meant(broken, telling.verdict(), reason);
  }

  private static KillMatrix.Meant meant(Deviant.Broken broken, Verdict verdict, String reason) {
    return new KillMatrix.Meant(
        broken.caseId(), broken.statement(), broken.demand(), verdict, reason);
  }

  private List<KillMatrix.Other> others(Deviant deviant, List<CaseResult> results)
      throws IOException, TargetProblem {
    Set<String> meant = deviant.breaks().stream()
        .map(broken -> broken.caseId() + " " + broken.version())
        .collect(Collectors.toSet());
    List<KillMatrix.Other> others = new ArrayList<>();
    for (CaseResult result : results) {
      boolean failed = result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR;
      if (!failed || meant.contains(result.caseId() + " " + result.version())) {
        continue;
      }
      boolean isKnown = deviant.mayFail(result.caseId());
      if (isKnown || failsAgain(deviant, result)) {
        others.add(
            new KillMatrix.Other(result.caseId(), result.version(), isKnown, result.reason()));
      }
    }
    return others;
  }

  /** What fails for want of time on a busy machine does not fail again when it has all the time. */
  private boolean failsAgain(Deviant deviant, CaseResult failed) throws IOException, TargetProblem {
    return play(deviant, List.of(failed.caseId()), PATIENT, 1).stream()
        .filter(result -> result.version() == failed.version())
        .anyMatch(result -> result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR);
  }

  private List<CaseResult> play(Deviant deviant, List<String> cases, double timeScale, int retries)
      throws IOException, TargetProblem {
    // a fault of the listener for WebSockets shows there alone
    Transport transport = deviant.webSocketFault() == null ? Transport.TCP : Transport.WS;
    ShellOptions options = ReferenceBroker.options()
        .withListening(Listening.at(List.of(new Listener(transport, "127.0.0.1", 0)), null));
    Results results = new Results();
    try (ReferenceBroker broker = ReferenceBroker.start(DeviantShell.options(deviant, options))) {
      RunSettings settings = RunSettings.of(BrokerUrl.parse(broker.url()))
          .withExclusive(true)
          .withSetup(EmbeddedBroker.SETUP)
          .withCases(cases)
          .withTimeScale(timeScale)
          .withRetries(retries)
          .withConnectionsMax(RunSettings.CONNECTIONS_UNLIMITED)
          .withWorkers(WORKERS);
      ConformanceRun.of(settings, results).run();
    }
    executions.addAndGet(results.all().size());
    return results.all();
  }

  private static final class Results implements ResultSink {
    private final List<CaseResult> results = new ArrayList<>();

    @Override
    public void profiled(List<ProfileFact> profile) {}

    @Override
    public void planned(int planned) {}

    @Override
    public synchronized void ended(CaseResult result) {
      results.add(result);
    }

    synchronized List<CaseResult> all() {
      return List.copyOf(results);
    }
  }
}
