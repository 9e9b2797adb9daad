package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareIT {
  private static final String CASE = "disconnect/discards-the-will";

  @TempDir
  private Path directory;

  @Test
  void slowerBenchmarkIsARegressionBeyondTheThresholdAlone() throws Exception {
    String before = bench("before", "1");
    String after = bench("after", "1.2");
    Path page = directory.resolve("page");

    AssayProcess.Outcome strict =
        AssayProcess.run("compare", before, after, "--out", page.toString());
    AssayProcess.Outcome lenient = AssayProcess.run("compare", before, after, "--threshold", "25");
    AssayProcess.Outcome faster = AssayProcess.run("compare", after, before);

    assertThat(strict.exitCode()).isEqualTo(ExitCode.FAILURES);
    assertThat(strict.outLines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
        .contains("slower  encode.Publish.assay")
        .anySatisfy(line -> assertThat(line)
            .matches(" +50\\.0 ns -> 60\\.0 ns, 1\\.20 \\[.*\\], 24 -> 28\\.8 B/op"))
        .contains("no difference  encode.Publish.netty");
    assertThat(page.resolve("compare.html")).content().contains("Regression:", "slower");
    assertThat(lenient.exitCode()).as(lenient.err()).isZero();
    assertThat(faster.exitCode()).as(faster.err()).isZero();
    assertThat(faster.out()).contains("faster  encode.Publish.assay");
  }

  @Test
  void verdictThatBecameWorseIsARegression() throws Exception {
    String good = conformance("good");
    String bad = conformance("bad", "--deviant", "publishes-will-after-goodbye");

    AssayProcess.Outcome worse = AssayProcess.run("compare", good, bad);
    AssayProcess.Outcome fixed = AssayProcess.run("compare", bad, good);

    assertThat(worse.exitCode()).isEqualTo(ExitCode.FAILURES);
    assertThat(worse.out())
        .contains("worse  " + CASE + " 5.0 tcp", "PASS -> FAIL")
        .contains("Of 1 execution that both runs have: 1 worse.");
    assertThat(fixed.exitCode()).as(fixed.err()).isZero();
    assertThat(fixed.out()).contains("fixed  " + CASE);
  }

  @Test
  void runsOfTwoKindsAreRefused() throws Exception {
    String bench = bench("bench", "1");
    Path other = directory.resolve("other");
    Files.createDirectories(other);
    Files.writeString(
        other.resolve("run.json"),
        Files.readString(Path.of(bench, "run.json")).replace("\"bench\"", "\"load\""));

    assertUsage("expected runs of one kind, found bench", "compare", bench, other.toString());
    assertUsage(
        "expected runs of kind bench or conformance, found load",
        "compare",
        other.toString(),
        other.toString());
    assertUsage(
        "expected a run of kind conformance or bench, found load", "report", other.toString());
  }

  @Test
  void missingRunsAndFilesAreNamed() throws Exception {
    String run = bench("run", "1");

    assertUsage("expected two run directories or more, found 1", "compare", run);
    assertUsage("expected a run directory, found nothing", "compare", run, run + "x");
    Files.delete(Path.of(run, "jmh.json"));
    assertUsage("jmh.json: expected a file, found none", "compare", run, run);
  }

  private static void assertUsage(String words, String... arguments) {
    AssayProcess.Outcome outcome = AssayProcess.run(arguments);

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines()).singleElement().asString().contains(words);
  }

  private String bench(String name, String factor) throws Exception {
    String out = directory.resolve(name).toString();
    String jar = FakeBenchmarks.jar(directory).toString();
    assertThat(AssayProcess.run("bench", factor, "--out", out, "--jar", jar).exitCode())
        .isZero();
    return out;
  }

  private String conformance(String name, String... options) throws Exception {
    String out = directory.resolve(name).toString();
    try (RunningBroker broker = RunningBroker.start(options)) {
      AssayProcess.run("conformance", broker.url(), "--mqtt", "5.0", "--case", CASE, "--out", out);
    }
    return out;
  }
}
