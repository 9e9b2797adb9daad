package dev.assay.bench.match;

import java.util.List;

/**
 * Topics and filters of buildings that report about themselves.
 *
 * <pre>
 *   site3/building7/floor2/room14/device31/sensor/power     400,000 devices, 8,000,000 topics in all
 * </pre>
 */
public final class Building extends Drawn {
  private static final String[] KINDS = {"sensor", "actuator", "state", "config"};
  private static final String[] METRICS = {"temperature", "humidity", "power", "co2", "light"};

  private Building(long seed) {
    super(seed);
  }

  /**
   * Distinct Topic Names of seven levels.
   *
   * @param count at most a million, so that few are drawn twice
   */
  public static List<String> topics(int count) {
    return new Building(SEED + 1).distinctTopics(count);
  }

  /**
   * Distinct Topic Filters.
   *
   * @param shape as in {@link Drawn}
   * @param count at most a million
   */
  public static List<String> filters(String shape, int count) {
    return new Building(SEED).distinctFilters(shape, count);
  }

  @Override
  String topic() {
    return "site" + random.nextInt(4) + "/building" + random.nextInt(10) + "/floor"
        + random.nextInt(10) + "/room" + random.nextInt(20) + "/device" + random.nextInt(50) + "/"
        + KINDS[random.nextInt(KINDS.length)] + "/" + METRICS[random.nextInt(METRICS.length)];
  }
}
