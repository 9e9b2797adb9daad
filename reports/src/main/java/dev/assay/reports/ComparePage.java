package dev.assay.reports;

import java.util.List;

/** What the template of a comparison shows, ready to be shown; public for FreeMarker, which reads by reflection. */
final class ComparePage {
  private ComparePage() {}

  /** The whole page. */
  public record Whole(String toolVersion, String made, String madeIso, List<Pair> pairs) {}

  /** Two runs. */
  public record Pair(
      String anchor,
      String name,
      String before,
      String after,
      String sentence,
      String css,
      List<String> columns,
      List<Row> rows,
      List<String> onlyBefore,
      List<String> onlyAfter,
      List<String> regressions,
      List<String> cautions) {}

  /** One difference. */
  public record Row(Page.Mark mark, String subject, List<String> cells) {}
}
