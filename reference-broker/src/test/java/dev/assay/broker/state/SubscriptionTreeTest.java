package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.state.Matches.Match;
import dev.assay.broker.state.Matches.SharedGroup;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionTreeTest {
  private final SubscriptionTree<String, Integer> tree = new SubscriptionTree<>();

  @Test
  void subscriptionsWithOneFilterAreFoundInTheOrderOfTheirSubscription() {
    put("alice", "a/+", 0);
    put("bob", "a/+", 1);
    put("alice", "a/+", 2);

    assertThat(ordinary("a/b")).containsExactly(new Match<>("alice", 2), new Match<>("bob", 1));
  }

  @Test
  void resultsAreKeptForSoManyTopicsAndNoMore() {
    int topicsMax = 16_384;
    put("alice", "a/+", 0);

    for (int i = 0; i < topicsMax; i++) {
      ordinary("a/" + i);
    }
    int full = tree.keptTopics();
    ordinary("a/more");

    assertThat(full).isEqualTo(topicsMax);
    assertThat(tree.keptTopics()).isEqualTo(1);
  }

  @Test
  void topicOfManyLevelsOrCharactersIsMatchedAndNotKept() {
    String deep = "a" + "/".repeat(65_500);
    String wide = "a/" + "b".repeat(65_500);
    put("alice", "a/#", 0);

    assertThat(ordinary(deep)).containsExactly(new Match<>("alice", 0));
    assertThat(ordinary(wide)).containsExactly(new Match<>("alice", 0));
    put("bob", deep, 1);

    assertThat(tree.keptTopics()).isZero();
    assertThat(ordinary(deep)).containsExactly(new Match<>("alice", 0), new Match<>("bob", 1));
    assertThat(ordinary(deep.substring(1))).isEmpty();
  }

  /** Of 1,000 subscriptions each result is a list of 1,000: so many topics as may be would make it 16 million. */
  @Test
  void topicsOfManySubscriptionsAreKeptInSmallerNumber() {
    int subscriptions = 1_000;
    for (int i = 0; i < subscriptions; i++) {
      put("client " + i, "#", i);
    }

    long kept = 0;
    for (int i = 0; i < 8_000; i++) {
      assertThat(ordinary("topic " + i)).hasSize(subscriptions);
      kept = Math.max(kept, tree.keptTopics());
    }

    assertThat(kept).isBetween(1_000L, 5_000L);
  }

  @Test
  void sharedSubscriptionMatchesWhatStandsBehindItsShareName() {
    share("alice", "$share/team/a/+", 0);
    share("bob", "$share/team/a/+", 1);
    share("carol", "$share/other/a/#", 2);
    put("dave", "a/b", 0);

    assertThat(ordinary("a/b")).containsExactly(new Match<>("dave", 0));
    assertThat(shared("a/b"))
        .containsExactlyInAnyOrder(
            new SharedGroup<>(
                filter("$share/team/a/+"), List.of(new Match<>("alice", 0), new Match<>("bob", 1))),
            new SharedGroup<>(filter("$share/other/a/#"), List.of(new Match<>("carol", 2))));
    assertThat(matching("$share/team/a/b").isEmpty()).isTrue();
  }

  @Test
  void filterOfASharedSubscriptionMayBeginWithASlash() {
    share("alice", "$share/consumer1//finance", 0);

    assertThat(shared("/finance")).hasSize(1);
    assertThat(shared("finance")).isEmpty();
  }

  @Test
  void memberLeavesTheSharedSubscriptionAtOnce() {
    share("alice", "$share/team/a", 0);
    share("alice", "$share/team/a", 1);
    share("bob", "$share/team/a", 2);

    remove("alice", "$share/team/a");

    assertThat(shared("a"))
        .containsExactly(
            new SharedGroup<>(filter("$share/team/a"), List.of(new Match<>("bob", 2))));
    remove("bob", "$share/team/a");
    assertThat(matching("a").isEmpty()).isTrue();
  }

  @Test
  void dollarShareIsAnOrdinaryFilterForWhoSaysSo() {
    put("alice", "$share/team/a", 0);

    assertThat(matching("a").isEmpty()).isTrue();
    assertThat(ordinary("$share/team/a")).containsExactly(new Match<>("alice", 0));
  }

  @Test
  void sameFilterReadTheOtherWayReplaces() {
    put("alice", "$share/team/a", 0);
    share("alice", "$share/team/a", 1);

    assertThat(matching("$share/team/a").isEmpty()).isTrue();
    assertThat(shared("a")).hasSize(1);
    put("alice", "$share/team/a", 2);
    assertThat(matching("a").isEmpty()).isTrue();
  }

  @Test
  void leadingWildcardOfASharedSubscriptionDoesNotMatchADollarTopic() {
    share("alice", "$share/team/#", 0);
    share("alice", "$share/team/$SYS/#", 0);

    assertThat(shared("$SYS/load"))
        .extracting(SharedGroup::filter)
        .containsExactly(filter("$share/team/$SYS/#"));
  }

  @Test
  void sharedSubscriptionNeedsAFilterOfItsForm() {
    assertThatThrownBy(() -> share("alice", "$share/team", 0))
        .hasMessage(
            "Topic Filter of a Shared Subscription must have a '/' and a Topic Filter after its ShareName");
  }

  private void put(String subscriber, String filter, int subscription) {
    tree.put(subscriber, filter(filter), subscription);
  }

  private void share(String subscriber, String filter, int subscription) {
    tree.putShared(subscriber, filter(filter), subscription);
  }

  private void remove(String subscriber, String filter) {
    tree.remove(subscriber, filter(filter));
  }

  private Matches<String, Integer> matching(String topic) {
    return tree.matching(TopicName.of(topic));
  }

  private List<Match<String, Integer>> ordinary(String topic) {
    return matching(topic).ordinary();
  }

  private List<SharedGroup<String, Integer>> shared(String topic) {
    return matching(topic).shared();
  }

  private static TopicFilter filter(String text) {
    return TopicFilter.of(text);
  }
}
