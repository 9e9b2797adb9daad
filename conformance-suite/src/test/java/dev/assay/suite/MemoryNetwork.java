package dev.assay.suite;

import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Witness;
import dev.assay.broker.net.ConnectionLimits;
import dev.assay.broker.net.Inflow;
import dev.assay.broker.state.BrokerState;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Line;
import dev.assay.client.Network;
import dev.assay.client.Segments;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
  private final BrokerCore core;
  private final Map<Long, MemoryLine> lines = new HashMap<>();
  private long nowNanos;
  private long toldMillis = -1;
  private long lastNumber;

  /** A broker that remembers nothing yet, at time 0. */
  MemoryNetwork(InMemory.Target target) {
    this.target = target;
    this.core = target
        .cores()
        .create(
            new BrokerState(),
            target.config(),
            target.choices(),
            (version, packet) -> PacketWriter.of(version).sizeOf(packet),
            this,
            Witness.SILENT);
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public <T> T await(BlockingQueue<T> arrivals, long nanos) {
    long untilNanos = nowNanos + Math.max(nanos, 0);
    T arrival = arrivals.poll();
    while (arrival == null && nowNanos < untilNanos) {
      long tickNanos = (nowNanos / TICK_NANOS + 1) * TICK_NANOS;
      nowNanos = Math.min(tickNanos, untilNanos);
      if (nowNanos == tickNanos) {
        tick();
      }
      arrival = arrivals.poll();
    }
    return arrival;
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
      core.on(new Input.TimePassed(nowMillis));
    }
  }

  @Override
  public Line connect(BrokerUrl url, Segments segments, Duration patience, Listener listener) {
    nowNanos += SENDING_NANOS;
    MemoryLine line = new MemoryLine(++lastNumber, listener);
    lines.put(line.number, line);
    listener.connected(line.localAddress(), "memory");
    line.guarded(() -> core.on(new Input.ConnectionOpened(line.number, line.localAddress())));
    return line;
  }

  @Override
  public void send(long number, MqttVersion version, Packet packet) {
    deliver(number, PacketWriter.of(version).toBytes(packet));
  }

  @Override
  public void sendBytes(long number, Payload bytes) {
    deliver(number, bytes.toBytes());
  }

  private void deliver(long number, byte[] bytes) {
    MemoryLine line = lines.get(number);
    if (line != null && !line.isOver) {
      line.listener.came(bytes);
    }
  }

  @Override
  public void close(long number) {
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
    private boolean isOver;

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
      if (!isOver) {
        inflow.add(Unpooled.wrappedBuffer(bytes));
        guarded(() -> {
          tellTime();
          inflow.readAll();
        });
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
      core.on(new Input.PacketArrived(number, packet));
    }

    @Override
    public void onBroken(Violation violation, Payload bytes) {
      core.on(new Input.BytesMalformed(number, violation, bytes));
    }

    /** The core ends it. */
    private void end() {
      if (!isOver) {
        isOver = true;
        lines.remove(number);
        listener.ended(false, "the broker closed the connection");
      }
    }

    /** The client ends it. */
    private void lose() {
      if (!isOver) {
        isOver = true;
        lines.remove(number);
        try {
          tellTime();
          core.on(new Input.ConnectionLost(number));
        } catch (RuntimeException e) {
          // as behind sockets: nobody is left on this connection to be told
          return;
        }
      }
    }

    @Override
    public void finishSending() {
      lose();
      listener.ended(false, "the broker closed the connection");
    }

    @Override
    public void reset() {
      lose();
    }

    @Override
    public void close() {
      lose();
    }

    @Override
    public boolean awaitClosed(Duration wait) {
      return isOver;
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
