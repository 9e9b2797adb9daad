package dev.assay.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same to many things, so many at a time. */
final class AFewAtATime {
  private AFewAtATime() {}

  /** What is done to each. */
  interface Task<T, R> {
    R apply(T thing) throws Exception;
  }

  /**
   * The results, in the order of the things. When one fails, those that have not begun are left out; those that have are not disturbed.
   *
   * @param atATime at least 1
   * @throws ExecutionException if one fails, with its reason
   */
  static <T, R> List<R> map(List<T> things, int atATime, Task<T, R> task)
      throws ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(atATime);
    List<Future<R>> running = new ArrayList<>();
    try {
      for (T thing : things) {
        running.add(pool.submit(() -> task.apply(thing)));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      running.forEach(each -> each.cancel(false));
      pool.shutdown();
    }
  }
}
