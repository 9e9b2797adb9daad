package dev.assay.spec;

import java.util.List;

/** Where a run of the suite hands its results, as they come. Called by several threads; an implementation guards itself. */
public interface ResultSink {

  /** The target was probed. Called once, before anything else. */
  void profiled(List<ProfileFact> profile);

  /** How many executions will follow. Called once, before the first result. */
  void planned(int executions);

  /** An execution ended. */
  void ended(CaseResult result);

  /**
   * An execution is about to make something that stays in the target if it is cut off. Only who keeps a ledger listens.
   *
   * @param execution unique among the executions of all runs
   */
  default void mayLeave(String execution, Leftover leftover) {}

  /** Nothing of an execution is left, whatever it had made. */
  default void tookAway(String execution) {}
}
