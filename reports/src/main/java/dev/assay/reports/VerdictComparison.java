package dev.assay.reports;

import dev.assay.reports.Comparison.Difference;
import dev.assay.reports.Comparison.Weight;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
      if (now.verdict() != each.getValue().verdict()
          || !broken(now).equals(broken(each.getValue()))) {
        differences.add(difference(each.getValue(), now));
      }
    }
    differences.sort(Comparator.comparing(Difference::weight));
    List<String> cautions = new ArrayList<>();
    incomplete(before, "before", cautions);
    incomplete(after, "after", cautions);
    List<String> regressions = new ArrayList<>(versionsNoMoreSpoken(was.values(), after));
    differences.stream()
        .filter(each -> each.weight() == Weight.WORSE)
        .map(each -> each.subject() + ": " + each.before() + ", now " + each.after())
        .forEach(regressions::add);
    return new Comparison(
        before.path().toString(),
        after.path().toString(),
        COLUMNS,
        sentence(differences, compared),
        compared,
        differences,
        was.keySet().stream().filter(key -> !is.containsKey(key)).toList(),
        is.keySet().stream().filter(key -> !was.containsKey(key)).toList(),
        List.copyOf(regressions),
        cautions);
  }

  /** A version of which nothing is executed any more has no executions to compare, and is worse than each of them. */
  private static List<String> versionsNoMoreSpoken(Collection<CaseLine> was, Run after) {
    return was.stream()
        .map(CaseLine::version)
        .distinct()
        .sorted()
        .flatMap(version -> after.notSpoken(version).stream()
            .map(why -> "MQTT " + version.text() + ": spoken, now " + why))
        .toList();
  }

  /** The demands that a result breaks: the same case may fail at another one. */
  private static Set<String> broken(CaseLine line) {
    return line.judgements().stream()
        .filter(judgement -> judgement.verdict() == Verdict.FAIL)
        .map(VerdictComparison::demandOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, CaseLine> byKey(Run run) {
    Map<String, CaseLine> lines = new LinkedHashMap<>();
    run.cases().forEach(line -> lines.put(line.key(), line));
    return lines;
  }

  private static String demandOf(CaseLine.JudgementLine judgement) {
    return judgement.demand().equals(Statement.WHOLE)
        ? judgement.statement()
        : judgement.statement() + " " + judgement.demand();
  }

  private static Difference difference(CaseLine before, CaseLine after) {
    Weight weight = weight(before, after);
    return new Difference(
        switch (weight) {
          case WORSE -> isAnswer(after.verdict()) ? "worse" : "no answer now";
          case BETTER ->
            isFinding(after.verdict())
                ? "better"
                : isFinding(before.verdict()) ? "fixed" : "answered now";
          case NEUTRAL -> "changed";
        },
        weight,
        after.key(),
        words(before, after),
        words(after, before),
        after.reason().isEmpty() ? after.actual() : after.reason(),
        "");
  }

  /** The verdict, with what is broken where both fail. */
  private static String words(CaseLine line, CaseLine other) {
    return line.verdict() == Verdict.FAIL && other.verdict() == Verdict.FAIL
        ? line.verdict() + " of " + String.join(", ", broken(line))
        : line.verdict().name();
  }

  private static Weight weight(CaseLine before, CaseLine after) {
    if (before.verdict() == Verdict.FAIL && after.verdict() == Verdict.FAIL) {
      return broken(before).containsAll(broken(after)) ? Weight.BETTER : Weight.WORSE;
    }
    return weight(before.verdict(), after.verdict());
  }

  /** Verdicts stand in the order of gravity; no answer is worse than any. */
  private static Weight weight(Verdict before, Verdict after) {
    if (isAnswer(before) && !isAnswer(after)) {
      return Weight.WORSE;
    }
    if (isFinding(after)) {
      return after.compareTo(before) < 0 ? Weight.WORSE : Weight.BETTER;
    }
    return !isAnswer(after) || (isAnswer(before) && !isFinding(before))
        ? Weight.NEUTRAL
        : Weight.BETTER;
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
