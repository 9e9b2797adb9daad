package dev.assay.cli;

/** Something that the user has to know and can act on: one line on stderr and an exit code, never a stack trace. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  private Problem(int exitCode, String line) {
    super(line);
    this.exitCode = exitCode;
  }

  /** The user asked for something that cannot be: what, where, expected, found. */
  static Problem usage(String line) {
    return new Problem(ExitCode.USAGE, line);
  }

  /** There is no MQTT broker where the user said that one is. */
  static Problem unreachable(String line) {
    return new Problem(ExitCode.UNREACHABLE, line);
  }

  /** Nothing could be run, so nothing was found out. */
  static Problem nothingRan(String line) {
    return new Problem(ExitCode.NOTHING_RAN, line);
  }

  /** Something that Assay itself started or needs failed: a process, whose own words were shown, or a disk. */
  static Problem ownError(String line) {
    return new Problem(ExitCode.OUR_OWN_ERROR, line);
  }

  int exitCode() {
    return exitCode;
  }

  String line() {
    return String.valueOf(getMessage());
  }
}
