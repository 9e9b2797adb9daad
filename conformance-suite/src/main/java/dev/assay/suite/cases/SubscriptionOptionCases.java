package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.leftOpen;
import static dev.assay.suite.Step.packet;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.Deviation;
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
import dev.assay.spec.Rule;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Step;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What else a subscription says: No Local, Retain As Published, and what several that match the same message add up to. */
final class SubscriptionOptionCases {
  private static final List<String> ALL = List.of("a", "b", "c");
  private static final ReasonCode GRANTED_QOS_1 = ReasonCode.granted(Qos.AT_LEAST_ONCE);
  private static final int COPIES_MAX = 100;

  // ---- No Local

  /** A client does not get back what it published itself. */
  @ConformanceCase(
      id = "options/no-local-withholds-own-messages",
      title = "A subscription with No Local brings a client none of its own messages.",
      advice = "Look for a No Local that is stored but not asked for where messages are passed on.",
      needs = Need.QOS_1)
  void noLocalWithholdsOwnMessages(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_3_3) Judged withheld) {
    CaseClient client = bench.connect("client");
    client.subscribe(noLocal(bench.topic("a")));

    publishOwn(bench, client, "own");
    liftNoLocal(client, bench.topic("a"));
    client.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");

    bench.judge(
        withheld,
        client.receivedUpTo("fence"),
        Values.best("what came after No Local was lifted", List.of("fence")));
  }

  /** No Local follows the client, not the connection. */
  @ConformanceCase(
      id = "options/no-local-holds-after-a-reconnect",
      title =
          "No Local still withholds a client's own messages when the client has reconnected to its session.",
      advice =
          "Look for a No Local that compares connections, or for options that are not stored with the session.",
      needs = Need.QOS_1)
  void noLocalHoldsAfterAReconnect(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_3_3) Judged withheld) {
    CaseClient client = bench.connect("client", hello -> hello.keepSession());
    client.subscribe(noLocal(bench.topic("a")));
    client.drop();
    Subscribers.resume(bench, client);

    publishOwn(bench, client, "own");
    liftNoLocal(client, bench.topic("a"));
    client.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");

    bench.judge(
        withheld,
        client.receivedUpTo("fence"),
        Values.best("what came after No Local was lifted", List.of("fence")));
  }

  /** The messages of others come. */
  @ConformanceCase(
      id = "options/no-local-lets-others-through",
      title = "A subscription with No Local brings the messages of other clients.",
      advice =
          "Look for a No Local that withholds everything while the client publishes on the same topic.",
      needs = Need.QOS_1)
  void noLocalLetsOthersThrough(
      Bench bench, @Covers(rules = Rule.V5_DELIVER_TO_MATCHING) Judged delivered) {
    CaseClient client = bench.connect("client");
    CaseClient other = bench.connect("other");
    Subscribers.grantedAsAsked(bench, client, noLocal(bench.topic("a")));
    client.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "own");

    other.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "of another");

    client.judge(
        delivered,
        on(V5)
            .best(
                "PUBLISH of the other client's message",
                publish(publish -> publish.payload().asText().equals("of another")))
            .acceptable(
                "the same behind the client's own message, which another case judges",
                publish(publish -> publish.payload().asText().equals("own")),
                publish(publish -> publish.payload().asText().equals("of another"))));
  }

  /** Shared Subscriptions have no No Local. */
  @ConformanceCase(
      id = "options/no-local-on-a-shared-subscription-is-refused",
      title = "No Local on a Shared Subscription is a Protocol Error.",
      advice =
          "Look for a check of the options that does not know whether the Topic Filter begins with $share/.")
  void noLocalOnASharedSubscriptionIsRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_3_4) Judged refused) {
    CaseClient client = bench.connect("client");
    String shared = "$share/group/" + bench.topic("a");
    Deviation right = Deviation.of(
        bench.version(), Packets.subscribe(client.nextPacketId(), shared, Qos.AT_LEAST_ONCE));

    client.send(right.replace(right.bytes().length - 1, 1, "05"));

    Step refusal = packet(SubAck.class, ack -> ack.reasonCodes().get(0).isError());
    client.judge(
        refused,
        on(V5)
            .best("DISCONNECT 0x82, then close", disconnect(PROTOCOL_ERROR), closed())
            .acceptable("DISCONNECT 0x81, then close", disconnect(MALFORMED_PACKET), closed())
            .acceptable(
                "DISCONNECT 0x9E, then close: there are no Shared Subscriptions at all",
                disconnect(SHARED_SUBSCRIPTIONS_NOT_SUPPORTED),
                closed())
            .acceptable(
                "SUBACK 0x9E: there are no Shared Subscriptions at all",
                packet(
                    SubAck.class,
                    ack -> ack.reasonCodes().get(0) == SHARED_SUBSCRIPTIONS_NOT_SUPPORTED))
            .warn("DISCONNECT with another error code, then close", disconnectWithError(), closed())
            .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed())
            .warn("SUBACK that refuses, where a Protocol Error asks for a close", refusal)
            .warn(
                "tolerates it: 4.13.1 leaves the rigour of checking to the server",
                packet(SubAck.class, ack -> !ack.reasonCodes().get(0).isError()))
            .warn("overlooks it: 4.13.1 leaves the rigour of checking to the server", leftOpen()));
  }

  // ---- options of several subscriptions in one packet

  /** Each Topic Filter is followed by its own options. */
  @ConformanceCase(
      id = "options/no-local-is-that-of-each-filter",
      title =
          "Of three Topic Filters in one SUBSCRIBE, the second with No Local, the second alone withholds a client's own messages.",
      advice = "Look for options that are read once for each packet, or kept in one place for all.",
      needs = Need.QOS_1)
  void noLocalIsThatOfEachFilter(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_8_3_3, bySilence = true) Judged withheld,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_5, demandV5 = "handle-each-filter") Judged delivered) {
    CaseClient client = bench.connect("client");
    subscribe(
        bench,
        client,
        Subscription.of(TopicFilter.of(bench.topic("a")), Qos.AT_LEAST_ONCE),
        noLocal(bench.topic("b")),
        Subscription.of(TopicFilter.of(bench.topic("c")), Qos.AT_LEAST_ONCE));

    for (String each : List.of("b", "a", "c")) {
      client.publish(Qos.AT_LEAST_ONCE, bench.topic(each), each);
    }

    List<String> came = new ArrayList<>(payloadsOf(allOf(client, List.of("a", "c"))));
    came.addAll(client.receivedUntilQuiet());
    bench.judge(
        withheld,
        came.contains("b"),
        Values.best("nothing of its own where there is No Local", false));
    bench.judge(
        delivered,
        Stream.of("a", "c").filter(came::contains).toList(),
        Values.best("its own messages where there is none", List.of("a", "c")));
  }

  /** Each Topic Filter is followed by its own options. */
  @ConformanceCase(
      id = "options/retain-as-published-is-that-of-each-filter",
      title =
          "Of three Topic Filters in one SUBSCRIBE, the second with Retain As Published, the second alone brings RETAIN 1.",
      advice = "Look for options that are read once for each packet, or kept in one place for all.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainAsPublishedIsThatOfEachFilter(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_13) Judged kept,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_12) Judged cleared) {
    CaseClient subscriber = bench.connect("subscriber");
    subscribe(
        bench,
        subscriber,
        asPublished(bench.topic("a"), false),
        asPublished(bench.topic("b"), true),
        asPublished(bench.topic("c"), false));
    CaseClient publisher = bench.connect("publisher");

    for (String each : ALL) {
      publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(each), each);
    }

    List<Publish> came = allOf(subscriber, ALL);
    bench.inconclusiveUnless(payloadsOf(came).containsAll(ALL), "not all messages came");
    List<String> withRetain = payloadsOf(came.stream().filter(Publish::retain).toList());
    bench.judge(
        kept,
        withRetain.contains("b"),
        Values.best("RETAIN 1 where there is Retain As Published", true));
    bench.judge(
        cleared,
        Stream.of("a", "c").filter(withRetain::contains).toList(),
        Values.best("no RETAIN 1 where there is none", List.of()));
  }

  /** Each Topic Filter is followed by its own options. */
  @ConformanceCase(
      id = "options/retain-handling-is-that-of-each-filter",
      title =
          "Of three Topic Filters in one SUBSCRIBE, the second with Retain Handling 2, the first and the third bring what is retained.",
      advice =
          "Look for options that are read once for each packet, or retained messages of the first Topic Filter alone.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainHandlingIsThatOfEachFilter(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_9) Judged sent,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_11, bySilence = true) Judged withheld) {
    CaseClient witness = Subscribers.observer(bench, "b");
    CaseClient publisher = bench.connect("publisher");
    for (String each : ALL) {
      publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(each), each);
    }
    // from here on it is retained, and no longer on its way to whoever subscribes
    witness.receive();
    CaseClient subscriber = bench.connect("subscriber");

    subscribe(
        bench,
        subscriber,
        Subscription.of(TopicFilter.of(bench.topic("a")), Qos.AT_LEAST_ONCE),
        new Subscription(
            TopicFilter.of(bench.topic("b")),
            Qos.AT_LEAST_ONCE,
            false,
            false,
            RetainHandling.DO_NOT_SEND),
        Subscription.of(TopicFilter.of(bench.topic("c")), Qos.AT_LEAST_ONCE));

    List<String> came = new ArrayList<>(payloadsOf(allOf(subscriber, List.of("a", "c"))));
    came.addAll(subscriber.receivedUntilQuiet());
    bench.judge(
        sent,
        Stream.of("a", "c").filter(came::contains).toList(),
        Values.best("what is retained for the first and the third", List.of("a", "c")));
    bench.judge(
        withheld,
        came.contains("b"),
        Values.best("nothing that is retained for the second", false));
  }

  // ---- Retain As Published

  /** Retain As Published keeps RETAIN 1. */
  @ConformanceCase(
      id = "options/retain-as-published-keeps-the-flag",
      title =
          "With Retain As Published a message is forwarded with the RETAIN flag that its publisher set.",
      advice =
          "Look for a RETAIN flag that is cleared before the subscription's options are looked at, or always set by them.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainAsPublishedKeepsTheFlag(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_13) Judged kept) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(new Subscription(
        TopicFilter.of(bench.topic("a")),
        Qos.AT_LEAST_ONCE,
        false,
        true,
        RetainHandling.SEND_ALWAYS));

    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "retained");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "not retained");

    bench.judge(
        kept,
        subscriber.publicationsUpTo("not retained").stream()
            .map(publish -> publish.payload().asText() + ": RETAIN " + (publish.retain() ? 1 : 0))
            .toList(),
        Values.best(
            "RETAIN as it was published", List.of("retained: RETAIN 1", "not retained: RETAIN 0")));
  }

  /** What waits is what would have been sent. */
  @ConformanceCase(
      id = "options/retain-as-published-holds-for-what-waits",
      title =
          "With Retain As Published a message that waited for an absent session has RETAIN as its publisher set it.",
      advice = "Look for a queue of messages without the flags with which they are to be sent.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainAsPublishedHoldsForWhatWaits(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_13) Judged kept) {
    CaseClient subscriber = Sessions.lasting(bench, "subscriber");
    Subscribers.grantedAsAsked(bench, subscriber, asPublished(bench.topic("a"), true));
    subscriber.disconnect();
    bench.connect("publisher").publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "while away");

    Subscribers.resume(bench, subscriber);

    bench.judge(kept, subscriber.receive().retain(), Values.best("RETAIN 1", true));
  }

  // ---- options of a renewed subscription

  /** With the subscription its options are replaced, this one as the others. */
  @ConformanceCase(
      id = "options/renewal-replaces-retain-as-published",
      title =
          "A subscription that is made again has the Retain As Published of the new SUBSCRIBE, be it 0 or 1.",
      advice = "Look for a renewal that updates some of the options.",
      needs = {Need.RETAIN, Need.QOS_1})
  void renewalReplacesRetainAsPublished(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_4_3) Judged replaced) {
    CaseClient subscriber = bench.connect("subscriber");
    Subscribers.grantedAsAsked(bench, subscriber, asPublished(bench.topic("a"), true));
    Subscribers.grantedAsAsked(bench, subscriber, asPublished(bench.topic("b"), false));
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "before");
    bench.notExercisedUnless(
        subscriber.receive().retain(),
        "RETAIN is not kept before either, which options/retain-as-published-keeps-the-flag judges");

    subscriber.subscribe(asPublished(bench.topic("a"), false));
    subscriber.subscribe(asPublished(bench.topic("b"), true));

    List<String> came = new ArrayList<>();
    for (String each : List.of("a", "b")) {
      publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(each), each);
      came.add(each + ": RETAIN " + (subscriber.receive().retain() ? 1 : 0));
    }
    bench.judge(
        replaced,
        came,
        Values.best(
            "RETAIN 0 where Retain As Published was taken away, 1 where it was added",
            List.of("a: RETAIN 0", "b: RETAIN 1")));
  }

  /** With the subscription its options are replaced, too. */
  @ConformanceCase(
      id = "options/renewal-replaces-the-options",
      title = "A subscription that is made again has the options of the new SUBSCRIBE.",
      advice = "Look for a renewal that updates the QoS alone.",
      needs = Need.QOS_1)
  void renewalReplacesTheOptions(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_4_3) Judged replaced) {
    CaseClient client = bench.connect("client");
    String topic = bench.topic("a");
    client.subscribe(topic, Qos.AT_LEAST_ONCE);
    client.subscribe(noLocal(topic));

    publishOwn(bench, client, "own, under No Local");
    liftNoLocal(client, topic);
    client.publish(Qos.AT_LEAST_ONCE, topic, "fence");

    bench.judge(
        replaced,
        client.receivedUpTo("fence"),
        Values.best("nothing that No Local withholds", List.of("fence")));
  }

  // ---- several subscriptions that match

  /** Whoever subscribes twice is served at least once. */
  @ConformanceCase(
      id = "options/overlapping-subscriptions-deliver",
      title = "A message that several subscriptions of a client match reaches the client.",
      advice = "Look for a guard against duplicates that throws every copy away.",
      needs = {Need.QOS_1, Need.WILDCARDS})
  void overlappingSubscriptionsDeliver(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_4_2,
              demandV5 = "deliver-message",
              rules = Rule.V3_1_1_DELIVER_TO_MATCHING)
          Judged delivered) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    for (String filter : List.of("a/b", "a/+", "a/#", "+/b")) {
      Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic(filter));
    }

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a/b"), "message");

    subscriber.judge(
        delivered,
        onBoth()
            .best(
                "PUBLISH of the message",
                publish(publish -> publish.payload().asText().equals("message"))));
  }

  /** Of several subscriptions the one with the highest QoS counts, whatever their order. */
  @ConformanceCase(
      id = "options/overlapping-subscriptions-have-the-highest-qos",
      title =
          "A message that several subscriptions of a client match comes at the highest QoS of them.",
      advice = "Look for a search of subscriptions that stops at the first hit, or keeps the last.",
      needs = {Need.QOS_1, Need.WILDCARDS})
  void overlappingSubscriptionsHaveTheHighestQos(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_4_2,
              demandV5 = "respect-maximum-qos",
              v311 = Mqtt311.MQTT_3_3_5_1)
          Judged highest) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a/b"), Qos.AT_MOST_ONCE);
    Qos granted = subscriber.subscribe(bench.topic("a/+"), Qos.AT_LEAST_ONCE);
    subscriber.subscribe(bench.topic("a/#"), Qos.AT_MOST_ONCE);
    bench.notExercisedUnless(
        granted == Qos.AT_LEAST_ONCE, "QoS 1 was not granted: all three subscriptions have QoS 0");

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a/b"), "message");

    Step copyOfLower = publish(publish -> publish.qos() == Qos.AT_MOST_ONCE);
    Step copyOfHighest = publish(publish -> publish.qos() == Qos.AT_LEAST_ONCE);
    subscriber.judge(
        highest,
        onBoth()
            .best("a copy at QoS 1", copyOfHighest)
            .acceptable("a copy at QoS 0, then one at QoS 1", copyOfLower, copyOfHighest)
            .acceptable(
                "two copies at QoS 0, then one at QoS 1", copyOfLower, copyOfLower, copyOfHighest));
  }

  // ---- in short

  /** One SUBSCRIBE with several subscriptions at QoS 1; where less is granted, as may be, nothing can be judged. */
  private static void subscribe(Bench bench, CaseClient client, Subscription... subscriptions) {
    Subscribe subscribe = Packets.subscribe(client.nextPacketId(), subscriptions);
    client.send(subscribe);
    SubAck ack = client.await(SubAck.class, it -> it.packetId() == subscribe.packetId());
    bench.notExercisedUnless(
        ack.reasonCodes().stream().allMatch(GRANTED_QOS_1::equals),
        "QoS 1 was not granted each time: " + ack.reasonCodes());
  }

  /** What comes until all these messages have come, or none comes any more. */
  private static List<Publish> allOf(CaseClient client, List<String> expected) {
    List<Publish> came = new ArrayList<>();
    for (int i = 0; i < COPIES_MAX && !payloadsOf(came).containsAll(expected); i++) {
      Optional<Publish> next = client.receiveIfAny();
      if (next.isEmpty()) {
        break;
      }
      came.add(next.get());
    }
    return came;
  }

  private static List<String> payloadsOf(List<Publish> publications) {
    return publications.stream().map(publish -> publish.payload().asText()).toList();
  }

  /** It brings nothing that is retained. */
  private static Subscription asPublished(String filter, boolean retainAsPublished) {
    return new Subscription(
        TopicFilter.of(filter),
        Qos.AT_LEAST_ONCE,
        false,
        retainAsPublished,
        RetainHandling.DO_NOT_SEND);
  }

  private static Subscription noLocal(String filter) {
    return new Subscription(
        TopicFilter.of(filter), Qos.AT_LEAST_ONCE, true, false, RetainHandling.SEND_ALWAYS);
  }

  /** Publishes on the topic of the cases, until somebody else has got it: no broker still looks for subscribers then. */
  private static void publishOwn(Bench bench, CaseClient client, String payload) {
    CaseClient observer = Subscribers.observer(bench, "a");
    client.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), payload);
    observer.receivedUpTo(payload);
  }

  /** A new subscription in place of the one with No Local, so that a renewal which keeps the old options is not in the way. */
  private static void liftNoLocal(CaseClient client, String topic) {
    client.unsubscribe(topic);
    client.subscribe(topic, Qos.AT_LEAST_ONCE);
  }
}
