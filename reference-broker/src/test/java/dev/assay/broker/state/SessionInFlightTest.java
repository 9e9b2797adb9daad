package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionInFlightTest {
  private final Session session = new Session("client", MqttVersion.V3_1_1);
  private final Message message = Message.of(
      "publisher", TopicName.of("a"), Qos.AT_LEAST_ONCE, false, Properties.NONE, Payload.EMPTY, 0);

  private InFlight begin() {
    session.queue(new Delivery(message, Qos.AT_LEAST_ONCE, false, List.of(), null));
    return session.beginFirstWaiting();
  }

  @Test
  void someIdentifiersAreLeftFreeSoThatOneIsFoundSoon() {
    Deque<InFlight> begun = new ArrayDeque<>();
    while (session.hasFreePacketId()) {
      begun.add(begin());
    }

    assertThat(begun).hasSize(Session.IN_FLIGHT_MAX);
    session.complete(begun.removeLast());
    assertThat(session.hasFreePacketId()).isTrue();
    assertThat(begin().packetId()).isEqualTo(Session.IN_FLIGHT_MAX + 1);
  }

  /** The last one is acknowledged each time: of 65,535 that all are in use it would be the last that is looked at. */
  @Test
  void whoAcknowledgesTheLastOneEachTimeHasFewSearched() {
    Deque<InFlight> begun = new ArrayDeque<>();
    while (session.hasFreePacketId()) {
      begun.add(begin());
    }

    long passed = 0;
    int exchanges = 20_000;
    for (int i = 0; i < exchanges; i++) {
      InFlight last = begun.removeLast();
      session.complete(last);
      InFlight next = begin();
      passed += 1 + Math.floorMod(next.packetId() - last.packetId() - 1, PacketId.MAX);
      begun.add(next);
    }

    assertThat(passed / exchanges).isLessThanOrEqualTo(12);
  }
}
