package dev.assay.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Passes on what JMH says, at once, and remembers what its exit code does not tell. */
final class JmhOutput extends OutputStream {
  private static final int LONGEST_LINE = 2_000;

  private final PrintStream onward;
  private final StringBuilder line = new StringBuilder();
  private int failures;
  private boolean matchedNothing;
  private boolean refusedItsOptions;

  JmhOutput(PrintStream onward) {
    this.onward = onward;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    onward.write(bytes, offset, length);
    onward.flush();
    // what is looked for is ASCII, and a character that is cut in two does not look like it
    String text = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        take(line.toString());
        line.setLength(0);
      } else if (line.length() < LONGEST_LINE) {
        line.append(c);
      }
    }
  }

  @Override
  public void close() {
    take(line.toString());
    line.setLength(0);
  }

  private void take(String whole) {
    Predicate<String> says = whole::contains;
    failures += says.test("<failure>") ? 1 : 0;
    matchedNothing |= says.test("No matching benchmarks");
    refusedItsOptions |= says.test("Error parsing command line");
  }

  /** How many benchmarks, or forks of one, threw an exception. */
  int failures() {
    return failures;
  }

  boolean matchedNothing() {
    return matchedNothing;
  }

  boolean refusedItsOptions() {
    return refusedItsOptions;
  }
}
