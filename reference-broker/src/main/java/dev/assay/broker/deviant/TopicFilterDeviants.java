package dev.assay.broker.deviant;

import static dev.assay.broker.deviant.SubscriptionTwists.filtering;
import static dev.assay.broker.deviant.SubscriptionTwists.granting;
import static dev.assay.broker.deviant.SubscriptionTwists.matchingAlso;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Publications;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.text.Normalizer;
import java.util.List;
import java.util.function.Predicate;

/** What can go wrong between Topic Names and Topic Filters. */
final class TopicFilterDeviants {
  private static final int LEVELS_MAX = 100;
  private static final int LENGTH_MAX = 1_000;

  private TopicFilterDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "cuts-long-topic-filters",
                "Grants Topic Filters of any length and keeps their first 1,000 characters.")
            .mustFail(
                "topic-filter/long-topic",
                Rule.V5_TEXT_OF_ANY_LENGTH,
                Rule.V3_1_1_TEXT_OF_ANY_LENGTH)
            .mayFail("publish/longest-topic-arrives")
            .by(() -> filtering(
                text -> text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) : text)),
        Deviant.named("matches-nothing-by-hash-alone", "Sends nothing for the Topic Filter #.")
            .mustFail(
                "topic-filter/hash-alone-matches-all",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mayFail("topic-filter/hash-matches-what-begins-with-a-slash")
            .by(() -> SubscriptionTwists.withholding((publish, matching) -> !matching.isEmpty()
                && matching.stream().allMatch(filter -> filter.text().equals("#")))),
        Deviant.named(
                "matches-no-empty-first-level",
                "Wants at least one character for a + at the beginning of a Topic Filter.")
            .mustFail(
                "topic-filter/slash-at-an-end-counts",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() -> SubscriptionTwists.withholding(
                (publish, matching) -> publish.topic().text().startsWith("/")
                    && !matching.isEmpty()
                    && matching.stream().allMatch(filter -> filter.text().startsWith("+/")))),
        Deviant.named(
                "overlooks-slashes-at-the-ends",
                "Matches topics with a slash more at their beginning or end.")
            .mustFail(
                "topic-filter/slash-at-an-end-counts", Mqtt5.MQTT_3_3_2_3, Mqtt311.MQTT_3_3_2_3)
            .mayFail("publish/does-not-reach-other-topics")
            .by(() -> matchingAlso(
                (filter, topic) -> topic.equals("/" + filter) || topic.equals(filter + "/"))),
        Deviant.named(
                "has-no-wildcards-behind-dollar",
                "Takes wildcards in Topic Filters that begin with $ for ordinary characters.")
            .mustFail(
                "topic-filter/dollar-filters-match",
                Rule.V5_DOLLAR_FILTERS_MATCH,
                Rule.V3_1_1_DOLLAR_FILTERS_MATCH)
            .by(() -> filtering(text -> text.startsWith("$") && !text.startsWith("$share/")
                ? text.replace("+", "plus").replace("#", "hash")
                : text)),
        Deviant.named(
                "knows-one-wildcard-at-a-time",
                "Does not see the # of a Topic Filter that also has a +.")
            .mustFail(
                "topic-filter/plus-and-hash-work-together",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mayFail("shared/filter-behind-the-name-matches")
            .mayFail("topic-filter/wildcards-match-unusual-levels")
            .by(() -> filtering(text -> text.contains("+") && text.endsWith("/#")
                ? text.substring(0, text.length() - 2)
                : text)),
        Deviant.named("trims-topic-filters", "Takes the spaces off the end of Topic Filters.")
            .mustFail(
                "topic-filter/space-is-a-character",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() -> filtering(String::stripTrailing)),
        Deviant.named(
                "cuts-deep-topic-filters",
                "Grants Topic Filters of any depth and keeps their first 100 levels.")
            .mustFail(
                "topic-filter/many-levels",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() -> filtering(TopicFilterDeviants::cut)),
        Deviant.named(
                "matches-only-the-last-plus",
                "Takes a + for an ordinary character, unless it is the last level.")
            .mustFail(
                "topic-filter/plus-matches-exactly-one-level",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mustFail(
                "topic-filter/plus-and-hash-work-together",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mayFail("shared/filter-behind-the-name-matches", "topic-filter/slash-at-an-end-counts")
            .mayFail(
                "retained/wildcards-find-unusual-levels",
                "topic-filter/wildcards-match-unusual-levels")
            .by(() -> filtering(text -> text.replace("+/", "plus/"))),
        Deviant.named("matches-plus-over-slashes", "Matches several levels with one +.")
            .mustFail(
                "topic-filter/plus-matches-exactly-one-level",
                Mqtt5.MQTT_3_3_2_3,
                Mqtt311.MQTT_3_3_2_3)
            .by(() -> matchingAlso((filter, topic) ->
                !topic.startsWith("$") && topic.matches(quoted(filter).replace("+", ".*")))),
        Deviant.named("matches-hash-by-prefix", "Matches what begins like a Topic Filter with #.")
            .mustFail(
                "topic-filter/hash-matches-parent-and-all-below",
                Mqtt5.MQTT_3_3_2_3,
                Mqtt311.MQTT_3_3_2_3)
            .by(() -> matchingAlso((filter, topic) -> filter.endsWith("/#")
                && topic.startsWith(filter.substring(0, filter.length() - 2)))),
        Deviant.named("matches-no-parent", "Asks for a further level in the place of #.")
            .mustFail(
                "topic-filter/hash-matches-parent-and-all-below",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mayFail("topic-filter/dollar-filters-match")
            .by(() -> SubscriptionTwists.withholding((publish, matching) -> !publish.retain()
                && !matching.isEmpty()
                && matching.stream()
                    .allMatch(filter -> filter.text().equals(publish.topic().text() + "/#")))),
        Deviant.named("matches-in-any-case", "Matches Topic Filters whatever their case.")
            .mustFail(
                "publish/does-not-reach-other-topics", Mqtt5.MQTT_3_3_2_3, Mqtt311.MQTT_3_3_2_3)
            .by(() -> matchingAlso(String::equalsIgnoreCase)),
        Deviant.named(
                "normalizes-topics", "Compares Topic Names and Topic Filters in their normal form.")
            .mustFail("topic-filter/no-normalization", Mqtt5.MQTT_4_7_3_4, "no-normalization")
            .mustFail("topic-filter/no-normalization", Mqtt311.MQTT_4_7_3_4, "no-normalization")
            .by(() -> matchingAlso((filter, topic) -> normal(filter).equals(normal(topic)))),
        Deviant.named(
                "replaces-unknown-characters",
                "Compares Topic Names and Topic Filters with a question mark for each character beyond the first plane.")
            .mustFail(
                "topic-filter/no-character-substitution",
                Mqtt5.MQTT_4_7_3_4,
                "no-character-substitution")
            .mustFail(
                "topic-filter/no-character-substitution",
                Mqtt311.MQTT_4_7_3_4,
                "no-character-substitution")
            .by(() -> matchingAlso((filter, topic) -> replaced(filter).equals(replaced(topic)))),
        Deviant.named(
                "sends-dollar-topics-to-hash",
                "Matches the Topic Filter # with topics that begin with $.")
            .mustFail(
                "topic-filter/leading-wildcard-does-not-match-dollar-topics",
                Mqtt5.MQTT_4_7_2_1,
                "leading-hash-skips-dollar-topics")
            .mustFail(
                "topic-filter/leading-wildcard-does-not-match-dollar-topics",
                Mqtt311.MQTT_4_7_2_1,
                "no-match-for-leading-hash")
            .by(() -> matchingAlso((filter, topic) -> filter.equals("#") && topic.startsWith("$"))),
        Deviant.named(
                "sends-dollar-topics-to-plus",
                "Matches Topic Filters that begin with + with topics that begin with $.")
            .mustFail(
                "topic-filter/leading-wildcard-does-not-match-dollar-topics",
                Mqtt5.MQTT_4_7_2_1,
                "leading-plus-skips-dollar-topics")
            .mustFail(
                "topic-filter/leading-wildcard-does-not-match-dollar-topics",
                Mqtt311.MQTT_4_7_2_1,
                "no-match-for-leading-plus")
            .by(() -> matchingAlso((filter, topic) -> filter.startsWith("+/")
                && topic.startsWith("$")
                && filter.substring(1).equals(topic.substring(topic.indexOf('/'))))),
        Deviant.named(
                "finds-retained-dollar-topics-by-hash",
                "Sends what topics that begin with $ retain to who subscribes to #.")
            .mustFail(
                "retained/leading-wildcard-brings-no-dollar-topics",
                Mqtt5.MQTT_4_7_2_1,
                "leading-hash-skips-dollar-topics")
            .mustFail(
                "retained/leading-wildcard-brings-no-dollar-topics",
                Mqtt311.MQTT_4_7_2_1,
                "no-match-for-leading-hash")
            .by(() -> new FindingRetainedDollarTopics("#")),
        Deviant.named(
                "finds-retained-dollar-topics-by-plus",
                "Sends what topics that begin with $ retain to who subscribes with a leading +.")
            .mustFail(
                "retained/leading-wildcard-brings-no-dollar-topics",
                Mqtt5.MQTT_4_7_2_1,
                "leading-plus-skips-dollar-topics")
            .mustFail(
                "retained/leading-wildcard-brings-no-dollar-topics",
                Mqtt311.MQTT_4_7_2_1,
                "no-match-for-leading-plus")
            .by(() -> new FindingRetainedDollarTopics("+")),
        Deviant.named("grants-an-empty-filter", "Grants an empty Topic Filter.")
            .mustFail(
                "topic-filter/empty-filter-is-refused",
                Mqtt5.MQTT_4_7_3_1,
                "refuse-empty-topic-filter")
            .mustFail(
                "topic-filter/empty-filter-is-refused",
                Mqtt311.MQTT_4_7_3_1,
                "no-empty-topic-filter")
            .by(() -> granting(isFilter(), String::isEmpty)),
        Deviant.named("grants-the-null-character", "Grants a Topic Filter with the null character.")
            .mustFail(
                "topic-filter/null-character-is-refused",
                Mqtt5.MQTT_4_7_3_2,
                "refuse-null-in-topic-filter")
            .mustFail(
                "topic-filter/null-character-is-refused",
                Mqtt311.MQTT_4_7_3_2,
                "no-null-in-topic-filter")
            .by(() -> granting(isFilter(), text -> text.indexOf('\0') >= 0)),
        Deviant.named(
                "grants-a-hash-beside-characters",
                "Grants a Topic Filter in which # is not alone in its level.")
            .mustFail("topic-filter/misplaced-hash-is-refused", Mqtt311.MQTT_4_8_0_1)
            .by(() -> granting(isFilter(), text -> text.matches(".*[^/]#"))),
        Deviant.named("grants-a-hash-before-levels", "Grants a Topic Filter with levels behind #.")
            .mustFail("topic-filter/hash-before-the-end-is-refused", Mqtt311.MQTT_4_8_0_1)
            .by(() -> granting(isFilter(), text -> text.contains("/#/"))),
        Deviant.named(
                "grants-a-plus-beside-characters",
                "Grants a Topic Filter in which + is not alone in its level.")
            .mustFail("topic-filter/misplaced-plus-is-refused", Mqtt311.MQTT_4_8_0_1)
            .by(() -> granting(isFilter(), text -> text.matches(".*[^/]\\+.*"))));
  }

  private static Predicate<Violation> isFilter() {
    return violation -> violation.field().equals("Topic Filter");
  }

  private static String cut(String text) {
    String[] levels = text.split("/", -1);
    return levels.length <= LEVELS_MAX
        ? text
        : String.join("/", List.of(levels).subList(0, LEVELS_MAX));
  }

  private static String quoted(String filter) {
    return filter.replaceAll("([^+/a-zA-Z0-9])", "\\\\$1");
  }

  private static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC);
  }

  private static String replaced(String text) {
    return text.replaceAll("[^\\x{0}-\\x{FFFC}]", "?");
  }

  /** While a SUBSCRIBE is handled whose first filter begins so, $ is a character like others. */
  private static final class FindingRetainedDollarTopics implements Twist {
    private final String beginning;
    // lives as long as the input
    private boolean isMeant;

    FindingRetainedDollarTopics(String beginning) {
      this.beginning = beginning;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isMeant = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && subscribe.subscriptions().get(0).filter().text().startsWith(beginning);
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(isMeant && citation == Publications.DOLLAR_TOPIC);
    }
  }
}
