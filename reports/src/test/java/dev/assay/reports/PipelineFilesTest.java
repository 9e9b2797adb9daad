package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** junit.xml, summary.md, results.sarif and badge.svg. */
class PipelineFilesTest {
  @TempDir
  Path temp;

  @Test
  void junitCountsFailuresErrorsAndSkips() throws Exception {
    SampleRun.write(temp, oneOfEach());

    Element suite = suite();

    assertThat(suite.getAttribute("name")).isEqualTo("mqtt-5.0.tcp");
    assertThat(suite.getAttribute("tests")).isEqualTo("9");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("errors")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("4");
    assertThat(suite.getAttribute("time")).isEqualTo("0.108");
  }

  @Test
  void junitGivesEachVerdictItsElement() throws Exception {
    SampleRun.write(temp, oneOfEach());

    assertThat(elementOf(Verdict.FAIL)).isEqualTo("failure");
    assertThat(elementOf(Verdict.ERROR)).isEqualTo("error");
    assertThat(elementOf(Verdict.INCONCLUSIVE)).isEqualTo("skipped");
    assertThat(elementOf(Verdict.UNSUPPORTED)).isEqualTo("skipped");
    assertThat(elementOf(Verdict.NOT_EXERCISED)).isEqualTo("skipped");
    assertThat(elementOf(Verdict.NOT_RUN)).isEqualTo("skipped");
    assertThat(elementOf(Verdict.WARN)).isEqualTo("system-out");
    assertThat(elementOf(Verdict.INFO)).isEqualTo("system-out");
    assertThat(elementOf(Verdict.PASS)).isEmpty();
  }

  @Test
  void junitSaysWhySomethingWasSkippedAndHoldsNoProperties() throws Exception {
    SampleRun.write(temp, oneOfEach());

    assertThat(Files.readString(temp.resolve("junit.xml")))
        .contains("<skipped message=\"UNSUPPORTED: because of UNSUPPORTED\"/>")
        .doesNotContain("<propert");
  }

  @Test
  void markdownSaysWhatIsKeptAndTellsTheFindings() throws IOException {
    SampleRun.write(temp);

    assertThat(Files.readString(temp.resolve("summary.md")))
        .startsWith("## MQTT conformance of mosquitto 2\\.0\\.11\n")
        .containsPattern("- Keeps \\d+ of \\d+ judged statements of MQTT 3\\.1\\.1, breaks 1\\.\n")
        .contains(
            "| FAIL | connect/second\\-connect\\-is\\-refused | 5\\.0 tcp | 5\\.0 MQTT\\-3\\.1\\.0\\-2 |")
        .contains("CONNACK says Shared Subscription Available 0\\.");
  }

  @Test
  void sarifHasAResultForEachWrongJudgementUnderItsStatement() throws IOException {
    SampleRun.write(temp);

    JsonNode run = new JsonMapper()
        .readTree(Files.readString(temp.resolve("results.sarif")))
        .at("/runs/0");

    assertThat(run.get("results").size()).isEqualTo(3);
    JsonNode result = run.get("results").get(0);
    assertThat(result.get("ruleId").stringValue()).isEqualTo(Mqtt5.MQTT_3_1_0_2.citation());
    assertThat(result.get("level").stringValue()).isEqualTo("error");
    assertThat(run.at("/tool/driver/rules/" + result.get("ruleIndex").intValue() + "/id")
            .stringValue())
        .isEqualTo(Mqtt5.MQTT_3_1_0_2.citation());
    assertThat(run.at("/invocations/0/executionSuccessful").booleanValue()).isFalse();
    assertThat(run.at("/invocations/0/toolExecutionNotifications").size()).isEqualTo(2);
  }

  @Test
  void badgeIsRedForAFailAndGreenForAKeptStandard() throws IOException {
    SampleRun.write(temp.resolve("bad"));
    SampleRun.write(
        temp.resolve("good"),
        List.of(SampleRun.result("a/b", MqttVersion.V5, Verdict.PASS)
            .judging(Mqtt5.MQTT_3_1_0_2, Verdict.PASS)
            .build()));

    assertThat(Files.readString(temp.resolve("bad/badge.svg"))).contains("fill=\"#b3261e\"");
    assertThat(Files.readString(temp.resolve("good/badge.svg")))
        .contains("fill=\"#1b6b3a\"")
        .contains("aria-label=\"MQTT conformance: 5.0 1/1\"");
  }

  @Test
  void nothingThatWasNotJudgedIsGreen() throws IOException {
    SampleRun.write(
        temp,
        List.of(SampleRun.result("a/b", MqttVersion.V5, Verdict.UNSUPPORTED).build()));

    assertThat(Files.readString(temp.resolve("badge.svg")))
        .contains("not judged")
        .contains("#5f6570");
    assertThat(Files.readString(temp.resolve("summary.md")))
        .contains("No statement of MQTT 5.0 was judged.");
  }

  private static List<CaseResult> oneOfEach() {
    List<CaseResult> results = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      results.add(SampleRun.result("one/" + verdict.ordinal(), MqttVersion.V5, verdict)
          .judging(Mqtt5.MQTT_3_1_0_2, verdict)
          .reason("because of " + verdict)
          .build());
    }
    return results;
  }

  private String elementOf(Verdict verdict) throws Exception {
    var cases = suite().getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element found = (Element) cases.item(i);
      if (found.getAttribute("name").equals("one/" + verdict.ordinal())) {
        return found.getFirstChild() == null ? "" : found.getFirstChild().getNodeName();
      }
    }
    throw new AssertionError("no test case for " + verdict);
  }

  private Element suite() throws Exception {
    String xml = Files.readString(temp.resolve("junit.xml"));
    return (Element) DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getElementsByTagName("testsuite")
        .item(0);
  }
}
