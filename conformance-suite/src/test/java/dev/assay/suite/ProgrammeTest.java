package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.spec.CaseResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgrammeTest {
  /** Its class stands in the alphabet before those of the other two. */
  private static final String ALONE = "topic-filter/hash-alone-matches-all";

  private static final String WAITS = "keep-alive/any-packet-counts";
  private static final String BRIEF = "topic-filter/plus-matches-exactly-one-level";

  @Test
  void whoIsAloneComesAfterThoseThatWait() throws Exception {
    try (ReferenceBroker broker = ReferenceBroker.start(ReferenceBroker.options())) {
      Collected collected = Collected.once(
          broker, settings -> settings.withExclusive(true).withCases(List.of(ALONE, WAITS, BRIEF)));

      assertThat(collected.results())
          .extracting(CaseResult::caseId)
          .hasSize(5)
          .contains(BRIEF, WAITS)
          .endsWith(ALONE, ALONE);
    }
  }
}
