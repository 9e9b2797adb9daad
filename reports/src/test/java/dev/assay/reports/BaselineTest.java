package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BaselineTest {
  private static final String ENTRY = """
      - case: a/b
        version: 5.0
        transport: tcp
        verdict: FAIL
        clause: 5.0 MQTT-3.1.0-2
        reason: fixed upstream
      """;

  @TempDir
  Path temp;

  private Path file;

  @BeforeEach
  void name() {
    file = temp.resolve("baseline.yaml");
  }

  @Test
  void entryIsReadWithItsVersionQuotedOrNot() throws IOException {
    Baseline.Entry entry = new Baseline.Entry(
        "a/b", MqttVersion.V5, "tcp", Set.of(Verdict.FAIL), "5.0 MQTT-3.1.0-2", "fixed upstream");

    assertThat(baseline(ENTRY).entries()).containsExactly(entry);
    assertThat(baseline(ENTRY.replace("5.0\n", "\"5.0\"\n")).entries()).containsExactly(entry);
  }

  @Test
  void emptyFileAcceptsNothing() throws IOException {
    assertThat(baseline("").entries()).isEmpty();
    assertThat(baseline("# nothing yet\n").entries()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "reason: fixed upstream | reason: | entry 1 (a/b), reason: expected a text, found nothing",
        "reason: fixed upstream | reason: \"  \" | entry 1 (a/b), reason: expected a text, found nothing",
        "clause: 5.0 MQTT-3.1.0-2 | clause: '' | entry 1 (a/b), clause: expected a text, found nothing",
        "verdict: FAIL | verdict: fail | entry 1 (a/b), verdict: expected one of FAIL, ERROR, INCONCLUSIVE, WARN, found fail",
        "verdict: FAIL | verdict: UNSUPPORTED | expected one of FAIL, ERROR, INCONCLUSIVE, WARN, found UNSUPPORTED",
        "verdict: FAIL | verdict: [FAIL, NOT_RUN] | UNSUPPORTED, NOT_EXERCISED, found NOT_RUN",
        "verdict: FAIL | verdict: [FAIL] | expected one of FAIL, ERROR, INCONCLUSIVE, WARN and another one, found [\"FAIL\"]",
        "verdict: FAIL | verdict: [PASS, INFO] | and another one, found [\"PASS\",\"INFO\"]",
        "version: 5.0 | version: 5 | entry 1 (a/b), version: expected 3.1.1 or 5.0, found 5",
        "reason: fixed | because: fixed | expected no other keys than case, version, transport, verdict, clause, reason, found \"because\"",
        "case: a/b | case: [a] | entry 1, case: expected a text, found [\"a\"]",
        "- case: a/b | - case: [ | line 3: expected YAML"
      })
  void wrongEntryIsNamedWithWhatWasExpectedAndFound(String right, String wrong, String message) {
    assertThatThrownBy(() -> baseline(ENTRY.replace(right, wrong)))
        .isInstanceOf(BaselineException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void anythingButAListIsRefused() {
    assertThatThrownBy(() -> baseline("case: a/b\n"))
        .isInstanceOf(BaselineException.class)
        .hasMessageContaining("expected a list of entries");
  }

  @Test
  void secondEntryForOneExecutionIsRefused() {
    assertThatThrownBy(() -> baseline(ENTRY + ENTRY))
        .isInstanceOf(BaselineException.class)
        .hasMessageContaining("entry 2: expected one entry for a/b 5.0 tcp, found a second one");
  }

  @Test
  void departureThatAnEntryNamesIsAccepted() throws IOException {
    Baseline.Comparison comparison = baseline(ENTRY).compare(List.of(line("a/b", Verdict.FAIL)));

    assertThat(comparison.isAsExpected()).isTrue();
    assertThat(comparison.accepted()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAIL", "ERROR", "INCONCLUSIVE", "WARN"})
  void departureThatNoEntryNamesIsUnexpected(Verdict verdict) throws IOException {
    Baseline.Comparison comparison = Baseline.empty().compare(List.of(line("c/d", verdict)));

    assertThat(comparison.isAsExpected()).isFalse();
    assertThat(comparison.unexpected())
        .extracting(Baseline.Unexpected::inWords)
        .containsExactly("c/d 5.0 tcp: " + verdict + ", not in the baseline");
  }

  @ParameterizedTest
  @EnumSource(names = {"PASS", "INFO", "UNSUPPORTED", "NOT_EXERCISED", "NOT_RUN"})
  void whatDoesNotDepartNeedsNoEntry(Verdict verdict) throws IOException {
    assertThat(Baseline.empty().compare(List.of(line("c/d", verdict))).isAsExpected())
        .isTrue();
  }

  @Test
  void anotherVerdictThanTheEntrysIsUnexpected() throws IOException {
    Baseline.Comparison comparison = baseline(ENTRY).compare(List.of(line("a/b", Verdict.ERROR)));

    assertThat(comparison.unexpected())
        .extracting(Baseline.Unexpected::inWords)
        .containsExactly("a/b 5.0 tcp: ERROR, the baseline expects FAIL");
    assertThat(comparison.stale()).isEmpty();
  }

  @Test
  void entryIsStaleOnlyIfItsCaseRan() throws IOException {
    Baseline baseline = baseline(ENTRY);

    assertThat(baseline.compare(List.of(line("a/b", Verdict.PASS))).stale()).hasSize(1);
    assertThat(baseline.compare(List.of(line("c/d", Verdict.PASS))).isAsExpected())
        .isTrue();
    assertThat(baseline.compare(List.of(line("a/b", Verdict.NOT_RUN))).isAsExpected())
        .isTrue();
  }

  @Test
  void updateKeepsReasonsAndLeavesThoseOfNewEntriesToAPerson() throws IOException {
    Baseline old =
        baseline(ENTRY + ENTRY.replace("a/b", "gone/stale") + ENTRY.replace("a/b", "not/run"));

    old.update(List.of(
            line("a/b", Verdict.FAIL),
            line("gone/stale", Verdict.PASS),
            line("new/one", Verdict.WARN)))
        .write(file);

    assertThatThrownBy(() -> Baseline.read(file))
        .as("a person has to write the reason")
        .isInstanceOf(BaselineException.class)
        .hasMessageContaining("entry 3 (new/one), reason: expected a text, found nothing");
    assertThat(Baseline.readForUpdate(file).entries())
        .extracting(Baseline.Entry::caseId, Baseline.Entry::reason)
        .containsExactly(
            tuple("a/b", "fixed upstream"),
            tuple("not/run", "fixed upstream"),
            tuple("new/one", ""));
    assertThat(Baseline.readForUpdate(file).entries().get(2).clause())
        .isEqualTo(Mqtt5.MQTT_3_1_0_2.citation());
  }

  @Test
  void entryThatExpectsAnotherVerdictLosesItsReason() throws IOException {
    Baseline updated = baseline(ENTRY).update(List.of(line("a/b", Verdict.WARN)));

    assertThat(updated.entries())
        .extracting(Baseline.Entry::verdicts, Baseline.Entry::reason)
        .containsExactly(tuple(Set.of(Verdict.WARN), ""));
  }

  @Test
  void unstableEntryAcceptsEachOfItsVerdictsAndIsNeverStaleByThem() throws IOException {
    Baseline baseline = baseline(ENTRY.replace("FAIL", "[PASS, FAIL]"));

    Baseline.Comparison kept = baseline.compare(List.of(line("a/b", Verdict.PASS)));
    Baseline.Comparison failed = baseline.compare(List.of(line("a/b", Verdict.FAIL)));
    Baseline.Comparison other = baseline.compare(List.of(line("a/b", Verdict.WARN)));
    Baseline.Comparison absent = baseline.compare(List.of(line("a/b", Verdict.UNSUPPORTED)));

    assertThat(kept.isAsExpected()).isTrue();
    assertThat(kept.accepted()).isEmpty();
    assertThat(kept.unstable()).hasSize(1);
    assertThat(failed.isAsExpected()).isTrue();
    assertThat(failed.accepted()).hasSize(1);
    assertThat(other.unexpected())
        .extracting(Baseline.Unexpected::inWords)
        .containsExactly("a/b 5.0 tcp: WARN, the baseline expects FAIL or PASS");
    assertThat(absent.stale()).hasSize(1);
    assertThat(baseline.update(List.of(line("a/b", Verdict.PASS))).entries())
        .isEqualTo(baseline.entries());
  }

  @Test
  void updateKeepsCommentsQuotesAndLineBreaksOfWhatStays() throws IOException {
    String head = "# What it does otherwise.\n";
    String kept =
        ENTRY.replace("5.0\n", "\"5.0\"\n").replace("fixed upstream", "\"two\n    lines\"");
    String aboutStale = "\n# About the one that goes.\n";
    String aboutLast = "# About the last one.\n";
    String last = ENTRY.replace("a/b", "not/run").replace("5.0\n", "\"3.1.1\"\n");
    String end = "# The end.\n";
    Baseline old = baseline(
        head + kept + aboutStale + ENTRY.replace("a/b", "gone/stale") + aboutLast + last + end);

    old.update(List.of(
            line("a/b", Verdict.FAIL),
            line("gone/stale", Verdict.PASS),
            line("new/one", Verdict.WARN)))
        .write(file);

    assertThat(file).hasContent(head + kept + aboutLast + last + """
        - case: new/one
          version: "5.0"
          transport: tcp
          verdict: WARN
          clause: 5.0 MQTT-3.1.0-2
          reason: ""
        """ + end);
  }

  @Test
  void committedBaselinesAreWholeAndAnUpdateLeavesThemAsTheyAre() throws IOException {
    List<Path> committed;
    try (Stream<Path> files = Files.list(Path.of("..", "ci", "baselines"))) {
      committed = files.filter(each -> each.toString().endsWith(".yaml")).toList();
    }

    assertThat(committed).hasSizeGreaterThan(2);
    for (Path each : committed) {
      Baseline.read(each).update(List.of()).write(file);
      assertThat(file).hasSameTextualContentAs(each);
    }
  }

  @Test
  void entryThatExpectsAnotherVerdictKeepsTheCommentAboveIt() throws IOException {
    String comment = "# Why it is so.\n";
    Baseline old = baseline(ENTRY.replace("a/b", "c/d") + comment + ENTRY);

    old.update(List.of(line("a/b", Verdict.WARN))).write(file);

    assertThat(file).content().contains(comment + "- case: a/b\n", "verdict: WARN");
  }

  @Test
  void baselineOfAnotherFormIsWrittenAnew() throws IOException {
    Baseline flow = baseline(
        "[{case: a/b, version: '5.0', transport: tcp, verdict: [FAIL, PASS], clause: c, reason: \"r: #1\"}]");

    flow.write(file);

    assertThat(Baseline.read(file).entries()).isEqualTo(flow.entries());
    assertThat(file).content().contains("- case: a/b\n  version: \"5.0\"\n", "[FAIL, PASS]");
  }

  @Test
  void reasonsWithOddCharactersSurviveWritingAndReading() throws IOException {
    Baseline odd = baseline(ENTRY.replace("fixed upstream", "'yes: #1, \"two\" - {three}'"));

    odd.write(file);

    assertThat(Baseline.read(file).entries()).isEqualTo(odd.entries());
  }

  private Baseline baseline(String yaml) throws IOException {
    Files.writeString(file, yaml);
    return Baseline.read(file);
  }

  private static CaseLine line(String caseId, Verdict verdict) {
    return CaseLine.of(
        SampleRun.result(caseId, MqttVersion.V5, verdict)
            .judging(Mqtt5.MQTT_3_1_0_2, verdict)
            .build(),
        "transcripts/x.json");
  }
}
