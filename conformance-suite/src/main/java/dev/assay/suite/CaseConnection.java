package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.client.WireClient;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Network Connection of a client of a case, and after {@link #reopen} the next one: sends, says what comes next, and keeps to
 * the Keep Alive that the broker has set, of which the case is not to know. What anything means is for others.
 */
final class CaseConnection {
  private final Bench bench;
  private final String name;
  private final MqttVersion spoken;
  private final GuestTopics guestTopics;

  // lives as long as the connection
  private WireClient wire;
  private boolean established;
  private boolean closed;
  private long lastSentMicros;
  private long silentMicrosMax;
  // identifiers for which this client has sent PUBCOMP
  private final Set<Integer> completed = new HashSet<>();
  // Server Keep Alive, which the client has to keep to; 0: it may be silent
  private long keepAliveMicros;
  // wrong bytes, a part of a packet or DISCONNECT were sent: nothing goes behind them but what the
  // case sends
  private boolean spoilt;
  // the PINGREQs without an answer, in order: whether the case knows nothing of it
  private final Deque<Boolean> pings = new ArrayDeque<>();

  // lives as long as the client
  private @Nullable Connect lastConnect;
  private boolean silentOnPurpose;

  CaseConnection(Bench bench, String name, MqttVersion spoken) {
    this.bench = bench;
    this.name = name;
    this.spoken = spoken;
    this.guestTopics = new GuestTopics(bench);
    this.wire = bench.openWire(name, spoken);
  }

  // ---- sending

  void send(Packet packet) {
    bench.checkGoesOn();
    guestTopics.check(packet);
    bench.leftovers().noteSending(packet);
    if (packet instanceof Connect connect) {
      lastConnect = connect;
    }
    if (packet instanceof PubComp comp) {
      completed.add(comp.packetId());
    }
    if (packet instanceof PingReq) {
      pings.add(false);
    }
    spoilt |= packet instanceof Disconnect;
    noteSending();
    wire.send(packet);
  }

  void send(Deviation deviation) {
    bench.checkGoesOn();
    spoilt = true;
    wire.send(deviation);
  }

  void sendBytes(byte[] bytes) {
    bench.checkGoesOn();
    spoilt = true;
    wire.sendBytes(bytes);
  }

  void sendTextFrame(byte[] bytes) {
    spoilt = true;
    wire.sendTextFrame(bytes);
  }

  private void noteSending() {
    long nowMicros = bench.elapsedMicros();
    if (lastSentMicros > 0) {
      silentMicrosMax = Math.max(silentMicrosMax, nowMicros - lastSentMicros);
    }
    lastSentMicros = nowMicros;
  }

  /** The longest time in microseconds in which this connection has sent nothing, until now. */
  long silentMicrosMax() {
    return Math.max(silentMicrosMax, bench.elapsedMicros() - lastSentMicros);
  }

  /** Whether this client has sent PUBCOMP for that identifier. */
  boolean hasCompleted(int packetId) {
    return completed.contains(packetId);
  }

  /** The CONNECT that this client sent last, also on an earlier connection; null before the first. */
  @Nullable
  Connect lastConnect() {
    return lastConnect;
  }

  // ---- what comes

  /** What comes next, within the patience; meanwhile all clients of the case keep to their Keep Alive. */
  Arrival next(Duration patience) {
    long beganMicros = bench.elapsedMicros();
    long deadlineMicros = beganMicros + patience.toNanos() / 1_000;
    while (true) {
      long leftMicros = Math.max(0, deadlineMicros - bench.elapsedMicros());
      long sliceMicros = Math.min(leftMicros, bench.microsUntilPing());
      Arrival arrival = bench.next(wire, Duration.ofNanos(sliceMicros * 1_000));
      note(arrival);
      bench.pingWhereDue();
      if (arrival instanceof Arrival.Silence) {
        if (sliceMicros == leftMicros) {
          return new Arrival.Silence((bench.elapsedMicros() - beganMicros) / 1_000);
        }
      } else if (!answersOwnPing(arrival)) {
        return arrival;
      }
    }
  }

  private void note(Arrival arrival) {
    if (arrival instanceof Arrival.Closed) {
      ended();
    } else if (arrival instanceof Arrival.Received received
        && received.packet() instanceof ConnAck ack
        && ack.reasonCode() == ReasonCode.SUCCESS) {
      established = true;
      keepAliveMicros = imposedSeconds(ack) * 1_000_000;
    }
  }

  /** Server Keep Alive, where it is another value than the one that the client keeps to anyway [5.0 MQTT-3.1.2-21]. */
  private long imposedSeconds(ConnAck ack) {
    long asked = lastConnect == null ? 0 : lastConnect.keepAliveSeconds();
    long told = ack.properties().number(PropertyId.SERVER_KEEP_ALIVE, asked);
    return told == asked ? 0 : told;
  }

  private boolean answersOwnPing(Arrival arrival) {
    return arrival instanceof Arrival.Received received
        && received.packet() instanceof PingResp
        && Boolean.TRUE.equals(pings.poll());
  }

  // ---- Keep Alive

  /** How long this client may still say nothing, if the broker has set it a Keep Alive: half of it. */
  long microsUntilPing() {
    boolean isBound = established() && keepAliveMicros > 0 && !silentOnPurpose && !spoilt;
    return isBound
        ? Math.max(0, lastSentMicros + keepAliveMicros / 2 - bench.elapsedMicros())
        : Long.MAX_VALUE;
  }

  /** Sends a PINGREQ if it is time, of which the case is not to know. */
  void pingIfDue() {
    if (microsUntilPing() == 0) {
      pings.add(true);
      noteSending();
      wire.send(new PingReq());
    }
  }

  /** Keeps to this Keep Alive as if the broker had set it. */
  void keepAwake(int keepAliveSeconds) {
    keepAliveMicros = keepAliveSeconds * 1_000_000L;
  }

  /** From now on, and on later connections, keeps to no Keep Alive. */
  void keepSilent() {
    silentOnPurpose = true;
  }

  // ---- coming and going

  /** In which packets are written and read. */
  MqttVersion version() {
    return spoken;
  }

  /** Whether a CONNECT was accepted, and the connection stands as far as is known. */
  boolean established() {
    return established && !closed;
  }

  /** A new connection on which nothing was sent yet. The old one is left as it is. */
  void reopen() {
    wire = bench.openWire(name, spoken);
    lastSentMicros = 0;
    silentMicrosMax = 0;
    established = false;
    closed = false;
    completed.clear();
    keepAliveMicros = 0;
    spoilt = false;
    pings.clear();
  }

  /** Closes from this side. Does nothing if it is closed. */
  void close() {
    wire.close();
    ended();
  }

  /** As {@link #close}, but the other side gets this long to close first. */
  void closeUnlessClosedWithin(Duration time) {
    wire.next(time);
    close();
  }

  private void ended() {
    established = false;
    closed = true;
  }

  /** Sends a DISCONNECT if the connection stands, so that no Will is published by our leaving. */
  void sayGoodbye() {
    if (established()) {
      wire.send(new Disconnect(ReasonCode.SUCCESS));
    }
  }

  /** The subprotocol that the broker selected for this WebSocket; empty if it named none. */
  Optional<String> subprotocol() {
    return wire.subprotocol();
  }

  /** Leaves out of the transcript what crossed this connection so far. */
  void forgetSoFar() {
    wire.forgetSoFar();
  }
}
