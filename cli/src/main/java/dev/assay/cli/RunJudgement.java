package dev.assay.cli;

import dev.assay.reports.Baseline;
import dev.assay.reports.CaseLine;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run's results mean for the exit code, and why.
 *
 * @param exitCode the first of all that hold
 * @param because each reason in a line, the gravest first; empty where everything is as expected
 */
record RunJudgement(int exitCode, List<String> because) {

  /**
   * What the user allows.
   *
   * @param strict whether WARN counts as a failure
   * @param minCases how many case ids must have come to an answer
   * @param allowInconclusive how many executions may end without an answer
   */
  record Limits(boolean strict, int minCases, int allowInconclusive) {}

  private static final Set<Verdict> ANSWERS =
      EnumSet.of(Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.INFO);

  /** Holds {@code results} against the limits, and against a baseline where one was given. */
  static RunJudgement of(
      List<CaseLine> results, Baseline.@Nullable Comparison comparison, Limits limits) {
    List<CaseLine> departures = comparison == null
        ? results
        : comparison.unexpected().stream().map(Baseline.Unexpected::result).toList();
    String which = comparison == null ? "" : " that the baseline does not expect";
    Set<Integer> codes = new HashSet<>();
    List<String> because = new ArrayList<>();

    int errors = count(departures, Verdict.ERROR);
    if (errors > 0) {
      codes.add(ExitCode.OUR_OWN_ERROR);
      because.add(errors + " ERROR" + which + ": faults of Assay itself, please report them");
    }
    int answered = (int) results.stream()
        .filter(result -> ANSWERS.contains(result.verdict()))
        .map(CaseLine::caseId)
        .distinct()
        .count();
    if (isNothing(results) || answered < limits.minCases()) {
      codes.add(ExitCode.NOTHING_RAN);
      because.add(answered + " cases came to an answer, expected " + Math.max(1, limits.minCases())
          + " or more");
    }
    int failed = count(departures, Verdict.FAIL);
    if (failed > 0) {
      codes.add(ExitCode.FAILURES);
      because.add(failed + " FAIL" + which);
    }
    int warned = count(departures, Verdict.WARN);
    if (warned > 0 && (limits.strict() || comparison != null)) {
      codes.add(ExitCode.FAILURES);
      because.add(warned + " WARN" + (comparison == null ? ", and --strict" : which));
    }
    int undecided = count(departures, Verdict.INCONCLUSIVE);
    if (undecided > limits.allowInconclusive()) {
      codes.add(ExitCode.FAILURES);
      because.add(undecided + " INCONCLUSIVE" + which + ", expected " + limits.allowInconclusive()
          + " or fewer");
    }
    if (comparison != null && !comparison.stale().isEmpty()) {
      codes.add(ExitCode.FAILURES);
      because.add(
          comparison.stale().size() + " stale in the baseline: the case ran and no longer departs");
    }
    if (comparison != null && !comparison.unspoken().isEmpty()) {
      codes.add(ExitCode.FAILURES);
      because.addAll(comparison.unspoken());
    }
    return new RunJudgement(ExitCode.first(codes), List.copyOf(because));
  }

  /** Whether no execution even tried: none at all, or each without its precondition. */
  private static boolean isNothing(List<CaseLine> results) {
    return results.stream()
        .noneMatch(result -> ANSWERS.contains(result.verdict())
            || result.verdict() == Verdict.INCONCLUSIVE
            || result.verdict() == Verdict.ERROR);
  }

  private static int count(List<CaseLine> results, Verdict verdict) {
    return (int) results.stream().filter(result -> result.verdict() == verdict).count();
  }
}
