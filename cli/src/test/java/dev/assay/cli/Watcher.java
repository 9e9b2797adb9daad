package dev.assay.cli;

import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Somebody else on the same broker, who subscribes to one Topic Filter and looks at what comes. */
abstract class Watcher implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SLICE = Duration.ofMillis(500);

  private final WireClient wire;

  /** Connects and subscribes, for as long as it takes the broker to listen. */
  Watcher(String url, String name, String filter) throws InterruptedException {
    this.wire = connected(url, name);
    wire.send(new Connect(MqttVersion.V3_1_1, name, true, 0, null, null, null, Properties.NONE));
    wire.send(new Subscribe(
        1, Properties.NONE, List.of(Subscription.of(TopicFilter.of(filter), Qos.AT_MOST_ONCE))));
  }

  private static WireClient connected(String url, String name) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return WireClient.open(
            BrokerUrl.parse(url), MqttVersion.V3_1_1, name, new Transcript(List.of()), PATIENCE);
      } catch (ConnectFailed notYet) {
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("no broker at " + url, notYet);
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Sends a message of QoS 0. */
  void publish(String topic) {
    wire.send(new Publish(
        false,
        Qos.AT_MOST_ONCE,
        false,
        TopicName.of(topic),
        PacketId.NONE,
        Properties.NONE,
        Payload.of("fence")));
  }

  /** A message came. */
  abstract void came(Publish publish);

  /** Looks at what comes until {@code enough}. */
  void watchUntil(Duration atMost, BooleanSupplier enough) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!enough.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + atMost + ": " + this);
      }
      Arrival arrival = wire.next(SLICE);
      if (arrival instanceof Arrival.Received received
          && received.packet() instanceof Publish publish) {
        came(publish);
      } else if (arrival instanceof Arrival.Closed) {
        throw new AssertionError("the broker closed the connection of a client that only listens");
      }
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
