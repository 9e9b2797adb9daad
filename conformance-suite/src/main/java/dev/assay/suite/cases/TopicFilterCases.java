package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.TOPIC_FILTER_INVALID;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.packet;

import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
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
import dev.assay.suite.Outcomes;
import dev.assay.suite.Packets;
import dev.assay.suite.Step;
import dev.assay.suite.Values;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Topic Filters and Topic Names (4.7): what matches, what does not, and which filters there are not. */
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

    List<String> received = receivedThrough(bench, delivered, "s/+/t", matching, others);

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

    List<String> received = receivedThrough(bench, delivered, "s/#", matching, others);

    bench.judge(
        delivered,
        matching.stream().filter(topic -> !received.contains(topic)).toList(),
        Values.best("no matching topic missing", List.of()));
    bench.judge(
        kept,
        received.stream().filter(others::contains).toList(),
        Values.best("no other topic", List.of()));
  }

  private static List<String> receivedThrough(
      Bench bench, Judged delivered, String filter, List<String> matching, List<String> others) {
    return Routing.through(bench, bench.topic(filter))
        .judging(delivered)
        .brought(Stream.concat(matching.stream(), others.stream()).toArray(String[]::new));
  }

  /** What a wildcard stands for may be empty, and may begin with a $ where that is not the beginning of the topic. */
  @ConformanceCase(
      id = "topic-filter/wildcards-match-unusual-levels",
      title =
          "Wildcards also match levels that are empty, and levels behind the first one that begin with $.",
      advice =
          "Look for topics that are split at '/' by a function that leaves out empty parts, or for a rule about $ that is asked at every level.",
      needs = {Need.WILDCARDS, Need.QOS_1})
  void wildcardsMatchUnusualLevels(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    // each filter has topics of its own
    List.of("a/+", "b/#", "c/+/+", "d/#", "e/+/#", "f//+")
        .forEach(filter -> subscriber.subscribe(bench.topic(filter), Qos.AT_LEAST_ONCE));
    List<String> matching =
        List.of("a/", "a/$x", "b/$x/y", "c//y", "c//", "d//", "d//y", "e/", "e//y", "f//y");

    List<String> brought = new Routing(bench, subscriber, publisher)
        .judging(delivered)
        .brought(matching.toArray(String[]::new));

    bench.judge(
        delivered,
        matching.stream().filter(topic -> !brought.contains(topic)).toList(),
        Values.best("no matching topic missing", List.of()));
  }

  /** Both wildcards in one filter. */
  @ConformanceCase(
      id = "topic-filter/plus-and-hash-work-together",
      title = "A Topic Filter may have + and # together.",
      advice = "Look for a matcher that handles one kind of wildcard for each Topic Filter.",
      needs = {Need.WILDCARDS, Need.QOS_1})
  void plusAndHashWorkTogether(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    Routing routing = Routing.through(bench, bench.topic("+/b/+/#"));

    List<String> brought = routing.brought("a/b/c", "a/b/c/d/e", "x/b/y/z");

    bench.judge(
        delivered,
        brought,
        Values.best(
            "messages on each topic that +/b/+/# matches",
            List.of("a/b/c", "a/b/c/d/e", "x/b/y/z")));
  }

  /** The space is a character like others. */
  @ConformanceCase(
      id = "topic-filter/space-is-a-character",
      title =
          "Topic Names and Topic Filters may hold spaces, within and at the end, and they count.",
      advice = "Look for a trim() on topics, or for a tokenizer that stops at white space.",
      needs = Need.QOS_1)
  void spaceIsACharacter(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("Accounts payable/ "), Qos.AT_LEAST_ONCE);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("Accounts payable/ "), "paid");

    subscriber.judge(
        delivered,
        Outcomes.onBoth()
            .best(
                "PUBLISH on the topic with both spaces",
                Step.publish(
                    publish -> publish.topic().text().equals(bench.topic("Accounts payable/ ")))));
  }

  /** Deep trees are allowed. */
  @ConformanceCase(
      id = "topic-filter/many-levels",
      title = "A subscription with 128 levels that was granted brings the messages on that topic.",
      advice = "Look for a fixed number of levels behind which a topic is cut off or lost.",
      needs = Need.QOS_1)
  void manyLevels(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    String deep = bench.topic("l" + "/l".repeat(124));
    subscriber.send(Packets.subscribe(1, deep, Qos.AT_LEAST_ONCE));
    Answer answer = subscriber.nextAnswer();
    bench.notExercisedUnless(
        answer.count(SubAck.class) == 1
            && !answer.packet(SubAck.class).reasonCodes().get(0).isError(),
        "the target refuses so many levels");

    publisher.publish(Qos.AT_LEAST_ONCE, deep, "from the depth");

    subscriber.judge(
        delivered,
        Outcomes.onBoth()
            .best(
                "PUBLISH on that very topic",
                Step.publish(publish -> publish.topic().text().equals(deep))));
  }

  /** A topic is as long as it is. */
  @ConformanceCase(
      id = "topic-filter/long-topic",
      title =
          "A subscription to a topic of more than 2,000 bytes that was granted brings the messages on it.",
      advice = "Look for a buffer or a column in a database of a fixed length.",
      needs = Need.QOS_1)
  void longTopic(
      Bench bench,
      @Covers(rules = {Rule.V5_TEXT_OF_ANY_LENGTH, Rule.V3_1_1_TEXT_OF_ANY_LENGTH})
          Judged delivered) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    String longTopic = bench.topic("l".repeat(2_000));
    subscriber.send(Packets.subscribe(1, longTopic, Qos.AT_LEAST_ONCE));
    Answer answer = subscriber.nextAnswer();
    bench.notExercisedUnless(
        answer.count(SubAck.class) == 1
            && !answer.packet(SubAck.class).reasonCodes().get(0).isError(),
        "the target refuses a Topic Filter of that length");

    publisher.publish(Qos.AT_LEAST_ONCE, longTopic, "far");

    subscriber.judge(
        delivered,
        Outcomes.onBoth()
            .best(
                "PUBLISH on that very topic",
                Step.publish(publish -> publish.topic().text().equals(longTopic))));
  }

  /** A slash makes a level, also where nothing stands before or behind it. */
  @ConformanceCase(
      id = "topic-filter/slash-at-an-end-counts",
      title =
          "A slash at the beginning or end of a topic makes an empty level; a slash alone is a topic.",
      advice = "Look for topics that are split at '/' by a function that leaves out empty parts.",
      needs = {Need.WILDCARDS, Need.QOS_1, Need.EXCLUSIVE})
  void slashAtAnEndCounts(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_3, v311 = Mqtt311.MQTT_3_3_2_3) Judged kept) {
    String plain = bench.topic("s");
    CaseClient publisher = bench.connect("publisher");

    bench.judge(
        delivered,
        List.of(
            through(bench, publisher, "+/" + plain, List.of("/" + plain)),
            throughSlash(bench, publisher, plain)),
        Values.best(
            "a message on /" + plain + " through +/" + plain + ", and one on / through /",
            List.of(List.of("/" + plain), List.of("/"))));
    bench.judge(
        kept,
        through(bench, publisher, plain, List.of("/" + plain, plain + "/")),
        Values.best("nothing on topics with a slash more", List.of()));
  }

  /** As {@link #through}, for a topic that other executions may use at this moment: the message is told by its payload. */
  private static List<String> throughSlash(Bench bench, CaseClient publisher, String payload) {
    CaseClient subscriber = bench.connect("slash");
    subscriber.subscribe("/", Qos.AT_LEAST_ONCE);
    publisher.publish(Qos.AT_LEAST_ONCE, "/", payload);
    return subscriber.comes(
            Publish.class,
            publish ->
                publish.topic().text().equals("/") && publish.payload().asText().equals(payload))
        ? List.of("/")
        : List.of();
  }

  /** The topics, of these, from which a new subscriber with this filter got a message. */
  private static List<String> through(
      Bench bench, CaseClient publisher, String filter, List<String> topics) {
    CaseClient subscriber = bench.connect("through" + filter.length());
    subscriber.subscribe(filter, Qos.AT_LEAST_ONCE);
    return new Routing(bench, subscriber, publisher).broughtOn(topics);
  }

  /** What looks the same need not be the same. */
  @ConformanceCase(
      id = "topic-filter/no-normalization",
      title = "Topics that are equal only after Unicode normalization are different topics.",
      advice =
          "Look for a Unicode normalization (NFC, NFKC) of topics, perhaps in the database that holds them.",
      needs = Need.QOS_1)
  void noNormalization(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_3_4,
              demandV5 = "no-normalization",
              v311 = Mqtt311.MQTT_4_7_3_4,
              demandV311 = "no-normalization")
          Judged unchanged) {
    // e with acute accent: one character here, a letter and a combining accent there; a full-width
    // letter
    Routing routing = Routing.through(bench, bench.topic("caf\u00E9/A")).judging(delivered);

    List<String> brought = routing.brought("cafe\u0301/A", "caf\u00E9/\uFF21");

    bench.judge(unchanged, brought, Values.best("nothing on topics written otherwise", List.of()));
  }

  /** A character that the broker does not know is still that character. */
  @ConformanceCase(
      id = "topic-filter/no-character-substitution",
      title = "Characters that a broker may not know are compared as they are, none is replaced.",
      advice =
          "Look for topics that pass through a character set without all of Unicode, so that unknown ones become ? or U+FFFD.",
      needs = Need.QOS_1)
  void noCharacterSubstitution(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_3_4,
              demandV5 = "no-character-substitution",
              v311 = Mqtt311.MQTT_4_7_3_4,
              demandV311 = "no-character-substitution")
          Judged unchanged,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_3, v311 = Mqtt311.MQTT_3_3_2_3) Judged named) {
    Set<String> strays = new TreeSet<>();
    // two characters beyond the first plane
    Routing routing = Routing.through(bench, bench.topic("\uD83D\uDE00"))
        .judging(delivered)
        .collectingStrays(strays);

    List<String> brought = routing.brought("\uD83D\uDE01", "?", "\uFFFD");

    bench.judge(
        unchanged, brought, Values.best("nothing on topics with other characters", List.of()));
    bench.judge(
        named,
        List.copyOf(strays),
        Values.best(
            "no message under a topic to which its receiver has not subscribed", List.of()));
  }

  // ---- filters that there are not

  /** A Topic Filter has at least one character. */
  @ConformanceCase(
      id = "topic-filter/empty-filter-is-refused",
      title = "An empty Topic Filter is not granted.",
      advice = "Look for a decoder that takes a string of length 0 wherever a string may stand.")
  void emptyFilterIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_3_1,
              demandV5 = "refuse-empty-topic-filter",
              v311 = Mqtt311.MQTT_4_7_3_1,
              demandV311 = "no-empty-topic-filter")
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(Filters.subscribe(bench, client, ""));

    client.judge(refused, notGranted());
  }

  /** U+0000 is in no Topic Filter. */
  @ConformanceCase(
      id = "topic-filter/null-character-is-refused",
      title = "A Topic Filter with the null character is not granted.",
      advice =
          "Look for a decoder that hands the bytes on as a C string, or that does not look at them.")
  void nullCharacterIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_3_2,
              demandV5 = "refuse-null-in-topic-filter",
              v311 = Mqtt311.MQTT_4_7_3_2,
              demandV311 = "no-null-in-topic-filter")
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(Filters.subscribe(bench, client, bench.topic("a\0b")));

    client.judge(refused, notGranted());
  }

  /** A {@code #} stands last and alone in its level. */
  @ConformanceCase(
      id = "topic-filter/misplaced-hash-is-refused",
      title =
          "A Topic Filter with # beside other characters, or before the last level, is not granted.",
      advice =
          "Look for a check of Topic Filters that is missing, or that only looks for wildcards in Topic Names.")
  void misplacedHashIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(Filters.subscribe(bench, client, bench.topic("a#")));

    client.judge(refused, misplacedWildcard());
  }

  /** A {@code #} stands last. */
  @ConformanceCase(
      id = "topic-filter/hash-before-the-end-is-refused",
      title = "A Topic Filter with levels behind # is not granted.",
      advice =
          "Look for a check of Topic Filters that asks whether # is alone in its level, but not whether that is the last one.")
  void hashBeforeTheEndIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(Filters.subscribe(bench, client, bench.topic("a/#/b")));

    client.judge(refused, misplacedWildcard());
  }

  /** A {@code +} stands alone in its level. */
  @ConformanceCase(
      id = "topic-filter/misplaced-plus-is-refused",
      title = "A Topic Filter with + beside other characters of a level is not granted.",
      advice = "Look for a check of Topic Filters that asks for the place of # alone.")
  void misplacedPlusIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(Filters.subscribe(bench, client, bench.topic("a+/b")));

    client.judge(refused, misplacedWildcard());
  }

  /** An ill-formed filter: the connection ends, or the SUBACK refuses it. */
  private static Outcomes.Graded notGranted() {
    Step refusal = packet(SubAck.class, ack -> ack.reasonCodes().get(0).isError());
    return on(V5)
        .best(
            "DISCONNECT 0x81 or 0x82, then close",
            disconnect(MALFORMED_PACKET, PROTOCOL_ERROR),
            closed())
        .acceptable("DISCONNECT 0x8F, then close", disconnect(TOPIC_FILTER_INVALID), closed())
        .acceptable("SUBACK that refuses", refusal)
        .warn("DISCONNECT with another error code, then close", disconnectWithError(), closed())
        .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed())
        .and(V3_1_1)
        .best("close", closed())
        .acceptable("SUBACK 0x80", refusal);
  }

  /** As {@link #notGranted}; what 5.0 leaves to the server's rigour is no failure there. */
  private static Outcomes misplacedWildcard() {
    Step refusal = packet(SubAck.class, ack -> ack.reasonCodes().get(0).isError());
    Outcomes.Graded refusals = on(V5)
        .best(
            "DISCONNECT 0x81 or 0x82, then close",
            disconnect(MALFORMED_PACKET, PROTOCOL_ERROR),
            closed())
        .acceptable("DISCONNECT 0x8F, then close", disconnect(TOPIC_FILTER_INVALID), closed())
        .acceptable("SUBACK that refuses", refusal)
        .warn("DISCONNECT with another error code, then close", disconnectWithError(), closed())
        .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed());
    return Malformed.orTolerated(refusals, any(SubAck.class))
        .and(V3_1_1)
        .best("close", closed())
        .acceptable("SUBACK 0x80", refusal);
  }
}
