package dev.assay.suite.cases;

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
import dev.assay.suite.Values;
import java.util.List;
import java.util.stream.Stream;

/** Topic Filters with wildcards: what they match and what they do not. */
final class TopicFilterCases {

  /** {@code +} is one level, whatever it holds, also nothing. */
  @ConformanceCase(
      id = "topic-filter/plus-matches-exactly-one-level",
      title = "A + in a Topic Filter stands for exactly one level, also an empty one.",
      advice = "Look for a + that reaches over a '/', or that does not match an empty level.",
      needs = {Need.WILDCARDS, Need.QOS_1})
  void plusMatchesExactlyOneLevel(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_3, v311 = Mqtt311.MQTT_3_3_2_3) Judged kept) {
    List<String> matching = List.of("s/a/t", "s//t", "s/a b/t");
    List<String> others = List.of("s/t", "s/a/b/t", "s/a/t/", "s/a", "r/a/t");

    List<String> received = receivedThrough(bench, "s/+/t", matching, others);

    bench.judge(
        delivered,
        matching.stream().filter(topic -> !received.contains(topic)).toList(),
        Values.best("no matching topic missing", List.of()));
    bench.judge(
        kept,
        received.stream().filter(others::contains).toList(),
        Values.best("no other topic", List.of()));
  }

  /** {@code #} is its parent and everything below. */
  @ConformanceCase(
      id = "topic-filter/hash-matches-parent-and-all-below",
      title = "A # in a Topic Filter stands for the parent level and every level below.",
      advice =
          "Look for a # that wants at least one more level, or one that matches by prefix of characters.",
      needs = {Need.WILDCARDS, Need.QOS_1})
  void hashMatchesParentAndAllBelow(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_3, v311 = Mqtt311.MQTT_3_3_2_3) Judged kept) {
    List<String> matching = List.of("s", "s/", "s/a", "s/a/b/c");
    List<String> others = List.of("sa", "r/s", "S/a");

    List<String> received = receivedThrough(bench, "s/#", matching, others);

    bench.judge(
        delivered,
        matching.stream().filter(topic -> !received.contains(topic)).toList(),
        Values.best("no matching topic missing", List.of()));
    bench.judge(
        kept,
        received.stream().filter(others::contains).toList(),
        Values.best("no other topic", List.of()));
  }

  /** The payload of each message is the suffix of its topic. */
  private static List<String> receivedThrough(
      Bench bench, String filter, List<String> matching, List<String> others) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic(filter), Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");
    List<String> suffixes = Stream.concat(matching.stream(), others.stream()).toList();
    suffixes.forEach(it -> publisher.publish(Qos.AT_LEAST_ONCE, bench.topic(it), it));

    List<String> topics = suffixes.stream().map(bench::topic).toList();
    return subscriber.publicationsBeforeFences(publisher, topics).stream()
        .map(publish -> publish.payload().asText())
        .toList();
  }

  /** What begins with $ is the broker's own, and is not meant by who asks for everything. */
  @ConformanceCase(
      id = "topic-filter/leading-wildcard-does-not-match-dollar-topics",
      title =
          "Topic Filters that begin with a wildcard do not match Topic Names that begin with $.",
      advice = "Look for a matcher that treats the first level like every other.",
      needs = {Need.WILDCARDS, Need.QOS_1, Need.EXCLUSIVE})
  void leadingWildcardDoesNotMatchDollarTopics(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_2_1,
              demandV5 = "leading-hash-skips-dollar-topics",
              v311 = Mqtt311.MQTT_4_7_2_1,
              demandV311 = "no-match-for-leading-hash")
          Judged hash,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_2_1,
              demandV5 = "leading-plus-skips-dollar-topics",
              v311 = Mqtt311.MQTT_4_7_2_1,
              demandV311 = "no-match-for-leading-plus")
          Judged plus) {
    String below = bench.topic("dollar");
    String dollar = "$" + below;
    String plusFilter = "+" + below.substring(below.indexOf('/'));
    CaseClient publisher = bench.connect("publisher");

    bench.judge(
        hash,
        dollarTopicsThrough("#", bench, publisher, dollar),
        Values.best("no $-topic", List.of()));
    bench.judge(
        plus,
        dollarTopicsThrough(plusFilter, bench, publisher, dollar),
        Values.best("no $-topic", List.of()));
  }

  private static List<String> dollarTopicsThrough(
      String filter, Bench bench, CaseClient publisher, String topic) {
    CaseClient subscriber = bench.connect("by" + filter.length());
    subscriber.subscribe(filter, Qos.AT_LEAST_ONCE);
    publisher.publish(Qos.AT_LEAST_ONCE, topic, "forbidden");
    return subscriber.publicationsBeforeFences(publisher, List.of(topic)).stream()
        .map(publish -> publish.payload().asText())
        .toList();
  }
}
