package dev.assay.broker.observe;

import dev.assay.broker.state.BrokerView;

/** Everything that can be known of a running broker in numbers: what its core holds, and what its shell has seen pass by. */
public final class Figures {
  private final String version;
  private final BrokerView core;
  private final long startedMillis;
  private final Traffic received = new Traffic();
  private final Traffic sent = new Traffic();
  private long malformedPackets;
  private long slowClientsDropped;
  private long connectionsTurnedAway;
  private long unfinishedDropped;

  /**
   * Figures of a broker that starts now.
   *
   * @param version which broker this is, for people
   * @param core what it holds
   * @param startedMillis when it starts, by the time that the core is told
   */
  public Figures(String version, BrokerView core, long startedMillis) {
    this.version = version;
    this.core = core;
    this.startedMillis = startedMillis;
  }

  public String version() {
    return version;
  }

  /** What the core holds and has counted. */
  public BrokerView core() {
    return core;
  }

  /** How long the broker has been running, by the time that its core was told last. */
  public long uptimeMillis() {
    return Math.max(0, core.nowMillis() - startedMillis);
  }

  /** What clients sent. */
  public Traffic received() {
    return received;
  }

  /** What clients were sent. */
  public Traffic sent() {
    return sent;
  }

  /** Bytes came in that break the standard. */
  public void countMalformed() {
    malformedPackets++;
  }

  public long malformedPackets() {
    return malformedPackets;
  }

  /** A client is dropped because it does not take what it is sent. */
  public void countSlowClient() {
    slowClientsDropped++;
  }

  public long slowClientsDropped() {
    return slowClientsDropped;
  }

  /** A connection is closed because its packet does not come to an end, and others need the room. */
  public void countUnfinished() {
    unfinishedDropped++;
  }

  public long unfinishedDropped() {
    return unfinishedDropped;
  }

  /** A connection is closed before it is let in, because too many others wait for that too. */
  public void countTurnedAway() {
    connectionsTurnedAway++;
  }

  public long connectionsTurnedAway() {
    return connectionsTurnedAway;
  }
}
