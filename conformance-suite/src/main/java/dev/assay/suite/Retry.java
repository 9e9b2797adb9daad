package dev.assay.suite;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A FAIL is played again: always the same is FAIL; FAIL and then something else is "unstable" and hidden by nobody. What could not
 * be told is played again too, for it may have been a passing disturbance: then what the next attempt tells counts.
 */
final class Retry {
  private Retry() {}

  /**
   * Plays a case.
   *
   * @param times how often it is played again while it fails, at least 0: as soon as it does not, that is the result; and how
   *     often before that while it is INCONCLUSIVE
   */
  static CaseResult play(Attempt attempt, Attempt.Body body, int times) {
    CaseResult first = attempt.play(body);
    for (int i = 0; i < times && first.verdict() == Verdict.INCONCLUSIVE; i++) {
      if (!attempt.worthRepeating()) {
        return first;
      }
      first = attempt.play(body);
    }
    if (first.verdict() != Verdict.FAIL) {
      return first;
    }
    for (int i = 0; i < times && attempt.worthRepeating(); i++) {
      CaseResult again = attempt.play(body);
      if (again.verdict() != Verdict.FAIL) {
        return unstable(first, again);
      }
    }
    return first;
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
        addresses);
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
