package dev.assay.suite.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Transcript;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingResp;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.RunSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GuestTest {
  private static final BrokerConfig HASTY =
      BrokerConfig.DEFAULT.with(the -> the.serverKeepAliveSeconds = 1);

  /** Two seconds without a packet are more than the one and a half after which the broker closes [5.0 MQTT-3.1.2-22]. */
  @Test
  void whoOnlyListensKeepsToAServerKeepAlive() throws Exception {
    try (ReferenceBroker broker =
            ReferenceBroker.start(ReferenceBroker.options().withConfig(HASTY));
        Guest guest = guestOf(broker)) {
      List<Packet> read = new ArrayList<>();

      guest.connect(new Transcript(List.of()));
      guest.collect(read::add, () -> false);

      assertThat(read)
          .as("its own PINGRESP is nobody's affair")
          .noneMatch(PingResp.class::isInstance);
    }
  }

  @Test
  void whoWaitsForOthersKeepsToAServerKeepAlive() throws Exception {
    try (ReferenceBroker broker =
            ReferenceBroker.start(ReferenceBroker.options().withConfig(HASTY));
        Guest guest = guestOf(broker)) {
      guest.connect(new Transcript(List.of()));

      boolean isDone = new Progress().await(1, Duration.ofSeconds(2), guest::keepAlive);
      guest.collectWhatIsThere(packet -> {}, () -> false);

      assertThat(isDone).isFalse();
    }
  }

  private static Guest guestOf(ReferenceBroker broker) {
    Trial.Names names = new Trial.Names(MqttVersion.V5, "assay", "assay", new AtomicBoolean());
    return new Guest(RunSettings.of(BrokerUrl.parse(broker.url())), names, "g", "listener");
  }
}
