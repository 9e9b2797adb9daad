package dev.assay.broker.net;

import dev.assay.broker.core.Input;
import dev.assay.codec.packet.PacketType;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may have the event loop for how long. A connection has its turn when something came over it, and may have sent in one piece what takes
 * minutes: when its turn is over, what is left waits, nothing further is read from it, and it goes on after the others had theirs.
 *
 * <pre>
 *   sockets that have something, a turn for each  -->  a turn for who has waited longest here  -->  sockets ...
 * </pre>
 *
 * Lives on the event loop.
 */
final class Turns {
  /** A turn is over when it took so long; the packet that is being handled then comes to its end. */
  private static final long MILLIS_MAX = 10;

  /** So many packets are handled before the clock is looked at, if they are quick: that takes a third of the time of the quickest. */
  private static final int QUICK_MAX = 16;

  /** So many subscriptions may messages be for meanwhile. */
  private static final int LOOKS_MAX = 64;

  private final LongSupplier nowMillis;
  private final LongSupplier looks;
  private final Deque<Connection> waiting = new ArrayDeque<>();
  private boolean isScheduled;
  private long toldMillis;

  // live as long as a turn
  private @Nullable Connection whose;
  private long beganMillis;
  private int quick;
  private long looksBefore;
  private boolean mayBeOver;
  private boolean isOver;

  /**
   * Nobody waits.
   *
   * @param nowMillis milliseconds since any origin
   * @param looks at how many subscriptions was looked for messages, ever
   */
  Turns(LongSupplier nowMillis, LongSupplier looks) {
    this.nowMillis = nowMillis;
    this.looks = looks;
  }

  /** It is this connection's turn, possibly since a while. */
  void begin(Connection connection) {
    if (whose != connection) {
      whose = connection;
      beganMillis = nowMillis.getAsLong();
      quick = 0;
      looksBefore = looks.getAsLong();
      mayBeOver = false;
      isOver = false;
    }
  }

  /** Whoever comes next has a turn of its own. */
  void end() {
    whose = null;
  }

  /** A packet was handled in the turn that is under way. */
  void handled(PacketType type) {
    switch (type) {
      case SUBSCRIBE, UNSUBSCRIBE, AUTH -> mayBeOver = true;
      default -> mayBeOver |= ++quick >= QUICK_MAX || looks.getAsLong() - looksBefore >= LOOKS_MAX;
    }
  }

  /** Whether the turn that is under way has taken long enough. */
  boolean isOver() {
    if (mayBeOver) {
      mayBeOver = false;
      quick = 0;
      looksBefore = looks.getAsLong();
      isOver |= nowMillis.getAsLong() - beganMillis >= MILLIS_MAX;
    }
    return isOver;
  }

  /** The connection has more to be handled, and gets another turn for it. */
  void awaitAnother(Connection connection) {
    waiting.add(connection);
    schedule(connection.channel().eventLoop());
  }

  /**
   * Scheduled and not executed: the loop comes to what is scheduled once between two looks at its sockets, and does up to 64 things that it is told to execute, also
   * those that they bring.
   */
  private void schedule(EventLoop loop) {
    if (!isScheduled) {
      isScheduled = true;
      loop.schedule(() -> next(loop), 0, TimeUnit.NANOSECONDS);
    }
  }

  private void next(EventLoop loop) {
    isScheduled = false;
    Connection longest = waiting.poll();
    if (longest != null) {
      longest.takeTurn();
    }
    if (!waiting.isEmpty()) {
      schedule(loop);
    }
  }

  /** What waits here has come: who sent it is not silent. */
  void tellWhoIsHeard(Consumer<Input> core) {
    for (Connection each : waiting) {
      if (each.hasPacketWaiting()) {
        core.accept(new Input.PacketsWait(each.number()));
      }
    }
  }

  /** The same, as often as anybody needs to know. */
  void tellWhoIsHeard(long now, Consumer<Input> core) {
    if (!waiting.isEmpty() && now - toldMillis >= Input.TimePassed.EVERY_MILLIS) {
      toldMillis = now;
      tellWhoIsHeard(core);
    }
  }
}
