package dev.assay.reports;

import dev.assay.reports.Comparison.Difference;
import dev.assay.reports.Comparison.Weight;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two conformance runs: what fails now that did not, what was mended, what changed in another way. A case that gave an answer
 * and gives none any more counts as worse: a broker does not get better by being asked less.
 */
public final class VerdictComparison {
  private static final List<String> COLUMNS = List.of("case", "before", "after", "why", "");

  private VerdictComparison() {}

  /** Compares executions by case, version and transport. */
  public static Comparison of(Run before, Run after) {
    Map<String, CaseLine> was = byKey(before);
    Map<String, CaseLine> is = byKey(after);
    List<Difference> differences = new ArrayList<>();
    int compared = 0;
    for (Map.Entry<String, CaseLine> each : was.entrySet()) {
      CaseLine now = is.get(each.getKey());
      if (now == null) {
        continue;
      }
      compared++;
      if (now.verdict() != each.getValue().verdict()) {
        differences.add(difference(each.getValue(), now));
      }
    }
    differences.sort(Comparator.comparing(Difference::weight));
    List<String> cautions = new ArrayList<>();
    incomplete(before, "before", cautions);
    incomplete(after, "after", cautions);
    return new Comparison(
        before.path().toString(),
        after.path().toString(),
        COLUMNS,
        sentence(differences, compared),
        compared,
        differences,
        was.keySet().stream().filter(key -> !is.containsKey(key)).toList(),
        is.keySet().stream().filter(key -> !was.containsKey(key)).toList(),
        differences.stream()
            .filter(each -> each.weight() == Weight.WORSE)
            .map(each -> each.subject() + ": " + each.before() + ", now " + each.after())
            .toList(),
        cautions);
  }

  private static Map<String, CaseLine> byKey(Run run) {
    Map<String, CaseLine> lines = new LinkedHashMap<>();
    run.cases().forEach(line -> lines.put(line.key(), line));
    return lines;
  }

  private static Difference difference(CaseLine before, CaseLine after) {
    Weight weight = weight(before.verdict(), after.verdict());
    return new Difference(
        switch (weight) {
          case WORSE -> isFinding(after.verdict()) ? "worse" : "no answer now";
          case BETTER ->
            isFinding(after.verdict())
                ? "better"
                : isFinding(before.verdict()) ? "fixed" : "answered now";
          case NEUTRAL -> "changed";
        },
        weight,
        after.key(),
        before.verdict().name(),
        after.verdict().name(),
        after.reason().isEmpty() ? after.actual() : after.reason(),
        "");
  }

  /** Verdicts stand in the order of gravity. */
  private static Weight weight(Verdict before, Verdict after) {
    if (isFinding(after)) {
      return after.compareTo(before) < 0 ? Weight.WORSE : Weight.BETTER;
    }
    if (isAnswer(after)) {
      return isAnswer(before) && !isFinding(before) ? Weight.NEUTRAL : Weight.BETTER;
    }
    return isAnswer(before) && !isFinding(before) ? Weight.WORSE : Weight.NEUTRAL;
  }

  private static boolean isFinding(Verdict verdict) {
    return switch (verdict) {
      case FAIL, ERROR, INCONCLUSIVE, WARN -> true;
      case PASS, INFO, UNSUPPORTED, NOT_EXERCISED, NOT_RUN -> false;
    };
  }

  private static boolean isAnswer(Verdict verdict) {
    return switch (verdict) {
      case FAIL, WARN, PASS, INFO -> true;
      case ERROR, INCONCLUSIVE, UNSUPPORTED, NOT_EXERCISED, NOT_RUN -> false;
    };
  }

  private static void incomplete(Run run, String which, List<String> cautions) {
    if (!run.complete()) {
      cautions.add("the run " + which + " was ended from outside: cases are missing");
    }
  }

  private static String sentence(List<Difference> differences, int compared) {
    Map<Weight, Integer> counts = new TreeMap<>();
    differences.forEach(each -> counts.merge(each.weight(), 1, Integer::sum));
    List<String> words = new ArrayList<>();
    counts.forEach((weight, count) -> words.add(count
        + switch (weight) {
          case WORSE -> " worse";
          case BETTER -> " better";
          case NEUTRAL -> " changed in another way";
        }));
    return "Of " + compared + (compared == 1 ? " execution" : " executions")
        + " that both runs have: "
        + (words.isEmpty() ? "all as before" : String.join(", ", words)) + ".";
  }
}
