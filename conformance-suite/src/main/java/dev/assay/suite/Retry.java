package dev.assay.suite;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A FAIL is played again: always the same is FAIL; FAIL and then something else is "unstable" and hidden by nobody, also where the something else is
 * a FAIL of another demand. What could not be told is played again too, also where it is a repetition, for it may have been a passing disturbance: then
 * what the next attempt tells counts, and the attempts before it stay in the result's transcript and are counted.
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
    CaseResult first = told(attempt, body, times, untold, Retry::isUntold);
    CaseResult result =
        first.verdict() == Verdict.FAIL ? repeated(attempt, body, first, times, untold) : first;
    return behind(untold, result);
  }

  /** The first attempt that tells something, or the last one; those before it are added to {@code untold}. */
  private static CaseResult told(
      Attempt attempt,
      Attempt.Body body,
      int times,
      List<CaseResult> untold,
      Predicate<CaseResult> tellsNothing) {
    CaseResult result = attempt.play(body);
    for (int i = 0; i < times && tellsNothing.test(result) && attempt.worthRepeating(); i++) {
      untold.add(result);
      result = attempt.play(body);
    }
    return result;
  }

  private static boolean isUntold(CaseResult result) {
    return result.verdict() == Verdict.INCONCLUSIVE;
  }

  /** Of a repetition: what failed once did come up, and a broker that does not let it come up again says nothing about it. */
  private static boolean saysNothingOfAFail(CaseResult result) {
    return isUntold(result)
        || result.verdict() == Verdict.NOT_EXERCISED
        || result.verdict() == Verdict.UNSUPPORTED;
  }

  /** A case that failed, played again: the same FAIL if it fails each time, at the same demand. */
  private static CaseResult repeated(
      Attempt attempt, Attempt.Body body, CaseResult first, int times, List<CaseResult> untold) {
    CaseResult failed = first;
    for (int i = 0; i < times && attempt.worthRepeating(); i++) {
      CaseResult again = told(attempt, body, times, untold, Retry::saysNothingOfAFail);
      if (again.verdict() == Verdict.ERROR) {
        return again;
      }
      if (again.verdict() != Verdict.FAIL) {
        return unstable(failed, again);
      }
      if (!brokenIn(again).equals(brokenIn(failed))) {
        failed = failedOtherwise(failed, again);
      }
    }
    return attempt.isCutOffByADeath() ? untoldBecauseOf(failed, attempt.obituary()) : failed;
  }

  /** What was broken: statements, each with its demand. */
  private static Set<String> brokenIn(CaseResult result) {
    return result.judgements().stream()
        .filter(judgement -> judgement.verdict() == Verdict.FAIL)
        .map(Retry::demandOf)
        .collect(Collectors.toSet());
  }

  private static String demandOf(Judgement judgement) {
    return judgement.statement().citation() + " " + judgement.demand();
  }

  /** The second FAIL; what the first one was about, and was judged again, is unstable. */
  private static CaseResult failedOtherwise(CaseResult first, CaseResult second) {
    Set<String> brokenBefore = brokenIn(first);
    List<Judgement> judgements = second.judgements().stream()
        .map(judgement -> brokenBefore.contains(demandOf(judgement)) && isTold(judgement.verdict())
            ? withVerdict(judgement, Verdict.WARN, unstableReason(first, judgement.verdict()))
            : judgement)
        .toList();
    return both(first, second, second, Verdict.FAIL, judgements, second.reason());
  }

  /** A FAIL that nobody saw twice, since the target stopped serving clients meanwhile: it may be what the broker died of, or its death. */
  private static CaseResult untoldBecauseOf(CaseResult failed, String obituary) {
    String reason = obituary + "; before that: " + failed.reason();
    List<Judgement> judgements = failed.judgements().stream()
        .map(judgement -> judgement.verdict() == Verdict.FAIL
            ? withVerdict(judgement, Verdict.INCONCLUSIVE, reason)
            : judgement)
        .toList();
    return with(
        failed,
        Verdict.INCONCLUSIVE,
        judgements,
        reason,
        failed.durationMillis(),
        failed.transcript(),
        failed.localAddresses(),
        failed.inconclusiveBefore());
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
    return with(
        result,
        result.verdict(),
        result.judgements(),
        result.reason(),
        durationMillis,
        all,
        addresses,
        result.inconclusiveBefore() + untold.size());
  }

  /** WARN where the second attempt reached a judgement, INCONCLUSIVE where it did not; with both transcripts. */
  static CaseResult unstable(CaseResult first, CaseResult second) {
    Verdict verdict = isTold(second.verdict()) ? Verdict.WARN : Verdict.INCONCLUSIVE;
    String reason = unstableReason(first, second.verdict());
    List<Judgement> judgements = first.judgements().stream()
        .map(judgement -> judgement.verdict() == Verdict.FAIL
            ? withVerdict(judgement, verdict, reason)
            : judgement)
        .toList();
    return both(first, second, first, verdict, judgements, reason);
  }

  private static boolean isTold(Verdict verdict) {
    return verdict == Verdict.PASS || verdict == Verdict.WARN || verdict == Verdict.INFO;
  }

  private static String unstableReason(CaseResult first, Verdict second) {
    return "unstable: failed, then " + second + " when it was repeated. First: " + first.reason();
  }

  private static Judgement withVerdict(Judgement judgement, Verdict verdict, String reason) {
    return new Judgement(
        judgement.statement(),
        judgement.demand(),
        verdict,
        null,
        judgement.close(),
        judgement.expected(),
        judgement.actual(),
        reason,
        judgement.bySilence());
  }

  /** Like {@code like}, with what both attempts saw. */
  private static CaseResult both(
      CaseResult first,
      CaseResult second,
      CaseResult like,
      Verdict verdict,
      List<Judgement> judgements,
      String reason) {
    List<TranscriptEntry> transcript = new ArrayList<>();
    first.transcript().forEach(entry -> transcript.add(renamed(entry, "first attempt: ")));
    second.transcript().forEach(entry -> transcript.add(renamed(entry, "second attempt: ")));
    List<String> addresses = new ArrayList<>(first.localAddresses());
    addresses.addAll(second.localAddresses());
    return with(
        like,
        verdict,
        judgements,
        reason,
        first.durationMillis() + second.durationMillis(),
        transcript,
        addresses,
        0);
  }

  private static CaseResult with(
      CaseResult like,
      Verdict verdict,
      List<Judgement> judgements,
      String reason,
      long durationMillis,
      List<TranscriptEntry> transcript,
      List<String> addresses,
      int inconclusiveBefore) {
    return new CaseResult(
        like.caseId(),
        like.title(),
        like.advice(),
        like.version(),
        like.transport(),
        like.statements(),
        verdict,
        verdict == like.verdict() ? like.grade() : null,
        like.close(),
        judgements,
        like.expected(),
        like.actual(),
        reason,
        durationMillis,
        transcript,
        like.reproducer(),
        addresses,
        inconclusiveBefore);
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
