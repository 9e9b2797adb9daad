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
}
