package dev.assay.suite.faults;

import dev.assay.client.Fault;
import java.util.List;

/**
 * A fault that is put between any broker and the suite.
 *
 * @param name stable, such as {@code puback-dropped}
 * @param title what it does
 * @param fault the same, for a proxy
 * @param breaks the judgements that have to fail; empty if the fault breaks no MUST
 * @param allowed why it breaks no MUST; empty if it breaks one
 * @param meets the cases that come across a fault that breaks no MUST, and must not fail for it
 */
public record WireFault(
    String name,
    String title,
    Fault fault,
    List<Broken> breaks,
    String allowed,
    List<String> meets) {

  public WireFault {
    breaks = List.copyOf(breaks);
    meets = List.copyOf(meets);
    if (breaks.isEmpty() == allowed.isEmpty() || breaks.isEmpty() == meets.isEmpty()) {
      throw new IllegalArgumentException(
          name + ": expected judgements that have to fail, or a reason why none has and cases");
    }
  }

  /**
   * A judgement that has to fail in each version in which the case makes it.
   *
   * @param caseId of the case that makes it
   * @param judgement the name it has there, of which statement and demand follow
   */
  public record Broken(String caseId, String judgement) {}

  /** Whether it breaks a MUST. */
  public boolean isForbidden() {
    return !breaks.isEmpty();
  }
}
