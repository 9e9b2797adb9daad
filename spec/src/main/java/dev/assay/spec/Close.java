package dev.assay.spec;

import java.util.Locale;

/** How the connection that a case watched stood when it was judged: the second axis of a verdict. */
public enum Close {
  /** Closed in the way that the best outcome names. */
  CLEAN,
  /** Closed after another reason code than the best one. */
  CODE,
  /** Closed without a reason code where one could have been sent. */
  NO_CODE,
  /** Ended by a TCP reset. */
  RESET,
  /** Still open. */
  OPEN;

  /** The word that files use: {@code clean}, {@code code}, {@code no-code}, {@code reset}, {@code open}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
