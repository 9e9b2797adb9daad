package dev.assay.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Heap that a subscription tree takes for each filter, in bytes: {@code bytes.per.filter}, where a benchmark measures it. JMH has no
 * place for a figure that a benchmark finds itself, but asks profilers for theirs.
 */
public final class HeapProfiler implements InternalProfiler {
  /** As the metric is called in JMH's output. */
  public static final String METRIC = "bytes.per.filter";

  private static final int NONE = -1;
  private static final int COLLECTIONS_MAX = 10;

  /** A live heap is known when a further collection frees less than this. */
  private static final long STILL_BYTES = 4_096;

  // of the last measurement, taken by the profiler at the end of the iteration
  private static volatile double bytesForEach = NONE;

  @Override
  public String getDescription() {
    return "heap for each filter of a subscription tree";
  }

  /** Notes for the profiler what {@code build} adds to the live heap, divided by {@code filters}. Returns what was built. */
  public static <T> T measure(int filters, Supplier<T> build) {
    long before = liveBytes();
    T built = build.get();
    bytesForEach = (double) (liveBytes() - before) / filters;
    return built;
  }

  /** What is reachable: used heap after as many collections as it takes for another one to free nothing. */
  private static long liveBytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS_MAX; i++) {
      System.gc();
      long now = memory.getHeapMemoryUsage().getUsed();
      if (used - now < STILL_BYTES) {
        return now;
      }
      used = now;
    }
    return used;
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    bytesForEach = NONE;
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return bytesForEach == NONE
        ? List.of()
        : List.of(new ScalarResult(METRIC, bytesForEach, "B/filter", AggregationPolicy.AVG));
  }
}
