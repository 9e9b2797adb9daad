package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reports.Baseline;
import dev.assay.reports.CaseLine;
import dev.assay.spec.Close;
import dev.assay.spec.Grade;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunJudgementTest {
  private static final RunJudgement.Limits USUAL = new RunJudgement.Limits(false, 1, 0);

  @ParameterizedTest
  @CsvSource({
    "PASS, 0",
    "PASS INFO UNSUPPORTED NOT_EXERCISED WARN, 0",
    "PASS FAIL, 1",
    "PASS INCONCLUSIVE, 1",
    "PASS ERROR, 5",
    "FAIL ERROR INCONCLUSIVE, 5",
    "INCONCLUSIVE, 4",
    "UNSUPPORTED NOT_EXERCISED, 4",
    "'', 4",
  })
  void theGravestReasonDecides(String verdicts, int exitCode) {
    assertThat(RunJudgement.of(results(verdicts), null, USUAL).exitCode()).isEqualTo(exitCode);
  }

  @Test
  void strictMakesAWarningAFailure() {
    RunJudgement.Limits strict = new RunJudgement.Limits(true, 1, 0);

    assertThat(RunJudgement.of(results("PASS WARN"), null, strict).exitCode()).isEqualTo(1);
    assertThat(RunJudgement.of(results("PASS INFO"), null, strict).exitCode()).isZero();
  }

  @Test
  void inconclusiveResultsPassUpToTheNumberThatIsAllowed() {
    RunJudgement.Limits two = new RunJudgement.Limits(false, 1, 2);

    assertThat(RunJudgement.of(results("PASS INCONCLUSIVE INCONCLUSIVE"), null, two)
            .exitCode())
        .isZero();
    assertThat(RunJudgement.of(results("PASS INCONCLUSIVE INCONCLUSIVE INCONCLUSIVE"), null, two)
            .exitCode())
        .isEqualTo(1);
  }

  @Test
  void onlyCasesThatCameToAnAnswerCountForTheMinimum() {
    RunJudgement.Limits three = new RunJudgement.Limits(false, 3, 9);

    assertThat(RunJudgement.of(results("PASS PASS FAIL"), null, three).exitCode())
        .isEqualTo(1);
    assertThat(RunJudgement.of(results("PASS PASS INCONCLUSIVE"), null, three).exitCode())
        .isEqualTo(4);
  }

  @Test
  void aBaselineAcceptsWhatItNamesAndNothingElse(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("baseline.yaml"), """
        - case: case/0
          version: "5.0"
          transport: tcp
          verdict: FAIL
          clause: 5.0 MQTT-3.1.0-2
          reason: known
        """);
    Baseline baseline = Baseline.read(file);

    assertThat(exitCode(baseline, "FAIL PASS")).isZero();
    assertThat(exitCode(baseline, "FAIL FAIL")).isEqualTo(1);
    assertThat(exitCode(baseline, "FAIL WARN")).isEqualTo(1);
    assertThat(exitCode(baseline, "ERROR PASS")).isEqualTo(5);
    assertThat(exitCode(baseline, "PASS PASS")).as("the entry is stale").isEqualTo(1);
  }

  @Test
  void everyReasonIsGivenTheGravestFirst() {
    RunJudgement judgement = RunJudgement.of(results("ERROR FAIL FAIL INCONCLUSIVE"), null, USUAL);

    assertThat(judgement.because()).hasSize(3);
    assertThat(judgement.because().get(0)).startsWith("1 ERROR");
    assertThat(judgement.because().get(1)).startsWith("2 FAIL");
  }

  private static int exitCode(Baseline baseline, String verdicts) {
    List<CaseLine> results = results(verdicts);
    return RunJudgement.of(results, baseline.compare(results), USUAL).exitCode();
  }

  private static List<CaseLine> results(String verdicts) {
    List<CaseLine> results = new ArrayList<>();
    for (String word : verdicts.isEmpty() ? new String[0] : verdicts.split(" ")) {
      Verdict verdict = Verdict.valueOf(word);
      results.add(new CaseLine(
          "case/" + results.size(),
          "A title.",
          "Look for it.",
          MqttVersion.V5,
          "tcp",
          List.of("MQTT-3.1.0-2"),
          verdict,
          verdict == Verdict.PASS ? Grade.BEST : null,
          Close.OPEN,
          List.of(),
          List.of(),
          "",
          "",
          1,
          "transcripts/x.json",
          "",
          List.of(),
          0));
    }
    return results;
  }
}
