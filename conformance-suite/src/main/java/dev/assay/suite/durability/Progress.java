package dev.assay.suite.durability;

import java.time.Duration;

/** How many messages of a trial were acknowledged so far. Clients wait for it, so that they do not all act at the beginning. */
final class Progress {
  private static final long SLICE_NANOS = 100_000_000;

  private int acknowledged;
  private boolean over;

  /** One more. */
  synchronized void acknowledged() {
    acknowledged++;
    notifyAll();
  }

  /** Nobody has to wait any more. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  synchronized int count() {
    return acknowledged;
  }

  /** Waits until so many were acknowledged; false if it is over, or they are not so many within {@code patience}. */
  synchronized boolean await(int enough, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (acknowledged < enough && !over) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      try {
        wait(leftMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return !over;
  }

  /**
   * The same, where something has to be done every now and then while it waits.
   *
   * @param meanwhile after each tenth of a second
   */
  boolean await(int enough, Duration patience, Runnable meanwhile) {
    long deadline = System.nanoTime() + patience.toNanos();
    long leftNanos = patience.toNanos();
    while (!await(enough, Duration.ofNanos(Math.min(leftNanos, SLICE_NANOS)))) {
      leftNanos = deadline - System.nanoTime();
      if (leftNanos <= 0 || isOver()) {
        return false;
      }
      meanwhile.run();
    }
    return true;
  }

  private synchronized boolean isOver() {
    return over;
  }
}
