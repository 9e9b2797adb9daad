package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reports.CaseLine;
import dev.assay.reports.DurabilityTable;
import dev.assay.reports.Run;
import dev.assay.reports.RunDirectory;
import dev.assay.reports.RunReader;
import dev.assay.spec.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --profile durability}, on brokers that are known to remember all, some and nothing. */
@Tag("once")
class DurabilityIT {
  private static final Duration DEADLINE = Duration.ofMinutes(4);

  @TempDir
  private Path directory;

  @Test
  void theEmbeddedBrokerWithDataOutlastsKillsAsItClaims() throws IOException {
    Path data = directory.resolve("data");

    AssayProcess.Outcome outcome = judge("--data", data.toString());

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    Run run = run();
    assertThat(levels(run)).as(outcome.out()).containsOnly("process kill");
    assertThat(run.cases()).hasSize(28).allMatch(each -> each.verdict() == Verdict.PASS);
    assertThat(outcome.out().replaceAll("\\s+", " "))
        .contains("Nothing is said about a loss of power");
    assertThat(Files.readString(directory.resolve("run/index.html")))
        .contains("Nothing is said about a loss of power");
    assertThat(data).isNotEmptyDirectory();
  }

  @Test
  void theEmbeddedBrokerWithoutDataOutlastsNothingWhichIsNoFailure() throws IOException {
    Path file = memoryAlone("");

    AssayProcess.Outcome outcome = judge(
        "--targets", file.toString(), "--target", "forgetful", "--mqtt", "5.0", "--kills", "1");

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    Run run = run();
    assertThat(levels(run)).as(outcome.out()).containsOnly("none");
    assertThat(run.cases()).hasSize(14).allMatch(each -> each.verdict() == Verdict.INFO);
    assertThat(run.summary().versions().get(0).sentence())
        .isEqualTo("No statement of MQTT 5.0 was judged.");
  }

  @Test
  void aBrokerThatForgetsWhatItClaimsToKeepFails() throws IOException {
    Path file = memoryAlone("""
        claims:
          - {level: restart, source: "its manual, 1.2", of: [sessions, retained]}
        """);

    AssayProcess.Outcome outcome = judge(
        "--targets", file.toString(), "--target", "forgetful", "--mqtt", "3.1.1", "--kills", "1");

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.FAILURES);
    assertThat(run().cases().stream()
            .filter(each -> each.verdict() == Verdict.FAIL)
            .map(CaseLine::caseId))
        .containsExactlyInAnyOrder(
            "durability/sessions-after-restart", "durability/retained-after-restart");
    assertThat(outcome.out()).contains("its manual, 1.2");
  }

  @Test
  void mosquittoThatSavesWhenItStopsOutlastsARestartAndNoKill() throws IOException {
    Path file = Files.writeString(
        directory.resolve("saves-at-the-end.yaml"), """
        name: saves-at-the-end
        files:
          mosquitto.conf: |
            user root
            allow_anonymous true
            persistence true
            persistence_location {dir}/
            autosave_interval 0
            listener {port:tcp} 127.0.0.1
        start: [%s, -c, "{dir}/mosquitto.conf"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        """.formatted(Mosquitto.executable()));

    AssayProcess.Outcome outcome =
        judge("--targets", file.toString(), "--target", "saves-at-the-end", "--kills", "1");

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(levels(run())).as(outcome.out()).containsOnly("restart");
  }

  @Test
  void aUrlCannotBeRestarted() {
    AssayProcess.Outcome outcome =
        AssayProcess.run("conformance", "mqtt://127.0.0.1:1883", "--profile", "durability");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .contains("a broker that Assay did not start cannot be restarted")
        .contains("--target");
  }

  @Test
  void optionsOfTheProfileWantTheProfile() {
    AssayProcess.Outcome outcome = AssayProcess.run("conformance", "--kills", "3");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("--kills: expected --profile durability beside it");
  }

  @Test
  void aTargetThatDoesNotComeBackIsToldAndLeavesNothing() throws IOException {
    Path file = Files.writeString(directory.resolve("once.yaml"), """
        name: once
        start: [sh, -c, "test ! -e been || exit 7; touch been; exec {java} -cp %s dev.assay.cli.Main broker --tcp 127.0.0.1:{port:tcp}"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        """.formatted(jar()));

    AssayProcess.Outcome outcome =
        judge("--targets", file.toString(), "--target", "once", "--mqtt", "5.0");

    assertThat(outcome.exitCode())
        .as(outcome.out() + outcome.err())
        .isEqualTo(ExitCode.NOTHING_RAN);
    Run run = run();
    assertThat(run.complete()).isTrue();
    assertThat(run.cases())
        .hasSize(14)
        .allMatch(each -> each.verdict() == Verdict.INCONCLUSIVE)
        .allMatch(each -> each.reason().contains("exit code 7"));
    assertThat(directoriesOf("once")).isEmpty();
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void whoIsInterruptedLeavesAReadableRunAndNoBroker() throws Exception {
    Path out = directory.resolve("run");
    ProcessBuilder builder = AssayProcess.builder(
        Map.of(),
        "conformance",
        "--targets",
        memoryAlone("").toString(),
        "--target",
        "forgetful",
        "--profile",
        "durability",
        "--kills",
        "50",
        "--out",
        out.toString());
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader said = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      while (line != null && !line.contains("killed under load")) {
        line = said.readLine();
      }
      // the process itself would close its output as well
      process.toHandle().destroy();
      said.transferTo(Writer.nullWriter());

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    Run run = RunReader.read(RunDirectory.open(out));
    assertThat(run.complete()).isFalse();
    assertThat(run.cases()).isNotEmpty();
    assertThat(directoriesOf("forgetful")).isEmpty();
  }

  /** The embedded broker in a process of its own, without a store. */
  private Path memoryAlone(String claims) throws IOException {
    return Files.writeString(directory.resolve("forgetful.yaml"), """
        name: forgetful
        start: ["{java}", -XX:TieredStopAtLevel=1, -cp, "%s", dev.assay.cli.Main, broker, --tcp, "127.0.0.1:{port:tcp}"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        %s""".formatted(jar(), claims));
  }

  private static Path jar() {
    return Path.of(System.getProperty("assay.jar")).toAbsolutePath();
  }

  private AssayProcess.Outcome judge(String... more) {
    List<String> words = Stream.concat(
            Stream.of(
                "conformance",
                "--profile",
                "durability",
                "--out",
                directory.resolve("run").toString()),
            Stream.of(more))
        .toList();
    return AssayProcess.run(Map.of(), DEADLINE, words.toArray(String[]::new));
  }

  private Run run() throws IOException {
    return RunReader.read(RunDirectory.open(directory.resolve("run")));
  }

  private static List<String> levels(Run run) {
    return DurabilityTable.of(run.manifest()).rows().stream()
        .flatMap(row -> row.cells().stream())
        .map(DurabilityTable.Cell::level)
        .toList();
  }

  /** What a target of this name has left among the temporary files. */
  private static List<Path> directoriesOf(String target) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(each -> each.getFileName().toString().startsWith("assay-target-" + target + "-"))
          .toList();
    }
  }
}
