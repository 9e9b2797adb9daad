package dev.assay.reports;

import dev.assay.spec.Verdict;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code summary.md}: what a pipeline shows on its own page. */
final class MarkdownSummary {
  private static final Set<Verdict> FINDINGS =
      EnumSet.of(Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.WARN);
  private static final Set<Verdict> UNANSWERED =
      EnumSet.of(Verdict.UNSUPPORTED, Verdict.NOT_EXERCISED, Verdict.NOT_RUN);
  private static final String ACTIVE = "\\`*_{}[]()#+-.!|~$=";

  private MarkdownSummary() {}

  static String of(Run run) {
    Summary summary = run.summary();
    StringBuilder md = new StringBuilder();
    md.append("## MQTT conformance of ")
        .append(escape(RunFile.target(run.manifest())))
        .append("\n\n");
    if (!run.complete()) {
      md.append("**Incomplete:** the run was ended from outside after ")
          .append(summary.total())
          .append(run.planned() > 0 ? " of " + run.planned() + " executions" : " executions")
          .append(".\n\n");
    }
    for (Summary.OfVersion version : summary.versions()) {
      md.append("- ").append(version.sentence()).append('\n');
    }
    run.notSpoken().forEach(line -> md.append("- ").append(escape(line)).append(".\n"));
    md.append("\nExecutions: ").append(escape(summary.inWords())).append("\n");
    appendDurability(md, DurabilityTable.of(run.manifest()));
    appendTable(md, "Findings", run.cases(), FINDINGS);
    appendTable(md, "Not answered", run.cases(), UNANSWERED);
    md.append("\nAssay ")
        .append(escape(run.manifest().toolVersion()))
        .append(", ")
        .append(run.manifest().start())
        .append(". The whole story is in index.html of the run directory.\n");
    return md.toString();
  }

  private static void appendDurability(StringBuilder md, DurabilityTable table) {
    if (table.isEmpty()) {
      return;
    }
    md.append("\n### Durability\n\n| acknowledged |");
    table
        .versions()
        .forEach(version -> md.append(" MQTT ").append(version.text()).append(" |"));
    md.append("\n|---|").append("---|".repeat(table.versions().size())).append('\n');
    for (DurabilityTable.Row row : table.rows()) {
      md.append("| ").append(escape(row.kind())).append(" |");
      row.cells().forEach(cell -> md.append(' ').append(escape(cell.level())).append(" |"));
      md.append('\n');
    }
    md.append('\n').append(DurabilityTable.LEGEND).append('\n');
  }

  private static void appendTable(
      StringBuilder md, String title, List<CaseLine> cases, Set<Verdict> verdicts) {
    List<CaseLine> rows = cases.stream()
        .filter(result -> verdicts.contains(result.verdict()))
        .sorted(Comparator.comparing(CaseLine::verdict).thenComparing(CaseLine.BY_KEY))
        .toList();
    if (rows.isEmpty()) {
      return;
    }
    md.append("\n### ").append(title).append("\n\n");
    md.append("| verdict | case | MQTT | statement | expected | actual | why |\n");
    md.append("|---|---|---|---|---|---|---|\n");
    for (CaseLine row : rows) {
      md.append("| ").append(escape(row.verdict().name()));
      md.append(" | ").append(escape(row.caseId()));
      md.append(" | ").append(escape(row.version().text() + " " + row.transport()));
      md.append(" | ").append(escape(String.join(", ", Story.deciding(row))));
      md.append(" | ").append(escape(String.join("; or ", row.expected())));
      md.append(" | ").append(escape(row.actual()));
      md.append(" | ").append(escape(row.reason())).append(" |\n");
    }
  }

  /** Text that is nothing but text: no markup, no table cell's end, no HTML, no link, no mention of a person. */
  static String escape(String text) {
    String clean = TerminalText.clean(text);
    StringBuilder escaped = new StringBuilder(clean.length() + 16);
    for (int i = 0; i < clean.length(); i++) {
      char c = clean.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '@' -> escaped.append("&#64;");
        case ':' -> escaped.append(clean.startsWith("://", i) ? "&#58;" : ":");
        default -> {
          boolean domain = c == '.' && i >= 3 && clean.startsWith("www", i - 3);
          if (domain) {
            escaped.append("&#46;");
          } else if (ACTIVE.indexOf(c) >= 0) {
            escaped.append('\\').append(c);
          } else {
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString();
  }
}
