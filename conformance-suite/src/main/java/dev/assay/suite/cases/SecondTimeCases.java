package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What holds the first time holds the second time: after another resume, for another Will, for an alias that changes again. */
final class SecondTimeCases {
  private static final String FENCE = "fence";
  private static final int COPIES_MAX = 20;

  /** A repeat on each of the two connections, and a subscription from before both. */
  @ConformanceCase(
      id = "session/second-resume-finds-all-of-it",
      title =
          "On the second resume a session still has its subscriptions, and still knows what awaits PUBREL.",
      advice =
          "Look for a part of the session that is moved to the connection which resumes it, and lost with that.",
      needs = Need.QOS_2)
  void secondResumeFindsAllOfIt(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_10,
              demandV5 = "no-duplicate-delivery",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "no-duplicate-onward")
          Judged once,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_5,
              v311 = Mqtt311.MQTT_3_1_2_4,
              demandV311 = "resume-stored-session")
          Judged subscribed) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    Publish message = Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "once");
    client.publishUpToPubRec(message);

    for (int resume = 0; resume < 2; resume++) {
      client.drop();
      Subscribers.resume(bench, client);
      client.send(Packets.duplicate(message));
      bench.notExercisedUnless(
          client.comes(PubRec.class, rec -> rec.packetId() == 7),
          "a repeated PUBLISH is not answered, which"
              + " qos2/each-repeat-before-pubrel-is-answered judges");
    }

    client.release(7);
    client.publish(Packets.publish(Qos.EXACTLY_ONCE, 8, bench.topic("a"), FENCE));
    bench.judge(
        once,
        subscriber.receivedUpTo(FENCE),
        Values.bestIf("no second copy", all -> Collections.frequency(all, "once") < 2));
    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "for the subscription");
    client.judge(
        subscribed,
        onBoth()
            .best(
                "PUBLISH for the subscription of the first connection",
                publish(it -> it.payload().asText().equals("for the subscription"))));
  }

  /** What was sent again is sent again once more, and in the old order. */
  @ConformanceCase(
      id = "order/second-resume-keeps-the-order",
      title =
          "In 3.1.1 messages without PUBACK are sent in the order of the first time on the second resume, too.",
      advice = "Look for a queue of what is sent again that is filled from the wrong end.",
      needs = Need.QOS_1)
  void secondResumeKeepsTheOrder(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_4_6_0_6, demandV311 = "resend-in-original-order")
          Judged ordered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    List<String> published = List.of("one", "two", "three");
    published.forEach(payload -> publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), payload));
    bench.notExercisedUnless(
        subscriber.unacknowledgedUntilQuiet(published.size()).size() == published.size(),
        "the broker sends no third message before the first is acknowledged, as it may");
    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    bench.notExercisedUnless(
        subscriber.repeatsUntilQuiet(published.size()).size() == published.size(),
        "not even the first resume brings all three again, which"
            + " handshake/all-unacknowledged-are-sent-again judges");

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    List<String> received = new ArrayList<>();
    published.forEach(any -> received.add(subscriber.receiveRepeat().payload().asText()));
    bench.judge(ordered, received, Values.best("in the order " + published, published));
  }

  /** Each connection has a Will of its own. */
  @ConformanceCase(
      id = "will/of-each-connection-is-published",
      title =
          "A client whose Will was published, and that comes back with another Will, has that published as well.",
      advice = "Look for a mark that a client's Will was published, which nobody takes away again.",
      needs = Need.QOS_1)
  void ofEachConnectionIsPublished(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_8,
              demandV5 = "publish-at-session-end",
              v311 = Mqtt311.MQTT_3_1_2_8,
              demandV311 = "publish-will-on-close")
          Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect("client", hello -> will(bench, hello, "first"));
    client.drop();
    bench.inconclusiveUnless(
        observer.receiveWill().payload().asText().equals("first"), "the first Will did not come");

    client.reconnect(will(bench, bench.hello("client"), Wills.GONE).packet());
    client.drop();

    observer.judge(published, bench.patienceForWills(), Wills.comes("PUBLISH of the second Will"));
  }

  private static Hello will(Bench bench, Hello hello, String payload) {
    return hello.will(bench.topic("will"), payload, Subscribers.surest(bench), false);
  }

  /** One alias gets four meanings, one of them twice; another one keeps its own. */
  @ConformanceCase(
      id = "alias/is-replaced-each-time",
      title =
          "A Topic Alias that gets new meanings again and again has the last one, and leaves other aliases theirs.",
      advice =
          "Look for aliases that are also looked up by topic, of which a topic that comes back keeps an old entry.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_1})
  void isReplacedEachTime(
      Bench bench, @Covers(rules = Rule.V5_TOPIC_ALIAS_IS_REPLACED) Judged replaced) {
    CaseClient subscriber = bench.connect("subscriber");
    for (String topic : List.of("a", "b", "c", "d")) {
      Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic(topic));
    }
    CaseClient publisher = bench.open("publisher");
    bench.notExercisedUnless(
        publisher
                .connect(bench.hello("publisher").packet())
                .properties()
                .number(PropertyId.TOPIC_ALIAS_MAXIMUM, 0)
            >= 2,
        "the target takes no two Topic Aliases on this connection");
    publisher.publish(TopicAliasCases.aliased(publisher, bench.topic("d"), 2, "named d"));
    for (String topic : List.of("a", "b", "c", "a")) {
      publisher.publish(
          TopicAliasCases.aliased(publisher, bench.topic(topic), 1, "named " + topic));
    }

    for (int alias : List.of(1, 2)) {
      publisher.send(TopicAliasCases.aliased(publisher, "", alias, "by alias " + alias));
      // its PUBACK, or whatever else shows in what the subscriber gets
      publisher.nextAnswer();
    }

    Map<String, String> topics = new TreeMap<>();
    for (int copies = 0; copies < COPIES_MAX && topics.size() < 2; copies++) {
      Optional<Publish> next = subscriber.receiveIfAny();
      if (next.isEmpty()) {
        break;
      }
      String payload = next.get().payload().asText();
      if (payload.startsWith("by alias")) {
        topics.put(payload, next.get().topic().text());
      }
    }
    bench.judge(
        replaced,
        topics,
        Values.<Map<String, String>>best(
            "alias 1 on its last topic, alias 2 on its only one",
            new TreeMap<>(Map.of("by alias 1", bench.topic("a"), "by alias 2", bench.topic("d")))));
  }
}
