package dev.assay.broker.core;

import dev.assay.spec.Statement;
import java.util.List;

/** Hears every decision that the core makes. */
public interface Witness {

  /** Hears nothing, so that a decision costs nothing. */
  Witness SILENT = (who, statements, reason, facts) -> {};

  /**
   * A decision.
   *
   * @param statements what it obeys, all of the subject's version; never empty, the one to show first
   * @param reason a template in which each {@code {}} stands for the next of {@code facts}
   * @param facts may hold text from the network
   */
  void because(Subject who, List<Statement> statements, String reason, Object... facts);
}
