package dev.assay.bench.match;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One topic after the other of 100,000 distinct ones of seven levels: nothing that was found before helps.
 *
 * <p>Baseline: HiveMQ CE, the fastest of the peers. Expect: cost grows with the nodes that a topic reaches, not with the number
 * of filters, so from 1,000 filters to 100,000 by less than four times; the rest is what caches of the processor miss. If it
 * grows in step with the filters, look for a walk over siblings. {@link Subscribed} says what helps and hinders the peers.
 */
public class ColdTopics extends Matching {
  static final int TOPICS = 100_000;

  @Param({"10", "100", "1000", "10000", "100000", "1000000"})
  public int filters;

  @Param({"mixed", "exact", "plus", "hash"})
  public String shape = "mixed";

  @Setup
  public void subscribe() {
    prepare(Building.filters(shape, filters), Building.topics(TOPICS));
  }
}
