package dev.assay.reports;

import java.util.List;

/**
 * Two runs of one kind, side by side, ready to be shown on a page and on a terminal alike.
 *
 * @param before where the earlier run lies, as the user called it
 * @param after where the later run lies
 * @param columns what the five texts of a {@link Difference} are called, from its subject on; an empty one is not shown
 * @param sentence what came of it
 * @param compared how much was found in both runs and could be told apart
 * @param differences the worst first
 * @param onlyBefore what the later run lacks
 * @param onlyAfter what the earlier run lacks
 * @param regressions why somebody should stop; empty where nothing got worse
 * @param cautions what to keep in mind
 */
public record Comparison(
    String before,
    String after,
    List<String> columns,
    String sentence,
    int compared,
    List<Difference> differences,
    List<String> onlyBefore,
    List<String> onlyAfter,
    List<String> regressions,
    List<String> cautions) {

  /** Which way a difference points. */
  public enum Weight {
    WORSE,
    BETTER,
    NEUTRAL
  }

  /**
   * One thing that both runs have.
   *
   * @param outcome in a word or two
   * @param subject what differs
   * @param before how it was
   * @param after how it is
   * @param change by how much, or why
   * @param note what else changed
   */
  public record Difference(
      String outcome,
      Weight weight,
      String subject,
      String before,
      String after,
      String change,
      String note) {}

  public Comparison {
    columns = List.copyOf(columns);
    differences = List.copyOf(differences);
    onlyBefore = List.copyOf(onlyBefore);
    onlyAfter = List.copyOf(onlyAfter);
    regressions = List.copyOf(regressions);
    cautions = List.copyOf(cautions);
  }
}
