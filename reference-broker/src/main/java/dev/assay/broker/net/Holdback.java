package dev.assay.broker.net;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.store.BrokerStore;
import dev.assay.broker.store.Changes;
import dev.assay.broker.store.StoreException;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.MqttVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what the core sends until the changes that it rests on are on the disk.
 *
 * <pre>
 *   core --&gt; round --&gt; batch {changes, effects} --&gt; batch --&gt; batch            lives on the event loop
 *                                  |                              |
 *                                  +---- written as one group ----+               on the writer's thread
 *                                  +---- effects let out, in order
 * </pre>
 *
 * While a group is written the event loop goes on and the next group collects, so the group grows with the load. A round that
 * changed nothing waits as well while others wait before it: it may acknowledge what an earlier one changed. Only PINGRESP and
 * messages of QoS 0 of such a round promise nothing and go at once, unless their connection has something to wait for.
 */
final class Holdback implements Outbox, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Holdback.class.getName());

  private static final long CLOSE_MILLIS_MAX = 30_000;

  /** How much may wait to be written; beyond that the event loop waits too, and with it everybody who sends. */
  private static final long WAITING_BYTES_MAX = 16 * 1024 * 1024;

  /**
   * How much may be held back, in bytes on the wire; the same. More than what may wait to be written, since a message for many
   * receivers is here once and counts for each.
   */
  private static final long HELD_BYTES_MAX = 64 * 1024 * 1024;

  /** About what an effect takes beside what is sent. */
  private static final long EFFECT_BYTES = 100;

  private final BrokerStore store;
  private final Outbox onward;
  private final Executor loop;
  private final Runnable afterRelease;
  private final Consumer<Exception> onFailure;
  private final ExecutorService writer;

  // what the core did since the last round
  private List<Effect> round = new ArrayList<>();
  private final Deque<Batch> batches = new ArrayDeque<>();
  // connections with an effect in a batch
  private final Set<Long> waiting = new HashSet<>();
  private long waitingBytes;
  private long heldBytes;
  // under way
  private @Nullable Group writing;
  private boolean failed;
  private Runnable whenAllIsOut = () -> {};

  /** Changes, and what must not be seen before they are on the disk. */
  private record Batch(Changes changes, List<Effect> effects) {}

  /**
   * Holds back on one thread.
   *
   * @param onward where effects go once they may
   * @param loop the event loop, which calls everything here
   * @param afterRelease called when effects went out
   * @param onFailure called if the store cannot be written, for whatever reason; nothing goes out any more
   */
  Holdback(
      BrokerStore store,
      Outbox onward,
      Executor loop,
      Runnable afterRelease,
      Consumer<Exception> onFailure) {
    this(
        store,
        onward,
        loop,
        afterRelease,
        onFailure,
        Executors.newSingleThreadExecutor(new DefaultThreadFactory("assay-store", true)));
  }

  Holdback(
      BrokerStore store,
      Outbox onward,
      Executor loop,
      Runnable afterRelease,
      Consumer<Exception> onFailure,
      ExecutorService writer) {
    this.writer = writer;
    this.store = store;
    this.onward = onward;
    this.loop = loop;
    this.afterRelease = afterRelease;
    this.onFailure = onFailure;
  }

  @Override
  public void send(long connection, MqttVersion version, Packet packet) {
    round.add(new Effect.Sent(connection, version, packet));
  }

  @Override
  public void sendBytes(long connection, Payload bytes) {
    round.add(new Effect.SentBytes(connection, bytes));
  }

  @Override
  public void close(long connection) {
    round.add(new Effect.Closed(connection));
  }

  /** What came in was dealt with: what it led to goes out, or waits. */
  void endRound() {
    List<Effect> effects = round;
    Changes changes = failed ? null : store.takeChanges();
    if (changes == null && effects.isEmpty()) {
      return;
    }
    round = new ArrayList<>();
    if (changes != null) {
      add(new Batch(changes, effects));
    } else if (batches.isEmpty()) {
      effects.forEach(effect -> effect.applyTo(onward));
    } else {
      effects.forEach(effect -> sendOrHold(effect, batches.getLast()));
      awaitIfTooMuch();
    }
  }

  /** Calls {@code next} once nothing is held back: everything is out, or the store has failed and nothing will be. */
  void whenAllIsOut(Runnable next) {
    if (batches.isEmpty()) {
      next.run();
    } else {
      whenAllIsOut = next;
    }
  }

  private void add(Batch batch) {
    batches.add(batch);
    batch.effects().forEach(this::noteHeld);
    waitingBytes += batch.changes().sizeBytes();
    if (writing == null) {
      writeGroup();
    } else {
      awaitIfTooMuch();
    }
  }

  private void awaitIfTooMuch() {
    if (writing != null && (waitingBytes > WAITING_BYTES_MAX || heldBytes > HELD_BYTES_MAX)) {
      // not left to the loop, which may have much to read before it comes to what the writer asks
      // of it
      writing.await();
    }
  }

  private void noteHeld(Effect effect) {
    waiting.add(effect.connection());
    heldBytes += sizeOf(effect);
  }

  private static long sizeOf(Effect effect) {
    if (effect instanceof Effect.Sent sent) {
      return EFFECT_BYTES + PacketWriter.of(sent.version()).sizeOf(sent.packet());
    }
    return effect instanceof Effect.SentBytes sent
        ? EFFECT_BYTES + sent.bytes().length()
        : EFFECT_BYTES;
  }

  private void sendOrHold(Effect effect, Batch last) {
    if (promisesNothing(effect) && !waiting.contains(effect.connection())) {
      effect.applyTo(onward);
    } else {
      last.effects().add(effect);
      noteHeld(effect);
    }
  }

  private static boolean promisesNothing(Effect effect) {
    return effect instanceof Effect.Sent sent
        && (sent.packet().type() == PacketType.PINGRESP
            || (sent.packet() instanceof Publish publish && publish.qos() == Qos.AT_MOST_ONCE));
  }

  private void writeGroup() {
    Group group = new Group(batches.stream().map(Batch::changes).toList());
    writing = group;
    group.written = writer.submit(group::write);
  }

  /** Changes that are written together. */
  private final class Group {
    private final List<Changes> changes;
    private Future<?> written = CompletableFuture.completedFuture(null);
    // what follows on the event loop, once and not twice
    private Runnable next = () -> {};

    Group(List<Changes> changes) {
      this.changes = changes;
    }

    /** On the writer's thread. */
    void write() {
      try {
        store.write(changes);
        next = () -> written(changes.size());
      } catch (StoreException | RuntimeException e) {
        next = () -> fail(e);
      } catch (Error e) {
        // or the broker would go on listening, and wait for this writer for ever
        next = () -> fail(new IllegalStateException("the writer of the store failed: " + e, e));
      }
      loop.execute(this::end);
    }

    /** The event loop does nothing else until they are written. */
    void await() {
      try {
        written.get();
        end();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a writer reports its failures itself", e);
      }
    }

    private void end() {
      Runnable once = next;
      next = () -> {};
      once.run();
    }
  }

  private void written(int count) {
    writing = null;
    List<Batch> group = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      group.add(batches.remove());
    }
    waiting.clear();
    heldBytes = 0;
    for (Batch batch : batches) {
      batch.effects().forEach(this::noteHeld);
    }
    if (!batches.isEmpty() && !failed) {
      writeGroup();
    }
    for (Batch batch : group) {
      waitingBytes -= batch.changes().sizeBytes();
      batch.effects().forEach(effect -> effect.applyTo(onward));
    }
    afterRelease.run();
    if (batches.isEmpty()) {
      endWait();
    }
  }

  private void endWait() {
    Runnable next = whenAllIsOut;
    whenAllIsOut = () -> {};
    next.run();
  }

  private void fail(Exception cause) {
    failed = true;
    batches.clear();
    waiting.clear();
    heldBytes = 0;
    onFailure.accept(cause);
    endWait();
  }

  /** Writes what was taken over and closes the store. Comes when the event loop has ended. */
  @Override
  public void close() {
    if (writer.isShutdown()) {
      return;
    }
    writer.shutdown();
    try {
      if (writer.awaitTermination(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        if (!failed) {
          writeRest();
        }
        store.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** To write a group again that the event loop was not told of any more does no harm. */
  private void writeRest() {
    List<Changes> rest = new ArrayList<>();
    batches.forEach(batch -> rest.add(batch.changes()));
    Changes last = store.takeChanges();
    if (last != null) {
      rest.add(last);
    }
    try {
      store.write(rest);
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.ERROR, "what was not acknowledged is lost: {0}", e.getMessage());
    }
  }
}
