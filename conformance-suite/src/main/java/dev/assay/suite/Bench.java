package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Close;
import dev.assay.spec.Judgement;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where one execution of a case works: it hands out clients, identifiers and topics that nobody else uses, takes the judgements
 * down, and cleans up afterwards. Used by one thread.
 */
public final class Bench {
  private static final int FURTHER_BYSTANDERS = 3;
  private static final Duration LOOKING_UP_EVERY = Duration.ofMillis(250);

  private final RunContext run;
  private final MqttVersion version;
  private final String execution;
  private final Profile profile;
  private final String number;
  private final Transcript transcript;
  private final Judge.Windows windows;
  private final List<CaseClient> clients = new ArrayList<>();
  private final List<WireClient> wires = new ArrayList<>();
  private final List<Taken> taken = new ArrayList<>();
  private final Leftovers leftovers;
  // the judgement that is about to be made on what the broker sends, if it is about broken bytes
  private @Nullable Judged onBrokenBytes;
  private Set<Statement> onBrokenBytesToo = Set.of();

  /** A judgement that was made; {@code judged} is null for one that the broker's own broken bytes brought about. */
  record Taken(@Nullable Judged judged, Judgement judgement) {}

  /**
   * @param execution how people call it: case and version
   */
  Bench(RunContext run, MqttVersion version, String execution) {
    this.run = run;
    this.version = version;
    this.execution = execution;
    this.profile = run.profile(version);
    this.number = run.nextNumber();
    this.transcript = run.transcript();
    this.windows = run.windows(profile);
    this.leftovers = new Leftovers(run, version, number);
  }

  /** The version that this execution speaks. */
  public MqttVersion version() {
    return version;
  }

  public boolean isV5() {
    return version == MqttVersion.V5;
  }

  /** Whether the target is reached over plain TCP. */
  public boolean isTcp() {
    return run.url().transport().equals("tcp");
  }

  /** On which topic the target refuses this run's publications. Needs {@link Need#DENIED_PUBLISH}. */
  public String deniedPublish() {
    return told(setup().deniedPublish());
  }

  /** To which topic the target refuses this run's subscriptions. Needs {@link Need#DENIED_SUBSCRIBE}. */
  public String deniedSubscribe() {
    return told(setup().deniedSubscribe());
  }

  private static String told(@Nullable String topic) {
    if (topic == null) {
      throw new IllegalStateException(
          "the case needs a topic of the setup file and does not say so");
    }
    return topic;
  }

  /** A CONNECT in the making that the target has reason to refuse: by user name and password that are wrong for sure, if somebody says. */
  public Hello stranger(String name) {
    String wrongUser = setup().wrongUser();
    return wrongUser == null
        ? hello(name).credentials(clientId(name), Payload.of("not a password"))
        : hello(name).credentials(wrongUser, setup().wrongPassword());
  }

  /** What the target is set up to refuse, as far as somebody says. */
  Setup setup() {
    return run.settings().setup();
  }

  /** What the target offers in this version. */
  public Profile profile() {
    return profile;
  }

  /**
   * A topic of this execution alone.
   *
   * @param suffix what comes behind the execution's own levels, such as {@code a/b}; also a filter such as {@code a/+}
   */
  public String topic(String suffix) {
    return topicPrefix() + suffix;
  }

  /** A Client Identifier of this execution alone: at most 23 characters of 0-9, a-z, A-Z. */
  public String clientId(String name) {
    return run.clientId(number, name);
  }

  /** Whether a client may have any identifier: nobody asked for a prefix that all of them have. */
  public boolean identifiersAreFree() {
    return run.settings().clientIdPrefix().isEmpty();
  }

  /** A CONNECT in the making, under an identifier made of {@code name}. */
  public Hello hello(String name) {
    return run.hello(version, clientId(name));
  }

  /** A TCP (TLS, WebSocket) connection on which nothing was sent yet. */
  public CaseClient open(String name) {
    CaseClient client = new CaseClient(this, name);
    clients.add(client);
    return client;
  }

  /** A client whose CONNECT was accepted. If it is not, the case ends INCONCLUSIVE. */
  public CaseClient connect(String name) {
    return connect(name, hello -> hello);
  }

  /** A client whose CONNECT, made by {@code with}, was accepted. If it is not, the case ends INCONCLUSIVE. */
  public CaseClient connect(String name, UnaryOperator<Hello> with) {
    CaseClient client = open(name);
    client.connect(with.apply(hello(name)).packet());
    return client;
  }

  /**
   * A client that speaks another version than this execution; where the target was not found to speak it, or is not judged in it, the case
   * ends NOT_EXERCISED.
   */
  public CaseClient connectSpeaking(MqttVersion spoken, String name, UnaryOperator<Hello> with) {
    notExercisedUnless(
        run.versions().contains(spoken),
        "needs a client that speaks " + spoken + ", which is not judged in this run");
    CaseClient client = new CaseClient(this, name, spoken);
    clients.add(client);
    client.connect(with.apply(run.hello(spoken, clientId(name))).packet());
    return client;
  }

  /** How long a broker that has something to send gets to send it: scaled to the measured round trip, 250 ms at least. */
  public Duration quietWindow() {
    return windows.silence();
  }

  /** How long a broker that owes an answer gets: ends a case, never decides one that another way could. */
  public Duration patience() {
    return windows.patience();
  }

  /** How long a resume may take to bring again what was not acknowledged: some brokers have a timer of five seconds for it. */
  public Duration patienceForRepeats() {
    return patience().multipliedBy(2);
  }

  /** How long a Will may take that is due: that it be prompt is a SHOULD (3.1.2.5), and some brokers publish Wills by a clock. */
  public Duration patienceForWills() {
    return patience().multipliedBy(2);
  }

  /** So many seconds: for what the standard itself times, such as Keep Alive, which no setting scales. */
  public Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /** Microseconds since this execution began. */
  public long elapsedMicros() {
    return transcript.elapsedMicros();
  }

  /** Judges what the case has collected. A FAIL ends the case. */
  public <T> void judge(Judged judged, T actual, Values<T> values) {
    Judged.Point point = judged.in(version);
    if (point == null) {
      return;
    }
    Values.Value<T> value = values.find(actual);
    Verdict verdict;
    String reason;
    if (value != null) {
      verdict = value.verdict();
      reason = value.description();
    } else if (values.otherwiseWarn() != null) {
      verdict = Verdict.WARN;
      reason = values.otherwiseWarn();
    } else {
      verdict = Judge.unmet(point.statement().level());
      reason = "expected " + String.join("; or ", values.expected()) + "; came " + inWords(actual);
    }
    take(
        judged,
        new Judgement(
            point.statement(),
            point.demand(),
            verdict,
            value == null ? null : value.grade(),
            Close.OPEN,
            values.expected(),
            inWords(actual),
            reason,
            judged.bySilence()));
  }

  private static String inWords(Object actual) {
    String words = String.valueOf(actual);
    return words.isEmpty() ? "an empty one" : words;
  }

  /**
   * Begins to judge many inputs alike.
   *
   * @throws IllegalStateException if nothing is judged, or no outcomes are given, in this version
   */
  public Series series(Judged judged, Outcomes outcomes) {
    Judged.Point point = judged.in(version);
    Outcomes.ForVersion here = outcomes.in(version);
    if (point == null || here == null) {
      throw new IllegalStateException("judgement " + judged + " has no outcomes for " + version);
    }
    return new Series(this, judged, point, here);
  }

  /** Notes that one judgement could not come up on this target; the case goes on. */
  public void notExercised(Judged judged, String reason) {
    Judged.Point point = judged.in(version);
    if (point != null) {
      take(judged, empty(point, Verdict.NOT_EXERCISED, reason, judged.bySilence()));
    }
  }

  /** Ends the case if its precondition did not come up on this target. */
  public void notExercisedUnless(boolean precondition, String reason) {
    if (!precondition) {
      throw new Ended(Verdict.NOT_EXERCISED, reason);
    }
  }

  /** Ends the case if the target declares that it does not offer what is judged. */
  public void unsupportedIf(boolean declaredAbsent, String declaration) {
    if (declaredAbsent) {
      throw new Ended(Verdict.UNSUPPORTED, declaration);
    }
  }

  /** Ends the case if its set-up did not come about, so that nothing can be told. */
  public void inconclusiveUnless(boolean setUp, String reason) {
    if (!setUp) {
      throw Ended.setUp(reason);
    }
  }

  /**
   * Has a retained message on this topic removed afterwards; needed only where it was made by a {@code Deviation}, and called
   * before that is sent.
   */
  public void cleanRetained(String topic) {
    leftovers.retained(topic);
  }

  /**
   * Has the session of this Client Identifier ended afterwards; needed only where it was made by a {@code Deviation}, and called
   * before that is sent.
   */
  public void cleanSession(String clientId) {
    leftovers.session(clientId);
  }

  /**
   * From here on, bytes of the broker that break the statement of {@code judged} fail this judgement; otherwise the statement
   * that they break is named. For faults that a broker must not make, or pass on.
   *
   * @param sameElsewhere statements that say the same again about one field, by which such bytes may be named as well
   */
  public void expectViolationOf(Judged judged, Statement... sameElsewhere) {
    onBrokenBytes = judged;
    onBrokenBytesToo = Set.of(sameElsewhere);
  }

  // ---- for the framework

  /** Ends the case where the run is interrupted, and where the target is about to be started again. */
  void checkGoesOn() {
    if (run.isStopping()) {
      throw new Ended(Verdict.INCONCLUSIVE, "the run was stopped");
    }
    if (run.turns().awaitsRevival()) {
      throw new Ended(Verdict.INCONCLUSIVE, "the target stopped serving clients");
    }
  }

  /**
   * What comes next on {@code wire} within {@code patience}. Ends the case as soon as the target is known to be dead and will be
   * started again: whatever came, it would not be believed, and all others wait for this one.
   */
  Arrival next(WireClient wire, Duration patience) {
    if (!run.turns().canRevive()) {
      return wire.next(patience);
    }
    long beganNanos = System.nanoTime();
    while (true) {
      checkGoesOn();
      Duration left = patience.minusNanos(System.nanoTime() - beganNanos);
      boolean last = left.compareTo(LOOKING_UP_EVERY) <= 0;
      Arrival arrival = wire.next(last ? left : LOOKING_UP_EVERY);
      if (last && arrival instanceof Arrival.Silence) {
        return new Arrival.Silence((System.nanoTime() - beganNanos) / 1_000_000);
      }
      if (!(arrival instanceof Arrival.Silence)) {
        return arrival;
      }
    }
  }

  /** When the first of the clients has to speak to whom the broker has set a Keep Alive; never, if there is none. */
  long microsUntilPing() {
    return clients.stream().mapToLong(CaseClient::microsUntilPing).min().orElse(Long.MAX_VALUE);
  }

  /** While a case waits for one client its others keep to their Keep Alive. */
  void pingWhereDue() {
    clients.forEach(CaseClient::pingIfDue);
  }

  WireClient openWire(String name, MqttVersion spoken) {
    checkGoesOn();
    int allowed = run.settings().connectionsOfACase();
    long open = wires.stream().filter(WireClient::isOpen).count();
    if (open >= allowed) {
      throw new Ended(
          Verdict.NOT_EXERCISED,
          "the case needs more than " + allowed + " connections at a time, and this target"
              + " grants no more");
    }
    try {
      WireClient wire = run.open(spoken, name, transcript, windows.patience());
      wires.add(wire);
      return wire;
    } catch (ConnectFailed e) {
      throw unanswered("no connection for " + name + ": " + e.getMessage());
    }
  }

  String execution() {
    return execution;
  }

  Judge.Windows windows() {
    return windows;
  }

  Leftovers leftovers() {
    return leftovers;
  }

  boolean exclusive() {
    return run.exclusive();
  }

  String topicPrefix() {
    return run.topicPrefix() + number + "/";
  }

  Transcript transcript() {
    return transcript;
  }

  List<Taken> taken() {
    return taken;
  }

  /** The local addresses of all connections so far. */
  List<String> localAddresses() {
    return wires.stream().map(WireClient::localAddress).toList();
  }

  /** Says goodbye where a session stands, and closes every connection. */
  void closeAll() {
    clients.forEach(CaseClient::sayGoodbye);
    wires.forEach(WireClient::close);
    if (run.settings().isLimited()) {
      // the next case may need what this one holds
      wires.forEach(wire -> wire.awaitClosed(windows.patience()));
    }
  }

  /** Takes down what the judge found about {@code judged}, and ends the case if it is FAIL or cannot be told. */
  void take(Judged judged, Judged.Point point, Judge.Finding finding) {
    if (finding.bySilence() && !judged.bySilence()) {
      throw new IllegalStateException(
          "judgement " + judged + " uses silence() and needs @Covers(bySilence = true)");
    }
    if (finding.violation() != null) {
      takeViolation(finding.violation(), finding, finding.owesClose() ? judged : null);
      return;
    }
    take(
        judged,
        new Judgement(
            point.statement(),
            point.demand(),
            finding.verdict(),
            finding.grade(),
            finding.close(),
            finding.expected(),
            finding.actual(),
            finding.reason(),
            judged.bySilence(),
            finding.departures()));
  }

  /** Takes down that the broker sent bytes that the standard forbids, which ends the case. */
  void takeViolation(Violation violation, Judge.Finding finding) {
    takeViolation(violation, finding, null);
  }

  /**
   * The same.
   *
   * @param owed what asked for a close, if none came behind these bytes: it has failed as well
   */
  private void takeViolation(Violation violation, Judge.Finding finding, @Nullable Judged owed) {
    Statement broken = violation.statement();
    Verdict verdict = Judge.unmet(broken.level());
    Judged.Point point = onBrokenBytes == null ? null : onBrokenBytes.in(version);
    boolean isJudged =
        point != null && (point.statement().equals(broken) || onBrokenBytesToo.contains(broken));
    taken.add(new Taken(
        isJudged ? onBrokenBytes : null,
        new Judgement(
            point != null && isJudged ? point.statement() : broken,
            point != null && isJudged ? point.demand() : violation.demand(),
            verdict,
            null,
            finding.close(),
            finding.expected(),
            finding.actual(),
            finding.reason(),
            false)));
    Judged.Point unmet = owed == null ? null : owed.in(version);
    if (owed != null && unmet != null && !(isJudged && owed == onBrokenBytes)) {
      taken.add(new Taken(owed, stayedOpen(unmet, finding)));
    }
    throw new Ended(
        verdict == Verdict.FAIL ? Verdict.FAIL : Verdict.INCONCLUSIVE, finding.reason());
  }

  private static Judgement stayedOpen(Judged.Point unmet, Judge.Finding finding) {
    return new Judgement(
        unmet.statement(),
        unmet.demand(),
        Judge.unmet(unmet.statement().level()),
        null,
        Close.OPEN,
        List.of("close"),
        finding.actual(),
        "expected close; came bytes that break the standard, and the connection stayed open",
        false);
  }

  private void take(Judged judged, Judgement judgement) {
    taken.add(new Taken(judged, judgement));
    if (judgement.verdict() == Verdict.FAIL || judgement.verdict() == Verdict.INCONCLUSIVE) {
      throw new Ended(judgement.verdict(), judgement.reason());
    }
  }

  static Judgement empty(Judged.Point point, Verdict verdict, String reason, boolean bySilence) {
    return new Judgement(
        point.statement(),
        point.demand(),
        verdict,
        null,
        Close.OPEN,
        List.of(),
        "",
        reason,
        bySilence);
  }

  /**
   * What keeps the broker from serving a client that does nothing wrong, or null if nothing does. Waits much longer than for any
   * other answer, since it decides between a broker that is silent to one client and a machine that is busy. It counts only if a
   * second try ends like the first: in front of a dead broker a proxy may take connections and drop them.
   */
  @Nullable
  String complaintOfBystander() {
    String obituary = run.vitals().obituary();
    if (obituary != null) {
      return obituary;
    }
    String complaint = complaintOfBystander("bystander");
    return complaint == null && run.vitals().isMortal()
        ? complaintOfFurtherBystanders()
        : complaint;
  }

  /** A broker may share its clients out among threads by their identifiers, and one of these may have died. */
  private @Nullable String complaintOfFurtherBystanders() {
    String complaint = null;
    for (int i = 0; i < FURTHER_BYSTANDERS && complaint == null; i++) {
      complaint = complaintOfBystander("bystander" + i);
    }
    return complaint;
  }

  private @Nullable String complaintOfBystander(String as) {
    String first = complaintOfOneBystander(as);
    return first == null ? null : complaintOfOneBystander(as);
  }

  /**
   * Takes down that the broker stopped serving others, which {@code complaint} says: accuses this case if no other was running,
   * else ends it, since it may be innocent.
   */
  Judge.Finding blamed(Judge.Finding finding, String complaint) {
    if (run.vitals().notServing(execution, complaint)) {
      return finding.failedBecause("after it " + complaint);
    }
    throw new Ended(Verdict.INCONCLUSIVE, complaint);
  }

  /** As {@link #complaintOfBystander}, where nothing came to the case's own client either: under several identifiers. */
  @Nullable
  String complaintOfBystanderOnSilence() {
    String complaint = complaintOfBystander();
    if (complaint == null && !run.vitals().isMortal()) {
      complaint = complaintOfFurtherBystanders();
    }
    if (complaint != null) {
      run.vitals().notServing(execution, complaint);
    }
    return complaint;
  }

  /** Ends a case whose set-up had no answer: if no other client gets one either, the target has stopped serving. */
  Ended unanswered(String what) {
    String complaint = complaintOfBystanderOnSilence();
    if (complaint == null) {
      return Ended.setUp(what);
    }
    return new Ended(Verdict.INCONCLUSIVE, complaint);
  }

  /**
   * Ends a case whose set-up was not played along with, though its client was let in: of a target that can be started again that
   * may be the first sign that it has to be.
   */
  Ended notPlayedAlong(String what) {
    return run.turns().canRevive() ? unanswered(what) : Ended.setUp(what);
  }

  private @Nullable String complaintOfOneBystander(String as) {
    Duration patience = run.patienceOfBystander(profile);
    try (WireClient wire = run.open(version, "bystander", transcript, patience)) {
      wire.send(hello(as).packet());
      Arrival arrival = next(wire, patience);
      if (arrival instanceof Arrival.Received received
          && received.packet() instanceof ConnAck ack
          && ack.reasonCode() == ReasonCode.SUCCESS) {
        wire.send(new Disconnect(ReasonCode.SUCCESS));
      }
      if (arrival instanceof Arrival.Closed) {
        return "the broker closed the connection of another client without an answer";
      }
      return arrival instanceof Arrival.Silence
          ? "the broker answered no CONNECT within " + patience.toSeconds() + " s"
          : null;
    } catch (ConnectFailed e) {
      return "the broker served nobody any more: " + e.getMessage();
    }
  }
}
