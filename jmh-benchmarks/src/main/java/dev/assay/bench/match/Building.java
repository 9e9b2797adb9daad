package dev.assay.bench.match;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Topics and filters of buildings that report about themselves, the same for every implementation and in every run.
 *
 * <pre>
 *   site3/building7/floor2/room14/device31/sensor/power     400,000 devices, 8,000,000 topics in all
 * </pre>
 */
public final class Building {
  private static final long SEED = 42;
  private static final int LEVELS = 7;
  private static final String[] KINDS = {"sensor", "actuator", "state", "config"};
  private static final String[] METRICS = {"temperature", "humidity", "power", "co2", "light"};

  private final Random random;

  private Building(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Distinct Topic Names of seven levels.
   *
   * @param count at most a million, so that few are drawn twice
   */
  public static List<String> topics(int count) {
    Building building = new Building(SEED + 1);
    return distinct(count, () -> building.topic());
  }

  /**
   * Distinct Topic Filters.
   *
   * @param shape {@code exact}; {@code plus} with one or two {@code +} in place of levels; {@code hash} that end in {@code #}
   *     after three to six levels; {@code mixed}: of ten, four exact, three plus, two hash and one with both
   * @param count at most a million
   */
  public static List<String> filters(String shape, int count) {
    Building building = new Building(SEED);
    return distinct(count, () -> building.filter(shape));
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

  private String topic() {
    return "site" + random.nextInt(4) + "/building" + random.nextInt(10) + "/floor"
        + random.nextInt(10) + "/room" + random.nextInt(20) + "/device" + random.nextInt(50) + "/"
        + KINDS[random.nextInt(KINDS.length)] + "/" + METRICS[random.nextInt(METRICS.length)];
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
      levels[1 + random.nextInt(LEVELS - 1)] = "+";
    }
    return String.join("/", levels);
  }

  private String withHash(String topic) {
    String[] levels = topic.split("/", -1);
    int kept = 3 + random.nextInt(LEVELS - 3);
    return String.join("/", List.of(levels).subList(0, kept)) + "/#";
  }
}
