package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real broker for a test: Debian's Mosquitto on a loopback port. Where there is none the test is skipped, and says so. */
final class Mosquitto implements AutoCloseable {
  private final Process process;
  private final int port;

  private Mosquitto(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one.
   *
   * @param directory for its configuration and its log
   * @param settings lines of its configuration, beside the listener's
   */
  static Mosquitto start(Path directory, String... settings) throws IOException {
    int port = freePort();
    Path config = Files.writeString(
        directory.resolve("mosquitto.conf"),
        "listener " + port + " 127.0.0.1\npersistence false\nuser root\n"
            + String.join("\n", settings) + "\n");
    Process process = new ProcessBuilder(executable().toString(), "-c", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("mosquitto.log").toFile())
        .start();
    return new Mosquitto(process, port);
  }

  /** Where it will listen: it takes a moment. */
  String url() {
    return "mqtt://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  /** Skips the test if it is not this version. */
  static void assumeVersion(String expected) throws Exception {
    Process help = new ProcessBuilder(executable().toString(), "-h")
        .redirectErrorStream(true)
        .start();
    String text = AssayProcess.text(help.getInputStream().readAllBytes());
    assertThat(help.waitFor(10, TimeUnit.SECONDS)).isTrue();
    String version = text.lines().findFirst().orElse("").replace("mosquitto version ", "");
    Assumptions.assumeTrue(
        version.startsWith(expected), "this is for mosquitto " + expected + ", here is " + version);
  }

  /** Where it is; skips the test if it is nowhere. */
  static Path executable() {
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

  /** Free a moment ago; Mosquitto cannot be asked to take a free one. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
