package dev.assay.suite;

import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Unsubscribe;
import java.util.Arrays;
import java.util.List;

/** Packets in short, as cases need them; for more, the constructors of {@code codec.packet}. A CONNECT comes from {@link Bench#hello}. */
public final class Packets {
  private Packets() {}

  /** SUBSCRIBE to one filter. */
  public static Subscribe subscribe(int packetId, String filter, Qos qos) {
    return subscribe(packetId, Subscription.of(TopicFilter.of(filter), qos));
  }

  /** SUBSCRIBE to several filters. */
  public static Subscribe subscribe(int packetId, Subscription... subscriptions) {
    return new Subscribe(packetId, Properties.NONE, List.of(subscriptions));
  }

  /** UNSUBSCRIBE from these filters. */
  public static Unsubscribe unsubscribe(int packetId, String... filters) {
    return new Unsubscribe(
        packetId, Properties.NONE, Arrays.stream(filters).map(TopicFilter::of).toList());
  }

  /** PUBLISH of QoS 0. */
  public static Publish publish(String topic, String payload) {
    return publish(Qos.AT_MOST_ONCE, PacketId.NONE, topic, payload);
  }

  /** PUBLISH without RETAIN and DUP; {@link PacketId#NONE} at QoS 0. */
  public static Publish publish(Qos qos, int packetId, String topic, String payload) {
    return new Publish(
        false, qos, false, TopicName.of(topic), packetId, Properties.NONE, Payload.of(payload));
  }

  /** The same PUBLISH with RETAIN 1. */
  public static Publish retained(Publish publish) {
    return new Publish(
        publish.dup(),
        publish.qos(),
        true,
        publish.topic(),
        publish.packetId(),
        publish.properties(),
        publish.payload());
  }

  /** The same PUBLISH with DUP 1: what is sent again after a reconnect. QoS 1 or 2. */
  public static Publish duplicate(Publish publish) {
    return new Publish(
        true,
        publish.qos(),
        publish.retain(),
        publish.topic(),
        publish.packetId(),
        publish.properties(),
        publish.payload());
  }

  /** The same PUBLISH with these properties. 5.0. */
  public static Publish with(Publish publish, Properties properties) {
    return new Publish(
        publish.dup(),
        publish.qos(),
        publish.retain(),
        publish.topic(),
        publish.packetId(),
        properties,
        publish.payload());
  }
}
