package dev.assay.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Witness;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.broker.store.BrokerStore;
import dev.assay.broker.store.FailingStore;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test's thread is the event loop: it does what the writer's thread asks for when the test wants it. */
class HoldbackTest {
  private static final long DEADLINE_SECONDS = 60;

  private final List<String> out = new ArrayList<>();
  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();

  @TempDir
  Path directory;

  private final class Noting implements Outbox {
    @Override
    public void send(long connection, MqttVersion version, Packet packet) {
      out.add(packet.type() + " to " + connection);
    }

    @Override
    public void sendBytes(long connection, Payload bytes) {
      out.add("bytes to " + connection);
    }

    @Override
    public void close(long connection) {
      out.add("close " + connection);
    }
  }

  @Test
  void lastWordIsOutBehindWhatTheDiskHasStillToTake() throws Exception {
    BrokerStore store = BrokerStore.open(directory);
    try (Holdback holdback =
        new Holdback(store, new Noting(), loop::add, () -> {}, failure -> out.add("failed"))) {
      BrokerCore core = coreOf(store, holdback);
      core.on(new Input.ConnectionOpened(1, "peer"));
      core.on(new Input.PacketArrived(1, connect()));
      holdback.endRound();
      core.on(new Input.Stopping());
      holdback.endRound();

      holdback.whenAllIsOut(() -> out.add("the end"));
      assertThat(out).as("before the disk has it").isEmpty();

      while (!out.contains("the end")) {
        Runnable written = loop.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(written).isNotNull();
        written.run();
      }
      assertThat(out).containsExactly("CONNACK to 1", "DISCONNECT to 1", "the end");
    }
  }

  @Test
  void whereNothingIsHeldBackTheEndIsNow() throws Exception {
    try (Holdback holdback = new Holdback(
        BrokerStore.open(directory), new Noting(), loop::add, () -> {}, failure -> {})) {
      holdback.whenAllIsOut(() -> out.add("the end"));

      assertThat(out).containsExactly("the end");
    }
  }

  /** However much the loop reads before it comes to what the writer asks of it. */
  @Test
  void soMuchWaitsForTheDiskAndThenTheLoopWaitsForIt() throws Exception {
    BrokerStore store = BrokerStore.open(directory);
    try (Holdback holdback = new Holdback(
        store, new Noting(), loop::add, () -> {}, failure -> {}, new WritingWhenAwaited())) {
      BrokerCore core = coreOf(store, holdback);
      core.on(new Input.ConnectionOpened(1, "peer"));
      core.on(new Input.PacketArrived(1, connect()));
      holdback.endRound();

      List<Long> waiting = new ArrayList<>();
      for (int i = 1; i <= 80; i++) {
        core.on(new Input.PacketArrived(1, retainedOfOneMebibyte(i)));
        holdback.endRound();
        waiting.add(i - out.stream().filter("PUBACK to 1"::equals).count());
      }

      assertThat(waiting.get(14))
          .as("the loop does not wait before it is too much")
          .isEqualTo(15);
      assertThat(waiting).allMatch(messages -> messages <= 16);
    }
  }

  /** Changes are not all that waits: here they are a session and a subscription, and then only messages that change nothing. */
  @Test
  void soMuchIsHeldBackAndThenTheLoopWaitsForTheDisk() throws Exception {
    BrokerStore store = BrokerStore.open(directory);
    try (Holdback holdback = new Holdback(
        store, new Noting(), loop::add, () -> {}, failure -> {}, new WritingWhenAwaited())) {
      BrokerCore core = coreOf(store, holdback);
      core.on(new Input.ConnectionOpened(1, "peer"));
      core.on(new Input.PacketArrived(1, connect()));
      core.on(new Input.PacketArrived(1, subscribe()));
      holdback.endRound();
      Publish large = atQosZero(Payload.owning(new byte[1024 * 1024]));

      List<Long> held = new ArrayList<>();
      for (int i = 1; i <= 80; i++) {
        core.on(new Input.PacketArrived(1, large));
        holdback.endRound();
        held.add(i - out.stream().filter("PUBLISH to 1"::equals).count());
      }

      assertThat(held.get(62))
          .as("the loop does not wait before it is too much")
          .isEqualTo(63);
      assertThat(held).allMatch(messages -> messages <= 64);
    }
  }

  private static Subscribe subscribe() {
    return new Subscribe(
        1, Properties.NONE, List.of(Subscription.of(TopicFilter.of("t"), Qos.AT_MOST_ONCE)));
  }

  private static Publish atQosZero(Payload payload) {
    return new Publish(
        false, Qos.AT_MOST_ONCE, false, TopicName.of("t"), 0, Properties.NONE, payload);
  }

  /** An Error as well as an exception: or the broker would go on listening and answer nobody. */
  @Test
  void errorOfTheWriterIsReportedAndNothingGoesOut() throws Exception {
    BrokerStore store = FailingStore.failingWith(new OutOfMemoryError("of the writer"));
    List<Throwable> failures = new ArrayList<>();
    try (Holdback holdback =
        new Holdback(store, new Noting(), loop::add, () -> {}, failures::add)) {
      BrokerCore core = coreOf(store, holdback);
      core.on(new Input.ConnectionOpened(1, "peer"));
      core.on(new Input.PacketArrived(1, connect()));

      holdback.endRound();
      Runnable ended = loop.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(ended).isNotNull();
      ended.run();

      assertThat(failures)
          .singleElement()
          .extracting(Throwable::getCause)
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(out).isEmpty();
    }
  }

  private static Publish retainedOfOneMebibyte(int number) {
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        true,
        TopicName.of("t/" + number),
        number,
        Properties.NONE,
        Payload.owning(new byte[1024 * 1024]));
  }

  /** A disk that is never done before somebody waits for it. */
  private static final class WritingWhenAwaited extends AbstractExecutorService {
    private final List<Runnable> open = new ArrayList<>();
    private boolean isShutdown;

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable task, T value) {
      return new FutureTask<>(task, value) {
        @Override
        public T get() throws InterruptedException, ExecutionException {
          run();
          return super.get();
        }
      };
    }

    @Override
    public void execute(Runnable task) {
      open.add(task);
    }

    @Override
    public void shutdown() {
      isShutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      isShutdown = true;
      return open;
    }

    @Override
    public boolean isShutdown() {
      return isShutdown;
    }

    @Override
    public boolean isTerminated() {
      return isShutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      open.forEach(Runnable::run);
      return true;
    }
  }

  private static BrokerCore coreOf(BrokerStore store, Holdback holdback) {
    return MqttBroker.honest(
        store.state(),
        BrokerConfig.DEFAULT,
        Choices.DEFAULT,
        (version, packet) -> PacketWriter.of(version).sizeOf(packet),
        holdback,
        Witness.SILENT);
  }

  private static Connect connect() {
    Properties lasting =
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 3_600).build();
    return new Connect(MqttVersion.V5, "c", true, 0, null, null, null, lasting);
  }
}
