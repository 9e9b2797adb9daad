package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.Close;
import dev.assay.spec.Grade;
import dev.assay.spec.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the findings about many inputs become one. */
class SeriesTest {
  private final Map<String, Judge.Finding> findings = new LinkedHashMap<>();

  @Test
  void eachWayOfDepartingIsNamedWithItsInputsThatOfMostFirst() {
    found("flags 0001", Verdict.WARN, "close without a DISCONNECT");
    found("flags 0010", Verdict.PASS, "DISCONNECT, then close");
    found("flags 0011", Verdict.WARN, "tolerates it");
    found("flags 0100", Verdict.WARN, "tolerates it");

    Judge.Finding folded = Series.folded(findings, List.of());

    assertThat(folded.verdict()).isEqualTo(Verdict.WARN);
    assertThat(folded.reason())
        .isEqualTo("2 of 4 inputs: tolerates it (flags 0011, flags 0100); 1 of 4 inputs: close"
            + " without a DISCONNECT (flags 0001)");
    assertThat(folded.departures()).containsExactly("close without a DISCONNECT", "tolerates it");
  }

  @Test
  void whatIsLessGraveIsNoDepartureOfTheWhole() {
    found("zero", Verdict.WARN, "tolerates it");
    found("one", Verdict.FAIL, "expected close; came PINGRESP");

    Judge.Finding folded = Series.folded(findings, List.of("3 not sent: too long"));

    assertThat(folded.reason())
        .isEqualTo("1 of 2 inputs: expected close; came PINGRESP (one); 3 not sent: too long");
    assertThat(folded.departures()).containsExactly("expected close; came PINGRESP");
  }

  @Test
  void ofManyWaysTheRestIsCounted() {
    for (int i = 1; i <= 5; i++) {
      found("input " + i, Verdict.FAIL, "way " + i);
    }

    Judge.Finding folded = Series.folded(findings, List.of());

    assertThat(folded.reason())
        .isEqualTo("1 of 5 inputs: way 1 (input 1); 1 of 5 inputs: way 2 (input 2); 1 of 5 inputs:"
            + " way 3 (input 3); 2 of 5 inputs: in other ways");
    assertThat(folded.departures()).containsExactly("way 1", "way 2", "way 3", "way 4", "way 5");
  }

  @Test
  void inputsThatAllPassDepartInNoWay() {
    found("one", Verdict.PASS, "DISCONNECT, then close");
    found("two", Verdict.PASS, "DISCONNECT, then close");

    Judge.Finding folded = Series.folded(findings, List.of());

    assertThat(folded.grade()).isEqualTo(Grade.BEST);
    assertThat(folded.reason()).isEqualTo("2 of 2: DISCONNECT, then close");
    assertThat(folded.departures()).isEmpty();
  }

  private void found(String input, Verdict verdict, String reason) {
    findings.put(
        input,
        new Judge.Finding(
            verdict,
            verdict == Verdict.PASS ? Grade.BEST : null,
            Close.OPEN,
            List.of("DISCONNECT, then close"),
            "what came",
            reason,
            false,
            null,
            List.of()));
  }
}
