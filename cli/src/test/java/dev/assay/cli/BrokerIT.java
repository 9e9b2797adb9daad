package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerIT {
  @Test
  void itPrintsWhereItListensAndEndsWithZeroWhenItIsTold() throws Exception {
    try (RunningBroker broker = RunningBroker.start()) {
      assertThat(URI.create(broker.url()).getPort()).isPositive();
      assertThat(broker.stop()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tcp 0.0.0.0:0            | --tcp: expected a loopback address",
        "--cert a.pem               | --cert: expected --tls or --wss",
        "--tls :0 --cert a.pem      | expected both --cert and --key",
        "--tls :0 --cert a --key b  | cannot read the certificate a",
        "--tcp 1883                 | --tcp",
        "--tcp 127.0.0.1:99999      | port of 0..65535",
        "--deviant reads-text-frames | --deviant: expected --ws or --wss beside reads-text-frames",
        "--deviant no-such-deviant  | --deviant: expected one of --list-deviants",
        "--choice overlap=sometimes | --choice overlap: expected one of",
        "--metrics 9100             | --metrics",
        "--sys-interval -1          | --sys-interval: expected 0..86400 seconds, found -1",
        "--sys-interval soon        | --sys-interval",
      })
  void badInputIsOneClearLineAndExitTwo(String arguments, String expected) {
    AssayProcess.Outcome outcome = AssayProcess.run(("broker " + arguments).split(" "));

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines()).singleElement().asString().contains(expected);
  }

  @Test
  void aPortInUseIsOneClearLineAndExitTwo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AssayProcess.Outcome outcome =
          AssayProcess.run("broker", "--tcp", "127.0.0.1:" + taken.getLocalPort());

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(outcome.errLines())
          .singleElement()
          .asString()
          .contains("cannot listen", String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void dataInAFileAndADirectoryInUseAreOneClearLineAndExitTwo(@TempDir Path parent)
      throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "");
    Path directory = parent.resolve("data");
    AssayProcess.Outcome inFile =
        AssayProcess.run("broker", "--tcp", "127.0.0.1:0", "--data", file.toString());
    AssayProcess.Outcome inUse;
    try (RunningBroker broker = RunningBroker.start("--data", directory.toString())) {
      inUse = AssayProcess.run("broker", "--tcp", "127.0.0.1:0", "--data", directory.toString());

      assertThat(broker.stop()).isZero();
    }

    assertThat(inFile.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(inFile.errLines())
        .containsExactly("assay: --data: expected a directory, found the file " + file);
    assertThat(inUse.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(inUse.errLines()).containsExactly("assay: --data: another broker uses " + directory);
  }

  @Test
  void figuresAreShownByHttpAndOnSystemTopics() throws Exception {
    try (RunningBroker broker = RunningBroker.start("--metrics", "127.0.0.1:0")) {
      String line = broker.nextLine();

      assertThat(line).matches("metrics http://127\\.0\\.0\\.1:[0-9]+/metrics");
      try (InputStream page =
          URI.create(line.substring("metrics ".length())).toURL().openStream()) {
        assertThat(new String(page.readAllBytes(), StandardCharsets.UTF_8))
            .contains("# TYPE assay_broker_connections_opened_total counter\n")
            // the topics of $SYS, on by default; they may not have been said yet
            .containsPattern("\nassay_broker_retained_messages (0|17)\\.0\n");
      }
    }
  }

  @Test
  void metricsOnAPortInUseAreOneClearLineAndExitTwo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AssayProcess.Outcome outcome = AssayProcess.run(
          "broker", "--tcp", "127.0.0.1:0", "--metrics", "127.0.0.1:" + taken.getLocalPort());

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(outcome.errLines())
          .singleElement()
          .asString()
          .contains("cannot listen", String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void deviantsAndChoicesAreListed() {
    AssayProcess.Outcome deviants = AssayProcess.run("broker", "--list-deviants");
    AssayProcess.Outcome choices = AssayProcess.run("broker", "--list-choices");

    assertThat(deviants.exitCode()).isZero();
    assertThat(deviants.out()).contains("fails ", " at 5.0 MQTT-").doesNotContain("Exception");
    assertThat(choices.exitCode()).isZero();
    assertThat(choices.out()).contains("overlap=one-copy|copy-per-subscription");
  }
}
