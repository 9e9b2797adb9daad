package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchIT {
  private static final Path REAL_JAR =
      Path.of("..", "jmh-benchmarks", "target", "assay-benchmarks.jar");
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @TempDir
  private Path directory;

  private String jar = "";

  @BeforeEach
  void standIn() throws Exception {
    jar = FakeBenchmarks.jar(directory).toString();
  }

  @Test
  void resultsBecomeARunDirectoryAndATable() throws Exception {
    Path out = directory.resolve("run");

    AssayProcess.Outcome outcome = AssayProcess.run(
        "bench", "1", "-f", "3", "-p", "shape=a,b", "--out", out.toString(), "--jar", jar);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("# Warmup Iteration   1: 61.2 ns/op");
    assertThat(outcome.out()).doesNotContain("Warmup").doesNotContain("\u001B");
    assertThat(outcome.outLines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
        .anySatisfy(line -> assertThat(line)
            .matches("encode\\.Publish +50\\.0 ns netty 100 +2\\.00 \\[1\\.9\\d, 2\\.0\\d\\] +24"))
        .contains("Cheaper than the best peer in 1 of 1 workload.");
    JsonNode run = JsonMapper.shared().readTree(Files.readString(out.resolve("run.json")));
    assertThat(run.path("kind").asString()).isEqualTo("bench");
    assertThat(run.path("durationMillis").asLong()).isPositive();
    assertThat(run.path("commandLine").valueStream().map(JsonNode::asString))
        .containsExactly("assay", "bench", "1", "-f", "3", "-p", "shape=a,b");
    assertThat(out.resolve("index.html")).content().contains("encode");
    assertThat(out.resolve("summary.md")).content().contains("## Benchmarks");
    JsonNode environment =
        JsonMapper.shared().readTree(Files.readString(out.resolve("jmh.environment.json")));
    assertThat(environment.path("arguments").asString())
        .as("what JMH was given, in its order")
        .isEqualTo("1 -f 3 -p shape=a,b -rf json");
    assertThat(environment.path("jvm").asString())
        .as("the same JVM")
        .isEqualTo(System.getProperty("java.home"));
  }

  @Test
  void withoutOutTheRunLiesBelowAssayRunsAndLatestLeadsToIt() throws Exception {
    Process process = AssayProcess.builder(Map.of(), "bench", "1", "--jar", jar)
        .directory(directory.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();

    assertThat(process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();

    assertThat(process.exitValue()).isZero();
    assertThat(directory.resolve("assay-runs/latest").toRealPath().getFileName().toString())
        .matches("[0-9]{8}-[0-9]{6}-bench");
  }

  @Test
  void listingIsJmhsOwnAndLeavesNoFiles() {
    AssayProcess.Outcome outcome = AssayProcess.run("bench", "-l", "--jar", jar);

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("dev.assay.bench.encode.Publish.assay");
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, 4, 'expected one that matches a benchmark'",
    "unknown, 2, JMH refused its options",
    "crash,   5, 'the benchmarks ended early, with exit code 7'",
    "empty,   5, 'jmh.json: expected one benchmark or more, found none'",
    "partly,  5, 1 benchmark failed and is missing",
  })
  void whatGoesWrongIsOneClearLine(String behaviour, int exitCode, String words) {
    Path out = directory.resolve("run");

    AssayProcess.Outcome outcome =
        AssayProcess.run("bench", behaviour, "--out", out.toString(), "--jar", jar);

    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.errLines().stream().filter(line -> line.startsWith("assay: ")))
        .singleElement()
        .asString()
        .contains(words);
    assertThat(Files.exists(out)).isEqualTo(behaviour.equals("partly"));
  }

  @Test
  void earlierRunSurvivesAFailure() {
    Path out = directory.resolve("run");
    AssayProcess.run("bench", "1", "--out", out.toString(), "--jar", jar);

    AssayProcess.run("bench", "crash", "--out", out.toString(), "--jar", jar);

    assertThat(AssayProcess.run("report", out.toString()).exitCode()).isZero();
  }

  @Test
  void absentJarSaysHowToBuildIt() throws Exception {
    Path alone = Files.copy(
        Path.of(System.getProperty("assay.jar")),
        directory.resolve("assay.jar"),
        StandardCopyOption.REPLACE_EXISTING);
    ProcessBuilder builder = AssayProcess.builder(Map.of(), "bench");
    List<String> command = builder.command();
    command.set(command.indexOf(System.getProperty("assay.jar")), alone.toString());
    Path err = directory.resolve("err.txt");

    Process process = builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(err.toFile())
        .start();

    assertThat(process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.USAGE);
    assertThat(Files.readAllLines(err))
        .singleElement()
        .asString()
        .contains("mvn -pl jmh-benchmarks -am package -DskipTests");
  }

  @ParameterizedTest
  @CsvSource({
    "bench --jar missing.jar, '--jar: expected the jar of the benchmarks, found no file missing.jar'",
    "bench 1 -rff x.json, '-rff: expected neither -rf nor -rff'",
    "bench 1 -rf=csv, 'found -rf=csv'"
  })
  void badInputIsOneClearLineAndExitTwo(String arguments, String words) {
    String line = arguments.contains("--jar") ? arguments : arguments + " --jar " + jar;

    AssayProcess.Outcome outcome = AssayProcess.run(line.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines()).singleElement().asString().contains(words);
  }

  @Test
  void directoryWithOtherFilesIsRefusedBeforeAnythingIsMeasured() throws Exception {
    Path precious = Files.writeString(directory.resolve("precious.txt"), "mine");

    AssayProcess.Outcome outcome =
        AssayProcess.run("bench", "1", "--out", directory.toString(), "--jar", jar);

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("found other files").doesNotContain("Warmup");
    assertThat(precious).hasContent("mine");
  }

  @Test
  void stoppingEndsTheBenchmarksToo() throws Exception {
    Process process = AssayProcess.builder(Map.of(), "bench", "hang", "--out", "run", "--jar", jar)
        .directory(directory.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      ProcessHandle child = CompletableFuture.supplyAsync(() -> pidOfTheChild(err))
          .thenApply(pid -> ProcessHandle.of(pid).orElseThrow())
          .get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);

      // Process.destroy would also close the stream that is read below
      process.toHandle().destroy();

      assertThat(process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      child.onExit().get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(process.exitValue()).isNotZero();
      assertThat(err.lines()).anyMatch(line -> line.startsWith("assay: stopped"));
      assertThat(directory.resolve("run")).doesNotExist();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static long pidOfTheChild(BufferedReader err) {
    return err.lines()
        .filter(line -> line.startsWith("# pid "))
        .mapToLong(line -> Long.parseLong(line.substring("# pid ".length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void realBenchmarkReachesThePage() throws Exception {
    assumeTrue(
        Files.isRegularFile(REAL_JAR),
        "skipped: " + REAL_JAR
            + " is not built; 'mvn verify' of the whole project builds it first");
    Path out = directory.resolve("run");
    String regex = first(AssayProcess.run("bench", "-l").outLines());

    AssayProcess.Outcome outcome = AssayProcess.run(
        Map.of(),
        Duration.ofMinutes(3),
        "bench",
        "^" + regex.replace(".", "\\.") + "$",
        "-f",
        "1",
        "-wi",
        "1",
        "-i",
        "1",
        "-w",
        "100ms",
        "-r",
        "100ms",
        "--out",
        out.toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode measured =
        JsonMapper.shared().readTree(Files.readString(out.resolve("jmh.json"))).get(0);
    assertThat(measured.path("benchmark").asString()).isEqualTo(regex);
    assertThat(measured.path("secondaryMetrics").propertyNames())
        .anySatisfy(name -> assertThat(name).contains("thread.cpu.norm"))
        .anySatisfy(name -> assertThat(name).contains("gc.alloc.rate.norm"));
    assertThat(out.resolve("index.html")).content().contains("one measurement: no interval");
  }

  /** The first benchmark of ours that encodes one packet: it needs no large tree, and runs once. */
  private static String first(List<String> listed) {
    return listed.stream()
        .map(String::strip)
        .filter(line -> line.contains(".encode.Publish") && line.endsWith(".assay"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no benchmark *.encode.Publish*.assay in " + listed));
  }
}
