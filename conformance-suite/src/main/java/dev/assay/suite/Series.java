package dev.assay.suite;

import dev.assay.spec.Grade;
import dev.assay.spec.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many inputs that have the same outcomes, taken down as one judgement: the worst that was found, and how often. Each input, what
 * was expected and what came stands in the transcript. Made by {@link Bench#series}.
 */
public final class Series {
  private static final int NAMED_MAX = 5;
  private static final int WAYS_MAX = 3;
  private static final int QUICKER = 5;

  private final Bench bench;
  private final Judged judged;
  private final Judged.Point point;
  private final Outcomes.ForVersion outcomes;
  private final Map<String, Judge.Finding> findings = new LinkedHashMap<>();
  private final List<String> notSent = new ArrayList<>();

  private Judge.Windows windows;
  private @Nullable CaseClient last;

  Series(Bench bench, Judged judged, Judged.Point point, Outcomes.ForVersion outcomes) {
    this.bench = bench;
    this.judged = judged;
    this.point = point;
    this.outcomes = outcomes;
    this.windows = bench.windows();
  }

  /**
   * Judges what comes to {@code client}, which has just sent this input.
   *
   * @return whether the next input is worth sending: not to a broker that let all patience pass without an answer
   */
  public boolean judge(String input, CaseClient client) {
    long beganMicros = bench.elapsedMicros();
    Judge.Finding finding = client.finding(point, windows, outcomes);
    long tookMicros = bench.elapsedMicros() - beganMicros;
    if (finding.violation() != null || finding.verdict() == Verdict.INCONCLUSIVE) {
      bench.take(judged, point, finding);
    }
    findings.put(input, finding);
    bench
        .transcript()
        .note(
            client.name(),
            "judged",
            input + ": " + finding.verdict() + ", " + finding.actual() + ". Expected: "
                + String.join("; or ", finding.expected()));
    if (finding.closed()) {
      last = client;
    } else {
      windows = quicker(windows);
    }
    return tookMicros < windows.patience().toNanos() / 1_000;
  }

  /**
   * Once a broker was given all the time to close and did not, the next inputs need not wait as long: it does not close late, it
   * does not close.
   */
  private Judge.Windows quicker(Judge.Windows before) {
    Duration quiet = bench.windows().quiet().dividedBy(QUICKER);
    return new Judge.Windows(quiet, before.silence(), quiet, before.patience());
  }

  /** So many inputs say nothing on this broker. */
  public void notSent(int inputs, String reason) {
    if (inputs > 0) {
      notSent.add(inputs + " not sent: " + reason);
    }
  }

  /**
   * Plays inputs and takes the judgement down. Where something ends the case between two of them, what failed before has failed all
   * the same: it is taken down, and the inputs that were left out are named.
   */
  public void playAndTakeDown(Runnable inputs) {
    try {
      inputs.run();
    } catch (Ended end) {
      if (end.verdict() == Verdict.FAIL || !hasFailed()) {
        throw end;
      }
      notSent.add("the next not sent: " + end.reason());
    }
    takeDown();
  }

  private boolean hasFailed() {
    return findings.values().stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL);
  }

  private void takeDown() {
    if (findings.isEmpty()) {
      bench.notExercised(judged, String.join("; ", notSent));
      return;
    }
    Judge.Finding finding = folded(findings, notSent);
    bench.take(judged, point, last == null ? finding : last.checkedByBystander(finding));
  }

  /** The gravest of the findings, and how many inputs ended in which way. */
  static Judge.Finding folded(Map<String, Judge.Finding> findings, List<String> notSent) {
    Verdict worst = findings.values().stream()
        .map(Judge.Finding::verdict)
        .reduce(Verdict::foldWith)
        .orElseThrow();
    List<Map.Entry<String, Judge.Finding>> alike = findings.entrySet().stream()
        .filter(entry -> entry.getValue().verdict() == worst)
        .toList();
    Judge.Finding first = alike.get(0).getValue();
    Map<String, List<String>> inputsByReason = alike.stream()
        .collect(Collectors.groupingBy(
            entry -> entry.getValue().reason(),
            LinkedHashMap::new,
            Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    return new Judge.Finding(
        worst,
        worst == Verdict.PASS ? grade(findings) : null,
        first.close(),
        first.expected(),
        counted(findings, Judge.Finding::actual),
        worst == Verdict.PASS
            ? counted(findings, Judge.Finding::reason)
            : each(inputsByReason, findings.size()) + rest(notSent),
        false,
        null,
        List.of(),
        worst.departs() ? List.copyOf(inputsByReason.keySet()) : List.of(),
        false);
  }

  /** {@code 2 of 3 inputs: REASON (INPUT, INPUT); 1 of 3 inputs: ANOTHER REASON (INPUT)}, those of most inputs first. */
  private static String each(Map<String, List<String>> inputsByReason, int all) {
    List<Map.Entry<String, List<String>>> ways = inputsByReason.entrySet().stream()
        .sorted(Comparator.comparing(way -> -way.getValue().size()))
        .toList();
    String some = ways.stream()
        .limit(WAYS_MAX)
        .map(way ->
            ofAll(way.getValue().size(), all) + way.getKey() + " (" + named(way.getValue()) + ")")
        .collect(Collectors.joining("; "));
    int more =
        ways.stream().skip(WAYS_MAX).mapToInt(way -> way.getValue().size()).sum();
    return more > 0 ? some + "; " + ofAll(more, all) + "in other ways" : some;
  }

  private static String ofAll(int inputs, int all) {
    return inputs + " of " + all + " inputs: ";
  }

  private static String rest(List<String> notSent) {
    return notSent.isEmpty() ? "" : "; " + String.join("; ", notSent);
  }

  private static Grade grade(Map<String, Judge.Finding> findings) {
    return findings.values().stream().allMatch(finding -> finding.grade() == Grade.BEST)
        ? Grade.BEST
        : Grade.ACCEPTABLE;
  }

  private static String named(List<String> inputs) {
    String some = String.join(", ", inputs.subList(0, Math.min(NAMED_MAX, inputs.size())));
    int more = inputs.size() - NAMED_MAX;
    return more > 0 ? some + " and " + more + " more" : some;
  }

  private interface Words {
    String of(Judge.Finding finding);
  }

  /** {@code 120 of 124: DISCONNECT 0x81, then close; 4 of 124: close}. */
  private static String counted(Map<String, Judge.Finding> findings, Words words) {
    Map<String, Long> counts = findings.values().stream()
        .collect(Collectors.groupingBy(words::of, LinkedHashMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(NAMED_MAX)
        .map(entry -> entry.getValue() + " of " + findings.size() + ": " + entry.getKey())
        .collect(Collectors.joining("; "));
  }
}
