package dev.assay.reports;

import dev.assay.reports.Baseline.Entry;
import dev.assay.reports.Baseline.Item;
import dev.assay.reports.Baseline.Sporadic;
import dev.assay.spec.Verdict;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.StringNode;

/**
 * The words of a baseline's file, piece by piece, so that whoever updates it gives back what a person wrote: comments, quotes
 * and line breaks.
 *
 * @param head what stands before the first entry
 * @param pieces of each entry, by its key
 * @param end comments behind the last entry
 */
record BaselineText(String head, Map<String, Piece> pieces, String end) {
  private static final Pattern ENTRY = Pattern.compile("(?m)^(?=- )");
  /** Comments and empty lines at the end of an entry: they are about the next one. */
  private static final Pattern ABOUT_THE_NEXT = Pattern.compile("(?m)(?:^(?:[ \t]*|#.*)\n)+\\z");

  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9]+(?:(?:[./:-]|,? )[A-Za-z0-9]+)*");

  /** One entry as it stands in the file, with the comment above it. */
  private record Piece(String above, Item item, String words) {}

  /**
   * The pieces of {@code text}, which holds {@code entries} in this order; none where it has another form than one entry after
   * the other, each from a line's start.
   */
  static BaselineText of(String text, Collection<Item> entries) {
    String[] parts = ENTRY.split(text.endsWith("\n") || text.isEmpty() ? text : text + "\n", -1);
    boolean headed = !parts[0].startsWith("- ");
    if (parts.length - (headed ? 1 : 0) != entries.size()) {
      return new BaselineText("", Map.of(), "");
    }
    Map<String, Piece> pieces = new HashMap<>();
    String above = "";
    int next = headed ? 1 : 0;
    for (Item item : entries) {
      String part = parts[next++];
      Matcher comment = ABOUT_THE_NEXT.matcher(part);
      String rest = comment.find() ? comment.group() : "";
      pieces.put(
          item.key(), new Piece(above, item, part.substring(0, part.length() - rest.length())));
      above = rest;
    }
    return new BaselineText(headed ? parts[0] : "", pieces, above);
  }

  /** A file with {@code entries}: what is unchanged in the words that it had. */
  String with(Collection<Item> entries) {
    if (entries.isEmpty()) {
      return head + "[]\n" + end;
    }
    return entries.stream().map(this::words).collect(Collectors.joining("", head, end));
  }

  private String words(Item item) {
    Piece piece = pieces.get(item.key());
    if (piece == null) {
      return yaml(item);
    }
    return piece.above() + (piece.item().equals(item) ? piece.words() : yaml(item));
  }

  private static String yaml(Item item) {
    return item instanceof Sporadic sporadic ? yaml(sporadic) : yaml((Entry) item);
  }

  private static String yaml(Sporadic sporadic) {
    return "- case: " + list(sporadic.cases())
        + "\n  version: " + quoted(sporadic.version().text())
        + "\n  transport: " + plain(sporadic.transport())
        + "\n  verdict: " + sporadic.verdicts()
        + "\n  departure: " + list(sporadic.departures())
        + "\n  at-most: " + sporadic.executionsMax()
        + "\n  clause: " + plain(sporadic.clause())
        + "\n  reason: " + quoted(sporadic.reason())
        + "\n";
  }

  private static String list(List<String> texts) {
    return texts.stream().map(BaselineText::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String yaml(Entry entry) {
    List<String> verdicts = entry.verdicts().stream().map(Verdict::name).toList();
    return "- case: " + plain(entry.caseId())
        + "\n  version: " + quoted(entry.version().text())
        + "\n  transport: " + plain(entry.transport())
        + "\n  verdict: " + (entry.isUnstable() ? verdicts.toString() : verdicts.get(0))
        + "\n  clause: " + plain(entry.clause())
        + "\n  reason: " + quoted(entry.reason())
        + "\n";
  }

  private static String plain(String text) {
    return PLAIN.matcher(text).matches() ? text : quoted(text);
  }

  /** JSON's strings are strings of YAML too. */
  private static String quoted(String text) {
    return Json.line(StringNode.valueOf(text));
  }
}
