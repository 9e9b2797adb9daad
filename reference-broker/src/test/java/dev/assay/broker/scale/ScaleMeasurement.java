package dev.assay.broker.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.faults.Peer;
import dev.assay.broker.scale.MeasuredBroker.Memory;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Run by {@code mvn -Pscale}; prints what it finds, and fails where an aim is missed. */
class ScaleMeasurement {
  private static final int CONNECTIONS = 10_000;
  private static final int BYTES_PER_CONNECTION_MAX = 4 * 1024;

  // 100 plants of 100 lines of 100 sensors
  private static final int WIDTH = 100;
  private static final int TOPICS = WIDTH * WIDTH * WIDTH;
  private static final int SESSIONS = 1_000;
  private static final int FILTERS_AT_A_TIME = 500;
  private static final int BATCH_BYTES = 64 * 1024;
  private static final String HEAP = "2g";

  private final long seed = Long.getLong("assay.seed", 20_261_125L);
  private final Random random = new Random(seed);

  @Test
  void idleConnections() throws Exception {
    List<Peer> peers = new ArrayList<>();
    try (MeasuredBroker broker = MeasuredBroker.start(HEAP, null)) {
      Memory empty = broker.memory();
      for (int i = 0; i < CONNECTIONS; i++) {
        peers.add(connected(broker, "c" + i));
      }

      Memory full = broker.memory();

      long each = full.bytes() / CONNECTIONS;
      say("%,d idle connections: heap %,d B, direct %,d B"
          .formatted(CONNECTIONS, full.heapBytes(), full.directBytes()));
      say("without any: heap %,d B, direct %,d B"
          .formatted(empty.heapBytes(), empty.directBytes()));
      say("for each: %,d B, the broker itself included; %,d B beyond it"
          .formatted(each, (full.bytes() - empty.bytes()) / CONNECTIONS));
      assertThat(each).isLessThanOrEqualTo(BYTES_PER_CONNECTION_MAX);
    } finally {
      for (Peer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void aMillionRetainedMessagesAndAMillionSubscriptions() throws Exception {
    List<Peer> subscribers = new ArrayList<>();
    try (MeasuredBroker broker = MeasuredBroker.start(HEAP, null);
        Peer publisher = connected(broker, "publisher")) {
      Memory empty = broker.memory();

      double retaining = seconds(() -> retainAll(publisher));
      Memory retained = broker.memory();
      say("%,d retained messages: %.1f s, %,d B each"
          .formatted(TOPICS, retaining, (retained.bytes() - empty.bytes()) / TOPICS));

      double subscribing = seconds(() -> {
        for (int i = 0; i < SESSIONS; i++) {
          subscribers.add(subscribedToItsShare(broker, i));
        }
      });
      Memory subscribed = broker.memory();
      say("%,d subscriptions of %,d sessions: %.1f s, %,d B each"
          .formatted(
              TOPICS, SESSIONS, subscribing, (subscribed.bytes() - retained.bytes()) / TOPICS));
      say("heap %,d B, direct %,d B of -Xmx%s"
          .formatted(subscribed.heapBytes(), subscribed.directBytes(), HEAP));

      int deliveries = 10_000;
      double delivering = seconds(() -> {
        for (int i = 0; i < deliveries; i++) {
          int number = random.nextInt(TOPICS);
          publisher.send(message(number, "new", false));
          Peer owner = subscribers.get(number % SESSIONS);
          assertThat(owner.expect(Publish.class).topic()).isEqualTo(topic(number));
        }
      });
      say("a message to one of them, there and then the next: %.0f us"
          .formatted(1e6 * delivering / deliveries));

      int questions = 100;
      double asking = seconds(() -> {
        for (int i = 0; i < questions; i++) {
          String filter = "plant/" + random.nextInt(WIDTH) + "/line/+/sensor/" + i;
          publisher.send(subscribe(List.of(filter), RetainHandling.SEND_ALWAYS));
          publisher.expect(SubAck.class);
          for (int j = 0; j < WIDTH; j++) {
            assertThat(publisher.expect(Publish.class).retain()).isTrue();
          }
        }
      });
      say("a subscription that brings %d of them by a wildcard: %.2f ms"
          .formatted(WIDTH, 1e3 * asking / questions));
    } finally {
      for (Peer peer : subscribers) {
        peer.close();
      }
    }
  }

  private static void retainAll(Peer publisher) throws IOException {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (int number = 0; number < TOPICS; number++) {
      batch.writeBytes(Peer.bytesOf(MqttVersion.V5, message(number, "21.5 degrees", true)));
      if (batch.size() > BATCH_BYTES) {
        publisher.sendBytes(batch.toByteArray());
        batch.reset();
      }
    }
    publisher.sendBytes(batch.toByteArray());
    publisher.send(new PingReq());
    publisher.expect(PingResp.class);
  }

  /** Every {@code SESSIONS}th topic, by its name. */
  private static Peer subscribedToItsShare(MeasuredBroker broker, int index) throws IOException {
    Peer peer = connected(broker, "s" + index);
    List<String> filters = new ArrayList<>();
    for (int number = index; number < TOPICS; number += SESSIONS) {
      filters.add(topic(number).text());
      if (filters.size() == FILTERS_AT_A_TIME) {
        peer.send(subscribe(filters, RetainHandling.DO_NOT_SEND));
        assertThat(peer.expect(SubAck.class).reasonCodes()).hasSize(FILTERS_AT_A_TIME);
        filters.clear();
      }
    }
    return peer;
  }

  private static Peer connected(MeasuredBroker broker, String clientId) throws IOException {
    Peer peer = new Peer(broker.port(), MqttVersion.V5);
    peer.send(new Connect(MqttVersion.V5, clientId, true, 0, null, null, null, Properties.NONE));
    peer.expect(ConnAck.class);
    return peer;
  }

  private static Subscribe subscribe(List<String> filters, RetainHandling handling) {
    List<Subscription> subscriptions = filters.stream()
        .map(filter ->
            new Subscription(TopicFilter.of(filter), Qos.AT_MOST_ONCE, false, true, handling))
        .toList();
    return new Subscribe(1, Properties.NONE, subscriptions);
  }

  private static Publish message(int number, String payload, boolean retain) {
    return new Publish(
        false, Qos.AT_MOST_ONCE, retain, topic(number), 0, Properties.NONE, Payload.of(payload));
  }

  private static TopicName topic(int number) {
    return TopicName.of("plant/" + number % WIDTH + "/line/" + number / WIDTH % WIDTH + "/sensor/"
        + number / WIDTH / WIDTH);
  }

  /** Work that talks to a broker. */
  private interface Talk {
    void all() throws IOException;
  }

  private static double seconds(Talk talk) throws IOException {
    long start = System.nanoTime();
    talk.all();
    return (System.nanoTime() - start) / 1e9;
  }

  private static void say(String line) {
    System.out.println("scale: " + line);
  }
}
