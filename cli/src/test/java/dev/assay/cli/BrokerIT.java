package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerIT {
  /** Version 5.0, Clean Start, Client Identifier "c". */
  private static final String CONNECT = "100E00044D5154540502000000000163";

  @Test
  void itPrintsWhereItListensAndEndsWithZeroWhenItIsTold() throws Exception {
    try (RunningBroker broker = RunningBroker.start()) {
      assertThat(URI.create(broker.url()).getPort()).isPositive();
      assertThat(broker.stop()).isZero();
    }
  }

  @Test
  void aBrokerThatIsToldToEndSaysSoToItsClients() throws Exception {
    try (RunningBroker broker = RunningBroker.start();
        Socket socket = new Socket(
            InetAddress.getLoopbackAddress(), URI.create(broker.url()).getPort())) {
      socket.setSoTimeout(30_000);
      InputStream in = socket.getInputStream();
      socket.getOutputStream().write(HexFormat.of().parseHex(CONNECT));
      byte[] connAck = in.readNBytes(2);
      in.readNBytes(connAck[1]);

      assertThat(broker.stop()).isZero();

      byte[] disconnect = in.readNBytes(2);
      byte[] rest = in.readNBytes(disconnect[1]);
      assertThat(disconnect[0]).as("DISCONNECT").isEqualTo((byte) 0xE0);
      assertThat(rest[0]).as("Server shutting down").isEqualTo((byte) 0x8B);
      assertThat(in.read()).as("end of stream").isEqualTo(-1);
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
        "--limit maximum-qos=3      | --limit maximum-qos: expected one of 0, 1, 2",
        "--limit connections-max=0  | connections must be 1..",
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
  void aCertificateThatWasMadeForARunGoesWithIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AssayProcess.Outcome outcome =
          AssayProcess.run("broker", "--tls", "127.0.0.1:" + taken.getLocalPort());

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(outcome.out()).startsWith("certificate ");
      Path certificate = Path.of(outcome.outLines().get(0).split(" ", 3)[1]);
      assertThat(certificate.getParent()).doesNotExist();
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
            .containsPattern("\nassay_broker_retained_messages (0|49)\\.0\n");
      }
    }
  }

  @Test
  void filesThatSayWhatTheyCannotSayAreOneClearLineAndExitTwo(@TempDir Path directory)
      throws Exception {
    Path passwords = Files.writeString(directory.resolve("passwords"), "# users\nalice:hunter2\n");
    Path rules = Files.writeString(directory.resolve("rules"), "user alice\ntopics a/#\n");
    Path named = Files.writeString(directory.resolve("named"), "user alice\ntopic a/#\n");

    assertThat(complaint("--password-file", passwords.toString()))
        .startsWith("assay: --password-file: " + passwords + ", line 2: expected SCRAM-SHA-256$")
        .doesNotContain("hunter2");
    assertThat(complaint("--password-file", "no-such-file"))
        .isEqualTo("assay: --password-file: cannot read no-such-file (NoSuchFileException)");
    assertThat(complaint("--acl-file", rules.toString()))
        .isEqualTo("assay: --acl-file: " + rules
            + ", line 2: expected 'user', 'topic' or 'pattern', found 'topics'");
    assertThat(complaint("--acl-file", named.toString()))
        .startsWith("assay: --acl-file: expected --password-file beside it, since " + named);
  }

  private static String complaint(String... options) {
    List<String> arguments = new ArrayList<>(List.of("broker", "--tcp", "127.0.0.1:0"));
    arguments.addAll(List.of(options));
    AssayProcess.Outcome outcome = AssayProcess.run(arguments.toArray(String[]::new));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines()).hasSize(1);
    return outcome.errLines().get(0);
  }

  @Test
  void usersOfAPasswordFileAndOnlyTheyAreJudgedAsGuests(@TempDir Path directory) throws Exception {
    Path users = directory.resolve("users");
    Path secret = Files.writeString(directory.resolve("secret"), "open\n");
    AssayProcess.run("passwd", users.toString(), "alice", "--password-from", secret.toString());
    try (RunningBroker broker = RunningBroker.start("--password-file", users.toString())) {
      String[] judge = {
        "conformance",
        broker.url(),
        "--case",
        "ping/*",
        "--out",
        directory.resolve("run").toString()
      };
      AssayProcess.Outcome nameless = AssayProcess.run(judge);
      AssayProcess.Outcome alice = AssayProcess.run(
          Map.of("ASSAY_USER", "alice", "ASSAY_PASSWORD_FILE", secret.toString()), judge);

      assertThat(nameless.exitCode()).isNotZero();
      assertThat(alice.exitCode()).as(alice.out() + alice.err()).isZero();
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
  void choicesAndLimitsCanComeFromTheSettingsFile(@TempDir Path directory) throws Exception {
    Path settings = Files.writeString(directory.resolve("assay.yaml"), """
        choice:
          overlap: copy-per-subscription
          granted-qos-max: 1
        limit: [maximum-qos=0, receive-maximum=7]
        """);
    try (RunningBroker broker = RunningBroker.start("--config", settings.toString());
        Socket socket = new Socket(
            InetAddress.getLoopbackAddress(), URI.create(broker.url()).getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(HexFormat.of().parseHex(CONNECT));

      byte[] connAck = socket.getInputStream().readNBytes(2);
      byte[] rest = socket.getInputStream().readNBytes(connAck[1]);

      // Receive Maximum 7, Maximum QoS 0
      assertThat(HexFormat.of().formatHex(rest)).contains("210007", "2400");
    }
    Path wrong = Files.writeString(directory.resolve("wrong.yaml"), "choice: {overlap: none}");
    assertThat(complaint("--config", wrong.toString()))
        .contains("--choice overlap: expected one of one-copy, copy-per-subscription");
  }

  @Test
  void deviantsAndChoicesAreListed() {
    AssayProcess.Outcome deviants = AssayProcess.run("broker", "--list-deviants");
    AssayProcess.Outcome choices = AssayProcess.run("broker", "--list-choices");
    AssayProcess.Outcome limits = AssayProcess.run("broker", "--list-limits");

    assertThat(deviants.exitCode()).isZero();
    assertThat(deviants.out()).contains("fails ", " at 5.0 MQTT-").doesNotContain("Exception");
    assertThat(choices.exitCode()).isZero();
    assertThat(choices.out())
        .contains("overlap=one-copy|copy-per-subscription", "[5.0 3.3.4, 3.1.1 3.3.5]");
    assertThat(limits.exitCode()).isZero();
    assertThat(limits.out()).contains("connections-max=100000", "[5.0 3.2.2.2: 0x97");
  }
}
