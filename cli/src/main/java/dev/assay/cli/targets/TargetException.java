package dev.assay.cli.targets;

/** A target cannot be described, installed or started: one line that says what was expected, where, and what was found. */
public final class TargetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean usersMistake;

  private TargetException(boolean usersMistake, String line) {
    super(line);
    this.usersMistake = usersMistake;
  }

  /** The user asked for a target that there is not, or described one wrongly. */
  static TargetException usage(String line) {
    return new TargetException(true, line);
  }

  /** The target is described well enough and does not come up. */
  static TargetException unavailable(String line) {
    return new TargetException(false, line);
  }

  /** Whether asking otherwise would help. */
  public boolean isUsersMistake() {
    return usersMistake;
  }
}
