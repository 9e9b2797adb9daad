package dev.assay.suite;

import dev.assay.client.BrokerUrl;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ResultSink;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What all executions of a run share. Used by many threads. */
final class RunContext {
  private static final int CLIENT_ID_MAX = 23;
  private static final long ROUND_TRIPS_OF_QUIET = 10;
  private static final long ROUND_TRIPS_OF_GRACE = 20;
  private static final Duration STOPPING_AT_MOST = Duration.ofSeconds(10);
  private static final Duration BYSTANDER_AT_LEAST = Duration.ofSeconds(10);

  private final RunSettings settings;
  private final Map<MqttVersion, Profile> profiles;
  private final ResultSink sink;
  private final String token;
  private final AtomicInteger executions = new AtomicInteger();
  private final Set<Leftovers> open = ConcurrentHashMap.newKeySet();
  private final Turns turns;
  // from then on nothing more is sent
  private volatile boolean stopping;

  /** Of a target that nobody can start again and no other run uses. */
  RunContext(
      RunSettings settings, Map<MqttVersion, Profile> profiles, ResultSink sink, String token) {
    this(
        settings,
        profiles,
        sink,
        token,
        new Turns(settings.workersAtATime(), 1, new Vitals(), null));
  }

  /**
   * @param profiles of the versions that are judged
   * @param token unique among the runs that may meet on the target: 0-9, a-z
   * @param turns of all runs that share the target
   */
  RunContext(
      RunSettings settings,
      Map<MqttVersion, Profile> profiles,
      ResultSink sink,
      String token,
      Turns turns) {
    this.settings = settings;
    this.profiles = new EnumMap<>(MqttVersion.class);
    this.profiles.putAll(profiles);
    this.sink = sink;
    this.token = token;
    this.turns = turns;
  }

  BrokerUrl url() {
    return settings.url();
  }

  /** Opens a connection in the way that this run asks for. */
  WireClient open(MqttVersion version, String name, Transcript transcript, Duration patience)
      throws ConnectFailed {
    return WireClient.open(url(), version, name, transcript, patience, settings.segments());
  }

  Vitals vitals() {
    return turns.vitals();
  }

  Turns turns() {
    return turns;
  }

  boolean exclusive() {
    return settings.exclusive();
  }

  ResultSink sink() {
    return sink;
  }

  RunSettings settings() {
    return settings;
  }

  Set<MqttVersion> versions() {
    return profiles.keySet();
  }

  Profile profile(MqttVersion version) {
    Profile profile = profiles.get(version);
    if (profile == null) {
      throw new IllegalStateException("the target was not probed for " + version);
    }
    return profile;
  }

  /** A transcript of connections to the target that begins now. */
  Transcript transcript() {
    return settings.transcript();
  }

  /** Distinguishes one execution from the others of this run. */
  String nextNumber() {
    return Integer.toString(executions.incrementAndGet(), Character.MAX_RADIX);
  }

  /** As {@link #nextNumber}, among the executions of all runs. */
  String execution(String number) {
    return token + number;
  }

  String topicPrefix() {
    return settings.topicPrefix() + "/" + token + "/";
  }

  /** Prefix, token and number make it unique; as much of {@code name} as fits makes it readable. */
  String clientId(String number, String name) {
    String readable = name.replaceAll("[^0-9a-zA-Z]", "");
    // a capital separates number and name, since the number has none: no two pairs make the same
    // identifier
    String unique = settings.clientIdPrefix() + token + number.toLowerCase(Locale.ROOT) + "X";
    String whole = unique + readable;
    if (whole.length() <= CLIENT_ID_MAX) {
      return whole;
    }
    String hash = Integer.toString(name.hashCode() & 0xFFF, Character.MAX_RADIX);
    return whole.substring(0, CLIENT_ID_MAX - hash.length()) + hash;
  }

  Hello hello(MqttVersion version, String clientId) {
    return new Hello(version, clientId, settings.userName(), settings.password());
  }

  Judge.Windows windows(Profile profile) {
    return windows(settings.timeScale(), profile.roundTripMicros());
  }

  /** The waits that fit a target with this round trip. */
  static Judge.Windows windows(double scale, long roundTripMicros) {
    long quietMicros = Math.max(50_000, 30_000 + ROUND_TRIPS_OF_QUIET * roundTripMicros);
    long silenceMicros = Math.max(250_000, 100_000 + ROUND_TRIPS_OF_GRACE * roundTripMicros);
    long graceMicros = Math.max(3_000_000, ROUND_TRIPS_OF_GRACE * roundTripMicros);
    long patienceMicros = 5_000_000 + ROUND_TRIPS_OF_GRACE * roundTripMicros;
    // a quiet window that is too short proves nothing, so it only ever grows
    return new Judge.Windows(
        scaled(quietMicros, Math.max(1, scale)),
        scaled(silenceMicros, Math.max(1, scale)),
        scaled(graceMicros, scale),
        scaled(patienceMicros, scale));
  }

  /** How long a broker gets to show that it serves somebody: never shorter than ten seconds. */
  Duration patienceOfBystander(Profile profile) {
    Duration thrice = windows(profile).patience().multipliedBy(3);
    return thrice.compareTo(BYSTANDER_AT_LEAST) > 0 ? thrice : BYSTANDER_AT_LEAST;
  }

  private static Duration scaled(long micros, double scale) {
    return Duration.ofNanos((long) (micros * 1_000 * scale));
  }

  void opened(Leftovers leftovers) {
    open.add(leftovers);
  }

  void cleaned(Leftovers leftovers) {
    synchronized (open) {
      open.remove(leftovers);
      open.notifyAll();
    }
  }

  boolean isStopping() {
    return stopping;
  }

  /** From now on nothing is sent but what takes away what was left. */
  void beginToStop() {
    stopping = true;
  }

  /**
   * Ends an interrupted run with nothing left in the target: nothing more is sent, whoever then comes to an end cleans up by itself,
   * and whoever only waits is cleaned up after.
   *
   * @param grace how long executions have to end by themselves
   */
  void stop(Duration grace) {
    beginToStop();
    awaitNoneOpen(System.nanoTime() + grace.toNanos());
    long deadline = System.nanoTime() + STOPPING_AT_MOST.toNanos();
    for (Leftovers leftovers : open) {
      if (System.nanoTime() - deadline < 0) {
        leftovers.clean();
      }
    }
  }

  private void awaitNoneOpen(long deadline) {
    synchronized (open) {
      while (!open.isEmpty()) {
        long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
          return;
        }
        try {
          open.wait(leftMillis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }
}
