package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Qos;
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
import dev.assay.suite.Values;
import java.util.List;
import java.util.stream.Stream;

/** PUBLISH of QoS 0: from a publisher to those who want it. */
final class PublishCases {

  /** What the whole protocol is for. */
  @ConformanceCase(
      id = "publish/qos-0-reaches-a-subscriber",
      title = "A PUBLISH of QoS 0 reaches a client that subscribed to its topic.",
      advice = "Look for a SUBACK that is sent before, or without, the subscription taking effect.")
  void qosZeroReachesASubscriber(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "hello");

    subscriber.judge(
        delivered, onBoth().best("the message at QoS 0", publish(Qos.AT_MOST_ONCE, "hello")));
  }

  /** QoS 0 is sent once, so nothing is ever a duplicate. */
  @ConformanceCase(
      id = "publish/qos-0-is-sent-with-dup-0",
      title = "A PUBLISH of QoS 0 from the broker has DUP 0.",
      advice = "Look for header bits that are copied from one packet to another.")
  void qosZeroIsSentWithDupZero(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_2, v311 = Mqtt311.MQTT_3_3_1_2) Judged dup) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "hello");

    subscriber.judge(
        dup,
        onBoth()
            .best(
                "the message at QoS 0 with DUP 0",
                publish(it -> it.qos() == Qos.AT_MOST_ONCE && !it.dup())));
  }

  /** A message is for those who asked for its topic, and for nobody else. */
  @ConformanceCase(
      id = "publish/does-not-reach-other-topics",
      title = "A PUBLISH does not reach a client that subscribed to another topic.",
      advice = "Look for topics that are compared by prefix, or without regard to case.",
      needs = Need.QOS_1)
  void doesNotReachOtherTopics(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_3, v311 = Mqtt311.MQTT_3_3_2_3) Judged kept) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a/b"), Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    List<String> others = Stream.of("a", "a/", "a/b/", "a/b/c", "A/b", "a/bb", "a//b", "/a/b")
        .map(bench::topic)
        .toList();
    others.forEach(other -> publisher.publish(Qos.AT_LEAST_ONCE, other, "not for " + other));

    bench.judge(
        kept,
        subscriber.publicationsBeforeFences(publisher, others).stream()
            .map(publish -> publish.topic().text())
            .toList(),
        Values.best("none on another topic", List.of()));
  }

  /** A wildcard in a Topic Name would reach everybody: it is delivered to nobody. */
  @ConformanceCase(
      id = "publish/topic-with-a-wildcard-is-not-delivered",
      title = "A PUBLISH whose Topic Name holds a wildcard is delivered to nobody.",
      advice = "Look for Topic Names that are matched without having been checked.",
      needs = {Need.QOS_1, Need.WILDCARDS})
  void topicWithAWildcardIsNotDelivered(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_2, v311 = Mqtt311.MQTT_3_3_2_2) Judged dropped) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a/b"), Qos.AT_LEAST_ONCE);
    subscriber.subscribe(bench.topic("a/+"), Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    publisher.send(publishToWildcard(bench));

    publisher.waitUntilRead();
    CaseClient other = bench.connect("other");
    other.publish(Qos.AT_LEAST_ONCE, bench.topic("a/b"), "fence");
    bench.judge(
        dropped,
        subscriber.receivedUpTo("fence"),
        Values.best("nothing but the fence", List.of("fence")));
  }

  /** A PUBLISH to {@code a/+}: the last character of a right Topic Name becomes a plus sign. */
  private static Deviation publishToWildcard(Bench bench) {
    Deviation right =
        Deviation.of(bench.version(), Packets.publish(bench.topic("a/x"), "forbidden"));
    int topicAt = right.headerBytes() + 2;
    return right.replace(topicAt + bench.topic("a/").length(), 1, "2B");
  }
}
