package dev.assay.cli;

import dev.assay.client.BrokerUrl;
import dev.assay.reports.KillMatrix;
import dev.assay.spec.Verdict;
import dev.assay.suite.RunSettings;
import dev.assay.suite.TargetProblem;
import dev.assay.suite.faults.FaultTrial;
import dev.assay.suite.faults.FaultTrial.Outcome;
import dev.assay.suite.faults.FaultTrial.Play;
import dev.assay.suite.faults.WireFault;
import dev.assay.suite.faults.WireFaults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Shows that the verdicts of the suite can fail on a broker that others wrote: puts one fault after the other between the suite and the
 * broker. The judgements that a fault names have to fail, and on a fault that the standard allows none may.
 */
final class FaultSelfTest {
  private static final int FAULTS_AT_A_TIME = 8;

  /** Half the usual waits: what a fault changes is there at once. What was not caught so is tried again with double. */
  private static final double QUICK = 0.5;

  private static final double PATIENT = 2;

  private final FaultTrial quick;
  private final FaultTrial patient;

  /** @param broker over plain TCP; it may be used by nobody else meanwhile */
  FaultSelfTest(BrokerUrl broker) {
    quick = trial(broker, QUICK);
    patient = trial(broker, PATIENT);
  }

  /** All faults, and what became of each on this broker. */
  record Found(List<FaultTrial.Result> results) {
    Found {
      results = List.copyOf(results);
    }

    long forbidden() {
      return count(true, Outcome.CAUGHT) + count(true, Outcome.MISSED);
    }

    long caught() {
      return count(true, Outcome.CAUGHT);
    }

    /** Names of those that this broker gave no occasion for. */
    List<String> notTriggered() {
      return named(Outcome.NOT_TRIGGERED);
    }

    /** Names of those of which nothing is known, since this broker fails there without them as well. */
    List<String> failingAnyway() {
      return named(Outcome.FAILS_ANYWAY);
    }

    private List<String> named(Outcome outcome) {
      return results.stream()
          .filter(result -> result.outcome() == outcome)
          .map(result -> result.fault().name())
          .toList();
    }

    private long count(boolean isForbidden, Outcome outcome) {
      return results.stream()
          .filter(result -> result.fault().isForbidden() == isForbidden)
          .filter(result -> result.outcome() == outcome)
          .count();
    }

    /** What there is to say, in one sentence. */
    String sentence() {
      long allowed = count(false, Outcome.TOLERATED) + count(false, Outcome.WRONGLY_BLAMED);
      return "Catches " + caught() + " of " + forbidden() + " faults that break a MUST; blames "
          + count(false, Outcome.WRONGLY_BLAMED) + " of " + allowed + " that break none; "
          + notTriggered().size() + " did not come about on this broker, and at "
          + failingAnyway().size() + " it fails without the fault as well.";
    }

    /** The same as a page has it: those that came about and break a MUST, and those that were wrongly blamed. */
    KillMatrix matrix() {
      int executions =
          results.stream().mapToInt(result -> result.plays().size()).sum();
      return new KillMatrix(
          executions,
          results.stream()
              .filter(result -> result.outcome() == Outcome.CAUGHT
                  || result.outcome() == Outcome.MISSED
                  || result.outcome() == Outcome.WRONGLY_BLAMED)
              .map(Found::row)
              .toList());
    }

    private static KillMatrix.Deviant row(FaultTrial.Result result) {
      List<KillMatrix.Meant> meant = new ArrayList<>();
      List<KillMatrix.Other> others = new ArrayList<>();
      for (Play play : result.plays()) {
        if (!play.isTriggered() || play.failsAnyway()) {
          continue;
        }
        if (play.statement() != null) {
          meant.add(new KillMatrix.Meant(
              play.caseId(), play.statement(), play.demand(), play.verdict(), play.reason()));
        } else if (play.verdict() == Verdict.FAIL) {
          others.add(new KillMatrix.Other(play.caseId(), play.version(), false, play.reason()));
        }
      }
      return new KillMatrix.Deviant(result.fault().name(), result.fault().title(), meant, others);
    }
  }

  /**
   * Tries them all.
   *
   * @param progress is told of each that is done, from several threads
   * @throws TargetProblem if the broker cannot be judged
   */
  Found run(Consumer<FaultTrial.Result> progress) throws TargetProblem {
    try {
      return new Found(AFewAtATime.map(WireFaults.all(), FAULTS_AT_A_TIME, fault -> {
        FaultTrial.Result result = tryOut(fault);
        progress.accept(result);
        return result;
      }));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TargetProblem problem) {
        throw problem;
      }
      throw new IllegalStateException("the self-test itself is at fault: " + e.getCause(), e);
    }
  }

  private FaultTrial.Result tryOut(WireFault fault) throws IOException, TargetProblem {
    FaultTrial.Result first = quick.of(fault);
    return first.outcome() == Outcome.MISSED || first.outcome() == Outcome.WRONGLY_BLAMED
        ? patient.of(fault)
        : first;
  }

  private static FaultTrial trial(BrokerUrl broker, double timeScale) {
    return new FaultTrial(
        broker,
        settings -> settings
            .withExclusive(true)
            .withTimeScale(timeScale)
            .withConnectionsMax(RunSettings.CONNECTIONS_UNLIMITED));
  }
}
