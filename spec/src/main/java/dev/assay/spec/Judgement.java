package dev.assay.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step of a case said about one demand of one statement.
 *
 * @param statement the one statement judged
 * @param demand one of the statement's {@link Statement#demands()}
 * @param verdict what was found
 * @param grade how good a PASS is; null for every other verdict
 * @param close how the watched connection stood
 * @param expected the acceptable outcomes, best first
 * @param actual what the broker did
 * @param reason why this outcome has this verdict, for a reader who wants to argue with it
 * @param bySilence whether the verdict rests on a window in which nothing arrived
 */
public record Judgement(
    Statement statement,
    String demand,
    Verdict verdict,
    @Nullable Grade grade,
    Close close,
    List<String> expected,
    String actual,
    String reason,
    boolean bySilence) {

  public Judgement {
    if (!statement.demands().contains(demand)) {
      throw new IllegalArgumentException(
          statement.citation() + " has the demands " + statement.demands() + ", not " + demand);
    }
    if ((grade != null) != (verdict == Verdict.PASS)) {
      throw new IllegalArgumentException(
          "a grade belongs to PASS and to nothing else, verdict was " + verdict);
    }
    expected = List.copyOf(expected);
  }
}
