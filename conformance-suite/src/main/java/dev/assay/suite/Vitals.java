package dev.assay.suite;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the target still serves clients. Once it does not, nothing more can be told about any statement, so what has not been
 * judged by then ends INCONCLUSIVE with one and the same reason. Shared by all executions of the runs that
 * share the target, used by many threads.
 *
 * <p>Several executions run at a time, so which of them did it cannot be told from here: all are named. Only one that ran alone
 * is accused.
 */
final class Vitals {
  private static final int NAMED_MAX = 6;

  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final Set<String> complaining = new HashSet<>();
  private volatile @Nullable String obituary;
  private volatile boolean mortal;
  // which execution ran alone when the target died
  private volatile @Nullable String accused;

  /** An execution begins. */
  void begun(String execution) {
    running.add(execution);
  }

  /** An execution has ended. */
  void ended(String execution) {
    running.remove(execution);
  }

  /** Why nothing can be judged any more, or null while the target lives. */
  @Nullable
  String obituary() {
    return obituary;
  }

  /** Whether nobody but this execution can have brought the death about. */
  boolean isAccused(String execution) {
    return execution.equals(accused);
  }

  /** The target was started again: what was complained of is over. */
  synchronized void revived() {
    complaining.clear();
    obituary = null;
    accused = null;
    mortal = true;
  }

  /** Whether the target has died before in this run, so that each case is looked at more closely. */
  boolean isMortal() {
    return mortal;
  }

  /**
   * Takes down that a client which did nothing wrong was not served. The target counts as dead once two executions say so, or one
   * that ran alone: a machine that is busy for a while is not a dead broker.
   *
   * @param execution that noticed it
   * @return whether nobody else can have brought it about
   */
  synchronized boolean notServing(String execution, String complaint) {
    List<String> others =
        running.stream().filter(other -> !other.equals(execution)).sorted().toList();
    boolean told = !complaining.isEmpty();
    complaining.add(execution);
    if (obituary == null && (others.isEmpty() || complaining.size() > 1)) {
      obituary = "the target stopped serving clients, as " + execution + " noticed: " + complaint
          + (others.isEmpty() ? "" : "; meanwhile ran " + named(others))
          + (others.isEmpty()
              ? ""
              : "; to find out which of them it was, run them one at a time (--parallel 1)");
    }
    boolean alone = !told && others.isEmpty();
    if (alone) {
      accused = execution;
    }
    return alone;
  }

  private static String named(List<String> others) {
    return String.join(", ", others.subList(0, Math.min(NAMED_MAX, others.size())))
        + (others.size() > NAMED_MAX ? " and " + (others.size() - NAMED_MAX) + " more" : "");
  }
}
