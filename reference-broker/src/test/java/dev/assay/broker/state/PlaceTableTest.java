package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTableTest {
  private final long seed = Long.getLong("assay.seed", 20_261_127L);
  private final Random random = new Random(seed);
  private @Nullable NamedPlaces<String, Integer> places;

  /** Levels whose keys fall on the first so many slots of every table of up to 4,096. */
  private List<TopicName> chosen(int count, int slots) {
    Map<String, TopicName> chosen = new HashMap<>();
    while (chosen.size() < count) {
      String text = Long.toString(random.nextLong() >>> 25, 36);
      TopicName level = TopicName.of(text);
      long key = Levels.key(level, 0, level.encodedLength());
      if ((Levels.spread(key) & 4_095) < slots) {
        chosen.put(text, level);
      }
    }
    return List.copyOf(chosen.values());
  }

  private @Nullable TopicNode<String, Integer> find(TopicName level) {
    int length = level.encodedLength();
    return places == null ? null : places.find(level, 0, length, Levels.key(level, 0, length));
  }

  private void add(TopicName level) {
    TopicNode<String, Integer> node = new TopicNode<>(level);
    places = places == null ? node : places.with(node);
  }

  private void remove(TopicName level) {
    TopicNode<String, Integer> node = find(level);
    assertThat(node).as("seed %d, %s", seed, level).isNotNull();
    places = places.without(node);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%d", "sensor%d", "s%07d", "dev-%06x", "%016x", "temperature-sensor-%d"})
  void levelsThatNobodyChoseAreInATable(String form) {
    for (int i = 0; i < 50_000; i++) {
      add(TopicName.of(form.formatted(i)));
      assertThat(places).isNotInstanceOf(SortedPlaces.class);
    }
  }

  @Test
  void levelsThatFallOnOneSlotAreSorted() {
    List<TopicName> levels = chosen(300, 1);

    levels.forEach(this::add);

    assertThat(places).isInstanceOf(SortedPlaces.class);
    assertThat(levels).allMatch(level -> find(level).level.equals(level));
    assertThat(find(TopicName.of("none"))).isNull();
    assertThat(find(TopicName.NONE)).isNull();
    levels.forEach(this::remove);
    assertThat(places).isNull();
  }

  /** Each near its slot, and yet a long row without a gap: a table is searched no further than they may be. */
  @Test
  void theSameAreFoundWhileLevelsThatFallCloseTogetherComeAndGo() {
    List<TopicName> levels = chosen(600, 500);
    Map<TopicName, Boolean> there = new HashMap<>();
    List<Class<?>> kinds = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      TopicName level = levels.get(random.nextInt(levels.size()));
      if (there.putIfAbsent(level, true) == null) {
        add(level);
      } else {
        there.remove(level);
        remove(level);
      }
      kinds.add(places == null ? null : places.getClass());
      TopicName other = levels.get(random.nextInt(levels.size()));
      assertThat(find(other) != null)
          .as("seed %d, step %d, %s", seed, step, other)
          .isEqualTo(there.containsKey(other));
    }

    assertThat(kinds).contains(PlaceTable.class);
  }
}
