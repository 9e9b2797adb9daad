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

  private static final String LATE = "close without a DISCONNECT";

  private static final String SPORADIC = """
      - case: [a/*, b/?]
        version: 5.0
        transport: tcp
        verdict: [WARN, PASS]
        departure: close without a DISCONNECT
        at-most: 2
        clause: 5.0 MQTT-4.13.1-1
        reason: its queue is closed before it is empty
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
        "reason: fixed | because: fixed | expected no other keys than case, version, transport, verdict, clause, reason, departure, at-most, found \"because\"",
        "case: a/b | case: [a] | entry 1, case: expected a text, found [\"a\"]",
        "case: a/b | case: a/* | entry 1 (a/*), case: expected one case, or departure and at-most beside it, found many cases",
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
  void sporadicEntryIsReadWithListsOrSingleTexts() throws IOException {
    Baseline.Sporadic entry = new Baseline.Sporadic(
        List.of("a/*", "b/?"),
        MqttVersion.V5,
        "tcp",
        Set.of(Verdict.WARN, Verdict.PASS),
        List.of(LATE),
        2,
        "5.0 MQTT-4.13.1-1",
        "its queue is closed before it is empty");

    assertThat(baseline(SPORADIC).sporadic()).containsExactly(entry);
    assertThat(baseline(SPORADIC.replace(LATE, "[" + LATE + "]")).sporadic())
        .containsExactly(entry);
    assertThat(baseline(SPORADIC + ENTRY).entries()).hasSize(1);
  }

  @Test
  void sporadicEntryAcceptsItsDepartureAtAnyOfItsCasesAndAtNoOther() throws IOException {
    Baseline baseline = baseline(SPORADIC);

    Baseline.Comparison comparison = baseline.compare(List.of(
        departing("a/one", Verdict.WARN, LATE),
        departing("a/one/more", Verdict.PASS),
        departing("b/2", Verdict.WARN, LATE),
        departing("b/22", Verdict.WARN, LATE),
        departing("c/a/one", Verdict.WARN, LATE),
        overTls(departing("a/three", Verdict.WARN, LATE)),
        in311(departing("a/four", Verdict.WARN, LATE))));

    assertThat(comparison.accepted())
        .extracting(CaseLine::key)
        .containsExactly("a/one 5.0 tcp", "b/2 5.0 tcp");
    assertThat(comparison.unexpected())
        .extracting(Baseline.Unexpected::inWords)
        .containsExactly(
            "b/22 5.0 tcp: WARN, not in the baseline",
            "c/a/one 5.0 tcp: WARN, not in the baseline",
            "a/three 5.0 tls: WARN, not in the baseline",
            "a/four 3.1.1 tcp: WARN, not in the baseline");
  }

  @Test
  void sporadicEntryAcceptsNoOtherDepartureAndNoGraverVerdict() throws IOException {
    Baseline baseline = baseline(SPORADIC);

    Baseline.Comparison comparison = baseline.compare(List.of(
        departing("a/other", Verdict.WARN, "tolerates it"),
        departing("a/longer", Verdict.WARN, LATE + ", twice"),
        departing("a/both", Verdict.WARN, LATE, "tolerates it"),
        departing("a/graver", Verdict.FAIL, LATE),
        departing("a/untold", Verdict.INCONCLUSIVE, LATE)));

    assertThat(comparison.accepted()).isEmpty();
    assertThat(comparison.unexpected())
        .extracting(unexpected -> unexpected.result().caseId())
        .containsExactly("a/other", "a/longer", "a/both", "a/graver", "a/untold");
    assertThat(comparison.sporadic().get(0).shown()).isEmpty();
  }

  @Test
  void sporadicEntryAcceptsNothingThatFailedBeforeItWasRepeated() throws IOException {
    Baseline baseline = baseline(SPORADIC.replace(LATE, "\"*" + LATE + "\""));
    CaseLine weak = departing("a/weak", Verdict.WARN, "also " + LATE);
    CaseLine failedFirst = departing(
        "a/failed",
        Verdict.WARN,
        "unstable: failed, then PASS when it was repeated. First: " + LATE);

    Baseline.Comparison comparison = baseline.compare(List.of(weak, failedFirst));

    assertThat(comparison.accepted()).containsExactly(weak);
    assertThat(comparison.unexpected())
        .extracting(Baseline.Unexpected::result)
        .containsExactly(failedFirst);
  }

  @Test
  void everyJudgementThatDecidedHasToDepartAsTheSporadicEntrySays() throws IOException {
    CaseLine twofold = CaseLine.of(
        SampleRun.result("a/twofold", MqttVersion.V5, Verdict.WARN)
            .departing(Mqtt5.MQTT_4_13_1_1, Verdict.WARN, LATE)
            .departing(Mqtt5.MQTT_3_1_0_2, Verdict.WARN, "tolerates it")
            .build(),
        "transcripts/x.json");

    assertThat(baseline(SPORADIC).compare(List.of(twofold)).unexpected()).hasSize(1);
  }

  @Test
  void whereMoreExecutionsShowItThanASporadicEntryAllowsItAcceptsNone() throws IOException {
    List<CaseLine> three = List.of(
        departing("a/1", Verdict.WARN, LATE),
        departing("a/2", Verdict.WARN, LATE),
        departing("a/3", Verdict.WARN, LATE));

    Baseline.Comparison two = baseline(SPORADIC).compare(three.subList(0, 2));
    Baseline.Comparison tooMany = baseline(SPORADIC).compare(three);

    assertThat(two.isAsExpected()).isTrue();
    assertThat(tooMany.accepted()).isEmpty();
    assertThat(tooMany.unexpected())
        .extracting(Baseline.Unexpected::inWords)
        .hasSize(3)
        .startsWith("a/1 5.0 tcp: WARN, the baseline expects \"" + LATE
            + "\" of 2 executions at most, of 3 here");
  }

  @Test
  void sporadicEntryIsNeverStaleAndItIsSaidWhatItWasNeededFor() throws IOException {
    Baseline baseline = baseline(SPORADIC);

    Baseline.Comparison kept = baseline.compare(List.of(departing("a/one", Verdict.PASS)));
    Baseline.Comparison shown = baseline.compare(List.of(departing("a/one", Verdict.WARN, LATE)));

    assertThat(kept.isAsExpected()).isTrue();
    assertThat(kept.sporadic())
        .containsExactly(new Baseline.Shown(baseline.sporadic().get(0), List.of()));
    assertThat(shown.sporadic().get(0).shown()).isEqualTo(shown.accepted()).hasSize(1);
  }

  @Test
  void executionWithAnEntryOfItsOwnIsHeldAgainstThatFirst() throws IOException {
    Baseline baseline = baseline(SPORADIC + ENTRY);

    Baseline.Comparison comparison =
        baseline.compare(List.of(departing("a/b", Verdict.WARN, LATE)));

    assertThat(comparison.unexpected())
        .extracting(Baseline.Unexpected::inWords)
        .containsExactly("a/b 5.0 tcp: WARN, the baseline expects FAIL");
    assertThat(comparison.sporadic().get(0).shown()).isEmpty();
  }

  @Test
  void sameVerdictAboutAnotherStatementIsNotAccepted() throws IOException {
    Baseline baseline = baseline(ENTRY);
    CaseLine other = CaseLine.of(
        SampleRun.result("a/b", MqttVersion.V5, Verdict.FAIL)
            .judging(Mqtt5.MQTT_3_1_4_3, Verdict.FAIL)
            .build(),
        "transcripts/x.json");

    assertThat(baseline.compare(List.of(other)).unexpected())
        .extracting(Baseline.Unexpected::inWords)
        .containsExactly("a/b 5.0 tcp: FAIL, the baseline expects that of 5.0 MQTT-3.1.0-2 and none"
            + " of 5.0 MQTT-3.1.4-3");
    assertThat(baseline.update(List.of(other)).entries())
        .extracting(Baseline.Entry::clause, Baseline.Entry::reason)
        .containsExactly(tuple("5.0 MQTT-3.1.4-3", ""));
  }

  @Test
  void whatCouldNotBeToldMayBeSporadicBesideAnEntryOfItsOwn() throws IOException {
    Baseline baseline = baseline(SPORADIC.replace("WARN", "INCONCLUSIVE") + ENTRY);

    CaseLine untold = departing("a/b", Verdict.INCONCLUSIVE, LATE);
    Baseline.Comparison comparison = baseline.compare(List.of(untold));
    Baseline.Comparison otherwise =
        baseline.compare(List.of(departing("a/b", Verdict.INCONCLUSIVE, "no answer")));

    assertThat(comparison.isAsExpected()).isTrue();
    assertThat(comparison.sporadic().get(0).shown()).containsExactly(untold);
    assertThat(baseline.update(List.of(untold)).entries()).isEqualTo(baseline.entries());
    assertThat(otherwise.unexpected())
        .extracting(Baseline.Unexpected::inWords)
        .containsExactly("a/b 5.0 tcp: INCONCLUSIVE, the baseline expects FAIL");
  }

  @Test
  void setUpThatDidNotSucceedDepartsByItsReason() throws IOException {
    CaseLine untold = CaseLine.of(
        SampleRun.result("a/b", MqttVersion.V5, Verdict.INCONCLUSIVE)
            .covering(Mqtt5.MQTT_3_1_0_2)
            .reason("set-up: no CONNACK came")
            .build(),
        "transcripts/x.json");
    String entry =
        SPORADIC.replace("WARN", "INCONCLUSIVE").replace(LATE, "'set-up: no CONNACK came'");

    assertThat(baseline(entry).compare(List.of(untold)).isAsExpected()).isTrue();
    assertThat(baseline(entry.replace("came", "comes")).compare(List.of(untold)).isAsExpected())
        .isFalse();
  }

  @Test
  void departureMayHaveAGlobForWhatDiffers() throws IOException {
    Baseline baseline = baseline(SPORADIC.replace(LATE, "closed * where SUBACK was due"));

    Baseline.Comparison comparison = baseline.compare(List.of(
        departing("a/one", Verdict.WARN, "closed input7 where SUBACK was due"),
        departing("a/two", Verdict.WARN, "closed input7 where PUBREC was due")));

    assertThat(comparison.accepted()).extracting(CaseLine::caseId).containsExactly("a/one");
    assertThat(comparison.unexpected()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[WARN, PASS] | WARN | verdict: expected PASS and WARN, INCONCLUSIVE or both, since other verdicts are named one by one, found \"WARN\"",
        "[WARN, PASS] | [WARN, INCONCLUSIVE] | verdict: expected PASS and WARN",
        "[WARN, PASS] | [FAIL, WARN, PASS] | verdict: expected PASS and WARN",
        "at-most: 2 | at-most: 0 | at-most: expected how many executions of a run, 1 or more, found 0",
        "at-most: 2 | at-most: many | at-most: expected how many executions of a run, 1 or more, found \"many\"",
        "  at-most: 2 | # none | at-most: expected how many executions of a run, 1 or more, found nothing",
        "  departure: close without a DISCONNECT | # none | departure: expected a text, found nothing",
        "departure: close without a DISCONNECT | departure: [] | departure: expected a text or a list of texts, found none",
        "departure: close without a DISCONNECT | departure: [1] | departure: expected a text or a list of texts, found [1]",
        "clause: 5.0 MQTT-4.13.1-1 | clause: | clause: expected a text, found nothing",
        "version: 5.0 | version: 4 | version: expected 3.1.1 or 5.0, found 4"
      })
  void wrongSporadicEntryIsNamedWithWhatWasExpectedAndFound(
      String right, String wrong, String message) {
    assertThatThrownBy(() -> baseline(SPORADIC.replace(right, wrong)))
        .isInstanceOf(BaselineException.class)
        .hasMessageStartingWith(file + ", entry 1 (a/*, b/?), " + message);
  }

  @Test
  void updateKeepsASporadicEntryAndAddsNoneForWhatItAccepts() throws IOException {
    String text = "# Now and then.\n" + SPORADIC + ENTRY;

    baseline(text)
        .update(List.of(
            departing("a/one", Verdict.WARN, LATE),
            departing("a/two", Verdict.PASS),
            line("a/b", Verdict.FAIL)))
        .write(file);

    assertThat(file).hasContent(text);
  }

  @Test
  void updateNamesOneByOneWhatIsMoreThanASporadicEntryAllows() throws IOException {
    List<CaseLine> three = List.of(
        departing("a/1", Verdict.WARN, LATE),
        departing("a/2", Verdict.WARN, LATE),
        departing("a/3", Verdict.WARN, LATE));

    Baseline updated = baseline(SPORADIC).update(three);

    assertThat(updated.sporadic()).hasSize(1);
    assertThat(updated.entries())
        .extracting(Baseline.Entry::caseId)
        .containsExactly("a/1", "a/2", "a/3");
    assertThat(updated.compare(three).isAsExpected()).isTrue();
  }

  @Test
  void sporadicEntryOfAnotherFormIsWrittenAnew() throws IOException {
    Baseline flow = baseline(
        "[{case: [a/*, '?: b'], version: '5.0', transport: tcp, verdict: [INCONCLUSIVE, PASS], departure: ['one, \"two\"', three], at-most: 7, clause: c, reason: \"r: #1\"}]");

    flow.write(file);

    assertThat(Baseline.read(file).sporadic()).isEqualTo(flow.sporadic()).hasSize(1);
    assertThat(file).content().contains("- case: [\"a/*\", ", "\n  at-most: 7\n");
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

  private static CaseLine departing(String caseId, Verdict verdict, String... ways) {
    SampleRun.Builder result = SampleRun.result(caseId, MqttVersion.V5, verdict);
    return CaseLine.of(
        (ways.length == 0
                ? result.judging(Mqtt5.MQTT_4_13_1_1, verdict)
                : result.departing(Mqtt5.MQTT_4_13_1_1, verdict, ways))
            .build(),
        "transcripts/x.json");
  }

  private static CaseLine overTls(CaseLine line) {
    return moved(line, line.version(), "tls");
  }

  private static CaseLine in311(CaseLine line) {
    return moved(line, MqttVersion.V3_1_1, line.transport());
  }

  private static CaseLine moved(CaseLine line, MqttVersion version, String transport) {
    return new CaseLine(
        line.caseId(),
        line.title(),
        line.advice(),
        version,
        transport,
        line.statements(),
        line.verdict(),
        line.grade(),
        line.close(),
        line.judgements(),
        line.expected(),
        line.actual(),
        line.reason(),
        line.durationMillis(),
        line.transcript(),
        line.reproducer(),
        line.localAddresses(),
        line.inconclusiveBefore());
  }
}
