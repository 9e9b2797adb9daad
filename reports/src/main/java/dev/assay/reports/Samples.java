package dev.assay.reports;

import java.util.List;

/**
 * One quantity of a benchmark as JMH measured it.
 *
 * @param forks one list for each JVM that was started, in it one value for each iteration; none is empty
 */
public record Samples(List<List<Double>> forks) {
  public Samples {
    forks = forks.stream().filter(fork -> !fork.isEmpty()).map(List::copyOf).toList();
    if (forks.isEmpty()) {
      throw new IllegalArgumentException("expected one value or more, found none");
    }
  }

  /** How many values there are in all forks. */
  public int count() {
    return forks.stream().mapToInt(List::size).sum();
  }

  /** Over all iterations of all forks: what JMH calls the score. */
  public double mean() {
    return forks.stream()
        .flatMap(List::stream)
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }
}
