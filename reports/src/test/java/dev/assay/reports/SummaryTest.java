package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void sentenceTellsKeptWeakBrokenAndUndecided() {
    assertThat(
            sentence(Map.of(Verdict.PASS, 210, Verdict.INFO, 2, Verdict.FAIL, 3, Verdict.WARN, 16)))
        .isEqualTo("Keeps 212 of 231 judged statements of MQTT 5.0, breaks 3, is weak on 16.");
    assertThat(sentence(Map.of(
            Verdict.PASS, 7, Verdict.ERROR, 1, Verdict.INCONCLUSIVE, 2, Verdict.NOT_RUN, 40)))
        .isEqualTo("Keeps all 7 judged statements of MQTT 5.0; 3 could not be decided.");
    assertThat(sentence(Map.of(Verdict.PASS, 1)))
        .isEqualTo("Keeps the one judged statement of MQTT 5.0.");
    assertThat(sentence(Map.of(Verdict.FAIL, 1)))
        .isEqualTo("Keeps 0 of 1 judged statement of MQTT 5.0, breaks 1.");
  }

  @Test
  void nothingJudgedIsNotKept() {
    assertThat(sentence(Map.of(Verdict.UNSUPPORTED, 3, Verdict.NOT_EXERCISED, 1)))
        .isEqualTo("No statement of MQTT 5.0 was judged.");
  }

  @Test
  void versionOfWhichNothingRanIsLeftOut() {
    CaseLine line = CaseLine.of(
        SampleRun.result("a/b", MqttVersion.V5, Verdict.PASS).build(), "transcripts/x.json");

    Summary summary = Summary.of(List.of(line), StatementRow.unjudged(Map.of(), Map.of()));

    assertThat(summary.versions())
        .extracting(Summary.OfVersion::version)
        .containsExactly(MqttVersion.V5);
    assertThat(summary.inWords()).isEqualTo("1 PASS");
  }

  private static String sentence(Map<Verdict, Integer> statements) {
    return new Summary.OfVersion(MqttVersion.V5, Map.of(), statements).sentence();
  }
}
