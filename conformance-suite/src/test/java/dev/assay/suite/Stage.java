package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.MqttVersion;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** Where {@link Situation}s are played: one broker, and clients that send what they are told to and judge nothing. */
final class Stage {
  private static final BrokerUrl NOWHERE = BrokerUrl.parse("mqtt://127.0.0.1:1883");

  private final MemoryNetwork network;
  private final Transcript transcript;

  Stage(InMemory.Target target, MemoryNetwork network) {
    this.network = network;
    this.transcript = target.settings(network).transcript();
  }

  /** What a 5.0 client says first. */
  static Hello five(String clientId) {
    return new Hello(MqttVersion.V5, clientId, null, null);
  }

  /** What a 5.0 client says first whose session outlasts its connection by so much. */
  static Hello keeping(String clientId, int seconds) {
    return five(clientId).with(PropertyId.SESSION_EXPIRY_INTERVAL, seconds);
  }

  /** What a 3.1.1 client says first. */
  static Hello three(String clientId) {
    return new Hello(MqttVersion.V3_1_1, clientId, null, null);
  }

  /** Lets time pass. */
  void passSeconds(double seconds) {
    network.await(new LinkedBlockingQueue<>(), (long) (seconds * 1e9));
  }

  /** A connection on which nothing was sent yet. */
  Actor opens(MqttVersion version) {
    try {
      return new Actor(
          WireClient.open(NOWHERE, version, "actor", transcript, Duration.ofSeconds(1)));
    } catch (ConnectFailed e) {
      throw new AssertionError("nothing can be in the way in memory", e);
    }
  }

  /** A connection on which a CONNECT was sent. */
  Actor comes(Hello hello) {
    return opens(hello.packet().version()).sends(hello.packet());
  }

  /** A client, which counts its Packet Identifiers up. */
  static final class Actor {
    private final WireClient wire;
    private int lastId;

    private Actor(WireClient wire) {
      this.wire = wire;
    }

    Actor sends(Packet packet) {
      wire.send(packet);
      return this;
    }

    /** Whatever these bytes are; in hexadecimal digits. */
    Actor sendsBytes(String hex) {
      wire.sendBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
      return this;
    }

    Actor subscribes(Qos qos, String... filters) {
      return subscribes(
          Properties.NONE,
          Arrays.stream(filters)
              .map(filter -> Subscription.of(TopicFilter.of(filter), qos))
              .toArray(Subscription[]::new));
    }

    Actor subscribes(Properties properties, Subscription... subscriptions) {
      return sends(new Subscribe(++lastId, properties, List.of(subscriptions)));
    }

    Actor unsubscribes(String... filters) {
      return sends(new Unsubscribe(
          ++lastId, Properties.NONE, Arrays.stream(filters).map(TopicFilter::of).toList()));
    }

    Actor publishes(Qos qos, String topic, String payload) {
      return publishes(qos, false, topic, Properties.NONE, Payload.of(payload));
    }

    Actor retains(Qos qos, String topic, String payload) {
      return publishes(qos, true, topic, Properties.NONE, Payload.of(payload));
    }

    Actor publishes(Qos qos, boolean retain, String topic, Properties properties, Payload payload) {
      int id = qos == Qos.AT_MOST_ONCE ? PacketId.NONE : ++lastId;
      return sends(new Publish(false, qos, retain, TopicName.of(topic), id, properties, payload));
    }

    Actor acknowledges(int... packetIds) {
      Arrays.stream(packetIds).forEach(id -> sends(new PubAck(id)));
      return this;
    }

    /** AUTH of SCRAM-SHA-256. */
    Actor authenticates(ReasonCode code, String data) {
      return sends(new Auth(
          code,
          Properties.builder()
              .with(PropertyId.AUTHENTICATION_METHOD, "SCRAM-SHA-256")
              .with(PropertyId.AUTHENTICATION_DATA, Payload.of(data))
              .build()));
    }

    /** What the broker sent next. */
    Packet hears() {
      if (wire.next() instanceof Arrival.Received received) {
        return received.packet();
      }
      throw new AssertionError("the broker was to send something");
    }

    void saysGoodbye() {
      sends(new Disconnect(ReasonCode.SUCCESS));
      wire.close();
    }

    /** Its connection is lost. */
    void isCutOff() {
      wire.abort();
    }
  }
}
