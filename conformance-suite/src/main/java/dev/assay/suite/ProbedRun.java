package dev.assay.suite;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Leftover;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.Verdict;
import dev.assay.suite.ConformanceRun.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A run of which the target was probed: its cases can be played, once. */
public final class ProbedRun {
  private static final Duration STOPPING_GRACE = Duration.ofSeconds(3);

  private final RunSettings settings;
  private final Map<MqttVersion, Profile> profiles;
  private final List<ProfileFact> facts;
  private final Counting counting;
  private final String token;
  private final @Nullable Revival revival;
  private final int planned;

  /**
   * @param settings that fit what was found
   * @param planned how many executions the sink was told of
   */
  ProbedRun(
      RunSettings settings,
      Map<MqttVersion, Profile> profiles,
      List<ProfileFact> facts,
      ResultSink sink,
      String token,
      @Nullable Revival revival,
      int planned) {
    this.settings = settings;
    this.profiles = profiles;
    this.facts = facts;
    this.counting = new Counting(sink);
    this.token = token;
    this.revival = revival;
    this.planned = planned;
  }

  /**
   * Plays the cases of all runs, as {@link ConformanceRun#run} says.
   *
   * @param runs of one and the same target, over a transport each, at least one; the first says how it can be started again
   * @return how each went
   */
  public static List<Summary> playAll(List<ProbedRun> runs) {
    int places =
        runs.stream().mapToInt(run -> run.settings.workersAtATime()).min().orElseThrow();
    Turns turns = new Turns(places, runs.size(), new Vitals(), runs.get(0).revival);
    List<RunContext> contexts = runs.stream().map(run -> run.context(turns)).toList();
    Thread cleaner = new Thread(() -> stop(contexts), "assay-clean-up");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      Programme.playAll(contexts);
    } finally {
      forget(cleaner);
    }
    return runs.stream().map(run -> run.summary(turns)).toList();
  }

  private RunContext context(Turns turns) {
    return new RunContext(settings, profiles, counting, token, turns);
  }

  private static void stop(List<RunContext> contexts) {
    contexts.forEach(RunContext::beginToStop);
    contexts.forEach(context -> context.stop(STOPPING_GRACE));
  }

  private Summary summary(Turns turns) {
    List<ProfileFact> all = new ArrayList<>(facts);
    all.addAll(revivals(turns));
    Summary summary = new Summary(counting.counts(), all);
    if (summary.executions() != planned) {
      throw new IllegalStateException(
          "planned " + planned + " executions, but " + summary.executions() + " ended");
    }
    return summary;
  }

  private List<ProfileFact> revivals(Turns turns) {
    List<String> obituaries = turns.obituaries();
    if (obituaries.isEmpty()) {
      return List.of();
    }
    return List.of(new ProfileFact(
        profiles.keySet().iterator().next(),
        "Started again in mid-run",
        (obituaries.size() == 1 ? "once: " : obituaries.size() + " times, the last time since ")
            + obituaries.get(obituaries.size() - 1),
        "observed"));
  }

  private static void forget(Thread cleaner) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException stopping) {
      // the JVM is on its way out and the cleaner at work
      return;
    }
  }

  private static final class Counting implements ResultSink {
    private final ResultSink next;
    private final Map<Verdict, AtomicInteger> counts = new EnumMap<>(Verdict.class);

    Counting(ResultSink next) {
      this.next = next;
      for (Verdict verdict : Verdict.values()) {
        counts.put(verdict, new AtomicInteger());
      }
    }

    @Override
    public void profiled(List<ProfileFact> profile) {
      next.profiled(profile);
    }

    @Override
    public void planned(int executions) {
      next.planned(executions);
    }

    @Override
    public void ended(CaseResult result) {
      counts.getOrDefault(result.verdict(), new AtomicInteger()).incrementAndGet();
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

    Map<Verdict, Integer> counts() {
      Map<Verdict, Integer> those = new EnumMap<>(Verdict.class);
      counts.forEach((verdict, count) -> {
        if (count.get() > 0) {
          those.put(verdict, count.get());
        }
      });
      return those;
    }
  }
}
