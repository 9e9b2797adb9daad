package dev.assay.broker.faults;

import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.net.CoreFactory;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.broker.state.BrokerState;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks, behind each input, at what an honest core remembers. Written on the broker's event loop, read by tests. */
final class Remains {

  /** What is remembered at one moment; of the timers those that the broker had not when it began. */
  record Look(int connections, int sessions, int timers, int waiting) {
    boolean isNothing() {
      return connections == 0 && sessions == 0 && timers == 0 && waiting == 0;
    }
  }

  private @Nullable Look last;
  private int timersAtFirst;

  /** Cores whose memory is looked at. */
  CoreFactory cores() {
    return (memory, config, choices, sizes, outbox, witness) -> {
      BrokerCore core = MqttBroker.honest(memory, config, choices, sizes, outbox, witness);
      return input -> {
        core.on(input);
        look(memory);
      };
    };
  }

  private synchronized void look(BrokerState memory) {
    int timers = memory.timers().count();
    if (last == null) {
      timersAtFirst = timers;
    }
    last = new Look(
        memory.connectionCount(),
        memory.sessions().size(),
        timers - timersAtFirst,
        memory.waitingCount());
    notifyAll();
  }

  /** Waits until the core was looked at for the first time: nobody may connect before. */
  void awaitFirst(Duration most) throws InterruptedException, TimeoutException {
    await(now -> true, most);
  }

  synchronized Look last() {
    return Objects.requireNonNull(last, "awaitFirst was not called");
  }

  /** Waits until what is remembered is like that; the passing of time alone has the core look again. */
  synchronized Look await(Predicate<Look> likeThat, Duration most)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + most.toNanos();
    while (last == null || !likeThat.test(last)) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (leftMillis <= 0) {
        throw new TimeoutException("within " + most + "; there is still " + last);
      }
      wait(leftMillis);
    }
    return last;
  }
}
