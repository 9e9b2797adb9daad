package dev.assay.suite;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One judgement that a case makes, declared by {@link Covers} at a parameter of the case's method, so that it is known before
 * the case runs and still listed when the case ends before it.
 */
public final class Judged {

  /** One statement and the demand of it that is judged. */
  public record Point(Statement statement, String demand) {}

  private final String name;
  private final Map<MqttVersion, Point> points;
  private final boolean bySilence;

  private Judged(String name, Map<MqttVersion, Point> points, boolean bySilence) {
    this.name = name;
    this.points = Collections.unmodifiableMap(points);
    this.bySilence = bySilence;
  }

  /** The parameter's name, such as {@code closes}. */
  public String name() {
    return name;
  }

  /** What is judged in this version, or null if this judgement is not made in it. */
  public @Nullable Point in(MqttVersion version) {
    return points.get(version);
  }

  /** What is judged, by version. */
  public Map<MqttVersion, Point> points() {
    return points;
  }

  /** Whether it rests on a window in which nothing arrives. */
  public boolean bySilence() {
    return bySilence;
  }

  /**
   * Reads a parameter's {@link Covers}.
   *
   * @throws IllegalStateException if it is missing, names no statement, two for one version, or an unknown demand
   */
  static Judged of(Parameter parameter) {
    Covers covers = parameter.getAnnotation(Covers.class);
    if (covers == null) {
      throw new IllegalStateException(where(parameter) + " needs @Covers");
    }
    List<Statement> statements = new ArrayList<>();
    Collections.addAll(statements, covers.v5());
    Collections.addAll(statements, covers.v311());
    Collections.addAll(statements, covers.rules());
    Map<MqttVersion, Point> points = new EnumMap<>(MqttVersion.class);
    for (Statement statement : statements) {
      String demand =
          statement.version() == MqttVersion.V5 ? covers.demandV5() : covers.demandV311();
      if (!statement.demands().contains(demand)) {
        throw new IllegalStateException(where(parameter) + ": " + statement.citation()
            + " has the demands " + statement.demands() + ", not " + demand);
      }
      if (!statement.party().bindsServer()) {
        throw new IllegalStateException(
            where(parameter) + ": " + statement.citation() + " binds the client alone");
      }
      if (points.put(statement.version(), new Point(statement, demand)) != null) {
        throw new IllegalStateException(
            where(parameter) + " names two statements of " + statement.version());
      }
    }
    if (points.isEmpty()) {
      throw new IllegalStateException(where(parameter) + ": @Covers names no statement");
    }
    return new Judged(parameter.getName(), points, covers.bySilence());
  }

  /** A judgement of a generated case. */
  static Judged of(String name, Map<MqttVersion, Point> points) {
    return new Judged(name, new EnumMap<>(points), false);
  }

  private static String where(Parameter parameter) {
    return "parameter " + parameter.getName() + " of " + parameter.getDeclaringExecutable();
  }

  @Override
  public String toString() {
    return name;
  }
}
