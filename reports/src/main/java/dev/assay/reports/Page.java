package dev.assay.reports;

import java.util.List;

/**
 * What the template shows, ready to be shown: the template decides nothing but layout. The records are public because
 * FreeMarker reads them by reflection; the class that holds them is not.
 */
final class Page {
  private Page() {}

  /**
   * The whole page.
   *
   * @param started in words, in UTC
   * @param incomplete a sentence where the run did not end by itself, else empty
   * @param notSpoken a line for each version that the target does not speak
   */
  public record Whole(
      String target,
      String url,
      String toolVersion,
      String started,
      String startedIso,
      String duration,
      String incomplete,
      int total,
      List<VersionCard> versions,
      List<String> notSpoken,
      List<Share> tiles,
      Durability durability,
      List<ProfileGroup> profile,
      List<Fact> environment,
      String commandLine,
      List<Finding> findings,
      List<Unanswered> unanswered,
      List<StatementGroup> statements,
      List<CaseRow> cases) {}

  /** A verdict to look at: never by colour alone. */
  public record Mark(String word, String symbol, String css) {}

  /** How many have a verdict, and how wide that is in a bar. */
  public record Share(Mark mark, int count, String percent) {}

  /** One version's figures. */
  public record VersionCard(
      String version,
      String sentence,
      String css,
      int kept,
      int judged,
      int total,
      List<Share> shares) {}

  /** A name and its value. */
  public record Fact(String name, String value, String source) {}

  /** What the target remembers through the end of its process; without rows where nobody asked. */
  public record Durability(List<String> versions, List<DurabilityRow> rows, String legend) {}

  /** One kind of memory; a cell's value is the level, its source the evidence. */
  public record DurabilityRow(String kind, List<Fact> cells) {}

  /** What was found out about the target in one version. */
  public record ProfileGroup(String version, List<Fact> facts) {}

  /** A place on the page or in the run directory. */
  public record Link(String label, String href, String css, String symbol) {}

  /** A statement as a finding cites it; {@code href} is empty where the page does not list it. */
  public record Cited(
      String citation, String href, String level, String section, String gist, String demand) {}

  /** One judgement of a case. */
  public record JudgementView(
      Mark mark, String citation, String href, String demand, String actual, boolean bySilence) {}

  /** An execution that somebody should look at. */
  public record Finding(
      String anchor,
      Mark mark,
      String title,
      String caseId,
      String version,
      String transport,
      String duration,
      String close,
      List<Cited> cited,
      List<String> expected,
      String actual,
      String reason,
      String advice,
      List<JudgementView> judgements,
      String reproducer,
      String transcript,
      String transcriptNote,
      List<Entry> entries) {}

  /** An entry of a transcript. */
  public record Entry(
      String time,
      String css,
      String arrow,
      String direction,
      String connection,
      String packet,
      String summary,
      String size,
      boolean broken,
      List<ByteLine> lines) {}

  /** A field with its bytes, eight to a line. */
  public record ByteLine(
      String offset, List<String> hex, String name, String value, String broken, String href) {}

  /** An execution that gave no answer, with its reason. */
  public record Unanswered(
      Mark mark,
      String title,
      String caseId,
      String version,
      String transport,
      String reason,
      String anchor) {}

  /** The statements of one version. */
  public record StatementGroup(String version, int judged, int total, List<Chapter> chapters) {}

  /** The statements of one chapter. */
  public record Chapter(
      String number, String title, boolean open, List<Share> shares, List<StatementView> rows) {}

  /** A statement with its verdict. */
  public record StatementView(
      String anchor,
      Mark mark,
      String id,
      String version,
      String section,
      String level,
      String party,
      String gist,
      String standing,
      String reason,
      List<Link> cases) {}

  /** An execution in the list of all. */
  public record CaseRow(
      String anchor,
      Mark mark,
      String title,
      String caseId,
      String version,
      String transport,
      String duration,
      String grade,
      String before,
      String href,
      String hrefText,
      List<Link> statements) {}
}
