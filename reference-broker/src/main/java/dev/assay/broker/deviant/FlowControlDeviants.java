package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Deliveries;
import dev.assay.broker.rules.Publications;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can go wrong with Receive Maximum. */
final class FlowControlDeviants {
  private FlowControlDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "exceeds-the-receive-maximum",
                "Sends more messages at once than the client's Receive Maximum.")
            .mustFail("flow/receive-maximum-is-kept", Mqtt5.MQTT_3_3_4_9)
            .mustFail("flow/receive-maximum-counts-both-qos", Mqtt5.MQTT_3_3_4_9)
            .mustFail(
                "flow/receive-maximum-is-that-of-the-connection",
                Mqtt5.MQTT_4_9_0_1,
                "quota-within-receive-maximum")
            .mustFail("flow/pubrec-frees-no-place", Mqtt5.MQTT_4_9_0_2)
            .mayFail("flow/pubcomp-of-before-adds-no-place")
            .mayFail(
                "flow/queued-messages-keep-to-receive-maximum",
                "flow/retained-messages-keep-to-receive-maximum")
            .by(() -> Twists.deciding(Deliveries.RECEIVE_MAXIMUM_REACHED, false)),
        Deviant.named(
                "counts-each-qos-apart",
                "Allows a client's Receive Maximum once for messages of QoS 1 and once for those of QoS 2.")
            .mustFail("flow/receive-maximum-counts-both-qos", Mqtt5.MQTT_3_3_4_9)
            .by(EachQosApart::new),
        Deviant.named(
                "sends-all-that-waits-at-an-acknowledgement",
                "Sends all messages that wait for their client once a PUBACK or PUBCOMP comes.")
            .mustFail("flow/receive-maximum-counts-both-qos", Mqtt5.MQTT_4_9_0_2)
            .by(AllAtAnAcknowledgement::new),
        Deviant.named(
                "takes-receive-maximum-1-for-none",
                "Sends no message of QoS 1 or 2 to a client with Receive Maximum 1.")
            .mustFail(
                "flow/receive-maximum-of-1-lets-one-through", Mqtt5.MQTT_4_9_0_1, "nonzero-quota")
            .mustFail(
                "size/too-large-message-holds-up-nothing", Mqtt5.MQTT_3_1_2_25, "behave-as-if-sent")
            .mayFail(
                "flow/receive-maximum-is-that-of-the-connection", "flow/what-waits-comes-in-order")
            .mayFail("flow/own-messages-under-no-local-take-no-place")
            .by(() -> new Quota() {
              @Override
              boolean isReached(long connection, boolean condition) {
                return condition || declared(connection, PropertyId.RECEIVE_MAXIMUM, 2) == 1;
              }
            }),
        Deviant.named(
                "keeps-no-receive-maximum-on-resume",
                "Takes no notice of the Receive Maximum of a client that resumes its session.")
            .mustFail(
                "flow/receive-maximum-is-that-of-the-connection",
                Mqtt5.MQTT_4_9_0_1,
                "quota-within-receive-maximum")
            .mayFail("flow/pubcomp-of-before-adds-no-place")
            .mayFail("flow/queued-messages-keep-to-receive-maximum")
            .by(() -> new Quota() {
              @Override
              boolean isReached(long connection, boolean condition) {
                Connect connect = connectOf(connection);
                return condition && (connect == null || connect.cleanStart());
              }
            }),
        Deviant.named(
                "counts-what-was-under-way-before",
                "Sends nothing to a client that comes back to more messages without PUBACK or PUBREC than its new Receive Maximum.")
            .mustFail(
                "flow/receive-maximum-is-that-of-the-connection",
                Mqtt5.MQTT_4_4_0_1,
                "resend-publish")
            .by(CountedFromBefore::new),
        Deviant.named(
                "makes-room-for-a-pubcomp-of-before",
                "Sends one message more than the Receive Maximum for each PUBCOMP of an exchange that began on an earlier connection.")
            .mustFail("flow/pubcomp-of-before-adds-no-place", Mqtt5.MQTT_3_3_4_9)
            .by(RoomForPubCompOfBefore::new),
        Deviant.named(
                "takes-pubrec-for-the-end",
                "Sends the next message to a client with a Receive Maximum once PUBREC has come.")
            .mustFail("flow/pubrec-frees-no-place", Mqtt5.MQTT_4_9_0_2)
            .by(PubRecTakenForTheEnd::new),
        Deviant.named(
                "gives-places-to-what-no-local-withholds",
                "Sends nothing of QoS 1 and 2 to a client from which No Local has withheld as many messages as its Receive Maximum.")
            .mustFail("flow/own-messages-under-no-local-take-no-place", Rule.V5_DELIVER_TO_MATCHING)
            .by(PlacesForWithheld::new),
        Deviant.named(
                "counts-no-puback",
                "Frees no place for the next message when a PUBACK comes from a client with a Receive Maximum.")
            .mustFail("flow/puback-frees-a-place", Rule.V5_SEND_QUOTA_REPLENISHED)
            .mayFail("handshake/acknowledgements-with-properties-count")
            .mayFail(
                "flow/queued-messages-keep-to-receive-maximum",
                "flow/retained-messages-keep-to-receive-maximum",
                "flow/what-waits-comes-in-order",
                "flow/what-waits-survives-a-reconnect",
                "flow/what-waits-survives-a-renewal")
            .mayFail("flow/what-waits-survives-a-takeover")
            .by(() -> new Uncounted(false)),
        Deviant.named(
                "counts-no-pubcomp",
                "Frees no place for the next message when a PUBCOMP comes from a client with a Receive Maximum.")
            .mustFail("flow/pubcomp-frees-a-place", Rule.V5_SEND_QUOTA_REPLENISHED)
            .mayFail("flow/pubcomp-that-refuses-frees-a-place")
            .mayFail("handshake/acknowledgements-with-properties-count")
            .by(() -> new Uncounted(true)),
        Deviant.named(
                "holds-back-suback",
                "Sends no SUBACK to a client whose Receive Maximum is used up.")
            .mustFail("flow/other-packets-go-on", Mqtt5.MQTT_4_9_0_3, "answer-other-packets")
            .by(() -> new HeldBack(SubAck.class)),
        Deviant.named(
                "holds-back-puback",
                "Sends no PUBACK to a client whose Receive Maximum is used up.")
            .mustFail("flow/other-packets-go-on", Mqtt5.MQTT_3_3_4_10)
            .by(() -> new HeldBack(PubAck.class)),
        Deviant.named(
                "drops-publications-of-the-busy",
                "Acknowledges and drops what a client publishes whose Receive Maximum is used up.")
            .mustFail("flow/other-packets-go-on", Mqtt5.MQTT_4_9_0_3, "process-other-packets")
            .by(BusyPublishersDropped::new));
  }

  /** Decides for itself whether a client takes another message. */
  private abstract static class Quota extends Attentive {
    abstract boolean isReached(long connection, boolean condition);

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return citation == Deliveries.RECEIVE_MAXIMUM_REACHED
          ? isReached(who.connection(), condition)
          : condition;
    }
  }

  private static final class CountedFromBefore extends Quota {
    // by Client Identifier
    private final Map<String, Set<Integer>> unacknowledged = new HashMap<>();
    // the connections whose clients came back to too much
    private final Set<Long> full = new HashSet<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Connect connect) {
        Set<Integer> before =
            unacknowledged.computeIfAbsent(connect.clientId(), any -> new HashSet<>());
        if (connect.cleanStart()) {
          before.clear();
        }
        if (before.size() > declared(connection, PropertyId.RECEIVE_MAXIMUM, Integer.MAX_VALUE)) {
          full.add(connection);
        }
        return true;
      }
      Set<Integer> here = unacknowledged.getOrDefault(broker.clientOf(connection), new HashSet<>());
      if (packet instanceof PubAck ack) {
        here.remove(ack.packetId());
      } else if (packet instanceof PubRec rec) {
        here.remove(rec.packetId());
      }
      return true;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE) {
        unacknowledged
            .computeIfAbsent(
                String.valueOf(broker.clientOf(sent.connection())), any -> new HashSet<>())
            .add(publish.packetId());
      }
      return List.of(effect);
    }

    @Override
    boolean isReached(long connection, boolean condition) {
      return condition || full.contains(connection);
    }
  }

  private static final class RoomForPubCompOfBefore extends Quota {
    // of each connection, until it is acknowledged
    private final Map<Long, Set<Integer>> underWay = new HashMap<>();
    private final Map<Long, Integer> extra = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      Set<Integer> here = underWay.computeIfAbsent(connection, any -> new HashSet<>());
      if (packet instanceof PubAck ack) {
        here.remove(ack.packetId());
      } else if (packet instanceof PubRec rec && rec.reasonCode().isError()) {
        here.remove(rec.packetId());
      } else if (packet instanceof PubComp comp && !here.remove(comp.packetId())) {
        extra.merge(connection, 1, Integer::sum);
      }
      return true;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE) {
        underWay.computeIfAbsent(sent.connection(), any -> new HashSet<>()).add(publish.packetId());
      }
      return List.of(effect);
    }

    @Override
    boolean isReached(long connection, boolean condition) {
      long max = declared(connection, PropertyId.RECEIVE_MAXIMUM, Integer.MAX_VALUE);
      return condition
          && underWay.getOrDefault(connection, Set.of()).size()
              >= max + extra.getOrDefault(connection, 0);
    }
  }

  /** A place that is taken for nothing is never given back. */
  private static final class PlacesForWithheld extends Quota {
    // lives as long as the broker, by connection
    private final Map<Long, Integer> withheld = new HashMap<>();
    // lives as long as the input
    private boolean isQosOne;

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      isQosOne = packet instanceof Publish publish && publish.qos() == Qos.AT_LEAST_ONCE;
      return true;
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      if (citation == Publications.NO_LOCAL && condition && isQosOne) {
        withheld.merge(who.connection(), 1, Integer::sum);
      }
      return super.outcome(citation, who, condition, broker);
    }

    @Override
    boolean isReached(long connection, boolean condition) {
      return condition
          || withheld.getOrDefault(connection, 0)
              >= declared(connection, PropertyId.RECEIVE_MAXIMUM, Integer.MAX_VALUE);
    }
  }

  private static final class EachQosApart extends Quota {
    // what is under way on each connection, by its Packet Identifier
    private final Map<Long, Map<Integer, Qos>> underWay = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      Map<Integer, Qos> here = underWay.getOrDefault(connection, new HashMap<>());
      if (packet instanceof PubAck ack) {
        here.remove(ack.packetId());
      } else if (packet instanceof PubComp comp) {
        here.remove(comp.packetId());
      } else if (packet instanceof PubRec rec && rec.reasonCode().isError()) {
        here.remove(rec.packetId());
      }
      return true;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE) {
        underWay
            .computeIfAbsent(sent.connection(), any -> new HashMap<>())
            .put(publish.packetId(), publish.qos());
      }
      return List.of(effect);
    }

    @Override
    boolean isReached(long connection, boolean condition) {
      Collection<Qos> here = underWay.getOrDefault(connection, Map.of()).values();
      long max = declared(connection, PropertyId.RECEIVE_MAXIMUM, Integer.MAX_VALUE);
      return condition
          && (Collections.frequency(here, Qos.AT_LEAST_ONCE) >= max
              || Collections.frequency(here, Qos.EXACTLY_ONCE) >= max);
    }
  }

  private static final class AllAtAnAcknowledgement extends Quota {
    // lives from an input to the next
    private long acknowledging;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      boolean acknowledged = input instanceof Input.PacketArrived arrived
          && (arrived.packet() instanceof PubAck || arrived.packet() instanceof PubComp);
      acknowledging = acknowledged ? ((Input.PacketArrived) input).connection() : Subject.AWAY;
      return super.inputs(input, broker, outbox);
    }

    @Override
    boolean isReached(long connection, boolean condition) {
      return condition && connection != acknowledging;
    }
  }

  private static boolean hasReceiveMaximum(Attentive twist, long connection) {
    return twist.declared(connection, PropertyId.RECEIVE_MAXIMUM, 0) > 0;
  }

  private static final class PubRecTakenForTheEnd extends Attentive {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      List<Input> seen = super.inputs(input, broker, outbox);
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof PubRec rec
          && !rec.reasonCode().isError()
          && hasReceiveMaximum(this, arrived.connection())) {
        return List.of(
            input, new Input.PacketArrived(arrived.connection(), new PubComp(rec.packetId())));
      }
      return seen;
    }
  }

  private static final class Uncounted extends Attentive {
    private final boolean pubComp;

    Uncounted(boolean pubComp) {
      this.pubComp = pubComp;
    }

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      boolean meant = pubComp
          ? packet instanceof PubComp
          : packet instanceof PubAck ack && !ack.reasonCode().isError();
      return !meant || !hasReceiveMaximum(this, connection);
    }
  }

  private static final class HeldBack extends Attentive {
    private final Class<? extends Packet> kind;

    HeldBack(Class<? extends Packet> kind) {
      this.kind = kind;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean held = effect instanceof Effect.Sent sent
          && kind.isInstance(sent.packet())
          && isFull(sent.connection(), broker);
      return held ? List.of() : List.of(effect);
    }
  }

  private static final class BusyPublishersDropped extends Attentive {
    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (!(packet instanceof Publish publish)
          || publish.qos() != Qos.AT_LEAST_ONCE
          || !isFull(connection, broker)) {
        return true;
      }
      outbox.send(connection, MqttVersion.V5, new PubAck(publish.packetId()));
      return false;
    }
  }
}
