package dev.assay.spec;

import java.util.Locale;

/** How good a PASS is. */
public enum Grade {
  /** What the standard names first. */
  BEST,
  /** Another outcome that the standard leaves open. */
  ACCEPTABLE;

  /** The word that files use. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
