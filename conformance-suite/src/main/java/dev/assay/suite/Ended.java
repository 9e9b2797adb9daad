package dev.assay.suite;

import dev.assay.spec.Verdict;
import java.io.Serial;

/** Ends an execution before its last judgement. Thrown by the bench and its clients, never by a case. */
final class Ended extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1;

  private final Verdict verdict;

  /**
   * @param verdict FAIL after a judgement that failed (which is recorded already), else what the case as a whole is
   * @param reason one sentence
   */
  Ended(Verdict verdict, String reason) {
    super(reason);
    this.verdict = verdict;
  }

  /** The set-up did not come about, so that nothing can be said. */
  static Ended setUp(String what) {
    return new Ended(Verdict.INCONCLUSIVE, "set-up: " + what);
  }

  Verdict verdict() {
    return verdict;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
