package dev.assay.reports;

import java.util.Optional;

/** {@code summary.md} of a run of the micro-benchmarks. */
final class BenchSummary {
  private BenchSummary() {}

  static String of(BenchRun run) {
    StringBuilder md = new StringBuilder("## Benchmarks\n\n");
    md.append(MarkdownSummary.escape(run.sentence())).append("\n\n");
    md.append("| workload | ours | best peer | peer / ours, 95 % | ours, B/op | peer, B/op |\n");
    md.append("|---|---:|---|---:|---:|---:|\n");
    for (Workload workload : run.workloads()) {
      appendRow(md, workload);
    }
    md.append('\n');
    for (String caution : run.cautions()) {
      md.append("- ").append(MarkdownSummary.escape(caution)).append('\n');
    }
    md.append("\nIntervals: bootstrap over JVMs and iterations, seed ")
        .append(Bootstrap.SEED)
        .append(". Assay ")
        .append(MarkdownSummary.escape(run.manifest().toolVersion()))
        .append(", ")
        .append(run.manifest().start())
        .append(". Bars and the growth plot are in index.html of the run directory.\n");
    return md.toString();
  }

  private static void appendRow(StringBuilder md, Workload workload) {
    Optional<Contender> ours = workload.ours();
    Optional<Contender> peer = workload.bestPeer();
    cell(md, (workload.title() + " " + workload.paramsInWords()).strip());
    cell(md, ours.map(each -> cost(workload, each)).orElse(""));
    cell(
        md, peer.map(each -> each.implementation() + " " + cost(workload, each)).orElse(""));
    cell(md, peer.map(Contender::againstOurs).map(Figures::withInterval).orElse(""));
    cell(md, ours.map(Contender::allocation).map(Figures::bytes).orElse(""));
    cell(md, peer.map(Contender::allocation).map(Figures::bytes).orElse(""));
    md.append("|\n");
  }

  private static String cost(Workload workload, Contender contender) {
    return Figures.number(contender.cost().value()) + " " + workload.quantity().unit();
  }

  private static void cell(StringBuilder md, String text) {
    md.append("| ").append(MarkdownSummary.escape(text)).append(' ');
  }
}
