package dev.assay.broker.state;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Topics and filters of few names and many shapes, so that they often match: empty levels, {@code $}, equal hashes. */
final class RandomTopics {
  private static final List<String> NAMES =
      List.of("a", "b", "$a", "", "Aa", "BB", "\u00e9", "building", "\uD83D\uDE00", "a!", "a0");

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
