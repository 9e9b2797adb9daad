package dev.assay.suite;

import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.net.ConnectionLimits;
import dev.assay.broker.net.Inflow;
import dev.assay.broker.state.BrokerState;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Line;
import dev.assay.client.Network;
import dev.assay.client.Segments;
import dev.assay.client.TlsVersion;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A broker's core with nothing between it and its clients: what they send reaches it at once, and its clock goes on only while
 * somebody waits, so that a quiet window takes no time and every run is the same. Stands in for {@code net.Shell}, and does in each
 * case what that does. Used by one thread.
 *
 * <pre>
 *   WireClient --bytes--> Inflow --Input--> core --Outbox--> bytes --> WireClient
 *              --await--> TimePassed, every 50 ms of made-up time
 * </pre>
 */
final class MemoryNetwork implements Network, Outbox {
  private static final long TICK_NANOS = 50_000_000;

  /** How long it takes to send something: time has to go on for whoever sends until a time has passed. */
  private static final long SENDING_NANOS = 20_000;

  private final InMemory.Target target;
  private final Mishap mishap;
  private final Onlooker onlooker;
  private BrokerState state;
  private BrokerCore core;
  private final PriorityQueue<Parcel> underWay = new PriorityQueue<>();
  private final Map<Long, MemoryLine> lines = new HashMap<>();
  private long nowNanos;
  private long toldMillis = -1;
  private long lastNumber;
  private long inputs;
  private long lastParcel;

  /** Something that happens at a moment; of the same moment the one that was sent first. */
  private record Parcel(long dueNanos, long number, Runnable arrival)
      implements Comparable<Parcel> {
    @Override
    public int compareTo(Parcel other) {
      return Comparator.comparingLong(Parcel::dueNanos)
          .thenComparingLong(Parcel::number)
          .compare(this, other);
    }
  }

  /** A broker that remembers nothing yet, at time 0. */
  MemoryNetwork(InMemory.Target target) {
    this(target, Mishap.NONE);
  }

  /** The same with something that happens on the way. */
  MemoryNetwork(InMemory.Target target, Mishap mishap) {
    this(target, mishap, Onlooker.NOBODY);
  }

  /** The same with somebody who sees more than the clients do. */
  MemoryNetwork(InMemory.Target target, Mishap mishap, Onlooker onlooker) {
    this.target = target;
    this.mishap = mishap;
    this.onlooker = onlooker;
    this.state = onlooker.firstState();
    this.core = coreWith(state);
  }

  private BrokerCore coreWith(BrokerState memory) {
    return target
        .cores()
        .create(
            memory,
            target.config(),
            target.choices(),
            (version, packet) -> PacketWriter.of(version).sizeOf(packet),
            this,
            onlooker.witness());
  }

  private void tell(Input input) {
    core.on(input);
    onlooker.afterInput(state, lastNumber, lines.keySet());
    inputs++;
    for (Input more : onlooker.besides(inputs)) {
      core.on(more);
      onlooker.afterInput(state, lastNumber, lines.keySet());
    }
    if (onlooker.isKilledAfter(inputs)) {
      List.copyOf(lines.values()).forEach(MemoryLine::end);
      restart();
    }
  }

  /** What the broker remembers. */
  BrokerState state() {
    return state;
  }

  /** What is due by now happens, with nobody there. */
  void passTime() {
    arrive();
    tick();
  }

  /** The process of the broker ends, and another one begins with what the journal was told. */
  private void restart() {
    BrokerState kept = onlooker.stateOfNextProcess();
    if (kept != null) {
      state = kept;
      core = coreWith(state);
      tell(new Input.TimePassed(Math.max(toldMillis, 0)));
      tell(new Input.Restarted());
    }
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public <T> T await(BlockingQueue<T> arrivals, long nanos) {
    long untilNanos = nowNanos + Math.max(nanos, 0);
    arrive();
    T arrival = arrivals.poll();
    while (arrival == null && nowNanos < untilNanos) {
      long tickNanos = (nowNanos / TICK_NANOS + 1) * TICK_NANOS;
      nowNanos = Math.min(Math.min(tickNanos, untilNanos), dueNanos());
      if (nowNanos == tickNanos) {
        tick();
      }
      arrive();
      arrival = arrivals.poll();
    }
    return arrival;
  }

  private long dueNanos() {
    Parcel next = underWay.peek();
    return next == null ? Long.MAX_VALUE : next.dueNanos;
  }

  /** What is due, and what that brings about if it is due as well. */
  private void arrive() {
    while (dueNanos() <= nowNanos) {
      underWay.remove().arrival.run();
    }
  }

  private void post(long dueNanos, Runnable arrival) {
    if (dueNanos <= nowNanos && underWay.isEmpty()) {
      arrival.run();
    } else {
      underWay.add(new Parcel(dueNanos, ++lastParcel, arrival));
    }
  }

  private void tick() {
    try {
      tellTime();
    } catch (RuntimeException e) {
      // as behind sockets: the next tick is another chance
      return;
    }
  }

  private void tellTime() {
    long nowMillis = nowNanos / 1_000_000;
    if (nowMillis > toldMillis) {
      toldMillis = nowMillis;
      tell(new Input.TimePassed(nowMillis));
    }
  }

  @Override
  public Line connect(BrokerUrl url, Segments segments, Duration patience, Listener listener) {
    nowNanos += SENDING_NANOS;
    if (lines.isEmpty() && lastNumber > 0) {
      restart();
    }
    MemoryLine line = new MemoryLine(++lastNumber, listener);
    lines.put(line.number, line);
    listener.connected(line.localAddress(), "memory");
    line.guarded(() -> tell(new Input.ConnectionOpened(line.number, line.localAddress())));
    return line;
  }

  @Override
  public void send(long number, MqttVersion version, Packet packet) {
    byte[] bytes = PacketWriter.of(version).toBytes(packet);
    onlooker.sent(number, packet.type(), bytes);
    long lateNanos = mishap.lateNanos().applyAsLong(packet);
    MemoryLine line = lines.get(number);
    if (line != null && lateNanos != Mishap.NEVER) {
      line.deliver(mishap.lane(packet), lateNanos, () -> line.came(bytes));
      if (packet instanceof ConnAck) {
        line.letNothingPass();
      }
    }
  }

  @Override
  public void sendBytes(long number, Payload bytes) {
    MemoryLine line = lines.get(number);
    if (line != null) {
      line.deliver(Mishap.OTHERS, 0, () -> line.came(bytes.toBytes()));
    }
  }

  @Override
  public void close(long number) {
    onlooker.closed(number);
    MemoryLine line = lines.get(number);
    if (line != null) {
      line.end();
    }
  }

  /** One connection, both ends of it. */
  private final class MemoryLine implements Line, Inflow.Receiver {
    private final long number;
    private final Listener listener;
    private final Inflow inflow;
    private final Map<String, Long> lanes = new HashMap<>();
    private long allNanos;
    private long toBrokerNanos;
    private boolean isOver;
    private boolean hasLeft;

    MemoryLine(long number, Listener listener) {
      this.number = number;
      this.listener = listener;
      int packetMaxBytes = target.config().maximumPacketSizeBytes();
      this.inflow = new Inflow(
          this,
          Math.min(ConnectionLimits.DEFAULT.connectMaxBytes(), packetMaxBytes),
          packetMaxBytes);
    }

    @Override
    public void send(byte[] bytes) {
      nowNanos += SENDING_NANOS;
      arrive();
      toBroker(() -> {
        if (!isOver) {
          inflow.add(Unpooled.wrappedBuffer(bytes));
          guarded(() -> {
            tellTime();
            inflow.readAll();
          });
        }
      });
    }

    /** Behind what the client sent before. */
    private void toBroker(Runnable arrival) {
      toBrokerNanos =
          Math.max(toBrokerNanos, nowNanos + mishap.lateToBrokerNanos().getAsLong());
      post(toBrokerNanos, arrival);
    }

    /** Behind what the broker sent in this lane before. */
    private void deliver(String lane, long lateNanos, Runnable arrival) {
      long dueNanos = Math.max(lanes.getOrDefault(lane, allNanos), nowNanos + lateNanos);
      lanes.put(lane, dueNanos);
      post(dueNanos, arrival);
    }

    /** What the broker sends from now on comes behind all that it sent before, whatever the lane. */
    private void letNothingPass() {
      allNanos = lastNanos();
    }

    private long lastNanos() {
      return lanes.values().stream().mapToLong(nanos -> nanos).max().orElse(allNanos);
    }

    private void came(byte[] bytes) {
      if (hasLeft) {
        return;
      }
      if (mishap.inPieces()) {
        for (byte each : bytes) {
          listener.came(new byte[] {each});
        }
      } else {
        listener.came(bytes);
      }
    }

    /** A core that throws loses the connection on which it did. */
    private void guarded(Runnable telling) {
      try {
        telling.run();
      } catch (RuntimeException e) {
        lose();
        listener.ended(false, "the core threw " + e);
      }
    }

    @Override
    public boolean takesMore() {
      return !isOver;
    }

    @Override
    public void onPacket(Packet packet, int sizeBytes) {
      tell(new Input.PacketArrived(number, packet));
    }

    @Override
    public void onBroken(Violation violation, Payload bytes) {
      tell(new Input.BytesMalformed(number, violation, bytes));
    }

    /** The core ends it. */
    private void end() {
      if (!isOver) {
        isOver = true;
        lines.remove(number);
        post(Math.max(lastNanos(), nowNanos), () -> {
          if (!hasLeft) {
            hasLeft = true;
            listener.ended(false, "the broker closed the connection");
          }
        });
      }
    }

    /** The client ends it. */
    private void lose() {
      if (!isOver) {
        isOver = true;
        lines.remove(number);
        try {
          tellTime();
          tell(new Input.ConnectionLost(number));
        } catch (RuntimeException e) {
          // as behind sockets: nobody is left on this connection to be told
          return;
        }
      }
    }

    @Override
    public void finishSending() {
      toBroker(() -> {
        lose();
        listener.ended(false, "the broker closed the connection");
      });
    }

    @Override
    public void reset() {
      hasLeft = true;
      toBroker(this::lose);
    }

    @Override
    public void close() {
      hasLeft = true;
      toBroker(this::lose);
    }

    @Override
    public boolean awaitClosed(Duration wait) {
      return isOver || hasLeft;
    }

    @Override
    public String localAddress() {
      return "127.0.0.1:" + number;
    }

    @Override
    public boolean isWebSocket() {
      return false;
    }

    @Override
    public Optional<String> subprotocol() {
      return Optional.empty();
    }

    @Override
    public Optional<TlsVersion> tlsVersion() {
      return Optional.empty();
    }

    @Override
    public void sendTextFrame(byte[] bytes) {
      listener.failed(new UnsupportedOperationException("there are no frames here"));
    }

    @Override
    public void setReading(boolean reads) {
      // a queue has no bounds
    }

    @Override
    public void stopReading(Duration wait) {
      throw new UnsupportedOperationException("no case stops to read");
    }
  }
}
