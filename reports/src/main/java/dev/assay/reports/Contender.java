package dev.assay.reports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One implementation at one workload.
 *
 * @param implementation the name of the benchmark's method
 * @param role whose code it is
 * @param cost less is better
 * @param againstOurs its cost divided by ours; null for ours, and where ours was not measured
 * @param allocation bytes for each operation, null where that was not measured
 * @param forks how many JVMs measured it
 * @param iterations how many values there are in all of them
 * @param cautions what to keep in mind about these figures
 */
public record Contender(
    String implementation,
    Role role,
    Estimate cost,
    @Nullable Estimate againstOurs,
    @Nullable Double allocation,
    int forks,
    int iterations,
    List<String> cautions) {

  /** Whose code runs. */
  public enum Role {
    /** The one that the others are compared with. */
    OURS,
    /** Ours too, in another form, such as with a cache. */
    VARIANT,
    PEER,
    /** Not a competitor but a limit: a plain copy of the same bytes. */
    FLOOR
  }

  public Contender {
    cautions = List.copyOf(cautions);
  }
}
