package dev.assay.broker.net;

import dev.assay.broker.core.Access;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.PropertyId;
import io.netty.channel.Channel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Where a client waits while its password is checked, which takes milliseconds on purpose: on a thread of its own, so that the event
 * loop goes on for all others. The core asks again afterwards, and {@link Access} has the answer at hand. One thread: a
 * flood of guesses takes one processor and not all of them.
 */
final class PasswordDesk implements AutoCloseable {
  private final Access access;

  // its thread starts with the first password
  private final ExecutorService clerk =
      Executors.newSingleThreadExecutor(new DefaultThreadFactory("assay-passwords", true));

  PasswordDesk(Access access) {
    this.access = access;
  }

  /** Whether this client has to wait here; one that names an Authentication Method proves itself otherwise. */
  boolean takesTime(Connect connect) {
    return !connect.properties().has(PropertyId.AUTHENTICATION_METHOD)
        && access.takesTime(connect.userName(), connect.password());
  }

  /** Checks the password, then goes on with {@code next} on the event loop. Who has gone meanwhile is left out. */
  void check(Connect connect, Channel channel, Runnable next) {
    clerk.execute(() -> {
      if (channel.isActive()) {
        access.admits(connect.userName(), connect.password());
        channel.eventLoop().execute(next);
      }
    });
  }

  @Override
  public void close() {
    clerk.shutdownNow();
  }
}
