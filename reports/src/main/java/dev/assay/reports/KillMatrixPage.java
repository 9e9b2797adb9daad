package dev.assay.reports;

import java.util.List;

/** What the template of a kill matrix shows, ready to be shown; public for FreeMarker, which reads by reflection. */
final class KillMatrixPage {
  private KillMatrixPage() {}

  /** The whole page. */
  public record Whole(
      String toolVersion,
      String made,
      String madeIso,
      String duration,
      String sentence,
      String css,
      int executions,
      List<Row> rows,
      List<Page.Fact> environment,
      String commandLine) {}

  /** One deviant. */
  public record Row(
      String anchor,
      Page.Mark mark,
      String name,
      String description,
      List<Judgement> meant,
      List<Other> others) {}

  /** One judgement that has to fail. */
  public record Judgement(
      Page.Mark mark,
      String caseId,
      String version,
      String statement,
      String demand,
      String reason) {}

  /** One case that failed beside it. */
  public record Other(String caseId, String version, boolean known, String reason) {}
}
