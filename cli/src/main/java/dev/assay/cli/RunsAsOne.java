package dev.assay.cli;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Leftover;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import java.util.List;

/** The runs over several transports as one: the first speaks of the target for all of them. */
final class RunsAsOne implements ResultSink {
  private final ResultSink next;
  private int transportsToCome;
  private int plannedSoFar;
  private int announced;

  RunsAsOne(ResultSink next, int transports) {
    this.next = next;
    this.transportsToCome = transports;
  }

  @Override
  public void profiled(List<ProfileFact> profile) {
    if (plannedSoFar == 0) {
      next.profiled(profile);
    }
  }

  /** As many as now are expected over each transport to come, which may speak fewer versions. */
  @Override
  public void planned(int executions) {
    int expected = plannedSoFar + executions * transportsToCome;
    plannedSoFar += executions;
    transportsToCome--;
    if (expected != announced) {
      announced = expected;
      next.planned(expected);
    }
  }

  @Override
  public void ended(CaseResult result) {
    next.ended(result);
  }

  @Override
  public void mayLeave(String execution, Leftover leftover) {
    next.mayLeave(execution, leftover);
  }

  @Override
  public void tookAway(String execution) {
    next.tookAway(execution);
  }
}
