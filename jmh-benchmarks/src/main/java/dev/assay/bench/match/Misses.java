package dev.assay.bench.match;

import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Topics in turn that nobody subscribed to, though the way down leads as far as the tree does: below each topic of {@link
 * ColdTopics} one more level, where no filter reaches.
 *
 * <p>Baseline: HiveMQ CE. Expect: less than the same number of filters costs in {@link ColdTopics}, and for ours no bytes at all,
 * since nothing found is always the same object. If it allocates, look for a result that is made before there is anything to put
 * into it.
 */
public class Misses extends Matching {
  @Param({"1000", "100000"})
  public int filters;

  @Param({"exact", "plus"})
  public String shape = "exact";

  @Setup
  public void subscribe() {
    List<String> below =
        Building.topics(ColdTopics.TOPICS).stream().map(topic -> topic + "/raw").toList();
    prepare(Building.filters(shape, filters), below);
  }
}
