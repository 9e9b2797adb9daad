package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LevelsTest {
  private final long seed = Long.getLong("assay.seed", 20_261_126L);
  private final Random random = new Random(seed);

  /** Levels of every length around the eight bytes that are read at once, at every distance from them. */
  @Test
  void levelsReadEightBytesAtATimeAreThoseBetweenTheSlashes() {
    for (int i = 0; i < 20_000; i++) {
      String text = text();
      TopicName topic = TopicName.of(text);
      int from = 0;
      for (String level : Levels.of(text)) {
        int to = from + level.getBytes(StandardCharsets.UTF_8).length;
        TopicName alone = Levels.name(level);
        assertThat(Levels.endOf(topic, from)).as("seed %d, %s", seed, text).isEqualTo(to);
        assertThat(topic.hasAt(from, to, alone)).as("seed %d, %s", seed, text).isTrue();
        assertThat(Levels.key(topic, from, to))
            .as("seed %d, the key of '%s' in %s", seed, level, text)
            .isEqualTo(key(alone));
        from = to + 1;
      }
    }
  }

  @Test
  void levelsThatDifferInOneByteHaveDifferentKeys() {
    assertThat(IntStream.range(1, 30).mapToObj("x"::repeat).map(Levels::name).map(LevelsTest::key))
        .doesNotHaveDuplicates();
    assertThat(List.of(key(Levels.name("floor1")), key(Levels.name("floor2"))))
        .doesNotHaveDuplicates();
  }

  /** What the oracle of the tree needs: that a key alone does not decide. */
  @Test
  void twoOfTheRandomLevelsShareTheirKey() {
    assertThat(key(Levels.name(RandomTopics.ONE_OF_A_KEY)))
        .isEqualTo(key(Levels.name(RandomTopics.OTHER_OF_THE_KEY)));
  }

  private static long key(TopicName level) {
    return Levels.key(level, 0, level.encodedLength());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int levels = 1 + random.nextInt(4);
    for (int i = 0; i < levels; i++) {
      text.append(i == 0 ? "" : "/");
      int characters = random.nextInt(20);
      for (int j = 0; j < characters; j++) {
        text.appendCodePoint(random.nextInt(8) > 0 ? 'a' + random.nextInt(26) : 0x1F600 + j);
      }
    }
    return text.isEmpty() ? "/" : text.toString();
  }
}
