package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import dev.assay.spec.Standing;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunWriterTest {
  private static final String ONE = Mqtt5.MQTT_3_1_0_2.demands().get(0);
  private static final String OTHER = Mqtt5.MQTT_3_1_0_2.demands().get(1);

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir
  Path temp;

  @Test
  void lineHasTheFieldsOfTheContract() throws IOException {
    SampleRun.write(temp, List.of(SampleRun.secondConnect()));

    JsonNode line = JSON.readTree(Files.readString(temp.resolve("cases.jsonl")));

    assertThat(line.get("case").stringValue()).isEqualTo("connect/second-connect-is-refused");
    assertThat(line.get("version").stringValue()).isEqualTo("5.0");
    assertThat(line.get("transport").stringValue()).isEqualTo("tcp");
    assertThat(line.get("statements").get(0).stringValue()).isEqualTo(Mqtt5.MQTT_3_1_0_2.id());
    assertThat(line.get("verdict").stringValue()).isEqualTo("FAIL");
    assertThat(line.get("grade").isNull()).isTrue();
    assertThat(line.get("close").stringValue()).isEqualTo("open");
    assertThat(line.get("judgements").get(0).get("demand").stringValue())
        .isEqualTo("treat-as-protocol-error");
    assertThat(line.get("expected").size()).isEqualTo(2);
    assertThat(line.get("durationMillis").longValue()).isEqualTo(12);
    assertThat(temp.resolve(line.get("transcript").stringValue())).isRegularFile();
  }

  @Test
  void caseIsOnDiskAsSoonAsItEnded() throws IOException {
    RunDirectory directory = RunDirectory.create(temp);
    try (RunWriter writer = new RunWriter(directory, SampleRun.manifest(), Map.of(), Map.of())) {
      writer.planned(300);
      writer.ended(SampleRun.secondConnect());

      Run crashed = RunReader.read(RunDirectory.open(temp));

      assertThat(crashed.cases()).extracting(CaseLine::verdict).containsExactly(Verdict.FAIL);
      assertThat(crashed.complete()).isFalse();
      assertThat(crashed.planned()).isEqualTo(300);
    }
  }

  @Test
  void halfALineIsForgivenOnlyToARunThatWasEndedFromOutside() throws IOException {
    try (RunWriter writer =
        new RunWriter(RunDirectory.create(temp), SampleRun.manifest(), Map.of(), Map.of())) {
      writer.ended(SampleRun.secondConnect());
    }
    Path cases = temp.resolve("cases.jsonl");
    Files.writeString(cases, Files.readString(cases) + "{\"case\": \"conn");

    assertThat(RunRenderer.render(RunDirectory.open(temp)).cases()).hasSize(1);

    Path run = temp.resolve("run.json");
    Files.writeString(
        run, Files.readString(run).replace("\"complete\" : false", "\"complete\" : true"));
    assertThatThrownBy(() -> RunReader.read(RunDirectory.open(temp)))
        .isInstanceOf(DamagedRunException.class)
        .hasMessageContaining("cases.jsonl line 2");
  }

  @Test
  void resultsOfManyThreadsAreAllWritten() throws Exception {
    List<CaseResult> results = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      results.add(SampleRun.result("many/case-" + i, MqttVersion.V5, Verdict.PASS)
          .judging(Mqtt5.MQTT_3_1_0_2, Verdict.PASS)
          .build());
    }
    ExecutorService pool = Executors.newFixedThreadPool(8);
    Run run;
    try (RunWriter writer =
        new RunWriter(RunDirectory.create(temp), SampleRun.manifest(), Map.of(), Map.of())) {
      results.forEach(result -> pool.execute(() -> writer.ended(result)));
      pool.shutdown();
      assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      run = writer.finish(SampleRun.manifest());
    }

    assertThat(run.cases()).hasSize(200).doesNotHaveDuplicates();
    assertThat(run.summary().cases(Verdict.PASS)).isEqualTo(200);
  }

  @Test
  void twoExecutionsWithOneKeyKeepBothTranscripts() throws IOException {
    Run run = SampleRun.write(temp, List.of(SampleRun.secondConnect(), SampleRun.secondConnect()));

    assertThat(run.cases()).extracting(CaseLine::transcript).doesNotHaveDuplicates();
  }

  @Test
  void statementHasTheWorstOfTheJudgementsThatNameItInItsOwnVersion() throws IOException {
    SampleRun.write(
        temp,
        List.of(
            SampleRun.result("a/passes", MqttVersion.V5, Verdict.PASS)
                .judging(Mqtt5.MQTT_3_1_0_2, Verdict.PASS)
                .covering(Mqtt5.MQTT_3_1_2_1)
                .build(),
            SampleRun.result("a/warns", MqttVersion.V5, Verdict.WARN)
                .judging(Mqtt5.MQTT_3_1_0_2, Verdict.WARN)
                .build()));

    Run run = RunReader.read(RunDirectory.open(temp));

    assertThat(row(run, Mqtt5.MQTT_3_1_0_2.citation()).verdict()).isEqualTo(Verdict.WARN);
    assertThat(row(run, Mqtt5.MQTT_3_1_0_2.citation()).cases())
        .containsExactly("a/passes", "a/warns");
    assertThat(row(run, Mqtt5.MQTT_3_1_2_1.citation()).verdict())
        .as("covered, but no judgement names it")
        .isEqualTo(Verdict.NOT_RUN);
    assertThat(row(run, Mqtt311.MQTT_3_1_0_2.citation()).verdict())
        .as("the same identifier in another version")
        .isEqualTo(Verdict.NOT_RUN);
  }

  @ParameterizedTest
  @CsvSource({
    "PASS, FAIL, FAIL",
    "ERROR, FAIL, FAIL",
    "INCONCLUSIVE, ERROR, ERROR",
    "WARN, INCONCLUSIVE, INCONCLUSIVE",
    "PASS, WARN, WARN",
    "INFO, PASS, PASS",
    "UNSUPPORTED, INFO, INFO",
    "NOT_EXERCISED, UNSUPPORTED, UNSUPPORTED",
    "NOT_RUN, NOT_EXERCISED, NOT_EXERCISED"
  })
  void foldKeepsTheWorseWord(Verdict one, Verdict other, Verdict kept) {
    List<CaseLine> lines = new ArrayList<>();
    for (Verdict verdict : List.of(one, other)) {
      CaseResult result = SampleRun.result("a/" + verdict.ordinal(), MqttVersion.V5, verdict)
          .judging(Mqtt5.MQTT_3_1_0_2, verdict)
          .build();
      lines.add(CaseLine.of(result, "transcripts/x.json"));
    }

    List<StatementRow> rows = StatementRow.fold(
        List.of(
            StatementRow.of(Mqtt5.MQTT_3_1_0_2, Standing.COVERED, Verdict.NOT_RUN, List.of(), "")),
        lines);

    assertThat(rows.get(0).verdict()).isEqualTo(kept);
  }

  /** A demand that nothing was told about leaves the statement untold, unless another one is broken. */
  @ParameterizedTest
  @CsvSource({
    "PASS, PASS, PASS",
    "PASS, NOT_RUN, NOT_RUN",
    "PASS, NOT_EXERCISED, NOT_EXERCISED",
    "INFO, NOT_EXERCISED, NOT_EXERCISED",
    "PASS, UNSUPPORTED, PASS",
    "FAIL, NOT_RUN, FAIL",
    "WARN, NOT_EXERCISED, WARN"
  })
  void statementIsKeptOnlyIfEachOfItsDemandsIs(Verdict one, Verdict other, Verdict whole) {
    assertThat(verdictOf(ONE, one, OTHER, other)).isEqualTo(whole);
    assertThat(verdictOf(OTHER, other, ONE, one)).isEqualTo(whole);
  }

  @Test
  void demandThatOneCaseToldAboutIsTold() {
    assertThat(verdictOf(ONE, Verdict.PASS, ONE, Verdict.NOT_EXERCISED)).isEqualTo(Verdict.PASS);
  }

  private static Verdict verdictOf(String one, Verdict first, String other, Verdict second) {
    List<CaseLine> lines = List.of(judging(one, first), judging(other, second));
    return StatementRow.fold(
            List.of(StatementRow.of(
                Mqtt5.MQTT_3_1_0_2, Standing.COVERED, Verdict.NOT_RUN, List.of(), "")),
            lines)
        .get(0)
        .verdict();
  }

  private static CaseLine judging(String demand, Verdict verdict) {
    CaseResult result = SampleRun.result("a/" + demand + verdict.ordinal(), MqttVersion.V5, verdict)
        .judging(Mqtt5.MQTT_3_1_0_2, demand, verdict)
        .build();
    return CaseLine.of(result, "transcripts/x.json");
  }

  @Test
  void everyStatementOfBothVersionsHasItsObject() throws IOException {
    SampleRun.write(temp);

    JsonNode rows = JSON.readTree(Files.readString(temp.resolve("statements.json")));

    assertThat(rows.size()).isEqualTo(141 + 251 + Rule.values().length);
    JsonNode first = rows.get(0);
    assertThat(first.propertyNames())
        .contains(
            "id", "version", "section", "level", "party", "gist", "standing", "verdict", "cases");
  }

  @Test
  void whatIsReadBackIsWhatWasWritten() throws IOException {
    Run written = SampleRun.write(temp);
    Map<String, String> before = renderings();

    Run read = RunRenderer.render(RunDirectory.open(temp));

    assertThat(read).usingRecursiveComparison().isEqualTo(written);
    assertThat(read.manifest()).isEqualTo(SampleRun.manifest());
    CaseLine line = read.cases().stream()
        .filter(result -> result.verdict() == Verdict.FAIL && result.version() == MqttVersion.V5)
        .findFirst()
        .orElseThrow();
    assertThat(line).isEqualTo(CaseLine.of(SampleRun.secondConnect(), line.transcript()));
    assertThat(renderings()).isEqualTo(before);
  }

  @Test
  void filesAreAsciiSoThatATerminalMayShowThem() throws IOException {
    SampleRun.write(temp, List.of(SampleRun.hostile()));

    for (String file : List.of("run.json", "cases.jsonl", "statements.json", "results.sarif")) {
      byte[] bytes = Files.readAllBytes(temp.resolve(file));
      for (byte b : bytes) {
        assertThat(b == '\n' || b == '\r' || (b >= ' ' && b <= '~')).as(file).isTrue();
      }
    }
    CaseLine line = RunReader.read(RunDirectory.open(temp)).cases().get(0);
    assertThat(line.actual()).as("data is kept as it came").isEqualTo(SampleRun.HOSTILE);
  }

  private Map<String, String> renderings() throws IOException {
    Map<String, String> renderings = new TreeMap<>();
    for (String file :
        List.of("junit.xml", "summary.md", "results.sarif", "badge.svg", "index.html")) {
      renderings.put(file, Files.readString(temp.resolve(file), StandardCharsets.UTF_8));
    }
    return renderings;
  }

  private static StatementRow row(Run run, String citation) {
    return run.statements().stream()
        .filter(row -> row.citation().equals(citation))
        .findFirst()
        .orElseThrow();
  }
}
