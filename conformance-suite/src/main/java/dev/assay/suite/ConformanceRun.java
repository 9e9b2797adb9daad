package dev.assay.suite;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Leftover;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.Verdict;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One run of the suite against one target: probes it, then plays the cases in parallel and hands each result on as it ends.
 *
 * <pre>
 *   probe --> profiled(facts) --> planned(n) --> ended(result) n times, from several threads
 * </pre>
 */
public final class ConformanceRun {
  private static final int TOKEN_LENGTH = 4;
  private static final Duration STOPPING_GRACE = Duration.ofSeconds(3);
  private static final Duration CROWD_PATIENCE = Duration.ofSeconds(10);

  private final RunSettings settings;
  private final ResultSink sink;
  private final String token;
  private final @Nullable Revival revival;

  /**
   * How a run went.
   *
   * @param counts executions by verdict; a verdict that did not occur is absent
   * @param profile what the probe found, and how often the target was started again
   */
  public record Summary(Map<Verdict, Integer> counts, List<ProfileFact> profile) {
    public Summary {
      counts = Collections.unmodifiableMap(new EnumMap<>(counts));
      profile = List.copyOf(profile);
    }

    /** How many executions ended so. */
    public int count(Verdict verdict) {
      return counts.getOrDefault(verdict, 0);
    }

    /** All executions. */
    public int executions() {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private ConformanceRun(
      RunSettings settings, ResultSink sink, String token, @Nullable Revival revival) {
    this.settings = settings;
    this.sink = sink;
    this.token = token;
    this.revival = revival;
  }

  /** A run that has not begun. Nobody else who uses the target has the identifiers and topics that it makes. */
  public static ConformanceRun of(RunSettings settings, ResultSink sink) {
    return new ConformanceRun(settings, sink, newToken(), null);
  }

  /**
   * The same, of a target that can be started again. If it stops serving in the middle of the run, it is; what was under way is
   * played once more, fewer at a time, until it is known which case brings it down.
   */
  public ConformanceRun revivedBy(Revival who) {
    return new ConformanceRun(settings, sink, token, who);
  }

  /** Unique among the runs that may meet on a target. */
  static String newToken() {
    SecureRandom random = new SecureRandom();
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < TOKEN_LENGTH; i++) {
      token.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
    }
    return token.toString();
  }

  /**
   * Probes the target and plays the cases that were asked for. Ends for certain: every wait has a deadline. If the JVM is asked
   * to stop meanwhile, what the running cases may have left in the target is taken away first.
   *
   * @throws TargetProblem if the target cannot be judged; then no case was played
   * @throws IllegalStateException if the suite itself is at fault
   */
  public Summary run() throws TargetProblem {
    Probe.Found found = new Probe(settings, token).find();
    List<ProfileFact> facts = new ArrayList<>(found.facts());
    RunSettings fitting = fitting(found, facts);
    sink.profiled(List.copyOf(facts));
    Counting counting = new Counting(sink);
    RunContext context = new RunContext(fitting, found.profiles(), counting, token, revival);
    int planned = CaseCatalogue.executions(fitting, context.versions());
    sink.planned(planned);
    Thread cleaner = new Thread(() -> context.stop(STOPPING_GRACE), "assay-clean-up");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      new Programme(context).playAll();
    } finally {
      forget(cleaner);
    }
    facts.addAll(revivals(context));
    Summary summary = new Summary(counting.counts(), facts);
    if (summary.executions() != planned) {
      throw new IllegalStateException(
          "planned " + planned + " executions, but " + summary.executions() + " ended");
    }
    return summary;
  }

  private List<ProfileFact> revivals(RunContext context) {
    List<String> obituaries = context.turns().obituaries();
    if (obituaries.isEmpty()) {
      return List.of();
    }
    MqttVersion first = context.versions().iterator().next();
    return List.of(new ProfileFact(
        first,
        "Started again in mid-run, over " + settings.url().transport(),
        (obituaries.size() == 1 ? "once: " : obituaries.size() + " times, the last time since ")
            + obituaries.get(obituaries.size() - 1),
        "observed"));
  }

  /** The settings for as many connections as the target grants at a time; fewer than would be liked are a fact about it. */
  private RunSettings fitting(Probe.Found found, List<ProfileFact> facts) throws TargetProblem {
    if (settings.connectionsMax() != RunSettings.CONNECTIONS_UNKNOWN) {
      return settings;
    }
    MqttVersion version = found.profiles().keySet().iterator().next();
    Crowd crowd = new Crowd(settings, token, version, CROWD_PATIENCE);
    int granted = crowd.granted();
    if (granted >= crowd.size()) {
      return settings;
    }
    if (granted < RunSettings.CONNECTIONS_AT_LEAST) {
      throw new TargetProblem(
          TargetProblem.Kind.REFUSED,
          settings.url().masked() + " lets in " + granted + " of " + crowd.size()
              + " clients that come together, expected " + RunSettings.CONNECTIONS_AT_LEAST
              + " or more");
    }
    for (MqttVersion each : found.profiles().keySet()) {
      facts.add(new ProfileFact(
          each,
          "Connections at a time",
          granted + " of " + crowd.size() + " asked for",
          "observed"));
    }
    return settings.withConnectionsMax(granted);
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
