package dev.assay.suite;

import dev.assay.broker.ReferenceBroker;
import dev.assay.client.BrokerUrl;
import dev.assay.spec.CaseResult;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Keeps the results of a run. */
final class Collected implements ResultSink {
  private final List<CaseResult> results = new ArrayList<>();
  private List<ProfileFact> profile = List.of();
  private int planned;

  /** Everything that the settings ask for, against this broker. */
  static Collected on(ReferenceBroker broker, UnaryOperator<RunSettings> with)
      throws TargetProblem {
    Collected collected = new Collected();
    RunSettings settings = with.apply(RunSettings.of(BrokerUrl.parse(broker.url())));
    ConformanceRun.of(settings, collected).run();
    return collected;
  }

  synchronized List<CaseResult> results() {
    return List.copyOf(results);
  }

  List<ProfileFact> profile() {
    return profile;
  }

  int planned() {
    return planned;
  }

  @Override
  public void profiled(List<ProfileFact> facts) {
    profile = facts;
  }

  @Override
  public void planned(int executions) {
    planned = executions;
  }

  @Override
  public synchronized void ended(CaseResult result) {
    results.add(result);
  }
}
