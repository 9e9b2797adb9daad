package dev.assay.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time of the benchmark's own threads for each operation, in nanoseconds: {@code thread.cpu.norm}.
 *
 * <p>On a machine that is shared, the clock on the wall also counts the time in which somebody else ran. The kernel counts for
 * each thread only what it ran itself, so compilers, collectors and neighbours are left out; what a neighbour does to caches and
 * clock frequency is not.
 */
public final class ThreadCpuProfiler implements InternalProfiler {
  /** As the metric is called in JMH's output. */
  public static final String METRIC = "thread.cpu.norm";

  /** In the names of the threads in which JMH runs benchmarks. */
  private static final String WORKER = "-jmh-worker-";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  // by thread id, lives as long as an iteration
  private Map<Long, Long> before = Map.of();

  @Override
  public String getDescription() {
    return "processor time of the benchmark threads for each operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = nanosByWorker();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long operations = result.getMetadata().getAllOps();
    if (operations == 0) {
      return List.of();
    }
    long nanos = 0;
    for (Map.Entry<Long, Long> worker : nanosByWorker().entrySet()) {
      nanos += worker.getValue() - before.getOrDefault(worker.getKey(), 0L);
    }
    return List.of(
        new ScalarResult(METRIC, (double) nanos / operations, "ns/op", AggregationPolicy.AVG));
  }

  private Map<Long, Long> nanosByWorker() {
    Map<Long, Long> nanos = new HashMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(WORKER)) {
        nanos.put(
            thread.getThreadId(), Math.max(0, threads.getThreadCpuTime(thread.getThreadId())));
      }
    }
    return nanos;
  }
}
