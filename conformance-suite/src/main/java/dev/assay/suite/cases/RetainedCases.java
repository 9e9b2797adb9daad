package dev.assay.suite.cases;

import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
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
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Retained messages: what is kept of a topic, who gets it, and what makes it go. Further ones: {@link RetainedStoreCases}, {@link
 * RetainHandlingCases}.
 *
 * <p>What must come is waited for; that nothing else comes is found out by silence, since the standard says nothing of the order
 * between retained messages and later ones. QoS 1 throughout: at QoS 0 a broker may drop what it retains at any time [5.0
 * 3.3.1.3, 3.1.1 MQTT-3.3.1-7].
 */
final class RetainedCases {
  private static final String NOTHING = "nothing";

  // ---- what is kept

  /** A retained message waits for those who come later. */
  @ConformanceCase(
      id = "retained/kept-for-later-subscribers",
      title =
          "A message of 300 bytes that is published with RETAIN 1 is sent to a client that subscribes later.",
      advice =
          "Look for a retained message that is kept only if it is small, or only if somebody subscribes to its topic already.",
      needs = {Need.RETAIN, Need.QOS_1})
  void keptForLaterSubscribers(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_5,
              demandV5 = "store-message",
              v311 = Mqtt311.MQTT_3_3_1_5,
              demandV311 = "keep-retained-message")
          Judged kept) {
    String large = "kept ".repeat(60);
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), large);
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    bench.judge(kept, next(subscriber), Values.best("what was retained", large));
  }

  /** It belongs to its topic, not to who published it. */
  @ConformanceCase(
      id = "retained/outlives-its-publisher",
      title = "A retained message is there after the session of its publisher has ended.",
      advice = "Look for the end of a session, and for what is removed with it.",
      needs = {Need.RETAIN, Need.QOS_1})
  void outlivesItsPublisher(
      Bench bench,
      @Covers(rules = Rule.V5_RETAINED_OUTLIVES_SESSIONS, v311 = Mqtt311.MQTT_3_1_2_7)
          Judged kept) {
    CaseClient publisher = bench.connect("shortlived");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "to stay");
    publisher.disconnect();
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    bench.judge(kept, next(subscriber), Values.best("what was retained", "to stay"));
  }

  /** There is one retained message for each topic. */
  @ConformanceCase(
      id = "retained/replaced-by-the-next",
      title = "A message with RETAIN 1 takes the place of what its topic retained before.",
      advice =
          "Look for retained messages that are kept in a list, or of which the first one stays.",
      needs = {Need.RETAIN, Need.QOS_1})
  void replacedByTheNext(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_5,
              demandV5 = "replace-earlier",
              v311 = Mqtt311.MQTT_3_3_1_6,
              demandV311 = "send-latest-only",
              bySilence = true)
          Judged latest) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "older");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "latest");
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    bench.judge(latest, retained(subscriber), Values.best("the latest alone", List.of("latest")));
  }

  /** Whoever published it: the topic retains one message. */
  @ConformanceCase(
      id = "retained/replaced-by-another-client",
      title =
          "A message with RETAIN 1 also replaces what another client had retained on the topic.",
      advice = "Look for retained messages that are kept by topic and publisher.",
      needs = {Need.RETAIN, Need.QOS_1})
  void replacedByAnotherClient(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_5,
              demandV5 = "replace-earlier",
              v311 = Mqtt311.MQTT_3_3_1_6,
              demandV311 = "send-latest-only",
              bySilence = true)
          Judged latest) {
    bench.connect("first").publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "of the first");
    bench.connect("second").publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "of the second");
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    bench.judge(
        latest, retained(subscriber), Values.best("the later one alone", List.of("of the second")));
  }

  /** A retained message of QoS 0 need not stay, but the older one has to go. */
  @ConformanceCase(
      id = "retained/qos-0-drives-out-the-older",
      title =
          "A message of QoS 0 with RETAIN 1 removes what its topic retained, also if it is not kept itself.",
      advice =
          "Look for a rule that leaves messages of QoS 0 out of the store and forgets that the older one has to go.",
      needs = {Need.RETAIN, Need.QOS_1})
  void qosZeroDrivesOutTheOlder(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_5,
              demandV5 = "replace-earlier",
              v311 = Mqtt311.MQTT_3_3_1_7,
              bySilence = true)
          Judged driven) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "older");
    publisher.publishRetained(Qos.AT_MOST_ONCE, bench.topic("a"), "of QoS 0");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("control"), "control");
    CaseClient subscriber = bench.connect("subscriber");

    subscribe(
        bench, subscriber, subscription(bench.topic("a")), subscription(bench.topic("control")));

    bench.judge(
        driven,
        retained(subscriber).stream()
            .filter(payload -> !payload.equals("control"))
            .toList(),
        Values.best("the newer one", List.of("of QoS 0"))
            .acceptable("none: what has QoS 0 may be dropped at any time", List.of()));
  }

  /** The QoS is part of what is kept. */
  @ConformanceCase(
      id = "retained/keeps-its-qos",
      title =
          "A retained message is sent at the lower of the QoS that it was published with and the one granted.",
      advice = "Look for a store of retained messages without a field for the QoS.",
      needs = {Need.RETAIN, Need.QOS_1})
  void keepsItsQos(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_8, v311 = Mqtt311.MQTT_3_3_1_5, demandV311 = "keep-its-qos")
          Judged sameQos) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    CaseClient subscriber = bench.connect("subscriber");

    Qos granted = subscriber.subscribe(bench.topic("a"), Qos.EXACTLY_ONCE);

    Qos due = granted.min(Qos.AT_LEAST_ONCE);
    bench.judge(
        sameQos,
        subscriber.receive().qos(),
        Values.best("QoS " + due.level() + ": published at 1, granted " + granted.level(), due));
  }

  /** Without RETAIN nothing is kept. */
  @ConformanceCase(
      id = "retained/retain-0-is-not-kept",
      title =
          "A message with RETAIN 0 is not retained, also on a topic that retained something before.",
      advice =
          "Look for a last-value cache that does not ask for the RETAIN flag, or for topics that stay marked as retained.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainZeroIsNotKept(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_8,
              demandV5 = "do-not-retain",
              v311 = Mqtt311.MQTT_3_3_1_12,
              demandV311 = "retain-nothing",
              bySilence = true)
          Judged notKept) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "cleared");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "passing");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("control"), "control");
    CaseClient subscriber = bench.connect("subscriber");

    subscribe(
        bench, subscriber, subscription(bench.topic("a")), subscription(bench.topic("control")));

    bench.judge(
        notKept,
        retained(subscriber),
        Values.best("the control message alone", List.of("control")));
  }

  /** Without RETAIN nothing is replaced. */
  @ConformanceCase(
      id = "retained/retain-0-does-not-replace",
      title = "A message with RETAIN 0 leaves what its topic retains as it was.",
      advice = "Look for a retained message that is refreshed by every publication on its topic.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainZeroDoesNotReplace(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_8,
              demandV5 = "do-not-replace-existing",
              v311 = Mqtt311.MQTT_3_3_1_12,
              demandV311 = "replace-nothing")
          Judged stays) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "passing");
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    bench.judge(
        stays, retained(subscriber), Values.best("what was retained alone", List.of("kept")));
  }

  /** Without RETAIN nothing is removed, not even by an empty message. */
  @ConformanceCase(
      id = "retained/empty-message-with-retain-0-does-not-clear",
      title = "An empty message with RETAIN 0 does not remove what its topic retains.",
      advice =
          "Look for an empty payload that is taken for the order to clear, before the RETAIN flag is looked at.",
      needs = {Need.RETAIN, Need.QOS_1})
  void emptyMessageWithRetainZeroDoesNotClear(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_8,
              demandV5 = "do-not-remove-existing",
              v311 = Mqtt311.MQTT_3_3_1_12,
              demandV311 = "remove-nothing")
          Judged stays) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "");
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    List<Publish> came = new ArrayList<>();
    subscriber.receiveIfAny().ifPresent(came::add);
    came.addAll(subscriber.publicationsUntilQuiet());
    bench.judge(
        stays, toldAsRetained(came), Values.best("what was retained alone", List.of("kept")));
  }

  // ---- what goes

  /** RETAIN 1 and no payload: the topic retains nothing any more. */
  @ConformanceCase(
      id = "retained/cleared-by-an-empty-message",
      title = "An empty message with RETAIN 1 removes what its topic retains.",
      advice = "Look for an empty payload that is not treated apart, or that is only forwarded.",
      needs = {Need.RETAIN, Need.QOS_1})
  void clearedByAnEmptyMessage(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_6,
              demandV5 = "remove-retained-message",
              v311 = Mqtt311.MQTT_3_3_1_10,
              demandV311 = "remove-retained-message",
              bySilence = true)
          Judged cleared) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("control"), "control");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "");
    CaseClient subscriber = bench.connect("subscriber");

    subscribe(
        bench, subscriber, subscription(bench.topic("a")), subscription(bench.topic("control")));

    bench.judge(
        cleared,
        retained(subscriber),
        Values.best("the control message alone", List.of("control")));
  }

  /** The empty message itself is a message like others to those who are there. */
  @ConformanceCase(
      id = "retained/empty-message-reaches-subscribers",
      title = "An empty message with RETAIN 1 is delivered to those who subscribe to its topic.",
      advice = "Look for the order to clear a topic that returns before the message is passed on.",
      needs = {Need.RETAIN, Need.QOS_1})
  void emptyMessageReachesSubscribers(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_6,
              demandV5 = "deliver-to-current-subscribers",
              v311 = Mqtt311.MQTT_3_3_1_10,
              demandV311 = "forward-to-current-subscribers")
          Judged delivered) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");

    bench.judge(
        delivered,
        subscriber.receivedUpTo("fence", List.of("")),
        Values.bestInAnyOrder("the empty message, and the fence", List.of("", "fence")));
  }

  /** An empty message is not kept, also where there was nothing to clear. */
  @ConformanceCase(
      id = "retained/empty-message-is-not-kept",
      title = "An empty message with RETAIN 1 is not retained itself.",
      advice =
          "Look for an empty payload that clears an existing retained message but is stored where there is none.",
      needs = {Need.RETAIN, Need.QOS_1})
  void emptyMessageIsNotKept(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_7, v311 = Mqtt311.MQTT_3_3_1_11, bySilence = true)
          Judged notKept) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("control"), "control");
    CaseClient subscriber = bench.connect("subscriber");

    subscribe(
        bench, subscriber, subscription(bench.topic("a")), subscription(bench.topic("control")));

    bench.judge(
        notKept,
        retained(subscriber),
        Values.best("the control message alone", List.of("control")));
  }

  // ---- who gets it

  /** A filter with wildcards brings what each of its topics retains. */
  @ConformanceCase(
      id = "retained/sent-for-every-matching-topic",
      title =
          "A new subscription with wildcards brings the retained message of each matching topic.",
      advice =
          "Look for a search in the retained messages that stops at the first hit, or at the first level.",
      needs = {Need.RETAIN, Need.QOS_1, Need.WILDCARDS})
  void sentForEveryMatchingTopic(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_9,
              v311 = Mqtt311.MQTT_3_3_1_6,
              demandV311 = "send-for-every-matching-topic")
          Judged each) {
    List<String> topics = List.of("t", "t/a", "t/b/c");
    CaseClient publisher = bench.connect("publisher");
    topics.forEach(
        topic -> publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(topic), topic));
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("t/#"), Qos.AT_LEAST_ONCE);

    // a live copy that was still on its way may come as well
    Set<String> came = new TreeSet<>();
    for (int i = 0;
        i < 2 * topics.size() && !came.containsAll(topics) && !came.contains(NOTHING);
        i++) {
      came.add(next(subscriber));
    }
    bench.judge(
        each, List.copyOf(came), Values.best("what t, t/a and t/b/c retain, in any order", topics));
  }

  /** The store of retained messages knows wildcards, levels and upper case as well as the routes do. */
  @ConformanceCase(
      id = "retained/none-of-other-topics",
      title =
          "A new subscription with a wildcard brings no retained message of a topic that it only nearly matches.",
      advice =
          "Look for retained messages that are found by the beginning of their topic, or by a comparison that ignores case.",
      needs = {Need.RETAIN, Need.QOS_1, Need.WILDCARDS})
  void noneOfOtherTopics(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_3, v311 = Mqtt311.MQTT_3_3_2_3, bySilence = true) Judged none) {
    CaseClient publisher = bench.connect("publisher");
    for (String topic : List.of("t", "t/a/b", "tx/a", "T/a", "t/control")) {
      publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(topic), topic);
    }
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("t/+"), Qos.AT_LEAST_ONCE);

    List<Publish> came = new ArrayList<>();
    subscriber.receiveIfAny().ifPresent(came::add);
    bench.notExercisedUnless(
        !came.isEmpty(), "nothing retained comes for t/+, not even what t/control retains");
    came.addAll(subscriber.publicationsUntilQuiet());
    bench.judge(
        none,
        toldAsRetained(came),
        Values.best("what t/control retains, alone", List.of("t/control")));
  }

  /** What is sent for a subscription says that it was retained. */
  @ConformanceCase(
      id = "retained/sent-with-retain-1",
      title = "A retained message that is sent because of a subscription has RETAIN 1.",
      advice =
          "Look for retained messages that go the same way as others, on which RETAIN is cleared.",
      needs = {Need.RETAIN, Need.QOS_1})
  void sentWithRetainOne(
      Bench bench,
      @Covers(rules = Rule.V5_RETAINED_SENT_WITH_RETAIN, v311 = Mqtt311.MQTT_3_3_1_8)
          Judged marked) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    bench.judge(
        marked,
        allCopies(subscriber).stream().anyMatch(Publish::retain),
        Values.best("RETAIN 1", true));
  }

  /** Who subscribes already gets a message like any other. */
  @ConformanceCase(
      id = "retained/live-copy-has-retain-0",
      title = "A message with RETAIN 1 is forwarded to established subscriptions with RETAIN 0.",
      advice = "Look for the publisher's flags that are copied to the subscribers.",
      needs = {Need.RETAIN, Need.QOS_1})
  void liveCopyHasRetainZero(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_12, v311 = Mqtt311.MQTT_3_3_1_9) Judged unmarked) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "news");

    bench.judge(
        unmarked,
        allCopies(subscriber).stream().allMatch(Publish::retain),
        Values.best("RETAIN 0", false));
  }

  /** Nor does RETAIN come back while the message waits for its subscriber. */
  @ConformanceCase(
      id = "retained/queued-copy-has-retain-0",
      title =
          "A message with RETAIN 1 that waited for an absent session is delivered to it with RETAIN 0.",
      advice =
          "Look for messages that are queued as their publisher sent them, so that the flag is cleared for those who are there alone.",
      needs = {Need.RETAIN, Need.QOS_1})
  void queuedCopyHasRetainZero(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_12, v311 = Mqtt311.MQTT_3_3_1_9) Judged unmarked) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.disconnect();
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "news");

    Subscribers.resume(bench, subscriber);

    bench.judge(unmarked, subscriber.receive().retain(), Values.best("RETAIN 0", false));
  }

  /** Who subscribes again gets it again. */
  @ConformanceCase(
      id = "retained/sent-again-on-renewal",
      title = "A subscription that is made again brings the retained message again.",
      advice = "Look for a SUBSCRIBE that returns early where the Topic Filter is known.",
      needs = {Need.RETAIN, Need.QOS_1})
  void sentAgainOnRenewal(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_4,
              demandV5 = "resend-retained-on-renewal",
              v311 = Mqtt311.MQTT_3_8_4_3,
              demandV311 = "resend-retained")
          Judged again) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);
    subscriber.receive();

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    bench.judge(again, next(subscriber), Values.best("what is retained, again", "kept"));
  }

  // ---- in short

  /** The payload of the next publication, for which a broker gets time, or what to say if there is none. */
  static String next(CaseClient subscriber) {
    return subscriber.receiveIfAny().map(publish -> publish.payload().asText()).orElse(NOTHING);
  }

  static Subscription subscription(String filter) {
    return Subscription.of(TopicFilter.of(filter), Qos.AT_LEAST_ONCE);
  }

  /** One SUBSCRIBE with several subscriptions, and its SUBACK. */
  static void subscribe(Bench bench, CaseClient subscriber, Subscription... subscriptions) {
    Subscribe subscribe = Packets.subscribe(subscriber.nextPacketId(), subscriptions);
    subscriber.send(subscribe);
    SubAck ack = subscriber.await(SubAck.class, it -> it.packetId() == subscribe.packetId());
    bench.inconclusiveUnless(
        ack.reasonCodes().stream().noneMatch(ReasonCode::isError),
        "a subscription was refused: " + ack.reasonCodes());
  }

  /** The one that comes first, for which a broker gets time, and those that follow until it is quiet. */
  private static List<Publish> allCopies(CaseClient subscriber) {
    List<Publish> came = new ArrayList<>();
    came.add(subscriber.receive());
    came.addAll(subscriber.publicationsUntilQuiet());
    return came;
  }

  /**
   * The payloads of {@link #allCopies}, without what was only on its way when the subscription was made: an acknowledgement does not say that a
   * message has reached all its subscribers. Such a copy has RETAIN 0; where nothing has RETAIN 1, which other cases judge, nothing
   * can be told apart.
   */
  static List<String> retained(CaseClient subscriber) {
    return toldAsRetained(allCopies(subscriber));
  }

  private static List<String> toldAsRetained(List<Publish> came) {
    boolean isTold = came.stream().anyMatch(Publish::retain);
    return came.stream()
        .filter(publish -> publish.retain() || !isTold)
        .map(publish -> publish.payload().asText())
        .toList();
  }
}
