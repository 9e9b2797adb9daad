package dev.assay.cli;

import dev.assay.reports.BenchRun;
import dev.assay.reports.Contender;
import dev.assay.reports.Estimate;
import dev.assay.reports.Figures;
import dev.assay.reports.Workload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A run of the micro-benchmarks for the eyes of the one who started it: a table, what to be careful about, and where to read on. */
final class BenchText {
  // name, ours, peer, ratio with interval, bytes: 80 columns with a blank between each
  private static final int NAME = 24;
  private static final int OURS = 9;
  private static final int PEER = 17;
  private static final int RATIO = 20;
  private static final int BYTES = 6;

  private final Terminal terminal;

  BenchText(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(BenchRun run) {
    line(terminal.bold(row("workload", "ours", "best peer", "peer : ours, 95 %", "B/op")));
    String title = "";
    for (Workload workload : run.workloads()) {
      boolean named = workload.title().equals(title);
      title = workload.title();
      if (!workload.params().isEmpty() && !named) {
        line(Lines.harmless(title));
      }
      String label = workload.params().isEmpty() ? title : "  " + workload.paramsInWords();
      line(row(workload, Lines.harmless(label)));
    }
    line("");
    cautions(run).forEach(caution -> paragraph("! " + caution));
    paragraph(run.sentence());
    line("page: " + RunText.shown(run.directory().page()));
  }

  private String row(Workload workload, String label) {
    Optional<Contender> ours = workload.ours();
    Optional<Contender> peer = workload.bestPeer();
    Optional<Estimate> ratio = peer.map(Contender::againstOurs);
    String unit = " " + workload.quantity().unit();
    String figures = figures(
        ours.map(each -> Figures.number(each.cost().value()) + unit).orElse("-"),
        peer.map(
                each -> each.implementation() + " " + Figures.number(each.cost().value()))
            .orElse("-"),
        ratio.map(Figures::withInterval).orElse("-"),
        ours.map(Contender::allocation).map(Figures::bytes).orElse("-"));
    String colored = ratio.map(each -> colored(each, figures)).orElse(figures);
    return label.length() <= NAME
        ? pad(label, NAME) + colored
        : Lines.cut(label, terminal.columns()) + System.lineSeparator() + pad("", NAME) + colored;
  }

  private String colored(Estimate ratio, String text) {
    if (ratio.isAbove(1)) {
      return terminal.green(text);
    }
    return ratio.isBelow(1) ? terminal.yellow(text) : text;
  }

  private static String row(String name, String ours, String peer, String ratio, String bytes) {
    return pad(name, NAME) + figures(ours, peer, ratio, bytes);
  }

  private static String figures(String ours, String peer, String ratio, String bytes) {
    return String.format(
        Locale.ROOT,
        "%" + OURS + "s %-" + PEER + "s %" + RATIO + "s %" + BYTES + "s",
        ours,
        Lines.cut(Lines.harmless(peer), PEER),
        ratio,
        bytes);
  }

  private static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - text.length()));
  }

  /** Those of the run, then those of single figures, each once with the number of figures that carry it. */
  private static List<String> cautions(BenchRun run) {
    List<String> cautions = new ArrayList<>(run.cautions());
    Set<String> ofFigures = new LinkedHashSet<>();
    int figures = 0;
    int careful = 0;
    for (Workload workload : run.workloads()) {
      ofFigures.addAll(workload.cautions());
      for (Contender contender : workload.contenders()) {
        figures++;
        careful += contender.cautions().isEmpty() ? 0 : 1;
        contender.cautions().stream()
            .map(each -> each.replaceFirst(":.*", ""))
            .forEach(ofFigures::add);
      }
    }
    if (!ofFigures.isEmpty()) {
      cautions.add(careful + " of " + figures + " figures carry a caution on the page: "
          + String.join("; ", ofFigures));
    }
    return cautions;
  }

  private void paragraph(String text) {
    Lines.wrap("", text, terminal.columns()).forEach(this::line);
  }

  private void line(String text) {
    terminal.out().println(text);
  }
}
