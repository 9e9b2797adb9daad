package dev.assay.spec;

/** How strongly the standard demands something, in the words of RFC 2119. */
public enum Level {
  MUST("MUST"),
  MUST_NOT("MUST NOT"),
  SHOULD("SHOULD"),
  SHOULD_NOT("SHOULD NOT"),
  MAY("MAY");

  private final String text;

  Level(String text) {
    this.text = text;
  }

  /** The keyword as the standard writes it, such as {@code MUST NOT}. */
  public String text() {
    return text;
  }
}
