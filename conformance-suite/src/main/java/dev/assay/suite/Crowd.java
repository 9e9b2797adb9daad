package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.client.ConnectFailed;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Finds out how many connections a target grants at a time, by asking for as many as a run may need. One that is refused for want
 * of room in the middle of a case would look like a broker that closes where it must not.
 */
final class Crowd {
  /** As many as the cases of one worker have on average, and then some. */
  private static final int CONNECTIONS_OF_A_WORKER = 4;

  private static final int ASKING_AT_A_TIME = 32;

  private final RunSettings settings;
  private final String token;
  private final MqttVersion version;
  private final Duration patience;
  // guarded by itself
  private final List<WireClient> granted = new ArrayList<>();

  /** @param patience how long each gets for its connection and its CONNACK */
  Crowd(RunSettings settings, String token, MqttVersion version, Duration patience) {
    this.settings = settings;
    this.token = token;
    this.version = version;
    this.patience = patience;
  }

  /** How many are asked for. */
  int size() {
    return settings.workers() * CONNECTIONS_OF_A_WORKER;
  }

  /** How many of them were granted beside each other. All are closed again. */
  int granted() {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(size(), ASKING_AT_A_TIME));
    try {
      for (int i = 0; i < size(); i++) {
        int number = i;
        pool.execute(() -> ask(number));
      }
      pool.shutdown();
      if (!pool.awaitTermination(patience.toMillis() * size(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("connections are asked for without end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for connections", e);
    }
    synchronized (granted) {
      granted.forEach(wire -> wire.send(new Disconnect(ReasonCode.SUCCESS)));
      granted.forEach(WireClient::close);
      granted.forEach(wire -> wire.awaitClosed(patience));
      return granted.size();
    }
  }

  private void ask(int number) {
    try {
      WireClient wire =
          WireClient.open(settings.url(), version, "crowd", settings.transcript(), patience);
      wire.send(new Hello(
              version,
              settings.clientIdPrefix() + token + "0Xcrowd" + number,
              settings.userName(),
              settings.password())
          .packet());
      if (wire.next() instanceof Arrival.Received received
          && received.packet() instanceof ConnAck ack
          && ack.reasonCode() == ReasonCode.SUCCESS) {
        synchronized (granted) {
          granted.add(wire);
        }
      } else {
        wire.close();
      }
    } catch (ConnectFailed refused) {
      // no room for it: that is what is counted
      return;
    }
  }
}
