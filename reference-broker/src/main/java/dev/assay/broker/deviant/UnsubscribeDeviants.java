package dev.assay.broker.deviant;

import static dev.assay.broker.deviant.SubscribeDeviants.overlooking;
import static dev.assay.broker.deviant.SubscriptionTwists.answeringUnsubscribe;
import static dev.assay.broker.deviant.SubscriptionTwists.held;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.deviant.SubscriptionTwists.Key;
import dev.assay.broker.rules.SubscribeRules;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What can go wrong with UNSUBSCRIBE and UNSUBACK. */
final class UnsubscribeDeviants {
  private static final int TWELVE_BITS = 0x0FFF;

  private UnsubscribeDeviants() {}

  static List<Deviant> all() {
    List<Deviant> all = new ArrayList<>();
    all.addAll(answers());
    all.addAll(deletions());
    all.addAll(tolerance());
    return List.copyOf(all);
  }

  private static List<Deviant> answers() {
    return List.of(
        Deviant.named(
                "answers-no-unsubscribe-with-a-high-identifier",
                "Sends no UNSUBACK where the Packet Identifier is above 32,767.")
            .mustFail("unsubscribe/every-unsubscribe-is-answered", Mqtt5.MQTT_3_10_4_4)
            .mustFail(
                "unsubscribe/every-unsubscribe-is-answered", Mqtt311.MQTT_3_10_4_4, "send-unsuback")
            .by(() -> Twists.outgoing(
                UnsubAck.class,
                (packet, connection, broker) ->
                    packet.packetId() > Short.MAX_VALUE ? List.of() : List.of(packet))),
        Deviant.named(
                "keeps-twelve-bits-of-the-identifier",
                "Answers UNSUBSCRIBE under a Packet Identifier without its highest four bits.")
            .mustFail(
                "unsubscribe/unsuback-repeats-the-packet-identifier",
                Mqtt5.MQTT_3_10_4_5,
                "same-packet-identifier")
            .mustFail(
                "unsubscribe/unsuback-repeats-the-packet-identifier",
                Mqtt311.MQTT_3_10_4_4,
                "repeat-packet-identifier")
            .mayFail("unsubscribe/every-unsubscribe-is-answered")
            .by(() -> Twists.outgoing(
                UnsubAck.class,
                (packet, connection, broker) -> List.of(new UnsubAck(
                    Math.max(1, packet.packetId() & TWELVE_BITS),
                    packet.properties(),
                    packet.reasonCodes())))),
        Deviant.named(
                "mixes-up-unsubscribe-identifiers",
                "Answers UNSUBSCRIBEs whose long Packet Identifiers share a byte under the first of them.")
            .mustFail(
                "unsubscribe/unsubscribes-in-a-row-keep-their-identifiers",
                Mqtt5.MQTT_2_2_1_6,
                "unsuback-same-identifier")
            .mustFail(
                "unsubscribe/unsubscribes-in-a-row-keep-their-identifiers",
                Mqtt311.MQTT_2_3_1_7,
                "unsuback-repeats-id")
            .mayFail("unsubscribe/every-unsubscribe-is-answered")
            .by(SubscriptionTwists::unsubAckByLowByte),
        Deviant.named(
                "answers-only-what-it-deleted",
                "Sends no UNSUBACK where none of the Topic Filters was subscribed.")
            .mustFail(
                "unsubscribe/unknown-filter-is-answered",
                Mqtt5.MQTT_3_10_4_5,
                "unsuback-when-nothing-deleted")
            .mustFail("unsubscribe/unknown-filter-is-answered", Mqtt311.MQTT_3_10_4_5)
            .by(() -> answeringUnsubscribe(
                (unsubscribe, held) -> Collections.disjoint(unsubscribe.filters(), held),
                (sent, ack, unsubscribe, held) -> List.of())),
        Deviant.named(
                "answers-unsubscribed-filters-one-by-one",
                "Sends another UNSUBACK for each further Topic Filter of an UNSUBSCRIBE.")
            .mustFail(
                "unsubscribe/several-filters-get-one-unsuback",
                Mqtt5.MQTT_3_10_4_6,
                "single-unsuback")
            .mustFail(
                "unsubscribe/several-filters-get-one-unsuback",
                Mqtt311.MQTT_3_10_4_6,
                "send-one-unsuback")
            .by(() -> answeringUnsubscribe(
                (unsubscribe, held) -> unsubscribe.filters().size() > 1,
                (sent, ack, unsubscribe, held) ->
                    List.copyOf(Collections.nCopies(unsubscribe.filters().size(), sent)))),
        Deviant.named(
                "answers-unsubscribe-with-one-code", "Puts a single Reason Code in each UNSUBACK.")
            .mustFail("unsubscribe/unsuback-has-a-code-for-each-filter", Mqtt5.MQTT_3_11_3_2)
            .by(() -> Twists.outgoing(
                UnsubAck.class,
                (packet, connection, broker) -> List.of(
                    packet.reasonCodes().isEmpty()
                        ? packet
                        : new UnsubAck(
                            packet.packetId(),
                            packet.properties(),
                            packet.reasonCodes().subList(0, 1))))),
        Deviant.named(
                "answers-unsubscribed-filters-backwards",
                "Puts the codes of an UNSUBACK in the wrong order.")
            .mustFail("unsubscribe/unsuback-codes-are-in-order", Mqtt5.MQTT_3_11_3_1)
            .by(() -> Twists.outgoing(UnsubAck.class, (packet, connection, broker) -> {
              List<ReasonCode> codes = new ArrayList<>(packet.reasonCodes());
              Collections.reverse(codes);
              return List.of(new UnsubAck(packet.packetId(), packet.properties(), codes));
            })),
        Deviant.named(
                "answers-unsubscribed-filters-by-name",
                "Puts the codes of an UNSUBACK in the alphabetical order of the Topic Filters.")
            .mustFail("unsubscribe/unsuback-codes-are-in-order", Mqtt5.MQTT_3_11_3_1)
            .by(() -> answeringUnsubscribe(
                (unsubscribe, held) -> unsubscribe.filters().size() > 1,
                (sent, ack, unsubscribe, held) -> List.of(new Effect.Sent(
                    sent.connection(), sent.version(), byName(ack, unsubscribe.filters()))))));
  }

  private static UnsubAck byName(UnsubAck ack, List<TopicFilter> filters) {
    List<ReasonCode> codes = ack.reasonCodes();
    if (codes.size() != filters.size()) {
      // in 3.1.1 there are none
      return ack;
    }
    List<ReasonCode> byName = IntStream.range(0, codes.size())
        .boxed()
        .sorted(Comparator.comparing(at -> filters.get(at).text()))
        .map(codes::get)
        .toList();
    return new UnsubAck(ack.packetId(), ack.properties(), byName);
  }

  private static List<Deviant> deletions() {
    return List.of(
        Deviant.named("keeps-subscriptions", "Answers UNSUBSCRIBE and ends no subscription.")
            .mustFail("unsubscribe/stops-delivery", Mqtt5.MQTT_3_10_4_2, Mqtt311.MQTT_3_10_4_2)
            .mustFail(
                "unsubscribe/deletes-from-the-session",
                Mqtt5.MQTT_3_10_4_1,
                "delete-identical-subscription")
            .mustFail(
                "unsubscribe/deletes-from-the-session",
                Mqtt311.MQTT_3_10_4_1,
                "delete-identical-filter")
            .mustFail(
                "unsubscribe/every-filter-of-a-packet-counts",
                Mqtt5.MQTT_3_10_4_6,
                "handle-each-filter")
            .mustFail(
                "unsubscribe/every-filter-of-a-packet-counts",
                Mqtt311.MQTT_3_10_4_6,
                "handle-each-filter")
            .mustFail(
                "retained/handling-1-sends-after-unsubscribe",
                Mqtt5.MQTT_3_3_1_10,
                "send-for-new-subscription")
            // its set-up gives a subscription up
            .mayFail(
                "shared/goes-on-without-its-first-member",
                "shared/is-joined-once",
                "shared/granted-qos-is-respected")
            .mayFail(
                "handshake/unsubscribe-with-properties-counts",
                "session/resumed-subscription-can-be-ended")
            .by(() -> Twists.deciding(SubscribeRules.DELETED, false)),
        Deviant.named(
                "restores-given-up-subscriptions",
                "Has the subscriptions back that a client gave up, once it resumes its session.")
            .mustFail(
                "unsubscribe/deletes-from-the-session",
                Mqtt5.MQTT_3_10_4_1,
                "delete-identical-subscription")
            .mustFail(
                "unsubscribe/deletes-from-the-session",
                Mqtt311.MQTT_3_10_4_1,
                "delete-identical-filter")
            .by(() -> SubscriptionTwists.afterResume(
                packet -> packet instanceof Unsubscribe,
                (packet, id) -> subscribingTo(((Unsubscribe) packet).filters(), id))),
        Deviant.named(
                "unsubscribes-by-matching",
                "Ends a subscription that the Topic Filter of an UNSUBSCRIBE matches, though it is another one.")
            .mustFail(
                "unsubscribe/compares-character-by-character",
                Mqtt5.MQTT_3_10_4_1,
                "compare-literally")
            .mustFail(
                "unsubscribe/compares-character-by-character",
                Mqtt311.MQTT_3_10_4_1,
                "leave-other-filters")
            .by(() -> Twists.incoming(
                Unsubscribe.class,
                (packet, connection, broker) -> new Unsubscribe(
                    packet.packetId(),
                    packet.properties(),
                    packet.filters().stream()
                        .map(filter -> matched(filter, held(connection, broker)))
                        .toList()))),
        Deviant.named(
                "stops-at-an-unknown-filter",
                "Overlooks the Topic Filters of an UNSUBSCRIBE that stand behind one which is not subscribed.")
            .mustFail(
                "unsubscribe/every-filter-of-a-packet-counts",
                Mqtt5.MQTT_3_10_4_6,
                "handle-each-filter")
            .mustFail(
                "unsubscribe/every-filter-of-a-packet-counts",
                Mqtt311.MQTT_3_10_4_6,
                "handle-each-filter")
            .by(() -> Twists.both(
                answeringUnsubscribe(
                    (unsubscribe, held) -> true,
                    (sent, ack, unsubscribe, held) ->
                        List.of(fullyAnswered(sent, ack, unsubscribe, held))),
                Twists.incoming(
                    Unsubscribe.class,
                    (packet, connection, broker) -> new Unsubscribe(
                        packet.packetId(),
                        packet.properties(),
                        upToAnUnknownOne(packet.filters(), held(connection, broker)))))),
        Deviant.named(
                "forgets-what-is-under-way",
                "Forgets the unfinished deliveries of a topic when its subscription is given up.")
            .mustFail("unsubscribe/begun-qos-2-delivery-is-finished", Mqtt5.MQTT_3_10_4_3)
            .mustFail(
                "unsubscribe/begun-qos-2-delivery-is-finished",
                Mqtt311.MQTT_3_10_4_3,
                "finish-qos2-deliveries")
            .mustFail("unsubscribe/begun-qos-1-delivery-is-finished", Mqtt5.MQTT_3_10_4_3)
            .mustFail(
                "unsubscribe/begun-qos-1-delivery-is-finished",
                Mqtt311.MQTT_3_10_4_3,
                "finish-qos1-deliveries")
            .by(Forgetful::new));
  }

  private static Subscribe subscribingTo(List<TopicFilter> filters, int packetId) {
    return new Subscribe(
        packetId,
        Properties.NONE,
        filters.stream()
            .map(filter -> new Subscription(
                filter, Qos.AT_LEAST_ONCE, false, false, RetainHandling.DO_NOT_SEND))
            .toList());
  }

  private static TopicFilter matched(TopicFilter filter, List<TopicFilter> held) {
    if (held.contains(filter)) {
      return filter;
    }
    return held.stream()
        .filter(each -> !each.hasWildcard())
        .filter(each -> filter.matches(TopicName.of(each.text())))
        .findFirst()
        .orElse(filter);
  }

  private static List<TopicFilter> upToAnUnknownOne(
      List<TopicFilter> filters, List<TopicFilter> held) {
    List<TopicFilter> handled = new ArrayList<>();
    for (TopicFilter filter : filters) {
      handled.add(filter);
      if (!held.contains(filter)) {
        break;
      }
    }
    return handled;
  }

  /** With the codes that an honest broker would have given. */
  private static Effect fullyAnswered(
      Effect.Sent sent, UnsubAck ack, Unsubscribe unsubscribe, List<TopicFilter> held) {
    if (sent.version() == MqttVersion.V3_1_1) {
      return sent;
    }
    List<ReasonCode> codes = unsubscribe.filters().stream()
        .map(filter ->
            held.contains(filter) ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED)
        .toList();
    return new Effect.Sent(
        sent.connection(), sent.version(), new UnsubAck(ack.packetId(), ack.properties(), codes));
  }

  /** Deliveries on a topic that the client gave up: PUBREC is not known any more, and nothing is sent again. */
  private static final class Forgetful implements Twist {
    private record Under(String client, int packetId) {}

    private final Map<Under, TopicName> underWay = new HashMap<>();
    private final Set<Under> forgotten = new HashSet<>();
    private final Set<Key> givenUp = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)) {
        return List.of(input);
      }
      String client = broker.clientOf(arrived.connection());
      if (client == null) {
        return List.of(input);
      }
      if (arrived.packet() instanceof Unsubscribe unsubscribe) {
        unsubscribe.filters().forEach(filter -> forget(client, filter));
      }
      if (arrived.packet() instanceof PubRec rec
          && forgotten.contains(new Under(client, rec.packetId()))) {
        answerUnknown(arrived.connection(), rec.packetId(), broker, outbox);
        return List.of();
      }
      return List.of(input);
    }

    private void forget(String client, TopicFilter filter) {
      givenUp.add(new Key(client, filter));
      underWay.forEach((under, topic) -> {
        if (under.client().equals(client) && topic.text().equals(filter.text())) {
          forgotten.add(under);
        }
      });
    }

    private static void answerUnknown(
        long connection, int packetId, BrokerView broker, Outbox outbox) {
      if (broker.versionOf(connection) == MqttVersion.V5) {
        outbox.send(
            connection,
            MqttVersion.V5,
            new PubRel(packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE));
      }
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE) {
        String client = broker.clientOf(sent.connection());
        if (client == null) {
          return List.of(effect);
        }
        Under under = new Under(client, publish.packetId());
        if (publish.dup() && forgotten.contains(under)) {
          return List.of();
        }
        underWay.put(under, publish.topic());
        forgotten.remove(under);
      }
      return List.of(effect);
    }
  }

  private static List<Deviant> tolerance() {
    return List.of(
        Deviant.named(
                "reads-no-flags-of-unsubscribe",
                "Takes no notice of an UNSUBSCRIBE with other flags.")
            .mustFail(
                "unsubscribe/other-flags-are-refused", Mqtt5.MQTT_3_10_1_1, Mqtt311.MQTT_3_10_1_1)
            .by(() -> overlooking(Mqtt5.MQTT_3_10_1_1, Mqtt311.MQTT_3_10_1_1)),
        Deviant.named(
                "unsubscribes-from-nothing",
                "Takes no notice of an UNSUBSCRIBE without a Topic Filter.")
            .mustFail(
                "unsubscribe/without-filter-is-refused", Mqtt5.MQTT_3_10_3_2, Mqtt311.MQTT_3_10_3_2)
            .by(() -> overlooking(Mqtt5.MQTT_3_10_3_2, Mqtt311.MQTT_3_10_3_2)));
  }
}
