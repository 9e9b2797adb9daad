package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.SharedSubscriptions;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What can go wrong with Shared Subscriptions. */
final class SharedSubscriptionDeviants {
  private static final int PACKET_ID = 60_000;

  private SharedSubscriptionDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "shares-at-qos-1", "Sends shared messages at QoS 1 to members that were granted 0.")
            .mustFail("shared/granted-qos-is-respected", Mqtt5.MQTT_4_8_2_3)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> List.of(
                    packet.qos() == Qos.AT_MOST_ONCE && isMember(to, broker)
                        ? Publishes.atQosOne(packet, PACKET_ID)
                        : packet))),
        Deviant.named(
                "completes-no-shared-message",
                "Does not send a shared message of QoS 2 again when its member comes back.")
            .mustFail("shared/qos-2-is-completed-with-its-member", Mqtt5.MQTT_4_8_2_4)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) ->
                    packet.dup() && packet.qos() == Qos.EXACTLY_ONCE && isMember(to, broker)
                        ? List.of()
                        : List.of(packet))),
        Deviant.named(
                "hands-on-qos-2",
                "Sends a shared message of QoS 2 to another member when the first one's session ends.")
            .mustFail("shared/qos-2-goes-to-nobody-else", Mqtt5.MQTT_4_8_2_5)
            .by(() -> Twists.deciding(SharedSubscriptions.QOS_2_NOT_HANDED_ON, false)),
        Deviant.named(
                "keeps-what-a-member-refused",
                "Sends a shared message that its member has refused to the same one again when it comes back.")
            .mustFail(
                "shared/refused-message-is-discarded",
                Mqtt5.MQTT_4_8_2_6,
                "discard-refused-message")
            .by(() -> Twists.incoming(
                PubAck.class,
                (packet, from, broker) ->
                    packet.reasonCode().isError() && isMember(from, broker) ? null : packet)),
        Deviant.named(
                "offers-what-a-member-refused",
                "Sends a shared message that its member has refused to another one.")
            .mustFail(
                "shared/refused-message-is-offered-to-nobody-else",
                Mqtt5.MQTT_4_8_2_6,
                "offer-to-no-other-member")
            .by(OfferingToOthers::new),
        Deviant.named(
                "shares-with-all", "Sends each message to all members of a Shared Subscription.")
            .mustFail("shared/each-message-goes-to-one-member", Rule.V5_SHARED_TO_ONE_MEMBER)
            .mayFail(
                "shared/qos-2-goes-to-nobody-else",
                "shared/refused-message-is-offered-to-nobody-else")
            .by(SharingWithAll::new),
        Deviant.named(
                "sends-retained-messages-to-members",
                "Sends retained messages because of a Shared Subscription.")
            .mustFail("shared/no-retained-messages", Rule.V5_SHARED_WITHOUT_RETAINED)
            .by(RetainedForMembers::new),
        Deviant.named(
                "forgets-what-a-member-leaves",
                "Sends a shared message of QoS 1 to nobody else when its member's session ends.")
            .mustFail("shared/unacknowledged-message-is-handed-on", Rule.V5_SHARED_HANDED_ON)
            .by(() -> Twists.deciding(SharedSubscriptions.HANDED_ON, false)));
  }

  private static boolean isMember(long connection, BrokerView broker) {
    String client = broker.clientOf(connection);
    return client != null && broker.filtersOf(client).stream().anyMatch(TopicFilter::isShared);
  }

  /** Whether it shares a filter without wildcards that is this topic. */
  private static boolean isShareOf(TopicFilter filter, TopicName topic) {
    return filter.isShared() && filter.text().endsWith("/" + topic);
  }

  /** The connections of the other members of a group that a message on this topic concerns. */
  private static List<Long> othersThan(long connection, Publish publish, BrokerView broker) {
    List<Long> others = new ArrayList<>();
    for (long other : broker.connections()) {
      String client = broker.clientOf(other);
      if (other != connection
          && client != null
          && broker.filtersOf(client).stream()
              .anyMatch(filter -> isShareOf(filter, publish.topic()))) {
        others.add(other);
      }
    }
    return others;
  }

  private static final class OfferingToOthers extends Attentive {
    // what was sent to each connection, by its Packet Identifier
    private final Map<Long, Map<Integer, Publish>> sent = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof PubAck ack && ack.reasonCode().isError()) {
        Publish refused = sent.getOrDefault(connection, Map.of()).get(ack.packetId());
        if (refused != null) {
          othersThan(connection, refused, broker)
              .forEach(other ->
                  outbox.send(other, MqttVersion.V5, Publishes.withPacketId(refused, PACKET_ID)));
        }
      }
      return true;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent out
          && out.packet() instanceof Publish publish
          && publish.packetId() != PacketId.NONE
          && isMember(out.connection(), broker)) {
        sent.computeIfAbsent(out.connection(), any -> new HashMap<>())
            .put(publish.packetId(), publish);
      }
      return List.of(effect);
    }
  }

  /** The retained message goes out before SUBACK, as it might. */
  private static final class RetainedForMembers extends Attentive {
    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Subscribe subscribe) {
        for (Subscription asked : subscribe.subscriptions()) {
          Publish retained =
              asked.filter().isShared() ? broker.retained(topicOf(asked.filter())) : null;
          if (retained != null) {
            outbox.send(connection, MqttVersion.V5, Publishes.atQosZero(retained));
          }
        }
      }
      return true;
    }

    /** Of {@code $share/team/a/b}: {@code a/b}. */
    private static TopicName topicOf(TopicFilter shared) {
      return TopicName.of(shared.text().split("/", 3)[2]);
    }
  }

  /** The copies go out at QoS 0, so that nobody has to keep an account of them. */
  private static final class SharingWithAll implements Twist {
    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      List<Effect> all = new ArrayList<>(List.of(effect));
      if (effect instanceof Effect.Sent out
          && out.packet() instanceof Publish publish
          && isMember(out.connection(), broker)) {
        othersThan(out.connection(), publish, broker)
            .forEach(other ->
                all.add(new Effect.Sent(other, MqttVersion.V5, Publishes.atQosZero(publish))));
      }
      return all;
    }
  }
}
