package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.reports.Contender.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
  @TempDir
  Path temp;

  @Test
  void oursComesFirstThenItsVariantsThenPeersByCostThenTheFloor() throws IOException {
    Workload workload = workload(
        steady("floor", 20),
        steady("netty", 300),
        steady("assayCached", 70),
        steady("hivemq", 100),
        steady("assay", 50));

    assertThat(workload.contenders())
        .extracting(Contender::implementation)
        .containsExactly("assay", "assayCached", "hivemq", "netty", "floor");
    assertThat(workload.contenders())
        .extracting(Contender::role)
        .containsExactly(Role.OURS, Role.VARIANT, Role.PEER, Role.PEER, Role.FLOOR);
  }

  @Test
  void ratiosAreCostsDividedByOurs() throws IOException {
    Workload workload = workload(steady("assay", 50), steady("netty", 300), steady("hivemq", 100));

    Contender best = workload.bestPeer().orElseThrow();

    assertThat(best.implementation()).isEqualTo("hivemq");
    assertThat(best.againstOurs().value()).isCloseTo(2, within(0.05));
    assertThat(best.againstOurs().low()).isBetween(1.9, best.againstOurs().value());
    assertThat(best.againstOurs().high()).isBetween(best.againstOurs().value(), 2.1);
    assertThat(workload.ours().orElseThrow().againstOurs()).isNull();
  }

  @Test
  void figuresCarryTheirCautions() throws IOException {
    Workload workload = workload(
        steady("assay", 50),
        SampleBench.entry(SampleBench.ENCODE, "once").processor(List.of(List.of(70.0))),
        SampleBench.entry(SampleBench.ENCODE, "oneFork").processor(100, 0.01, 1, 5),
        SampleBench.entry(SampleBench.ENCODE, "twoForks").processor(110, 0.01, 2, 5),
        SampleBench.entry(SampleBench.ENCODE, "wild")
            .processor(List.of(List.of(50.0, 60.0), List.of(200.0, 210.0), List.of(90.0))),
        SampleBench.entry(SampleBench.ENCODE, "lazy").processor(5, 0.01, 3, 5),
        steady("floor", 20));

    assertThat(cautions(workload, "assay")).isEmpty();
    assertThat(cautions(workload, "once")).containsExactly("one measurement: no interval");
    assertThat(cautions(workload, "oneFork"))
        .containsExactly("1 fork: how JVMs differ is not in the interval");
    assertThat(cautions(workload, "twoForks")).containsExactly("2 forks: few for an interval");
    assertThat(cautions(workload, "wild")).singleElement().asString().startsWith("wide interval");
    assertThat(cautions(workload, "lazy")).singleElement().asString().startsWith("below the floor");
  }

  @Test
  void whatWasMeasuredOtherwiseIsLeftOutAndNamed() throws IOException {
    Workload workload =
        workload(steady("assay", 50), SampleBench.entry(SampleBench.ENCODE, "netty"));

    assertThat(workload.contenders()).hasSize(1);
    assertThat(workload.cautions())
        .singleElement()
        .asString()
        .startsWith("netty is left out: it was measured by wall-clock time");
  }

  @Test
  void tallyCountsWhatTheWholeIntervalSays() throws IOException {
    BenchRun run = SampleBench.write(
        temp,
        List.of(
            workloadEntry("A", "assay", 50),
            workloadEntry("A", "netty", 100),
            workloadEntry("B", "assay", 100),
            workloadEntry("B", "netty", 50),
            workloadEntry("C", "assay", 100).processor(List.of(List.of(90.0), List.of(110.0))),
            workloadEntry("C", "netty", 100).processor(List.of(List.of(92.0), List.of(109.0))),
            workloadEntry("D", "assay", 100).processor(List.of(List.of(90.0))),
            workloadEntry("D", "netty", 100),
            workloadEntry("E", "assay", 100)));

    assertThat(run.tally()).isEqualTo(new BenchRun.Tally(1, 1, 1, 1));
    assertThat(run.sentence())
        .isEqualTo("Cheaper than the best peer in 1 of 4 workloads, dearer in 1,"
            + " no difference in 1, without an interval in 1.");
  }

  @Test
  void growthIsFoundWhereOneNumberAloneChanges() throws IOException {
    BenchRun run = SampleBench.write(temp, SampleBench.entries());

    List<Growth> growths = Growth.of(run.workloads());

    assertThat(growths).singleElement().satisfies(growth -> {
      assertThat(growth.along()).isEqualTo("filters");
      assertThat(growth.params()).containsOnlyKeys("shape");
      assertThat(growth.values()).containsExactly(10L, 100L, 1_000L, 10_000L, 100_000L, 1_000_000L);
      assertThat(growth.series().get("naive").points()).hasSize(3);
    });
  }

  @Test
  void plotPutsEqualFactorsAtEqualLengths() throws IOException {
    BenchRun run =
        SampleBench.write(temp, List.of(grown(10, 100), grown(100, 1_000), grown(1_000, 10_000)));

    BenchPage.Plot plot = LogLogPlot.of(Growth.of(run.workloads()).get(0), "g");

    List<BenchPage.Point> points = plot.lines().get(0).points();
    double firstStep = number(points.get(1).x()) - number(points.get(0).x());
    double secondStep = number(points.get(2).x()) - number(points.get(1).x());
    double firstRise = number(points.get(0).y()) - number(points.get(1).y());
    double secondRise = number(points.get(1).y()) - number(points.get(2).y());
    assertThat(firstStep).isPositive().isCloseTo(secondStep, within(0.11));
    assertThat(firstRise).isPositive().isCloseTo(secondRise, within(0.11));
    assertThat(plot.across()).extracting(BenchPage.Tick::label).containsExactly("10", "100", "1k");
  }

  @Test
  void figuresAreWrittenTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(
              Arrays.asList(Figures.number(0.8249), Figures.number(61.24), Figures.number(1_384.4)))
          .containsExactly("0.82", "61.2", "1384");
      assertThat(Figures.withInterval(new Estimate(2.25, 2.18, 2.33)))
          .isEqualTo("2.25 [2.18, 2.33]");
      assertThat(Arrays.asList(Figures.bytes(0.0004), Figures.bytes(168.01), Figures.bytes(24.5)))
          .containsExactly("0", "168", "24.5");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static SampleBench.Entry grown(int filters, double nanos) {
    return SampleBench.entry(SampleBench.MATCH, "assay")
        .param("filters", filters)
        .processor(List.of(List.of(nanos)));
  }

  private static double number(String coordinate) {
    return Double.parseDouble(coordinate);
  }

  private static SampleBench.Entry workloadEntry(String name, String implementation, double nanos) {
    return SampleBench.entry("dev.assay.bench.encode." + name, implementation)
        .processor(nanos, 0.01, 3, 5);
  }

  private static SampleBench.Entry steady(String implementation, double nanos) {
    return SampleBench.entry(SampleBench.ENCODE, implementation).processor(nanos, 0.01, 3, 5);
  }

  private Workload workload(SampleBench.Entry... entries) throws IOException {
    return SampleBench.write(temp.resolve("run"), List.of(entries)).workloads().get(0);
  }

  private static List<String> cautions(Workload workload, String implementation) {
    return workload.contenders().stream()
        .filter(each -> each.implementation().equals(implementation))
        .findFirst()
        .orElseThrow()
        .cautions();
  }
}
