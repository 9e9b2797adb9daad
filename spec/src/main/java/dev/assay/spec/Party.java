package dev.assay.spec;

import java.util.Locale;

/** Who would violate a statement. */
public enum Party {
  CLIENT,
  SERVER,
  BOTH;

  /** The word that files use: {@code client}, {@code server} or {@code both}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a broker can be held to a statement of this party. */
  public boolean bindsServer() {
    return this != CLIENT;
  }
}
