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
 * @param departures in which ways the broker departed, each in the words of its outcome, without how many inputs did so and
 *     which; one, unless several inputs were judged together; none where it did not depart
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
    boolean bySilence,
    List<String> departures) {

  /** What is departed by is {@code reason}, if anything is. */
  public Judgement(
      Statement statement,
      String demand,
      Verdict verdict,
      @Nullable Grade grade,
      Close close,
      List<String> expected,
      String actual,
      String reason,
      boolean bySilence) {
    this(
        statement,
        demand,
        verdict,
        grade,
        close,
        expected,
        actual,
        reason,
        bySilence,
        verdict.departs() ? List.of(reason) : List.of());
  }

  public Judgement {
    if (!statement.demands().contains(demand)) {
      throw new IllegalArgumentException(
          statement.citation() + " has the demands " + statement.demands() + ", not " + demand);
    }
    if ((grade != null) != (verdict == Verdict.PASS)) {
      throw new IllegalArgumentException(
          "a grade belongs to PASS and to nothing else, verdict was " + verdict);
    }
    if (verdict.departs() == departures.isEmpty()) {
      throw new IllegalArgumentException(
          "departures belong to FAIL, ERROR, INCONCLUSIVE and WARN and to nothing else, verdict was "
              + verdict + ", departures were " + departures);
    }
    expected = List.copyOf(expected);
    departures = List.copyOf(departures);
  }
}
