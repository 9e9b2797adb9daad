package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What can go wrong between a PUBLISH of QoS 1 and its PUBACK, in both directions. When it is sent again: {@link RepeatDeviants}. */
final class QosOneDeviants {
  private static final int LARGE_PACKET_ID = 4_096;
  private static final int FIFTEEN_BITS = 0x7FFF;

  private QosOneDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "swaps-the-bytes-of-puback",
                "Swaps the bytes of packet identifiers above 4,095 in PUBACK.")
            .mustFail(
                "qos1/publish-is-answered-by-puback", Mqtt5.MQTT_2_2_1_5, "puback-same-identifier")
            .mustFail(
                "qos1/publish-is-answered-by-puback", Mqtt311.MQTT_2_3_1_6, "puback-repeats-id")
            .by(() -> Twists.outgoing(
                PubAck.class,
                (packet, connection, broker) -> List.of(new PubAck(
                    swapped(packet.packetId()), packet.reasonCode(), packet.properties())))),
        Deviant.named(
                "keeps-puback-identifiers-in-15-bits",
                "Cuts packet identifiers above 32,767 to 15 bits in PUBACK.")
            .mustFail(
                "qos1/each-of-several-publishes-is-acknowledged",
                Mqtt5.MQTT_4_3_2_4,
                "same-packet-identifier")
            .mustFail(
                "qos1/each-of-several-publishes-is-acknowledged",
                Mqtt311.MQTT_2_3_1_6,
                "puback-repeats-id")
            .by(() -> Twists.outgoing(
                PubAck.class,
                (packet, connection, broker) -> List.of(new PubAck(
                    packet.packetId() & FIFTEEN_BITS, packet.reasonCode(), packet.properties())))),
        Deviant.named(
                "waits-for-a-subscriber-before-puback",
                "Does not answer a PUBLISH of QoS 1 that nobody subscribes to.")
            .mustFail("qos1/publish-is-answered-by-puback", Mqtt5.MQTT_3_3_4_1, "puback-for-qos-1")
            .mustFail("qos1/publish-is-answered-by-puback", Mqtt311.MQTT_3_3_4_1, "puback-for-qos1")
            .mustFail(
                "qos1/each-of-several-publishes-is-acknowledged", Mqtt5.MQTT_4_3_2_4, "send-puback")
            .mustFail(
                "qos1/each-of-several-publishes-is-acknowledged",
                Mqtt311.MQTT_4_3_2_2,
                "puback-with-same-id")
            .mustFail(
                "qos1/same-identifier-in-both-directions", Mqtt5.MQTT_3_3_4_1, "puback-for-qos-1")
            .mustFail(
                "qos1/same-identifier-in-both-directions", Mqtt311.MQTT_3_3_4_1, "puback-for-qos1")
            .mayFail("keep-alive/any-type-of-packet-counts")
            .by(() -> new UnansweredForNobody(Qos.AT_LEAST_ONCE)),
        Deviant.named(
                "forgets-with-the-publisher",
                "Drops messages of QoS 1 that it acknowledged when their publisher's connection is lost.")
            .mustFail(
                "qos1/acknowledged-message-outlives-its-publisher",
                Mqtt5.MQTT_4_3_2_4,
                "take-ownership")
            .mustFail("qos1/acknowledged-message-outlives-its-publisher", Mqtt311.MQTT_4_5_0_1)
            .by(() -> new ForgottenWithPublisher(Qos.AT_LEAST_ONCE)),
        Deviant.named(
                "filters-duplicates-at-qos-1",
                "Takes a PUBLISH of QoS 1 with DUP for a repeat, even after its PUBACK.")
            .mustFail("qos1/identifier-is-free-after-puback", Mqtt5.MQTT_4_3_2_5)
            .mustFail(
                "qos1/identifier-is-free-after-puback",
                Mqtt311.MQTT_4_3_2_2,
                "reused-id-is-new-message")
            .by(DuplicatesFiltered::new),
        Deviant.named(
                "leaves-out-packet-identifiers",
                "Sends messages of QoS 1 and 2 that begin with a control character without packet identifier.")
            .mustFail(
                "qos1/first-transmission-is-complete",
                Mqtt5.MQTT_4_3_2_2,
                "carry-packet-identifier")
            .mustFail(
                "qos2/first-transmission-is-complete",
                Mqtt5.MQTT_4_3_3_2,
                "carry-packet-identifier")
            .mayFail("will/may-be-large")
            .by(() -> binary(MqttVersion.V5, QosOneDeviants::withoutPacketId)),
        Deviant.named(
                "sends-binary-at-qos-0",
                "Sends messages of QoS 1 and 2 that begin with a control character at QoS 0.")
            .mustFail("qos1/first-transmission-is-complete", Mqtt5.MQTT_4_3_2_2, "qos-1")
            .mustFail("qos1/first-transmission-is-complete", Mqtt311.MQTT_4_3_2_1, "send-qos1-dup0")
            .mustFail("qos2/first-transmission-is-complete", Mqtt5.MQTT_4_3_3_2, "qos-2")
            .mustFail(
                "qos2/first-transmission-is-complete", Mqtt311.MQTT_4_3_3_1, "free-id-qos2-dup0")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) ->
                    List.of(isBinary(packet) ? Publishes.atQosZero(packet) : packet))),
        Deviant.named(
                "sets-dup-at-once",
                "Sends messages of QoS 1 and 2 that begin with a control character with DUP 1 at once.")
            .mustFail(
                "qos1/first-transmission-is-complete", Mqtt5.MQTT_4_3_2_2, "dup-0-on-first-send")
            .mustFail("qos1/first-transmission-is-complete", Mqtt311.MQTT_4_3_2_1, "send-qos1-dup0")
            .mustFail(
                "qos2/first-transmission-is-complete", Mqtt5.MQTT_4_3_3_2, "dup-0-on-first-send")
            .mustFail(
                "qos2/first-transmission-is-complete", Mqtt311.MQTT_4_3_3_1, "free-id-qos2-dup0")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, connection, broker) ->
                    List.of(isBinary(packet) ? Publishes.withDup(packet, true) : packet))),
        Deviant.named(
                "counts-identifiers-to-zero",
                "Gives the fifth message of QoS 1 under way to a client on one topic the packet identifier 0.")
            .mustFail(
                "qos1/identifiers-under-way-differ",
                Mqtt5.MQTT_2_2_1_4,
                "nonzero-packet-identifier")
            .mustFail("qos1/identifiers-under-way-differ", Mqtt311.MQTT_2_3_1_1)
            .mayFail("alias/all-up-to-the-maximum-are-taken", "subscribe/renewal-loses-no-message")
            .mayFail("handshake/all-unacknowledged-are-sent-again")
            .mayFail("alias/may-be-set-at-any-qos")
            .mayFail(
                "property/each-property-length-arrives", "publish/each-remaining-length-arrives")
            .mayFail("alias/may-be-set-by-any-publish")
            .by(CountedToZero::new),
        Deviant.named(
                "counts-identifiers-in-a-circle-of-4",
                "Uses the packet identifiers 1 to 4 in turn for messages of QoS 1, whether or not they are free.")
            .mustFail(
                "qos1/identifiers-under-way-differ", Mqtt5.MQTT_2_2_1_4, "unused-packet-identifier")
            .mustFail(
                "qos1/identifiers-under-way-differ", Mqtt311.MQTT_2_3_1_4, "hold-id-until-puback")
            .by(() -> new Renumbered(Qos.AT_LEAST_ONCE, (right, underWay) -> (right - 1) % 4 + 1)),
        Deviant.named(
                "counts-anew-after-a-resume",
                "Counts the packet identifiers of new messages of QoS 1 from 1 for a client that comes back to more than three unacknowledged ones.")
            .mustFail(
                "qos1/identifiers-under-way-differ", Mqtt5.MQTT_2_2_1_4, "unused-packet-identifier")
            .mustFail(
                "qos1/identifiers-under-way-differ", Mqtt311.MQTT_2_3_1_4, "hold-id-until-puback")
            .by(CountingAnew::new),
        Deviant.named(
                "numbers-by-how-many-are-under-way",
                "Makes the packet identifier of a message of QoS 1 from the number of those under way.")
            .mustFail("qos1/puback-frees-its-own-identifier-alone", Mqtt5.MQTT_4_3_2_1)
            .mustFail(
                "qos1/puback-frees-its-own-identifier-alone",
                Mqtt311.MQTT_4_3_2_1,
                "assign-free-id")
            .by(() -> new Renumbered(Qos.AT_LEAST_ONCE, (right, underWay) -> underWay.size() + 1)),
        Deviant.named(
                "overlooks-refusing-puback",
                "Takes no notice of a PUBACK with a Reason Code of 0x80 or more.")
            .mustFail("qos1/puback-that-refuses-settles", Mqtt5.MQTT_4_4_0_2)
            .mustFail("flow/puback-that-refuses-frees-a-place", Rule.V5_SEND_QUOTA_REPLENISHED)
            .mayFail("shared/refused-message-is-discarded")
            .by(() -> Twists.incoming(
                PubAck.class,
                (packet, connection, broker) -> packet.reasonCode().isError() ? null : packet)),
        Deviant.named(
                "has-one-table-of-identifiers",
                "Takes no notice of a PUBLISH whose packet identifier a message to its client still uses.")
            .mustFail(
                "qos1/same-identifier-in-both-directions", Mqtt5.MQTT_3_3_4_1, "puback-for-qos-1")
            .mustFail(
                "qos1/same-identifier-in-both-directions", Mqtt311.MQTT_3_3_4_1, "puback-for-qos1")
            .by(OneTable::new));
  }

  /** The bytes of identifiers above 4,095 change places. */
  static int swapped(int packetId) {
    return packetId < LARGE_PACKET_ID ? packetId : (packetId & 0xFF) << 8 | packetId >> 8;
  }

  static boolean isRepeatOf(Qos qos, Publish packet) {
    return packet.dup() && packet.qos() == qos;
  }

  private static boolean isBinary(Publish packet) {
    return packet.qos() != Qos.AT_MOST_ONCE
        && !packet.payload().isEmpty()
        && packet.payload().at(0) >= 0
        && packet.payload().at(0) < ' ';
  }

  private static Twist binary(MqttVersion version, Twists.Wrong<Publish> change) {
    return new Twist() {
      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        if (effect instanceof Effect.Sent sent
            && sent.version() == version
            && sent.packet() instanceof Publish publish
            && isBinary(publish)) {
          byte[] bytes = change.bytes(publish, sent);
          return List.of(new Effect.SentBytes(sent.connection(), Payload.owning(bytes)));
        }
        return List.of(effect);
      }
    };
  }

  private static byte[] withoutPacketId(Publish packet, Effect.Sent sent) {
    Deviation right = Deviation.of(sent.version(), packet);
    int topicBytes = packet.topic().text().getBytes(StandardCharsets.UTF_8).length;
    return right.replace(right.headerBytes() + 2 + topicBytes, 2, "").bytes();
  }

  /** Swallows what nobody subscribes to. */
  static final class UnansweredForNobody implements Twist {
    private final Qos qos;

    UnansweredForNobody(Qos qos) {
      this.qos = qos;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      boolean swallowed = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == qos
          && !publish.retain()
          // a Topic Alias stands for a topic to which somebody may subscribe
          && !publish.topic().text().isEmpty()
          && broker.subscribersOf(publish.topic()).isEmpty();
      return swallowed ? List.of() : List.of(input);
    }
  }

  /** Remembers what each connection published and was told to be safe, and withholds it once the connection is lost. */
  static final class ForgottenWithPublisher implements Twist {
    private final Qos qos;
    private final Map<Long, Map<Integer, Publish>> open = new HashMap<>();
    private final Map<Long, List<Publish>> safe = new HashMap<>();
    private final Set<String> lost = new HashSet<>();

    ForgottenWithPublisher(Qos qos) {
      this.qos = qos;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == qos
          && !publish.retain()) {
        open.computeIfAbsent(arrived.connection(), absent -> new HashMap<>())
            .put(publish.packetId(), publish);
      }
      if (input instanceof Input.ConnectionLost gone) {
        safe.getOrDefault(gone.connection(), List.of()).forEach(each -> lost.add(key(each)));
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent)) {
        return List.of(effect);
      }
      if (sent.packet() instanceof PubAck ack && qos == Qos.AT_LEAST_ONCE) {
        save(sent.connection(), ack.packetId());
      }
      if (sent.packet() instanceof PubComp comp && qos == Qos.EXACTLY_ONCE) {
        save(sent.connection(), comp.packetId());
      }
      boolean forgotten = sent.packet() instanceof Publish publish
          && !publish.retain()
          && lost.contains(key(publish));
      return forgotten ? List.of() : List.of(effect);
    }

    private void save(long connection, int packetId) {
      Publish publish = open.getOrDefault(connection, new HashMap<>()).remove(packetId);
      if (publish != null) {
        safe.computeIfAbsent(connection, absent -> new ArrayList<>()).add(publish);
      }
    }

    private static String key(Publish publish) {
      return publish.topic().text() + " " + publish.payload().asText();
    }
  }

  private static final class DuplicatesFiltered extends Attentive {
    private final Map<Long, Set<Integer>> seen = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (!(packet instanceof Publish publish) || publish.qos() != Qos.AT_LEAST_ONCE) {
        return true;
      }
      boolean fresh =
          seen.computeIfAbsent(connection, absent -> new HashSet<>()).add(publish.packetId());
      MqttVersion version = broker.versionOf(connection);
      if (fresh || !publish.dup() || version == null) {
        return true;
      }
      outbox.send(connection, version, new PubAck(publish.packetId()));
      return false;
    }
  }

  private static final class CountedToZero extends RepeatDeviants.LastOfQosOne {
    private static final int FIFTH = 5;

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      List<Effect> right = super.effects(effect, broker);
      if (!(effect instanceof Effect.Sent sent)
          || !(sent.packet() instanceof Publish publish)
          || publish.qos() != Qos.AT_LEAST_ONCE) {
        return right;
      }
      String client = Objects.requireNonNullElse(broker.clientOf(sent.connection()), "");
      long underWay = underWayTo(client).values().stream()
          .filter(it -> it.topic().equals(publish.topic()))
          .count();
      if (underWay < FIFTH) {
        return right;
      }
      Deviation whole = Deviation.of(sent.version(), publish);
      int topicBytes = publish.topic().text().getBytes(StandardCharsets.UTF_8).length;
      byte[] wrong =
          whole.replace(whole.headerBytes() + 2 + topicBytes, 2, "00 00").bytes();
      return List.of(new Effect.SentBytes(sent.connection(), Payload.owning(wrong)));
    }
  }

  /** New messages are counted by connection, and those of before keep their identifiers. */
  private static final class CountingAnew implements Twist {
    private static final int MANY = 3;

    // by connection: the right identifiers by the wrong ones
    private final Map<Long, Map<Integer, Integer>> rightByWrong = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived && arrived.packet() instanceof PubAck ack) {
        Integer right =
            rightByWrong.getOrDefault(arrived.connection(), Map.of()).get(ack.packetId());
        if (right != null) {
          return List.of(new Input.PacketArrived(
              arrived.connection(), new PubAck(right, ack.reasonCode(), ack.properties())));
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent out)) {
        return List.of(effect);
      }
      String client = Objects.requireNonNullElse(broker.clientOf(out.connection()), "");
      if (out.packet() instanceof ConnAck ack
          && ack.sessionPresent()
          && broker.underWayTo(client) > MANY) {
        rightByWrong.put(out.connection(), new HashMap<>());
      }
      Map<Integer, Integer> given = rightByWrong.get(out.connection());
      if (given == null
          || !(out.packet() instanceof Publish publish)
          || publish.dup()
          || publish.qos() != Qos.AT_LEAST_ONCE) {
        return List.of(effect);
      }
      int wrong = given.size() + 1;
      given.put(wrong, publish.packetId());
      return List.of(
          new Effect.Sent(out.connection(), out.version(), Publishes.withPacketId(publish, wrong)));
    }
  }

  private static final class OneTable extends RepeatDeviants.LastOfQosOne {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      boolean taken = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE
          && underWayTo(Objects.requireNonNullElse(broker.clientOf(arrived.connection()), ""))
              .containsKey(publish.packetId());
      return taken ? List.of() : super.inputs(input, broker, outbox);
    }
  }
}
