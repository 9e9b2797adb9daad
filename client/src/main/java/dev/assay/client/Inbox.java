package dev.assay.client;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Takes what the network brings and keeps it until the case asks for it. Belongs to one connection. */
final class Inbox implements Network.Listener {
  private static final long OPEN = -1;

  /** How many bytes wait for the case before the network is left alone. */
  private static final long WAITING_BYTES_MAX = 8L * 1024 * 1024;

  private final ConnectionLog log;
  private final Network network;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

  // all below guarded by this
  private long waitingBytes;
  private boolean stopped;
  private long closedAtMicros = OPEN;

  /** @param network by whose clock who asks waits */
  Inbox(ConnectionLog log, Network network) {
    this.log = log;
    this.network = network;
  }

  @Override
  public void connected(String local, String remote) {
    log.happened("connected", local + " to " + remote);
  }

  @Override
  public synchronized boolean came(byte[] bytes) {
    if (closedAtMicros != OPEN) {
      // we have closed it: what still comes is nobody's
      return true;
    }
    signals.add(Signal.bytes(bytes, log.came(bytes)));
    waitingBytes += bytes.length;
    return waitingBytes <= WAITING_BYTES_MAX;
  }

  @Override
  public synchronized boolean takesMore() {
    return waitingBytes <= WAITING_BYTES_MAX && !stopped;
  }

  /** Its content is shown, and nothing behind it is read. */
  @Override
  public synchronized void textFrameCame(byte[] content) {
    if (closedAtMicros == OPEN) {
      signals.add(Signal.text(content, log.came(content)));
    }
  }

  @Override
  public synchronized void ended(boolean reset, String how) {
    if (closedAtMicros == OPEN) {
      closedAtMicros = log.happened(reset ? "reset" : "closed", how);
      signals.add(Signal.end(reset, closedAtMicros));
    }
  }

  /** No close of the broker's: who waits for it is told, as an error. */
  @Override
  public synchronized void failed(Throwable fault) {
    if (closedAtMicros == OPEN) {
      closedAtMicros = log.happened("failed", "our own fault: " + fault);
      signals.add(Signal.fault(fault, closedAtMicros));
    }
  }

  /** Notes that the case ends the connection now. False if it had ended before. */
  synchronized boolean endByCase(String event, String summary) {
    if (closedAtMicros != OPEN) {
      return false;
    }
    closedAtMicros = log.happened(event, summary);
    signals.add(Signal.end(false, closedAtMicros));
    return true;
  }

  synchronized boolean isOpen() {
    return closedAtMicros == OPEN;
  }

  synchronized OptionalLong closedAtMicros() {
    return closedAtMicros == OPEN ? OptionalLong.empty() : OptionalLong.of(closedAtMicros);
  }

  void stopReading(Line line, Duration wait) {
    synchronized (this) {
      stopped = true;
    }
    line.stopReading(wait);
  }

  synchronized void resumeReading(Line line) {
    stopped = false;
    line.setReading(takesMore());
  }

  /** The oldest signal, or null if there is none and none comes in time. */
  @Nullable
  Signal poll(long waitNanos, Line line) {
    try {
      Signal signal = network.await(signals, waitNanos);
      if (signal != null && signal.bytes() != null) {
        taken(signal.bytes().length, line);
      }
      return signal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the broker", e);
    }
  }

  private synchronized void taken(int bytes, Line line) {
    boolean wasFull = waitingBytes > WAITING_BYTES_MAX;
    waitingBytes -= bytes;
    if (wasFull && takesMore()) {
      line.setReading(true);
    }
  }
}
