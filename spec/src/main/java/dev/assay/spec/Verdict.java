package dev.assay.spec;

/**
 * What a judgement says. The order is that of folding: where several judgements speak of one statement, the first of these
 * words that occurs is the statement's.
 */
public enum Verdict {
  /** A MUST is broken. */
  FAIL,
  /** Our own fault: the case could not do its work. */
  ERROR,
  /** It could not be told: network, timing. */
  INCONCLUSIVE,
  /** A SHOULD is not followed, a weaker reason code was given, or malformed input was tolerated. */
  WARN,
  /** The broker did what the standard asks. */
  PASS,
  /** A MAY: what the broker chose. */
  INFO,
  /** The broker declares that it does not offer this. */
  UNSUPPORTED,
  /** The precondition never came up on this target. Never a PASS. */
  NOT_EXERCISED,
  /** An earlier judgement of the case ended it. */
  NOT_RUN;

  /** Whether something is not as it should be: FAIL, ERROR, INCONCLUSIVE and WARN. */
  public boolean departs() {
    return compareTo(PASS) < 0;
  }

  /** The one of the two that a fold keeps. */
  public Verdict foldWith(Verdict other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
