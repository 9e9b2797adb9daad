package dev.assay.suite.faults;

import dev.assay.client.BrokerUrl;
import dev.assay.client.FaultProxy;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import dev.assay.suite.CaseCatalogue;
import dev.assay.suite.CaseInfo;
import dev.assay.suite.ConformanceRun;
import dev.assay.suite.Judged;
import dev.assay.suite.RunSettings;
import dev.assay.suite.TargetProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts a fault between the suite and a broker and plays the cases that come across it, each in each version by itself, so that it is
 * known of each whether the fault came about. The broker is probed without the fault.
 */
public final class FaultTrial {
  /** What became of a fault. */
  public enum Outcome {
    /** All judgements that came across it failed, at least one. */
    CAUGHT,
    /** One that came across it did not fail. */
    MISSED,
    /** It breaks no MUST, and no case failed. */
    TOLERATED,
    /** It breaks no MUST, and a case failed. */
    WRONGLY_BLAMED,
    /** It never came about, or in no case that this broker offers enough for: nothing is known. */
    NOT_TRIGGERED,
    /** What came across it fails on this broker without it, too: nothing is known. */
    FAILS_ANYWAY
  }

  /**
   * One execution.
   *
   * @param statement null where no judgement is looked for
   * @param demand of the statement; empty where no judgement is looked for
   * @param done how many packets the fault was done to while the case ran
   * @param failsAnyway whether it failed, or the case did not get there, and does so on this broker without the fault as well
   */
  public record Play(
      String caseId,
      MqttVersion version,
      @Nullable Statement statement,
      String demand,
      Verdict verdict,
      String reason,
      long done,
      boolean failsAnyway) {

    /** Whether the case came across the fault, and came to an answer. */
    public boolean isTriggered() {
      return done > 0 && !isOutOfReach(verdict);
    }
  }

  /** A fault and all that was played with it. */
  public record Result(WireFault fault, List<Play> plays) {

    public Result {
      plays = List.copyOf(plays);
    }

    public Outcome outcome() {
      List<Play> triggered = plays.stream().filter(Play::isTriggered).toList();
      List<Play> met = triggered.stream().filter(play -> !play.failsAnyway()).toList();
      if (met.isEmpty()) {
        return triggered.isEmpty() ? Outcome.NOT_TRIGGERED : Outcome.FAILS_ANYWAY;
      }
      if (!fault.isForbidden()) {
        return met.stream().anyMatch(play -> play.verdict() == Verdict.FAIL)
            ? Outcome.WRONGLY_BLAMED
            : Outcome.TOLERATED;
      }
      return met.stream().allMatch(play -> play.verdict() == Verdict.FAIL)
          ? Outcome.CAUGHT
          : Outcome.MISSED;
    }
  }

  private final BrokerUrl broker;
  private final UnaryOperator<RunSettings> settings;
  // what comes without a fault: asked where something failed with one, and once for all faults
  private final Map<Control, Verdict> controls = new ConcurrentHashMap<>();

  private final Set<MqttVersion> unspoken = ConcurrentHashMap.newKeySet();

  private record Control(String caseId, MqttVersion version, Judged.@Nullable Point point) {}

  /**
   * A trial on the broker at {@code broker}.
   *
   * @param settings what else the runs are made with
   */
  public FaultTrial(BrokerUrl broker, UnaryOperator<RunSettings> settings) {
    this.broker = broker;
    this.settings = settings;
  }

  /**
   * Plays the cases of one fault.
   *
   * @throws IOException if the proxy cannot listen
   * @throws TargetProblem if the broker cannot be judged
   */
  public Result of(WireFault fault) throws IOException, TargetProblem {
    List<Play> plays = new ArrayList<>();
    for (WireFault.Broken broken : fault.breaks()) {
      Judged judged = judged(broken);
      for (MqttVersion version : judged.points().keySet()) {
        addPlay(plays, fault, broken.caseId(), version, judged.in(version));
      }
    }
    for (String caseId : fault.meets()) {
      for (MqttVersion version : named(caseId).versions()) {
        addPlay(plays, fault, caseId, version, null);
      }
    }
    return new Result(fault, plays);
  }

  /** In a version that the broker does not speak there is nothing to play. */
  private void addPlay(
      List<Play> plays,
      WireFault fault,
      String caseId,
      MqttVersion version,
      Judged.@Nullable Point point)
      throws IOException, TargetProblem {
    if (unspoken.contains(version)) {
      return;
    }
    try {
      plays.add(play(fault, caseId, version, point));
    } catch (TargetProblem problem) {
      if (problem.kind() != TargetProblem.Kind.VERSION_NOT_SPOKEN) {
        throw problem;
      }
      unspoken.add(version);
    }
  }

  private static CaseInfo named(String caseId) {
    return CaseCatalogue.all().stream()
        .filter(info -> info.id().equals(caseId))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no case is called " + caseId));
  }

  private static Judged judged(WireFault.Broken broken) {
    return named(broken.caseId()).judgements().stream()
        .filter(judged -> judged.name().equals(broken.judgement()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(broken + " is not judged"));
  }

  private Play play(
      WireFault fault, String caseId, MqttVersion version, Judged.@Nullable Point point)
      throws IOException, TargetProblem {
    Results results = new Results();
    long done;
    try (FaultProxy proxy =
        FaultProxy.start(broker, fault.fault().when(passing -> results.isArmed()))) {
      run(proxy.url(), caseId, version, results);
      done = proxy.done();
    }
    CaseResult result = results.only;
    Verdict verdict = verdict(result, point);
    Judgement told = result == null || point == null ? null : telling(result, point);
    String reason = told != null && !told.reason().isEmpty()
        ? told.reason()
        : result == null ? "the case was not played" : result.reason();
    boolean isDecisive = verdict == Verdict.FAIL || verdict == Verdict.NOT_RUN;
    return new Play(
        caseId,
        version,
        point == null ? null : point.statement(),
        point == null ? "" : point.demand(),
        verdict,
        reason,
        done,
        isDecisive && verdictWithout(new Control(caseId, version, point)) == verdict);
  }

  /** Of the judgement; of the case where none is looked for, or where this broker does not offer what the case needs. */
  private static Verdict verdict(@Nullable CaseResult result, Judged.@Nullable Point point) {
    if (result == null) {
      return Verdict.NOT_RUN;
    }
    if (point == null || isOutOfReach(result.verdict())) {
      return result.verdict();
    }
    Judgement told = telling(result, point);
    return told == null ? Verdict.NOT_RUN : told.verdict();
  }

  /** Whether the case could not be played, since the broker does not offer what it needs. */
  private static boolean isOutOfReach(Verdict verdict) {
    return verdict == Verdict.NOT_EXERCISED || verdict == Verdict.UNSUPPORTED;
  }

  private Verdict verdictWithout(Control control) throws TargetProblem {
    Verdict known = controls.get(control);
    if (known == null) {
      Results results = new Results();
      run(broker, control.caseId(), control.version(), results);
      known = verdict(results.only, control.point());
      controls.put(control, known);
    }
    return known;
  }

  private void run(BrokerUrl at, String caseId, MqttVersion version, Results results)
      throws TargetProblem {
    RunSettings with = settings
        .apply(RunSettings.of(at))
        .withCases(List.of(caseId))
        .withVersions(Set.of(version))
        .withRetries(0);
    ConformanceRun.of(with, results).run();
  }

  /** A case may judge the same several times: it has failed if one of them has. */
  private static @Nullable Judgement telling(CaseResult result, Judged.Point point) {
    List<Judgement> about = result.judgements().stream()
        .filter(judgement -> judgement.statement().equals(point.statement()))
        .filter(judgement -> judgement.demand().equals(point.demand()))
        .toList();
    return about.stream()
        .filter(judgement -> judgement.verdict() == Verdict.FAIL)
        .findFirst()
        .orElse(about.isEmpty() ? null : about.get(about.size() - 1));
  }

  /** Arms the fault when the broker has been probed, and keeps the one result. */
  private static final class Results implements ResultSink {
    private volatile boolean isArmed;
    private volatile @Nullable CaseResult only;

    boolean isArmed() {
      return isArmed;
    }

    @Override
    public void profiled(List<ProfileFact> profile) {
      isArmed = true;
    }

    @Override
    public void planned(int executions) {}

    @Override
    public void ended(CaseResult result) {
      only = result;
      isArmed = false;
    }
  }
}
