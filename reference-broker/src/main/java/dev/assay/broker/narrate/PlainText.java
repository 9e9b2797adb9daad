package dev.assay.broker.narrate;

/** Text from the network, made harmless for a terminal and short enough for a line. */
final class PlainText {
  private static final int LENGTH_MAX = 160;

  private PlainText() {}

  /** Control characters and whatever else moves the cursor or the direction of reading become {@code \}{@code uXXXX}. */
  static String of(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length() && plain.length() < LENGTH_MAX; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        plain.append(c);
      } else {
        plain.append(String.format("\\u%04X", (int) c));
      }
    }
    return plain.length() < LENGTH_MAX ? plain.toString() : plain + "...";
  }

  private static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED -> false;
      default -> true;
    };
  }
}
