package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class MatrixIT {
  private static final String CASE = "disconnect/discards-the-will";

  @TempDir
  private Path directory;

  @Test
  void brokersStandSideBySideAndWhatFailsInOneAloneIsCounted() throws Exception {
    String good = conformance("good", "good:1");
    String bad = conformance("bad", "bad:2.10", "--deviant", "publishes-will-after-goodbye");
    String older = conformance("older", "bad:2.9");
    Path out = directory.resolve("page");

    AssayProcess.Outcome outcome = AssayProcess.run(
        Map.of("NO_COLOR", "1"), "matrix", good, bad, older, "--out", out.toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.outLines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
        .satisfiesOnlyOnce(line -> assertThat(line).matches("good 1 +1 +0 +0 +0 +0"))
        .satisfiesOnlyOnce(line -> assertThat(line).matches("bad 2\\.9 +1 +0 +0 +0 +0"))
        .satisfiesOnlyOnce(line -> assertThat(line).matches("bad 2\\.10 +0 +0 +1 +0 +1"))
        .contains("bad 2.9 -> bad 2.10: Of 1 execution that both runs have: 1 worse.");
    assertThat(out.resolve("matrix.html"))
        .content()
        .contains("<option value=\"fails only in bad 2.10\">", "no Will Message");
    assertThat(out.resolve("matrix.json")).content().contains("\"fails only in bad\"");
  }

  @Test
  void whatCannotBeSetSideBySideIsNamed() throws Exception {
    String run = conformance("run", "broker");
    Path other = Files.createDirectories(directory.resolve("other"));
    Files.writeString(
        other.resolve("run.json"),
        Files.readString(Path.of(run, "run.json")).replace("\"conformance\"", "\"load\""));

    assertUsage("expected two run directories or more, found 1", "matrix", run);
    assertUsage("expected each run once, found " + run + "/.", "matrix", run, run + "/.");
    assertUsage("expected a run directory, found nothing", "matrix", run, run + "x");
    assertUsage("expected runs of kind conformance, found load", "matrix", run, other.toString());
    Files.writeString(directory.resolve("file"), "");
    assertUsage(
        "--out: cannot write",
        "matrix",
        run,
        conformance("second", "broker"),
        "--out",
        directory.resolve("file").toString());
  }

  @Test
  void runsThatJudgedNothingGiveNoMatrix() throws Exception {
    String first = conformance("first", "a");
    String second = conformance("second", "b");
    for (String each : new String[] {first, second}) {
      Files.writeString(Path.of(each, "cases.jsonl"), "");
    }

    AssayProcess.Outcome outcome = AssayProcess.run("matrix", first, second);

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.NOTHING_RAN);
    assertThat(outcome.errLines()).singleElement().asString().contains("found none in 2 runs");
  }

  private static void assertUsage(String words, String... arguments) {
    AssayProcess.Outcome outcome = AssayProcess.run(arguments);

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines()).singleElement().asString().contains(words);
  }

  private String conformance(String name, String target, String... options) throws Exception {
    String out = directory.resolve(name).toString();
    try (RunningBroker broker = RunningBroker.start(options)) {
      AssayProcess.run(
          "conformance",
          broker.url(),
          "--target",
          target,
          "--mqtt",
          "5.0",
          "--case",
          CASE,
          "--out",
          out);
    }
    return out;
  }
}
