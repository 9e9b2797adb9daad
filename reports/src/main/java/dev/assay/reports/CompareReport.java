package dev.assay.reports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code compare.html}: runs side by side, for people. */
public final class CompareReport {
  private static final String PAGE = "compare.html";

  private CompareReport() {}

  /**
   * Writes the page into {@code directory}, which is made where it is absent. An earlier comparison there is replaced.
   *
   * @param toolVersion of Assay
   * @param now when it was compared
   * @return the page
   */
  public static Path write(
      Path directory, List<Comparison> comparisons, String toolVersion, Instant now)
      throws IOException {
    Files.createDirectories(directory);
    Path page = directory.resolve(PAGE);
    Files.writeString(page, of(comparisons, toolVersion, now), StandardCharsets.UTF_8);
    return page;
  }

  static String of(List<Comparison> comparisons, String toolVersion, Instant now)
      throws IOException {
    List<ComparePage.Pair> pairs = new ArrayList<>();
    for (Comparison each : comparisons) {
      pairs.add(pair(each, name(each.after()), pairs.size()));
    }
    return Html.of(
        "compare.ftlh", new ComparePage.Whole(toolVersion, Html.time(now), now.toString(), pairs));
  }

  static ComparePage.Pair pair(Comparison comparison, String name, int number) {
    List<ComparePage.Row> rows = new ArrayList<>();
    for (Comparison.Difference each : comparison.differences()) {
      rows.add(new ComparePage.Row(
          switch (each.weight()) {
            case WORSE -> new Page.Mark(each.outcome(), "✕", "fail");
            case BETTER -> new Page.Mark(each.outcome(), "✓", "pass");
            case NEUTRAL -> new Page.Mark(each.outcome(), "·", "none");
          },
          each.subject(),
          List.of(each.before(), each.after(), each.change(), each.note())));
    }
    return new ComparePage.Pair(
        "pair-" + number,
        name,
        comparison.before(),
        comparison.after(),
        comparison.sentence(),
        comparison.regressions().isEmpty() ? "pass" : "fail",
        comparison.columns(),
        rows,
        comparison.onlyBefore(),
        comparison.onlyAfter(),
        comparison.regressions(),
        comparison.cautions());
  }

  /** The last part of a path: runs lie side by side, so that it tells them apart. */
  private static String name(String path) {
    @Nullable Path name = Path.of(path).getFileName();
    return name == null ? path : name.toString();
  }
}
