package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tree against the plain definition of matching (4.7), over generated filters and topics. The system property {@code
 * assay.tree.pairs} says over how many pairs of a filter and a topic; the seed is printed where something differs.
 */
class SubscriptionTreeOracleTest {
  private static final long PAIRS = Long.getLong("assay.tree.pairs", 2_000_000);
  private static final int FILTERS = 400;

  private final long seed = Long.getLong("assay.seed", 20_261_125L);
  private final Random random = new Random(seed);
  private final RandomTopics topics = new RandomTopics(random);

  @Test
  void findsWhatTheDefinitionFindsOverMillionsOfPairs() {
    for (long pairs = 0; pairs < PAIRS; ) {
      SubscriptionTree<Integer, String> tree = SubscriptionTree.withoutCache();
      Map<Integer, TopicFilter> filters = new HashMap<>();
      for (int i = 0; i < FILTERS; i++) {
        filters.put(i, topics.filter());
        tree.put(i, filters.get(i), "");
      }
      for (int i = 0; i < FILTERS; i++, pairs += FILTERS) {
        TopicName topic = topics.topic();
        assertThat(subscribers(tree.matching(topic)))
            .as("seed %d, topic %s", seed, topic)
            .isEqualTo(matching(filters, topic));
      }
      filters.forEach((subscriber, filter) -> tree.remove(subscriber, filter));
      assertThat(tree.isEmpty()).as("seed %d, all removed", seed).isTrue();
    }
  }

  /** Filters come and go between matches of few topics, so that results are kept, and forgotten when they have to be. */
  @Test
  void aKeptResultIsForgottenAsSoonAsAFilterChangesIt() {
    SubscriptionTree<Integer, String> tree = new SubscriptionTree<>();
    Map<Integer, TopicFilter> filters = new HashMap<>();
    List<TopicName> few = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      few.add(topics.topic());
    }
    for (int step = 0; step < 60_000; step++) {
      int subscriber = random.nextInt(80);
      TopicFilter before = filters.remove(subscriber);
      if (before != null) {
        tree.remove(subscriber, before);
      }
      if (random.nextBoolean()) {
        TopicFilter filter = topics.filter();
        filters.put(subscriber, filter);
        tree.put(subscriber, filter, "");
      }
      TopicName topic = few.get(random.nextInt(few.size()));

      assertThat(subscribers(tree.matching(topic)))
          .as("seed %d, step %d, topic %s", seed, step, topic)
          .isEqualTo(matching(filters, topic));
    }
  }

  @Test
  void aFilterThatDoesNotMatchLeavesAResultKept() {
    SubscriptionTree<Integer, String> tree = new SubscriptionTree<>();
    tree.put(1, TopicFilter.of("a/+"), "");
    Matches<Integer, String> kept = tree.matching(TopicName.of("a/b"));

    tree.put(2, TopicFilter.of("a/c"), "");
    tree.put(3, TopicFilter.of("a/b/c"), "");

    assertThat(tree.matching(TopicName.of("a/b"))).isSameAs(kept);
    tree.put(2, TopicFilter.of("#"), "");
    assertThat(tree.matching(TopicName.of("a/b"))).isNotSameAs(kept);
  }

  @Test
  void noMoreTopicsAreKeptThanMayBe() {
    MatchCache<Integer, String> cache = new MatchCache<>(100);
    for (int i = 0; i < 1_000; i++) {
      cache.keep(TopicName.of("t/" + i), new Matches<>(List.of(), List.of()));
    }

    assertThat(cache.size()).isBetween(1, 100);
  }

  @Test
  void filtersOfManyLevelsNeedNoStack() {
    String deep = "a/".repeat(32_000) + "b";
    SubscriptionTree<Integer, String> tree = new SubscriptionTree<>();
    tree.put(1, TopicFilter.of(deep), "");
    tree.put(2, TopicFilter.of("+/".repeat(32_000) + "+"), "");

    assertThat(subscribers(tree.matching(TopicName.of(deep)))).containsExactlyInAnyOrder(1, 2);
    tree.remove(1, TopicFilter.of(deep));
    tree.remove(2, TopicFilter.of("+/".repeat(32_000) + "+"));
    assertThat(tree.isEmpty()).isTrue();
  }

  @Test
  void walksThatForkAtEveryLevelReachAll() {
    int levels = 60;
    SubscriptionTree<Integer, String> tree = SubscriptionTree.withoutCache();
    Set<Integer> all = new HashSet<>();
    for (int plus = 0; plus < levels; plus++) {
      all.add(plus);
      tree.put(plus, TopicFilter.of("+/".repeat(plus) + "a/".repeat(levels - plus) + "b"), "");
    }

    TopicName topic = TopicName.of("a/".repeat(levels) + "b");

    assertThat(subscribers(tree.matching(topic))).hasSameElementsAs(all);
    assertThat(subscribers(tree.matching(topic))).hasSameElementsAs(all);
  }

  @Test
  void manyPlacesBelowOneComeAndGo() {
    SubscriptionTree<Integer, String> tree = SubscriptionTree.withoutCache();
    Set<Integer> there = new HashSet<>();
    for (int step = 0; step < 200_000; step++) {
      int number = random.nextInt(3_000);
      TopicFilter filter = TopicFilter.of("device/" + number);
      if (there.remove(number)) {
        tree.remove(number, filter);
      } else {
        there.add(number);
        tree.put(number, filter, "");
      }
      int asked = random.nextInt(3_000);
      boolean found = !tree.matching(TopicName.of("device/" + asked)).isEmpty();
      if (found != there.contains(asked)) {
        assertThat(found).as("seed %d, step %d, device %d", seed, step, asked).isEqualTo(!found);
      }
    }
  }

  private Set<Integer> matching(Map<Integer, TopicFilter> filters, TopicName topic) {
    return filters.entrySet().stream()
        .filter(each -> each.getValue().matches(topic))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Set<Integer> subscribers(Matches<Integer, String> matches) {
    return matches.ordinary().stream().map(Matches.Match::subscriber).collect(Collectors.toSet());
  }
}
