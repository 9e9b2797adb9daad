package dev.assay.suite.cases;

import dev.assay.codec.packet.Qos;
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
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Isolated;

/** How topics begin, where no prefix of the execution stands before them. A client that subscribes to # would see what all other cases do. */
@Isolated
final class WholeTopicCases {

  /** What stands before the first slash is a level, and it is empty. */
  @ConformanceCase(
      id = "topic-filter/hash-matches-what-begins-with-a-slash",
      title =
          "The Topic Filters # and /# bring messages on topics that begin with a slash, /# also those on / itself.",
      advice =
          "Look for topics that are split at '/' by a function that leaves out empty parts, or for a # that wants a level that is not empty.",
      needs = {Need.WILDCARDS, Need.QOS_1, Need.EXCLUSIVE})
  void hashMatchesWhatBeginsWithASlash(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    String below = "/" + bench.topic("a");
    CaseClient publisher = bench.connect("publisher");

    List<String> missing = new ArrayList<>();
    missing.addAll(missingThrough("#", bench, publisher, delivered, List.of(below)));
    missing.addAll(missingThrough("/#", bench, publisher, delivered, List.of(below, "/")));

    bench.judge(delivered, missing, Values.best("a message on each matching topic", List.of()));
  }

  /** Those of {@code topics} from which a new subscription brings no message; a broker may refuse to subscribe to so much (3.9.3). */
  private static List<String> missingThrough(
      String filter, Bench bench, CaseClient publisher, Judged delivered, List<String> topics) {
    CaseClient subscriber = bench.connect("by" + filter.length());
    if (!subscriber.isGranted(filter, Qos.AT_LEAST_ONCE)) {
      return List.of();
    }
    List<String> brought =
        new Routing(bench, subscriber, publisher).judging(delivered).broughtOn(topics);
    return topics.stream()
        .filter(topic -> !brought.contains(topic))
        .map(topic -> topic + " through " + filter)
        .toList();
  }

  /** The space is a character like others, also the first one. */
  @ConformanceCase(
      id = "topic-filter/leading-space-is-a-character",
      title = "A topic that begins with a space is another one than that without it.",
      advice = "Look for a trim() on Topic Names or Topic Filters.",
      needs = {Need.QOS_1, Need.EXCLUSIVE})
  void leadingSpaceIsACharacter(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_3_4,
              demandV5 = "no-normalization",
              v311 = Mqtt311.MQTT_4_7_3_4,
              demandV311 = "no-normalization")
          Judged unchanged,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    String bare = bench.topic("a");
    String spaced = " " + bare;
    CaseClient publisher = bench.connect("publisher");
    CaseClient ofBare = bench.connect("bare");
    Subscribers.grantedAsAsked(
        bench, ofBare, Subscription.of(TopicFilter.of(bare), Qos.AT_LEAST_ONCE));
    CaseClient ofSpaced = bench.connect("spaced");
    Subscribers.grantedAsAsked(
        bench, ofSpaced, Subscription.of(TopicFilter.of(spaced), Qos.AT_LEAST_ONCE));

    publisher.publish(Qos.AT_LEAST_ONCE, spaced, "behind a space");
    publisher.publish(Qos.AT_LEAST_ONCE, bare, "fence");

    bench.judge(
        unchanged,
        ofBare.receivedUpTo("fence"),
        Values.best("nothing from the topic with the space", List.of("fence")));
    bench.judge(
        delivered,
        ofSpaced.receiveIfAny().stream()
            .map(publish -> publish.payload().asText())
            .toList(),
        Values.best("the message on the topic with the space", List.of("behind a space")));
  }
}
