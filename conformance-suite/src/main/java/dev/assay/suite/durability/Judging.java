package dev.assay.suite.durability;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Close;
import dev.assay.spec.Durability;
import dev.assay.spec.Grade;
import dev.assay.spec.Judgement;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.Statement;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes results of tallies. The standard asks no server to outlast the end of its process: both versions call the loss of stored
 * state by failures of hardware and software possible, and by what an operator does allowed, and leave it to the user to evaluate what a
 * server can store [5.0 section 4.1.1, 3.1.1 section 4.1, non-normative comments]. So a loss is INFO, with the level observed,
 * unless the broker's documentation claims more: then what the standard promises about session state, retained messages and
 * messages that were acknowledged is a promise for as long as the claim says, and a loss is FAIL.
 */
final class Judging {
  private final MqttVersion version;
  private final Map<Memory, Claim> claims;
  private final String transport;
  private final String reproducer;

  /**
   * For the results of one version.
   *
   * @param claims by kind, those that the broker makes
   * @param reproducer the command that does it again
   */
  Judging(MqttVersion version, Map<Memory, Claim> claims, String transport, String reproducer) {
    this.version = version;
    this.claims = claims;
    this.transport = transport;
    this.reproducer = reproducer;
  }

  /**
   * The result of one kind of memory and one way to end.
   *
   * @param tallies one for each time that it ended so, at least one
   * @param transcript of the first that was not as it should be, else of the last
   */
  CaseResult result(
      Memory memory,
      Event event,
      List<Tally> tallies,
      List<TranscriptEntry> transcript,
      long durationMillis) {
    Claim claim = claims.get(memory);
    boolean isClaimed = claim != null && claim.covers(event);
    Verdict verdict = verdict(tallies, isClaimed);
    String actual = actual(tallies);
    List<Judgement> judgements = isClaimed ? judgements(memory, tallies) : List.of();
    List<String> expected = isJudged(verdict)
        ? List.of("each that was acknowledged is there after " + event.text()
            + (memory.once() == null ? "" : ", once"))
        : List.of();
    return new CaseResult(
        caseId(memory, event),
        title(memory, event),
        advice(event),
        version,
        transport,
        statements(memory),
        verdict,
        verdict == Verdict.PASS ? Grade.BEST : null,
        Close.OPEN,
        judgements,
        expected,
        actual,
        reason(verdict, claim, isClaimed, event, tallies),
        durationMillis,
        transcript,
        verdict == Verdict.PASS || verdict == Verdict.UNSUPPORTED ? "" : reproducer,
        List.of(),
        0);
  }

  /** {@code durability/sessions-after-kill}. */
  static String caseId(Memory memory, Event event) {
    return "durability/" + memory.key() + "-after-" + (event == Event.KILL ? "kill" : "restart");
  }

  private static String title(Memory memory, Event event) {
    String text = memory.text();
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + " outlast " + event.text()
        + ".";
  }

  private static String advice(Event event) {
    return event == Event.KILL
        ? "Look for an acknowledgement that is sent before what it promises is written."
        : "Look for memory that is not written when the broker stops, or not read when it starts.";
  }

  private List<Statement> statements(Memory memory) {
    List<Statement> statements = new ArrayList<>(List.of(memory.kept().statement(version)));
    Memory.Promise once = memory.once();
    if (once != null && !statements.contains(once.statement(version))) {
      statements.add(once.statement(version));
    }
    return statements;
  }

  private static Verdict verdict(List<Tally> tallies, boolean isClaimed) {
    return switch (found(tallies)) {
      case NOT_OFFERED -> Verdict.UNSUPPORTED;
      case LOST -> isClaimed ? Verdict.FAIL : Verdict.INFO;
      case UNDECIDED -> Verdict.INCONCLUSIVE;
      case NOTHING_ACKNOWLEDGED -> Verdict.NOT_EXERCISED;
      case KEPT -> isClaimed ? Verdict.PASS : Verdict.INFO;
    };
  }

  private static boolean isJudged(Verdict verdict) {
    return verdict == Verdict.FAIL || verdict == Verdict.PASS || verdict == Verdict.INFO;
  }

  /** What came of one kind of memory, all times taken together. */
  enum Found {
    NOT_OFFERED,
    LOST,
    UNDECIDED,
    NOTHING_ACKNOWLEDGED,
    KEPT
  }

  /** A loss seen once is a loss; that nothing was lost takes all of them. */
  static Found found(List<Tally> tallies) {
    if (tallies.stream().anyMatch(each -> !each.notOffered().isEmpty())) {
      return Found.NOT_OFFERED;
    }
    if (tallies.stream().anyMatch(Tally::isBroken)) {
      return Found.LOST;
    }
    if (tallies.isEmpty() || tallies.stream().anyMatch(each -> !each.undecided().isEmpty())) {
      return Found.UNDECIDED;
    }
    return tallies.stream().allMatch(each -> each.acknowledged() == 0)
        ? Found.NOTHING_ACKNOWLEDGED
        : Found.KEPT;
  }

  /** Each time in words; those that are as they should be together. */
  static String actual(List<Tally> tallies) {
    List<Tally> telling = tallies.stream()
        .filter(each ->
            each.isBroken() || !each.undecided().isEmpty() || !each.notOffered().isEmpty())
        .toList();
    if (telling.isEmpty()) {
      int acknowledged = tallies.stream().mapToInt(Tally::acknowledged).sum();
      return "all " + acknowledged + " acknowledged are there" + times(tallies.size());
    }
    String words =
        telling.stream().map(Tally::inWords).distinct().collect(Collectors.joining("; "));
    return tallies.size() == 1 || telling.size() == tallies.size()
        ? words
        : words + " (" + telling.size() + " of " + tallies.size() + " times)";
  }

  private static String times(int times) {
    return times == 1 ? "" : ", all " + times + " times together";
  }

  private static String reason(
      Verdict verdict, @Nullable Claim claim, boolean isClaimed, Event event, List<Tally> tallies) {
    String claimed = claim == null
        ? "no claim of the broker is known"
        : "the broker claims " + claim.level().text() + " (" + claim.source() + ")";
    return switch (verdict) {
      case FAIL ->
        claimed + ", so that what was acknowledged has to outlast " + event.text() + "; "
            + actual(tallies);
      case INFO ->
        "The level observed, not a judgement: the standard leaves it to the server what it stores,"
            + " and " + (isClaimed || claim == null ? claimed : claimed + ", not more") + ".";
      case PASS -> claimed;
      case INCONCLUSIVE, UNSUPPORTED -> actual(tallies);
      default -> "nothing of this kind was acknowledged before the broker ended";
    };
  }

  private List<Judgement> judgements(Memory memory, List<Tally> tallies) {
    List<Judgement> judgements = new ArrayList<>();
    boolean isLost = tallies.stream().anyMatch(each -> !each.lost().isEmpty());
    boolean isRepeated = tallies.stream()
        .anyMatch(each -> !each.doubled().isEmpty() || !each.unanswered().isEmpty());
    Found found = found(tallies);
    if (found != Found.LOST && found != Found.KEPT) {
      return List.of();
    }
    judgements.add(judgement(memory.kept(), isLost, tallies));
    Memory.Promise once = memory.once();
    if (once != null) {
      judgements.add(judgement(once, isRepeated, tallies));
    }
    return judgements;
  }

  private Judgement judgement(Memory.Promise promise, boolean isBroken, List<Tally> tallies) {
    return new Judgement(
        promise.statement(version),
        promise.demand(version),
        isBroken ? Verdict.FAIL : Verdict.PASS,
        isBroken ? null : Grade.BEST,
        Close.OPEN,
        List.of("each that was acknowledged is there"),
        actual(tallies),
        "",
        true);
  }

  // ---- levels

  /**
   * The level observed for one kind of memory, as a fact about the broker.
   *
   * @param restarts what was found after clean restarts
   * @param kills what was found after kills
   */
  ProfileFact level(Memory memory, List<Tally> restarts, List<Tally> kills) {
    Found afterRestart = found(restarts);
    Found afterKill = found(kills);
    String level;
    if (afterRestart == Found.NOT_OFFERED) {
      level = "not offered";
    } else if (afterRestart == Found.LOST) {
      level = Durability.NONE.text();
    } else if (afterRestart != Found.KEPT) {
      level = "not told";
    } else if (afterKill == Found.KEPT) {
      level = Durability.PROCESS_KILL.text();
    } else if (afterKill == Found.LOST) {
      level = Durability.RESTART.text();
    } else {
      level = Durability.RESTART.text() + " or more";
    }
    String source = afterRestart == Found.NOT_OFFERED
        ? actual(restarts)
        : "restart: " + actual(restarts) + "; kill: "
            + (kills.isEmpty() ? "not tried" : actual(kills));
    return new ProfileFact(version, Durability.FACT + memory.text(), level, source);
  }
}
