package dev.assay.suite;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Close;
import dev.assay.spec.Grade;
import dev.assay.spec.Judgement;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run through a case's method: gives it its bench, and makes a result of whatever happens. Never throws for the case's sake. */
final class Attempt {
  /** The method of a case, ready to be called. */
  interface Body {
    /** Plays the case. */
    void play(Object[] arguments) throws Throwable;
  }

  private final RunContext run;
  private final CaseInfo info;
  private final MqttVersion version;

  Attempt(RunContext run, CaseInfo info, MqttVersion version) {
    this.run = run;
    this.info = info;
    this.version = version;
  }

  /** Whether another attempt could end otherwise: not where the target serves nobody any more. */
  boolean worthRepeating() {
    return run.vitals().obituary() == null;
  }

  /** Whether the target has stopped serving clients, and not because of this case. */
  boolean isCutOffByADeath() {
    return run.vitals().obituary() != null && !run.vitals().isAccused(execution());
  }

  /** Why nothing can be judged any more; empty while the target lives. */
  String obituary() {
    return Objects.requireNonNullElse(run.vitals().obituary(), "");
  }

  private String execution() {
    return info.id() + " (" + version + ")";
  }

  CaseResult play(Body body) {
    Bench bench = new Bench(run, version, execution());
    run.vitals().begun(bench.execution());
    Ended end;
    List<TranscriptEntry> transcript;
    List<String> addresses;
    long durationMillis;
    boolean leavesNothing;
    try {
      end = endOf(bench, body);
    } finally {
      run.vitals().ended(bench.execution());
      durationMillis = bench.elapsedMicros() / 1_000;
      addresses = bench.localAddresses();
      transcript = bench.transcript().entries();
      leavesNothing = bench.leftovers().isEmpty();
      bench.closeAll();
      bench.leftovers().takeAway();
    }
    String reproducer = Reproducer.of(run, info, version, transcript, leavesNothing);
    return result(bench, end, transcript, addresses, durationMillis, reproducer);
  }

  /** How the case ended, where the target has not died under it. */
  private Ended endOf(Bench bench, Body body) {
    String diedBefore = run.vitals().obituary();
    if (diedBefore != null) {
      return new Ended(Verdict.INCONCLUSIVE, diedBefore);
    }
    Ended end = endOfAlive(bench, body);
    String diedMeanwhile = run.vitals().obituary();
    return diedMeanwhile != null && end.verdict() == Verdict.INCONCLUSIVE
        ? new Ended(Verdict.INCONCLUSIVE, diedMeanwhile)
        : end;
  }

  /** How the case ended; PASS if it ran to its end. */
  private Ended endOfAlive(Bench bench, Body body) {
    try {
      Profile.Lack lack = lack(bench);
      if (lack != null) {
        return new Ended(lack.verdict(), lack.reason());
      }
      body.play(arguments(bench));
      return new Ended(Verdict.PASS, "");
    } catch (Ended end) {
      return end;
    } catch (Throwable ours) {
      // whatever a case throws is our fault and has to end as a line of the report, not as a lost
      // case
      return new Ended(Verdict.ERROR, "our own fault: " + ours + whereIn(ours));
    }
  }

  private static String whereIn(Throwable thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    return stack.length == 0 ? "" : " at " + stack[0];
  }

  private Profile.@Nullable Lack lack(Bench bench) {
    for (Need need : info.needs()) {
      Profile.Lack lack = bench.profile().lack(need, run.settings());
      if (lack != null) {
        return lack;
      }
    }
    return null;
  }

  private Object[] arguments(Bench bench) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(bench);
    if (info.row() != null) {
      arguments.add(info.row());
    }
    arguments.addAll(info.judgements());
    return arguments.toArray();
  }

  private CaseResult result(
      Bench bench,
      Ended end,
      List<TranscriptEntry> transcript,
      List<String> addresses,
      long durationMillis,
      String reproducer) {
    List<Judgement> judgements = new ArrayList<>();
    bench.taken().forEach(taken -> judgements.add(masked(bench, taken.judgement())));
    Verdict own = addUnreached(judgements, bench, end);

    // a case that came to its end says what its judgements say, which may be that nothing came up
    Verdict verdict = own == Verdict.PASS && !judgements.isEmpty() ? Verdict.NOT_RUN : own;
    for (Judgement judgement : judgements) {
      verdict = verdict.foldWith(judgement.verdict());
    }
    Judgement deciding = deciding(judgements, verdict);
    List<Statement> statements = new ArrayList<>(info.statementsIn(version));
    judgements.stream()
        .map(Judgement::statement)
        .filter(statement -> !statements.contains(statement))
        .forEach(statements::add);
    String reason =
        deciding != null && !deciding.reason().isEmpty() ? deciding.reason() : end.reason();
    return new CaseResult(
        info.id(),
        info.title(),
        info.advice(),
        version,
        run.url().transport(),
        statements,
        verdict,
        deciding == null ? null : deciding.grade(),
        deciding == null ? Close.OPEN : deciding.close(),
        judgements,
        deciding == null ? List.of() : deciding.expected(),
        deciding == null ? "" : bench.transcript().masked(deciding.actual()),
        bench.transcript().masked(reason),
        durationMillis,
        transcript,
        verdict == Verdict.PASS ? "" : reproducer,
        addresses,
        0);
  }

  /** Without user name and password, whatever the broker makes of them. */
  private static Judgement masked(Bench bench, Judgement judgement) {
    return new Judgement(
        judgement.statement(),
        judgement.demand(),
        judgement.verdict(),
        judgement.grade(),
        judgement.close(),
        judgement.expected(),
        bench.transcript().masked(judgement.actual()),
        bench.transcript().masked(judgement.reason()),
        judgement.bySilence(),
        judgement.departures().stream().map(bench.transcript()::masked).toList());
  }

  /** Adds the declared judgements that were not made; returns the verdict that the end itself carries. */
  private Verdict addUnreached(List<Judgement> judgements, Bench bench, Ended end) {
    List<Judged> unreached = new ArrayList<>(info.judgementsIn(version));
    bench.taken().forEach(taken -> unreached.remove(taken.judged()));
    Verdict verdict = end.verdict();
    String reason = end.reason();
    if (verdict == Verdict.PASS && !unreached.isEmpty()) {
      verdict = Verdict.ERROR;
      reason = "our own fault: the case ended without the judgement " + unreached.get(0);
    }
    // INCONCLUSIVE of a judgement stands at that judgement; of the set-up, at the one it was the
    // set-up of
    boolean madeAlready = verdict == Verdict.FAIL || endsInJudgement(judgements, verdict);
    boolean forAll = verdict == Verdict.UNSUPPORTED || verdict == Verdict.NOT_EXERCISED;
    for (int i = 0; i < unreached.size(); i++) {
      Judged.Point point = unreached.get(i).in(version);
      if (point == null) {
        continue;
      }
      boolean speaks = forAll || (i == 0 && !madeAlready);
      judgements.add(Bench.empty(
          point,
          speaks ? verdict : Verdict.NOT_RUN,
          speaks ? reason : "an earlier judgement ended the case",
          unreached.get(i).bySilence()));
    }
    return verdict;
  }

  private static boolean endsInJudgement(List<Judgement> judgements, Verdict verdict) {
    return verdict == Verdict.INCONCLUSIVE
        && !judgements.isEmpty()
        && judgements.get(judgements.size() - 1).verdict() == Verdict.INCONCLUSIVE;
  }

  /** The judgement that made the verdict: the first of its kind; of several that passed, the last of the weakest grade. */
  private static @Nullable Judgement deciding(List<Judgement> judgements, Verdict verdict) {
    Judgement found = null;
    for (Judgement judgement : judgements) {
      if (judgement.verdict() != verdict) {
        continue;
      }
      if (verdict != Verdict.PASS) {
        return judgement;
      }
      if (found == null || found.grade() == Grade.BEST || judgement.grade() == Grade.ACCEPTABLE) {
        found = judgement;
      }
    }
    return found;
  }
}
