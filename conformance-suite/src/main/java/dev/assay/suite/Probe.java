package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.suite.TargetProblem.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a target speaks and offers before any case runs. Asks in all versions at the same time, since a version that
 * is not spoken may look like a target that never answers.
 */
public final class Probe {
  private static final long PATIENCE_MILLIS = 10_000;
  /** How long a version is waited for once another one is known to be spoken; it is asked again then. */
  private static final long PATIENCE_BESIDE_MILLIS = 3_000;

  private static final long SLICE_MILLIS = 250;
  private static final long STEP_MILLIS = 1_000;

  /** Who needs longer for a CONNACK, twice, would have many cases undecided, one wait after the other. */
  private static final long SLOWEST_MILLIS = 2_500;

  private static final int STRAYS_MAX = 8;
  private static final int QOS_TWO_ID = 5;
  private static final int WILDCARDS_ID = 6;
  private static final int PINGS = 3;
  private static final long ROUND_TRIP_MICROS_UNKNOWN = 5_000;
  private static final int CONNACK_FIRST_BYTE = 0x20;
  private static final int TLS_ALERT = 0x15;
  private static final int BYTES_SHOWN = 24;

  private final RunSettings settings;
  private final String token;
  private final Executor asking;
  private final Duration patience;
  private final Duration patienceBeside;
  private final Duration slice;
  private final Duration step;
  private final Duration slowest;
  private final AtomicBoolean someVersionSpoken = new AtomicBoolean();
  private volatile boolean asksAgain;

  /**
   * A probe that asks all versions at a time.
   *
   * @param token a few letters and digits that nobody else who uses the target puts into its names
   */
  public Probe(RunSettings settings, String token) {
    this(settings, token, Probe::inThread);
  }

  /** @param asking has each version asked */
  Probe(RunSettings settings, String token, Executor asking) {
    this.settings = settings;
    this.asking = asking;
    this.token = token;
    this.patience = scaled(PATIENCE_MILLIS);
    this.patienceBeside = scaled(PATIENCE_BESIDE_MILLIS);
    this.slice = scaled(SLICE_MILLIS);
    this.step = scaled(STEP_MILLIS);
    this.slowest =
        Duration.ofNanos((long) (SLOWEST_MILLIS * 1e6 * Math.max(1, settings.timeScale())));
  }

  private Duration scaled(long millis) {
    return Duration.ofNanos((long) (millis * 1e6 * settings.timeScale()));
  }

  /**
   * What was found.
   *
   * @param profiles of the versions that are spoken and asked for, at least one
   */
  public record Found(Map<MqttVersion, Profile> profiles, List<ProfileFact> facts) {}

  /** What one version's questions led to. */
  private sealed interface Answer {
    record Spoken(Profile profile, List<ProfileFact> facts) implements Answer {}

    /** Another version may be spoken. */
    record NotSpoken(String how) implements Answer {}

    /** Not spoken if another version is; else what is wrong with the target. */
    record Trouble(Kind kind, String what) implements Answer {}
  }

  /**
   * Asks.
   *
   * @throws TargetProblem if nothing can be judged, or a version that was asked for is not spoken
   */
  public Found find() throws TargetProblem {
    Set<MqttVersion> asked =
        settings.versions().isEmpty() ? EnumSet.allOf(MqttVersion.class) : settings.versions();
    // the other version is asked too: it tells a target that does not speak the one from a target
    // that speaks none
    Map<MqttVersion, CompletableFuture<Answer>> questions = new EnumMap<>(MqttVersion.class);
    for (MqttVersion version : MqttVersion.values()) {
      questions.put(version, CompletableFuture.supplyAsync(() -> ask(version), asking));
    }
    Map<MqttVersion, Answer> answers = new EnumMap<>(MqttVersion.class);
    for (MqttVersion version : MqttVersion.values()) {
      answers.put(version, answerOf(questions.get(version)));
    }
    if (isAnySpoken(answers)) {
      // half of the cases go with a version: a disturbance must not take them away
      asksAgain = true;
      answers.replaceAll(
          (version, answer) -> answer instanceof Answer.Trouble ? askOnce(version) : answer);
    }
    return found(asked, answers);
  }

  private static boolean isAnySpoken(Map<MqttVersion, Answer> answers) {
    return answers.values().stream().anyMatch(Answer.Spoken.class::isInstance);
  }

  private static void inThread(Runnable question) {
    Thread thread = new Thread(question, "assay-probe");
    thread.setDaemon(true);
    thread.start();
  }

  private static Answer answerOf(@Nullable CompletableFuture<Answer> question) {
    if (question == null) {
      throw new IllegalStateException("every version is asked");
    }
    try {
      return question.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Found found(Set<MqttVersion> asked, Map<MqttVersion, Answer> answers)
      throws TargetProblem {
    Map<MqttVersion, Profile> profiles = new EnumMap<>(MqttVersion.class);
    List<ProfileFact> facts = new ArrayList<>();
    answers.forEach((version, answer) -> {
      if (answer instanceof Answer.Spoken spoken && asked.contains(version)) {
        profiles.put(version, spoken.profile());
        facts.addAll(spoken.facts());
      } else if (!(answer instanceof Answer.Spoken) && asked.contains(version)) {
        facts.add(new ProfileFact(
            version, "MQTT " + version, "not spoken: " + howOf(answer), "observed"));
      }
    });
    if (!isAnySpoken(answers)) {
      throw worst(answers);
    }
    Set<MqttVersion> missing = EnumSet.copyOf(asked);
    missing.removeAll(profiles.keySet());
    if (profiles.isEmpty() || (!settings.versions().isEmpty() && !missing.isEmpty())) {
      MqttVersion version = missing.iterator().next();
      throw new TargetProblem(
          Kind.VERSION_NOT_SPOKEN,
          at() + " does not speak MQTT " + version + ", which was asked for: "
              + howOf(answers.get(version)));
    }
    return new Found(profiles, List.copyOf(facts));
  }

  private static String howOf(@Nullable Answer answer) {
    if (answer instanceof Answer.NotSpoken notSpoken) {
      return notSpoken.how();
    }
    return answer instanceof Answer.Trouble trouble ? trouble.what() : "spoken";
  }

  /** Of what both versions met, that which says most; a version that is merely not spoken says least. */
  private TargetProblem worst(Map<MqttVersion, Answer> answers) {
    List<Kind> telling = List.of(
        Kind.UNREACHABLE,
        Kind.HTTP,
        Kind.TLS,
        Kind.REFUSED,
        Kind.NOT_MQTT,
        Kind.CLOSED_AT_ONCE,
        Kind.TOO_SLOW,
        Kind.NO_ANSWER);
    for (Kind kind : telling) {
      for (Answer answer : answers.values()) {
        if (answer instanceof Answer.Trouble trouble && trouble.kind() == kind) {
          String what = trouble.what();
          return new TargetProblem(kind, kind == Kind.UNREACHABLE ? what : at() + " " + what);
        }
      }
    }
    StringBuilder hows = new StringBuilder();
    answers.forEach((version, answer) ->
        hows.append(hows.isEmpty() ? "" : "; ").append(version).append(": ").append(howOf(answer)));
    return new TargetProblem(
        Kind.NOT_MQTT, at() + " speaks neither MQTT 3.1.1 nor 5.0 (" + hows + ")");
  }

  private String at() {
    return settings.url().masked();
  }

  // ---- one version

  private Answer ask(MqttVersion version) {
    Answer first = askOnce(version);
    // a machine may be busy for a moment; a slow target is slow again
    return first instanceof Answer.Trouble trouble && trouble.kind() == Kind.TOO_SLOW
        ? askOnce(version)
        : first;
  }

  private Answer askOnce(MqttVersion version) {
    Transcript transcript = settings.transcript();
    try (WireClient wire =
        WireClient.open(settings.url(), version, "probe", transcript, patience)) {
      long sentMicros = transcript.elapsedMicros();
      wire.send(hello(version, "probe").packet());
      Arrival arrival = firstAnswer(wire);
      ConnAck ack = connAckIn(arrival);
      Duration taken = Duration.ofNanos((transcript.elapsedMicros() - sentMicros) * 1_000);
      if (ack != null && taken.compareTo(slowest) > 0) {
        return tooSlow(taken);
      }
      if (ack == null) {
        return withoutConnAck(version, wire, arrival);
      }
      if (ack.reasonCode() == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION) {
        return new Answer.NotSpoken(PacketWords.of(ack, version));
      }
      if (ack.reasonCode() != ReasonCode.SUCCESS) {
        return new Answer.Trouble(
            Kind.REFUSED,
            "refuses the connection: " + PacketWords.of(ack, version) + " (MQTT " + version + ")");
      }
      if (version == MqttVersion.V5 && ack.properties().isEmpty() && speaksOlder(wire)) {
        return new Answer.NotSpoken("accepts the CONNECT and then does not understand 5.0");
      }
      someVersionSpoken.set(true);
      Answer.Spoken spoken = look(version, wire, ack, transcript);
      wire.send(new Disconnect(ReasonCode.SUCCESS));
      return spoken;
    } catch (ConnectFailed e) {
      return new Answer.Trouble(Kind.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }

  private Hello hello(MqttVersion version, String name) {
    String clientId = settings.clientIdPrefix() + token + "0X" + name + version.protocolLevel();
    return new Hello(version, clientId, settings.userName(), settings.password());
  }

  /** The first thing that is not a packet out of turn. */
  private Arrival firstAnswer(WireClient wire) {
    Duration waited = Duration.ZERO;
    int strays = 0;
    while (true) {
      Arrival arrival = wire.next(slice);
      if (arrival instanceof Arrival.Silence) {
        waited = waited.plus(slice);
        Duration limit = someVersionSpoken.get() && !asksAgain ? patienceBeside : patience;
        if (waited.compareTo(limit) >= 0) {
          return arrival;
        }
      } else if (!(arrival instanceof Arrival.Received received)
          || received.packet() instanceof ConnAck
          || ++strays > STRAYS_MAX) {
        return arrival;
      }
    }
  }

  private Answer tooSlow(Duration taken) {
    return new Answer.Trouble(
        Kind.TOO_SLOW,
        String.format(
            Locale.ROOT,
            "takes %.1f s to answer CONNECT, expected %.1f s or less: --timeout-scale gives it more",
            taken.toNanos() / 1e9,
            slowest.toNanos() / 1e9));
  }

  private static @Nullable ConnAck connAckIn(Arrival arrival) {
    return arrival instanceof Arrival.Received received && received.packet() instanceof ConnAck ack
        ? ack
        : null;
  }

  private Answer withoutConnAck(MqttVersion version, WireClient wire, Arrival arrival) {
    if (arrival instanceof Arrival.Broken broken) {
      return unreadable(version, wire, broken);
    }
    if (arrival instanceof Arrival.Closed) {
      return new Answer.Trouble(
          Kind.CLOSED_AT_ONCE, "closes the connection without an answer to CONNECT");
    }
    if (arrival instanceof Arrival.Received received) {
      return new Answer.Trouble(
          Kind.NOT_MQTT, "answers CONNECT by " + PacketWords.of(received.packet(), version));
    }
    return afterSilence(wire);
  }

  /** A server of a text protocol waits for the end of a line: with one it shows what it is. */
  private Answer afterSilence(WireClient wire) {
    if (!someVersionSpoken.get()) {
      wire.sendBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      if (wire.next(step) instanceof Arrival.Broken broken && isHttp(broken.bytes())) {
        return new Answer.Trouble(Kind.HTTP, "answers HTTP, not MQTT");
      }
    }
    return new Answer.Trouble(
        Kind.NO_ANSWER,
        "accepts the connection and says nothing: no CONNACK within " + patience.toMillis()
            + " ms");
  }

  private Answer unreadable(MqttVersion version, WireClient wire, Arrival.Broken broken) {
    byte[] bytes = broken.bytes();
    if (isHttp(bytes)) {
      return new Answer.Trouble(Kind.HTTP, "answers HTTP, not MQTT");
    }
    if (bytes.length >= 2 && bytes[0] == TLS_ALERT && bytes[1] == 0x03) {
      String host = settings.url().host();
      return new Answer.Trouble(
          Kind.TLS,
          "speaks TLS, not plain MQTT: try mqtts://"
              + (host.contains(":") ? "[" + host + "]" : host) + ":"
              + settings.url().port());
    }
    if (bytes[0] != CONNACK_FIRST_BYTE) {
      return new Answer.Trouble(Kind.NOT_MQTT, "does not answer in MQTT: " + shown(bytes));
    }
    if (version == MqttVersion.V5 && refusesInOlderForm(wire, bytes)) {
      return new Answer.NotSpoken("CONNACK in the form of 3.1.1: " + hex(bytes));
    }
    return brokenConnAck(version, broken);
  }

  /** {@code 20 02 00 01}, {@code 20 02 00 00} and {@code 20 03 00 01 00}: seen from brokers that know 3.1.1 alone. */
  private static boolean refusesInOlderForm(WireClient wire, byte[] bytes) {
    boolean codeOfOlder = bytes.length == 5 && bytes[3] == 0x01;
    if (codeOfOlder) {
      return true;
    }
    wire.readAs(MqttVersion.V3_1_1);
    return connAckIn(wire.next(Duration.ZERO)) != null;
  }

  /** A CONNACK that breaks the standard is for the cases to judge, so the version counts as spoken, with nothing declared. */
  private Answer brokenConnAck(MqttVersion version, Arrival.Broken broken) {
    someVersionSpoken.set(true);
    ConnAck nothingDeclared = new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE);
    List<ProfileFact> facts = List.of(
        new ProfileFact(version, "MQTT " + version, "spoken", "observed"),
        new ProfileFact(version, "CONNACK", "broken: " + broken.violation(), "observed"));
    return new Answer.Spoken(
        Profile.of(version, nothingDeclared, true, ROUND_TRIP_MICROS_UNKNOWN), facts);
  }

  /** Whether a SUBSCRIBE of 5.0 is read as one of 3.1.1: then it is closed upon, or acknowledged in that form. */
  private boolean speaksOlder(WireClient wire) {
    wire.send(Packets.subscribe(1, topic("older"), Qos.AT_MOST_ONCE));
    Arrival arrival = wire.next(step);
    if (arrival instanceof Arrival.Closed) {
      return true;
    }
    if (arrival instanceof Arrival.Broken) {
      wire.readAs(MqttVersion.V3_1_1);
      return wire.next(Duration.ZERO) instanceof Arrival.Received received
          && received.packet() instanceof SubAck;
    }
    return false;
  }

  private String topic(String suffix) {
    return settings.topicPrefix() + "/" + token + "/probe/" + suffix;
  }

  private Answer.Spoken look(
      MqttVersion version, WireClient wire, ConnAck ack, Transcript transcript)
      throws ConnectFailed {
    List<ProfileFact> facts = new ArrayList<>();
    facts.add(new ProfileFact(version, "MQTT " + version, "spoken", "observed"));
    if (version == MqttVersion.V5) {
      facts.addAll(Profile.declared(ack));
    }
    long roundTripMicros = roundTripMicros(wire, transcript);
    facts.add(new ProfileFact(
        version,
        "Round trip",
        String.format(Locale.ROOT, "%.3f ms", roundTripMicros / 1e3),
        "observed"));
    ConnAck unnamed = connectUnnamed(version, transcript);
    boolean emptyAccepted = unnamed != null && unnamed.reasonCode() == ReasonCode.SUCCESS;
    facts.add(new ProfileFact(
        version,
        "Empty Client Identifier",
        emptyAccepted
            ? "accepted"
            : "refused" + (unnamed == null ? "" : ": " + unnamed.reasonCode()),
        "observed"));
    if (unnamed != null) {
      String assigned = unnamed.properties().text(PropertyId.ASSIGNED_CLIENT_IDENTIFIER);
      if (assigned != null) {
        facts.add(new ProfileFact(version, "Assigned Client Identifier", assigned, "CONNACK"));
      }
    }
    Profile profile = Profile.of(version, ack, emptyAccepted, roundTripMicros);
    if (version == MqttVersion.V3_1_1 && refusesWildcards(wire)) {
      facts.add(new ProfileFact(version, "Wildcards", "refused", "observed"));
      profile = profile.withoutWildcards();
    }
    String overlapping = overlapping(wire, profile);
    if (overlapping != null) {
      facts.add(new ProfileFact(version, "Overlapping subscriptions", overlapping, "observed"));
    }
    if (version == MqttVersion.V3_1_1 && answersQosTwoByPubAck(wire)) {
      facts.add(new ProfileFact(version, "QoS 2", "answered by PUBACK", "observed"));
      profile = profile.withMaximumQos(Qos.AT_LEAST_ONCE);
    }
    return new Answer.Spoken(profile, List.copyOf(facts));
  }

  /** Whether neither wildcard may be used: 3.1.1 has no way to declare that there are none. */
  private boolean refusesWildcards(WireClient wire) {
    wire.send(Packets.subscribe(
        WILDCARDS_ID,
        Subscription.of(TopicFilter.of(topic("wild/+")), Qos.AT_MOST_ONCE),
        Subscription.of(TopicFilter.of(topic("wild/#")), Qos.AT_MOST_ONCE),
        Subscription.of(TopicFilter.of(topic("wild/tame")), Qos.AT_MOST_ONCE)));
    SubAck ack = await(wire, SubAck.class);
    return ack != null
        && ack.reasonCodes().stream()
            .map(ReasonCode::isError)
            .toList()
            .equals(List.of(true, true, false));
  }

  /** Whether a publication of QoS 2 is taken for one of QoS 1: 3.1.1 has no way to declare that there is no QoS 2. */
  private boolean answersQosTwoByPubAck(WireClient wire) {
    wire.send(Packets.publish(Qos.EXACTLY_ONCE, QOS_TWO_ID, topic("qos2"), "once"));
    for (int i = 0; i < STRAYS_MAX; i++) {
      if (!(wire.next(step) instanceof Arrival.Received received)) {
        return false;
      }
      if (received.packet() instanceof PubAck ack && ack.packetId() == QOS_TWO_ID) {
        return true;
      }
      if (received.packet() instanceof PubRec) {
        wire.send(new PubRel(QOS_TWO_ID));
        await(wire, PubComp.class);
        return false;
      }
    }
    return false;
  }

  /** The median of a few. */
  private long roundTripMicros(WireClient wire, Transcript transcript) {
    long[] micros = new long[PINGS];
    for (int i = 0; i < PINGS; i++) {
      long sent = transcript.elapsedMicros();
      wire.send(new PingReq());
      if (await(wire, PingResp.class) == null) {
        return ROUND_TRIP_MICROS_UNKNOWN;
      }
      micros[i] = transcript.elapsedMicros() - sent;
    }
    Arrays.sort(micros);
    return micros[PINGS / 2];
  }

  private @Nullable ConnAck connectUnnamed(MqttVersion version, Transcript transcript)
      throws ConnectFailed {
    try (WireClient wire =
        WireClient.open(settings.url(), version, "unnamed", transcript, patience)) {
      wire.send(hello(version, "unnamed").clientId("").packet());
      ConnAck ack = await(wire, ConnAck.class);
      if (ack != null && ack.reasonCode() == ReasonCode.SUCCESS) {
        wire.send(new Disconnect(ReasonCode.SUCCESS));
      }
      return ack;
    }
  }

  /** How many copies two matching subscriptions bring, or null if it cannot be told. */
  private @Nullable String overlapping(WireClient wire, Profile profile) {
    if (!profile.wildcardsAvailable() || profile.maximumQos() == Qos.AT_MOST_ONCE) {
      return null;
    }
    Qos qos = Qos.AT_LEAST_ONCE;
    wire.send(Packets.subscribe(
        2,
        Subscription.of(TopicFilter.of(topic("overlap/+")), qos),
        Subscription.of(TopicFilter.of(topic("overlap/#")), qos)));
    if (await(wire, SubAck.class) == null) {
      return null;
    }
    wire.send(Packets.publish(qos, 3, topic("overlap/x"), "copy"));
    wire.send(Packets.publish(qos, 4, topic("overlap/x"), "fence"));
    int copies = 0;
    for (int i = 0; i < STRAYS_MAX; i++) {
      Publish publish = await(wire, Publish.class);
      if (publish == null) {
        return null;
      }
      if (publish.qos() == qos) {
        wire.send(new PubAck(publish.packetId()));
      }
      if (publish.payload().asText().equals("fence")) {
        return copies == 1 ? "one copy" : copies + " copies";
      }
      copies++;
    }
    return null;
  }

  /** The next packet of this type, or null if it does not come; other packets are passed over. */
  private <P extends Packet> @Nullable P await(WireClient wire, Class<P> type) {
    for (int i = 0; i < STRAYS_MAX; i++) {
      if (!(wire.next(step) instanceof Arrival.Received received)) {
        return null;
      }
      if (type.isInstance(received.packet())) {
        return type.cast(received.packet());
      }
    }
    return null;
  }

  // ---- for people

  private static boolean isHttp(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).startsWith("HTTP/");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ")
        .withUpperCase()
        .formatHex(bytes, 0, Math.min(bytes.length, BYTES_SHOWN));
  }

  private static String shown(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(bytes.length, BYTES_SHOWN); i++) {
      text.append(bytes[i] >= 0x20 && bytes[i] < 0x7F ? (char) bytes[i] : '.');
    }
    return hex(bytes) + " \"" + text + "\"";
  }
}
