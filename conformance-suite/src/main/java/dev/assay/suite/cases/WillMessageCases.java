package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
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
import dev.assay.suite.Values;
import java.util.List;

/** Once it is published a Will is a message like any other: queued, retained, expiring, passed on as each subscription says. */
final class WillMessageCases {
  private static final int IDENTIFIER = 7;
  private static final int LIFETIME_SECONDS = 1_000;
  private static final String EMPTY = "an empty message";

  /** Who is away has to hear of it as well. */
  @ConformanceCase(
      id = "will/waits-for-absent-subscribers",
      title = "A Will of QoS 1 waits for a subscriber that is away.",
      advice = "Look for Wills that are sent to connections, past the sessions that have none.",
      needs = Need.QOS_1)
  void waitsForAbsentSubscribers(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_5_0_1, v311 = Mqtt311.MQTT_4_5_0_1) Judged queued) {
    CaseClient absent = Sessions.lasting(bench, "absent");
    Subscribers.grantedAsAsked(bench, absent, Subscription.of(will(bench), Qos.AT_LEAST_ONCE));
    absent.disconnect();
    CaseClient observer = Wills.observer(bench);

    bench.connect("client", hello -> Wills.with(bench, hello)).drop();

    observer.receiveWill();
    Subscribers.resume(bench, absent);
    bench.judge(
        queued,
        absent.receiveRepeatIfAny().map(it -> it.payload().asText()).orElse("no message"),
        Values.best("the Will, on the return", Wills.GONE));
  }

  /** One Will of QoS 1 for two subscribers. The one that has QoS 0 may not get it at all. */
  @ConformanceCase(
      id = "will/at-no-more-than-granted-qos",
      title = "A Will is passed on at no more than the QoS that the subscription was granted.",
      advice = "Look for Wills that are sent at their Will QoS to everybody.",
      needs = Need.QOS_1)
  void atNoMoreThanGrantedQos(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_4_8, v311 = Mqtt311.MQTT_3_8_4_6) Judged lower) {
    CaseClient weak = bench.connect("weak");
    weak.subscribe(bench.topic("will"), Qos.AT_MOST_ONCE);

    bench.connect("client", hello -> Wills.with(bench, hello)).drop();

    bench.judge(
        lower,
        weak.receiveWill().qos(),
        Values.best("the Will of QoS 1 at QoS 0", Qos.AT_MOST_ONCE));
  }

  @ConformanceCase(
      id = "will/retain-as-published",
      title = "With Retain As Published a Will with Will Retain 1 is passed on with RETAIN 1.",
      advice = "Look for Wills that are passed on without a look at what the subscription says.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainAsPublished(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_13) Judged kept) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(
        new Subscription(will(bench), Qos.AT_LEAST_ONCE, false, true, RetainHandling.SEND_ALWAYS));

    bench
        .connect("client", hello -> retained(bench, hello, Wills.GONE, Properties.NONE))
        .drop();

    bench.judge(
        kept, subscriber.receiveWill().retain() ? 1 : 0, Values.best("the Will with RETAIN 1", 1));
  }

  @ConformanceCase(
      id = "will/carries-subscription-identifiers",
      title = "A Will carries the Subscription Identifier of the subscription that it comes for.",
      advice = "Look for Wills that are passed on without a look at what the subscription says.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void carriesSubscriptionIdentifiers(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT) Judged sent) {
    CaseClient subscriber = bench.connect("subscriber");
    Subscribers.identified(bench, subscriber, bench.topic("will"), IDENTIFIER);

    bench.connect("client", hello -> Wills.with(bench, hello)).drop();

    bench.judge(
        sent,
        subscriber.receiveWill().properties().number(PropertyId.SUBSCRIPTION_IDENTIFIER, -1),
        Values.best("the Will with Subscription Identifier " + IDENTIFIER, (long) IDENTIFIER));
  }

  @ConformanceCase(
      id = "will/reaches-shared-subscriptions",
      title = "A Will that matches a Shared Subscription goes to its member.",
      advice = "Look for Wills that are passed on past the groups.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void reachesSharedSubscriptions(
      Bench bench, @Covers(rules = Rule.V5_SHARED_TO_ONE_MEMBER) Judged shared) {
    CaseClient observer = Wills.observer(bench);
    CaseClient member = bench.connect("member");
    Subscribers.grantedAsAsked(
        bench,
        member,
        Subscription.of(TopicFilter.of("$share/team/" + bench.topic("will")), Qos.AT_LEAST_ONCE));

    bench.connect("client", hello -> Wills.with(bench, hello)).drop();

    observer.receiveWill();
    bench.judge(
        shared,
        member.receiveIfAny().map(it -> it.payload().asText()).orElse("no message"),
        Values.best("the Will", Wills.GONE));
  }

  /** What is retained is there before, and for one who comes too late for the Will it is gone. */
  @ConformanceCase(
      id = "will/empty-one-clears-the-topic",
      title =
          "An empty Will with Will Retain 1 is passed on and removes the retained message of its topic.",
      advice =
          "Look for Wills that are retained, or dropped for want of a payload, without the steps that a PUBLISH takes.",
      needs = {Need.RETAIN, Need.QOS_1})
  void emptyOneClearsTheTopic(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_6,
              demandV5 = "deliver-to-current-subscribers",
              v311 = Mqtt311.MQTT_3_3_1_10,
              demandV311 = "forward-to-current-subscribers")
          Judged passedOn,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_6,
              demandV5 = "remove-retained-message",
              v311 = Mqtt311.MQTT_3_3_1_10,
              demandV311 = "remove-retained-message",
              bySilence = true)
          Judged cleared,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_7, v311 = Mqtt311.MQTT_3_3_1_11, bySilence = true)
          Judged notKept) {
    CaseClient observer = Wills.observer(bench);
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("will"), "retained");
    observer.receive();

    bench
        .connect("client", hello -> retained(bench, hello, "", Properties.NONE))
        .drop();

    Publish came = observer
        .judge(
            passedOn,
            bench.patienceForWills(),
            onBoth()
                .best(
                    "PUBLISH of the empty Will",
                    publish(will -> will.payload().asText().isEmpty())))
        .first(Publish.class);
    observer.acknowledge(came);
    // who was there may have it before the store does
    observer.letPass(bench.quietWindow());
    List<String> left = retainedFor(bench);
    if (left.contains("retained") && !retainsWills(bench)) {
      bench.notExercised(cleared, "the target retains no Will, which will/retained judges");
    } else {
      bench.judge(
          cleared,
          left,
          Values.bestIf("nothing of what was retained", each -> !each.contains("retained")));
    }
    bench.judge(
        notKept, left.contains(EMPTY) ? 1 : 0, Values.best("no retained message that is empty", 0));
  }

  /** Whether one that is not empty is there for who subscribes later. */
  private static boolean retainsWills(Bench bench) {
    CaseClient witness = bench.connect("witness");
    Sessions.subscribeAtLeastOnce(bench, witness, bench.topic("control"));
    bench
        .connect(
            "control",
            hello ->
                hello.will(bench.topic("control"), Wills.GONE, Subscribers.surest(bench), true))
        .drop();
    witness.receiveWill();
    witness.letPass(bench.quietWindow());
    CaseClient late = bench.connect("late for the control");
    Sessions.subscribeAtLeastOnce(bench, late, bench.topic("control"));
    return late.receiveIfAny().isPresent();
  }

  /** That a Will had to wait is no reason to forget what else CONNECT said of it. */
  @ConformanceCase(
      id = "will/retained-after-its-delay",
      title = "A Will with Will Retain 1 is retained also if it had to wait for its delay.",
      takesSeconds = true,
      advice = "Look for a timer that publishes Wills in a way of its own.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainedAfterItsDelay(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_15) Judged retained) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = Sessions.lasting(
        bench, "client", hello -> retained(bench, hello, Wills.GONE, Wills.delayOf(1)));

    client.drop();

    observer.receiveWill();
    // who was there may have it before the store does
    observer.letPass(bench.quietWindow());
    CaseClient late = bench.connect("late");
    Sessions.subscribeAtLeastOnce(bench, late, bench.topic("will"));
    bench.judge(
        retained,
        late.receiveIfAny().map(it -> it.retain() ? 1 : 0).orElse(-1),
        Values.best("the Will with RETAIN 1", 1));
  }

  // ---- Message Expiry Interval

  /** The lifetime begins when the Will is published: until then there is no message. */
  @ConformanceCase(
      id = "will/expiry-is-published",
      title =
          "A Will is published with its Message Expiry Interval, however long its client was connected.",
      takesSeconds = true,
      advice =
          "Look for a Message Expiry Interval that is read from PUBLISH alone, or counted from CONNECT.")
  void expiryIsPublished(
      Bench bench, @Covers(rules = Rule.V5_WILL_EXPIRES_AS_IT_SAYS) Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect(
        "client", hello -> hello.will(Wills.with(bench, expiringAfter(LIFETIME_SECONDS))));
    client.letPass(bench.seconds(4));
    long sinceMicros = bench.elapsedMicros();
    client.drop();

    long came = observer.receiveWill().properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, -1);

    // how a second is rounded is left open
    long waitedSecondsMax = (bench.elapsedMicros() - sinceMicros) / 1_000_000 + 1;
    bench.judge(
        published,
        came,
        Values.<Long>bestIf(
            "Message Expiry Interval 1,000 s, or what is left of it since the connection broke",
            it -> it <= LIFETIME_SECONDS && it >= LIFETIME_SECONDS - waitedSecondsMax - 1));
  }

  /** It expires as any other message does. */
  @ConformanceCase(
      id = "will/expires-where-it-is-retained",
      title = "A retained Will is not sent any more after its Message Expiry Interval.",
      takesSeconds = true,
      advice = "Look for Wills that are retained without the time at which they were published.",
      needs = {Need.RETAIN, Need.QOS_1})
  void expiresWhereItIsRetained(
      Bench bench,
      @Covers(rules = Rule.V5_RETAINED_MESSAGE_EXPIRES, bySilence = true) Judged gone) {
    CaseClient observer = Wills.observer(bench);
    bench
        .connect("client", hello -> retained(bench, hello, Wills.GONE, expiringAfter(1)))
        .drop();
    observer.receiveWill();
    observer.letPass(bench.seconds(3));

    bench.judge(gone, retainedFor(bench), Values.best("no retained message", List.of()));
  }

  /** What somebody gets who subscribes now. */
  private static List<String> retainedFor(Bench bench) {
    CaseClient late = bench.connect("late");
    late.subscribe(bench.topic("will"), Qos.AT_MOST_ONCE);
    return Sessions.receivedUntilLater(bench, late, bench.topic("will")).stream()
        .map(payload -> payload.isEmpty() ? EMPTY : payload)
        .toList();
  }

  private static Hello retained(Bench bench, Hello hello, String payload, Properties properties) {
    return hello.will(new Will(
        TopicName.of(bench.topic("will")),
        Payload.of(payload),
        Qos.AT_LEAST_ONCE,
        true,
        properties));
  }

  private static Properties expiringAfter(long seconds) {
    return Properties.builder()
        .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, seconds)
        .build();
  }

  private static TopicFilter will(Bench bench) {
    return TopicFilter.of(bench.topic("will"));
  }
}
