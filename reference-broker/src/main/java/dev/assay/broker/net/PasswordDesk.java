package dev.assay.broker.net;

import dev.assay.broker.core.Access;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.PropertyId;
import io.netty.channel.Channel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Where a client waits while its password is checked, which takes milliseconds on purpose: on a thread of its own, so that the event
 * loop goes on for all others. The core asks again afterwards, and {@link Access} has the answer at hand. One thread: a
 * flood of guesses takes one processor and not all of them.
 */
final class PasswordDesk implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PasswordDesk.class.getName());

  private final Access access;
  private final int max;
  private final long maxBytes;

  // live on the event loop: those whose turn has not come, and the one whose it is
  private int waiting;
  private long waitingBytes;

  // its thread starts with the first password
  private final ExecutorService clerk =
      Executors.newSingleThreadExecutor(new DefaultThreadFactory("assay-passwords", true));

  /**
   * A desk that nobody waits at.
   *
   * @param max how many may wait at it, at least 1
   * @param maxBytes how many bytes their CONNECTs may have together, at least 1
   */
  PasswordDesk(Access access, int max, long maxBytes) {
    this.access = access;
    this.max = max;
    this.maxBytes = maxBytes;
  }

  /** Whether one more may wait here, whose CONNECT has so many bytes: it is kept until its turn has come. */
  boolean hasRoomFor(int sizeBytes) {
    return waiting < max && waitingBytes + sizeBytes <= maxBytes;
  }

  /** Whether this client has to wait here; one that names an Authentication Method proves itself otherwise. */
  boolean takesTime(Connect connect) {
    return !connect.properties().has(PropertyId.AUTHENTICATION_METHOD)
        && access.takesTime(connect.userName(), connect.password());
  }

  /** Checks the password, then goes on with {@code next} on the event loop. Who has gone meanwhile is left out. */
  void check(Connect connect, int sizeBytes, Channel channel, Runnable next) {
    waiting++;
    waitingBytes += sizeBytes;
    clerk.execute(() -> {
      boolean isThere = channel.isActive();
      try {
        if (isThere) {
          access.admits(connect.userName(), connect.password());
        }
      } finally {
        goBack(channel, sizeBytes, isThere ? next : () -> {});
      }
    });
  }

  private void goBack(Channel channel, int sizeBytes, Runnable next) {
    try {
      channel.eventLoop().execute(() -> {
        waiting--;
        waitingBytes -= sizeBytes;
        next.run();
      });
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "the broker stopped while a password was checked");
    }
  }

  @Override
  public void close() {
    clerk.shutdownNow();
  }
}
