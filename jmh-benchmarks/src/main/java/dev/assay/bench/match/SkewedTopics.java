package dev.assay.bench.match;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Topics in turn as in {@link ColdTopics}, of a tree that is not balanced: see {@link Skewed}.
 *
 * <p>Baseline: HiveMQ CE. Expect: the one place with very many below it costs no more than a look into a table, so that depth
 * decides. If cost grows in step with the filters, look at how that place finds the next; if with the square of the depth, at
 * what is copied on the way down.
 */
public class SkewedTopics extends Matching {
  @Param({"1000", "100000"})
  public int filters;

  @Param({"mixed", "plus"})
  public String shape = "mixed";

  @Setup
  public void subscribe() {
    prepare(Skewed.filters(shape, filters), Skewed.topics(ColdTopics.TOPICS));
  }
}
