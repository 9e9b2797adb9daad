package dev.assay.cli;

import java.util.ArrayList;
import java.util.List;

/** Text for a terminal: wrapped at words, and harmless whatever a broker wrote into it. */
final class Lines {
  private Lines() {}

  /**
   * Lines of at most {@code columns} characters that all start with {@code indent}, broken at blanks; a longer word is broken
   * where the line ends, so that bytes in hex stay inside the screen.
   */
  static List<String> wrap(String indent, String text, int columns) {
    int room = Math.max(1, columns - indent.length());
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : harmless(text).strip().split(" +", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
        lines.add(indent + line);
        line.setLength(0);
      }
      String rest = word;
      while (rest.length() > room) {
        lines.add(indent + rest.substring(0, room));
        rest = rest.substring(room);
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    lines.add(indent + line);
    return lines;
  }

  /** One line with everything that steers a terminal or turns the reading direction written as an escape. */
  static String harmless(String text) {
    StringBuilder harmless = new StringBuilder(text.length());
    text.codePoints().forEach(codePoint -> {
      if (steers(codePoint)) {
        harmless.append(String.format("\\u{%x}", codePoint));
      } else {
        harmless.appendCodePoint(codePoint);
      }
    });
    return harmless.toString();
  }

  private static boolean steers(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isISOControl(codePoint)
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.PRIVATE_USE;
  }

  /** At most {@code columns} characters, the end marked where something was cut. */
  static String cut(String text, int columns) {
    return text.length() <= columns ? text : text.substring(0, Math.max(0, columns - 3)) + "...";
  }
}
