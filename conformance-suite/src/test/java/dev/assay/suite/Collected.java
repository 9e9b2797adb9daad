package dev.assay.suite;

import dev.assay.broker.ReferenceBroker;
import dev.assay.client.BrokerUrl;
import dev.assay.spec.CaseResult;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.Verdict;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Keeps the results of a run. */
final class Collected implements ResultSink {
  private static final int TIMES_AGAIN = 3;
  private static final double PATIENT = 4;

  // JUnit takes a test that plays cases by another JUnit for one that waits, and begins the next:
  // on threads that it does not know, no more runs go on than tests may
  private static final ExecutorService RUNS =
      Executors.newCachedThreadPool(new DefaultThreadFactory("assay-run", true));

  private final List<CaseResult> results = new ArrayList<>();
  private List<ProfileFact> profile = List.of();
  private int planned;

  /** Everything that the settings ask for, against this broker. */
  static Collected once(ReferenceBroker broker, UnaryOperator<RunSettings> with)
      throws TargetProblem {
    return once(with.apply(RunSettings.of(BrokerUrl.parse(broker.url()))));
  }

  private static Collected once(RunSettings settings) throws TargetProblem {
    Collected collected = new Collected();
    try {
      RUNS.submit(() -> ConformanceRun.of(settings, collected).run()).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TargetProblem problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was given up", e);
    }
    return collected;
  }

  /** The same against a broker that keeps the standard, with the patience that such a one deserves. */
  static Collected patiently(ReferenceBroker broker, UnaryOperator<RunSettings> with)
      throws TargetProblem {
    return patiently(BrokerUrl.parse(broker.url()), with);
  }

  /**
   * The same at this URL. On a machine that is busy with other things some cases cannot tell: they are asked again, up to three
   * times, with little beside them and much time.
   */
  static Collected patiently(BrokerUrl url, UnaryOperator<RunSettings> with) throws TargetProblem {
    RunSettings settings = with.apply(RunSettings.of(url));
    Collected collected = once(settings);
    List<String> undecided = collected.undecided();
    for (int again = 0; again < TIMES_AGAIN && !undecided.isEmpty(); again++) {
      once(settings.withCases(undecided).withWorkers(2).withTimeScale(PATIENT))
          .results()
          .forEach(collected::replace);
      undecided = collected.undecided();
    }
    return collected;
  }

  private List<String> undecided() {
    return results().stream()
        .filter(result -> result.verdict() == Verdict.INCONCLUSIVE)
        .map(CaseResult::caseId)
        .distinct()
        .toList();
  }

  private synchronized void replace(CaseResult better) {
    results.removeIf(
        result -> result.caseId().equals(better.caseId()) && result.version() == better.version());
    results.add(better);
  }

  synchronized List<CaseResult> results() {
    return List.copyOf(results);
  }

  List<ProfileFact> profile() {
    return profile;
  }

  int planned() {
    return planned;
  }

  @Override
  public void profiled(List<ProfileFact> facts) {
    profile = facts;
  }

  @Override
  public void planned(int executions) {
    planned = executions;
  }

  @Override
  public synchronized void ended(CaseResult result) {
    results.add(result);
  }
}
