package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.NO_SUBSCRIPTION_EXISTED;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.SUCCESS;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.packet;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Step;
import dev.assay.suite.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** UNSUBSCRIBE and UNSUBACK: what is answered, what ends, and what goes on nevertheless. */
final class UnsubscribeCases {

  /** Packet Identifiers on both sides of the sign bit of a 16-bit integer. */
  private static final int[] IDENTIFIERS = {1, 0x7FFF, 0x8000, 0xFFFF};

  // ---- the answer

  /** Whatever the Packet Identifier, there is an answer. */
  @ConformanceCase(
      id = "unsubscribe/every-unsubscribe-is-answered",
      title = "Each UNSUBSCRIBE is answered by an UNSUBACK, whatever its Packet Identifier.",
      advice =
          "Look for a Packet Identifier read as a signed number, or for UNSUBSCRIBEs sent in a row of which not all are answered.")
  void everyUnsubscribeIsAnswered(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_10_4_4, v311 = Mqtt311.MQTT_3_10_4_4, demandV311 = "send-unsuback")
          Judged answered,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_5,
              demandV5 = "same-packet-identifier",
              v311 = Mqtt311.MQTT_3_10_4_4,
              demandV311 = "repeat-packet-identifier")
          Judged own) {
    CaseClient client = bench.connect("client");
    for (int id : IDENTIFIERS) {
      client.subscribe(bench.topic("a" + id), Qos.AT_MOST_ONCE);
    }

    for (int id : IDENTIFIERS) {
      client.send(Packets.unsubscribe(id, bench.topic("a" + id)));
    }

    Step unsubAck = any(UnsubAck.class);
    CaseClient.Came came = client.judge(
        answered,
        onBoth().best("an UNSUBACK for each of four", unsubAck, unsubAck, unsubAck, unsubAck));
    bench.judge(
        own,
        came.packets().stream()
            .filter(UnsubAck.class::isInstance)
            .map(ack -> ((UnsubAck) ack).packetId())
            .sorted()
            .toList(),
        Values.best(
            "the Packet Identifier of each", Arrays.stream(IDENTIFIERS).boxed().toList()));
  }

  /** The answer says which question it answers. */
  @ConformanceCase(
      id = "unsubscribe/unsuback-repeats-the-packet-identifier",
      title = "UNSUBACK has the Packet Identifier of the UNSUBSCRIBE that it answers.",
      advice =
          "Look for Packet Identifiers of which only one byte is kept, or whose bytes are swapped.")
  void unsubAckRepeatsThePacketIdentifier(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_5,
              demandV5 = "same-packet-identifier",
              v311 = Mqtt311.MQTT_3_10_4_4,
              demandV311 = "repeat-packet-identifier")
          Judged sameId) {
    CaseClient client = bench.connect("client");
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);

    client.send(Packets.unsubscribe(0x1234, bench.topic("a")));

    client.judge(
        sameId,
        onBoth()
            .best("UNSUBACK for 0x1234", packet(UnsubAck.class, ack -> ack.packetId() == 0x1234)));
  }

  /** Two questions at once get two answers, each with its own number. */
  @ConformanceCase(
      id = "unsubscribe/unsubscribes-in-a-row-keep-their-identifiers",
      title =
          "UNSUBSCRIBEs that are sent in a row are answered under their own Packet Identifiers.",
      advice =
          "Look for a table of pending requests whose key is shorter than the Packet Identifier, or for one variable that holds the last one.")
  void unsubscribesInARowKeepTheirIdentifiers(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_2_2_1_6,
              demandV5 = "unsuback-same-identifier",
              v311 = Mqtt311.MQTT_2_3_1_7,
              demandV311 = "unsuback-repeats-id")
          Judged sameIds) {
    CaseClient client = bench.connect("client");
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    client.subscribe(bench.topic("b"), Qos.AT_MOST_ONCE);

    client.send(Packets.unsubscribe(0x0102, bench.topic("a")));
    client.send(Packets.unsubscribe(0x0202, bench.topic("b")));

    Set<Integer> answered = new TreeSet<>();
    answered.add(client.await(UnsubAck.class, any -> true).packetId());
    answered.add(client.await(UnsubAck.class, any -> true).packetId());
    bench.judge(
        sameIds,
        answered,
        Values.best("UNSUBACKs for " + 0x0102 + " and " + 0x0202, Set.of(0x0102, 0x0202)));
  }

  /** Who gives up what it never had is answered all the same. */
  @ConformanceCase(
      id = "unsubscribe/unknown-filter-is-answered",
      title =
          "An UNSUBSCRIBE from a Topic Filter that was never subscribed is answered by UNSUBACK.",
      advice =
          "Look for an UNSUBACK that is sent where a subscription is removed, and nowhere else.")
  void unknownFilterIsAnswered(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_5,
              demandV5 = "unsuback-when-nothing-deleted",
              v311 = Mqtt311.MQTT_3_10_4_5)
          Judged answered) {
    CaseClient client = bench.connect("client");
    int id = client.nextPacketId();

    client.send(Packets.unsubscribe(id, bench.topic("a")));

    client.judge(
        answered,
        on(V5)
            .best("UNSUBACK 0x11", Step.unsubAck(id, NO_SUBSCRIPTION_EXISTED))
            .warn(
                "UNSUBACK with another code than 0x11, which Table 3-9 has for this",
                any(UnsubAck.class))
            .and(V3_1_1)
            .best("UNSUBACK", any(UnsubAck.class)));
  }

  /** Several filters are given up together, so they are answered together. */
  @ConformanceCase(
      id = "unsubscribe/several-filters-get-one-unsuback",
      title = "An UNSUBSCRIBE with several Topic Filters is answered by one UNSUBACK.",
      advice = "Look for a loop over the Topic Filters with the answer inside of it.")
  void severalFiltersGetOneUnsubAck(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_6,
              demandV5 = "single-unsuback",
              v311 = Mqtt311.MQTT_3_10_4_6,
              demandV311 = "send-one-unsuback")
          Judged once) {
    CaseClient client = bench.connect("client");
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    client.subscribe(bench.topic("b"), Qos.AT_MOST_ONCE);
    client.subscribe(bench.topic("c"), Qos.AT_MOST_ONCE);

    client.send(Packets.unsubscribe(101, bench.topic("a"), bench.topic("b")));
    client.send(Packets.unsubscribe(102, bench.topic("c")));

    Step answer = packet(UnsubAck.class, ack -> ack.packetId() == 101);
    Step answerToNext = packet(UnsubAck.class, ack -> ack.packetId() == 102);
    client.judge(
        once,
        onBoth()
            .best("one UNSUBACK, then that of the next UNSUBSCRIBE", answer, answerToNext)
            .acceptable("the two UNSUBACKs the other way round", answerToNext, answer));
  }

  /** As many codes as filters, and each of the table. */
  @ConformanceCase(
      id = "unsubscribe/unsuback-has-a-code-for-each-filter",
      title = "UNSUBACK has one listed Reason Code for each Topic Filter of the UNSUBSCRIBE.",
      advice =
          "Look for an UNSUBACK that is written as in 3.1.1, with a single code, or with codes of SUBACK.")
  void unsubAckHasACodeForEachFilter(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_11_3_2) Judged counted) {
    CaseClient client = bench.connect("client");
    client.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);
    client.subscribe(bench.topic("b"), Qos.EXACTLY_ONCE);

    client.send(Packets.unsubscribe(
        client.nextPacketId(), bench.topic("a"), bench.topic("b"), bench.topic("c")));

    // a code that is not listed is found by the codec, which cites this very statement
    client.judge(
        counted,
        on(V5)
            .best(
                "UNSUBACK with three codes",
                packet(UnsubAck.class, ack -> ack.reasonCodes().size() == 3)));
  }

  /** The nth code is about the nth filter. */
  @ConformanceCase(
      id = "unsubscribe/unsuback-codes-are-in-order",
      title = "The codes of UNSUBACK stand in the order of the Topic Filters.",
      advice = "Look for filters or codes that pass through a set or a map, which lose the order.")
  void unsubAckCodesAreInOrder(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_11_3_1) Judged inOrder) {
    CaseClient client = bench.connect("client");
    client.subscribe(bench.topic("b"), Qos.AT_MOST_ONCE);
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);

    // neither the filters are in alphabetical order nor the codes that are due in that of their
    // values
    client.send(Packets.unsubscribe(
        client.nextPacketId(),
        bench.topic("z"),
        bench.topic("b"),
        bench.topic("y"),
        bench.topic("a")));

    List<ReasonCode> codes = client.await(UnsubAck.class, any -> true).reasonCodes();
    bench.notExercisedUnless(
        Set.copyOf(codes).size() > 1,
        "all codes are " + codes.get(0) + ": their order cannot be seen");
    bench.judge(
        inOrder,
        codes,
        Values.best(
            "0x11, 0x00, 0x11, 0x00: the second and the fourth filter were subscribed",
            List.of(NO_SUBSCRIPTION_EXISTED, SUCCESS, NO_SUBSCRIPTION_EXISTED, SUCCESS)));
  }

  // ---- what ends

  /** No more messages. */
  @ConformanceCase(
      id = "unsubscribe/stops-delivery",
      title = "What is published after the UNSUBACK does not reach the client any more.",
      advice =
          "Look for an UNSUBSCRIBE that changes the session's list but not the tree by which messages are routed, or a cache of routes.",
      needs = {Need.WILDCARDS, Need.QOS_1})
  void stopsDelivery(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_10_4_2, v311 = Mqtt311.MQTT_3_10_4_2) Judged stopped) {
    Routing routing = Routing.through(bench, bench.topic("+"));
    routing.publisher().publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "while subscribed");
    routing.subscriber().receive();
    routing.subscriber().unsubscribe(bench.topic("+"));

    List<String> brought = routing.brought("a", "b");

    bench.judge(stopped, brought, Values.best("nothing on a or b", List.of()));
  }

  /** What was given up does not come back with the session. */
  @ConformanceCase(
      id = "unsubscribe/deletes-from-the-session",
      title = "A subscription that was given up is gone from the session, also after a reconnect.",
      advice =
          "Look for an UNSUBSCRIBE that changes the connection's table but not the stored session, from which the next connection reads.",
      needs = Need.QOS_1)
  void deletesFromTheSession(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_1,
              demandV5 = "delete-identical-subscription",
              v311 = Mqtt311.MQTT_3_10_4_1,
              demandV311 = "delete-identical-filter")
          Judged gone) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber", hello -> hello.keepSession());
    Routing routing = new Routing(bench, subscriber, publisher);
    subscriber.subscribe(bench.topic("kept"), Qos.AT_LEAST_ONCE);
    subscriber.subscribe(bench.topic("given-up"), Qos.AT_LEAST_ONCE);
    subscriber.unsubscribe(bench.topic("given-up"));
    subscriber.disconnect();
    Subscribers.resume(bench, subscriber);

    List<String> brought = routing.brought("given-up", "kept");

    bench.judge(gone, brought, Values.best("a message on kept alone", List.of("kept")));
  }

  /** A filter is given up by its own text, not by what it matches. */
  @ConformanceCase(
      id = "unsubscribe/compares-character-by-character",
      title =
          "UNSUBSCRIBE ends the subscription with exactly its Topic Filter, and no other that it matches.",
      advice =
          "Look for an UNSUBSCRIBE that walks the topic tree with wildcards at work, or that ignores case.",
      needs = {Need.WILDCARDS, Need.QOS_1})
  void comparesCharacterByCharacter(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_1,
              demandV5 = "compare-literally",
              v311 = Mqtt311.MQTT_3_10_4_1,
              demandV311 = "leave-other-filters")
          Judged literally) {
    Routing routing = Routing.through(bench, bench.topic("a/+"));
    routing.subscriber().subscribe(bench.topic("c/d"), Qos.AT_LEAST_ONCE);

    for (String other : List.of("a/#", "a/b", "A/+", "c/+", "c/#", "C/D")) {
      routing.subscriber().unsubscribe(bench.topic(other));
    }

    bench.judge(
        literally,
        routing.brought("a/b", "c/d"),
        Values.best("messages on a/b and c/d still", List.of("a/b", "c/d")));
  }

  /** Each filter of a packet counts. */
  @ConformanceCase(
      id = "unsubscribe/every-filter-of-a-packet-counts",
      title = "Each Topic Filter of an UNSUBSCRIBE ends its subscription, as if it had come alone.",
      advice =
          "Look for an UNSUBSCRIBE handler that stops at the first Topic Filter, or at an unknown one.",
      needs = {Need.WILDCARDS, Need.QOS_1})
  void everyFilterOfAPacketCounts(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_6,
              demandV5 = "handle-each-filter",
              v311 = Mqtt311.MQTT_3_10_4_6,
              demandV311 = "handle-each-filter")
          Judged each) {
    Routing routing = Routing.through(bench, bench.topic("a/+"));
    CaseClient subscriber = routing.subscriber();
    subscriber.subscribe(bench.topic("b/+"), Qos.AT_LEAST_ONCE);
    subscriber.subscribe(bench.topic("c/+"), Qos.AT_LEAST_ONCE);
    Unsubscribe unsubscribe = Packets.unsubscribe(
        subscriber.nextPacketId(),
        bench.topic("a/+"),
        bench.topic("never"),
        bench.topic("b/+"),
        bench.topic("c/+"));

    subscriber.send(unsubscribe);

    subscriber.await(UnsubAck.class, ack -> ack.packetId() == unsubscribe.packetId());
    bench.judge(
        each, routing.brought("a/x", "b/x", "c/x"), Values.best("nothing any more", List.of()));
  }

  // ---- what goes on

  /** A message of QoS 2 that is under way is carried to its end. */
  @ConformanceCase(
      id = "unsubscribe/begun-qos-2-delivery-is-finished",
      title =
          "A delivery of QoS 2 that has begun goes on after UNSUBSCRIBE: PUBREC is answered by PUBREL.",
      advice = "Look for an UNSUBSCRIBE that clears what is in flight along with the subscription.",
      needs = Need.QOS_2)
  void begunQosTwoDeliveryIsFinished(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_3,
              v311 = Mqtt311.MQTT_3_10_4_3,
              demandV311 = "finish-qos2-deliveries")
          Judged finished) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    String topic = bench.topic("a");
    bench.notExercisedUnless(
        subscriber.subscribe(topic, Qos.EXACTLY_ONCE) == Qos.EXACTLY_ONCE,
        "QoS 2 was not granted, as it need not be");
    publisher.publish(Qos.EXACTLY_ONCE, topic, "begun");
    int id = subscriber.receiveUnacknowledged().packetId();
    subscriber.unsubscribe(topic);

    subscriber.send(new PubRec(id));

    subscriber.judge(
        finished,
        onBoth()
            .best(
                "PUBREL for " + id + " with a code that does not refuse",
                packet(
                    PubRel.class,
                    rel -> rel.packetId() == id && !rel.reasonCode().isError())));
  }

  /** A message of QoS 1 that is under way is carried to its end. */
  @ConformanceCase(
      id = "unsubscribe/begun-qos-1-delivery-is-finished",
      title =
          "A message of QoS 1 that was sent and not acknowledged before UNSUBSCRIBE is sent again after a reconnect.",
      advice = "Look for an UNSUBSCRIBE that clears what is in flight along with the subscription.",
      needs = Need.QOS_1)
  void begunQosOneDeliveryIsFinished(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_3,
              v311 = Mqtt311.MQTT_3_10_4_3,
              demandV311 = "finish-qos1-deliveries")
          Judged finished) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber", hello -> hello.keepSession());
    String topic = bench.topic("a");
    String other = bench.topic("b");
    subscriber.subscribe(other, Qos.AT_LEAST_ONCE);
    bench.notExercisedUnless(
        subscriber.subscribe(topic, Qos.AT_LEAST_ONCE) == Qos.AT_LEAST_ONCE,
        "QoS 1 was not granted, as it need not be");
    publisher.publish(Qos.AT_LEAST_ONCE, other, "of a subscription that stays");
    subscriber.receiveUnacknowledged();
    publisher.publish(Qos.AT_LEAST_ONCE, topic, "begun");
    Optional<Publish> begun = subscriber.nextPublication();
    bench.notExercisedUnless(
        begun.isPresent(), "the broker sends one message at a time, as it may");
    subscriber.unsubscribe(topic);
    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    // that messages are sent again at all, and under which identifier, is not this statement's
    // affair
    Optional<Publish> control = subscriber.receiveRepeatIfAny();
    bench.notExercisedUnless(
        control.isPresent() && control.get().topic().text().equals(other),
        "the message of the subscription that stays is not sent again first either");

    subscriber.judge(
        finished,
        bench.patienceForRepeats(),
        onBoth().best("the message again", publish(Qos.AT_LEAST_ONCE, "begun")));
  }

  // ---- what is refused

  /** The flags of UNSUBSCRIBE are fixed. */
  @ConformanceCase(
      id = "unsubscribe/other-flags-are-refused",
      title = "An UNSUBSCRIBE whose fixed header flags are not 0010 ends the connection.",
      advice =
          "Look for a decoder that looks at the packet type alone and throws the lower four bits away.")
  void otherFlagsAreRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_10_1_1, v311 = Mqtt311.MQTT_3_10_1_1) Judged refused) {
    CaseClient client = bench.connect("client");
    Unsubscribe unsubscribe = Packets.unsubscribe(client.nextPacketId(), bench.topic("a"));

    client.send(Deviation.of(bench.version(), unsubscribe).withFlags(0b0000));

    client.judge(refused, refusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  /** To give up nothing is an error. */
  @ConformanceCase(
      id = "unsubscribe/without-filter-is-refused",
      title = "An UNSUBSCRIBE without a Topic Filter ends the connection.",
      advice = "Look for a loop over the payload that runs zero times and is content.")
  void withoutFilterIsRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_10_3_2, v311 = Mqtt311.MQTT_3_10_3_2) Judged refused) {
    CaseClient client = bench.connect("client");
    Unsubscribe unsubscribe = Packets.unsubscribe(client.nextPacketId(), bench.topic("a"));

    client.send(Deviation.of(bench.version(), unsubscribe).cutBodyTo(Filters.bytesBefore(bench)));

    client.judge(refused, refusedWith(PROTOCOL_ERROR, MALFORMED_PACKET));
  }
}
