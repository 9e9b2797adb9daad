package dev.assay.broker.state;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Topics and filters of few names and many shapes, so that they often match: empty levels, {@code $}, equal keys. */
final class RandomTopics {
  /** Two levels with the same {@link Levels#key}, found by trying. */
  static final String ONE_OF_A_KEY = "qmdkiasnaaaaaaab";

  static final String OTHER_OF_THE_KEY = "zyagwvpwyxmnstjc";

  private static final List<String> NAMES = List.of(
      "a",
      "b",
      "$a",
      "",
      ONE_OF_A_KEY,
      OTHER_OF_THE_KEY,
      "\u00e9",
      "building",
      "\uD83D\uDE00",
      "a!",
      "a0");

  private final Random random;

  RandomTopics(Random random) {
    this.random = random;
  }

  TopicName topic() {
    return TopicName.of(text(false));
  }

  TopicFilter filter() {
    return TopicFilter.of(text(true));
  }

  private String text(boolean wildcards) {
    String text;
    do {
      text = levels(wildcards);
    } while (text.isEmpty());
    return text;
  }

  private String levels(boolean wildcards) {
    List<String> levels = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    int names = NAMES.size();
    for (int i = 0; i < count; i++) {
      int choice = random.nextInt(wildcards ? names + 3 : names);
      boolean ends = choice == names + 2 && i == count - 1;
      levels.add(choice < names ? NAMES.get(choice) : ends ? "#" : "+");
    }
    return String.join("/", levels);
  }
}
