package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.Result;

/** The profiler counts what the benchmark's thread ran, and neither what others ran nor what it waited. */
class ThreadCpuProfilerTest {
  private static final long WORK_NANOS = 60_000_000;
  private static final int OPERATIONS = 1_000;

  @Test
  void countsTheWorkersOwnTimeAloneWhileOthersKeepTheProcessorsBusy() throws InterruptedException {
    AtomicBoolean enough = new AtomicBoolean();
    List<Thread> neighbours = new ArrayList<>();
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      Thread neighbour = new Thread(() -> {
        while (!enough.get()) {
          Thread.onSpinWait();
        }
      });
      neighbour.start();
      neighbours.add(neighbour);
    }
    try {
      double nanos = profiled(() -> burn(WORK_NANOS));

      // the clock on the wall would have counted the neighbours' turns as well
      assertThat(nanos).isBetween(0.9 * WORK_NANOS / OPERATIONS, 1.5 * WORK_NANOS / OPERATIONS);
    } finally {
      enough.set(true);
      for (Thread neighbour : neighbours) {
        neighbour.join();
      }
    }
  }

  @Test
  void aWorkerThatWaitsCostsNothing() throws InterruptedException {
    double nanos = profiled(() -> LockSupport.parkNanos(WORK_NANOS));

    assertThat(nanos).isLessThan(0.5 * WORK_NANOS / OPERATIONS);
  }

  /** What the profiler says of one iteration of {@value #OPERATIONS} operations in which the worker does {@code work}. */
  private static double profiled(Runnable work) throws InterruptedException {
    ThreadCpuProfiler profiler = new ThreadCpuProfiler();
    Worker worker = new Worker(work);
    worker.start();
    profiler.beforeIteration(null, null);

    worker.workOnce();
    Result<?> result = profiler
        .afterIteration((BenchmarkParams) null, (IterationParams) null, iteration())
        .iterator()
        .next();

    worker.leave();
    return result.getScore();
  }

  private static IterationResult iteration() {
    return new IterationResult(null, null, new IterationResultMetaData(OPERATIONS, OPERATIONS));
  }

  /** Uses this much time of the processor, as the kernel counts it. */
  private static void burn(long nanos) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + nanos;
    while (threads.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** A thread named as JMH names its own, that works when told and stays alive until its time was read. */
  private static final class Worker extends Thread {
    private final Runnable work;
    private boolean asked;
    private boolean done;
    private boolean dismissed;

    Worker(Runnable work) {
      super("test-jmh-worker-1");
      this.work = work;
    }

    @Override
    public void run() {
      try {
        await(true);
        work.run();
        synchronized (this) {
          done = true;
          notifyAll();
        }
        await(false);
      } catch (InterruptedException e) {
        interrupt();
      }
    }

    private synchronized void await(boolean work) throws InterruptedException {
      while (work ? !asked : !dismissed) {
        wait();
      }
    }

    synchronized void workOnce() throws InterruptedException {
      asked = true;
      notifyAll();
      while (!done) {
        wait();
      }
    }

    void leave() throws InterruptedException {
      synchronized (this) {
        dismissed = true;
        notifyAll();
      }
      join();
    }
  }
}
