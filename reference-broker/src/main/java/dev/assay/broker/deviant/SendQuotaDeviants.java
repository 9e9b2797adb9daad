package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can go wrong with messages that wait for the Receive Maximum of their client. */
final class SendQuotaDeviants {
  private SendQuotaDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "sends-last-first",
                "Sends of the messages that wait for the Receive Maximum the latest first.")
            .mustFail("flow/what-waits-comes-in-order", Mqtt5.MQTT_4_6_0_5)
            .mustFail("flow/what-waits-survives-a-reconnect", Mqtt5.MQTT_4_6_0_5)
            .mustFail("flow/queued-messages-keep-to-receive-maximum", Mqtt5.MQTT_4_6_0_5)
            .by(() -> new OwnQueue(UnaryOperator.identity()) {
              @Override
              boolean lastFirst() {
                return true;
              }
            }),
        Deviant.named(
                "drops-what-exceeds-the-receive-maximum",
                "Drops messages for a client whose Receive Maximum is used up.")
            .mustFail("flow/what-waits-comes-in-order", Mqtt5.MQTT_4_5_0_1)
            .mustFail("flow/queued-messages-keep-to-receive-maximum", Mqtt5.MQTT_4_5_0_1)
            .mayFail(
                "flow/puback-frees-a-place",
                "flow/puback-that-refuses-frees-a-place",
                "flow/pubcomp-frees-a-place",
                "flow/pubcomp-that-refuses-frees-a-place",
                "flow/pubrec-that-refuses-frees-a-place",
                "flow/retained-messages-keep-to-receive-maximum",
                "flow/what-waits-survives-a-reconnect",
                "flow/what-waits-survives-a-renewal")
            .mayFail("handshake/acknowledgements-with-properties-count")
            .mayFail("flow/what-waits-survives-a-takeover")
            .by(() -> new OwnQueue(publish -> null)),
        Deviant.named(
                "lets-wait-without-identifiers",
                "Sends messages that waited for the Receive Maximum without Subscription Identifiers.")
            .mustFail("flow/what-waits-has-its-identifier", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT)
            .by(() -> new OwnQueue(publish -> Publishes.with(
                publish, publish.properties().without(PropertyId.SUBSCRIPTION_IDENTIFIER)))),
        Deviant.named(
                "lets-wait-without-retain",
                "Sends messages that waited for the Receive Maximum with RETAIN 0.")
            .mustFail("flow/what-waits-keeps-retain", Mqtt5.MQTT_3_3_1_13)
            .mustFail(
                "flow/retained-messages-keep-to-receive-maximum", Rule.V5_RETAINED_SENT_WITH_RETAIN)
            .by(() -> new OwnQueue(publish -> SubscriptionTwists.withRetain(publish, false))),
        Deviant.named(
                "loses-what-waits-with-the-connection",
                "Forgets what waits for the Receive Maximum of a client when its connection ends.")
            .mustFail("flow/what-waits-survives-a-reconnect", Mqtt5.MQTT_4_5_0_1)
            .mayFail("flow/what-waits-survives-a-takeover")
            .by(() -> new OwnQueue(UnaryOperator.identity()) {
              @Override
              boolean outlivesTheConnection() {
                return false;
              }
            }),
        Deviant.named(
                "loses-what-waits-at-takeover",
                "Forgets what waits for the Receive Maximum of a client when that takes over its session.")
            .mustFail("flow/what-waits-survives-a-takeover", Mqtt5.MQTT_4_5_0_1)
            .by(() -> new OwnQueue(UnaryOperator.identity()) {
              @Override
              boolean outlivesATakeover() {
                return false;
              }
            }),
        Deviant.named(
                "drops-what-waits-on-renewal",
                "Forgets what waits for the Receive Maximum of a client when that subscribes again.")
            .mustFail("flow/what-waits-survives-a-renewal", Mqtt5.MQTT_3_8_4_4, "lose-no-message")
            .by(() -> new OwnQueue(UnaryOperator.identity()) {
              @Override
              boolean outlivesARenewal() {
                return false;
              }
            }),
        Deviant.named(
                "drops-retained-messages-beyond-the-receive-maximum",
                "Drops retained messages that have to wait for the Receive Maximum of a client.")
            .mustFail("flow/retained-messages-keep-to-receive-maximum", Mqtt5.MQTT_3_3_1_9)
            .by(() -> new OwnQueue(publish -> publish.retain() ? null : publish)),
        Deviant.named(
                "sends-retained-messages-at-once",
                "Sends all retained messages that a subscription brings, whatever the Receive Maximum.")
            .mustFail("flow/retained-messages-keep-to-receive-maximum", Mqtt5.MQTT_3_3_4_9)
            .by(() -> new AllAtOnce() {
              @Override
              boolean isAllAtOnce(Packet packet, BrokerView broker) {
                return packet instanceof Subscribe;
              }
            }),
        Deviant.named(
                "empties-the-queue-at-once",
                "Sends all that waited for an absent client, whatever its Receive Maximum.")
            .mustFail("flow/queued-messages-keep-to-receive-maximum", Mqtt5.MQTT_3_3_4_9)
            .by(() -> new AllAtOnce() {
              @Override
              boolean isAllAtOnce(Packet packet, BrokerView broker) {
                return packet instanceof Connect connect
                    && broker.underWayTo(connect.clientId()) == 0;
              }
            }));
  }

  /** While some packets are handled there is no Receive Maximum. */
  private abstract static class AllAtOnce implements Twist {
    // lives from an input to the next
    private boolean isAllAtOnce;

    abstract boolean isAllAtOnce(Packet packet, BrokerView broker);

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isAllAtOnce =
          input instanceof Input.PacketArrived arrived && isAllAtOnce(arrived.packet(), broker);
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(citation == Deliveries.RECEIVE_MAXIMUM_REACHED && isAllAtOnce);
    }
  }

  private record Waiting(Publish publish, long expiresMillis) {}

  /**
   * Keeps the Receive Maximum by itself, so that it may do to what waits what it wants: the core, which is told that there is always
   * room, takes all of that for sent.
   */
  private static class OwnQueue extends Attentive {
    private final UnaryOperator<@Nullable Publish> later;
    // of each connection
    private final Map<Long, Set<Integer>> underWay = new HashMap<>();
    private final Map<Long, Deque<Waiting>> queues = new HashMap<>();
    private final Set<Long> takingOver = new HashSet<>();
    // of each client: what the core takes for sent
    private final Map<String, Set<Integer>> unsent = new HashMap<>();

    /** @param later what is sent later in place of what waits; null for nothing */
    OwnQueue(UnaryOperator<@Nullable Publish> later) {
      this.later = later;
    }

    boolean lastFirst() {
      return false;
    }

    boolean outlivesTheConnection() {
      return true;
    }

    boolean outlivesATakeover() {
      return true;
    }

    boolean outlivesARenewal() {
      return true;
    }

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Connect connect && broker.connectionOf(connect.clientId()) != null) {
        takingOver.add(connection);
      }
      Set<Integer> here = underWay.computeIfAbsent(connection, any -> new HashSet<>());
      if (packet instanceof PubAck ack) {
        here.remove(ack.packetId());
      } else if (packet instanceof PubComp comp) {
        here.remove(comp.packetId());
      } else if (packet instanceof PubRec rec && rec.reasonCode().isError()) {
        here.remove(rec.packetId());
      } else if (packet instanceof Subscribe && !outlivesARenewal()) {
        queueOf(connection).clear();
      }
      String client = broker.clientOf(connection);
      while (client != null && hasRoom(connection) && !queueOf(connection).isEmpty()) {
        Waiting waiting =
            lastFirst() ? queueOf(connection).removeLast() : queueOf(connection).removeFirst();
        if (waiting.expiresMillis() <= broker.nowMillis()) {
          continue;
        }
        Publish next = waiting.publish();
        here.add(next.packetId());
        unsentTo(client).remove(next.packetId());
        outbox.send(connection, MqttVersion.V5, next);
      }
      return true;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE)) {
        return List.of(effect);
      }
      long connection = sent.connection();
      String client = String.valueOf(broker.clientOf(connection));
      boolean isFirst = !publish.dup() || unsentTo(client).contains(publish.packetId());
      boolean isLost =
          !outlivesTheConnection() || (!outlivesATakeover() && takingOver.contains(connection));
      if (publish.dup() && isFirst && isLost) {
        return List.of();
      }
      Publish now = isFirst ? Publishes.withDup(publish, false) : publish;
      if (hasRoom(connection)) {
        underWay.computeIfAbsent(connection, any -> new HashSet<>()).add(now.packetId());
        unsentTo(client).remove(now.packetId());
        return List.of(new Effect.Sent(connection, sent.version(), now));
      }
      if (isFirst) {
        unsentTo(client).add(now.packetId());
      }
      Publish later = isFirst ? this.later.apply(now) : now;
      if (later != null) {
        queueOf(connection).add(new Waiting(later, expiresMillis(later, broker)));
      }
      return List.of();
    }

    private boolean hasRoom(long connection) {
      return underWay.getOrDefault(connection, Set.of()).size()
          < declared(connection, PropertyId.RECEIVE_MAXIMUM, Integer.MAX_VALUE);
    }

    private static long expiresMillis(Publish publish, BrokerView broker) {
      return publish.properties().has(PropertyId.MESSAGE_EXPIRY_INTERVAL)
          ? broker.nowMillis()
              + publish.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, 0) * 1000
          : Long.MAX_VALUE;
    }

    private Deque<Waiting> queueOf(long connection) {
      return queues.computeIfAbsent(connection, any -> new ArrayDeque<>());
    }

    private Set<Integer> unsentTo(String client) {
      return unsent.computeIfAbsent(client, any -> new HashSet<>());
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && citation != Deliveries.RECEIVE_MAXIMUM_REACHED;
    }
  }
}
