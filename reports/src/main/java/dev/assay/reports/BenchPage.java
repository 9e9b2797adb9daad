package dev.assay.reports;

import java.util.List;

/**
 * What the template of the benchmarks' page shows, ready to be shown. The records are public because FreeMarker reads them by
 * reflection; the class that holds them is not.
 */
final class BenchPage {
  private BenchPage() {}

  /**
   * The whole page.
   *
   * @param reproduce the command that makes such a run
   * @param method how intervals were made, in a sentence
   */
  public record Whole(
      String sentence,
      String css,
      String toolVersion,
      String started,
      String startedIso,
      String duration,
      int benchmarks,
      List<String> cautions,
      List<Tile> tiles,
      List<Subject> subjects,
      List<Plot> plots,
      List<Page.Fact> environment,
      String reproduce,
      String method) {}

  /** A figure of the overview. */
  public record Tile(String title, String figure, String words, String note) {}

  /** What belongs to one part of the code. */
  public record Subject(String name, String anchor, List<WorkloadView> workloads) {}

  /**
   * Implementations side by side.
   *
   * @param unit of the costs
   * @param ratio of the best peer's cost to ours
   * @param css {@code pass} where ours is cheaper, {@code warn} where it is dearer
   */
  public record WorkloadView(
      String anchor,
      String title,
      String params,
      String unit,
      String ours,
      String peer,
      String peerCost,
      String ratio,
      String interval,
      String css,
      String verdict,
      String allocation,
      List<Row> rows,
      List<String> cautions) {}

  /**
   * One implementation; lengths in percent of the longest bar.
   *
   * @param low where the interval starts, empty where there is none
   */
  public record Row(
      String name,
      String css,
      String role,
      String cost,
      String interval,
      String length,
      String low,
      String high,
      String ratio,
      String ratioInterval,
      String allocation,
      List<String> cautions) {}

  /** A plot with both axes logarithmic; coordinates on a drawing of {@link LogLogPlot}'s size. */
  public record Plot(
      String anchor,
      String title,
      String params,
      String along,
      String unit,
      List<Tick> across,
      List<Tick> up,
      List<Line> lines,
      List<String> values,
      List<List<String>> table) {}

  /** A line of the grid. */
  public record Tick(String at, String label) {}

  /** One implementation. */
  public record Line(String name, String css, String path, List<Point> points) {}

  /** A value and its interval. */
  public record Point(String x, String y, String high, String low, String words) {}
}
