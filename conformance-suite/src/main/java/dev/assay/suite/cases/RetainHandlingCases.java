package dev.assay.suite.cases;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;
import java.util.List;

/** Retain Handling (5.0): when a subscription brings what is retained. */
final class RetainHandlingCases {
  /** Retain Handling 1: for a new subscription. */
  @ConformanceCase(
      id = "retained/handling-1-sends-for-a-new-subscription",
      title = "With Retain Handling 1 a new subscription brings the retained message.",
      advice = "Look for Retain Handling 1 and 2 that are treated alike.",
      needs = {Need.RETAIN, Need.QOS_1})
  void handlingOneSendsForANewSubscription(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_10, demandV5 = "send-for-new-subscription") Judged sent) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(handling(bench.topic("a"), RetainHandling.SEND_IF_NEW));

    bench.judge(sent, RetainedCases.next(subscriber), Values.best("what is retained", "kept"));
  }

  /** Retain Handling 1 after UNSUBSCRIBE: new again. */
  @ConformanceCase(
      id = "retained/handling-1-sends-after-unsubscribe",
      title =
          "With Retain Handling 1 a subscription that was given up and is made again is a new one.",
      advice =
          "Look for a note of the Topic Filters that a session ever had, which UNSUBSCRIBE does not clear.",
      needs = {Need.RETAIN, Need.QOS_1})
  void handlingOneSendsAfterUnsubscribe(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_10, demandV5 = "send-for-new-subscription") Judged sent) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);
    subscriber.receive();
    subscriber.unsubscribe(bench.topic("a"));

    subscriber.subscribe(handling(bench.topic("a"), RetainHandling.SEND_IF_NEW));

    bench.judge(sent, RetainedCases.next(subscriber), Values.best("what is retained", "kept"));
  }

  /** Retain Handling 1: not for one that was there. */
  @ConformanceCase(
      id = "retained/handling-1-withholds-on-renewal",
      title = "With Retain Handling 1 a subscription that was there brings no retained message.",
      advice = "Look for Retain Handling 0 and 1 that are treated alike.",
      needs = {Need.RETAIN, Need.QOS_1})
  void handlingOneWithholdsOnRenewal(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_10,
              demandV5 = "withhold-for-existing-subscription",
              bySilence = true)
          Judged withheld) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("control"), "control");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);
    subscriber.receive();

    RetainedCases.subscribe(
        bench,
        subscriber,
        handling(bench.topic("a"), RetainHandling.SEND_IF_NEW),
        RetainedCases.subscription(bench.topic("control")));

    bench.judge(
        withheld,
        RetainedCases.retained(subscriber),
        Values.best("the control message alone", List.of("control")));
  }

  /** Another Subscription Identifier does not make another subscription: the Topic Filter does. */
  @ConformanceCase(
      id = "retained/handling-1-withholds-with-another-identifier",
      title =
          "With Retain Handling 1 a subscription that was there brings no retained message, also if it gets another Subscription Identifier.",
      advice = "Look for subscriptions that are found by their Topic Filter and their identifier.",
      needs = {Need.RETAIN, Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void handlingOneWithholdsWithAnotherIdentifier(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_10,
              demandV5 = "withhold-for-existing-subscription",
              bySilence = true)
          Judged withheld) {
    CaseClient publisher = bench.connect("publisher");
    for (String each : List.of("a", "b", "control")) {
      publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(each), each);
    }
    CaseClient subscriber = bench.connect("subscriber");
    Subscribers.identified(bench, subscriber, bench.topic("a"), 7);
    subscriber.receive();
    subscriber.receivedUntilQuiet();

    Subscribe renewal = new Subscribe(
        subscriber.nextPacketId(),
        Properties.builder().with(PropertyId.SUBSCRIPTION_IDENTIFIER, 300).build(),
        List.of(
            handling(bench.topic("a"), RetainHandling.SEND_IF_NEW),
            RetainedCases.subscription(bench.topic("control"))));
    subscriber.send(renewal);
    SubAck ack = subscriber.await(SubAck.class, it -> it.packetId() == renewal.packetId());
    bench.inconclusiveUnless(
        ack.reasonCodes().stream().noneMatch(ReasonCode::isError),
        "a subscription was refused: " + ack.reasonCodes());

    List<String> came = RetainedCases.retained(subscriber);
    bench.notExercisedUnless(
        came.equals(List.of("control")) || withholdsOnRenewal(bench, subscriber),
        "nor is it withheld where nothing else changes, which retained/handling-1-withholds-on-renewal judges");
    bench.judge(withheld, came, Values.best("the control message alone", List.of("control")));
  }

  private static boolean withholdsOnRenewal(Bench bench, CaseClient subscriber) {
    subscriber.subscribe(bench.topic("b"), Qos.AT_LEAST_ONCE);
    subscriber.receive();
    subscriber.receivedUntilQuiet();
    subscriber.subscribe(handling(bench.topic("b"), RetainHandling.SEND_IF_NEW));
    return subscriber.receivedUntilQuiet().isEmpty();
  }

  /** Retain Handling 1: the subscription of a session that was resumed is there. */
  @ConformanceCase(
      id = "retained/handling-1-withholds-after-a-resume",
      title =
          "With Retain Handling 1 a subscription of a session that was resumed brings no retained message.",
      advice =
          "Look for a note of what was subscribed to that is kept by connection and not with the session.",
      needs = {Need.RETAIN, Need.QOS_1})
  void handlingOneWithholdsAfterAResume(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_10,
              demandV5 = "withhold-for-existing-subscription",
              bySilence = true)
          Judged withheld) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("control"), "control");
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.receive();
    subscriber.ping();
    subscriber.disconnect();
    Subscribers.resume(bench, subscriber);
    // what the broker had not sent yet, or had no PUBACK for, comes because of the resume
    subscriber.receivedUntilQuiet();

    RetainedCases.subscribe(
        bench,
        subscriber,
        handling(bench.topic("a"), RetainHandling.SEND_IF_NEW),
        RetainedCases.subscription(bench.topic("control")));

    bench.judge(
        withheld,
        RetainedCases.retained(subscriber),
        Values.best("the control message alone", List.of("control")));
  }

  /** Retain Handling 2: never. */
  @ConformanceCase(
      id = "retained/handling-2-sends-nothing",
      title = "With Retain Handling 2 a subscription brings no retained message.",
      advice =
          "Look for a Retain Handling that is read as a flag of one bit, so that 2 looks like 0.",
      needs = {Need.RETAIN, Need.QOS_1})
  void handlingTwoSendsNothing(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_11, bySilence = true) Judged withheld) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("control"), "control");
    CaseClient subscriber = bench.connect("subscriber");

    RetainedCases.subscribe(
        bench,
        subscriber,
        handling(bench.topic("a"), RetainHandling.DO_NOT_SEND),
        RetainedCases.subscription(bench.topic("control")));

    bench.judge(
        withheld,
        RetainedCases.retained(subscriber),
        Values.best("the control message alone", List.of("control")));
  }

  private static Subscription handling(String filter, RetainHandling handling) {
    return new Subscription(TopicFilter.of(filter), Qos.AT_LEAST_ONCE, false, false, handling);
  }
}
