package dev.assay.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Recorder;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.broker.state.BrokerView;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.InFlight;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerStoreTest {
  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  private LossyDisk disk = new LossyDisk(new Random(1), LossyDisk.Syncs.HONEST);
  private long steadyMillis = 5_000;
  private long wallMillis = 1_000_000_000_000L;

  BrokerStoreTest() {
    EntryFile.create(disk);
  }

  @Test
  void fileInPlaceOfADirectoryIsRefused(@TempDir Path parent) throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "");

    assertThatThrownBy(() -> BrokerStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessage("expected a directory, found the file " + file);
  }

  @Test
  void directoryThatAnotherBrokerUsesIsRefused(@TempDir Path directory) throws Exception {
    try (BrokerStore first = BrokerStore.open(directory)) {
      assertThatThrownBy(() -> BrokerStore.open(directory))
          .isInstanceOf(StoreException.class)
          .hasMessage("another broker uses " + directory);
      assertThat(first.state().sessions()).isEmpty();
    }

    BrokerStore.open(directory).close();
  }

  @Test
  void anotherFormatIsRefused() {
    disk = new LossyDisk(new Random(1), LossyDisk.Syncs.HONEST);
    EntryFile.create(disk, 7);

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessage("a disk: expected a store of format 2, found 7");
  }

  @Test
  void whatIsNoStoreIsRefused(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("broker.mv"), "no store\n".repeat(2_000));

    assertThatThrownBy(() -> BrokerStore.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(directory + " holds no store that can be read");
  }

  @Test
  void messageIsStoredOnceAndGoneWhenNobodyNeedsIt() throws Exception {
    BrokerStore store = open();
    Message message = message("shared by all");
    List<Session> sessions = List.of(session("a"), session("b"), session("c"));
    List<Delivery> deliveries = sessions.stream()
        .map(session -> new Delivery(message, Qos.AT_LEAST_ONCE, false, List.of(), null))
        .toList();
    for (int i = 0; i < 3; i++) {
      store.state().add(sessions.get(i));
      sessions.get(i).queue(deliveries.get(i));
    }
    write(store);
    // the clock, three sessions, three deliveries, one message
    assertThat(store.count()).isEqualTo(8);

    sessions.get(0).dropFirstWaiting();
    sessions.get(1).complete(sessions.get(1).beginFirstWaiting());
    write(store);
    assertThat(store.count()).isEqualTo(6);

    store.state().remove(sessions.get(2));
    write(store);
    assertThat(store.count()).isEqualTo(3);
  }

  @Test
  void whatIsReleasedComesBackInTheOrderOfItsPubRecsAndTheRestInThatOfItsPublishes()
      throws Exception {
    BrokerStore store = open();
    Session session = session("a");
    store.state().add(session);
    List<InFlight> begun = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      session.queue(new Delivery(message("m" + i), Qos.EXACTLY_ONCE, false, List.of(), null));
      begun.add(session.beginFirstWaiting());
    }
    session.release(begun.get(3));
    session.release(begun.get(1));
    // that a session lasts is said late: then all of it is written at once
    session.expireAfterSeconds(0);
    session.expireAfterSeconds(BrokerConfig.NEVER_SECONDS);
    session.release(begun.get(0));
    write(store);

    Session later = open().state().session("a");

    assertThat(later).isNotNull();
    assertThat(later.inFlight())
        .extracting(each -> each.packetId() + (each.released() ? " released" : ""))
        .containsExactly("3", "4 released", "2 released", "1 released");
    // the session, the clock, four deliveries and four messages: nothing stands there twice
    assertThat(store.count()).isEqualTo(10);
  }

  @Test
  void sessionKeepsItsOwner() throws Exception {
    BrokerStore store = open();
    Session owned = session("owned");
    store.state().add(owned);
    store.state().add(session("nobody's"));
    owned.belongTo("alice");
    write(store);

    BrokerStore later = open();

    assertThat(later.state().session("owned")).extracting(Session::owner).isEqualTo("alice");
    assertThat(later.state().session("nobody's"))
        .isNotNull()
        .extracting(Session::owner)
        .isNull();
  }

  @Test
  void fileDoesNotGrowWithWhatIsGone() throws Exception {
    BrokerStore store = open();
    Session session = session("busy");
    store.state().add(session);
    long sizeBytes = 0;

    for (int i = 1; i <= 3_000; i++) {
      session.queue(
          new Delivery(message("x".repeat(500)), Qos.AT_LEAST_ONCE, false, List.of(), null));
      write(store);
      session.complete(session.beginFirstWaiting());
      write(store);
      sizeBytes = i == 1_000 ? store.sizeBytes() : sizeBytes;
    }

    assertThat(store.count()).isEqualTo(2);
    assertThat(store.sizeBytes()).isLessThan(1_000_000).isLessThanOrEqualTo(2 * sizeBytes);
  }

  @Test
  void stepOfTheWallClockWhileTheBrokerRunsEndsNoSessionAndProlongsNone() throws Exception {
    for (long step : new long[] {HOUR_MILLIS, -HOUR_MILLIS}) {
      BrokerStore store = open();
      Session session = session("away" + step);
      session.expireAfterSeconds(600);
      session.detach(store.nowMillis());
      store.state().add(session);
      wallMillis += step;
      write(store);

      passes(599_000);
      assertThat(restarted(open()).hasSession("away" + step)).isTrue();
      passes(2_000);
      assertThat(restarted(open()).hasSession("away" + step)).isFalse();
    }
  }

  @Test
  void timeGoesOnWhileTheBrokerIsDownAndNeverBack() throws Exception {
    BrokerStore store = open();
    steadyMillis += 7_000;
    write(store);

    wallMillis += HOUR_MILLIS;
    assertThat(open().nowMillis()).isEqualTo(7_000 + HOUR_MILLIS);

    wallMillis -= 3 * HOUR_MILLIS;
    assertThat(open().nowMillis()).isEqualTo(7_000);
  }

  private void passes(long millis) {
    wallMillis += millis;
    steadyMillis += millis;
  }

  /** The view of a broker that was started with this store. */
  private static BrokerView restarted(BrokerStore store) {
    Recorder recorder = new Recorder(step -> {});
    MqttBroker broker = MqttBroker.honest(
        store.state(),
        BrokerConfig.DEFAULT,
        Choices.DEFAULT,
        (version, packet) -> 0,
        recorder,
        recorder);
    broker.on(new Input.TimePassed(store.nowMillis()));
    broker.on(new Input.Restarted());
    broker.on(new Input.TimePassed(store.nowMillis()));
    return broker.view();
  }

  private BrokerStore open() throws StoreException {
    return new BrokerStore(
        "a disk", null, disk, () -> TimeUnit.MILLISECONDS.toNanos(steadyMillis), () -> wallMillis);
  }

  private static void write(BrokerStore store) throws StoreException {
    Changes changes = store.takeChanges();
    store.write(changes == null ? List.of() : List.of(changes));
  }

  private static Session session(String clientId) {
    Session session = new Session(clientId, MqttVersion.V5);
    session.expireAfterSeconds(BrokerConfig.NEVER_SECONDS);
    return session;
  }

  private static Message message(String payload) {
    return Message.of(
        "publisher",
        TopicName.of("topic"),
        Qos.AT_LEAST_ONCE,
        false,
        Properties.NONE,
        Payload.of(payload),
        0);
  }
}
