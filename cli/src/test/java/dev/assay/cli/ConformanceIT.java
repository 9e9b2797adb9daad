package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.Statement;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConformanceIT {
  /** What the broker cites where it is set up in another way than by default, or now and then. */
  private static final List<String> UP_TO_THE_SETTINGS = List.of(
      "5.0 MQTT-3.2.2-9", "5.0 MQTT-3.3.2-7", "5.0:payload-format-checked", "5.0:redirection");

  private static final String DEVIANT = "overlooks-second-connect";
  private static final String CASE = "connect/second-connect-is-refused";

  @TempDir
  private Path directory;

  @Test
  void theEmbeddedBrokerKeepsEverythingThatIsJudged() throws Exception {
    AssayProcess.Outcome outcome = AssayProcess.run("conformance", "--out", run());

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    JsonNode counts = runFile().path("counts");
    assertThat(counts.propertyNames())
        .contains("PASS")
        .doesNotContain("FAIL", "WARN", "INCONCLUSIVE", "ERROR", "NOT_RUN");
    assertThat(outcome.out()).contains("page: " + run() + "/index.html");
    assertThat(Files.readString(directory.resolve("run/index.html"))).contains("</html>");
  }

  @Test
  void theEmbeddedBrokerIsJudgedOverEachTransportThatIsAskedFor() throws Exception {
    AssayProcess.Outcome outcome = AssayProcess.run(
        "conformance",
        "--transport",
        "tcp,tls,ws,wss",
        "--case",
        "websocket/*",
        "--case",
        "ping/*",
        "--data",
        directory.resolve("data").toString(),
        "--out",
        run());

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(directory.resolve("data")).isNotEmptyDirectory();
    List<String> lines = Files.readAllLines(directory.resolve("run/cases.jsonl"));
    assertThat(runFile().path("planned").asInt()).isEqualTo(lines.size());
    for (String transport : List.of("tcp", "tls", "ws", "wss")) {
      assertThat(lines)
          .filteredOn(line -> line.contains("\"transport\":\"" + transport + "\""))
          .as(transport)
          .hasSize(lines.size() / 4);
    }
  }

  @Test
  void theVersionOfTlsCanBeAskedFor() throws Exception {
    AssayProcess.Outcome outcome = AssayProcess.run(
        "conformance",
        "--transport",
        "tls",
        "--tls-version",
        "1.3",
        "--mqtt",
        "5.0",
        "--case",
        "ping/*",
        "--out",
        run());

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(runFile().path("profile").valueStream())
        .filteredOn(fact -> fact.path("name").asString().equals("TLS"))
        .extracting(fact -> fact.path("value").asString())
        .containsExactly("1.3");
    assertThat(runFile().path("commandLine").valueStream().map(JsonNode::asString))
        .containsSubsequence("--tls-version", "1.3");
  }

  @Test
  @Tag("once")
  void theBrokerCitedEachCoveredStatementInACaseThatJudgesIt() throws Exception {
    AssayProcess.run(
        Map.of(), Duration.ofMinutes(5), "conformance", "--transport", "tcp,ws", "--out", run());

    JsonNode facts = runFile().path("environment");
    List<String> neverCited =
        List.of(facts.path("covered statements never cited").asString("").split(", ", -1));
    assertThat(neverCited)
        .filteredOn(each -> !UP_TO_THE_SETTINGS.contains(each))
        .allSatisfy(each -> assertThat(Standings.uncited().keySet())
            .extracting(Statement::citation)
            .contains(each));
    String[] citedOfJudged = facts
        .path("covered statements cited by the broker while judged")
        .asString()
        .split(" of ", -1);
    int judged = Integer.parseInt(citedOfJudged[1]);
    assertThat(Integer.parseInt(citedOfJudged[0])).isEqualTo(judged - neverCited.size());
    // the others are about limits, enhanced authentication and the like, which this broker does not
    // have by itself
    Set<String> covered = new HashSet<>();
    for (JsonNode statement : json("statements.json")) {
      if (statement.path("standing").asString().equals("COVERED")) {
        covered.add(citation(statement.path("version"), statement.path("id")));
        assertThat(statement.path("verdict").asString()).isIn("PASS", "NOT_EXERCISED");
      }
    }
    assertThat(passed().stream().filter(covered::contains).count()).isEqualTo(judged);
  }

  /** The statements of which some judgement says that they are kept, if only in one of their demands. */
  private Set<String> passed() throws Exception {
    Set<String> passed = new HashSet<>();
    for (String line : Files.readAllLines(directory.resolve("run/cases.jsonl"))) {
      JsonNode execution = JsonMapper.shared().readTree(line);
      for (JsonNode judgement : execution.path("judgements")) {
        if (judgement.path("verdict").asString().equals("PASS")) {
          passed.add(citation(execution.path("version"), judgement.path("statement")));
        }
      }
    }
    return passed;
  }

  private static String citation(JsonNode version, JsonNode statement) {
    return version.asString() + " " + statement.asString();
  }

  @Test
  void theSummaryFitsEightyColumnsAndNoColourReachesAFile() throws Exception {
    try (RunningBroker broker = RunningBroker.start("--deviant", DEVIANT)) {
      AssayProcess.Outcome outcome =
          AssayProcess.run("conformance", broker.url(), "--case", "connect/*", "--out", run());

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURES);
      assertThat(outcome.out()).contains("FAIL  " + CASE, "expected ", "actual ", "repeat ");
      assertThat(outcome.out() + outcome.err()).doesNotContain("\u001B");
      assertThat(outcome.outLines())
          .filteredOn(line -> !line.startsWith("page: "))
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }
  }

  @Test
  void aBaselineIsWrittenThenNeedsReasonsThenHoldsThenGoesStale() throws Exception {
    Path baseline = directory.resolve("baseline.yaml");
    String file = baseline.toString();
    try (RunningBroker broker = RunningBroker.start("--deviant", DEVIANT)) {
      AssayProcess.Outcome written = AssayProcess.run(
          "conformance",
          broker.url(),
          "--case",
          CASE,
          "--out",
          run(),
          "--baseline",
          file,
          "--update-baseline");
      AssayProcess.Outcome unexplained = AssayProcess.run(
          "conformance", broker.url(), "--case", CASE, "--out", run(), "--baseline", file);
      Files.writeString(
          baseline,
          Files.readString(baseline).replaceAll("(?m)^( +reason: ).*$", "$1known and accepted"));
      AssayProcess.Outcome explained = AssayProcess.run(
          "conformance", broker.url(), "--case", CASE, "--out", run(), "--baseline", file);

      assertThat(written.exitCode()).as(written.err()).isZero();
      assertThat(unexplained.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(unexplained.errLines()).singleElement().asString().contains("reason");
      assertThat(explained.exitCode()).as(explained.out()).isZero();
    }
    try (RunningBroker honest = RunningBroker.start()) {
      AssayProcess.Outcome stale = AssayProcess.run(
          "conformance", honest.url(), "--case", CASE, "--out", run(), "--baseline", file);

      assertThat(stale.exitCode()).isEqualTo(ExitCode.FAILURES);
      assertThat(stale.out()).contains("stale in the baseline: " + CASE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9, 0, 7 of 9 executions at most",
    "2, 1, 7 of 2 executions at most",
  })
  void whatComesNowAndThenIsCountedAndAcceptedUpToItsNumber(
      int atMost, int exitCode, String counted) throws Exception {
    Path baseline = Files.writeString(directory.resolve("baseline.yaml"), """
        - case: cut-short/*
          version: "5.0"
          transport: tcp
          verdict: [WARN, PASS]
          departure: close without a DISCONNECT, which 4.13.1 says SHOULD come first
          at-most: %d
          clause: 5.0 MQTT-4.13.1-1
          reason: now and then the close is faster
        """.formatted(atMost));

    AssayProcess.Outcome outcome = AssayProcess.run(
        "conformance",
        "--choice",
        "disconnect-before-close=false",
        "--mqtt",
        "5.0",
        "--case",
        "cut-short/pub*,cut-short/subscribe-*,cut-short/uns*",
        "--out",
        run(),
        "--baseline",
        baseline.toString());

    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(exitCode);
    assertThat(outcome.out()).contains(counted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--min-cases 5000 --case ping/*     | 4 | 5000 or more",
        "--case no/such-case                | 4 | --case: expected",
        "--section 99                       | 4 | --section: expected",
        "--section 4 --case ping/*          | 4 | all of --case ping/* --section 4",
        "--statement MQTT-9.9.9-9           | 4 | --statement: expected",
        "--tag no-such-tag                  | 2 | --tag: expected one of",
        "--max-connections 2                | 2 | connections must be at least 3",
        "--timeout-scale 0                  | 2 | expected a number above 0",
        "--segments halves                  | 2 | expected one of whole, bytes, merged",
        "--retries some                     | 2 | expected a whole number of 0 or more",
        "--mqtt 4                           | 2 | expected one of 3.1.1, 5.0",
        "--parallel 0                       | 2 | expected a whole number of 1 or more",
        "--client-id-prefix a-b             | 2 | client id prefix",
        "--topic-prefix a/#                 | 2 | topic prefix",
        "--password x                       | 2 | expected a user name beside it",
        "--update-baseline                  | 2 | --baseline",
        "--baseline missing.yaml            | 2 | missing.yaml",
        "--user u --password-file none.txt  | 2 | none.txt",
        "wss://127.0.0.1:1                  | 3 | refused",
        "mqtts://127.0.0.1:1                | 3 | refused",
        "mqtt://127.0.0.1:1 --insecure      | 2 | expected mqtts:// or wss://",
        "mqtts://127.0.0.1:1 --ca none.pem  | 2 | none.pem",
        "--insecure                         | 2 | expected the URL of a broker",
        "--tls-version 1.1 --transport tls  | 2 | expected one of 1.2, 1.3",
        "--tls-version 1.3                  | 2 | --tls-version: expected --transport with tls",
        "mqtt://127.0.0.1:1 --tls-version 1.3 | 2 | --tls-version: expected mqtts://",
        "--transport udp                    | 2 | tcp, tls, ws or wss",
        "mqtt://127.0.0.1:1 --transport ws  | 2 | --transport: expected no URL",
        "mqtt://127.0.0.1:1 --data d        | 2 | --data: expected no URL",
        "ftp://127.0.0.1:1                  | 2 | scheme",
        "mqtt://127.0.0.1:123456            | 2 | port",
      })
  void eachMistakeHasItsExitCodeAndItsLine(String arguments, int exitCode, String words) {
    AssayProcess.Outcome outcome =
        AssayProcess.run(("conformance --out " + run() + " " + arguments).split(" +"));

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
    assertThat(outcome.out() + outcome.err()).contains(words).doesNotContain("\tat ");
  }

  @Test
  void aDirectoryThatHoldsSomethingElseIsLeftAlone() throws Exception {
    Path thesis = Files.writeString(
        Files.createDirectories(directory.resolve("run")).resolve("thesis.txt"), "years of work");

    AssayProcess.Outcome outcome = AssayProcess.run("conformance", "--case", CASE, "--out", run());

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(thesis).hasContent("years of work");
  }

  @Test
  void casesAreListedWithoutRunningAny() {
    AssayProcess.Outcome outcome = AssayProcess.run("conformance", "--list", "--case", "connect/*");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains(CASE, "tags: connect must").endsWith(" cases\n");
    assertThat(Files.exists(directory.resolve("run"))).isFalse();
  }

  @Test
  void casesAreChosenBySectionStatementAndTag() throws Exception {
    AssayProcess.Outcome outcome = AssayProcess.run(
        "conformance",
        "--section=3.1",
        "--statement=mqtt-3.1.0-2",
        "--tag=must,!seconds",
        "--segments=bytes",
        "--retries=0",
        "--max-connections=5",
        "--timeout-scale=2",
        "--out",
        run());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("one judged statement of MQTT 3.1.1", "one judged statement of MQTT 5.0");
    assertThat(Files.readString(directory.resolve("run/run.json")))
        .contains("--segments", "bytes", "--retries", "--max-connections", "--timeout-scale");
  }

  @Test
  void aRunThatIsStoppedKeepsWhatItKnows() throws Exception {
    Process process = AssayProcess.builder(
            Map.of(), "conformance", "--parallel", "1", "--out", run())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    try (BufferedReader err = new BufferedReader(
        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      String line = err.readLine();
      while (line != null && !line.endsWith(" executions")) {
        line = err.readLine();
      }
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).as("128 and SIGTERM").isEqualTo(143);
    JsonNode run = runFile();
    assertThat(run.path("complete").asBoolean()).isFalse();
    assertThat(Files.readAllLines(directory.resolve("run/cases.jsonl")).size())
        .isLessThan(run.path("planned").asInt());
    assertThat(AssayProcess.run("report", run()).exitCode()).isZero();
  }

  @Test
  void anEarlierRunIsRenderedAnew() throws Exception {
    AssayProcess.run("conformance", "--case", CASE, "--out", run());
    String page = Files.readString(directory.resolve("run/index.html"));
    Files.delete(directory.resolve("run/index.html"));

    AssayProcess.Outcome outcome = AssayProcess.run("report", run());

    assertThat(outcome.exitCode()).isZero();
    assertThat(Files.readString(directory.resolve("run/index.html"))).isEqualTo(page);
  }

  @Test
  void whatIsNoRunIsSaidInOneLine() throws Exception {
    Path damaged = Files.createDirectories(directory.resolve("damaged"));
    Files.writeString(damaged.resolve("run.json"), "{\"formatVersion\": 1}");

    AssayProcess.Outcome missing = AssayProcess.run("report", run());
    AssayProcess.Outcome broken = AssayProcess.run("report", damaged.toString());

    assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(missing.errLines()).singleElement().asString().contains("expected a run directory");
    assertThat(broken.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(broken.errLines()).singleElement().asString().contains("run.json");
  }

  private String run() {
    return directory.resolve("run").toString();
  }

  private JsonNode runFile() throws Exception {
    return json("run.json");
  }

  private JsonNode json(String file) throws Exception {
    return JsonMapper.shared()
        .readTree(Files.readString(directory.resolve("run").resolve(file)));
  }
}
