package dev.assay.cli;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Leftover;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import java.util.List;

/** Hands each word on to all. */
record Everybody(List<ResultSink> sinks) implements ResultSink {
  @Override
  public void profiled(List<ProfileFact> profile) {
    sinks.forEach(sink -> sink.profiled(profile));
  }

  @Override
  public void planned(int executions) {
    sinks.forEach(sink -> sink.planned(executions));
  }

  @Override
  public void ended(CaseResult result) {
    sinks.forEach(sink -> sink.ended(result));
  }

  @Override
  public void mayLeave(String execution, Leftover leftover) {
    sinks.forEach(sink -> sink.mayLeave(execution, leftover));
  }

  @Override
  public void tookAway(String execution) {
    sinks.forEach(sink -> sink.tookAway(execution));
  }
}
