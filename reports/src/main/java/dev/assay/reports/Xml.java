package dev.assay.reports;

/** Text for XML 1.0 and SVG. */
final class Xml {
  private Xml() {}

  /** {@code text} for element content and attribute values, without characters that XML 1.0 forbids. */
  static String escape(String text) {
    String clean = TerminalText.clean(text);
    StringBuilder escaped = new StringBuilder(clean.length() + 16);
    for (int i = 0; i < clean.length(); i++) {
      char c = clean.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
