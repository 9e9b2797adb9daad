package dev.assay.reports;

import java.util.Locale;

/**
 * Makes text that a broker sent harmless to look at: whatever moves a cursor, colours a terminal, reverses the order of
 * letters, hides itself or is illegal in XML 1.0 becomes visible ASCII. Every format that Assay writes for people goes
 * through here before its own escaping.
 */
public final class TerminalText {
  private TerminalText() {}

  /**
   * One line of plain text, whatever {@code text} holds. Tab, line feed and carriage return become {@code \t}, {@code \n}
   * and {@code \r}; other unprintable characters become {@code \}{@code u{202E}} and the like. Letters of every script stay.
   */
  public static String clean(String text) {
    if (isHarmless(text)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(codePoint -> append(clean, codePoint));
    return clean.toString();
  }

  private static boolean isHarmless(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static void append(StringBuilder clean, int codePoint) {
    switch (codePoint) {
      case '\t' -> clean.append("\\t");
      case '\n' -> clean.append("\\n");
      case '\r' -> clean.append("\\r");
      default -> {
        if (isPrintable(codePoint)) {
          clean.appendCodePoint(codePoint);
        } else {
          clean
              .append("\\u{")
              .append(Integer.toHexString(codePoint).toUpperCase(Locale.ROOT))
              .append('}');
        }
      }
    }
  }

  private static boolean isPrintable(int codePoint) {
    boolean noncharacter =
        (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
    return !noncharacter
        && switch (Character.getType(codePoint)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR -> false;
          default -> true;
        };
  }
}
