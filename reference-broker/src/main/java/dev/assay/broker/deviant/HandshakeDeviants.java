package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What can go wrong with handshakes that are interrupted, reach over a reconnect, or say more than they have to. */
final class HandshakeDeviants {
  private static final int AGAIN_MAX = 5;
  private static final int RETRY_MILLIS = 4_000;
  private static final int SIXTEEN_BITS = 0xFFFF;

  private HandshakeDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "overlooks-pubacks-with-properties", "Takes no notice of a PUBACK with properties.")
            .mustFail("handshake/acknowledgements-with-properties-count", Mqtt5.MQTT_4_3_2_3)
            .by(() -> Twists.incoming(
                PubAck.class,
                (packet, connection, broker) -> packet.properties().isEmpty() ? packet : null)),
        Deviant.named(
                "overlooks-pubrecs-with-properties", "Takes no notice of a PUBREC with properties.")
            .mustFail(
                "handshake/acknowledgements-with-properties-count",
                Mqtt5.MQTT_4_3_3_4,
                "send-pubrel")
            .by(() -> Twists.incoming(
                PubRec.class,
                (packet, connection, broker) -> packet.properties().isEmpty() ? packet : null)),
        Deviant.named(
                "overlooks-pubcomps-with-properties",
                "Takes no notice of a PUBCOMP with properties.")
            .mustFail(
                "handshake/acknowledgements-with-properties-count",
                Mqtt5.MQTT_4_4_0_1,
                "no-resend-otherwise")
            .by(() -> Twists.incoming(
                PubComp.class,
                (packet, connection, broker) -> packet.properties().isEmpty() ? packet : null)),
        Deviant.named(
                "overlooks-pubrels-with-properties", "Takes no notice of a PUBREL with properties.")
            .mustFail(
                "handshake/acknowledgements-with-properties-count",
                Mqtt5.MQTT_4_3_3_11,
                "send-pubcomp")
            .by(() -> Twists.incoming(
                PubRel.class,
                (packet, connection, broker) -> packet.properties().isEmpty() ? packet : null)),
        Deviant.named(
                "unsubscribes-from-nothing-with-properties",
                "Answers an UNSUBSCRIBE with properties, and does not end its subscriptions.")
            .mustFail(
                "handshake/unsubscribe-with-properties-counts",
                Mqtt5.MQTT_3_10_4_1,
                "delete-identical-subscription")
            .by(UnsubscribingFromNothing::new),
        Deviant.named(
                "marks-what-waited-as-repeated",
                "Sends a message that waited for its client with DUP 1 for the first time.")
            .mustFail(
                "handshake/queued-message-is-first-sent-with-dup-0",
                Mqtt5.MQTT_4_3_2_2,
                "dup-0-on-first-send")
            .mustFail(
                "handshake/queued-message-is-first-sent-with-dup-0",
                Mqtt311.MQTT_3_3_1_3,
                "first-send-has-dup-0")
            .by(() -> new OnResume(true)),
        Deviant.named(
                "sends-qos-2-that-waited-at-qos-1",
                "Sends a message of QoS 2 that waited for its client at QoS 1.")
            .mustFail("qos2/completed-message-outlives-its-publisher", Mqtt5.MQTT_3_8_4_8)
            .mustFail("qos2/completed-message-outlives-its-publisher", Mqtt311.MQTT_3_8_4_6)
            .mustFail("publish/arrives-at-the-lower-qos-in-every-way", Mqtt5.MQTT_3_8_4_8)
            .mustFail("publish/arrives-at-the-lower-qos-in-every-way", Mqtt311.MQTT_3_8_4_6)
            .by(() -> new OnResume(false)),
        Deviant.named(
                "completes-what-it-released-at-unsubscribe",
                "Takes its PUBRELs for answered when their client unsubscribes from anything.")
            .mustFail("handshake/unsubscribe-leaves-pubrel-unacknowledged", Mqtt5.MQTT_3_10_4_3)
            .mustFail(
                "handshake/unsubscribe-leaves-pubrel-unacknowledged",
                Mqtt311.MQTT_3_10_4_3,
                "finish-qos2-deliveries")
            .by(CompletingAtUnsubscribe::new),
        Deviant.named(
                "sends-five-messages-again",
                "Sends no more than five unacknowledged messages again on a connection.")
            .mustFail(
                "handshake/all-unacknowledged-are-sent-again", Mqtt5.MQTT_4_4_0_1, "resend-publish")
            .mustFail(
                "handshake/all-unacknowledged-are-sent-again",
                Mqtt311.MQTT_4_4_0_1,
                "resend-publish")
            .by(FiveAgain::new),
        Deviant.named(
                "sends-again-without-user-properties",
                "Leaves out the User Properties of what it sends again.")
            .mustFail(
                "handshake/repeat-says-what-the-first-said",
                Mqtt5.MQTT_3_3_2_17,
                "forward-every-user-property")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) ->
                    List.of(packet.dup() ? withoutUserProperties(packet) : packet))),
        Deviant.named("sends-again-without-retain", "Sends what it sends again with RETAIN 0.")
            .mustFail(
                "handshake/repeat-says-what-the-first-said", Rule.V5_RETAINED_SENT_WITH_RETAIN)
            .mustFail("handshake/repeat-says-what-the-first-said", Mqtt311.MQTT_3_3_1_8)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) ->
                    List.of(packet.dup() ? withoutRetain(packet) : packet))),
        Deviant.named(
                "sends-again-after-four-seconds",
                "Sends a 5.0 client a message again that it has not acknowledged for four seconds.")
            .mustFail(
                "handshake/is-not-sent-again-after-seconds",
                Mqtt5.MQTT_4_4_0_1,
                "no-resend-otherwise")
            .by(Retrying::new),
        Deviant.named(
                "keeps-one-table-of-identifiers-at-qos-2",
                "Does not deliver a PUBLISH of QoS 2 under whose identifier a message to its sender is under way.")
            .mustFail(
                "handshake/same-identifier-in-both-directions-at-qos-2",
                Mqtt5.MQTT_4_3_3_8,
                "take-ownership")
            .mustFail("handshake/same-identifier-in-both-directions-at-qos-2", Mqtt311.MQTT_4_5_0_1)
            .by(TakenMessages.OneTable::new),
        Deviant.named(
                "stores-completed-identifiers",
                "Takes a PUBLISH of QoS 2 for a repeat if its identifier was completed before its client lost its connection.")
            .mustFail(
                "handshake/completed-identifier-is-free-after-a-reconnect", Mqtt5.MQTT_4_3_3_12)
            .mustFail(
                "handshake/completed-identifier-is-free-after-a-reconnect",
                Mqtt311.MQTT_4_3_3_2,
                "reused-id-is-new-message")
            .by(TakenMessages.CompletedStored::new),
        Deviant.named(
                "takes-dup-for-a-duplicate",
                "Does not deliver a PUBLISH of QoS 2 with DUP 1, also if it has not seen it before.")
            .mustFail(
                "handshake/repeat-of-what-never-came-is-delivered",
                Mqtt5.MQTT_4_3_3_8,
                "take-ownership")
            .mustFail("handshake/repeat-of-what-never-came-is-delivered", Mqtt311.MQTT_4_5_0_1)
            .by(() -> new TakenMessages.Received() {
              @Override
              boolean isLost(Publish publish, String client) {
                return publish.dup() && !isAwaited(publish, client);
              }
            }),
        Deviant.named(
                "delivers-dup-twice",
                "Delivers a PUBLISH of QoS 2 with DUP 1 twice if it has not seen it before.")
            .mustFail(
                "handshake/repeat-of-what-never-came-is-delivered",
                Mqtt5.MQTT_4_3_3_10,
                "no-duplicate-delivery")
            .mustFail(
                "handshake/repeat-of-what-never-came-is-delivered",
                Mqtt311.MQTT_4_3_3_2,
                "no-duplicate-onward")
            .by(TakenMessages.DupTwice::new),
        Deviant.named(
                "loses-what-is-repeated",
                "Delivers no message of QoS 2 whose PUBLISH came twice before its PUBREL.")
            .mustFail(
                "qos2/repeat-before-pubrel-is-not-delivered-again",
                Mqtt5.MQTT_4_3_3_8,
                "take-ownership")
            .mustFail("qos2/repeat-before-pubrel-is-not-delivered-again", Mqtt311.MQTT_4_5_0_1)
            .by(TakenMessages.LosingRepeated::new),
        Deviant.named(
                "loses-messages-of-more-than-64-kilobytes",
                "Acknowledges a message of QoS 1 with more than 65,535 bytes, and does not deliver it.")
            .mustFail(
                "handshake/large-message-is-delivered-or-refused",
                Mqtt5.MQTT_4_5_0_1,
                Mqtt311.MQTT_4_5_0_1)
            .mayFail("publish/remaining-length-of-four-bytes-arrives")
            .by(() -> new Attentive() {
              @Override
              boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
                MqttVersion version = broker.versionOf(connection);
                if (version == null
                    || !(packet instanceof Publish publish)
                    || publish.qos() != Qos.AT_LEAST_ONCE
                    || publish.payload().length() <= SIXTEEN_BITS) {
                  return true;
                }
                outbox.send(connection, version, new PubAck(publish.packetId()));
                return false;
              }
            }));
  }

  private static Publish withoutUserProperties(Publish publish) {
    return Publishes.with(
        publish, ConnectTwists.without(publish.properties(), PropertyId.USER_PROPERTY));
  }

  private static Publish withoutRetain(Publish publish) {
    return new Publish(
        publish.dup(),
        publish.qos(),
        false,
        publish.topic(),
        publish.packetId(),
        publish.properties(),
        publish.payload());
  }

  private static final class UnsubscribingFromNothing extends Attentive {
    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (!(packet instanceof Unsubscribe unsubscribe)
          || unsubscribe.properties().isEmpty()) {
        return true;
      }
      outbox.send(
          connection,
          MqttVersion.V5,
          new UnsubAck(
              unsubscribe.packetId(),
              Properties.NONE,
              Collections.nCopies(unsubscribe.filters().size(), ReasonCode.SUCCESS)));
      return false;
    }
  }

  /** What leaves for the first time because its client is back: marked as a repeat, or at QoS 1 in place of 2. */
  private static final class OnResume implements Twist {
    private final boolean isMarked;
    // lives as long as an input
    private boolean resuming;
    // lives as long as the broker: connection and identifier of what went out at QoS 1
    private final Set<String> lowered = new HashSet<>();

    OnResume(boolean isMarked) {
      this.isMarked = isMarked;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      resuming =
          input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Connect;
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof PubAck ack
          && lowered.contains(arrived.connection() + " " + ack.packetId())) {
        return List.of(
            new Input.PacketArrived(arrived.connection(), new PubRec(ack.packetId())),
            new Input.PacketArrived(arrived.connection(), new PubComp(ack.packetId())));
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent)) {
        return List.of(effect);
      }
      if (sent.packet() instanceof PubRel rel
          && lowered.contains(sent.connection() + " " + rel.packetId())) {
        return List.of();
      }
      if (!(sent.packet() instanceof Publish publish)
          || !resuming
          || publish.dup()
          || publish.qos() == Qos.AT_MOST_ONCE) {
        return List.of(effect);
      }
      if (isMarked) {
        return List.of(
            new Effect.Sent(sent.connection(), sent.version(), Publishes.withDup(publish, true)));
      }
      if (publish.qos() == Qos.AT_LEAST_ONCE) {
        return List.of(effect);
      }
      lowered.add(sent.connection() + " " + publish.packetId());
      return List.of(new Effect.Sent(
          sent.connection(), sent.version(), Publishes.atQosOne(publish, publish.packetId())));
    }
  }

  private static final class CompletingAtUnsubscribe implements Twist {
    // lives as long as the broker, by Client Identifier
    private final Map<String, Set<Integer>> released = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)) {
        return List.of(input);
      }
      Set<Integer> ids = of(broker, arrived.connection());
      if (arrived.packet() instanceof PubComp comp) {
        ids.remove(comp.packetId());
      }
      List<Input> all = new ArrayList<>();
      if (arrived.packet() instanceof Unsubscribe) {
        ids.forEach(id -> all.add(new Input.PacketArrived(arrived.connection(), new PubComp(id))));
        ids.clear();
      }
      all.add(input);
      return all;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof PubRel rel) {
        of(broker, sent.connection()).add(rel.packetId());
      }
      return List.of(effect);
    }

    private Set<Integer> of(BrokerView broker, long connection) {
      return released.computeIfAbsent(
          String.valueOf(broker.clientOf(connection)), any -> new TreeSet<>());
    }
  }

  private static final class FiveAgain implements Twist {
    // lives as long as the broker, by connection
    private final Map<Long, Integer> again = new HashMap<>();

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isOneTooMany = effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.dup()
          && again.merge(sent.connection(), 1, Integer::sum) > AGAIN_MAX;
      return isOneTooMany ? List.of() : List.of(effect);
    }
  }

  private static final class Retrying implements Twist {
    private record Sending(long atMillis, Publish publish) {}

    // lives as long as the broker, by connection and identifier
    private final Map<Long, Map<Integer, Sending>> open = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        Map<Integer, Sending> here = open.getOrDefault(arrived.connection(), new HashMap<>());
        if (arrived.packet() instanceof PubAck ack) {
          here.remove(ack.packetId());
        } else if (arrived.packet() instanceof PubRec rec) {
          here.remove(rec.packetId());
        }
      }
      if (input instanceof Input.TimePassed) {
        open.keySet().retainAll(broker.connections());
        open.forEach((connection, here) -> sendAgain(connection, here, broker, outbox));
      }
      return List.of(input);
    }

    private static void sendAgain(
        long connection, Map<Integer, Sending> here, BrokerView broker, Outbox outbox) {
      for (Sending sending : List.copyOf(here.values())) {
        if (broker.nowMillis() - sending.atMillis() >= RETRY_MILLIS) {
          here.remove(sending.publish().packetId());
          outbox.send(connection, MqttVersion.V5, Publishes.withDup(sending.publish(), true));
        }
      }
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.version() == MqttVersion.V5
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE) {
        open.computeIfAbsent(sent.connection(), any -> new HashMap<>())
            .put(publish.packetId(), new Sending(broker.nowMillis(), publish));
      }
      return List.of(effect);
    }
  }
}
