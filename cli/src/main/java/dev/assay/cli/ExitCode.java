package dev.assay.cli;

import java.util.Set;

/**
 * What the process says when it ends: a contract that pipelines are written against. One that Ctrl-C ends says 130, as shells have
 * it: 128 and the number of SIGINT, which the JVM does by itself.
 */
final class ExitCode {
  static final int AS_EXPECTED = 0;
  static final int FAILURES = 1;
  static final int USAGE = 2;
  static final int UNREACHABLE = 3;
  static final int NOTHING_RAN = 4;
  static final int OUR_OWN_ERROR = 5;

  private ExitCode() {}

  /** The one that is reported where several hold: 5 before 3 before 4 before 1. */
  static int first(Set<Integer> reasons) {
    for (int code : new int[] {OUR_OWN_ERROR, UNREACHABLE, NOTHING_RAN, FAILURES}) {
      if (reasons.contains(code)) {
        return code;
      }
    }
    return AS_EXPECTED;
  }
}
