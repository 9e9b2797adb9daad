package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Close;
import dev.assay.spec.Grade;
import dev.assay.spec.Judgement;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class CitationCheckTest {
  private static final Statement COVERED = Mqtt5.MQTT_3_1_0_2;
  private static final CoverageSnapshot SNAPSHOT =
      CoverageSnapshot.parse("5.0\tMQTT-3.1.0-2\tCOVERED\n");

  private final CitationCheck check = new CitationCheck();

  @Test
  void aCitationOnAConnectionOfTheCaseCounts() {
    check.cited("127.0.0.1:40001", "alice", List.of(COVERED));
    check.ended(judging("127.0.0.1:40001"));

    assertThat(check.outcome(SNAPSHOT).neverCited()).isEmpty();
    assertThat(check.outcome(SNAPSHOT).judged()).containsExactly(COVERED);
  }

  @Test
  void aCitationOnAnotherConnectionDoesNot() {
    check.cited("127.0.0.1:40002", "bob", List.of(COVERED));
    check.ended(judging("127.0.0.1:40001"));

    assertThat(check.outcome(SNAPSHOT).neverCited()).containsExactly(COVERED);
    assertThat(check.outcome(SNAPSHOT).facts())
        .containsEntry("covered statements never cited", COVERED.citation());
  }

  @Test
  void whatIsCitedForAClientThatIsAwayCountsWhereItCameFrom() {
    check.cited("127.0.0.1:40001", "alice", List.of());
    check.cited("", "alice", List.of(COVERED));
    check.ended(judging("127.0.0.1:40001"));

    assertThat(check.outcome(SNAPSHOT).neverCited()).isEmpty();
  }

  private static CaseResult judging(String address) {
    Judgement judgement = new Judgement(
        COVERED,
        COVERED.demands().get(0),
        Verdict.PASS,
        Grade.BEST,
        Close.OPEN,
        List.of("best"),
        "best",
        "",
        false);
    return new CaseResult(
        "case/one",
        "A title.",
        "Look for it.",
        MqttVersion.V5,
        "tcp",
        List.of(COVERED),
        Verdict.PASS,
        Grade.BEST,
        Close.OPEN,
        List.of(judgement),
        List.of("best"),
        "best",
        "",
        1,
        List.of(),
        "",
        List.of(address),
        0);
  }
}
