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
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.spec.MqttVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
      BrokerCore core = MqttBroker.honest(
          store.state(),
          BrokerConfig.DEFAULT,
          Choices.DEFAULT,
          (version, packet) -> PacketWriter.of(version).sizeOf(packet),
          holdback,
          Witness.SILENT);
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

  private static Connect connect() {
    Properties lasting =
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 3_600).build();
    return new Connect(MqttVersion.V5, "c", true, 0, null, null, null, lasting);
  }
}
