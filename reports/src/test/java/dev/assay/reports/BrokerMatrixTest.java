package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.RunManifest;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerMatrixTest {
  @TempDir
  Path temp;

  @Test
  void versionsOfATargetStandTogetherInTheirOrder() throws IOException {
    BrokerMatrix matrix = BrokerMatrix.of(List.of(
        run("b", "2.31", Verdict.PASS),
        run("a", "1", Verdict.PASS),
        run("b", "2.9.1", Verdict.PASS),
        run("b", "2.31", Verdict.PASS)));

    assertThat(matrix.columns())
        .extracting(BrokerMatrix.Column::label)
        .containsExactly("b 2.9.1", "b 2.31", "b 2.31 (2)", "a 1");
    assertThat(matrix.differences())
        .extracting(each -> each.before().label() + " > " + each.after().label())
        .containsExactly("b 2.9.1 > b 2.31", "b 2.31 > b 2.31 (2)");
  }

  @Test
  void failureIsOneBrokersAloneWhereNoOtherFailsAndOneWasJudged() throws IOException {
    assertThat(traits(Verdict.FAIL, Verdict.FAIL, Verdict.PASS))
        .containsExactly("fails somewhere", "brokers differ", "fails only in a");
    assertThat(traits(Verdict.PASS, Verdict.FAIL, Verdict.PASS))
        .containsExactly(
            "fails somewhere",
            "brokers differ",
            "fails only in a",
            "fails only in a 2",
            "differs between versions of a");
    assertThat(traits(Verdict.FAIL, Verdict.FAIL, Verdict.FAIL)).containsExactly("fails somewhere");
    assertThat(traits(Verdict.FAIL, Verdict.FAIL, Verdict.INCONCLUSIVE))
        .as("who was not judged may fail as well")
        .containsExactly("fails somewhere");
    assertThat(traits(Verdict.WARN, Verdict.WARN, Verdict.PASS)).containsExactly("brokers differ");
    assertThat(traits(Verdict.PASS, Verdict.NOT_EXERCISED, Verdict.PASS)).isEmpty();
  }

  @Test
  void statementThatNobodyJudgedHasNoRowAndVersionThatIsNotSpokenIsOneLine() throws IOException {
    Run both = run(
        "both",
        "1",
        result(Mqtt5.MQTT_3_1_0_2, Verdict.PASS),
        result(Mqtt311.MQTT_3_1_0_2, Verdict.PASS));
    Run older = run("older", "1", result(Mqtt311.MQTT_3_1_0_2, Verdict.FAIL));
    BrokerMatrix matrix = BrokerMatrix.of(List.of(both, older));

    String page = page(matrix);

    assertThat(matrix.rows())
        .extracting(row -> row.statement().citation())
        .containsExactlyInAnyOrder("3.1.1 MQTT-3.1.0-2", "5.0 MQTT-3.1.0-2");
    assertThat(page)
        .containsOnlyOnce("<p class=\"reason\">older 1: not spoken: CONNACK 0x84</p>")
        .contains("id=\"s-5.0_MQTT-3.1.0-2.0\"", "id=\"s-3.1.1_MQTT-3.1.0-2.1\"")
        .doesNotContain("id=\"s-5.0_MQTT-3.1.0-2.1\"");
  }

  @Test
  void cellLeadsToTheBytesAndEachLinkStaysOnThePageOrLeadsToARunsOwn() throws IOException {
    BrokerMatrix matrix = BrokerMatrix.of(
        List.of(run("good", "1", Verdict.PASS), run("bad", "1", SampleRun.hostile())));

    String page = page(matrix);

    assertThat(page)
        .contains("href=\"#s-5.0_MQTT-3.1.0-2.1\" aria-label=\"FAIL\"")
        .contains("<section id=\"s-5.0_MQTT-3.1.0-2.1\">")
        .contains("<code>3c 73 63 72 69 70 74</code>")
        .contains("<a href=\"./../bad-1/index.html#f-hostile__answers_5.0_tcp\">")
        .contains("default-src 'none'")
        .doesNotContain("<script>alert", "\u001b")
        .doesNotContainPattern("(?i)\\ssrc=|@import|url\\(|<link|<iframe|<img|<object|href=\"http");
    for (String target : page.split("href=\"#", -1)) {
      String id = target.substring(0, target.indexOf('"'));
      assertThat(id.startsWith("<!doctype") || id.isBlank() || page.contains("id=\"" + id + "\""))
          .as(id)
          .isTrue();
    }
  }

  @Test
  void sameRunsGiveTheSameBytes() throws IOException {
    List<Run> runs = List.of(run("a", "1", Verdict.PASS), run("b", "1", Verdict.FAIL));

    String first = page(BrokerMatrix.of(runs));
    String again = page(BrokerMatrix.of(runs));

    assertThat(again).isEqualTo(first);
  }

  @Test
  void runThatWasEndedFromOutsideAndOneOfAnotherAssayAreNamed() throws IOException {
    Run whole = run("a", "1", Verdict.PASS);
    Run half = new Run(
        whole.directory(),
        manifest("b", "1", "0.0.9"),
        false,
        9,
        whole.cases(),
        whole.statements());

    assertThat(BrokerMatrix.of(List.of(whole, half)).cautions())
        .containsExactly(
            "the run of b 1 was ended from outside: cases are missing",
            "the runs were made by different versions of Assay: 0.0.9, 0.1.0");
  }

  @Test
  void fileForScriptsKeepsItsSchemaAndTheSchemaNoticesWhatIsWrong() throws IOException {
    String json = BrokerMatrixReport.json(
        BrokerMatrix.of(List.of(run("a", "1", Verdict.PASS), run("a", "2", Verdict.FAIL))));

    assertThat(json).contains("\"fails only in a 2\"", "\"compared\" : 1", "\"after\" : \"FAIL\"");
    assertThat(SchemaTest.errors("matrix", json)).isEmpty();
    assertThat(SchemaTest.errors("matrix", json.replace("\"FAIL\"", "\"failed\"")))
        .isNotEmpty();
    assertThat(SchemaTest.errors("matrix", json.replace("\"traits\"", "\"marks\"")))
        .isNotEmpty();
  }

  private List<String> traits(Verdict firstOfA, Verdict secondOfA, Verdict ofB) throws IOException {
    BrokerMatrix matrix = BrokerMatrix.of(
        List.of(run("a", "1", firstOfA), run("a", "2", secondOfA), run("b", "1", ofB)));
    assertThat(matrix.rows()).hasSize(1);
    return matrix.rows().get(0).traits();
  }

  private String page(BrokerMatrix matrix) throws IOException {
    return Files.readString(BrokerMatrixReport.write(temp.resolve("matrix"), matrix, "0.1.0"));
  }

  private Run run(String target, String version, Verdict verdict) throws IOException {
    return run(target, version, result(Mqtt5.MQTT_3_1_0_2, verdict));
  }

  private Run run(String target, String version, CaseResult... results) throws IOException {
    return SampleRun.write(
        temp.resolve(target + "-" + version), manifest(target, version, "0.1.0"), List.of(results));
  }

  private static CaseResult result(Statement statement, Verdict verdict) {
    return SampleRun.result("connect/second", statement.version(), verdict)
        .judging(statement, verdict)
        .build();
  }

  private static RunManifest manifest(String target, String version, String toolVersion) {
    List<ProfileFact> profile = new ArrayList<>();
    profile.add(new ProfileFact(MqttVersion.V3_1_1, "MQTT 3.1.1", "spoken", "observed"));
    profile.add(new ProfileFact(
        MqttVersion.V5,
        "MQTT 5.0",
        target.equals("older") ? "not spoken: CONNACK 0x84" : "spoken",
        "observed"));
    return new RunManifest(
        "conformance",
        toolVersion,
        target,
        version,
        "mqtt://127.0.0.1:1883",
        Map.of(),
        SampleRun.START,
        10,
        profile,
        List.of());
  }
}
