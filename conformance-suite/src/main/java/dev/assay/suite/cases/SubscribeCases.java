package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.GRANTED_QOS_1;
import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.SUCCESS;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.packet;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Outcomes;
import dev.assay.suite.Packets;
import dev.assay.suite.Step;
import dev.assay.suite.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** SUBSCRIBE and SUBACK. */
final class SubscribeCases {

  /** The answer says which question it answers. */
  @ConformanceCase(
      id = "subscribe/suback-repeats-the-packet-identifier",
      title = "The SUBACK carries the Packet Identifier of the SUBSCRIBE.",
      advice =
          "Look for a Packet Identifier that is counted by the broker, or read in the wrong byte order.")
  void subAckRepeatsThePacketIdentifier(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_4_2, v311 = Mqtt311.MQTT_3_8_4_2) Judged repeated) {
    CaseClient client = bench.connect("client");

    // both bytes differ, so that their order shows
    client.send(Packets.subscribe(0x1F02, bench.topic("a"), Qos.AT_MOST_ONCE));

    client.judge(
        repeated,
        onBoth().best("SUBACK for 7938", packet(SubAck.class, ack -> ack.packetId() == 0x1F02)));
  }

  /** Three questions in one packet, three answers in one packet. */
  @ConformanceCase(
      id = "subscribe/one-code-for-each-filter",
      title = "A SUBACK has one code for each Topic Filter of the SUBSCRIBE.",
      advice = "Look for a SUBACK that is sent for each filter, or a list that skips filters.")
  void oneCodeForEachFilter(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_6,
              v311 = Mqtt311.MQTT_3_8_4_5,
              demandV311 = "one-code-per-filter")
          Judged complete) {
    CaseClient client = bench.connect("client");

    client.send(threeFilters(bench));

    client.judge(
        complete,
        onBoth()
            .best(
                "SUBACK with 3 codes",
                packet(SubAck.class, ack -> ack.reasonCodes().size() == 3)));
  }

  /** The answers come in the order of the questions. */
  @ConformanceCase(
      id = "subscribe/codes-are-in-the-order-of-the-filters",
      title = "The codes of a SUBACK are in the order of the Topic Filters of the SUBSCRIBE.",
      advice =
          "Look for filters that pass through a set or a sorted map on their way to the SUBACK.")
  void codesAreInTheOrderOfTheFilters(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_9_3_1, v311 = Mqtt311.MQTT_3_9_3_1) Judged ordered) {
    CaseClient client = bench.connect("client");

    client.send(threeFilters(bench));

    client.judge(
        ordered,
        onBoth()
            .best(
                "SUBACK with the codes 2, 0, 1",
                granting(Qos.EXACTLY_ONCE, Qos.AT_MOST_ONCE, Qos.AT_LEAST_ONCE))
            .acceptable(
                "SUBACK with three codes, each a refusal or not above the QoS asked for in its place",
                granting(2, 0, 1)));
  }

  private static Subscribe threeFilters(Bench bench) {
    return Packets.subscribe(
        1,
        Subscription.of(TopicFilter.of(bench.topic("z")), Qos.EXACTLY_ONCE),
        Subscription.of(TopicFilter.of(bench.topic("a")), Qos.AT_MOST_ONCE),
        Subscription.of(TopicFilter.of(bench.topic("m")), Qos.AT_LEAST_ONCE));
  }

  private static Step granting(Qos... granted) {
    return packet(
        SubAck.class,
        ack -> ack.reasonCodes()
            .equals(Arrays.stream(granted).map(ReasonCode::granted).toList()));
  }

  private static Step granting(int... qosMax) {
    return packet(SubAck.class, ack -> {
      List<ReasonCode> codes = ack.reasonCodes();
      return codes.size() == qosMax.length
          && IntStream.range(0, qosMax.length)
              .allMatch(i -> codes.get(i).isError() || codes.get(i).value() <= qosMax[i]);
    });
  }

  /** The lower four bits of SUBSCRIBE are 0010, and a broker looks at them. */
  @ConformanceCase(
      id = "subscribe/reserved-flags-are-refused",
      title = "A SUBSCRIBE whose flags are not 0010 is refused.",
      advice =
          "Look for a decoder that dispatches by the upper four bits and never looks at the lower ones.")
  void reservedFlagsAreRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_1_1, v311 = Mqtt311.MQTT_3_8_1_1) Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(plainSubscribe(bench).withFlags(0b0000));

    client.judge(refused, refusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  /** The upper bits of the options byte are reserved, and a broker looks at them. */
  @ConformanceCase(
      id = "subscribe/reserved-option-bits-are-refused",
      title = "A SUBSCRIBE whose options byte has a reserved bit set is refused.",
      advice =
          "Look for a decoder that masks the QoS out of the options byte and forgets the rest.")
  void reservedOptionBitsAreRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_3_5,
              v311 = Mqtt311.MQTT_3_8_3_4,
              demandV311 = "close-on-reserved-bits")
          Judged refused) {
    CaseClient client = bench.connect("client");
    byte[] right = plainSubscribe(bench).bytes();

    client.send(plainSubscribe(bench).replace(right.length - 1, 1, "80"));

    client.judge(refused, refusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  /** A SUBSCRIBE that asks for nothing is an error. */
  @ConformanceCase(
      id = "subscribe/empty-is-refused",
      title = "A SUBSCRIBE without a Topic Filter is refused.",
      advice = "Look for a decoder whose loop over the filters may run zero times.")
  void emptyIsRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_3_2, v311 = Mqtt311.MQTT_3_8_3_3) Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(plainSubscribe(bench).cutBodyTo(bench.isV5() ? 3 : 2));

    client.judge(refused, refusedWith(PROTOCOL_ERROR, MALFORMED_PACKET));
  }

  private static Deviation plainSubscribe(Bench bench) {
    return Deviation.of(bench.version(), Packets.subscribe(1, bench.topic("a"), Qos.AT_MOST_ONCE));
  }

  /** Packet Identifiers on both sides of the sign bit of a 16-bit integer. */
  private static final int[] IDENTIFIERS = {1, 0x7FFF, 0x8000, 0xFFFF};

  // ---- the answer

  /** Whatever the Packet Identifier, there is an answer. */
  @ConformanceCase(
      id = "subscribe/every-subscribe-is-answered",
      title = "Each SUBSCRIBE is answered by a SUBACK, whatever its Packet Identifier.",
      advice =
          "Look for a Packet Identifier read as a signed number, or for SUBSCRIBEs sent in a row of which not all are answered.")
  void everySubscribeIsAnswered(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_1, v311 = Mqtt311.MQTT_3_8_4_1) Judged answered,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_2, v311 = Mqtt311.MQTT_3_8_4_2) Judged own) {
    CaseClient client = bench.connect("client");

    for (int id : IDENTIFIERS) {
      client.send(Packets.subscribe(id, bench.topic("a" + id), Qos.AT_MOST_ONCE));
    }

    Step subAck = any(SubAck.class);
    CaseClient.Came came = client.judge(
        answered, onBoth().best("a SUBACK for each of four", subAck, subAck, subAck, subAck));
    bench.judge(
        own,
        came.packets().stream()
            .filter(SubAck.class::isInstance)
            .map(ack -> ((SubAck) ack).packetId())
            .sorted()
            .toList(),
        Values.best(
            "the Packet Identifier of each", Arrays.stream(IDENTIFIERS).boxed().toList()));
  }

  /** Two questions at once get two answers, each with its own number. */
  @ConformanceCase(
      id = "subscribe/subscribes-in-a-row-keep-their-identifiers",
      title = "SUBSCRIBEs that are sent in a row are answered under their own Packet Identifiers.",
      advice =
          "Look for a table of pending requests whose key is shorter than the Packet Identifier, or for one variable that holds the last one.")
  void subscribesInARowKeepTheirIdentifiers(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_2_2_1_6,
              demandV5 = "suback-same-identifier",
              v311 = Mqtt311.MQTT_2_3_1_7,
              demandV311 = "suback-repeats-id")
          Judged sameIds) {
    CaseClient client = bench.connect("client");

    client.send(Packets.subscribe(0x0102, bench.topic("a"), Qos.AT_MOST_ONCE));
    client.send(Packets.subscribe(0x0202, bench.topic("b"), Qos.AT_MOST_ONCE));

    Set<Integer> answered = new TreeSet<>();
    answered.add(client.await(SubAck.class, any -> true).packetId());
    answered.add(client.await(SubAck.class, any -> true).packetId());
    bench.judge(
        sameIds,
        answered,
        Values.best("SUBACKs for " + 0x0102 + " and " + 0x0202, Set.of(0x0102, 0x0202)));
  }

  /** Several filters are asked for together, so they are answered together. */
  @ConformanceCase(
      id = "subscribe/several-filters-get-one-suback",
      title = "A SUBSCRIBE with several Topic Filters is answered by one SUBACK.",
      advice = "Look for a loop over the Topic Filters with the answer inside of it.")
  void severalFiltersGetOneSubAck(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_5,
              demandV5 = "single-suback",
              v311 = Mqtt311.MQTT_3_8_4_4,
              demandV311 = "send-one-suback")
          Judged once) {
    CaseClient client = bench.connect("client");

    client.send(subscribeToAll(1, bench.topic("a"), bench.topic("b"), bench.topic("c")));
    client.send(Packets.subscribe(2, bench.topic("d"), Qos.AT_MOST_ONCE));

    Step answer = packet(SubAck.class, ack -> ack.packetId() == 1);
    Step answerToNext = packet(SubAck.class, ack -> ack.packetId() == 2);
    client.judge(
        once,
        onBoth()
            .best("one SUBACK, then that of the next SUBSCRIBE", answer, answerToNext)
            .acceptable("the two SUBACKs the other way round", answerToNext, answer));
  }

  /** The code is the QoS that holds from now on, not the one of before. */
  @ConformanceCase(
      id = "subscribe/renewal-is-told-its-new-qos",
      title = "SUBACK says which QoS is granted now, also where the subscription had another one.",
      advice =
          "Look for a SUBSCRIBE handler that finds the subscription there and answers with what is stored of it.")
  void renewalIsToldItsNewQos(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_7,
              v311 = Mqtt311.MQTT_3_8_4_5,
              demandV311 = "code-is-granted-qos-or-failure")
          Judged toldTheTruth) {
    CaseClient client = bench.connect("client");
    client.subscribe(bench.topic("a"), Qos.EXACTLY_ONCE);
    int id = client.nextPacketId();

    client.send(Packets.subscribe(id, bench.topic("a"), Qos.AT_MOST_ONCE));

    client.judge(
        toldTheTruth,
        onBoth()
            .best("SUBACK 0x00", subAck(id, SUCCESS))
            .acceptable(
                "SUBACK that refuses",
                packet(
                    SubAck.class,
                    ack -> ack.packetId() == id && ack.reasonCodes().get(0).isError())));
  }

  /** Whatever the options say, the code is one of the listed ones. */
  @ConformanceCase(
      id = "subscribe/suback-uses-listed-codes",
      title =
          "SUBACK has none but the codes that the standard lists, for new and renewed subscriptions.",
      advice =
          "Look for a SUBACK that echoes the Subscription Options, or that marks a renewed subscription by a bit of its own.")
  void subAckUsesListedCodes(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_9_3_2, v311 = Mqtt311.MQTT_3_9_3_2) Judged listed) {
    CaseClient client = bench.connect("client");
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    client.subscribe(bench.topic("b"), Qos.AT_LEAST_ONCE);

    client.send(subscribeToAll(
        client.nextPacketId(), bench.topic("a"), bench.topic("b"), bench.topic("c")));

    // a code that is not listed is found by the codec, which cites this very statement
    client.judge(
        listed,
        onBoth()
            .best(
                "SUBACK with listed codes",
                packet(
                    SubAck.class,
                    ack -> ack.reasonCodes().stream().allMatch(SubscribeCases::isListed))));
  }

  private static boolean isListed(ReasonCode code) {
    return code.allowedIn(PacketType.SUBACK);
  }

  // ---- several filters in one packet

  /** Each filter of a packet is a subscription of its own. */
  @ConformanceCase(
      id = "subscribe/every-filter-of-a-packet-counts",
      title = "Each Topic Filter of a SUBSCRIBE becomes a subscription, as if it had come alone.",
      advice =
          "Look for a SUBSCRIBE handler that stores the first or the last Topic Filter only, or that stops at one that it knows.",
      needs = {Need.QOS_1, Need.WILDCARDS})
  void everyFilterOfAPacketCounts(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_5,
              demandV5 = "handle-each-filter",
              v311 = Mqtt311.MQTT_3_8_4_4,
              demandV311 = "handle-each-filter")
          Judged each) {
    Routing routing = Routing.through(bench, bench.topic("a/+"));
    CaseClient subscriber = routing.subscriber();
    mustBeGranted(
        bench,
        subscriber,
        subscribeToAll(
            subscriber.nextPacketId(), bench.topic("a/+"), bench.topic("b/+"), bench.topic("c/+")));

    List<String> brought = routing.brought("a/x", "b/x", "c/x");

    bench.judge(each, brought, Values.best("messages on all three", List.of("a/x", "b/x", "c/x")));
  }

  /** The same filter twice in a packet is subscribe and subscribe again. */
  @ConformanceCase(
      id = "subscribe/last-of-equal-filters-counts",
      title = "Where a SUBSCRIBE names the same Topic Filter twice, the second replaces the first.",
      advice =
          "Look for Topic Filters of a packet that are put into a set or map, where the first one stays.",
      needs = Need.QOS_1)
  void lastOfEqualFiltersCounts(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_5,
              demandV5 = "handle-each-filter",
              v311 = Mqtt311.MQTT_3_8_4_4,
              demandV311 = "handle-each-filter")
          Judged inTurn) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    String topic = bench.topic("a");
    List<ReasonCode> codes = mustBeGranted(
        bench,
        subscriber,
        Packets.subscribe(
            subscriber.nextPacketId(),
            subscription(topic, Qos.AT_MOST_ONCE),
            subscription(topic, Qos.AT_LEAST_ONCE)));
    bench.notExercisedUnless(
        codes.get(codes.size() - 1) == GRANTED_QOS_1,
        "QoS 1 was not granted: the second cannot be told from the first");

    publisher.publish(Qos.AT_LEAST_ONCE, topic, "once");
    publisher.publish(Qos.AT_LEAST_ONCE, topic, "fence");

    bench.judge(
        inTurn,
        qosAndPayload(subscriber.publicationsUpTo("fence", List.of("once"))),
        Values.bestInAnyOrder("one copy, at QoS 1", List.of("once at QoS 1", "fence at QoS 1")));
  }

  // ---- the same filter again

  /** A subscription that is made again is another one in its place, not one more. */
  @ConformanceCase(
      id = "subscribe/renewal-replaces-the-subscription",
      title =
          "A SUBSCRIBE with a Topic Filter that is subscribed already replaces that subscription.",
      advice =
          "Look for subscriptions kept in a list that only grows, or for a SUBSCRIBE that is skipped because the filter is known.",
      needs = Need.QOS_1)
  void renewalReplacesTheSubscription(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_3,
              v311 = Mqtt311.MQTT_3_8_4_3,
              demandV311 = "replace-subscription")
          Judged replaced) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    String topic = bench.topic("a");
    subscriber.subscribe(topic, Qos.AT_MOST_ONCE);
    bench.notExercisedUnless(
        subscriber.subscribe(topic, Qos.AT_LEAST_ONCE) == Qos.AT_LEAST_ONCE,
        "QoS 1 was not granted: the new subscription looks like the old one");

    publisher.publish(Qos.AT_LEAST_ONCE, topic, "once");
    publisher.publish(Qos.AT_LEAST_ONCE, topic, "fence");

    List<Publish> received = subscriber.publicationsUpTo("fence", List.of("once"));
    bench.judge(
        replaced,
        qosAndPayload(received),
        Values.bestInAnyOrder(
            "one copy of each, at QoS 1", List.of("once at QoS 1", "fence at QoS 1")));
  }

  /** What is asked for last counts, also where it is less. */
  @ConformanceCase(
      id = "subscribe/renewal-lowers-the-qos",
      title =
          "Messages for a subscription of QoS 1 that was made again at QoS 0 come at QoS 0 from then on.",
      advice = "Look for a renewal that keeps the higher QoS of the old and the new subscription.",
      needs = Need.QOS_1)
  void renewalLowersTheQos(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_3,
              v311 = Mqtt311.MQTT_3_8_4_3,
              demandV311 = "replace-subscription")
          Judged replaced) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    subscriber.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "hello");

    // what does not come may be lost, as a message of QoS 0 may
    bench.judge(
        replaced,
        subscriber.receive().qos(),
        Values.best("the message at QoS 0", Qos.AT_MOST_ONCE));
  }

  /** While a subscription is replaced messages go on. */
  @ConformanceCase(
      id = "subscribe/renewal-loses-no-message",
      title = "Messages that are published while a subscription is renewed all arrive.",
      advice =
          "Look for a renewal that first removes the old subscription, or that resets what is queued for it.",
      needs = Need.QOS_1)
  void renewalLosesNoMessage(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_4,
              demandV5 = "lose-no-message",
              v311 = Mqtt311.MQTT_3_8_4_3,
              demandV311 = "keep-flow-unbroken")
          Judged unbroken) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    String topic = bench.topic("a");
    Sessions.subscribeAtLeastOnce(bench, subscriber, topic);
    Set<String> published = new TreeSet<>();

    for (int i = 0; i < 5; i++) {
      // neither side waits for an answer: publications and renewals cross
      subscriber.send(Packets.subscribe(subscriber.nextPacketId(), topic, Qos.AT_LEAST_ONCE));
      String payload = "message " + i;
      published.add(payload);
      publisher.publish(Qos.AT_LEAST_ONCE, topic, payload);
    }
    for (int i = 0; i < 5; i++) {
      SubAck ack = subscriber.await(SubAck.class, any -> true);
      bench.inconclusiveUnless(
          !ack.reasonCodes().get(0).isError(),
          "a renewal was refused: " + ack.reasonCodes().get(0));
    }
    publisher.publish(Qos.AT_LEAST_ONCE, topic, "fence");
    published.add("fence");

    // in which order they come is another rule's affair
    bench.judge(
        unbroken,
        new TreeSet<>(subscriber.receivedUpTo("fence", published)),
        Values.best("every message", published));
  }

  /** What 5.0 says with the bits beside the QoS was reserved before. */
  @ConformanceCase(
      id = "subscribe/no-local-is-refused-in-3-1-1",
      title = "A SUBSCRIBE of 3.1.1 with the bit that is No Local in 5.0 ends the connection.",
      advice = "Look for a decoder that reads the Subscription Options of 5.0 in every version.")
  void noLocalIsRefusedIn311(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_8_3_4, demandV311 = "close-on-reserved-bits") Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(withOptions(bench, client, "04"));

    client.judge(refused, on(V3_1_1).best("close", closed()));
  }

  /** There is no QoS 3. */
  @ConformanceCase(
      id = "subscribe/qos-3-is-refused",
      title = "A SUBSCRIBE that asks for QoS 3 ends the connection.",
      advice = "Look for a decoder that lowers QoS 3 to QoS 2 in silence.")
  void qosThreeIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_3_8_3_4,
              demandV311 = "close-on-qos-3")
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(withOptions(bench, client, "03"));

    client.judge(
        refused,
        Malformed.orTolerated(optionsRefused(), any(SubAck.class))
            .and(V3_1_1)
            .best("close", closed()));
  }

  /** There are three ways to deal with what is retained. */
  @ConformanceCase(
      id = "subscribe/retain-handling-3-is-refused",
      title = "A SUBSCRIBE with Retain Handling 3 ends the connection.",
      advice = "Look for a decoder that takes the two bits of Retain Handling as they come.")
  void retainHandlingThreeIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(withOptions(bench, client, "30"));

    client.judge(refused, Malformed.orTolerated(optionsRefused(), any(SubAck.class)));
  }

  private static Outcomes.Graded optionsRefused() {
    Step refusal = packet(SubAck.class, ack -> ack.reasonCodes().get(0).isError());
    return on(V5)
        .best("DISCONNECT 0x82, then close", disconnect(PROTOCOL_ERROR), closed())
        .acceptable("DISCONNECT 0x81, then close", disconnect(MALFORMED_PACKET), closed())
        .warn("SUBACK that refuses, where a Protocol Error asks for a close", refusal)
        .warn("DISCONNECT with another error code, then close", disconnectWithError(), closed())
        .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed());
  }

  private static Step subAck(int packetId, ReasonCode code) {
    return Step.subAck(packetId, code);
  }

  private static Subscription subscription(String filter, Qos qos) {
    return Subscription.of(TopicFilter.of(filter), qos);
  }

  private static Subscribe subscribeToAll(int packetId, String... filters) {
    Subscription[] subscriptions = new Subscription[filters.length];
    for (int i = 0; i < filters.length; i++) {
      subscriptions[i] = subscription(filters[i], Qos.AT_LEAST_ONCE);
    }
    return Packets.subscribe(packetId, subscriptions);
  }

  /** SUBSCRIBE and SUBACK as set-up; a refusal ends the case. */
  private static List<ReasonCode> mustBeGranted(
      Bench bench, CaseClient client, Subscribe subscribe) {
    client.send(subscribe);
    List<ReasonCode> codes = client
        .await(SubAck.class, ack -> ack.packetId() == subscribe.packetId())
        .reasonCodes();
    bench.inconclusiveUnless(
        codes.stream().noneMatch(ReasonCode::isError), "a subscription was refused: " + codes);
    return codes;
  }

  /** A SUBSCRIBE to one topic whose options byte, its last, is replaced. */
  private static Deviation withOptions(Bench bench, CaseClient client, String options) {
    Subscribe subscribe =
        Packets.subscribe(client.nextPacketId(), bench.topic("a"), Qos.AT_MOST_ONCE);
    Deviation right = Deviation.of(bench.version(), subscribe);
    return right.replace(right.bytes().length - 1, 1, options);
  }

  private static List<String> qosAndPayload(List<Publish> received) {
    return received.stream()
        .map(publish -> publish.payload().asText() + " at QoS " + publish.qos().level())
        .toList();
  }
}
