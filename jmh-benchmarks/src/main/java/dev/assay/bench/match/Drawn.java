package dev.assay.bench.match;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Topic Names and Topic Filters, drawn the same for every implementation and in every run. */
abstract class Drawn {
  static final long SEED = 42;

  final Random random;

  Drawn(long seed) {
    this.random = new Random(seed);
  }

  /** The next Topic Name, of six levels or more; it may have been drawn before. */
  abstract String topic();

  /** Distinct Topic Names. */
  final List<String> distinctTopics(int count) {
    return distinct(count, this::topic);
  }

  /**
   * Distinct Topic Filters.
   *
   * @param shape {@code exact}; {@code plus} with one or two {@code +} in place of levels; {@code hash} that end in {@code #}
   *     after three levels or more; {@code mixed}: of ten, four exact, three plus, two hash and one with both
   */
  final List<String> distinctFilters(String shape, int count) {
    return distinct(count, () -> filter(shape));
  }

  private interface Draw {
    String next();
  }

  private static List<String> distinct(int count, Draw draw) {
    Set<String> seen = new HashSet<>();
    List<String> drawn = new ArrayList<>(count);
    while (drawn.size() < count) {
      String next = draw.next();
      if (seen.add(next)) {
        drawn.add(next);
      }
    }
    return drawn;
  }

  private String filter(String shape) {
    return switch (shape) {
      case "exact" -> topic();
      case "plus" -> withPlus(topic());
      case "hash" -> withHash(topic());
      case "mixed" -> mixed();
      default -> throw new IllegalArgumentException("no such shape of filters: " + shape);
    };
  }

  private String mixed() {
    int ofTen = random.nextInt(10);
    if (ofTen < 4) {
      return topic();
    }
    if (ofTen < 7) {
      return withPlus(topic());
    }
    return withHash(ofTen < 9 ? topic() : withPlus(topic()));
  }

  private String withPlus(String topic) {
    String[] levels = topic.split("/", -1);
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      levels[1 + random.nextInt(levels.length - 1)] = "+";
    }
    return String.join("/", levels);
  }

  private String withHash(String topic) {
    String[] levels = topic.split("/", -1);
    int kept = 3 + random.nextInt(levels.length - 3);
    return String.join("/", List.of(levels).subList(0, kept)) + "/#";
  }
}
