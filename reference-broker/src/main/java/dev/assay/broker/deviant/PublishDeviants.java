package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.rules.PublishRules;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What can go wrong between PUBLISH and its last acknowledgement. */
final class PublishDeviants {
  private PublishDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "delivers-repeats-of-qos-2",
                "Takes a repeated PUBLISH of QoS 2 for a new message before its PUBREL.")
            .mustFail(
                "qos2/repeat-before-pubrel-not-delivered-again",
                Mqtt5.MQTT_4_3_3_10,
                "no-duplicate-delivery")
            .mustFail(
                "qos2/repeat-before-pubrel-not-delivered-again",
                Mqtt311.MQTT_4_3_3_2,
                "no-duplicate-onward")
            .by(() -> Twists.deciding(PublishRules.STILL_AWAITING_PUBREL, false)),
        Deviant.named(
                "exceeds-the-receive-maximum",
                "Sends more messages at once than the client's Receive Maximum.")
            .mustFail("flow/receive-maximum-kept", Mqtt5.MQTT_3_3_4_9)
            .by(() -> Twists.deciding(Deliveries.RECEIVE_MAXIMUM_REACHED, false)),
        Deviant.named(
                "acknowledges-the-next-identifier",
                "Answers a PUBLISH of QoS 1 with the packet identifier after the right one.")
            .mustFail("publish/qos-1-puback", Mqtt5.MQTT_2_2_1_5, "puback-same-identifier")
            .mustFail("publish/qos-1-puback", Mqtt311.MQTT_2_3_1_6, "puback-repeats-id")
            .by(() -> Twists.outgoing(
                PubAck.class,
                (packet, connection, broker) -> List.of(new PubAck(
                    packet.packetId() % PacketId.MAX + 1,
                    packet.reasonCode(),
                    packet.properties())))),
        Deviant.named("resends-without-dup", "Sends an unacknowledged message again with DUP 0.")
            .mustFail(
                "qos1/unacknowledged-is-resent-on-resume", Mqtt5.MQTT_3_3_1_1, Mqtt311.MQTT_3_3_1_1)
            .by(() -> Twists.outgoing(
                Publish.class, (packet, connection, broker) -> List.of(withDup(packet, false)))),
        Deviant.named("passes-dup-on", "Forwards a message with the DUP flag that it came in with.")
            .mustFail("publish/dup-not-propagated", Mqtt5.MQTT_3_3_1_3)
            .mustFail("publish/dup-not-propagated", Mqtt311.MQTT_3_3_1_3, "first-send-has-dup-0")
            .by(DupPassedOn::new));
  }

  /** Remembers the topics on which a PUBLISH with DUP came in. */
  private static final class DupPassedOn implements Twist {
    private final Set<TopicName> repeated = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish) {
        if (publish.dup()) {
          repeated.add(publish.topic());
        } else {
          repeated.remove(publish.topic());
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE
          && repeated.contains(publish.topic())) {
        return List.of(new Effect.Sent(sent.connection(), sent.version(), withDup(publish, true)));
      }
      return List.of(effect);
    }
  }

  private static Publish withDup(Publish packet, boolean dup) {
    return new Publish(
        dup,
        packet.qos(),
        packet.retain(),
        packet.topic(),
        packet.packetId(),
        packet.properties(),
        packet.payload());
  }
}
