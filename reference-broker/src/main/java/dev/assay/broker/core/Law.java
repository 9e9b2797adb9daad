package dev.assay.broker.core;

import dev.assay.spec.Statement;
import java.util.List;

/**
 * What the rules speak through when they obey the standard:
 *
 * <pre>{@code
 * if (law.holds(client, SECOND_CONNECT, client.isConnected(), "a second CONNECT")) {
 *   ...
 * }
 * law.because(client, ANSWER_PING, "PINGRESP answers PINGREQ");
 * }</pre>
 */
public final class Law {
  private final Witness witness;
  private final Ruling ruling;

  public Law(Witness witness, Ruling ruling) {
    this.witness = witness;
    this.ruling = ruling;
  }

  /**
   * Whether {@code condition} holds, and if so, that the broker now acts on it as {@code citation} demands. Conditions are
   * phrased so that "true" is the branch that obeys.
   *
   * @param reason a template in which each {@code {}} stands for the next of {@code facts}
   */
  public boolean holds(
      Subject who, Citation citation, boolean condition, String reason, Object... facts) {
    boolean outcome = ruling.outcome(citation, who, condition);
    if (outcome) {
      because(who, citation, reason, facts);
    }
    return outcome;
  }

  /** Says that the broker does what {@code citation} demands, where there is nothing to decide. */
  public void because(Subject who, Citation citation, String reason, Object... facts) {
    List<Statement> statements = citation.allIn(who.version());
    if (!statements.isEmpty()) {
      witness.because(who, statements, reason, facts);
    }
  }
}
