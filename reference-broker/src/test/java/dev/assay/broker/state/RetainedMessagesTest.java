package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetainedMessagesTest {
  private final long seed = Long.getLong("assay.seed", 20_261_125L);
  private final Random random = new Random(seed);
  private final RandomTopics topics = new RandomTopics(random);
  private final RetainedMessages retained = new RetainedMessages(Journal.NONE);

  /** The sorted messages against the plain definition of matching (4.7). */
  @Test
  void findsWhatTheDefinitionFinds() {
    Set<TopicName> kept = new HashSet<>();
    for (int step = 0; step < 20_000; step++) {
      TopicName topic = topics.topic();
      if (kept.add(topic)) {
        retained.put(about(topic));
      } else {
        kept.remove(topic);
        retained.remove(topic);
      }
      TopicFilter filter = topics.filter();
      boolean reserved = !filter.text().startsWith("+") && !filter.text().startsWith("#");

      List<TopicName> found =
          retained.matching(filter, reserved).stream().map(Message::topic).toList();

      assertThat(found)
          .as("seed %d, step %d, filter %s", seed, step, filter)
          .isSortedAccordingTo(Comparator.comparing(TopicName::text))
          .containsExactlyInAnyOrderElementsOf(
              kept.stream().filter(filter::matches).toList());
      if (kept.size() > 100) {
        kept.forEach(retained::remove);
        kept.clear();
      }
    }
  }

  @Test
  void countsWhatItLooksAt() {
    for (int i = 0; i < 1_000; i++) {
      retained.put(about(TopicName.of("a/" + i + "/b")));
    }

    assertThat(looksFor("#")).isEqualTo(1_000);
    assertThat(looksFor("a/+/x")).isEqualTo(1_000);
    assertThat(looksFor("a/500/b")).isOne();
    assertThat(looksFor("a/500/#")).isOne();
    assertThat(looksFor("b/#")).isZero();
  }

  @Test
  void countsALongTopicForWhatItCosts() {
    retained.put(about(TopicName.of("a/" + "b".repeat(64_000))));

    assertThat(looksFor("+/x")).isEqualTo(1_001);
    assertThat(looksFor("a/+")).isEqualTo(1_001);
    assertThat(looksFor("a/a")).isZero();
  }

  private long looksFor(String filter) {
    long before = retained.looks();
    retained.matching(TopicFilter.of(filter), true);
    return retained.looks() - before;
  }

  private static Message about(TopicName topic) {
    Publish publish =
        new Publish(false, Qos.AT_LEAST_ONCE, true, topic, 1, Properties.NONE, Payload.of("21.5"));
    return new Message("publisher", publish, 0);
  }
}
