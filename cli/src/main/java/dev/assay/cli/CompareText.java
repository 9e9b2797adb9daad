package dev.assay.cli;

import dev.assay.reports.Comparison;
import dev.assay.reports.Comparison.Difference;
import java.nio.file.Path;
import java.util.List;

/** A comparison for the terminal: what got worse last, where the eye is. */
final class CompareText {
  private static final String INDENT = "      ";

  private final Terminal terminal;

  CompareText(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(Comparison comparison) {
    line(terminal.bold(
        Lines.harmless(shown(comparison.before()) + " -> " + shown(comparison.after()))));
    only("only before", comparison.onlyBefore());
    only("only after", comparison.onlyAfter());
    List<Difference> differences = comparison.differences();
    for (int i = differences.size() - 1; i >= 0; i--) {
      difference(differences.get(i), comparison.columns());
    }
    line("");
    comparison.cautions().forEach(caution -> paragraph("", "! " + caution));
    comparison.regressions().forEach(this::regression);
    paragraph("", comparison.sentence());
  }

  private void difference(Difference difference, List<String> columns) {
    String head = Lines.harmless(difference.outcome() + "  " + difference.subject());
    line(
        switch (difference.weight()) {
          case WORSE -> terminal.red(head);
          case BETTER -> terminal.green(head);
          case NEUTRAL -> head;
        });
    StringBuilder figures =
        new StringBuilder(difference.before()).append(" -> ").append(difference.after());
    if (!difference.change().isBlank()) {
      figures.append(", ").append(difference.change());
    }
    if (!difference.note().isBlank()) {
      figures.append(", ").append(difference.note()).append(' ').append(columns.get(4));
    }
    paragraph(INDENT, figures.toString().replace("\u2192", "->"));
  }

  private void only(String label, List<String> subjects) {
    if (!subjects.isEmpty()) {
      paragraph("", label + ": " + String.join(", ", subjects));
    }
  }

  private void regression(String text) {
    Lines.wrap("", "regression: " + text, terminal.columns()).stream()
        .map(terminal::red)
        .forEach(this::line);
  }

  private static String shown(String path) {
    return RunText.shown(Path.of(path));
  }

  private void paragraph(String indent, String text) {
    Lines.wrap(indent, text, terminal.columns()).forEach(this::line);
  }

  private void line(String text) {
    terminal.out().println(text);
  }
}
