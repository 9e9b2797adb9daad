package dev.assay.cli;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the command writes: plain lines, or colours and one updating line where a person watches.
 *
 * @param out results, in UTF-8
 * @param err progress and complaints, in UTF-8
 * @param colors whether escape sequences for colour may be written
 * @param live whether one line on {@link #err} may be rewritten again and again
 * @param columns the width to fill, at least {@link #LEAST_COLUMNS}
 */
record Terminal(PrintStream out, PrintStream err, boolean colors, boolean live, int columns) {
  private static final int USUAL_COLUMNS = 80;
  private static final int LEAST_COLUMNS = 40;
  private static final int MOST_COLUMNS = 120;

  /** The streams of this process. See no-color.org for the variable {@code NO_COLOR}. */
  static Terminal ofProcess(Map<String, String> environment, boolean noColor) {
    boolean person = isWatched();
    boolean plain = noColor
        || !environment.getOrDefault("NO_COLOR", "").isEmpty()
        || environment.getOrDefault("TERM", "").equals("dumb");
    return new Terminal(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        person && !plain,
        person && !environment.getOrDefault("TERM", "").equals("dumb"),
        columns(environment.get("COLUMNS")));
  }

  private static boolean isWatched() {
    return console() != null;
  }

  /**
   * Where a person can be asked, or null if there is nobody. Since Java 22 a console exists without a terminal, and says so in a
   * method that Java 17 lacks.
   */
  @SuppressWarnings("SystemConsoleNull") // null is what Java 17 says; what later ones say follows
  static @Nullable Console console() {
    @Nullable Console console = System.console();
    if (console == null) {
      return null;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console) ? console : null;
    } catch (NoSuchMethodException beforeJava22) {
      return console;
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static int columns(@Nullable String columns) {
    if (columns == null || !columns.matches("[0-9]{1,5}")) {
      return USUAL_COLUMNS;
    }
    return Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, Integer.parseInt(columns)));
  }

  String red(String text) {
    return colored("31;1", text);
  }

  String yellow(String text) {
    return colored("33", text);
  }

  String green(String text) {
    return colored("32", text);
  }

  String bold(String text) {
    return colored("1", text);
  }

  private String colored(String code, String text) {
    return colors ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }
}
