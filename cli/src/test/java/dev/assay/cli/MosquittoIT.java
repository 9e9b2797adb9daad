package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker: Debian's Mosquitto, whose departures from the standard are written down one by one in its baseline. */
class MosquittoIT {
  private static final Path BASELINE = Path.of("../ci/baselines/mosquitto-2.0.11.yaml");
  // against a hang alone: how long a run takes is the machine's affair
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir
  private Path directory;

  @Test
  void departsFromTheStandardWhereItsBaselineSaysAndNowhereElse() throws Exception {
    Mosquitto.assumeVersion("2.0.11");
    try (Mosquitto mosquitto = Mosquitto.start(directory, "allow_anonymous true")) {
      AssayProcess.Outcome outcome = AssayProcess.run(
          Map.of(),
          LIMIT,
          "conformance",
          mosquitto.url(),
          "--target",
          "Mosquitto:2.0.11",
          "--exclusive",
          "--wait",
          "10",
          "--baseline",
          BASELINE.toString(),
          "--min-cases",
          "100",
          "--out",
          directory.resolve("run").toString());

      assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    }
  }
}
