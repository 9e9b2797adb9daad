package dev.assay.bench.match;

import java.util.List;

/**
 * Topics and filters of a tree that is not balanced: one place with 100,000 places below it, most of which lead to one place each,
 * and chains that may be 30 levels deep.
 *
 * <pre>
 *   fleet/eu/vehicle/52144/log/a/b/a/c/.../a      the vehicles: seldom two topics of one
 * </pre>
 */
final class Skewed extends Drawn {
  private static final int VEHICLES = 100_000;
  private static final int DEEPEST = 25;
  private static final String[] PARTS = {"a", "b", "c", "d"};

  private Skewed(long seed) {
    super(seed);
  }

  static List<String> topics(int count) {
    return new Skewed(SEED + 1).distinctTopics(count);
  }

  static List<String> filters(String shape, int count) {
    return new Skewed(SEED).distinctFilters(shape, count);
  }

  @Override
  String topic() {
    StringBuilder topic =
        new StringBuilder("fleet/eu/vehicle/").append(random.nextInt(VEHICLES)).append("/log");
    int depth = 1;
    while (depth < DEEPEST && random.nextInt(4) != 0) {
      depth++;
    }
    for (int i = 0; i < depth; i++) {
      topic.append('/').append(PARTS[random.nextInt(PARTS.length)]);
    }
    return topic.toString();
  }
}
