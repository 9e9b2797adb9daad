package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said about one thing is said about no other: an acknowledgement, an alias, an identifier, an option, a limit. */
final class OneForAnotherCases {
  private static final String FENCE = "fence";
  private static final String LARGE = "large ".repeat(40);
  private static final int UNDER_WAY = 3;

  /** What a PUBLISH may have besides its topic: a short payload, and properties that a broker adds. */
  private static final int ROOM_BYTES = 100;

  // ---- acknowledgements

  /** Another subscriber acknowledges all, most likely under the same identifiers; this one the last alone. */
  @ConformanceCase(
      id = "qos1/puback-acknowledges-its-message-alone",
      title =
          "A PUBACK ends the delivery of its own message to its own client: the others are sent again on resume.",
      advice =
          "Look for a PUBACK that counts for all messages up to its own, or that is looked up in one table for all clients.",
      needs = Need.QOS_1)
  void pubAckAcknowledgesItsMessageAlone(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_4_0_1,
              demandV5 = "resend-publish",
              v311 = Mqtt311.MQTT_4_4_0_1,
              demandV311 = "resend-publish")
          Judged again) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient other = bench.connect("other");
    Sessions.subscribeAtLeastOnce(bench, other, bench.topic("a"));
    CaseClient publisher = bench.connect("publisher");
    for (int i = 1; i <= UNDER_WAY; i++) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message " + i);
    }
    List<Publish> underWay = subscriber.unacknowledgedUntilQuiet(UNDER_WAY);
    bench.notExercisedUnless(
        underWay.size() == UNDER_WAY,
        "the broker has fewer than three messages under way, as it may (4.9)");
    for (int i = 0; i < UNDER_WAY; i++) {
      other.receive();
    }
    other.ping();

    subscriber.send(new PubAck(underWay.get(UNDER_WAY - 1).packetId()));

    subscriber.ping();
    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    List<String> missing = new ArrayList<>();
    underWay.subList(0, UNDER_WAY - 1).forEach(it -> missing.add(it.payload().asText()));
    Optional<Publish> next = subscriber.receiveRepeatIfAny();
    for (int copies = 0; copies < 2 * UNDER_WAY && next.isPresent(); copies++) {
      missing.remove(next.get().payload().asText());
      next = missing.isEmpty() ? Optional.empty() : subscriber.receiveIfAny();
    }
    bench.judge(again, missing, Values.best("none of the two missing", List.of()));
  }

  /** Two messages await PUBREL, and one is released: the other one is known as before. */
  @ConformanceCase(
      id = "qos2/pubrel-releases-its-message-alone",
      title =
          "A PUBREL releases its own Packet Identifier: another one that awaits PUBREL is still known when its PUBLISH is repeated.",
      advice = "Look for a PUBREL that clears the whole set of what awaits one.",
      needs = Need.QOS_2)
  void pubRelReleasesItsMessageAlone(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_10,
              demandV5 = "no-duplicate-delivery",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "no-duplicate-onward")
          Judged once) {
    bench.notExercisedUnless(
        bench.profile().receiveMaximum() > 1, "the target takes one message under way at a time");
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = Sessions.lasting(bench, "publisher");
    Publish held = Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "held");
    publisher.publishUpToPubRec(held);
    publisher.publishUpToPubRec(Packets.publish(Qos.EXACTLY_ONCE, 8, bench.topic("a"), "released"));
    publisher.release(8);
    publisher.drop();
    Subscribers.resume(bench, publisher);

    publisher.send(Packets.duplicate(held));

    bench.notExercisedUnless(
        publisher.comes(PubRec.class, rec -> rec.packetId() == 7),
        "a repeated PUBLISH is not answered, which"
            + " qos2/repeat-before-pubrel-is-not-delivered-again judges");
    publisher.release(7);
    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 9, bench.topic("a"), FENCE));
    bench.judge(
        once,
        subscriber.receivedUpTo(FENCE),
        Values.bestIf("no second copy", all -> Collections.frequency(all, "held") < 2));
  }

  @ConformanceCase(
      id = "handshake/same-identifier-in-both-directions-at-qos-1",
      title =
          "A PUBLISH of QoS 1 is delivered under whose identifier a message to its sender is under way.",
      advice = "Look for one table of identifiers that serves both directions.",
      needs = Need.QOS_1)
  void sameIdentifierInBothDirectionsAtQosOne(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_2_4, demandV5 = "take-ownership", v311 = Mqtt311.MQTT_4_5_0_1)
          Judged taken) {
    judgeUnderTheIdentifierOfTheOther(bench, taken, Qos.AT_LEAST_ONCE);
  }

  @ConformanceCase(
      id = "handshake/same-identifier-in-both-directions-at-qos-2",
      title =
          "A PUBLISH of QoS 2 is delivered under whose identifier a message to its sender is under way.",
      advice = "Look for one table of identifiers that serves both directions.",
      needs = Need.QOS_2)
  void sameIdentifierInBothDirectionsAtQosTwo(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_8, demandV5 = "take-ownership", v311 = Mqtt311.MQTT_4_5_0_1)
          Judged taken) {
    judgeUnderTheIdentifierOfTheOther(bench, taken, Qos.EXACTLY_ONCE);
  }

  /** Client and broker number their packets independently of each other. */
  private static void judgeUnderTheIdentifierOfTheOther(Bench bench, Judged taken, Qos qos) {
    CaseClient client = Subscribers.at(bench, qos, "a");
    CaseClient observer = Subscribers.observer(bench, "b");
    bench.connect("publisher").publish(qos, bench.topic("a"), "there");
    Publish underWay = client.receiveUnacknowledged();
    int packetId = underWay.packetId();

    client.send(Packets.publish(qos, packetId, bench.topic("b"), "back"));

    List<String> came = new ArrayList<>();
    ReasonCode answer = answerTo(client, packetId, qos);
    if (answer.isError()) {
      came.add("refused by " + answer);
    } else {
      int next = packetId == 0xFFFF ? 1 : packetId + 1;
      client.publish(Packets.publish(qos, next, bench.topic("b"), FENCE));
      came.addAll(observer.receivedUpTo(FENCE, List.of("back")));
    }
    bench.judge(taken, came, Values.bestIf("the message", all -> all.contains("back")));
    client.acknowledge(underWay);
  }

  /** What PUBACK or PUBREC says; at QoS 2 the message is released unless it was refused. */
  private static ReasonCode answerTo(CaseClient client, int packetId, Qos qos) {
    if (qos == Qos.AT_LEAST_ONCE) {
      return client.await(PubAck.class, it -> it.packetId() == packetId).reasonCode();
    }
    ReasonCode code =
        client.await(PubRec.class, it -> it.packetId() == packetId).reasonCode();
    if (!code.isError()) {
      client.release(packetId);
    }
    return code;
  }

  // ---- aliases

  /** Both use the number 1, each for a topic of its own. */
  @ConformanceCase(
      id = "alias/of-another-client-is-another",
      title = "A Topic Alias means what its own client has given it, whatever others give it.",
      advice = "Look for one table of aliases for all clients.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_1})
  void ofAnotherClientIsAnother(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_7) Judged own) {
    CaseClient observer = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient client = bench.connect("client");
    CaseClient other = bench.connect("other");
    client.publish(TopicAliasCases.aliased(client, bench.topic("a"), 1, "named"));
    other.publish(TopicAliasCases.aliased(other, bench.topic("b"), 1, "of the other"));

    client.send(TopicAliasCases.aliased(client, "", 1, "by alias"));

    // its PUBACK, or whatever else shows in what the observer gets
    client.nextAnswer();
    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    List<String> came = new ArrayList<>(observer.receivedUpTo(FENCE));
    // of another publisher: the fence need not be behind it
    came.addAll(observer.receivedUntilQuiet());
    bench.judge(
        own,
        came.contains("by alias"),
        Values.best("the message on the topic that this client gave to its alias", true));
  }

  // ---- subscriptions

  /** One SUBSCRIBE, one identifier, for all that it asks for. */
  @ConformanceCase(
      id = "identifier/is-that-of-every-filter",
      title =
          "The Subscription Identifier of a SUBSCRIBE comes with the messages of each of its Topic Filters.",
      advice = "Look for an identifier that is taken along with the first Topic Filter.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void isThatOfEveryFilter(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT) Judged sent) {
    CaseClient subscriber = bench.connect("subscriber");
    CaseClient publisher = bench.connect("publisher");
    subscribe(bench, subscriber, 7, "a", "b", "c");

    Map<String, List<Integer>> came = new HashMap<>();
    Map<String, List<Integer>> expected = new HashMap<>();
    for (String topic : List.of("a", "b", "c")) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic(topic), topic);
      came.put(topic, subscriber.receive().properties().subscriptionIdentifiers());
      expected.put(topic, List.of(7));
    }

    bench.judge(sent, came, Values.best("the identifier with each", expected));
  }

  private static void subscribe(
      Bench bench, CaseClient client, int identifier, String... suffixes) {
    List<Subscription> subscriptions = new ArrayList<>();
    for (String suffix : suffixes) {
      subscriptions.add(Subscription.of(TopicFilter.of(bench.topic(suffix)), Qos.AT_LEAST_ONCE));
    }
    Subscribe subscribe = new Subscribe(
        client.nextPacketId(),
        Properties.builder()
            .with(PropertyId.SUBSCRIPTION_IDENTIFIER, identifier)
            .build(),
        subscriptions);
    client.send(subscribe);
    SubAck ack = client.await(SubAck.class, it -> it.packetId() == subscribe.packetId());
    bench.notExercisedUnless(
        ack.reasonCodes().stream().allMatch(ReasonCode.granted(Qos.AT_LEAST_ONCE)::equals),
        "the target does not grant QoS 1 to each: " + ack.reasonCodes());
  }

  /** In one copy for all that match a broker may name the older subscription as well; never that one in place of the new one. */
  @ConformanceCase(
      id = "identifier/retained-message-has-that-of-the-new-subscription",
      title =
          "A retained message that a subscription brings has its Subscription Identifier, also where an older one matches as well.",
      advice =
          "Look for retained messages that are sent by way of the first subscription that matches.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.RETAIN, Need.WILDCARDS, Need.QOS_1})
  void retainedMessageHasThatOfTheNewSubscription(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT) Judged sent) {
    CaseClient subscriber = bench.connect("subscriber");
    subscribe(bench, subscriber, 3, "a/+");
    bench.connect("publisher").publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a/b"), "kept");
    subscriber.receive();

    subscribe(bench, subscriber, 7, "a/b");

    bench.judge(
        sent,
        subscriber.receive().properties().subscriptionIdentifiers(),
        Values.best("the identifier of the new subscription", List.of(7))
            .acceptableIf(
                "those of both, as of a copy for all that match (3.3.4)",
                identifiers -> identifiers.contains(7)));
  }

  /** What is replaced is replaced as a whole. */
  @ConformanceCase(
      id = "options/renewal-lifts-no-local",
      title =
          "A subscription that is made again without No Local brings its client's own messages.",
      advice = "Look for a renewal that can set options and not take them back.",
      needs = Need.QOS_1)
  void renewalLiftsNoLocal(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_4_3) Judged replaced) {
    CaseClient client = bench.connect("client");
    Subscribers.grantedAsAsked(bench, client, noLocal(bench.topic("a")));

    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("a"));

    client.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "own");
    Optional<Publish> came = client.receiveIfAny();
    bench.notExercisedUnless(
        came.isPresent() || addsNoLocal(bench, client),
        "a renewal does not add No Local either, which options/renewal-replaces-the-options judges");
    bench.judge(
        replaced,
        came.map(it -> it.payload().asText()).orElse("nothing"),
        Values.best("its own message", "own"));
  }

  /** Whether a renewal with No Local withholds the client's own messages. */
  private static boolean addsNoLocal(Bench bench, CaseClient client) {
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("b"));
    Subscribers.grantedAsAsked(bench, client, noLocal(bench.topic("b")));
    client.publish(Qos.AT_LEAST_ONCE, bench.topic("b"), "own in spite of No Local");
    return client.receiveIfAny().isEmpty();
  }

  private static Subscription noLocal(String filter) {
    return new Subscription(
        TopicFilter.of(filter), Qos.AT_LEAST_ONCE, true, false, RetainHandling.SEND_ALWAYS);
  }

  // ---- limits, codes

  /** One before it and one behind it, in whatever order a broker looks. */
  @ConformanceCase(
      id = "size/too-large-retained-message-holds-up-no-other",
      title =
          "Where one of three retained messages would exceed the client's Maximum Packet Size, a subscription brings the other two.",
      advice = "Look for a loop over retained messages that ends with the first one not sent.",
      needs = {Need.RETAIN, Need.WILDCARDS, Need.QOS_1})
  void tooLargeRetainedMessageHoldsUpNoOther(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_9) Judged others) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("r/a"), "small a");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("r/b"), LARGE);
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("r/c"), "small c");
    int limit = bench.topic("r/a").getBytes(StandardCharsets.UTF_8).length + ROOM_BYTES;

    CaseClient subscriber = Subscribers.at(
        bench,
        Qos.AT_LEAST_ONCE,
        "r/+",
        hello -> hello.with(PropertyId.MAXIMUM_PACKET_SIZE, limit));

    List<String> missing = new ArrayList<>(List.of("small a", "small c"));
    for (int copies = 0; copies < UNDER_WAY && !missing.isEmpty(); copies++) {
      Optional<Publish> next = subscriber.receiveIfAny();
      if (next.isEmpty()) {
        break;
      }
      missing.remove(next.get().payload().asText());
    }
    bench.judge(others, missing, Values.best("none of the two small ones missing", List.of()));
  }

  /** Codes that a client may send, besides 0x00, 0x04 and 0x80. */
  @ConformanceCase(
      id = "disconnect/each-other-code-publishes-the-will",
      title = "A DISCONNECT with any Reason Code but 0x00 leaves the Will due.",
      advice = "Look for a list of the Reason Codes that publish a Will.",
      needs = Need.QOS_1)
  void eachOtherCodePublishesTheWill(
      Bench bench, @Covers(rules = Rule.V5_WILL_AFTER_OTHER_DISCONNECT) Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient control = bench.connect("control", hello -> Wills.with(bench, hello));
    control.disconnect(new Disconnect(ReasonCode.UNSPECIFIED_ERROR));
    bench.notExercisedUnless(
        observer.receiveWillIfAny().isPresent(),
        "no Will is published after 0x80 either, which disconnect/with-error-publishes-the-will judges");
    for (ReasonCode code : List.of(
        ReasonCode.MALFORMED_PACKET,
        ReasonCode.PROTOCOL_ERROR,
        ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
        ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
        ReasonCode.PACKET_TOO_LARGE,
        ReasonCode.QUOTA_EXCEEDED,
        ReasonCode.ADMINISTRATIVE_ACTION)) {
      String will = "will of " + code;
      CaseClient client = bench.connect(
          "client" + code.value(),
          hello -> hello.will(bench.topic("will"), will, Subscribers.surest(bench), false));

      client.disconnect(new Disconnect(code));

      observer.acknowledge(observer
          .judge(
              published,
              bench.patienceForWills(),
              on(MqttVersion.V5)
                  .best(
                      "PUBLISH of the Will after " + code,
                      publish(it -> it.payload().asText().equals(will))))
          .first(Publish.class));
    }
  }
}
