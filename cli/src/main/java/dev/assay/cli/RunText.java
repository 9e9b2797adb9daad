package dev.assay.cli;

import dev.assay.reports.Baseline;
import dev.assay.reports.CaseLine;
import dev.assay.reports.DurabilityTable;
import dev.assay.reports.Run;
import dev.assay.reports.StatementRow;
import dev.assay.reports.Summary;
import dev.assay.spec.RunManifest;
import dev.assay.spec.Verdict;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run for the eyes of the one who started it, within the width of the terminal. */
final class RunText {
  private static final String INDENT = "      ";
  private static final String HANGING = "                ";

  private static final int SAME_STORY = 3;
  private static final int LEVEL_COLUMNS = 14;

  private final Run run;
  private final Terminal terminal;
  private final Map<String, StatementRow> statements = new HashMap<>();

  RunText(Run run, Terminal terminal) {
    this.run = run;
    this.terminal = terminal;
    run.statements().forEach(row -> statements.put(row.version() + " " + row.id(), row));
  }

  /** The gravest and the shortest stand last, where the eye is: what was not judged, findings, numbers, where to read on. */
  void print(RunJudgement judgement, Baseline.@Nullable Comparison comparison) {
    groups(Verdict.UNSUPPORTED);
    groups(Verdict.NOT_EXERCISED);
    for (Verdict verdict :
        List.of(Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.FAIL)) {
      findings(verdict, comparison);
    }
    if (comparison != null) {
      baseline(comparison);
    }
    toldLater();
    durability(DurabilityTable.of(run.manifest()));
    numbers();
    for (String reason : judgement.because()) {
      paragraph("", "exit " + judgement.exitCode() + ": " + reason);
    }
    line("page: " + shown(run.directory().page()));
  }

  /** Relative to where the user stands, if that is shorter. */
  static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
  }

  private void findings(Verdict verdict, Baseline.@Nullable Comparison comparison) {
    Map<String, List<CaseLine>> byReason = new LinkedHashMap<>();
    for (CaseLine result : run.cases()) {
      boolean accepted = comparison != null && comparison.accepted().contains(result);
      if (result.verdict() == verdict && !accepted) {
        byReason.computeIfAbsent(result.reason(), k -> new ArrayList<>()).add(result);
      }
    }
    byReason.forEach((reason, cases) -> {
      // a target that died has one story, not a hundred
      if (verdict == Verdict.INCONCLUSIVE && cases.size() >= SAME_STORY) {
        group(verdict, reason, cases);
      } else {
        cases.forEach(this::finding);
      }
    });
  }

  private void finding(CaseLine result) {
    String head = Lines.harmless(result.verdict() + "  " + result.caseId() + "  MQTT "
        + result.version() + " " + result.transport());
    line(head.length() > terminal.columns() ? head : colored(result.verdict(), head));
    deciding(result).forEach(judgement -> statement(result, judgement));
    String label = "expected";
    for (String outcome : result.expected()) {
      labelled(label, outcome);
      label = "or";
    }
    labelled("actual", result.actual());
    // a reason that only joins the lines above says nothing new
    labelled("why", result.reason().endsWith("; came " + result.actual()) ? "" : result.reason());
    labelled("advice", result.advice());
    if (!result.reproducer().isEmpty()) {
      reproducer(result);
    }
    line("");
  }

  /** The judgements that have the case's verdict: those that decided it. */
  private static List<CaseLine.JudgementLine> deciding(CaseLine result) {
    return result.judgements().stream()
        .filter(judgement -> judgement.verdict() == result.verdict())
        .toList();
  }

  private void statement(CaseLine result, CaseLine.JudgementLine judgement) {
    StatementRow row = statements.get(result.version() + " " + judgement.statement());
    String gist = row == null ? judgement.statement() : row.citation() + ": " + row.gist();
    labelled("statement", gist);
  }

  private void labelled(String label, String text) {
    if (text.isBlank()) {
      return;
    }
    List<String> lines = Lines.wrap(HANGING, text, terminal.columns());
    String first = String.format("%s%-9s ", INDENT, label);
    line(first + lines.get(0).substring(HANGING.length()));
    lines.stream().skip(1).forEach(this::line);
  }

  /** Stays a command that can be copied: on one line if it fits, else the short form, continued as a shell does. */
  private void reproducer(CaseLine result) {
    String whole = Lines.harmless(result.reproducer());
    if (HANGING.length() + whole.length() <= terminal.columns()) {
      line(String.format("%s%-9s %s", INDENT, "repeat", whole));
      return;
    }
    String again = whole.startsWith("assay ")
        ? whole
        : "assay conformance " + run.manifest().targetUrl() + " --mqtt " + result.version()
            + " --case " + result.caseId();
    List<String> lines = Lines.wrap(HANGING, again, terminal.columns() - 2);
    String first = String.format("%s%-9s ", INDENT, "repeat");
    for (int i = 0; i < lines.size(); i++) {
      String text = i == 0 ? first + lines.get(i).substring(HANGING.length()) : lines.get(i);
      line(i + 1 < lines.size() ? text + " \\" : text);
    }
  }

  /** What was not judged, by reason: one reason usually holds for many cases. */
  private void groups(Verdict verdict) {
    Map<String, List<CaseLine>> byReason = new LinkedHashMap<>();
    for (CaseLine result : run.cases()) {
      if (result.verdict() == verdict) {
        byReason.computeIfAbsent(result.reason(), k -> new ArrayList<>()).add(result);
      }
    }
    byReason.forEach((reason, cases) -> group(verdict, reason, cases));
  }

  private void group(Verdict verdict, String reason, List<CaseLine> cases) {
    paragraph("", verdict + "  " + reason);
    paragraph(
        INDENT,
        cases.stream()
            .map(result -> result.caseId() + " (" + result.version() + ")")
            .collect(Collectors.joining(", ")));
    line("");
  }

  /** Cases that came to an answer only when they were played again: no finding, but not to be hidden either. */
  private void toldLater() {
    List<CaseLine> later = run.cases().stream()
        .filter(result -> result.inconclusiveBefore() > 0)
        .filter(result -> result.verdict() != Verdict.INCONCLUSIVE)
        .toList();
    for (CaseLine result : later) {
      paragraph("", result.verdict() + "  " + result.key() + ": " + result.beforeInWords());
    }
  }

  private void baseline(Baseline.Comparison comparison) {
    for (Baseline.Unexpected unexpected : comparison.unexpected()) {
      paragraph("", "unexpected: " + unexpected.inWords());
    }
    comparison.unspoken().forEach(line -> paragraph("", "unexpected: " + line));
    for (Baseline.Entry entry : comparison.stale()) {
      paragraph(
          "", "stale in the baseline: " + entry.key() + ", which expects " + entry.expected());
    }
    if (!comparison.accepted().isEmpty()) {
      paragraph("", comparison.accepted().size() + " departures are as the baseline expects");
    }
    if (!comparison.unstable().isEmpty()) {
      paragraph(
          "", comparison.unstable().size() + " executions are unstable, as the baseline says");
    }
    for (Baseline.Shown needed : comparison.sporadic()) {
      paragraph(
          "",
          needed.shown().size() + " of " + needed.entry().executionsMax()
              + " executions at most show what comes now and then: "
              + needed.entry().inWords());
    }
  }

  /** What the broker remembers through the end of its process, where that was asked. */
  private void durability(DurabilityTable table) {
    if (table.isEmpty()) {
      return;
    }
    int widest =
        table.rows().stream().mapToInt(row -> row.kind().length()).max().orElse(0);
    String kind = "%-" + (widest + 2) + "s";
    int widestLevel = table.rows().stream()
        .flatMap(row -> row.cells().stream())
        .mapToInt(cell -> cell.level().length())
        .max()
        .orElse(0);
    String level = "%-" + Math.max(LEVEL_COLUMNS, widestLevel + 2) + "s";
    StringBuilder head = new StringBuilder(String.format(kind, "acknowledged"));
    table.versions().forEach(each -> head.append(String.format(level, "MQTT " + each.text())));
    line(terminal.bold(head.toString().stripTrailing()));
    for (DurabilityTable.Row row : table.rows()) {
      StringBuilder cells = new StringBuilder(String.format(kind, row.kind()));
      row.cells().forEach(cell -> cells.append(String.format(level, cell.level())));
      line(Lines.harmless(cells.toString().stripTrailing()));
    }
    paragraph("", DurabilityTable.LEGEND);
    line("");
  }

  private void numbers() {
    RunManifest manifest = run.manifest();
    Summary summary = run.summary();
    paragraph(
        "",
        (manifest.targetName() + " " + manifest.targetVersion()).strip() + " at "
            + manifest.targetUrl()
            + String.format(Locale.ROOT, ", %.1f s", manifest.durationMillis() / 1000.0));
    summary.versions().forEach(version -> paragraph("", version.sentence()));
    run.notSpoken().forEach(line -> paragraph("", line + "."));
    String counts = summary.inWords();
    boolean failed = summary.cases(Verdict.FAIL) > 0 || summary.cases(Verdict.ERROR) > 0;
    line(failed ? terminal.red(counts) : terminal.green(counts));
  }

  private String colored(Verdict verdict, String text) {
    return switch (verdict) {
      case FAIL, ERROR -> terminal.red(text);
      case WARN, INCONCLUSIVE -> terminal.yellow(text);
      case PASS, INFO, UNSUPPORTED, NOT_EXERCISED, NOT_RUN -> terminal.bold(text);
    };
  }

  private void paragraph(String indent, String text) {
    Lines.wrap(indent, text, terminal.columns()).forEach(this::line);
  }

  private void line(String text) {
    PrintStream out = terminal.out();
    out.println(text);
  }
}
