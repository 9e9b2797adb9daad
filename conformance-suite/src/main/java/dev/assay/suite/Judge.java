package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Close;
import dev.assay.spec.Grade;
import dev.assay.spec.Level;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import dev.assay.suite.Outcomes.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the broker does against the {@link Outcomes} that it may choose from, and stops waiting as soon as the answer is
 * certain. Knows neither sockets nor clocks: {@link Wire} brings the arrivals, so the judge is tested with made ones.
 *
 * <pre>
 *   arrival ---> drops the outcomes that it contradicts
 *                 none left            -> FAIL (or WARN where the case says so)
 *                 first left complete  -> its verdict
 *   silence ---> proves silence() after a quiet window; else asks by a PINGREQ whether the connection lives,
 *                and by another client whether the broker does; a connection that has yet to be accepted is watched
 *                for three times as long, since a broker may close it late
 * </pre>
 */
final class Judge {
  private static final int ARRIVALS_MAX = 2_000;
  private static final int DRAINED_MAX = 8;
  private static final int LATE = 3;

  /** Codes by which a broker ends a connection for reasons of its own: they say nothing about the statement judged. */
  private static final Set<ReasonCode> OWN_REASONS = EnumSet.of(
      ReasonCode.SERVER_UNAVAILABLE,
      ReasonCode.SERVER_BUSY,
      ReasonCode.BANNED,
      ReasonCode.SERVER_SHUTTING_DOWN,
      ReasonCode.MESSAGE_RATE_TOO_HIGH,
      ReasonCode.QUOTA_EXCEEDED,
      ReasonCode.ADMINISTRATIVE_ACTION,
      ReasonCode.USE_ANOTHER_SERVER,
      ReasonCode.SERVER_MOVED,
      ReasonCode.CONNECTION_RATE_EXCEEDED,
      ReasonCode.MAXIMUM_CONNECT_TIME,
      // of a client that waits for something and says nothing meanwhile
      ReasonCode.KEEP_ALIVE_TIMEOUT);

  /** The connection that is watched. */
  interface Wire {
    /** What comes next within {@code patience}. */
    Arrival next(Duration patience);

    /** Sends a PINGREQ. */
    void sendPing();

    /** Whether a PINGREQ may be sent: after a CONNACK that accepted. */
    boolean established();

    /** In which packets come. */
    MqttVersion version();

    /** What keeps the broker from serving a client that does nothing wrong, or null if nothing does. Takes its time. */
    @Nullable
    String complaintOfBystander();
  }

  /**
   * How long to wait.
   *
   * @param quiet after which something that has not come is asked for; proves nothing by itself
   * @param silence a window in which a broker that has something to send sends it; proves silence
   * @param grace how long a broker that answered a PINGREQ still gets to close
   * @param patience how long a broker that answers nothing gets
   */
  record Windows(Duration quiet, Duration silence, Duration grace, Duration patience) {

    /** How long a connection that was never accepted is still watched: brokers have clocks that close it. */
    Duration late() {
      return patience.multipliedBy(LATE);
    }
  }

  /**
   * What the judge found.
   *
   * @param violation what the broker's bytes broke, if they could not be read: then nothing else is judged
   * @param came the packets that were part of the judgement, in order
   * @param bySilence whether a window in which nothing arrived decided
   * @param departures as in {@link Judgement#departures()}
   * @param owesClose whether the connection stayed open behind those bytes, though every outcome closes it
   */
  record Finding(
      Verdict verdict,
      @Nullable Grade grade,
      Close close,
      List<String> expected,
      String actual,
      String reason,
      boolean bySilence,
      @Nullable Violation violation,
      List<Packet> came,
      List<String> departures,
      boolean owesClose) {

    Finding(
        Verdict verdict,
        @Nullable Grade grade,
        Close close,
        List<String> expected,
        String actual,
        String reason,
        boolean bySilence,
        @Nullable Violation violation,
        List<Packet> came) {
      this(
          verdict,
          grade,
          close,
          expected,
          actual,
          reason,
          bySilence,
          violation,
          came,
          verdict.departs() ? List.of(reason) : List.of(),
          false);
    }

    boolean closed() {
      return close != Close.OPEN;
    }

    /** The same, and the connection stayed open, though every outcome closes it. */
    Finding owingClose() {
      return new Finding(
          verdict,
          grade,
          close,
          expected,
          actual,
          reason,
          bySilence,
          violation,
          came,
          departures,
          true);
    }

    /** The same, but FAIL for what was seen besides. */
    Finding failedBecause(String complaint) {
      return new Finding(
          Verdict.FAIL,
          null,
          close,
          expected,
          actual + "; " + complaint,
          complaint,
          bySilence,
          null,
          came);
    }
  }

  private final Wire wire;
  private final Windows windows;
  private final List<Outcome> outcomes;
  private final @Nullable String otherwiseWarn;
  private final Level level;

  // where publications go that no outcome speaks of
  private final List<Publish> aside;

  // lives as long as one decision
  private final List<Packet> came = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private final List<Candidate> live = new ArrayList<>();
  private boolean pinged;
  private boolean answered;
  private boolean closed;
  private boolean reset;
  private boolean doubted;
  private boolean wasDoubted;
  // whether a CONNECT had been accepted when silence was first doubted
  private boolean isAccepted;
  private boolean overdue;
  private boolean closedLate;
  private long silentMillis;
  // the first and the last of the publications that were put aside since anything else happened;
  // negative: none
  private long asideFromMicros = -1;
  private long asideToMicros = -1;
  private @Nullable String complaint;

  Judge(
      Wire wire, Windows windows, Outcomes.ForVersion outcomes, Level level, List<Publish> aside) {
    this.wire = wire;
    this.windows = windows;
    this.outcomes = outcomes.outcomes();
    this.otherwiseWarn = outcomes.otherwiseWarn();
    this.level = level;
    this.aside = aside;
    this.outcomes.forEach(outcome -> live.add(new Candidate(outcome)));
  }

  /** An outcome and how much of it has happened. */
  private static final class Candidate {
    private final Outcome outcome;
    private int done;

    Candidate(Outcome outcome) {
      this.outcome = outcome;
    }

    boolean complete() {
      return done == outcome.steps().size();
    }

    boolean awaits(Class<? extends Step> kind) {
      return !complete() && kind.isInstance(outcome.steps().get(done));
    }

    boolean awaitsBytes(byte[] bytes) {
      return !complete()
          && outcome.steps().get(done) instanceof Step.Bytes expected
          && expected.begins(bytes);
    }

    /** Goes on by {@code packet}, or says that it contradicts. What comes behind a complete outcome is not its business. */
    boolean survives(Packet packet) {
      if (complete()) {
        return true;
      }
      if (outcome.steps().get(done) instanceof Step.Comes<?> comes && comes.accepts(packet)) {
        done++;
        return true;
      }
      return false;
    }

    boolean survivesClose() {
      if (awaits(Step.Closes.class)) {
        done++;
      }
      return complete();
    }
  }

  /** Waits until it is certain which outcome the broker chose. Takes two patiences at most for each arrival, however much is put aside meanwhile. */
  Finding decide() {
    for (int arrivals = 0; arrivals < ARRIVALS_MAX; arrivals++) {
      if (live.isEmpty()) {
        drain();
        return contradicted();
      }
      if (live.get(0).complete()) {
        return chosen(live.get(0));
      }
      Arrival arrival = wire.next(left(window()));
      if (arrival instanceof Arrival.Broken broken && !bytesExpected(broken.bytes())) {
        return broken(broken);
      }
      Finding finding = arrival instanceof Arrival.Silence silence ? onSilence(silence) : null;
      if (finding != null) {
        return finding;
      }
      take(arrival);
    }
    return contradicted();
  }

  private void take(Arrival arrival) {
    if (isPutAside(arrival) && arrival instanceof Arrival.Received received) {
      asideToMicros = received.timeMicros();
      asideFromMicros = asideFromMicros < 0 ? asideToMicros : asideFromMicros;
    } else {
      asideFromMicros = -1;
      asideToMicros = -1;
      if (!(arrival instanceof Arrival.Silence)) {
        silentMillis = 0;
        // it was late, and is not silent: what comes behind it has its time
        doubted = false;
      }
    }
    if (arrival instanceof Arrival.Closed end) {
      noteClose(end);
      closedLate = wasDoubted && !isAccepted;
      live.removeIf(candidate -> !candidate.survivesClose());
    } else if (arrival instanceof Arrival.Received received && !bytesExpected(received.bytes())) {
      takePacket(received.packet());
    }
  }

  private boolean bytesAwaited(byte[] bytes) {
    return live.stream().anyMatch(candidate -> candidate.awaitsBytes(bytes));
  }

  /** Goes on with the outcomes that name these bytes, if there are any. */
  private boolean bytesExpected(byte[] bytes) {
    if (!bytesAwaited(bytes)) {
      return false;
    }
    story.add("bytes " + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes));
    live.removeIf(candidate -> !candidate.complete() && !candidate.awaitsBytes(bytes));
    live.stream().filter(candidate -> candidate.awaitsBytes(bytes)).forEach(it -> it.done++);
    return true;
  }

  private void takePacket(Packet packet) {
    if (packet instanceof PingResp && pinged && !answered) {
      answered = true;
      story.add("PINGRESP to the judge's PINGREQ");
      return;
    }
    if (packet instanceof Publish publish && !speaksOfPublications()) {
      aside.add(publish);
      return;
    }
    came.add(packet);
    story.add(PacketWords.of(packet, wire.version()));
    live.removeIf(candidate -> !candidate.survives(packet));
  }

  /** Whether a PUBLISH would fit or contradict; else it is put aside, since a broker may send one at any time. */
  private boolean speaksOfPublications() {
    return live.stream()
        .flatMap(candidate -> candidate.outcome.steps().stream())
        .anyMatch(step -> step instanceof Step.StaysSilent
            || (step instanceof Step.Comes<?> comes && comes.type() == Publish.class));
  }

  private boolean isPutAside(Arrival arrival) {
    return arrival instanceof Arrival.Received received
        && received.packet() instanceof Publish
        && !speaksOfPublications()
        && !bytesAwaited(received.bytes());
  }

  /** What is left of a window: a broker that sends one publication after another does not answer by that. */
  private Duration left(Duration window) {
    Duration left = window.minusNanos((asideToMicros - asideFromMicros) * 1_000);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration window() {
    if (overdue) {
      return windows.late();
    }
    if (doubted) {
      return windows.quiet();
    }
    if (anyAwaits(Step.StaysSilent.class)) {
      return windows.silence();
    }
    boolean connectionDecides = anyAwaits(Step.StaysOpen.class) || anyAwaits(Step.Closes.class);
    if (connectionDecides && wire.established() && !closed) {
      if (!pinged) {
        return windows.quiet();
      }
      if (answered) {
        return anyAwaits(Step.StaysOpen.class) ? windows.quiet() : windows.grace();
      }
    }
    boolean betterOnePossible = live.stream().anyMatch(Candidate::complete);
    return betterOnePossible ? windows.grace() : windows.patience();
  }

  /** What silence decides, or null if it only led to a question. */
  private @Nullable Finding onSilence(Arrival.Silence silence) {
    silentMillis += silence.waitedMillis();
    Candidate silent = firstAwaiting(Step.StaysSilent.class);
    if (silent != null) {
      silent.done++;
      story.add("nothing for " + silentMillis + " ms");
      live.removeIf(candidate -> candidate != silent && !candidate.complete());
      return null;
    }
    boolean connectionDecides = anyAwaits(Step.StaysOpen.class) || anyAwaits(Step.Closes.class);
    if (connectionDecides && wire.established() && !pinged) {
      pinged = true;
      wire.sendPing();
      return null;
    }
    Candidate open = answered ? firstAwaiting(Step.StaysOpen.class) : null;
    if (open != null) {
      open.done++;
      live.removeIf(candidate -> candidate != open && !candidate.complete());
      return null;
    }
    Candidate complete = live.stream().filter(Candidate::complete).findFirst().orElse(null);
    if (complete != null) {
      return chosen(complete);
    }
    if (!answered && !doubted) {
      // a machine that is too busy looks like a broker that is silent: only one that serves others
      // is believed to be
      isAccepted = wasDoubted ? isAccepted : wire.established();
      doubted = true;
      wasDoubted = true;
      complaint = wire.complaintOfBystander();
      return null;
    }
    if (anyAwaits(Step.Closes.class)
        && !wire.established()
        && !closed
        && !overdue
        && complaint == null) {
      overdue = true;
      return null;
    }
    story.add(
        answered
            ? "the connection stayed open"
            : "nothing for " + silentMillis + " ms" + (pinged ? ", no PINGRESP" : ""));
    Candidate mute =
        pinged && !answered && complaint == null ? firstAwaiting(Step.StaysMute.class) : null;
    live.clear();
    return mute == null ? contradicted() : chosen(mute);
  }

  private boolean anyAwaits(Class<? extends Step> kind) {
    return firstAwaiting(kind) != null;
  }

  private @Nullable Candidate firstAwaiting(Class<? extends Step> kind) {
    return live.stream().filter(candidate -> candidate.awaits(kind)).findFirst().orElse(null);
  }

  /** Sees how it ends, for the report: the connection often closes behind the packet that contradicted. */
  private void drain() {
    for (int i = 0; i < DRAINED_MAX && !closed; i++) {
      Arrival arrival = wire.next(windows.quiet());
      if (arrival instanceof Arrival.Closed end) {
        noteClose(end);
      } else if (arrival instanceof Arrival.Received received) {
        story.add(PacketWords.of(received.packet(), wire.version()));
      } else {
        return;
      }
    }
  }

  private void noteClose(Arrival.Closed end) {
    closed = true;
    reset = end.reset();
    story.add(reset ? "close by TCP reset" : "close");
  }

  private Finding chosen(Candidate candidate) {
    Outcome outcome = candidate.outcome;
    boolean best = outcome.equals(outcomes.get(0));
    boolean bySilence = outcome.steps().stream().anyMatch(Step.StaysSilent.class::isInstance);
    boolean late = closedLate && outcome.verdict() == Verdict.PASS;
    return new Finding(
        late ? Verdict.WARN : outcome.verdict(),
        late ? null : outcome.grade(),
        close(best),
        expected(),
        actual(),
        late
            ? "closes late, after more than " + windows.patience().toSeconds() + " s"
                + (came.isEmpty() ? ", as a broker does that waits for the rest of a CONNECT" : "")
            : outcome.description(),
        bySilence,
        null,
        List.copyOf(came));
  }

  private Finding contradicted() {
    Packet last = came.isEmpty() ? null : came.get(came.size() - 1);
    boolean ownReason = last != null && OWN_REASONS.contains(codeOf(last));
    Verdict verdict;
    String reason;
    if (complaint != null) {
      verdict = Verdict.INCONCLUSIVE;
      reason = "nothing came, and nobody else was served either: " + complaint;
    } else if (ownReason) {
      verdict = Verdict.INCONCLUSIVE;
      reason = "the broker ended the connection for a reason of its own: " + actual();
    } else if (otherwiseWarn != null) {
      verdict = Verdict.WARN;
      reason = otherwiseWarn;
    } else {
      verdict = unmet(level);
      reason = "expected " + String.join("; or ", expected()) + "; came " + actual();
    }
    return new Finding(
        verdict, null, close(false), expected(), actual(), reason, false, null, List.copyOf(came));
  }

  /** What breaking a demand of this level is called. */
  static Verdict unmet(Level level) {
    return switch (level) {
      case MUST, MUST_NOT -> Verdict.FAIL;
      case SHOULD, SHOULD_NOT -> Verdict.WARN;
      case MAY -> Verdict.INFO;
    };
  }

  private Finding broken(Arrival.Broken broken) {
    story.add("bytes that break the standard");
    Finding finding = broken(broken, actual());
    return isCloseOwed() && staysOpen() ? finding.owingClose() : finding;
  }

  /** Whether there is no outcome without a close, so that a broker which answers by whatever bytes owes it still. */
  private boolean isCloseOwed() {
    return otherwiseWarn == null
        && outcomes.stream()
            .allMatch(
                outcome -> outcome.steps().get(outcome.steps().size() - 1) instanceof Step.Closes);
  }

  /** Whether nothing ends the connection behind bytes that cannot be read, though the broker serves others. */
  private boolean staysOpen() {
    Arrival arrival = wire.next(windows.patience());
    return arrival instanceof Arrival.Silence && wire.complaintOfBystander() == null;
  }

  /** What is found when the broker's bytes cannot be read, wherever in a case that happens. */
  static Finding broken(Arrival.Broken broken, String actual) {
    return new Finding(
        Verdict.FAIL,
        null,
        Close.OPEN,
        List.of("packets that the standard allows"),
        actual + ": " + broken.violation(),
        "the broker's own bytes break the standard: " + broken.violation(),
        false,
        broken.violation(),
        List.of());
  }

  private Close close(boolean best) {
    if (!closed) {
      return Close.OPEN;
    }
    if (reset) {
      return Close.RESET;
    }
    if (best) {
      return Close.CLEAN;
    }
    return came.stream().anyMatch(packet -> codeOf(packet).isError()) ? Close.CODE : Close.NO_CODE;
  }

  private static ReasonCode codeOf(Packet packet) {
    if (packet instanceof Disconnect disconnect) {
      return disconnect.reasonCode();
    }
    return packet instanceof ConnAck ack ? ack.reasonCode() : ReasonCode.SUCCESS;
  }

  private List<String> expected() {
    return expected(outcomes);
  }

  /** The outcomes that pass, best first; where there are none, those that are recorded. */
  static List<String> expected(List<Outcome> outcomes) {
    List<String> passing = outcomes.stream()
        .filter(outcome -> outcome.verdict() == Verdict.PASS)
        .map(Outcome::description)
        .toList();
    return passing.isEmpty() ? outcomes.stream().map(Outcome::description).toList() : passing;
  }

  private String actual() {
    return story.isEmpty() ? "nothing" : String.join(", then ", story);
  }
}
