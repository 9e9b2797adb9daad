package dev.assay.reports;

import dev.assay.spec.RunManifest;
import dev.assay.spec.Statement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a run directory of a kill matrix: {@code run.json}, {@code kill-matrix.json} for scripts, and a page for people. */
public final class KillMatrixReport {
  /** What run.json calls such a run. */
  public static final String KIND = "self-test";

  private KillMatrixReport() {}

  /**
   * Writes all files into {@code directory}.
   *
   * @param whole the manifest with its duration, of kind {@link #KIND}
   */
  public static void write(RunDirectory directory, RunManifest whole, KillMatrix matrix)
      throws IOException {
    directory.write(RunDirectory.KILL_MATRIX, json(matrix));
    directory.write(RunDirectory.PAGE, page(whole, matrix));
    directory.write(
        RunDirectory.RUN, new RunFile(whole, true, 0).toJson(Summary.of(List.of(), List.of())));
  }

  static String json(KillMatrix matrix) {
    ObjectNode json = Json.object();
    json.put("formatVersion", RunDirectory.FORMAT_VERSION);
    json.put("caught", matrix.caught());
    json.put("judgements", matrix.judgements());
    json.put("failed", matrix.failed());
    json.put("unexpected", matrix.unexpected());
    json.put("executions", matrix.executions());
    ArrayNode deviants = json.putArray("deviants");
    for (KillMatrix.Deviant each : matrix.deviants()) {
      ObjectNode deviant = deviants.addObject();
      deviant.put("name", each.name());
      deviant.put("description", each.description());
      deviant.put("caught", each.isCaught());
      ArrayNode meant = deviant.putArray("meant");
      for (KillMatrix.Meant judgement : each.meant()) {
        ObjectNode node = meant.addObject();
        node.put("case", judgement.caseId());
        node.put("version", judgement.statement().version().text());
        node.put("statement", judgement.statement().id());
        node.put("demand", judgement.demand());
        node.put("verdict", judgement.verdict().name());
        node.put("reason", judgement.reason());
      }
      ArrayNode others = deviant.putArray("others");
      for (KillMatrix.Other other : each.others()) {
        ObjectNode node = others.addObject();
        node.put("case", other.caseId());
        node.put("version", other.version().text());
        node.put("known", other.isKnown());
        node.put("reason", other.reason());
      }
    }
    return Json.pretty(json);
  }

  static String page(RunManifest manifest, KillMatrix matrix) throws IOException {
    List<KillMatrixPage.Row> rows = new ArrayList<>();
    for (KillMatrix.Deviant each : matrix.deviants()) {
      rows.add(row(each));
    }
    List<Page.Fact> environment = manifest.environment().entrySet().stream()
        .map(fact -> new Page.Fact(fact.getKey(), fact.getValue(), ""))
        .toList();
    return Html.of(
        "kill-matrix.ftlh",
        new KillMatrixPage.Whole(
            manifest.toolVersion(),
            Html.time(manifest.start()),
            manifest.start().toString(),
            Html.duration(manifest.durationMillis()),
            matrix.sentence(),
            matrix.holds() ? "pass" : "fail",
            matrix.executions(),
            rows,
            environment,
            String.join(" ", manifest.commandLine())));
  }

  private static KillMatrixPage.Row row(KillMatrix.Deviant deviant) {
    return new KillMatrixPage.Row(
        "deviant-" + deviant.name(),
        mark(deviant),
        deviant.name(),
        deviant.description(),
        deviant.meant().stream().map(KillMatrixReport::judgement).toList(),
        deviant.others().stream()
            .map(other -> new KillMatrixPage.Other(
                other.caseId(), other.version().text(), other.isKnown(), other.reason()))
            .toList());
  }

  private static Page.Mark mark(KillMatrix.Deviant deviant) {
    if (!deviant.isCaught()) {
      return new Page.Mark("MISSED", "✕", "fail");
    }
    return deviant.unexpected().isEmpty()
        ? new Page.Mark("CAUGHT", "✓", "pass")
        : new Page.Mark("MORE", "!", "warn");
  }

  private static KillMatrixPage.Judgement judgement(KillMatrix.Meant meant) {
    Statement statement = meant.statement();
    boolean isWhole = meant.demand().equals(Statement.WHOLE);
    return new KillMatrixPage.Judgement(
        HtmlReport.mark(meant.verdict()),
        meant.caseId(),
        statement.version().text(),
        statement.id(),
        isWhole ? "" : meant.demand(),
        meant.reason());
  }
}
