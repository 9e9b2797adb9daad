package dev.assay.suite.durability;

/** The broker did not play along, so that nothing can be said about what it remembers. The message says what came instead. */
final class Undecided extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean isDeclared;

  private Undecided(String line, boolean isDeclared) {
    super(line);
    this.isDeclared = isDeclared;
  }

  /** It could not be told. */
  static Undecided because(String line) {
    return new Undecided(line, false);
  }

  /** The broker said itself that it does not offer this. */
  static Undecided declared(String line) {
    return new Undecided(line, true);
  }

  /** What this means for whatever was to be found out. */
  Tally tally() {
    String line = String.valueOf(getMessage());
    return isDeclared ? Tally.notOffered(line) : Tally.undecided(line);
  }
}
