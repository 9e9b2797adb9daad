package dev.assay.suite;

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
import java.util.Set;
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
    return ProbedRun.playAll(List.of(probe())).get(0);
  }

  /**
   * Finds out what the target speaks and offers, without playing a case.
   *
   * @throws TargetProblem if the target cannot be judged
   */
  public ProbedRun probe() throws TargetProblem {
    Probe.Found found = new Probe(settings, token).find();
    List<ProfileFact> facts = new ArrayList<>(found.facts());
    RunSettings fitting = fitting(overTls(found, facts), found, facts);
    sink.profiled(List.copyOf(facts));
    int planned = CaseCatalogue.executions(fitting, found.profiles().keySet());
    sink.planned(planned);
    return new ProbedRun(fitting, found.profiles(), facts, sink, token, revival, planned);
  }

  private RunSettings overTls(Probe.Found found, List<ProfileFact> facts) {
    if (!settings.url().scheme().isEncrypted()) {
      return settings;
    }
    Set<MqttVersion> versions = found.profiles().keySet();
    return new TlsOfCases(settings, versions.iterator().next()).chosen(facts, versions);
  }

  /** The settings for as many connections as the target grants at a time; fewer than would be liked are a fact about it. */
  private RunSettings fitting(RunSettings settings, Probe.Found found, List<ProfileFact> facts)
      throws TargetProblem {
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
}
