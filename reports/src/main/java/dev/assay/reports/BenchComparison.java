package dev.assay.reports;

import dev.assay.reports.Comparison.Difference;
import dev.assay.reports.Comparison.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Two runs of the micro-benchmarks: what became faster, what slower. Decided where the whole interval of the ratio lies on one
 * side of 1. Peers are compared too, as the control of the experiment: their code is the same in both runs, so where they moved
 * the machine did; they are never a regression.
 */
public final class BenchComparison {
  private static final List<String> COLUMNS =
      List.of("benchmark", "before", "after", "after : before, 95 %", "B/op");

  /** Facts that differ between any two runs and say nothing about the machine. */
  private static final Pattern ALWAYS_ANOTHER =
      Pattern.compile("(?i).*(commit|date|time|start|load|command).*");

  /** Less than this is the noise of dividing an allocation rate. */
  private static final double ONE_BYTE = 1;

  /** How far the control may move before it is called a different machine. */
  private static final double STEADY = 0.05;

  /** One benchmark of both runs. */
  private record Pair(
      Benchmark before, Benchmark after, Estimate from, Estimate to, Estimate ratio) {}

  private final BenchRun before;
  private final BenchRun after;
  private final double threshold;

  private BenchComparison(BenchRun before, BenchRun after, double threshold) {
    this.before = before;
    this.after = after;
    this.threshold = threshold;
  }

  /**
   * Compares.
   *
   * @param thresholdPercent by how much more ours may cost, or allocate, before it is a regression
   */
  public static Comparison of(BenchRun before, BenchRun after, double thresholdPercent) {
    return new BenchComparison(before, after, thresholdPercent / 100).compare();
  }

  private Comparison compare() {
    List<Pair> pairs = new ArrayList<>();
    List<String> cautions = new ArrayList<>();
    List<String> onlyBefore = new ArrayList<>();
    for (Benchmark each : before.benchmarks()) {
      Optional<Benchmark> now = after.benchmark(each.key());
      if (now.isEmpty()) {
        onlyBefore.add(shown(each));
      } else if (now.get().quantity() != each.quantity()) {
        cautions.add(shown(each) + " was measured by " + each.quantity().words() + ", now by "
            + now.get().quantity().words());
      } else {
        pairs.add(pair(each, now.get()));
      }
    }
    List<String> onlyAfter = after.benchmarks().stream()
        .filter(each -> before.benchmark(each.key()).isEmpty())
        .map(BenchComparison::shown)
        .toList();
    List<Difference> differences = pairs.stream()
        .sorted(Comparator.comparing((Pair pair) -> !pair.after().isOurs())
            .thenComparing(pair -> weight(pair))
            .thenComparing(pair -> -Math.abs(Math.log(pair.ratio().value()))))
        .map(this::difference)
        .toList();
    cautions.addAll(otherMachine());
    cautions.addAll(control(pairs));
    return new Comparison(
        before.directory().path().toString(),
        after.directory().path().toString(),
        COLUMNS,
        sentence(pairs),
        (int) pairs.stream().filter(pair -> pair.ratio().hasInterval()).count(),
        differences,
        onlyBefore,
        onlyAfter,
        pairs.stream()
            .filter(pair -> pair.after().isOurs())
            .flatMap(pair -> regressions(pair).stream())
            .toList(),
        cautions);
  }

  private static Pair pair(Benchmark before, Benchmark after) {
    Bootstrap from = Bootstrap.of(before.cost(), before.key() + " before");
    Bootstrap to = Bootstrap.of(after.cost(), after.key() + " after");
    return new Pair(before, after, from.estimate(), to.estimate(), to.over(from));
  }

  private Difference difference(Pair pair) {
    String unit = " " + pair.after().quantity().unit();
    return new Difference(
        outcome(pair),
        weight(pair),
        shown(pair.after()),
        Figures.number(pair.from().value()) + unit,
        Figures.number(pair.to().value()) + unit,
        Figures.withInterval(pair.ratio()),
        allocation(pair));
  }

  private static String outcome(Pair pair) {
    boolean memory = pair.after().quantity() == Quantity.MEMORY;
    if (!pair.ratio().hasInterval()) {
      return "no interval";
    }
    if (pair.ratio().isBelow(1)) {
      return memory ? "smaller" : "faster";
    }
    return pair.ratio().isAbove(1) ? memory ? "larger" : "slower" : "no difference";
  }

  private static Weight weight(Pair pair) {
    if (pair.ratio().isAbove(1)) {
      return Weight.WORSE;
    }
    return pair.ratio().isBelow(1) ? Weight.BETTER : Weight.NEUTRAL;
  }

  private static String allocation(Pair pair) {
    @Nullable Samples from = pair.before().allocation();
    @Nullable Samples to = pair.after().allocation();
    if (from == null || to == null) {
      return "";
    }
    String was = Figures.bytes(from.mean());
    String is = Figures.bytes(to.mean());
    return was.equals(is) ? is : was + " \u2192 " + is;
  }

  private List<String> regressions(Pair pair) {
    List<String> regressions = new ArrayList<>();
    if (pair.ratio().isAbove(1) && pair.ratio().value() > 1 + threshold) {
      regressions.add(shown(pair.after()) + " costs " + Figures.withInterval(pair.ratio())
          + " times what it did");
    }
    @Nullable Samples from = pair.before().allocation();
    @Nullable Samples to = pair.after().allocation();
    if (from != null
        && to != null
        && to.mean() > from.mean() * (1 + threshold)
        && to.mean() - from.mean() > ONE_BYTE) {
      regressions.add(shown(pair.after()) + " allocates " + Figures.bytes(to.mean())
          + " B for each operation, before " + Figures.bytes(from.mean()));
    }
    return regressions;
  }

  private static String sentence(List<Pair> pairs) {
    Map<String, Integer> counts = new TreeMap<>();
    pairs.stream()
        .filter(pair -> pair.after().isOurs())
        .forEach(pair -> counts.merge(outcome(pair), 1, Integer::sum));
    List<String> words = new ArrayList<>();
    for (String outcome :
        List.of("slower", "larger", "faster", "smaller", "no difference", "no interval")) {
      if (counts.containsKey(outcome)) {
        words.add(counts.get(outcome) + " " + outcome);
      }
    }
    int ours = counts.values().stream().mapToInt(Integer::intValue).sum();
    return "Of " + ours + (ours == 1 ? " benchmark" : " benchmarks")
        + " of ours that both runs have: "
        + (words.isEmpty() ? "nothing to tell" : String.join(", ", words)) + ".";
  }

  private List<String> otherMachine() {
    List<String> cautions = new ArrayList<>();
    Map<String, String> was = facts(before);
    Map<String, String> is = facts(after);
    TreeSet<String> names = new TreeSet<>(was.keySet());
    names.retainAll(is.keySet());
    for (String name : names) {
      if (!ALWAYS_ANOTHER.matcher(name).matches()
          && !was.getOrDefault(name, "").equals(is.get(name))) {
        cautions.add(name + " differs: before " + was.get(name) + ", after " + is.get(name));
      }
    }
    return cautions;
  }

  private static Map<String, String> facts(BenchRun run) {
    Map<String, String> facts = new TreeMap<>(run.environment());
    facts.putAll(run.manifest().environment());
    return facts;
  }

  private static List<String> control(List<Pair> pairs) {
    double[] ratios = pairs.stream()
        .filter(pair -> !pair.after().isOurs())
        .mapToDouble(pair -> pair.ratio().value())
        .sorted()
        .toArray();
    if (ratios.length == 0) {
      return List.of();
    }
    double median = ratios[ratios.length / 2];
    return Math.abs(median - 1) <= STEADY
        ? List.of()
        : List.of("peers and floor, whose code is not ours to change, cost "
            + Figures.number(median)
            + " times what they did in the median: the machine differs, or the peers do");
  }

  private static String shown(Benchmark benchmark) {
    String subject = benchmark.subject().isEmpty() ? "" : benchmark.subject() + ".";
    return (subject + benchmark.simpleWorkload() + "." + benchmark.implementation() + " "
            + benchmark.paramsInWords())
        .strip();
  }
}
