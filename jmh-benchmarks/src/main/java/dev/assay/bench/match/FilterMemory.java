package dev.assay.bench.match;

import com.hivemq.mqtt.topic.tree.LocalTopicTree;
import dev.assay.bench.HeapProfiler;
import dev.assay.broker.state.SubscriptionTree;
import io.moquette.broker.subscriptions.MoquetteTree;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The heap that a tree takes for each of its filters: what lives after it was filled, less what lived before.
 *
 * <p>Baseline: HiveMQ CE. Expect: less than half of it at 1,000,000 filters, since a place of ours is one object and a filter with
 * one subscriber needs no table. If not, look at what a place holds in a histogram of the heap.
 *
 * <p>Client identifiers, 56 bytes each, are part of it, since all keep them. The texts of the filters lie outside the tree and are
 * not counted: an advantage for Moquette's, which keeps each whole filter with its subscription, where ours and HiveMQ's keep the
 * levels alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class FilterMemory {
  @Param({"10000", "100000", "1000000"})
  public int filters;

  private List<String> texts = List.of();

  @Setup
  public void draw() {
    texts = Building.filters("mixed", filters);
  }

  @Benchmark
  public Object assay() {
    return HeapProfiler.measure(filters, () -> {
      SubscriptionTree<String, Integer> tree = new SubscriptionTree<>();
      Trees.fill(tree, texts);
      return tree;
    });
  }

  @Benchmark
  public Object hivemq() {
    return HeapProfiler.measure(filters, () -> {
      LocalTopicTree tree = Trees.hivemq();
      Trees.fill(tree, texts);
      return tree;
    });
  }

  @Benchmark
  public Object moquette() {
    return HeapProfiler.measure(filters, () -> {
      MoquetteTree tree = new MoquetteTree();
      Trees.fill(tree, texts);
      return tree;
    });
  }
}
