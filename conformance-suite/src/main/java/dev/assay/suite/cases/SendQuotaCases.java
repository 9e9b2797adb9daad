package dev.assay.suite.cases;

import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What waits since its client has a Receive Maximum (5.0): all of it comes, one after the other, and looks as if it had not had to wait.
 * Wherever a message comes from, no more than the Receive Maximum are under way.
 */
final class SendQuotaCases {
  private static final List<String> MESSAGES = List.of("1", "2", "3");
  private static final String OF_ANOTHER = "of another";
  private static final int IDENTIFIER = 7;
  private static final int COPIES_MAX = 100;

  /** A queue is a queue. */
  @ConformanceCase(
      id = "flow/what-waits-comes-in-order",
      title =
          "Messages that wait since the Receive Maximum is used up all come, in the order in which they were published.",
      advice = "Look for a stack in place of a queue, or a queue that keeps the latest alone.",
      needs = Need.QOS_1)
  void whatWaitsComesInOrder(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_5_0_1) Judged all,
      @Covers(v5 = Mqtt5.MQTT_4_6_0_5) Judged ordered) {
    CaseClient subscriber =
        Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", SendQuotaCases::takingOne);

    publishAll(bench);

    judgeAllInOrder(bench, all, ordered, oneAfterAnother(subscriber));
  }

  /** For which subscription it comes is as true later. */
  @ConformanceCase(
      id = "flow/what-waits-has-its-identifier",
      title =
          "Messages that had to wait for the Receive Maximum have the Subscription Identifier of their subscription.",
      advice = "Look for identifiers that are added to what is sent at once, and not stored.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void whatWaitsHasItsIdentifier(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT) Judged sent) {
    CaseClient subscriber = bench.connect("subscriber", SendQuotaCases::takingOne);
    Subscribers.identified(bench, subscriber, bench.topic("a"), IDENTIFIER);

    publishAll(bench);

    List<Publish> came = oneAfterAnother(subscriber);
    bench.inconclusiveUnless(came.size() > 1, "of what waits nothing came");
    bench.judge(
        sent,
        came.stream().map(it -> it.properties().subscriptionIdentifiers()).toList(),
        Values.bestIf(
            "the identifier, with each message",
            each -> each.stream().allMatch(List.of(IDENTIFIER)::equals)));
  }

  /** What its publisher said is as true later. */
  @ConformanceCase(
      id = "flow/what-waits-keeps-retain",
      title =
          "Messages that had to wait for the Receive Maximum have RETAIN as it was published where the subscription asks for that.",
      advice = "Look for a queue of messages without the flags with which they are to be sent.",
      needs = {Need.RETAIN, Need.QOS_1})
  void whatWaitsKeepsRetain(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_13) Judged kept) {
    CaseClient subscriber = bench.connect("subscriber", SendQuotaCases::takingOne);
    Subscribers.grantedAsAsked(
        bench,
        subscriber,
        new Subscription(
            TopicFilter.of(bench.topic("a")),
            Qos.AT_LEAST_ONCE,
            false,
            true,
            RetainHandling.DO_NOT_SEND));
    CaseClient publisher = bench.connect("publisher");

    MESSAGES.forEach(
        message -> publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), message));

    List<Publish> came = oneAfterAnother(subscriber);
    bench.inconclusiveUnless(came.size() > 1, "of what waits nothing came");
    bench.judge(
        kept,
        came.stream().map(Publish::retain).toList(),
        Values.bestIf("RETAIN 1 each time", each -> !each.contains(false)));
  }

  /** What could not be sent belongs to the session as much as what was. */
  @ConformanceCase(
      id = "flow/what-waits-survives-a-reconnect",
      title =
          "Messages that wait since the Receive Maximum is used up come when their client has come back to its session.",
      advice = "Look for a queue that belongs to the connection and goes with it.",
      needs = Need.QOS_1)
  void whatWaitsSurvivesAReconnect(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_4_0_1, demandV5 = "resend-publish") Judged again,
      @Covers(v5 = Mqtt5.MQTT_4_5_0_1) Judged all,
      @Covers(v5 = Mqtt5.MQTT_4_6_0_5) Judged ordered) {
    CaseClient subscriber = Sessions.lasting(bench, "subscriber", SendQuotaCases::takingOne);
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a"));
    publishAll(bench);
    String begun = subscriber.receiveUnacknowledged().payload().asText();
    subscriber.drop();

    Subscribers.resume(bench, subscriber);

    List<Publish> came = oneAfterAnother(subscriber);
    judgeAgain(bench, again, came, begun);
    judgeInOrder(bench, all, ordered, came, besides(begun));
  }

  /** The quota is that of a connection. What was under way on the older one takes no place on the newer one until it is sent there. */
  @ConformanceCase(
      id = "flow/what-waits-survives-a-takeover",
      title =
          "Messages that wait since the Receive Maximum is used up come when their client has taken over its own session.",
      advice =
          "Look for a queue, or a count of what is under way, that passes from the older connection to the newer one, or goes with the older.",
      needs = Need.QOS_1)
  void whatWaitsSurvivesATakeover(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_4_0_1, demandV5 = "resend-publish") Judged again,
      @Covers(v5 = Mqtt5.MQTT_4_5_0_1) Judged all) {
    CaseClient subscriber = Sessions.lasting(bench, "subscriber", SendQuotaCases::takingOne);
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a"));
    publishAll(bench);
    String begun = subscriber.receiveUnacknowledged().payload().asText();

    Subscribers.resume(bench, subscriber);

    List<Publish> came = oneAfterAnother(subscriber);
    judgeAgain(bench, again, came, begun);
    List<String> waited = besides(begun);
    bench.judge(
        all,
        payloads(came),
        Values.bestIf("all messages that waited", each -> each.containsAll(waited)));
  }

  /** Until it has come again and is acknowledged there is no room for the others. */
  private static void judgeAgain(Bench bench, Judged again, List<Publish> came, String begun) {
    bench.judge(
        again,
        payloads(came),
        Values.bestIf("the one that was under way once more", each -> each.contains(begun)));
  }

  private static List<String> besides(String begun) {
    return MESSAGES.stream().filter(message -> !message.equals(begun)).toList();
  }

  /** To subscribe again is not to begin anew. */
  @ConformanceCase(
      id = "flow/what-waits-survives-a-renewal",
      title =
          "Messages that wait since the Receive Maximum is used up come although their subscription is made again meanwhile.",
      advice = "Look for a renewal that deletes the old subscription along with what waits for it.",
      needs = Need.QOS_1)
  void whatWaitsSurvivesARenewal(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_4_4, demandV5 = "lose-no-message") Judged all) {
    CaseClient subscriber =
        Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", SendQuotaCases::takingOne);
    publishAll(bench);
    Publish first = subscriber.receiveUnacknowledged();

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    subscriber.acknowledge(first);
    Collection<String> missing = new TreeSet<>(MESSAGES);
    missing.remove(first.payload().asText());
    bench.judge(
        all,
        payloads(oneAfterAnother(subscriber, missing)),
        Values.bestIf("all that waited", came -> came.containsAll(missing)));
  }

  /** Who subscribes to much that is retained wants it bit by bit. */
  @ConformanceCase(
      id = "flow/retained-messages-keep-to-receive-maximum",
      title =
          "Of the retained messages that a subscription brings, a client with Receive Maximum 1 gets one at a time, and all of them.",
      advice =
          "Look for retained messages that pass by the queue, or are dropped where it is full.",
      needs = {Need.RETAIN, Need.WILDCARDS, Need.QOS_1})
  void retainedMessagesKeepToReceiveMaximum(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_4_9, bySilence = true) Judged within,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_9) Judged all,
      @Covers(rules = Rule.V5_RETAINED_SENT_WITH_RETAIN) Judged retain) {
    CaseClient witness = Subscribers.observer(bench, "r/+");
    CaseClient publisher = bench.connect("publisher");
    MESSAGES.forEach(message ->
        publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("r/" + message), message));
    // from here on they are retained, and no longer on their way to whoever subscribes
    bench.inconclusiveUnless(
        oneAfterAnother(witness).size() == MESSAGES.size(), "not all messages were passed on");

    CaseClient subscriber =
        Subscribers.at(bench, Qos.AT_LEAST_ONCE, "r/+", SendQuotaCases::takingOne);

    List<Publish> first = judgeWithin(bench, within, subscriber);
    subscriber.acknowledge(first.get(0));
    Collection<String> missing = new TreeSet<>(MESSAGES);
    missing.removeAll(payloads(first));
    List<Publish> later = oneAfterAnother(subscriber, missing);
    bench.judge(
        all,
        payloads(later),
        Values.bestIf(
            "the others, once there is room for them", came -> came.containsAll(missing)));
    bench.judge(
        retain,
        later.stream().map(Publish::retain).toList(),
        Values.bestIf("RETAIN 1 each time", each -> !each.contains(false)));
  }

  /** Who comes back to a full queue wants it bit by bit. */
  @ConformanceCase(
      id = "flow/queued-messages-keep-to-receive-maximum",
      title =
          "Of the messages that waited for an absent client, one with Receive Maximum 1 gets one at a time, and all of them in order.",
      advice = "Look for a queue that is emptied at once when its client comes back.",
      needs = Need.QOS_1)
  void queuedMessagesKeepToReceiveMaximum(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_4_9, bySilence = true) Judged within,
      @Covers(v5 = Mqtt5.MQTT_4_5_0_1) Judged all,
      @Covers(v5 = Mqtt5.MQTT_4_6_0_5) Judged ordered) {
    CaseClient subscriber = Sessions.lasting(bench, "subscriber", SendQuotaCases::takingOne);
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a"));
    subscriber.disconnect();
    publishAll(bench);

    Subscribers.resume(bench, subscriber);

    List<Publish> first = judgeWithin(bench, within, subscriber);
    subscriber.acknowledge(first.get(0));
    Collection<String> missing = new TreeSet<>(MESSAGES);
    missing.removeAll(payloads(first));
    Map<String, Publish> came = new LinkedHashMap<>();
    first.forEach(it -> came.putIfAbsent(it.payload().asText(), it));
    oneAfterAnother(subscriber, missing)
        .forEach(it -> came.putIfAbsent(it.payload().asText(), it));
    judgeAllInOrder(bench, all, ordered, List.copyOf(came.values()));
  }

  /** What is not sent waits for no acknowledgement. */
  @ConformanceCase(
      id = "flow/own-messages-under-no-local-take-no-place",
      title =
          "A client with Receive Maximum 1 gets a message of another client although No Local withheld its own ones before.",
      advice = "Look for a place that is taken before No Local is asked for, and never given back.",
      needs = Need.QOS_1)
  void ownMessagesUnderNoLocalTakeNoPlace(
      Bench bench, @Covers(rules = Rule.V5_DELIVER_TO_MATCHING) Judged delivered) {
    CaseClient client = bench.connect("client", SendQuotaCases::takingOne);
    Subscribers.grantedAsAsked(
        bench,
        client,
        new Subscription(
            TopicFilter.of(bench.topic("a")),
            Qos.AT_LEAST_ONCE,
            true,
            false,
            RetainHandling.SEND_ALWAYS));
    MESSAGES.forEach(own -> client.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), own));

    bench.connect("other").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), OF_ANOTHER);

    // own messages that come all the same are acknowledged, and judged elsewhere
    bench.judge(
        delivered,
        payloads(oneAfterAnother(client, List.of(OF_ANOTHER))),
        Values.bestIf("the message of the other client", came -> came.contains(OF_ANOTHER)));
  }

  private static Hello takingOne(Hello hello) {
    return hello.with(PropertyId.RECEIVE_MAXIMUM, 1);
  }

  private static void publishAll(Bench bench) {
    CaseClient publisher = bench.connect("publisher");
    MESSAGES.forEach(message -> publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), message));
  }

  /** What came unacknowledged, at least one. A message that is sent again takes no second place. */
  private static List<Publish> judgeWithin(Bench bench, Judged within, CaseClient subscriber) {
    List<Publish> came = subscriber.unacknowledgedUntilQuiet(MESSAGES.size());
    long underWay = came.stream().map(Publish::packetId).distinct().count();
    bench.judge(within, underWay, Values.bestIf("at most 1 message", count -> count <= 1));
    return came;
  }

  private static void judgeAllInOrder(Bench bench, Judged all, Judged ordered, List<Publish> came) {
    judgeInOrder(bench, all, ordered, came, MESSAGES);
  }

  /** Of the messages that came others than these are not looked at. */
  private static void judgeInOrder(
      Bench bench, Judged all, Judged ordered, List<Publish> came, List<String> expected) {
    List<String> payloads = payloads(came).stream().filter(expected::contains).toList();
    bench.judge(all, payloads, Values.bestIf("all messages", each -> each.containsAll(expected)));
    bench.judge(ordered, payloads, Values.best("in the order of their publication", expected));
  }

  private static List<Publish> oneAfterAnother(CaseClient subscriber) {
    return oneAfterAnother(subscriber, MESSAGES);
  }

  /**
   * What comes one after the other, each acknowledged, until all these have come, or none comes any more to who gets an answer to a
   * PINGREQ; without what comes again.
   */
  private static List<Publish> oneAfterAnother(CaseClient subscriber, Collection<String> expected) {
    Map<String, Publish> came = new LinkedHashMap<>();
    for (int copies = 0; copies < COPIES_MAX && !came.keySet().containsAll(expected); copies++) {
      Optional<Publish> next = subscriber.receiveRepeatIfAny();
      if (next.isEmpty()) {
        subscriber.ping();
        next = subscriber.receiveIfAny();
      }
      if (next.isEmpty()) {
        break;
      }
      came.putIfAbsent(next.get().payload().asText(), next.get());
    }
    return List.copyOf(came.values());
  }

  private static List<String> payloads(List<Publish> publications) {
    return publications.stream().map(publish -> publish.payload().asText()).toList();
  }
}
