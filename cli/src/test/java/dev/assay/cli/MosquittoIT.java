package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker: Debian's Mosquitto, whose departures from the standard are written down one by one in its baseline. */
class MosquittoIT {
  private static final Path BASELINE = Path.of("../ci/baselines/mosquitto-2.0.11.yaml");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir
  private Path directory;

  @Test
  void departsFromTheStandardWhereItsBaselineSaysAndNowhereElse() throws Exception {
    Path executable = executable();
    Assumptions.assumeTrue(
        version(executable).startsWith("2.0.11"),
        "the baseline is for mosquitto 2.0.11, here is " + version(executable));
    int port = freePort();
    Process mosquitto = start(executable, port);
    try {
      AssayProcess.Outcome outcome = AssayProcess.run(
          Map.of(),
          Duration.ofMinutes(2),
          "conformance",
          "mqtt://127.0.0.1:" + port,
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
      assertThat(outcome.took()).isLessThan(LIMIT);
    } finally {
      mosquitto.destroy();
      if (!mosquitto.waitFor(10, TimeUnit.SECONDS)) {
        mosquitto.destroyForcibly();
      }
    }
  }

  /** Skips the test, and says so on the console, where there is no mosquitto. */
  private static Path executable() {
    String reason = "skipped: there is no mosquitto here (on Debian: apt-get install mosquitto)";
    Optional<Path> found = Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, "mosquitto"))
        .filter(Files::isExecutable)
        .findFirst();
    if (found.isEmpty()) {
      System.out.println(reason);
    }
    Assumptions.assumeTrue(found.isPresent(), reason);
    return found.orElseThrow();
  }

  private static String version(Path executable) throws Exception {
    Process process = new ProcessBuilder(executable.toString(), "-h")
        .redirectErrorStream(true)
        .start();
    String help = AssayProcess.text(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return help.lines().findFirst().orElse("").replace("mosquitto version ", "");
  }

  private Process start(Path executable, int port) throws IOException {
    Path config = Files.writeString(directory.resolve("mosquitto.conf"), """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence false
        user root
        """.formatted(port));
    return new ProcessBuilder(executable.toString(), "-c", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("mosquitto.log").toFile())
        .start();
  }

  /** Free a moment ago; Mosquitto cannot be asked to take a free one. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
