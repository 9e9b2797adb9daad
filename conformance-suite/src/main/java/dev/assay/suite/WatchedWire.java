package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Publish;
import dev.assay.spec.MqttVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's connection, as the judge sees it: what came early first. */
final class WatchedWire implements Judge.Wire {
  private final Bench bench;
  private final CaseConnection connection;
  private final Deque<Publish> early;

  /** @param early the publications that came while other packets were awaited */
  WatchedWire(Bench bench, CaseConnection connection, List<Publish> early) {
    this.bench = bench;
    this.connection = connection;
    this.early = new ArrayDeque<>(early);
  }

  @Override
  public Arrival next(Duration patience) {
    Publish first = early.poll();
    return first == null
        ? connection.next(patience)
        : new Arrival.Received(first, new byte[0], bench.elapsedMicros());
  }

  @Override
  public void sendPing() {
    connection.send(new PingReq());
  }

  @Override
  public MqttVersion version() {
    return connection.version();
  }

  @Override
  public boolean established() {
    return connection.established();
  }

  @Override
  public @Nullable String complaintOfBystander() {
    return bench.complaintOfBystanderOnSilence();
  }
}
