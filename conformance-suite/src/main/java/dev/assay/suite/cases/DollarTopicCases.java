package dev.assay.suite.cases;

import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.parallel.Isolated;

/** Topics that begin with $ (4.7.2). A client that subscribes to # would see what all other cases do, and be judged by it. */
@Isolated
final class DollarTopicCases {
  private static final int ROUNDS_MAX = 1_000;

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
    exerciseDollarTopic(bench, dollar);

    judgeThrough("#", bench, hash, publisher, dollar);
    judgeThrough(plusFilter, bench, plus, publisher, dollar);
  }

  /** What is retained is looked for by another way than what is passed on. */
  @ConformanceCase(
      id = "retained/leading-wildcard-brings-no-dollar-topics",
      title =
          "A new subscription whose filter begins with a wildcard brings no retained message of a topic that begins with $.",
      advice =
          "Look for a search in the retained messages that takes $ for a character like others.",
      needs = {Need.RETAIN, Need.WILDCARDS, Need.QOS_1, Need.EXCLUSIVE})
  void leadingWildcardBringsNoDollarTopics(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_2_1,
              demandV5 = "leading-hash-skips-dollar-topics",
              v311 = Mqtt311.MQTT_4_7_2_1,
              demandV311 = "no-match-for-leading-hash",
              bySilence = true)
          Judged hash,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_2_1,
              demandV5 = "leading-plus-skips-dollar-topics",
              v311 = Mqtt311.MQTT_4_7_2_1,
              demandV311 = "no-match-for-leading-plus",
              bySilence = true)
          Judged plus) {
    String below = bench.topic("dollar");
    String dollar = "$" + below;
    exerciseDollarTopic(bench, dollar);
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, dollar, "of the broker");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, below, "of a client");

    String plusFilter = "+" + below.substring(below.indexOf('/'));
    CaseClient byHash = bench.connect("hash");
    CaseClient byPlus = bench.connect("plus");
    boolean hashIsGranted = byHash.isGranted("#", Qos.AT_LEAST_ONCE);
    boolean plusIsGranted = byPlus.isGranted(plusFilter, Qos.AT_LEAST_ONCE);
    Set<String> throughHash = hashIsGranted ? topicOfTheFirst(byHash) : Set.of();
    Set<String> throughPlus = plusIsGranted ? topicOfTheFirst(byPlus) : Set.of();
    publisher.letPass(bench.quietWindow());

    if (hashIsGranted) {
      judgeRetained(throughHash, byHash, bench, hash, below);
    } else {
      bench.notExercised(hash, "the target refuses to subscribe to #, as it may");
    }
    if (plusIsGranted) {
      judgeRetained(throughPlus, byPlus, bench, plus, below);
    } else {
      bench.notExercised(plus, "the target refuses to subscribe to " + plusFilter + ", as it may");
    }
  }

  private static Set<String> topicOfTheFirst(CaseClient subscriber) {
    Set<String> topics = new TreeSet<>();
    subscriber.receiveIfAny().ifPresent(first -> topics.add(first.topic().text()));
    return topics;
  }

  /** What {@code below} retains has to come, so that something is known of what its topic retains with $ before it. */
  private static void judgeRetained(
      Set<String> topics, CaseClient subscriber, Bench bench, Judged none, String below) {
    // what is acknowledged makes room for what the broker still holds back
    List<Publish> came = arrived(subscriber);
    for (int rounds = 1; rounds < ROUNDS_MAX && !came.isEmpty(); rounds++) {
      came.forEach(subscriber::acknowledge);
      came.forEach(each -> topics.add(each.topic().text()));
      came = arrived(subscriber);
    }
    topics.retainAll(Set.of(below, "$" + below));
    if (topics.isEmpty()) {
      bench.notExercised(
          none, "nothing retained comes for a leading wildcard, be its topic with $ or without");
      return;
    }
    bench.judge(none, topics, Values.best("what the topic without $ retains", Set.of(below)));
  }

  private static List<Publish> arrived(CaseClient subscriber) {
    subscriber.ping();
    return subscriber.unacknowledgedSoFar();
  }

  /** The shortest filter with a wildcard. */
  @ConformanceCase(
      id = "topic-filter/hash-alone-matches-all",
      title = "The Topic Filter # brings the messages on all topics.",
      advice = "Look for a # that is looked for behind a '/'.",
      needs = {Need.WILDCARDS, Need.QOS_1, Need.EXCLUSIVE})
  void hashAloneMatchesAll(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    bench.notExercisedUnless(
        subscriber.isGranted("#", Qos.AT_LEAST_ONCE),
        "the target refuses to subscribe to #, as it may (3.9.3)");

    List<String> brought = new Routing(bench, subscriber, publisher).brought("a", "b/c//d");

    bench.judge(delivered, brought, Values.best("messages on each topic", List.of("a", "b/c//d")));
  }

  /** Behind the dollar sign a filter is a filter. */
  @ConformanceCase(
      id = "topic-filter/dollar-filters-match",
      title = "Wildcards behind a first level that begins with $ match.",
      advice = "Look for topics with $ that are kept apart and compared as a whole.",
      needs = {Need.WILDCARDS, Need.QOS_1, Need.EXCLUSIVE})
  void dollarFiltersMatch(
      Bench bench,
      @Covers(rules = {Rule.V5_DOLLAR_FILTERS_MATCH, Rule.V3_1_1_DOLLAR_FILTERS_MATCH})
          Judged matches) {
    String dollar = "$" + bench.topic("dollar");
    CaseClient publisher = bench.connect("publisher");
    exerciseDollarTopic(bench, dollar);

    bench.judge(
        matches,
        List.of(
            dollarTopicsThrough(dollar + "/#", bench, publisher, dollar).size(),
            dollarTopicsThrough("$" + bench.topic("+"), bench, publisher, dollar)
                .size()),
        Values.best("the message through # and through +", List.of(1, 1)));
  }

  /** What stands behind the ShareName matches as it would alone. */
  @ConformanceCase(
      id = "shared/leading-wildcard-does-not-match-dollar-topics",
      title =
          "The filter of a Shared Subscription that begins with + does not match Topic Names that begin with $.",
      advice = "Look for a matcher that sees the $ of $share where the filter begins.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.WILDCARDS, Need.QOS_1, Need.EXCLUSIVE})
  void leadingWildcardOfAShareDoesNotMatchDollarTopics(
      Bench bench, @Covers(rules = Rule.V5_SHARED_FILTER_MATCHES) Judged none) {
    String below = bench.topic("dollar");
    String dollar = "$" + below;
    CaseClient publisher = bench.connect("publisher");
    exerciseDollarTopic(bench, dollar);

    judgeThrough(
        "$share/team/+" + below.substring(below.indexOf('/')), bench, none, publisher, dollar);
  }

  /** Whether clients may use such topics at all is the broker's affair (4.7.2): if not, nothing can be judged. */
  private static void exerciseDollarTopic(Bench bench, String topic) {
    CaseClient control = bench.connect("control");
    bench.notExercisedUnless(
        control.isGranted(topic, Qos.AT_LEAST_ONCE), "the target refuses to subscribe to " + topic);
    CaseClient pioneer = bench.connect("pioneer");
    pioneer.send(Packets.publish(Qos.AT_LEAST_ONCE, 1, topic, "control"));
    Answer answer = pioneer.nextAnswer();
    bench.notExercisedUnless(
        answer.count(PubAck.class) == 1
            && !answer.packet(PubAck.class).reasonCode().isError()
            && control.receiveIfAny().isPresent(),
        "the target passes no publication of a client on " + topic + " on");
  }

  private static void judgeThrough(
      String filter, Bench bench, Judged none, CaseClient publisher, String topic) {
    CaseClient subscriber = bench.connect("by" + filter.length());
    if (subscriber.isGranted(filter, Qos.AT_LEAST_ONCE)) {
      bench.judge(
          none,
          new Routing(bench, subscriber, publisher).broughtOn(List.of(topic)),
          Values.best("no $-topic", List.of()));
    } else {
      bench.notExercised(none, "the target refuses to subscribe to " + filter + ", as it may");
    }
  }

  private static List<String> dollarTopicsThrough(
      String filter, Bench bench, CaseClient publisher, String topic) {
    CaseClient subscriber = bench.connect("by" + filter.length());
    subscriber.subscribe(filter, Qos.AT_LEAST_ONCE);
    return new Routing(bench, subscriber, publisher).broughtOn(List.of(topic));
  }
}
