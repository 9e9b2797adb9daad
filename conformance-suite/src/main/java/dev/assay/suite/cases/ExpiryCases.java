package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.pubComp;
import static dev.assay.suite.Step.pubRel;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
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
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Message Expiry Interval: how long a message is worth something (5.0). */
final class ExpiryCases {
  /** Long enough for an interval of one second to be over, with a second for how coarsely a broker counts. */
  private static final double OVER_SECONDS = 2.2;

  private static final int INTERVAL_SECONDS = 100;

  /** More milliseconds than 31 bits hold, more seconds than 31 bits hold, and the longest one. */
  private static final List<Long> LONG_INTERVALS_SECONDS =
      List.of(2_147_484L, 0x8000_0000L, 0xFFFF_FFFFL);

  /** Neither to who was away nor to who was there and could take no more: to both it could not be sent in time. */
  @ConformanceCase(
      id = "expiry/expired-message-is-not-delivered",
      title =
          "A message whose Message Expiry Interval ran out while its subscriber was away, or busy, is not delivered.",
      advice =
          "Look for an expiry that is checked when a message comes in, on a resume, or for retained ones alone.",
      needs = Need.QOS_1,
      takesSeconds = true)
  void expiredMessageIsNotDelivered(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_5) Judged deleted) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.disconnect();
    CaseClient busy = bench.connect("busy", hello -> hello.with(PropertyId.RECEIVE_MAXIMUM, 1));
    Sessions.subscribeAtLeastOnce(bench, busy, bench.topic("b"));
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("b"), "first");
    Publish first = busy.receiveUnacknowledged();
    publisher.publish(expiring(publisher, bench.topic("b"), Qos.AT_LEAST_ONCE, 1));
    publisher.publish(expiring(publisher, bench.topic("a"), Qos.AT_LEAST_ONCE, 1));
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");

    bench.notExercisedUnless(
        busy.answer(bench.seconds(OVER_SECONDS)).isEmpty(),
        "the broker sends more than the Receive Maximum, which is judged elsewhere");
    busy.acknowledge(first);
    // the PUBACK has been there: what expired is looked at before there is anything behind it
    busy.ping();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("b"), "fence");
    Subscribers.resume(bench, subscriber);

    bench.judge(
        deleted,
        List.of(busy.receivedUpTo("fence"), subscriber.receivedUpTo("fence")),
        Values.best("nothing but a fence each", List.of(List.of("fence"), List.of("fence"))));
  }

  /** The interval that is passed on is what is left of it. */
  @ConformanceCase(
      id = "expiry/remaining-interval-is-passed-on",
      title = "A message is delivered with what is left of its Message Expiry Interval.",
      advice =
          "Look for properties that are forwarded as they came, or for an expiry that is not forwarded.",
      needs = Need.QOS_1,
      takesSeconds = true)
  void remainingIntervalIsPassedOn(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_6) Judged remaining) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.disconnect();
    CaseClient publisher = bench.connect("publisher");
    long before = bench.elapsedMicros();
    publisher.publish(expiring(publisher, bench.topic("a"), Qos.AT_LEAST_ONCE, INTERVAL_SECONDS));

    publisher.letPass(bench.seconds(OVER_SECONDS));
    Subscribers.resume(bench, subscriber);

    judgeRemaining(bench, remaining, subscriber.receive(), before, INTERVAL_SECONDS - 1);
  }

  /** Where there was nothing to wait for, the whole of it. */
  @ConformanceCase(
      id = "expiry/interval-is-forwarded",
      title = "A message that does not have to wait is delivered with its Message Expiry Interval.",
      advice =
          "Look for a Message Expiry Interval that the broker uses itself and does not pass on.",
      needs = Need.QOS_1)
  void intervalIsForwarded(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_6) Judged forwarded) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");
    long before = bench.elapsedMicros();

    publisher.publish(expiring(publisher, bench.topic("a"), Qos.AT_LEAST_ONCE, INTERVAL_SECONDS));

    judgeRemaining(bench, forwarded, subscriber.receive(), before, INTERVAL_SECONDS);
  }

  /** What is retained waits as well. */
  @ConformanceCase(
      id = "expiry/remaining-interval-of-what-is-retained",
      title = "A retained message is sent with what is left of its Message Expiry Interval.",
      takesSeconds = true,
      advice =
          "Look for retained messages that are kept without the time at which they came in, or without the interval.",
      needs = {Need.RETAIN, Need.QOS_1})
  void remainingIntervalOfWhatIsRetained(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_6) Judged remaining) {
    CaseClient publisher = bench.connect("publisher");
    long before = bench.elapsedMicros();
    publisher.publish(Packets.retained(
        expiring(publisher, bench.topic("a"), Qos.AT_LEAST_ONCE, INTERVAL_SECONDS)));
    CaseClient subscriber = bench.connect("subscriber");

    publisher.letPass(bench.seconds(OVER_SECONDS));
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    judgeRemaining(bench, remaining, subscriber.receive(), before, INTERVAL_SECONDS - 1);
  }

  /**
   * How a second is rounded is left open.
   *
   * @param before when the message was not sent yet
   * @param atMost what may be left of {@link #INTERVAL_SECONDS}
   */
  private static void judgeRemaining(
      Bench bench, Judged remaining, Publish came, long before, long atMost) {
    long waitedSecondsMax = (bench.elapsedMicros() - before) / 1_000_000 + 1;
    long left = came.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, -1);
    bench.judge(
        remaining,
        left,
        Values.bestIf(
            (atMost - 1) + " s, give or take one",
            seconds -> seconds >= INTERVAL_SECONDS - waitedSecondsMax - 1 && seconds <= atMost));
  }

  /** Four bytes without a sign: up to 136 years. */
  @ConformanceCase(
      id = "expiry/long-intervals-are-kept",
      title =
          "A message whose Message Expiry Interval is weeks or years long waits for its subscriber, and is delivered with that interval.",
      advice =
          "Look for seconds that are multiplied by 1,000 in 32 bits, or that are kept in 32 bits with a sign.",
      needs = Need.QOS_1)
  void longIntervalsAreKept(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_5_0_1) Judged waits,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_6) Judged whole) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.disconnect();
    CaseClient publisher = bench.connect("publisher");
    long before = bench.elapsedMicros();
    for (long interval : LONG_INTERVALS_SECONDS) {
      publisher.publish(
          expiring(publisher, bench.topic("a"), Qos.AT_LEAST_ONCE, interval, "for " + interval));
    }
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");

    Subscribers.resume(bench, subscriber);

    List<String> all =
        LONG_INTERVALS_SECONDS.stream().map(interval -> "for " + interval).toList();
    // in the order of the intervals: in which one they come is another rule's affair
    List<Publish> came = subscriber.publicationsUpTo("fence", all).stream()
        .filter(publish -> !publish.payload().asText().equals("fence"))
        .sorted(Comparator.comparing(publish -> all.indexOf(publish.payload().asText())))
        .toList();
    bench.judge(
        waits,
        came.stream().map(publish -> publish.payload().asText()).toList(),
        Values.best("all of them, the interval in the payload", all));
    long waitedSecondsMax = (bench.elapsedMicros() - before) / 1_000_000 + 1;
    List<Long> lost = IntStream.range(0, came.size())
        .mapToObj(i -> LONG_INTERVALS_SECONDS.get(i)
            - came.get(i).properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, -1))
        .toList();
    bench.judge(
        whole,
        lost,
        Values.<List<Long>>bestIf(
                "of each interval no more missing than the seconds that it waited",
                each -> each.stream().allMatch(it -> it >= 0 && it <= waitedSecondsMax + 1))
            .warnIf(
                "shorter ones: as if the broker had a longest interval, of which the standard knows nothing",
                each -> IntStream.range(0, each.size())
                    .allMatch(
                        i -> each.get(i) >= 0 && each.get(i) < LONG_INTERVALS_SECONDS.get(i))));
  }

  /** Once it was sent a message of QoS 2 is seen through. */
  @ConformanceCase(
      id = "expiry/message-that-was-sent-does-not-expire",
      title = "A message of QoS 2 that was sent before it expired is sent again on resume.",
      advice = "Look for an expiry check on everything that is sent on resume.",
      needs = Need.QOS_2,
      takesSeconds = true)
  void messageThatWasSentDoesNotExpire(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_3_3_7) Judged again) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(expiring(publisher, bench.topic("a"), Qos.EXACTLY_ONCE, 1));
    subscriber.receiveUnacknowledged();
    subscriber.drop();

    publisher.letPass(bench.seconds(OVER_SECONDS));
    Subscribers.resume(bench, subscriber);

    Publish second = subscriber
        .judge(
            again,
            bench.patienceForRepeats(),
            on(V5).best("the message", publish(Qos.EXACTLY_ONCE, "expires")))
        .first(Publish.class);
    subscriber.acknowledge(second);
  }

  /** Behind the PUBREC nothing is left that could expire, only a PUBREL that is owed. */
  @ConformanceCase(
      id = "expiry/pubrel-is-sent-again-after-expiry",
      title =
          "A PUBREL without PUBCOMP is sent again on resume, though its message has expired meanwhile.",
      advice =
          "Look for an expiry that also removes deliveries for which the PUBREC has come already.",
      needs = Need.QOS_2,
      takesSeconds = true)
  void pubRelIsSentAgainAfterExpiry(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_4_0_1, demandV5 = "resend-pubrel") Judged again) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(expiring(publisher, bench.topic("a"), Qos.EXACTLY_ONCE, 1));
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);
    subscriber.drop();

    publisher.letPass(bench.seconds(OVER_SECONDS));
    Subscribers.resume(bench, subscriber);

    subscriber.judge(
        again, bench.patienceForRepeats(), on(V5).best("PUBREL " + packetId, pubRel(packetId)));
    subscriber.send(new PubComp(packetId));
  }

  /** Expiry ends a message, not a handshake. */
  @ConformanceCase(
      id = "expiry/handshake-goes-on-after-expiry",
      title = "A PUBREL is answered by PUBCOMP also when its message has expired meanwhile.",
      advice = "Look for an expiry that also removes the identifier awaiting PUBREL.",
      needs = Need.QOS_2,
      takesSeconds = true)
  void handshakeGoesOnAfterExpiry(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_3_3_13) Judged completed) {
    CaseClient publisher = bench.connect("publisher");
    Publish message = expiring(publisher, bench.topic("a"), Qos.EXACTLY_ONCE, 1);
    publisher.publishUpToPubRec(message);

    publisher.letPass(bench.seconds(OVER_SECONDS));
    publisher.send(new PubRel(message.packetId()));

    publisher.judge(completed, on(V5).best("PUBCOMP", pubComp(message.packetId())));
  }

  private static Publish expiring(CaseClient publisher, String topic, Qos qos, int seconds) {
    return expiring(publisher, topic, qos, seconds, "expires");
  }

  private static Publish expiring(
      CaseClient publisher, String topic, Qos qos, long seconds, String payload) {
    return Packets.with(
        Packets.publish(qos, publisher.nextPacketId(), topic, payload),
        Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, seconds).build());
  }
}
