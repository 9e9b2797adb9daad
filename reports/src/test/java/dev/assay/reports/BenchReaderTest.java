package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchReaderTest {
  @TempDir
  Path temp;

  @Test
  void threadProcessorTimeIsQuotedBeforeTimeOnTheWall() throws IOException {
    Benchmark benchmark = only(SampleBench.entry(SampleBench.ENCODE, "netty")
        .wall(900, "ns/op")
        .processor(List.of(List.of(10.0, 12.0), List.of(14.0)))
        .allocation(48));

    assertThat(benchmark.quantity()).isEqualTo(Quantity.THREAD_CPU);
    assertThat(benchmark.cost().forks()).containsExactly(List.of(10.0, 12.0), List.of(14.0));
    assertThat(benchmark.cost().mean()).isEqualTo(12);
    assertThat(benchmark.allocation().mean()).isEqualTo(48);
  }

  @Test
  void memoryIsQuotedBeforeAnyTimeAndWithoutWhatWasAllocatedForTheWholeTree() throws IOException {
    Benchmark benchmark = only(SampleBench.entry(SampleBench.MEMORY, "assay")
        .processor(5, 0, 1, 2)
        .allocation(1_000_000)
        .memory(61));

    assertThat(benchmark.quantity()).isEqualTo(Quantity.MEMORY);
    assertThat(benchmark.cost().mean()).isEqualTo(61);
    assertThat(benchmark.allocation()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "250, ns/op, 250",
    "2.5, us/op, 2500",
    "1.5, ms/op, 1500000",
    "4, ops/us, 250",
    "0.5, ops/ns, 2",
    "1000, ops/s, 1000000"
  })
  void everyUnitOfJmhBecomesNanosecondsForEachOperation(double score, String unit, double nanos)
      throws IOException {
    Benchmark benchmark = only(SampleBench.entry(SampleBench.ENCODE, "assay").wall(score, unit));

    assertThat(benchmark.quantity()).isEqualTo(Quantity.WALL_CLOCK);
    assertThat(benchmark.cost().mean()).isEqualTo(nanos);
  }

  @Test
  void nameTellsSubjectWorkloadAndImplementation() throws IOException {
    Benchmark benchmark = only(new SampleBench.Entry("dev.assay.bench.match.Trees.Cold.assayCached")
        .param("shape", "mixed")
        .param("filters", 10));

    assertThat(benchmark.subject()).isEqualTo("match");
    assertThat(benchmark.simpleWorkload()).isEqualTo("Trees.Cold");
    assertThat(benchmark.implementation()).isEqualTo("assayCached");
    assertThat(benchmark.key())
        .isEqualTo("dev.assay.bench.match.Trees.Cold.assayCached filters=10 shape=mixed");
  }

  @Test
  void modeTellsApartWhatRanInSeveral() throws IOException {
    BenchRun run = SampleBench.write(
        temp,
        List.of(
            SampleBench.entry(SampleBench.ENCODE, "assay"),
            SampleBench.entry(SampleBench.ENCODE, "assay").mode("ss")));

    assertThat(run.workloads())
        .extracting(Workload::params)
        .containsExactly(Map.of("mode", "avgt"), Map.of("mode", "ss"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"benchmark\" : \"dev | \"bench\" : \"dev | jmh.json element 1, \"benchmark\": expected a text, found nothing",
        "\"benchmark\" : \"dev.assay.bench.encode.PublishQosOne.assay | \"benchmark\" : \"assay | \"benchmark\": expected package, class and method, found \"assay\"",
        "\"scoreUnit\" : \"ns/op\" | \"scoreUnit\" : \"furlongs\" | \"scoreUnit\": expected time for each op or ops for each time, found \"furlongs\"",
        "\"score\" : 500.0 | \"scor\" : 500.0 | \"rawData",
        "PublishQosOne.netty | PublishQosOne.assay | jmh.json element 2, \"benchmark\": expected each benchmark once for its parameters",
        "] | ] ] | jmh.json line"
      })
  void damageIsNamedWithItsPlaceWhatWasExpectedAndFound(
      String right, String wrong, String message) {
    String json = SampleBench.json(List.of(
        SampleBench.entry(SampleBench.ENCODE, "assay"),
        SampleBench.entry(SampleBench.ENCODE, "netty")));
    assertThat(json).contains(right);
    String damaged = wrong.startsWith("\"scor\"")
        ? json.replace(right, wrong).replace("rawData", "raw")
        : json.replace(right, wrong);
    String expected = wrong.startsWith("\"scor\"")
        ? "jmh.json element 1, \"primaryMetric\", \"score\": expected a number, found nothing"
        : message;

    assertThatThrownBy(() -> SampleBench.write(temp.resolve("run"), damaged))
        .isInstanceOf(DamagedRunException.class)
        .hasMessageContaining(expected);
    assertThat(temp.resolve("run")).as("no directory for what cannot be read").doesNotExist();
  }

  @Test
  void runInWhichEachBenchmarkFailedIsNoRun() {
    assertThatThrownBy(() -> SampleBench.write(temp.resolve("run"), "[ ]"))
        .hasMessage("jmh.json: expected one benchmark or more, found none");
  }

  @Test
  void runOfAnotherKindIsRefused() throws IOException {
    SampleRun.write(temp, List.of(SampleRun.secondConnect()));

    assertThatThrownBy(() -> BenchReader.read(RunDirectory.open(temp)))
        .hasMessage("run.json, \"kind\": expected bench, found \"conformance\"");
    assertThat(RunDirectory.open(temp).kind()).isEqualTo("conformance");
  }

  @Test
  void busyMachineIsSaid() throws IOException {
    BenchRun run = SampleBench.write(temp, SampleBench.entries());

    assertThat(run.environment())
        .containsEntry("flags", "-Xmx2g -XX:+UseSerialGC")
        .containsEntry("cpu governor", "powersave")
        .containsEntry("peers netty-codec-mqtt", "4.2.18.Final");
    assertThat(run.cautions())
        .anySatisfy(caution -> assertThat(caution).contains("load average was 3.7 on 2 processors"))
        .anySatisfy(caution -> assertThat(caution).contains("governor was powersave"));
  }

  @Test
  void quietMachineEarnsNoCaution() throws IOException {
    SampleBench.write(temp, SampleBench.entries());
    Path environment = temp.resolve("jmh.environment.json");
    Files.writeString(
        environment,
        Files.readString(environment).replace("3.7", "0.4").replace("powersave", "performance"));

    assertThat(BenchReader.read(RunDirectory.open(temp)).cautions()).isEmpty();
  }

  private Benchmark only(SampleBench.Entry entry) throws IOException {
    return SampleBench.write(temp.resolve("run"), List.of(entry)).benchmarks().get(0);
  }
}
