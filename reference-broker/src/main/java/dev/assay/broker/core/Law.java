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
 *
 * When nobody listens, nothing is made of a reason and its facts, not even an array or a boxed number: hence a method for each
 * of the usual shapes. Nor is it asked each time whether somebody listens: that is a question of which of two classes this is, and where the
 * process has made the {@link Silent} one alone, the JIT knows the answer.
 */
public abstract sealed class Law {
  // a constant, which the JIT leaves out: against this the cost of silent decisions is measured
  // (docs/benchmarks.md)
  private static final boolean CAN_BE_HEARD = !Boolean.getBoolean("assay.decisions.never.heard");

  private Law() {}

  /** What the rules of one broker speak through. */
  public static Law of(Witness witness, Ruling ruling) {
    return witness == Witness.SILENT && ruling == Ruling.HONEST
        ? new Silent()
        : new Spoken(witness, ruling);
  }

  /** What the broker acts on in place of {@code condition}: the same, unless its ruling bends it. */
  abstract boolean ruled(Subject who, Citation citation, boolean condition);

  abstract boolean isHeard();

  abstract void say(Subject who, Citation citation, String reason, Object... facts);

  /** Of an honest broker to which nobody listens. */
  private static final class Silent extends Law {
    @Override
    boolean ruled(Subject who, Citation citation, boolean condition) {
      return condition;
    }

    @Override
    boolean isHeard() {
      return false;
    }

    @Override
    void say(Subject who, Citation citation, String reason, Object... facts) {
      // nobody listens
    }
  }

  /** Of a broker that is listened to, or bends the rules. */
  private static final class Spoken extends Law {
    private final Witness witness;
    private final Ruling ruling;

    Spoken(Witness witness, Ruling ruling) {
      this.witness = witness;
      this.ruling = ruling;
    }

    @Override
    boolean ruled(Subject who, Citation citation, boolean condition) {
      return ruling.outcome(citation, who, condition);
    }

    @Override
    boolean isHeard() {
      return witness != Witness.SILENT;
    }

    @Override
    void say(Subject who, Citation citation, String reason, Object... facts) {
      List<Statement> statements = citation.allIn(who.version());
      if (!statements.isEmpty()) {
        witness.because(who, statements, reason, facts);
      }
    }
  }

  /**
   * Whether {@code condition} holds, and if so, that the broker now acts on it as {@code citation} demands. Conditions are
   * phrased so that "true" is the branch that obeys.
   *
   * @param reason a template in which each {@code {}} stands for the next of {@code facts}
   */
  public boolean holds(
      Subject who, Citation citation, boolean condition, String reason, Object... facts) {
    boolean outcome = outcome(who, citation, condition);
    if (outcome && isListenedTo()) {
      say(who, citation, reason, facts);
    }
    return outcome;
  }

  /** The same without facts. */
  public boolean holds(Subject who, Citation citation, boolean condition, String reason) {
    boolean outcome = outcome(who, citation, condition);
    if (outcome && isListenedTo()) {
      say(who, citation, reason);
    }
    return outcome;
  }

  /** The same with one fact. */
  public boolean holds(
      Subject who, Citation citation, boolean condition, String reason, Object fact) {
    boolean outcome = outcome(who, citation, condition);
    if (outcome && isListenedTo()) {
      say(who, citation, reason, fact);
    }
    return outcome;
  }

  /** The same with one fact, a number. */
  public boolean holds(
      Subject who, Citation citation, boolean condition, String reason, long fact) {
    boolean outcome = outcome(who, citation, condition);
    if (outcome && isListenedTo()) {
      say(who, citation, reason, fact);
    }
    return outcome;
  }

  /** The same with two facts. */
  public boolean holds(
      Subject who, Citation citation, boolean condition, String reason, Object one, Object two) {
    boolean outcome = outcome(who, citation, condition);
    if (outcome && isListenedTo()) {
      say(who, citation, reason, one, two);
    }
    return outcome;
  }

  /** The same with two facts, both numbers. */
  public boolean holds(
      Subject who, Citation citation, boolean condition, String reason, long one, long two) {
    boolean outcome = outcome(who, citation, condition);
    if (outcome && isListenedTo()) {
      say(who, citation, reason, one, two);
    }
    return outcome;
  }

  /** Says that the broker does what {@code citation} demands, where there is nothing to decide. */
  public void because(Subject who, Citation citation, String reason, Object... facts) {
    if (isListenedTo()) {
      say(who, citation, reason, facts);
    }
  }

  /** The same without facts. */
  public void because(Subject who, Citation citation, String reason) {
    if (isListenedTo()) {
      say(who, citation, reason);
    }
  }

  /** The same with one fact. */
  public void because(Subject who, Citation citation, String reason, Object fact) {
    if (isListenedTo()) {
      say(who, citation, reason, fact);
    }
  }

  /** The same with one fact, a number. */
  public void because(Subject who, Citation citation, String reason, long fact) {
    if (isListenedTo()) {
      say(who, citation, reason, fact);
    }
  }

  /** The same with two facts. */
  public void because(Subject who, Citation citation, String reason, Object one, Object two) {
    if (isListenedTo()) {
      say(who, citation, reason, one, two);
    }
  }

  /** Whether anybody hears the reasons, so that what only they need is worth being found out. */
  public boolean isListenedTo() {
    return CAN_BE_HEARD && isHeard();
  }

  private boolean outcome(Subject who, Citation citation, boolean condition) {
    return CAN_BE_HEARD ? ruled(who, citation, condition) : condition;
  }
}
