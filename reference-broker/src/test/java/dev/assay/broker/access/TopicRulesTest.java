package dev.assay.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRulesTest {
  private static final TopicRules RULES = TopicRules.parse("acl", """
      # without a user name
      topic read weather/#

      user alice
      topic home/#
      topic deny home/alarm
      topic write in tray/+
      topic read out/+/done

      user bob
      pattern write presence/%u
      pattern readwrite by/%c/#
      """.lines().toList());

  @ParameterizedTest
  @CsvSource({
    "alice, home, true",
    "alice, home/kitchen/lamp, true",
    "alice, home/alarm, false",
    "alice, in tray/1, true",
    "alice, out/1/done, false",
    "alice, weather/today, false",
    "alice, presence/alice, true",
    "alice, presence/bob, false",
    "alice, by/client1/x, true",
    "alice, by/client2/x, false",
    ", weather/today, false",
    ", presence/, false",
    "carol, home/kitchen, false",
    "a/b, presence/a/b, false",
    "+, presence/+x, false"
  })
  void publishingNeedsALineThatAllowsItAndNoneThatDenies(
      @Nullable String user, String topic, boolean allowed) {
    boolean may = !topic.contains("+") && RULES.mayPublish(user, "client1", TopicName.of(topic));

    assertThat(may).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "alice, home/kitchen/#, true",
    "alice, home/#, false",
    "alice, home/+, false",
    "alice, home/+/lamp, true",
    "alice, $share/group/home/kitchen/#, true",
    "alice, $share/group/home/#, false",
    "alice, out/+/done, true",
    "alice, out/#, false",
    "alice, in tray/1, false",
    "alice, #, false",
    ", weather/#, true",
    ", #, false",
    "bob, presence/bob, false",
    "bob, by/client1/+, true",
    "bob, by/+/x, false"
  })
  void aSubscriptionNeedsALineThatAllowsAllOfIt(
      @Nullable String user, String filter, boolean allowed) {
    assertThat(RULES.maySubscribe(user, "client1", TopicFilter.of(filter))).isEqualTo(allowed);
  }

  @Test
  void aNameWithAWildcardGivesNoRightToOthersLevels() {
    assertThat(RULES.maySubscribe("alice", "#", TopicFilter.of("by/#"))).isFalse();
    assertThat(RULES.maySubscribe("alice", "+", TopicFilter.of("by/x/y"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "topics a/b; acl, line 1: expected 'user', 'topic' or 'pattern', found 'topics'",
        "user; acl, line 1: expected 'user NAME', found no name",
        "topic; acl, line 1: Topic Filter must be at least one character long",
        "topic read a/#/b; acl, line 1: Topic Filter must have '#' in its last level only, found it at character 2"
      })
  void aLineThatIsNoRuleIsNamed(String line, String complaint) {
    assertThatThrownBy(() -> TopicRules.parse("acl", List.of(line)))
        .isInstanceOf(AccessFileException.class)
        .hasMessage(complaint);
  }

  /** All filters and topics of up to three levels over a small alphabet, held against the plain definition of matching. */
  @Test
  void coveringAndOverlappingAreWhatMatchingMakesThem() {
    // one level more and one name more than the filters have: what tells "a/#" from all that names
    // its topics
    // the empty text is no topic, but "/#" is asked about its parent level all the same: the
    // careful answer
    List<TopicName> topics = words(List.of("a", "$b", "", "c"), 4).stream()
        .map(text -> text.isEmpty() ? TopicName.NONE : TopicName.of(text))
        .toList();
    List<TopicFilter> filters = words(List.of("a", "$b", "", "+", "#"), 3).stream()
        .filter(text -> TopicFilter.complaintAbout(text) == null)
        .map(TopicFilter::of)
        .toList();

    for (TopicFilter one : filters) {
      for (TopicFilter other : filters) {
        assertThat(FilterSets.covers(one, other))
            .as("%s covers %s", one, other)
            .isEqualTo(topics.stream().filter(other::matches).allMatch(one::matches));
        assertThat(FilterSets.overlap(one, other))
            .as("%s overlaps %s", one, other)
            .isEqualTo(topics.stream().filter(other::matches).anyMatch(one::matches));
      }
    }
  }

  private static List<String> words(List<String> levels, int depth) {
    List<String> all = new ArrayList<>(levels);
    List<String> last = levels;
    for (int i = 1; i < depth; i++) {
      List<String> longer = new ArrayList<>();
      for (String word : last) {
        levels.forEach(level -> longer.add(word + "/" + level));
      }
      all.addAll(longer);
      last = longer;
    }
    return all;
  }
}
