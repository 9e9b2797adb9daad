package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.pubRel;

import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The store of retained messages: what it tells apart, what it keeps of each, and how it is searched. Further ones: {@link RetainedCases}. */
final class RetainedStoreCases {
  private static final int ATTEMPTS = 3;
  private static final int IDENTIFIER = 7;

  /**
   * The order to clear a topic may come at any QoS. A message of QoS 0 may be lost, and nothing says when it has had its effect: so it is
   * sent again, and looked for again, before anything is said.
   */
  @ConformanceCase(
      id = "retained/cleared-by-an-empty-message-of-qos-0",
      title = "An empty message of QoS 0 with RETAIN 1 removes what its topic retains.",
      advice =
          "Look for a rule that keeps messages of QoS 0 away from the store, so that the order to clear does not get there either.",
      needs = {Need.RETAIN, Need.QOS_1})
  void clearedByAnEmptyMessageOfQosZero(
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

    List<String> left = List.of("kept");
    for (int i = 0; i < ATTEMPTS && !left.isEmpty(); i++) {
      publisher.publishRetained(Qos.AT_MOST_ONCE, bench.topic("a"), "");
      // a control message each time, so that what is waited for is there
      publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("control"), "control");
      left = leftFor(bench.connect("subscriber" + i), bench);
    }

    bench.judge(cleared, left, Values.best("nothing but the control message", List.of()));
  }

  /** What is retained but for the control message. A copy that was only on its way when the subscription was made has RETAIN 0. */
  private static List<String> leftFor(CaseClient subscriber, Bench bench) {
    subscriber.subscribeToAll(List.of(bench.topic("a"), bench.topic("control")), Qos.AT_LEAST_ONCE);
    List<Publish> came = new ArrayList<>();
    came.add(subscriber.receive());
    came.addAll(subscriber.publicationsUntilQuiet());
    return came.stream()
        .filter(Publish::retain)
        .map(publish -> publish.payload().asText())
        .filter(payload -> !payload.equals("control"))
        .toList();
  }

  /** The highest QoS is kept, too. */
  @ConformanceCase(
      id = "retained/keeps-qos-2",
      title =
          "A message that is retained at QoS 2 is sent at QoS 2 where that is granted, and its PUBREC is answered.",
      advice =
          "Look for a store of retained messages that knows QoS 0 and more, but not 1 from 2, or for what it sends without entering it as under way.",
      needs = {Need.RETAIN, Need.QOS_2})
  void keepsQosTwo(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_8, v311 = Mqtt311.MQTT_3_3_1_5, demandV311 = "keep-its-qos")
          Judged sameQos,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_4,
              demandV5 = "send-pubrel",
              v311 = Mqtt311.MQTT_4_3_3_1,
              demandV311 = "pubrel-with-same-id")
          Judged released) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.EXACTLY_ONCE, bench.topic("a"), "kept");

    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");

    Publish came = subscriber.receiveUnacknowledged();
    bench.judge(
        sameQos, came.qos(), Values.best("QoS 2: published at 2, granted 2", Qos.EXACTLY_ONCE));
    subscriber.send(new PubRec(came.packetId()));
    subscriber.judge(released, onBoth().best("PUBREL", pubRel(came.packetId())));
    subscriber.send(new PubComp(came.packetId()));
  }

  /**
   * Where a message is passed on at its PUBLISH it is retained there as well, and what is sent again after a lost connection is the same
   * message: it should take no place from what was retained since. A broker that passes it on at PUBREL, as it may (4.3.3), has retained nothing
   * before, and may do so then. What is retained is always asked for by the same client, which would get the message a second time.
   */
  @ConformanceCase(
      id = "retained/repeat-of-qos-2-is-not-retained-again",
      title =
          "A PUBLISH of QoS 2 with RETAIN 1 repeated before its PUBREL leaves what its topic has retained since.",
      advice =
          "Look for a PUBLISH handler that goes to the store for what has RETAIN 1 before it asks whether the Packet Identifier awaits PUBREL.",
      needs = {Need.RETAIN, Need.QOS_2})
  void repeatOfQosTwoIsNotRetainedAgain(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_5,
              demandV5 = "store-message",
              v311 = Mqtt311.MQTT_3_3_1_5,
              demandV311 = "keep-retained-message")
          Judged stays) {
    CaseClient subscriber = bench.connect("subscriber");
    CaseClient another = bench.connect("another");
    another.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("control"), "control");
    CaseClient publisher = Sessions.lasting(bench, "publisher");
    Publish older =
        Packets.retained(Packets.publish(Qos.EXACTLY_ONCE, IDENTIFIER, bench.topic("a"), "older"));
    publisher.publishUpToPubRec(older);
    bench.notExercisedUnless(
        leftFor(subscriber, bench).equals(List.of("older")),
        "the target passes messages of QoS 2 on at PUBREL, as it may (4.3.3)");
    unsubscribe(subscriber, bench);
    another.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "newer");
    bench.notExercisedUnless(
        leftFor(subscriber, bench).equals(List.of("newer")),
        "the newer message does not take the place of the older one, which other cases judge");
    unsubscribe(subscriber, bench);
    publisher.drop();
    Subscribers.resume(bench, publisher); // a repeat is legal only now [5.0 MQTT-4.4.0-1]

    publisher.publishUpToPubRec(Packets.duplicate(older));

    List<String> left = leftFor(subscriber, bench);
    if (left.isEmpty()) {
      // it has come late, if it comes
      left = subscriber.receiveIfAny().map(it -> List.of(it.payload().asText())).orElse(left);
    }
    bench.judge(
        stays,
        left,
        Values.best("the newer message", List.of("newer"))
            .warnIf(
                "the older message again: 3.3.1-5 can be read so, but a repeat is no other message (4.3.3)",
                List.of("older")::equals));
  }

  private static void unsubscribe(CaseClient subscriber, Bench bench) {
    subscriber.unsubscribe(bench.topic("a"));
    subscriber.unsubscribe(bench.topic("control"));
  }

  /** Which filter finds it makes no difference. */
  @ConformanceCase(
      id = "retained/keeps-its-qos-through-a-wildcard",
      title =
          "A retained message is sent at its QoS also for a subscription with wildcards that is granted as much.",
      advice = "Look for a search with wildcards that has a way of its own to send what it finds.",
      needs = {Need.RETAIN, Need.QOS_1, Need.WILDCARDS})
  void keepsItsQosThroughAWildcard(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_8, v311 = Mqtt311.MQTT_3_3_1_5, demandV311 = "keep-its-qos")
          Judged sameQos) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("t/a"), "kept");

    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "t/+");

    Optional<Publish> came = subscriber.receiveIfAny();
    bench.notExercisedUnless(came.isPresent(), "the target sends no retained message through +");
    bench.judge(
        sameQos,
        came.get().qos(),
        Values.best("QoS 1: published at 1, granted 1", Qos.AT_LEAST_ONCE));
  }

  /** Nor does it make one how much may be sent. */
  @ConformanceCase(
      id = "retained/no-more-than-granted-through-a-wildcard",
      title =
          "A retained message of QoS 2 is sent at no more than QoS 1 for a subscription with wildcards that was granted QoS 1.",
      advice = "Look for a search with wildcards that has a way of its own to send what it finds.",
      needs = {Need.RETAIN, Need.QOS_2, Need.WILDCARDS})
  void noMoreThanGrantedThroughAWildcard(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_4_8, v311 = Mqtt311.MQTT_3_8_4_6) Judged lower) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.EXACTLY_ONCE, bench.topic("t/a"), "kept");

    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "t/+");

    Optional<Publish> came = subscriber.receiveIfAny();
    bench.notExercisedUnless(came.isPresent(), "the target sends no retained message through +");
    bench.judge(
        lower,
        came.get().qos(),
        Values.bestIf("at most QoS 1: published at 2, granted 1", qos -> qos != Qos.EXACTLY_ONCE));
  }

  /** A subscription that is made again is made again, also where it was first made on another connection. */
  @ConformanceCase(
      id = "retained/sent-again-on-renewal-after-a-resume",
      title =
          "A subscription that is made again after its session was resumed brings the retained message again.",
      advice =
          "Look for a SUBSCRIBE that returns early where the session has the Topic Filter already.",
      needs = {Need.RETAIN, Need.QOS_1})
  void sentAgainOnRenewalAfterAResume(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_4,
              demandV5 = "resend-retained-on-renewal",
              v311 = Mqtt311.MQTT_3_8_4_3,
              demandV311 = "resend-retained")
          Judged again) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.receive();
    subscriber.ping();
    subscriber.disconnect();
    Subscribers.resume(bench, subscriber);
    // what the broker had no PUBACK for comes because of the resume
    subscriber.receivedUntilQuiet();

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    bench.judge(
        again, RetainedCases.next(subscriber), Values.best("what is retained, again", "kept"));
  }

  /** An empty level is a level, and a $ is only at the beginning of a topic of any meaning. */
  @ConformanceCase(
      id = "retained/wildcards-find-unusual-levels",
      title =
          "A new subscription with + brings what is retained on topics with an empty level in its place, or one with $ behind the first.",
      advice =
          "Look for a search in the retained messages that splits topics by a function that leaves out empty parts.",
      needs = {Need.RETAIN, Need.QOS_1, Need.WILDCARDS})
  void wildcardsFindUnusualLevels(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_9,
              v311 = Mqtt311.MQTT_3_3_1_6,
              demandV311 = "send-for-every-matching-topic")
          Judged each) {
    Set<String> topics = new TreeSet<>(List.of("t/", "t/$x", "u//b"));
    Set<String> usual = Set.of("t/a", "u/a/b");
    Set<String> published = new TreeSet<>(topics);
    published.addAll(usual);
    CaseClient publisher = bench.connect("publisher");
    published.forEach(
        topic -> publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(topic), topic));
    CaseClient subscriber = bench.connect("subscriber");

    subscribe(bench, subscriber, "t/+", "u/+/b");

    Set<String> came = new TreeSet<>(payloadsUntilAll(subscriber, published));
    bench.notExercisedUnless(
        came.containsAll(usual), "not even what usual topics retain comes through +");
    came.removeAll(usual);
    bench.judge(each, came, Values.best("what " + topics + " retain, in any order", topics));
  }

  /** {@code a} and {@code a/} are two topics (4.7.3), so each retains a message of its own. */
  @ConformanceCase(
      id = "retained/slash-at-the-end-makes-another-topic",
      title = "A topic and the same topic with a slash at its end retain a message each.",
      advice =
          "Look for a tree of topics in which an empty last level is the same node as its parent.",
      needs = {Need.RETAIN, Need.QOS_1})
  void slashAtTheEndMakesAnotherTopic(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_9,
              v311 = Mqtt311.MQTT_3_3_1_6,
              demandV311 = "send-for-every-matching-topic")
          Judged each) {
    Set<String> topics = new TreeSet<>(List.of("a", "a/"));
    CaseClient publisher = bench.connect("publisher");
    topics.forEach(
        topic -> publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(topic), topic));
    CaseClient subscriber = bench.connect("subscriber");

    subscribe(bench, subscriber, "a", "a/");

    bench.judge(
        each,
        payloadsUntilAll(subscriber, topics),
        Values.best("what a and what a/ retains, in any order", topics));
  }

  /** Subscribes to each; where one is refused, as may be, nothing can be judged. */
  private static void subscribe(Bench bench, CaseClient subscriber, String... suffixes) {
    for (String suffix : suffixes) {
      Subscribers.grantedAsAsked(
          bench,
          subscriber,
          Subscription.of(TopicFilter.of(bench.topic(suffix)), Qos.AT_LEAST_ONCE));
    }
  }

  /** The payloads that come until all of these have, or no more comes. A live copy that was still on its way may come as well. */
  private static Set<String> payloadsUntilAll(CaseClient subscriber, Set<String> wanted) {
    Set<String> came = new TreeSet<>();
    for (int i = 0; i < 2 * wanted.size() && !came.containsAll(wanted); i++) {
      Optional<Publish> next = subscriber.receiveIfAny();
      if (next.isEmpty()) {
        break;
      }
      came.add(next.get().payload().asText());
    }
    return came;
  }
}
