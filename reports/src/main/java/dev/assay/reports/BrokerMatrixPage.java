package dev.assay.reports;

import java.util.List;

/** What the template of the matrix shows, ready to be shown; public for FreeMarker, which reads by reflection. */
final class BrokerMatrixPage {
  private BrokerMatrixPage() {}

  /**
   * The whole page.
   *
   * @param made when the runs were made, the earliest and the latest
   */
  public record Whole(
      String toolVersion,
      String made,
      List<String> cautions,
      List<Broker> brokers,
      List<String> traits,
      List<Table> tables,
      List<ComparePage.Pair> differences) {}

  /**
   * One run.
   *
   * @param report where its own page lies, from this page; empty where no link leads there
   * @param silent a sentence for each version of which nothing was judged
   */
  public record Broker(
      String label,
      String url,
      String started,
      String startedIso,
      String report,
      List<Page.VersionCard> versions,
      List<String> silent,
      List<Page.ProfileGroup> profile) {}

  /** The statements of one version of MQTT and the brokers that speak it. */
  public record Table(
      String version, List<Head> heads, List<String> silent, List<Chapter> chapters) {}

  /** Whose column it is. */
  public record Head(String target, String version) {}

  /** The statements of one chapter. */
  public record Chapter(String number, String title, List<Row> rows) {}

  /** One statement; {@code traits} are separated by {@code |}. */
  public record Row(
      String anchor,
      String id,
      String level,
      String section,
      String gist,
      String traits,
      List<Cell> cells) {}

  /** What one broker did about the statement, and why that is known. */
  public record Cell(String anchor, String label, Page.Mark mark, List<Judgement> judgements) {}

  /** One judgement; those that need a look have more than one line. */
  public record Judgement(
      Page.Mark mark,
      String caseId,
      String transport,
      String title,
      String demand,
      List<String> expected,
      String actual,
      String reason,
      boolean bySilence,
      String reproducer,
      String report,
      int left,
      List<Line> lines) {}

  /** An entry of a transcript. */
  public record Line(String css, String arrow, String who, String what, String hex) {}
}
