package dev.assay.cli;

import dev.assay.reports.BrokerMatrix;
import dev.assay.reports.BrokerMatrix.Column;
import dev.assay.reports.Summary;
import dev.assay.spec.MqttVersion;
import java.util.List;
import java.util.Locale;

/** A matrix for the terminal: a line for each broker, and what is new in its next version. */
final class MatrixText {
  private static final int NAME = 30;

  private final Terminal terminal;

  MatrixText(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(BrokerMatrix matrix) {
    for (MqttVersion version : matrix.versions()) {
      line(terminal.bold(name("MQTT " + version.text())
          + figures("keeps", "weak", "breaks", "undecided", "only here")));
      List<Column> columns = matrix.columns();
      for (int i = 0; i < columns.size(); i++) {
        broker(matrix, i, version);
      }
      line("");
    }
    for (BrokerMatrix.Difference each : matrix.differences()) {
      paragraph(each.before().label() + " -> " + each.after().label() + ": "
          + each.comparison().sentence());
    }
    matrix.cautions().forEach(caution -> paragraph("! " + caution));
  }

  private void broker(BrokerMatrix matrix, int index, MqttVersion version) {
    Column column = matrix.columns().get(index);
    for (Summary.OfVersion of : column.run().summary().versions()) {
      if (of.version() == version) {
        String figures = figures(
            String.valueOf(of.kept()),
            String.valueOf(of.weak()),
            String.valueOf(of.broken()),
            String.valueOf(of.undecided()),
            String.valueOf(matrix.failsOnlyIn(index, version)));
        line(name(column.label())
            + (of.broken() > 0 ? terminal.red(figures) : terminal.green(figures)));
        return;
      }
    }
    Lines.wrap("", name(column.label()) + " " + column.silence(version), terminal.columns())
        .forEach(this::line);
  }

  private static String name(String label) {
    return String.format(Locale.ROOT, "%-" + NAME + "s", Lines.cut(Lines.harmless(label), NAME));
  }

  /** With the name before it, 77 columns. */
  private static String figures(
      String kept, String weak, String broken, String undecided, String only) {
    return String.format(
        Locale.ROOT, " %7s %7s %8s %10s %10s", kept, weak, broken, undecided, only);
  }

  private void paragraph(String text) {
    Lines.wrap("", text, terminal.columns()).forEach(this::line);
  }

  private void line(String text) {
    terminal.out().println(text);
  }
}
