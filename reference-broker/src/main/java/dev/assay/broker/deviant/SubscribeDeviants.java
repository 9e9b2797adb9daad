package dev.assay.broker.deviant;

import static dev.assay.broker.deviant.SubscriptionTwists.answering;
import static dev.assay.broker.deviant.SubscriptionTwists.held;
import static dev.assay.broker.deviant.SubscriptionTwists.making;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.deviant.SubscriptionTwists.Key;
import dev.assay.broker.rules.SubscribeRules;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can go wrong with SUBSCRIBE and SUBACK. */
final class SubscribeDeviants {
  private static final int TWELVE_BITS = 0x0FFF;

  /** Behind a fixed header of two bytes. */
  private static final int PACKET_ID_AT = 2;

  private SubscribeDeviants() {}

  static List<Deviant> all() {
    List<Deviant> all = new ArrayList<>();
    all.addAll(answers());
    all.addAll(renewals());
    all.addAll(tolerance());
    return List.copyOf(all);
  }

  private static List<Deviant> answers() {
    return List.of(
        Deviant.named(
                "answers-no-subscribe-with-a-high-identifier",
                "Sends no SUBACK where the Packet Identifier is above 32,767.")
            .mustFail(
                "subscribe/every-subscribe-is-answered", Mqtt5.MQTT_3_8_4_1, Mqtt311.MQTT_3_8_4_1)
            .by(() -> Twists.outgoing(
                SubAck.class,
                (packet, connection, broker) ->
                    packet.packetId() > Short.MAX_VALUE ? List.of() : List.of(packet))),
        Deviant.named(
                "swaps-the-identifier-of-suback",
                "Writes a Packet Identifier above 4,095 into SUBACK with its lower byte first.")
            .mustFail(
                "subscribe/suback-repeats-the-packet-identifier",
                Mqtt5.MQTT_3_8_4_2,
                Mqtt311.MQTT_3_8_4_2)
            .mayFail("subscribe/every-subscribe-is-answered")
            .by(() -> Twists.outgoing(
                SubAck.class,
                (packet, connection, broker) -> List.of(new SubAck(
                    swapped(packet.packetId()), packet.properties(), packet.reasonCodes())))),
        Deviant.named(
                "mixes-up-subscribe-identifiers",
                "Answers SUBSCRIBEs whose long Packet Identifiers share a byte under the first of them.")
            .mustFail(
                "subscribe/subscribes-in-a-row-keep-their-identifiers",
                Mqtt5.MQTT_2_2_1_6,
                "suback-same-identifier")
            .mustFail(
                "subscribe/subscribes-in-a-row-keep-their-identifiers",
                Mqtt311.MQTT_2_3_1_7,
                "suback-repeats-id")
            .mayFail("subscribe/every-subscribe-is-answered")
            .by(SubscriptionTwists::subAckByLowByte),
        Deviant.named(
                "answers-with-two-codes-at-most",
                "Leaves the codes behind the second out of a SUBACK.")
            .mustFail("subscribe/one-code-for-each-filter", Mqtt5.MQTT_3_8_4_6)
            .mustFail(
                "subscribe/one-code-for-each-filter", Mqtt311.MQTT_3_8_4_5, "one-code-per-filter")
            .mustFail(
                "subscribe/codes-are-in-the-order-of-the-filters",
                Mqtt5.MQTT_3_9_3_1,
                Mqtt311.MQTT_3_9_3_1)
            .by(() -> Twists.outgoing(SubAck.class, (packet, connection, broker) -> {
              List<ReasonCode> codes = packet.reasonCodes();
              return List.of(new SubAck(
                  packet.packetId(),
                  packet.properties(),
                  codes.subList(0, Math.min(2, codes.size()))));
            })),
        Deviant.named(
                "answers-filters-one-by-one",
                "Sends another SUBACK for each further Topic Filter of a SUBSCRIBE.")
            .mustFail(
                "subscribe/several-filters-get-one-suback", Mqtt5.MQTT_3_8_4_5, "single-suback")
            .mustFail(
                "subscribe/several-filters-get-one-suback", Mqtt311.MQTT_3_8_4_4, "send-one-suback")
            .by(() -> Twists.outgoing(
                SubAck.class,
                (packet, connection, broker) ->
                    List.copyOf(Collections.nCopies(packet.reasonCodes().size(), packet)))),
        Deviant.named("answers-filters-backwards", "Puts the codes of a SUBACK in the wrong order.")
            .mustFail(
                "subscribe/codes-are-in-the-order-of-the-filters",
                Mqtt5.MQTT_3_9_3_1,
                Mqtt311.MQTT_3_9_3_1)
            .by(() -> Twists.outgoing(SubAck.class, (packet, connection, broker) -> {
              List<ReasonCode> codes = new ArrayList<>(packet.reasonCodes());
              Collections.reverse(codes);
              return List.of(new SubAck(packet.packetId(), packet.properties(), codes));
            })),
        Deviant.named(
                "marks-renewed-subscriptions",
                "Sets a bit of its own in the SUBACK codes of renewed subscriptions, where there are several.")
            .mustFail(
                "subscribe/suback-uses-listed-codes", Mqtt5.MQTT_3_9_3_2, Mqtt311.MQTT_3_9_3_2)
            .by(() -> answering(
                (subscribe, held) -> renewed(subscribe, held) > 1,
                (sent, ack, subscribe, held) -> List.of(
                    new Effect.SentBytes(sent.connection(), Payload.owning(marked(sent, ack)))))),
        Deviant.named(
                "stops-at-a-known-filter",
                "Overlooks the Topic Filters of a SUBSCRIBE that stand behind one which is subscribed already.")
            .mustFail(
                "subscribe/every-filter-of-a-packet-counts",
                Mqtt5.MQTT_3_8_4_5,
                "handle-each-filter")
            .mustFail(
                "subscribe/every-filter-of-a-packet-counts",
                Mqtt311.MQTT_3_8_4_4,
                "handle-each-filter")
            .by(() -> making(SubscribeDeviants::upToAKnownOne)),
        Deviant.named(
                "keeps-the-first-of-equal-filters",
                "Where a SUBSCRIBE names a Topic Filter twice, overlooks the second time.")
            .mustFail(
                "subscribe/last-of-equal-filters-counts", Mqtt5.MQTT_3_8_4_5, "handle-each-filter")
            .mustFail(
                "subscribe/last-of-equal-filters-counts",
                Mqtt311.MQTT_3_8_4_4,
                "handle-each-filter")
            .by(() -> making((asked, held) -> {
              Map<TopicFilter, Subscription> first = new LinkedHashMap<>();
              asked.forEach(each -> first.putIfAbsent(each.filter(), each));
              return List.copyOf(first.values());
            })));
  }

  private static int swapped(int packetId) {
    return packetId <= TWELVE_BITS ? packetId : (packetId & 0xFF) << 8 | packetId >> 8;
  }

  private static long renewed(Subscribe subscribe, List<TopicFilter> held) {
    return subscribe.subscriptions().stream()
        .filter(each -> held.contains(each.filter()))
        .count();
  }

  private static byte[] marked(Effect.Sent sent, SubAck ack) {
    Deviation right = Deviation.of(sent.version(), ack);
    return right
        .replace(right.bytes().length - ack.reasonCodes().size(), 1, "09")
        .bytes();
  }

  private static List<Subscription> upToAKnownOne(
      List<Subscription> asked, List<TopicFilter> held) {
    List<Subscription> made = new ArrayList<>();
    for (Subscription each : asked) {
      made.add(each);
      if (held.contains(each.filter())) {
        break;
      }
    }
    return made;
  }

  private static List<Deviant> renewals() {
    return List.of(
        Deviant.named(
                "says-the-old-qos",
                "Answers the renewal of a subscription with the QoS that was granted before.")
            .mustFail("subscribe/renewal-is-told-its-new-qos", Mqtt5.MQTT_3_8_4_7)
            .mustFail(
                "subscribe/renewal-is-told-its-new-qos",
                Mqtt311.MQTT_3_8_4_5,
                "code-is-granted-qos-or-failure")
            .by(OldQosSaid::new),
        Deviant.named(
                "keeps-the-older-subscription",
                "Answers the renewal of a subscription and leaves it as it was.")
            .mustFail("subscribe/renewal-replaces-the-subscription", Mqtt5.MQTT_3_8_4_3)
            .mustFail(
                "subscribe/renewal-replaces-the-subscription",
                Mqtt311.MQTT_3_8_4_3,
                "replace-subscription")
            .mustFail("subscribe/renewal-lowers-the-qos", Mqtt5.MQTT_3_8_4_3)
            .mustFail(
                "subscribe/renewal-lowers-the-qos", Mqtt311.MQTT_3_8_4_3, "replace-subscription")
            .mustFail("options/renewal-replaces-the-options", Mqtt5.MQTT_3_8_4_3)
            .mustFail(
                "subscribe/last-of-equal-filters-counts", Mqtt5.MQTT_3_8_4_5, "handle-each-filter")
            .mustFail(
                "subscribe/last-of-equal-filters-counts",
                Mqtt311.MQTT_3_8_4_4,
                "handle-each-filter")
            .mayFail("identifier/renewal-replaces-it")
            .mayFail("options/renewal-replaces-retain-as-published")
            .mayFail("identifier/of-every-length")
            .by(() -> Twists.deciding(SubscribeRules.REPLACED, false)),
        Deviant.named(
                "keeps-the-higher-qos",
                "Grants the renewal of a subscription at a lower QoS and goes on at the higher one.")
            .mustFail("subscribe/renewal-lowers-the-qos", Mqtt5.MQTT_3_8_4_3)
            .mustFail(
                "subscribe/renewal-lowers-the-qos", Mqtt311.MQTT_3_8_4_3, "replace-subscription")
            .by(HigherQosKept::new),
        Deviant.named(
                "loses-a-message-on-renewal",
                "Loses the message that comes behind the first renewal of a subscription at the same QoS.")
            .mustFail("subscribe/renewal-loses-no-message", Mqtt5.MQTT_3_8_4_4, "lose-no-message")
            .mustFail(
                "subscribe/renewal-loses-no-message", Mqtt311.MQTT_3_8_4_3, "keep-flow-unbroken")
            .mayFail("flow/what-waits-survives-a-renewal")
            .mayFail("options/renewal-lifts-no-local")
            .by(GapOnRenewal::new));
  }

  /** Remembers what was granted last for each subscription, and answers with that. */
  private static final class OldQosSaid implements Twist {
    private final Map<Key, ReasonCode> granted = new HashMap<>();
    private final Map<SubscriptionTwists.Request, ReasonCode> stale = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && subscribe.subscriptions().size() == 1) {
        Subscription asked = subscribe.subscriptions().get(0);
        String client = String.valueOf(broker.clientOf(arrived.connection()));
        ReasonCode before =
            granted.put(new Key(client, asked.filter()), ReasonCode.granted(asked.qos()));
        if (before != null && held(arrived.connection(), broker).contains(asked.filter())) {
          stale.put(
              new SubscriptionTwists.Request(arrived.connection(), subscribe.packetId()), before);
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof SubAck ack) {
        ReasonCode before =
            stale.remove(new SubscriptionTwists.Request(sent.connection(), ack.packetId()));
        if (before != null) {
          return List.of(new Effect.Sent(
              sent.connection(),
              sent.version(),
              new SubAck(ack.packetId(), ack.properties(), List.of(before))));
        }
      }
      return List.of(effect);
    }
  }

  /** A renewal at a lower QoS is made at the one of before; SUBACK says the lower one. */
  private static final class HigherQosKept implements Twist {
    private final Map<Key, Qos> made = new HashMap<>();
    private final Map<SubscriptionTwists.Request, ReasonCode> promised = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && subscribe.subscriptions().size() == 1)) {
        return List.of(input);
      }
      long connection = arrived.connection();
      Subscription asked = subscribe.subscriptions().get(0);
      Key key = new Key(String.valueOf(broker.clientOf(connection)), asked.filter());
      Qos before = made.get(key);
      if (before == null
          || before.compareTo(asked.qos()) <= 0
          || !held(connection, broker).contains(asked.filter())) {
        made.put(key, asked.qos());
        return List.of(input);
      }
      promised.put(
          new SubscriptionTwists.Request(connection, subscribe.packetId()),
          ReasonCode.granted(asked.qos()));
      Subscription kept = new Subscription(
          asked.filter(),
          before,
          asked.noLocal(),
          asked.retainAsPublished(),
          asked.retainHandling());
      return List.of(new Input.PacketArrived(
          connection, new Subscribe(subscribe.packetId(), subscribe.properties(), List.of(kept))));
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof SubAck ack) {
        ReasonCode code =
            promised.remove(new SubscriptionTwists.Request(sent.connection(), ack.packetId()));
        if (code != null) {
          return List.of(new Effect.Sent(
              sent.connection(),
              sent.version(),
              new SubAck(ack.packetId(), ack.properties(), List.of(code))));
        }
      }
      return List.of(effect);
    }
  }

  /** The message that comes behind the first renewal of a subscription at the same QoS is not sent. */
  private static final class GapOnRenewal implements Twist {
    private final Map<Key, Qos> asked = new HashMap<>();
    private final Set<Key> renewed = new HashSet<>();
    private final Set<Key> gaps = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && subscribe.subscriptions().size() == 1) {
        Subscription subscription = subscribe.subscriptions().get(0);
        TopicFilter filter = subscription.filter();
        Key key = new Key(String.valueOf(broker.clientOf(arrived.connection())), filter);
        boolean same = subscription.qos() == asked.put(key, subscription.qos());
        if (same && held(arrived.connection(), broker).contains(filter) && renewed.add(key)) {
          gaps.add(key);
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && !publish.retain()) {
        String client = String.valueOf(broker.clientOf(sent.connection()));
        if (gaps.remove(new Key(client, TopicFilter.of(publish.topic().text())))) {
          return List.of();
        }
      }
      return List.of(effect);
    }
  }

  private static List<Deviant> tolerance() {
    return List.of(
        Deviant.named(
                "reads-no-flags-of-subscribe", "Takes no notice of a SUBSCRIBE with other flags.")
            .mustFail(
                "subscribe/reserved-flags-are-refused", Mqtt5.MQTT_3_8_1_1, Mqtt311.MQTT_3_8_1_1)
            .by(() -> overlooking(Mqtt5.MQTT_3_8_1_1, Mqtt311.MQTT_3_8_1_1)),
        Deviant.named(
                "subscribes-to-nothing", "Takes no notice of a SUBSCRIBE without a Topic Filter.")
            .mustFail("subscribe/empty-is-refused", Mqtt5.MQTT_3_8_3_2, Mqtt311.MQTT_3_8_3_3)
            .by(() -> overlooking(Mqtt5.MQTT_3_8_3_2, Mqtt311.MQTT_3_8_3_3)),
        Deviant.named(
                "grants-nothing",
                "Answers a SUBSCRIBE without a Topic Filter by a SUBACK without a Reason Code.")
            .mustFail("subscribe/empty-is-refused", Mqtt5.MQTT_3_8_3_2, Mqtt311.MQTT_3_8_3_3)
            .by(SubscribeDeviants::answeringEmptyByNothing),
        Deviant.named(
                "masks-subscription-options",
                "Takes no notice of a SUBSCRIBE with bit 7 of the options set.")
            .mustFail("subscribe/reserved-option-bits-are-refused", Mqtt5.MQTT_3_8_3_5)
            .mustFail(
                "subscribe/reserved-option-bits-are-refused",
                Mqtt311.MQTT_3_8_3_4,
                "close-on-reserved-bits")
            .by(() -> Twists.toleratingWhere(
                violation -> (violation.statement() == Mqtt5.MQTT_3_8_3_5
                        || violation.statement() == Mqtt311.MQTT_3_8_3_4)
                    && violation.found().equals("0x80"),
                (bytes, connection, broker) -> null)),
        Deviant.named(
                "reads-options-of-5-0-in-3-1-1",
                "Takes a SUBSCRIBE of 3.1.1 with the bit of No Local, which is reserved there.")
            .mustFail(
                "subscribe/no-local-is-refused-in-3-1-1",
                Mqtt311.MQTT_3_8_3_4,
                "close-on-reserved-bits")
            .by(() -> Twists.toleratingWhere(
                violation -> violation.statement() == Mqtt311.MQTT_3_8_3_4
                    && violation.found().equals("0x04"),
                (bytes, connection, broker) -> null)),
        Deviant.named("takes-qos-3", "Takes no notice of a SUBSCRIBE of 3.1.1 that asks for QoS 3.")
            .mustFail("subscribe/qos-3-is-refused", Mqtt311.MQTT_3_8_3_4, "close-on-qos-3")
            .by(() -> Twists.toleratingWhere(
                violation -> violation.statement() == Mqtt311.MQTT_3_8_3_4
                    && violation.found().equals("3"),
                (bytes, connection, broker) -> null)));
  }

  /** A SUBACK that ends where its first code should stand. */
  private static Twist answeringEmptyByNothing() {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.BytesMalformed malformed
            && (malformed.violation().statement() == Mqtt5.MQTT_3_8_3_2
                || malformed.violation().statement() == Mqtt311.MQTT_3_8_3_3)) {
          MqttVersion version = malformed.violation().statement().version();
          int packetId = ((malformed.bytes().at(PACKET_ID_AT) & 0xFF) << 8)
              | (malformed.bytes().at(PACKET_ID_AT + 1) & 0xFF);
          SubAck one =
              new SubAck(packetId, Properties.NONE, List.of(ReasonCode.granted(Qos.AT_MOST_ONCE)));
          byte[] none = Deviation.of(version, one)
              .cutBodyTo(version == MqttVersion.V5 ? 3 : 2)
              .bytes();
          outbox.sendBytes(malformed.connection(), Payload.owning(none));
          return List.of();
        }
        return List.of(input);
      }
    };
  }

  /** Bytes that break one of these statements are overlooked. */
  static Twist overlooking(Mqtt5 v5, Mqtt311 v311) {
    return Twists.toleratingWhere(
        violation -> violation.statement() == v5 || violation.statement() == v311,
        (bytes, connection, broker) -> null);
  }
}
