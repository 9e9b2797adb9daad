package dev.assay.reports;

import dev.assay.reports.Contender.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code index.html} of a run of the micro-benchmarks: ours and its peers side by side, in the frame of all pages. */
final class BenchReport {
  private final BenchRun run;

  private BenchReport(BenchRun run) {
    this.run = run;
  }

  /** The page for {@code run}. */
  static String of(BenchRun run) throws IOException {
    return Html.of("bench.ftlh", new BenchReport(run).page());
  }

  private BenchPage.Whole page() {
    BenchRun.Tally tally = run.tally();
    return new BenchPage.Whole(
        run.sentence(),
        tally.slower() > 0 ? "warn" : tally.faster() > 0 ? "pass" : "none",
        run.manifest().toolVersion(),
        Html.time(run.manifest().start()),
        run.manifest().start().toString(),
        Html.duration(run.manifest().durationMillis()),
        run.benchmarks().size(),
        run.cautions(),
        tiles(),
        subjects(),
        plots(),
        facts(),
        String.join(" ", run.manifest().commandLine()),
        "Intervals have a confidence of 95 % and come from a bootstrap over JVMs and their iterations, "
            + Bootstrap.DRAWS + " draws, seed " + Bootstrap.SEED + ".");
  }

  // ---- overview

  private List<BenchPage.Tile> tiles() {
    List<BenchPage.Tile> tiles = new ArrayList<>();
    subjectsOfRun().forEach((subject, workloads) -> {
      double[] ratios = workloads.stream()
          .flatMap(each -> ratio(each).stream())
          .mapToDouble(Estimate::value)
          .sorted()
          .toArray();
      if (ratios.length > 0) {
        tiles.add(new BenchPage.Tile(
            subject,
            Figures.number(ratios[ratios.length / 2]) + "×",
            "ours: what the best peer costs",
            ratios.length == 1
                ? "in the one workload that has both"
                : "in the median of " + ratios.length + " workloads, from "
                    + Figures.number(ratios[0]) + " to "
                    + Figures.number(ratios[ratios.length - 1])));
      }
    });
    return tiles;
  }

  private List<Page.Fact> facts() {
    return Stream.concat(
            run.environment().entrySet().stream(),
            run.manifest().environment().entrySet().stream()
                .filter(fact -> !run.environment().containsKey(fact.getKey())))
        .map(fact -> new Page.Fact(fact.getKey(), fact.getValue(), ""))
        .toList();
  }

  // ---- workloads

  private Map<String, List<Workload>> subjectsOfRun() {
    Map<String, List<Workload>> subjects = new LinkedHashMap<>();
    for (Workload each : run.workloads()) {
      subjects
          .computeIfAbsent(
              each.subject().isEmpty() ? "others" : each.subject(), k -> new ArrayList<>())
          .add(each);
    }
    return subjects;
  }

  private List<BenchPage.Subject> subjects() {
    List<BenchPage.Subject> subjects = new ArrayList<>();
    int[] number = {0};
    subjectsOfRun()
        .forEach((name, workloads) -> subjects.add(new BenchPage.Subject(
            name,
            "subject-" + subjects.size(),
            workloads.stream().map(each -> view(each, "w-" + number[0]++)).toList())));
    return subjects;
  }

  private static BenchPage.WorkloadView view(Workload workload, String anchor) {
    Optional<Contender> ours = workload.ours();
    Optional<Contender> peer = workload.bestPeer();
    Optional<Estimate> ratio = ratio(workload);
    return new BenchPage.WorkloadView(
        anchor,
        workload.name(),
        workload.paramsInWords(),
        workload.quantity().rate() + ", " + workload.quantity().words(),
        ours.map(each -> Figures.number(each.cost().value())).orElse(""),
        peer.map(Contender::implementation).orElse(""),
        peer.map(each -> Figures.number(each.cost().value())).orElse(""),
        ratio.map(each -> Figures.number(each.value()) + "×").orElse(""),
        ratio.map(Figures::interval).orElse(""),
        ratio.map(BenchReport::css).orElse("none"),
        ratio.map(BenchReport::verdict).orElse(ours.isEmpty() ? "ours not measured" : "no peer"),
        ours.map(Contender::allocation).map(Figures::bytes).orElse(""),
        rows(workload),
        workload.cautions());
  }

  private static Optional<Estimate> ratio(Workload workload) {
    return workload.bestPeer().map(Contender::againstOurs);
  }

  private static String css(Estimate ratio) {
    return ratio.isAbove(1) ? "pass" : ratio.isBelow(1) ? "warn" : "none";
  }

  private static String verdict(Estimate ratio) {
    if (!ratio.hasInterval()) {
      return "no interval";
    }
    return ratio.isAbove(1) ? "cheaper" : ratio.isBelow(1) ? "dearer" : "no difference";
  }

  private static List<BenchPage.Row> rows(Workload workload) {
    double longest = workload.contenders().stream()
        .map(Contender::cost)
        .mapToDouble(cost -> cost.hasInterval() ? cost.high() : cost.value())
        .max()
        .orElse(1);
    return workload.contenders().stream().map(each -> row(each, longest)).toList();
  }

  private static BenchPage.Row row(Contender contender, double longest) {
    Estimate cost = contender.cost();
    @Nullable Estimate ratio = contender.againstOurs();
    return new BenchPage.Row(
        contender.implementation(),
        contender.role().name().toLowerCase(Locale.ROOT),
        switch (contender.role()) {
          case OURS -> "ours";
          case VARIANT -> "ours too";
          case PEER -> "";
          case FLOOR -> "a plain copy";
        },
        Figures.number(cost.value()),
        Figures.interval(cost),
        percent(cost.value(), longest),
        cost.hasInterval() ? percent(cost.low(), longest) : "",
        cost.hasInterval() ? percent(cost.high(), longest) : "",
        contender.role() == Role.OURS ? "1" : ratio == null ? "" : Figures.number(ratio.value()),
        ratio == null ? "" : Figures.interval(ratio),
        contender.allocation() == null ? "" : Figures.bytes(contender.allocation()),
        contender.cautions());
  }

  private static String percent(double value, double of) {
    return String.format(Locale.ROOT, "%.2f", of <= 0 ? 0 : Math.max(0, 100 * value / of));
  }

  // ---- growth

  private List<BenchPage.Plot> plots() {
    List<BenchPage.Plot> plots = new ArrayList<>();
    for (Growth growth : Growth.of(run.workloads())) {
      plots.add(LogLogPlot.of(growth, "g-" + plots.size()));
    }
    return plots;
  }
}
