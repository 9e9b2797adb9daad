package dev.assay.suite.durability;

import dev.assay.client.FlowHistory;
import dev.assay.client.Transcript;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import dev.assay.suite.Profile;
import dev.assay.suite.RunSettings;
import dev.assay.suite.durability.Publisher.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One version's part in one life and death of the broker, with clients and topics of its own:
 *
 * <pre>
 *   prepare    sessions begin, subscriptions are made, one subscriber goes away
 *   begin      publisher, subscriber, holder and visitors work, each in its thread
 *   breakOff   before a restart and every other kill: the subscriber does, so that messages are on their way to it
 *   calm       before a restart alone: the others come to an end and say goodbye
 *              ... the broker ends and is started again ...
 *   ended      the threads are over
 *   find       the clients come back and look for what was acknowledged
 * </pre>
 */
final class Trial implements AutoCloseable {
  /** Held at a time: fewer than any broker takes that has QoS 2 at all. */
  private static final int HELD_MAX = 10;

  private static final int WINDOW_MAX = 10;
  /** What still comes in for a subscriber that has broken off. */
  private static final int WHILE_AWAY = 30;

  private static final int FEW = 3;
  private static final long STEP_MILLIS = 5_000;
  private static final long JOIN_MILLIS = 30_000;

  private final RunSettings settings;
  private final Names names;
  private final Progress progress = new Progress();
  private final Set<Stream> streams;
  private final Map<Stream, FlowHistory> histories = new EnumMap<>(Stream.class);
  private final FlowHistory handshakes = new FlowHistory(Qos.EXACTLY_ONCE);
  private final Set<String> sessions = new TreeSet<>();
  // how many were acknowledged and had not come when the broker ended
  private final Map<Stream, Integer> pending = new EnumMap<>(Stream.class);
  private final List<Guest> guests = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean isToStop = new AtomicBoolean();
  private final Guest subscribing;
  private final Guest absent;
  private final Guest publishing;
  private final Guest holding;
  private final Subscriber subscriber;
  private final Publisher publisher;
  private final Holder holder;
  private final Visitors visitors;
  private @Nullable Undecided trouble;

  /**
   * Where a trial keeps to itself.
   *
   * @param prefix of each Client Identifier, letters and digits
   * @param below which its topics are
   * @param hidesSessions whether Session Present was 0 although the broker had not been ended
   */
  record Names(MqttVersion version, String prefix, String below, AtomicBoolean hidesSessions) {
    String clientId(String client) {
      return prefix + client;
    }

    String topic(String rest) {
      return below + "/" + rest;
    }
  }

  /**
   * What was found about one kind of memory.
   *
   * @param transcript of the clients that came back
   */
  record Finding(Tally tally, List<TranscriptEntry> transcript) {}

  /**
   * One that has not begun.
   *
   * @param number of this trial among those of its run
   */
  Trial(RunSettings settings, Profile profile, int number) {
    this.settings = settings;
    MqttVersion version = profile.version();
    String level = version == MqttVersion.V5 ? "5" : "3";
    this.names = new Names(
        version,
        settings.clientIdPrefix() + "dur" + level + "n" + number,
        settings.topicPrefix() + "/durability/" + level + "/" + number,
        new AtomicBoolean());
    this.streams = offered(profile);
    for (Stream stream : Stream.values()) {
      histories.put(
          stream, new FlowHistory(stream == Stream.QOS_2 ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE));
    }
    int window = Math.min(WINDOW_MAX, profile.receiveMaximum());
    subscribing = guest("s", "subscriber");
    absent = guest("a", "absent subscriber");
    publishing = guest("p", "publisher");
    holding = guest("h", "holder");
    Map<String, Qos> filters = new LinkedHashMap<>();
    filters.put(topic(Stream.QOS_1), Qos.AT_LEAST_ONCE);
    filters.put(topic(Stream.QOS_2), Qos.EXACTLY_ONCE);
    filters.put(heldTopic(), Qos.EXACTLY_ONCE);
    subscriber = new Subscriber(
        subscribing,
        filters,
        Map.of(
            topic(Stream.QOS_1), history(Stream.QOS_1),
            topic(Stream.QOS_2), history(Stream.QOS_2),
            heldTopic(), handshakes));
    publisher = new Publisher(publishing, names.below(), streams, window, histories, progress);
    holder = new Holder(
        holding, heldTopic(), Math.min(HELD_MAX, profile.receiveMaximum()), handshakes, progress);
    visitors = new Visitors(settings, names, progress);
  }

  private static Set<Stream> offered(Profile profile) {
    Set<Stream> streams = EnumSet.noneOf(Stream.class);
    if (profile.maximumQos().level() >= 1) {
      streams.add(Stream.QOS_1);
      streams.add(Stream.QUEUED);
      if (profile.retainAvailable()) {
        streams.add(Stream.RETAINED);
      }
    }
    if (profile.maximumQos() == Qos.EXACTLY_ONCE) {
      streams.add(Stream.QOS_2);
    }
    return streams;
  }

  private Guest guest(String client, String name) {
    Guest guest = new Guest(settings, names, client, name);
    guests.add(guest);
    return guest;
  }

  private String topic(Stream stream) {
    return Publisher.topic(names.below(), stream, 0);
  }

  private String heldTopic() {
    return names.topic("held");
  }

  private FlowHistory history(Stream stream) {
    FlowHistory history = histories.get(stream);
    if (history == null) {
      throw new IllegalStateException("no history for " + stream);
    }
    return history;
  }

  private Transcript forgotten() {
    return new Transcript(settings.secrets());
  }

  MqttVersion version() {
    return names.version();
  }

  // ---- before the broker ends

  /** Whatever goes wrong here leaves the trial undecided. */
  void prepare() {
    try {
      if (!streams.contains(Stream.QOS_1)) {
        throw Undecided.declared("not offered: the broker declares Maximum QoS 0");
      }
      List<ReasonCode> granted = subscriber.begin(forgotten());
      if (granted.get(0).isError()) {
        throw Undecided.because("the broker refuses a subscription: " + granted.get(0));
      }
      boolean hasQosTwo = granted.get(1).value() == 2 && granted.get(2).value() == 2;
      if (!hasQosTwo) {
        streams.remove(Stream.QOS_2);
      }
      absent.connect(forgotten());
      absent.subscribe(Map.of(topic(Stream.QUEUED), Qos.AT_LEAST_ONCE), packet -> {});
      absent.leave();
      // what is 0 without a restart tells nothing about one
      names.hidesSessions().set(!absent.connect(forgotten()));
      absent.leave();
      publishing.connect(forgotten());
      sessions.addAll(Set.of("subscriber", "absent subscriber", "publisher"));
      if (streams.contains(Stream.QOS_2)) {
        holder.begin(forgotten());
        sessions.add("holder");
      }
    } catch (Undecided e) {
      trouble = e;
    }
  }

  /** Starts the clients' work, unless the trial is undecided already. */
  void begin() {
    if (trouble != null) {
      return;
    }
    Duration patience = Duration.ofMillis(JOIN_MILLIS);
    start("publisher", () -> publisher.work(isToStop::get));
    start("subscriber", subscriber::work);
    start("visitors", () -> visitors.work(patience));
    if (streams.contains(Stream.QOS_2)) {
      start("holder", () -> holder.work(patience));
    }
  }

  private void start(String name, Runnable work) {
    Thread thread = new Thread(work, "assay-durability-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Waits until so many messages were acknowledged, and something of each kind, for {@code patience} at most. */
  void awaitAcknowledged(int enough, Duration patience) {
    if (trouble != null) {
      return;
    }
    long deadline = System.nanoTime() + patience.toNanos();
    int next = enough;
    while (progress.await(next, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))
        && !hasSomethingOfEachKind()) {
      next = progress.count() + FEW;
    }
  }

  private boolean hasSomethingOfEachKind() {
    return visitors.acknowledged().size() >= FEW
        && history(Stream.QUEUED).acknowledgedCount() > 0
        && (!streams.contains(Stream.RETAINED) || history(Stream.RETAINED).acknowledgedCount() > 0)
        && (!streams.contains(Stream.QOS_2) || handshakes.acknowledgedCount() >= 2);
  }

  /** The subscriber breaks off in the middle of its work; the others go on with theirs. */
  void breakOff() {
    if (trouble == null) {
      subscribing.drop();
    }
  }

  /** Lets some messages come in for the subscriber that has broken off. */
  void awaitPending() {
    if (trouble == null) {
      progress.await(progress.count() + WHILE_AWAY, Duration.ofMillis(STEP_MILLIS));
    }
  }

  /** All come to an end of their work and leave. */
  void calm() {
    if (trouble != null) {
      return;
    }
    isToStop.set(true);
    progress.end();
    join();
    List.of(publishing, holding).forEach(Guest::leave);
  }

  /** The broker is gone: everybody notices. */
  void ended() {
    progress.end();
    join();
    guests.forEach(Guest::close);
    for (Stream stream : List.of(Stream.QOS_1, Stream.QOS_2)) {
      pending.put(stream, history(stream).lost().size());
    }
  }

  private void join() {
    long deadline = System.nanoTime() + Duration.ofMillis(JOIN_MILLIS).toNanos();
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (thread.isAlive()) {
        trouble = Undecided.because("the " + thread.getName() + " did not come to an end within "
            + JOIN_MILLIS / 1_000 + " s");
      }
    }
    threads.clear();
  }

  // ---- after it was started again

  /** What is said of every kind of memory where nothing could be looked for. */
  static Map<Memory, Finding> nothingFound(String why) {
    Map<Memory, Finding> findings = new EnumMap<>(Memory.class);
    for (Memory memory : Memory.values()) {
      findings.put(memory, new Finding(Tally.undecided(why), List.of()));
    }
    return findings;
  }

  /** Looks for everything that was acknowledged. */
  Map<Memory, Finding> find() {
    Undecided before = trouble;
    Map<Memory, Finding> findings = new EnumMap<>(Memory.class);
    if (before != null) {
      for (Memory memory : Memory.values()) {
        findings.put(memory, new Finding(before.tally(), List.of()));
      }
      return findings;
    }
    Set<String> present = new TreeSet<>();
    findings.put(Memory.QUEUED, queued(present));
    findFlows(findings, present);
    findings.put(Memory.RETAINED, retained());
    findVisitors(findings, present);
    return findings;
  }

  private Finding queued(Set<String> present) {
    Transcript transcript = forgotten();
    FlowHistory history = history(Stream.QUEUED);
    try {
      Guest.Reader reader = packet -> {
        if (packet instanceof Publish publish) {
          received(history, publish);
          if (publish.qos() == Qos.AT_LEAST_ONCE) {
            absent.send(new PubAck(publish.packetId()));
          }
        }
      };
      if (absent.connect(transcript, reader)) {
        present.add("absent subscriber");
        absent.collect(reader, () -> history.lost().isEmpty());
      }
      absent.leave();
      return new Finding(tally(history, "message "), transcript.entries());
    } catch (Undecided e) {
      return new Finding(e.tally(), transcript.entries());
    }
  }

  private static void received(FlowHistory history, Publish publish) {
    String number = publish.payload().asText();
    if (number.matches("[0-9]{1,9}")) {
      history.received(Integer.parseInt(number));
    }
  }

  private static Tally tally(FlowHistory history, String what) {
    return new Tally(
        history.acknowledgedCount(),
        history.lost().stream().map(number -> what + number).toList(),
        List.of(),
        List.of(),
        "",
        "");
  }

  private static Tally exactlyOnce(FlowHistory history, String what) {
    Tally kept = tally(history, what);
    return new Tally(
        kept.acknowledged(),
        kept.lost(),
        history.repeated().stream().distinct().map(number -> what + number).toList(),
        List.of(),
        "",
        "");
  }

  /** The subscriber comes back first; then publisher and holder end what they had begun, and one last message of each follows it. */
  private void findFlows(Map<Memory, Finding> findings, Set<String> present) {
    Transcript transcript = forgotten();
    Map<Stream, Integer> closing = new ConcurrentHashMap<>();
    AtomicBoolean othersDone = new AtomicBoolean();
    boolean hasQosTwo = streams.contains(Stream.QOS_2);
    Undecided[] troubleOf = new Undecided[1];
    try {
      if (subscriber.comeBack(transcript)) {
        present.add("subscriber");
      }
      Thread receiving = new Thread(
          () -> {
            try {
              subscriber.receive(() -> othersDone.get() && isAllThere(closing, hasQosTwo));
            } catch (Undecided e) {
              troubleOf[0] = e;
            }
          },
          "assay-durability-receiver");
      receiving.setDaemon(true);
      receiving.start();
      try {
        if (publisher.finish(transcript, closing)) {
          present.add("publisher");
        }
        if (hasQosTwo && holder.finish(transcript)) {
          present.add("holder");
        }
      } finally {
        othersDone.set(true);
        joinReceiver(receiving);
      }
      if (troubleOf[0] != null) {
        throw troubleOf[0];
      }
      List.of(subscribing, publishing, holding).forEach(Guest::leave);
    } catch (Undecided e) {
      for (Memory memory : List.of(Memory.QOS_1, Memory.QOS_2, Memory.HANDSHAKES)) {
        findings.put(memory, new Finding(e.tally(), transcript.entries()));
      }
      return;
    }
    List<TranscriptEntry> entries = transcript.entries();
    findings.put(
        Memory.QOS_1,
        new Finding(
            tally(history(Stream.QOS_1), "message ")
                .ofThose(pending.getOrDefault(Stream.QOS_1, 0))
                .withUnanswered(publisher.unanswered(Stream.QOS_1)),
            entries));
    if (hasQosTwo) {
      findings.put(
          Memory.QOS_2,
          new Finding(
              exactlyOnce(history(Stream.QOS_2), "message ")
                  .ofThose(pending.getOrDefault(Stream.QOS_2, 0))
                  .withUnanswered(publisher.unanswered(Stream.QOS_2)),
              entries));
      findings.put(
          Memory.HANDSHAKES,
          new Finding(
              exactlyOnce(handshakes, "message ").withUnanswered(holder.unanswered()), entries));
    } else {
      Finding none =
          new Finding(Tally.notOffered("not offered: the broker has no QoS 2"), List.of());
      findings.put(Memory.QOS_2, none);
      findings.put(Memory.HANDSHAKES, none);
    }
  }

  private boolean isAllThere(Map<Stream, Integer> closing, boolean hasQosTwo) {
    boolean hasClosed = closing.entrySet().stream()
        .allMatch(each -> history(each.getKey()).hasReceived(each.getValue()));
    boolean hasHeld = !hasQosTwo
        || (handshakes.hasReceived(holder.closing()) && handshakes.lost().isEmpty());
    return hasClosed
        && hasHeld
        && history(Stream.QOS_1).lost().isEmpty()
        && history(Stream.QOS_2).lost().isEmpty();
  }

  private void joinReceiver(Thread receiving) throws Undecided {
    try {
      receiving.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (receiving.isAlive()) {
      throw Undecided.because("the subscriber did not come to an end");
    }
  }

  /** A new subscriber gets each message that was retained, or a later one of its topic. */
  private Finding retained() {
    if (!streams.contains(Stream.RETAINED)) {
      return new Finding(
          Tally.notOffered("not offered: the broker declares Retain Available 0"), List.of());
    }
    Transcript transcript = forgotten();
    Map<String, Integer> expected = new TreeMap<>();
    for (int number : history(Stream.RETAINED).lost()) {
      expected.merge(Publisher.topic(names.below(), Stream.RETAINED, number), number, Integer::max);
    }
    Map<String, Integer> found = new TreeMap<>();
    try (Guest looker = new Guest(settings, names, "l", "new subscriber")) {
      looker.connect(transcript);
      Guest.Reader reader = packet -> {
        if (packet instanceof Publish publish) {
          String number = publish.payload().asText();
          // nobody publishes any more, so it was kept, also where RETAIN does not say so
          if (number.matches("[0-9]{1,9}")) {
            found.merge(publish.topic().text(), Integer.parseInt(number), Integer::max);
          }
          if (publish.qos() == Qos.AT_LEAST_ONCE) {
            looker.send(new PubAck(publish.packetId()));
          }
        }
      };
      Map<String, Qos> filters = new TreeMap<>();
      expected.keySet().forEach(topic -> filters.put(topic, Qos.AT_LEAST_ONCE));
      if (!filters.isEmpty()) {
        looker.subscribe(filters, reader);
        looker.collect(reader, () -> isThere(expected, found));
      }
      looker.leave();
    } catch (Undecided e) {
      return new Finding(e.tally(), transcript.entries());
    }
    List<String> lost = new ArrayList<>();
    expected.forEach((topic, number) -> {
      int there = found.getOrDefault(topic, 0);
      if (there < number) {
        lost.add("message " + number + " on " + topic
            + (there == 0 ? "" : ", where " + there + " is retained"));
      }
    });
    return new Finding(
        new Tally(expected.size(), lost, List.of(), List.of(), "", ""), transcript.entries());
  }

  private static boolean isThere(Map<String, Integer> expected, Map<String, Integer> found) {
    return expected.entrySet().stream()
        .allMatch(each -> found.getOrDefault(each.getKey(), 0) >= each.getValue());
  }

  private void findVisitors(Map<Memory, Finding> findings, Set<String> present) {
    Transcript transcript = forgotten();
    Set<String> subscriptions = new TreeSet<>();
    Set<String> visiting = new TreeSet<>();
    try {
      visitors.comeBack(visiting, subscriptions, transcript);
    } catch (Undecided e) {
      findings.put(Memory.SESSIONS, new Finding(e.tally(), transcript.entries()));
      findings.put(Memory.SUBSCRIPTIONS, new Finding(e.tally(), transcript.entries()));
      return;
    }
    present.addAll(visiting);
    Set<String> acknowledged = visitors.acknowledged();
    acknowledged.addAll(sessions);
    List<TranscriptEntry> entries = transcript.entries();
    findings.put(
        Memory.SESSIONS,
        new Finding(
            names.hidesSessions().get()
                ? Tally.notOffered("not shown: Session Present is 0 without a restart, too")
                : Tally.of(acknowledged, present),
            entries));
    findings.put(
        Memory.SUBSCRIPTIONS,
        new Finding(Tally.of(visitors.acknowledged(), subscriptions), entries));
  }

  @Override
  public void close() {
    progress.end();
    guests.forEach(Guest::close);
  }
}
