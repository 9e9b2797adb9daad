package dev.assay.suite;

import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;

import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Grade;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a broker may do, as data: for each version the outcomes that the standard leaves it, best first, and those that earn a
 * warning. Whatever is not listed is FAIL (or WARN, after {@link Graded#otherwiseWarn}). Immutable; made by {@link #on}.
 *
 * <pre>
 *   on(V5).best("DISCONNECT 0x82, then close", disconnect(PROTOCOL_ERROR), closed())
 *         .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come", closed())
 *         .and(V3_1_1).best("close", closed())
 * </pre>
 */
public class Outcomes {

  /**
   * One outcome.
   *
   * @param description for people: what the broker does
   * @param verdict PASS, WARN or INFO
   * @param grade of a PASS
   * @param steps in order; an outcome without steps cannot be made
   */
  record Outcome(
      String description, Verdict verdict, @Nullable Grade grade, List<Step> steps) {}

  /** The outcomes of one version. */
  record ForVersion(List<Outcome> outcomes, @Nullable String otherwiseWarn) {
    /** Whether a PUBLISH is part of an outcome. */
    boolean speaksOfPublications() {
      return outcomes.stream()
          .flatMap(outcome -> outcome.steps().stream())
          .anyMatch(step -> step instanceof Step.Comes<?> comes && comes.type() == Publish.class);
    }
  }

  private final Map<MqttVersion, ForVersion> byVersion;

  private Outcomes(Map<MqttVersion, ForVersion> byVersion) {
    this.byVersion = Collections.unmodifiableMap(byVersion);
  }

  /** Begins the outcomes of these versions. */
  public static Versions on(MqttVersion... versions) {
    return new Versions(new EnumMap<>(MqttVersion.class), versions);
  }

  /** Begins outcomes that are the same in both versions. */
  public static Versions onBoth() {
    return on(MqttVersion.values());
  }

  /**
   * The broker gives up on the client, as 4.13.1 of 5.0 and 4.8 of 3.1.1 ask: 5.0: a DISCONNECT with one of {@code codes}
   * comes first (another error code, or none at all, is a warning); 3.1.1: it closes.
   *
   * @param codes those that the standard names for this error
   */
  public static Outcomes refusedWith(ReasonCode... codes) {
    String named = named(codes);
    return on(MqttVersion.V5)
        .best("DISCONNECT " + named + ", then close", disconnect(codes), closed())
        .warn(
            "DISCONNECT with another error code than " + named + ", then close",
            disconnectWithError(),
            closed())
        .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed())
        .and(MqttVersion.V3_1_1)
        .best("close", closed());
  }

  /**
   * The broker refuses a CONNECT that breaks the standard: it closes. 5.0: a CONNACK with one of {@code codes} may come first
   * [5.0 MQTT-3.1.4-1]; 3.1.1: none is to come [3.1.1 MQTT-3.1.4-1].
   *
   * @param codes those that the standard names for this error
   */
  public static Outcomes connectRefusedWith(ReasonCode... codes) {
    String named = named(codes);
    return on(MqttVersion.V5)
        .best("CONNACK " + named + ", then close", connAck(codes), closed())
        .acceptable("close; the CONNACK before it is a MAY", closed())
        .warn(
            "CONNACK with another error code than " + named + ", then close",
            connAckRefusing(),
            closed())
        .warnOfDisconnect()
        .and(MqttVersion.V3_1_1)
        .best("close without a CONNACK", closed())
        .warn(
            "a refusing CONNACK, then close, where 3.1.4-1 asks for none",
            connAckRefusing(),
            closed());
  }

  private static String named(ReasonCode... codes) {
    return Arrays.stream(codes)
        .map(code -> String.format("0x%02X", code.value()))
        .collect(Collectors.joining(" or "));
  }

  /** The outcomes of this version, or null if none are given. */
  @Nullable
  ForVersion in(MqttVersion version) {
    return byVersion.get(version);
  }

  /** Versions that still lack their best outcome. */
  public static final class Versions {
    private final Map<MqttVersion, ForVersion> soFar;
    private final Set<MqttVersion> versions;

    private Versions(Map<MqttVersion, ForVersion> soFar, MqttVersion... versions) {
      this.soFar = soFar;
      this.versions = Set.of(versions);
      if (versions.length == 0) {
        throw new IllegalArgumentException("on() needs a version");
      }
      for (MqttVersion version : versions) {
        if (soFar.containsKey(version)) {
          throw new IllegalArgumentException("the outcomes of " + version + " are given already");
        }
      }
    }

    /** What the standard names first. */
    public Graded best(String description, Step... steps) {
      return new Graded(soFar, versions, List.of(), null)
          .with(description, Verdict.PASS, Grade.BEST, steps);
    }

    /** A MAY: none of the outcomes is better than another, and each is only recorded. */
    public Graded info(String description, Step... steps) {
      return new Graded(soFar, versions, List.of(), null)
          .with(description, Verdict.INFO, null, steps);
    }
  }

  /** Outcomes to which more can be added, each ranked after those before it. */
  public static final class Graded extends Outcomes {
    private final Map<MqttVersion, ForVersion> before;
    private final Set<MqttVersion> versions;
    private final List<Outcome> outcomes;
    private final @Nullable String otherwiseWarn;

    private Graded(
        Map<MqttVersion, ForVersion> before,
        Set<MqttVersion> versions,
        List<Outcome> outcomes,
        @Nullable String otherwiseWarn) {
      super(joined(before, versions, new ForVersion(outcomes, otherwiseWarn)));
      this.before = before;
      this.versions = versions;
      this.outcomes = outcomes;
      this.otherwiseWarn = otherwiseWarn;
    }

    /** Another outcome that the standard leaves open: PASS, graded acceptable. */
    public Graded acceptable(String description, Step... steps) {
      return with(description, Verdict.PASS, Grade.ACCEPTABLE, steps);
    }

    /** A SHOULD not followed, a weaker reason code, malformed input tolerated: the description says which. */
    public Graded warn(String description, Step... steps) {
      return with(description, Verdict.WARN, null, steps);
    }

    /** A DISCONNECT where a CONNECT is refused: that none may come before CONNACK is judged by a case of its own. */
    public Graded warnOfDisconnect() {
      return warn(
          "DISCONNECT, which may come behind a CONNACK only (judged elsewhere), then close",
          Step.disconnectWithError(),
          Step.closed());
    }

    /** A MAY: what the broker chose is recorded. */
    public Graded info(String description, Step... steps) {
      return with(description, Verdict.INFO, null, steps);
    }

    /** Whatever else the broker does is WARN, not FAIL: for input that no numbered statement tells it to refuse. */
    public Graded otherwiseWarn(String reason) {
      return new Graded(before, versions, outcomes, reason);
    }

    /** Begins the outcomes of further versions. */
    public Versions and(MqttVersion... further) {
      return new Versions(
          joined(before, versions, new ForVersion(outcomes, otherwiseWarn)), further);
    }

    private Graded with(String description, Verdict verdict, @Nullable Grade grade, Step... steps) {
      if (steps.length == 0) {
        throw new IllegalArgumentException("outcome \"" + description + "\" has no steps");
      }
      List<Outcome> more = new ArrayList<>(outcomes);
      more.add(new Outcome(description, verdict, grade, List.of(steps)));
      return new Graded(before, versions, List.copyOf(more), otherwiseWarn);
    }

    private static Map<MqttVersion, ForVersion> joined(
        Map<MqttVersion, ForVersion> before, Set<MqttVersion> versions, ForVersion outcomes) {
      Map<MqttVersion, ForVersion> all = new EnumMap<>(MqttVersion.class);
      all.putAll(before);
      versions.forEach(version -> all.put(version, outcomes));
      return all;
    }
  }
}
