package dev.assay.client;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.TranscriptEntry.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What crossed all connections of one execution of a case, in the order of time. Bytes are only kept while the case runs;
 * fields, summaries and masks are made when {@link #entries()} asks for them. Safe for use by several threads.
 */
public final class Transcript {
  private final Network network;
  private final long startNanos;
  private final Secrets secrets;
  private final List<ConnectionLog> connections = new ArrayList<>();
  private final List<Placed> caseEvents = new ArrayList<>();
  private long placesTaken;

  /**
   * A transcript of connections over sockets that begins now.
   *
   * @param secrets what the user gave in confidence: user name, password, tokens; masked wherever it turns up
   */
  public Transcript(List<String> secrets) {
    this(secrets, Network.SOCKETS);
  }

  /**
   * A transcript that begins now.
   *
   * @param secrets what the user gave in confidence: user name, password, tokens; masked wherever it turns up
   * @param network over which its connections come about, and whose clock it goes by
   */
  public Transcript(List<String> secrets, Network network) {
    this.secrets = new Secrets(secrets);
    this.network = network;
    this.startNanos = network.nanoTime();
  }

  /** Since the transcript began. */
  public long elapsedMicros() {
    return (network.nanoTime() - startNanos) / 1_000;
  }

  /** {@code text} with an asterisk for each character of a secret: for messages about what was sent or received. */
  public String masked(String text) {
    return secrets.masked(text);
  }

  /** Notes something that the case did or saw, between what crossed the connections. */
  public synchronized void note(String connection, String name, String summary) {
    Moment now = now();
    caseEvents.add(new Placed(now, event(connection, now, name, masked(summary))));
  }

  /** Everything so far, in order, secrets masked. Bytes that no one has read yet are included. */
  public List<TranscriptEntry> entries() {
    List<Placed> all;
    List<ConnectionLog> soFar;
    synchronized (this) {
      all = new ArrayList<>(caseEvents);
      soFar = connections.stream().map(ConnectionLog::copy).toList();
    }
    // without the lock, since this takes its time: an event loop that waited for it would hold up
    // all other connections
    for (ConnectionLog connection : soFar) {
      all.addAll(new TranscriptWriter(connection, secrets).entries());
    }
    all.sort(Comparator.comparingLong(placed -> placed.moment().place()));
    return all.stream().map(Placed::entry).toList();
  }

  Network network() {
    return network;
  }

  synchronized ConnectionLog open(String name, MqttVersion version) {
    ConnectionLog log = new ConnectionLog(this, name, version);
    connections.add(log);
    return log;
  }

  /** The next place in the order of things. Callers hold the lock. */
  Moment now() {
    return new Moment(placesTaken++, elapsedMicros());
  }

  static TranscriptEntry event(String connection, Moment moment, String name, String summary) {
    return new TranscriptEntry(
        connection, Direction.EVENT, moment.timeMicros(), "", name, summary, List.of());
  }

  /** A place in the order and its time: clocks may show the same time twice. */
  record Moment(long place, long timeMicros) {}

  record Placed(Moment moment, TranscriptEntry entry) {}
}
