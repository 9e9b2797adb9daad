package dev.assay.suite.durability;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.TranscriptEntry;
import dev.assay.suite.Probe;
import dev.assay.suite.Profile;
import dev.assay.suite.RunSettings;
import dev.assay.suite.TargetProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds out what a broker remembers through a clean restart, and through SIGKILL under load. Both versions work at the same time, so
 * that the broker ends as seldom as possible.
 *
 * <pre>
 *   probe --> profiled --> planned --> restart: one trial for each version --> ended, for each kind of memory
 *                                  --> kills:   the same, several times    --> ended, for each kind of memory
 * </pre>
 *
 * <p>What survives the end of a process may still be lost with the power: nothing here is said about that.
 */
public final class DurabilityRun {
  private static final String TOKEN = "dura";
  private static final int ACKNOWLEDGED_MIN = 100;
  private static final int ACKNOWLEDGED_MORE_MAX = 700;
  private static final Duration LOAD_PATIENCE = Duration.ofSeconds(15);
  /** No further kill begins after this; the whole is to end within two minutes. */
  private static final Duration KILLS_UNTIL = Duration.ofSeconds(75);

  private static final long JOIN_MILLIS = 120_000;

  private final RunSettings settings;
  private final Restartable target;
  private final Plan plan;
  private final ResultSink sink;
  private final Map<MqttVersion, Map<Memory, List<Trial.Finding>>> restarts =
      new EnumMap<>(MqttVersion.class);
  private final Map<MqttVersion, Map<Memory, List<Trial.Finding>>> kills =
      new EnumMap<>(MqttVersion.class);
  private int trials;

  /**
   * What is to be done.
   *
   * @param kills how often the broker is killed at most, at least 1
   * @param seed of the moments at which that happens
   * @param claims what the broker's documentation promises, by kind of memory; empty for nothing
   * @param reproducer the command that does it again, for a version
   * @param progress told in a few words what happens
   */
  public record Plan(
      int kills,
      long seed,
      Map<Memory, Claim> claims,
      Function<MqttVersion, String> reproducer,
      Consumer<String> progress) {}

  private DurabilityRun(RunSettings settings, Restartable target, Plan plan, ResultSink sink) {
    this.settings = settings;
    this.target = target;
    this.plan = plan;
    this.sink = sink;
  }

  /** A run that has not begun, against a target that runs. */
  public static DurabilityRun of(
      RunSettings settings, Restartable target, Plan plan, ResultSink sink) {
    return new DurabilityRun(settings, target, plan, sink);
  }

  /**
   * Does it all. Ends for certain: every wait has a deadline. The target runs afterwards, or has not come back.
   *
   * @return what the probe found, and the level observed for each version and kind of memory
   * @throws TargetProblem if the target cannot be judged; then it was not ended
   */
  public List<ProfileFact> run() throws TargetProblem {
    long begin = System.nanoTime();
    Probe.Found found = new Probe(settings, TOKEN).find();
    sink.profiled(found.facts());
    Map<MqttVersion, Profile> profiles = found.profiles();
    sink.planned(profiles.size() * Memory.values().length * Event.values().length);
    Random random = new Random(plan.seed());
    String gone = live(Event.RESTART, profiles, random, restarts);
    tell(Event.RESTART, profiles, restarts, millisSince(begin));
    long beginOfKills = System.nanoTime();
    for (int i = 0; i < plan.kills() && (i == 0 || isTimeLeft(begin)); i++) {
      gone = gone.isEmpty()
          ? live(Event.KILL, profiles, random, kills)
          : note(profiles.keySet(), kills, gone);
    }
    tell(Event.KILL, profiles, kills, millisSince(beginOfKills));
    List<ProfileFact> facts = new ArrayList<>(found.facts());
    for (MqttVersion version : profiles.keySet()) {
      Judging judging = judging(version);
      for (Memory memory : Memory.values()) {
        facts.add(judging.level(
            memory, tallies(restarts, version, memory), tallies(kills, version, memory)));
      }
    }
    return List.copyOf(facts);
  }

  private static boolean isTimeLeft(long begin) {
    return System.nanoTime() - begin < KILLS_UNTIL.toNanos();
  }

  private static long millisSince(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }

  /**
   * One life of the broker and what is left of it.
   *
   * @return why the broker is not there any more; empty if it is
   */
  private String live(
      Event event,
      Map<MqttVersion, Profile> profiles,
      Random random,
      Map<MqttVersion, Map<Memory, List<Trial.Finding>>> into) {
    int enough = ACKNOWLEDGED_MIN + random.nextInt(ACKNOWLEDGED_MORE_MAX);
    int number = trials++;
    List<Trial> parts = profiles.values().stream()
        .map(profile -> new Trial(settings, profile, number))
        .toList();
    try {
      parts.forEach(Trial::prepare);
      parts.forEach(Trial::begin);
      parts.forEach(each -> each.awaitAcknowledged(enough, LOAD_PATIENCE));
      // a message that comes before it is acknowledged cannot be lost: somebody has to be away
      if (event == Event.RESTART || number % 2 == 1) {
        parts.forEach(Trial::breakOff);
        parts.forEach(Trial::awaitPending);
      }
      String unclean = end(event, parts);
      parts.forEach(Trial::ended);
      try {
        target.start();
      } catch (Restartable.NotBack e) {
        String gone = "after " + event.text() + ": " + e.getMessage();
        return note(profiles.keySet(), into, gone);
      }
      if (!unclean.isEmpty()) {
        note(profiles.keySet(), into, unclean);
        return "";
      }
      plan.progress().accept("looking for what was acknowledged");
      findAll(parts, into);
      return "";
    } finally {
      parts.forEach(Trial::close);
    }
  }

  /** @return why this was not the end that it was to be; empty if it was */
  private String end(Event event, List<Trial> parts) {
    if (event == Event.KILL) {
      target.kill();
      plan.progress().accept("killed under load");
      return "";
    }
    parts.forEach(Trial::calm);
    boolean isClean = target.stop();
    plan.progress().accept("stopped");
    return isClean
        ? ""
        : "the broker did not stop in the time that it is given and was killed: not a clean restart";
  }

  /** Each version in a thread of its own. */
  private void findAll(List<Trial> parts, Map<MqttVersion, Map<Memory, List<Trial.Finding>>> into) {
    Map<Trial, Thread> threads = new LinkedHashMap<>();
    for (Trial each : parts) {
      Thread thread = new Thread(() -> add(into, each.version(), each.find()), "assay-durability");
      thread.setDaemon(true);
      threads.put(each, thread);
      thread.start();
    }
    threads.forEach((part, thread) -> {
      try {
        thread.join(JOIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        add(into, part.version(), Trial.nothingFound("looking for it took too long"));
      }
    });
  }

  private static String note(
      Iterable<MqttVersion> versions,
      Map<MqttVersion, Map<Memory, List<Trial.Finding>>> into,
      String why) {
    versions.forEach(version -> add(into, version, Trial.nothingFound(why)));
    return why;
  }

  private static void add(
      Map<MqttVersion, Map<Memory, List<Trial.Finding>>> into,
      MqttVersion version,
      Map<Memory, Trial.Finding> findings) {
    synchronized (into) {
      findings.forEach(
          (memory, finding) -> into.computeIfAbsent(version, absent -> new EnumMap<>(Memory.class))
              .computeIfAbsent(memory, absent -> new ArrayList<>())
              .add(finding));
    }
  }

  private static List<Trial.Finding> findings(
      Map<MqttVersion, Map<Memory, List<Trial.Finding>>> all, MqttVersion version, Memory memory) {
    synchronized (all) {
      return List.copyOf(all.getOrDefault(version, Map.of()).getOrDefault(memory, List.of()));
    }
  }

  private static List<Tally> tallies(
      Map<MqttVersion, Map<Memory, List<Trial.Finding>>> all, MqttVersion version, Memory memory) {
    return findings(all, version, memory).stream().map(Trial.Finding::tally).toList();
  }

  private Judging judging(MqttVersion version) {
    return new Judging(
        version, plan.claims(), settings.url().transport(), plan.reproducer().apply(version));
  }

  private void tell(
      Event event,
      Map<MqttVersion, Profile> profiles,
      Map<MqttVersion, Map<Memory, List<Trial.Finding>>> all,
      long durationMillis) {
    for (MqttVersion version : profiles.keySet()) {
      Judging judging = judging(version);
      for (Memory memory : Memory.values()) {
        List<Trial.Finding> findings = findings(all, version, memory);
        sink.ended(judging.result(
            memory,
            event,
            findings.stream().map(Trial.Finding::tally).toList(),
            telling(findings),
            durationMillis));
      }
    }
  }

  /** Of the first that was not as it should be, else of the last. */
  private static List<TranscriptEntry> telling(List<Trial.Finding> findings) {
    return findings.stream()
        .filter(each -> each.tally().isBroken())
        .findFirst()
        .or(() -> findings.stream().reduce((first, second) -> second))
        .map(Trial.Finding::transcript)
        .orElse(List.of());
  }
}
