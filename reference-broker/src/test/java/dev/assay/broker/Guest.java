package dev.assay.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.time.Duration;
import java.util.List;

/** A client that behaves, for tests that need one. */
record Guest(WireClient wire) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static WireClient open(String url, MqttVersion version) throws ConnectFailed {
    return WireClient.open(
        BrokerUrl.parse(url), version, "guest", new Transcript(List.of()), PATIENCE);
  }

  static Connect connectPacket(MqttVersion version, String clientId) {
    return new Connect(version, clientId, true, 30, null, null, null, Properties.NONE);
  }

  static Guest connect(String url, MqttVersion version, String clientId) throws ConnectFailed {
    Guest guest = new Guest(open(url, version));
    guest.wire.send(connectPacket(version, clientId));
    assertThat(guest.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    return guest;
  }

  void subscribe(String filter, Qos qos) {
    Subscription subscription = Subscription.of(TopicFilter.of(filter), qos);
    wire.send(new Subscribe(1, Properties.NONE, List.of(subscription)));
    assertThat(expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.granted(qos));
  }

  static Publish message(String topic, String payload, Qos qos, boolean retain) {
    int id = qos == Qos.AT_MOST_ONCE ? 0 : 9;
    return new Publish(
        false, qos, retain, TopicName.of(topic), id, Properties.NONE, Payload.of(payload));
  }

  /** Publishes, and answers until the broker has taken the message for good. */
  void publish(String topic, String payload, Qos qos, boolean retain) {
    wire.send(message(topic, payload, qos, retain));
    switch (qos) {
      case AT_MOST_ONCE -> {}
      case AT_LEAST_ONCE -> assertThat(expect(PubAck.class).packetId()).isEqualTo(9);
      case EXACTLY_ONCE -> {
        assertThat(expect(PubRec.class).packetId()).isEqualTo(9);
        wire.send(new PubRel(9));
        assertThat(expect(PubComp.class).packetId()).isEqualTo(9);
      }
    }
  }

  /** Takes the next message for good. */
  Publish receive() {
    Publish publish = expect(Publish.class);
    switch (publish.qos()) {
      case AT_MOST_ONCE -> {}
      case AT_LEAST_ONCE -> wire.send(new PubAck(publish.packetId()));
      case EXACTLY_ONCE -> {
        wire.send(new PubRec(publish.packetId()));
        assertThat(expect(PubRel.class).packetId()).isEqualTo(publish.packetId());
        wire.send(new PubComp(publish.packetId()));
      }
    }
    return publish;
  }

  void ping() {
    wire.send(new PingReq());
    expect(PingResp.class);
  }

  <T extends Packet> T expect(Class<T> type) {
    Arrival arrival = wire.next();
    assertThat(arrival).isInstanceOf(Arrival.Received.class);
    Packet packet = ((Arrival.Received) arrival).packet();
    assertThat(packet).isInstanceOf(type);
    return type.cast(packet);
  }

  @Override
  public void close() {
    wire.close();
  }
}
