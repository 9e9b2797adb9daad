package dev.assay.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Input;
import dev.assay.broker.faults.Peer;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event loop that could not go on for a while: garbage was collected, or the machine had something else to do. */
// against a hang alone
@Timeout(120)
class HeldUpTest {
  private static final long DEADLINE_SECONDS = 60;
  private static final int KEEP_ALIVE_SECONDS = 10;

  private final AtomicLong nowMillis = new AtomicLong();
  private final Semaphore isHeldUp = new Semaphore(0);
  private final Semaphore mayGoOn = new Semaphore(0);
  private Shell.Running running;

  /** A message holds the loop up for as long as the test wants. */
  @BeforeEach
  void start() throws IOException {
    CoreFactory cores = (memory, config, choices, sizes, outbox, witness) -> {
      BrokerCore honest = MqttBroker.honest(memory, config, choices, sizes, outbox, witness);
      return input -> {
        if (input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Publish) {
          isHeldUp.release();
          mayGoOn.acquireUninterruptibly();
        }
        honest.on(input);
      };
    };
    running = Shell.start(ShellOptions.of(cores), nowMillis::get);
  }

  @AfterEach
  void stop() {
    running.stop();
  }

  /** [MQTT-3.1.2-22] is about what the server receives, and what is in its socket it has received. */
  @Test
  void whoseWordsCameMeanwhileIsKeptAndWhoWasSilentIsClosed() throws Exception {
    List<Peer> talking = new ArrayList<>();
    try (Peer silent = connected("silent", KEEP_ALIVE_SECONDS);
        Peer publisher = connected("publisher", 0)) {
      for (int i = 0; i < 20; i++) {
        talking.add(connected("talking" + i, KEEP_ALIVE_SECONDS));
      }
      publisher.send(message());
      assertThat(isHeldUp.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
      for (Peer each : talking) {
        each.send(new PingReq());
      }
      nowMillis.addAndGet(TimeUnit.SECONDS.toMillis(6 * KEEP_ALIVE_SECONDS));
      mayGoOn.release();

      assertThat(silent.expect(Disconnect.class).reasonCode())
          .isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
      for (Peer each : talking) {
        each.expect(PingResp.class);
        each.send(new PingReq());
        each.expect(PingResp.class);
      }
    } finally {
      for (Peer each : talking) {
        each.close();
      }
    }
  }

  private Peer connected(String clientId, int keepAliveSeconds) throws IOException {
    Peer peer = new Peer(running.address().getPort(), MqttVersion.V5);
    peer.send(new Connect(
        MqttVersion.V5, clientId, true, keepAliveSeconds, null, null, null, Properties.NONE));
    peer.expect(ConnAck.class);
    return peer;
  }

  private static Publish message() {
    return new Publish(
        false, Qos.AT_MOST_ONCE, false, TopicName.of("t"), 0, Properties.NONE, Payload.of("any"));
  }
}
