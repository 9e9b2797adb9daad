package dev.assay.suite;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A FAIL is played again: always the same is FAIL; FAIL and then something else is "unstable" and hidden by nobody. What could not
 * be told is played again too, also where it is a repetition, for it may have been a passing disturbance: then what the next attempt tells counts, and the
 * attempts before it stay in the result's transcript and are counted.
 */
final class Retry {
  private Retry() {}

  /**
   * Plays a case.
   *
   * @param times how often it is played again while it fails, at least 0: as soon as it does not, that is the result; and how
   *     often while it is INCONCLUSIVE, before that and each time it is repeated
   */
  static CaseResult play(Attempt attempt, Attempt.Body body, int times) {
    List<CaseResult> untold = new ArrayList<>();
    CaseResult first = told(attempt, body, times, untold);
    CaseResult result =
        first.verdict() == Verdict.FAIL ? repeated(attempt, body, first, times, untold) : first;
    return behind(untold, result);
  }

  /** The first attempt that can be told, or the last one; those before it are added to {@code untold}. */
  private static CaseResult told(
      Attempt attempt, Attempt.Body body, int times, List<CaseResult> untold) {
    CaseResult result = attempt.play(body);
    for (int i = 0;
        i < times && result.verdict() == Verdict.INCONCLUSIVE && attempt.worthRepeating();
        i++) {
      untold.add(result);
      result = attempt.play(body);
    }
    return result;
  }

  /** A case that failed, played again: the same FAIL if it fails each time. */
  private static CaseResult repeated(
      Attempt attempt, Attempt.Body body, CaseResult first, int times, List<CaseResult> untold) {
    for (int i = 0; i < times && attempt.worthRepeating(); i++) {
      CaseResult again = told(attempt, body, times, untold);
      if (again.verdict() != Verdict.FAIL) {
        return unstable(first, again);
      }
    }
    return first;
  }

  /** {@code result} with what the attempts before it saw. */
  static CaseResult behind(List<CaseResult> untold, CaseResult result) {
    if (untold.isEmpty()) {
      return result;
    }
    List<TranscriptEntry> all = new ArrayList<>();
    long durationMillis = result.durationMillis();
    List<String> addresses = new ArrayList<>();
    for (CaseResult before : untold) {
      before.transcript().forEach(entry -> all.add(renamed(entry, "inconclusive attempt: ")));
      addresses.addAll(before.localAddresses());
      durationMillis += before.durationMillis();
    }
    all.addAll(result.transcript());
    addresses.addAll(result.localAddresses());
    return new CaseResult(
        result.caseId(),
        result.title(),
        result.advice(),
        result.version(),
        result.transport(),
        result.statements(),
        result.verdict(),
        result.grade(),
        result.close(),
        result.judgements(),
        result.expected(),
        result.actual(),
        result.reason(),
        durationMillis,
        all,
        result.reproducer(),
        addresses,
        result.inconclusiveBefore() + untold.size());
  }

  /** WARN where the second attempt reached a judgement, INCONCLUSIVE where it did not; with both transcripts. */
  static CaseResult unstable(CaseResult first, CaseResult second) {
    boolean judged = second.verdict() == Verdict.PASS
        || second.verdict() == Verdict.WARN
        || second.verdict() == Verdict.INFO;
    Verdict verdict = judged ? Verdict.WARN : Verdict.INCONCLUSIVE;
    String reason = "unstable: failed, then " + second.verdict() + " when it was repeated. First: "
        + first.reason();
    List<Judgement> judgements = first.judgements().stream()
        .map(judgement -> judgement.verdict() == Verdict.FAIL
            ? new Judgement(
                judgement.statement(),
                judgement.demand(),
                verdict,
                null,
                judgement.close(),
                judgement.expected(),
                judgement.actual(),
                reason,
                judgement.bySilence())
            : judgement)
        .toList();
    List<TranscriptEntry> both = new ArrayList<>();
    first.transcript().forEach(entry -> both.add(renamed(entry, "first attempt: ")));
    second.transcript().forEach(entry -> both.add(renamed(entry, "second attempt: ")));
    List<String> addresses = new ArrayList<>(first.localAddresses());
    addresses.addAll(second.localAddresses());
    return new CaseResult(
        first.caseId(),
        first.title(),
        first.advice(),
        first.version(),
        first.transport(),
        first.statements(),
        verdict,
        null,
        first.close(),
        judgements,
        first.expected(),
        first.actual(),
        reason,
        first.durationMillis() + second.durationMillis(),
        both,
        first.reproducer(),
        addresses,
        0);
  }

  private static TranscriptEntry renamed(TranscriptEntry entry, String prefix) {
    return new TranscriptEntry(
        prefix + entry.connection(),
        entry.direction(),
        entry.timeMicros(),
        entry.hex(),
        entry.packet(),
        entry.summary(),
        entry.fields());
  }
}
