package dev.assay.suite;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a case without running it.
 *
 * @param id stable, such as {@code connect/second-connect-is-refused}
 * @param title what it holds the broker to
 * @param advice where to look when it fails
 * @param needs what the target has to offer
 * @param takesSeconds whether it waits for what the standard times in seconds
 * @param judgements in the order in which they are made
 * @param subject the class that it stands in
 * @param row what of the corpus it plays; null for a case that was written by hand
 */
public record CaseInfo(
    String id,
    String title,
    String advice,
    List<Need> needs,
    boolean takesSeconds,
    List<Judged> judgements,
    Class<?> subject,
    @Nullable CorpusRow row) {

  public CaseInfo {
    needs = List.copyOf(needs);
    judgements = List.copyOf(judgements);
  }

  /**
   * Reads a case's method.
   *
   * @throws IllegalStateException if its declaration is not right
   */
  static CaseInfo of(Method method) {
    ConformanceCase declared = method.getAnnotation(ConformanceCase.class);
    if (declared == null) {
      throw new IllegalStateException(method + " needs @ConformanceCase");
    }
    if (!declared.id().matches("[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalStateException(
          "a case id is subject/what-it-holds-the-broker-to, was " + declared.id());
    }
    if (!declared.title().endsWith(".") || !declared.advice().startsWith("Look for ")) {
      throw new IllegalStateException(declared.id()
          + ": the title is a sentence with a full stop, the advice begins with \"Look for \"");
    }
    Parameter[] parameters = method.getParameters();
    if (parameters.length < 2 || parameters[0].getType() != Bench.class) {
      throw new IllegalStateException(
          declared.id() + ": a case takes a Bench and at least one Judged");
    }
    List<Judged> judgements = new ArrayList<>();
    for (int i = 1; i < parameters.length; i++) {
      if (parameters[i].getType() != Judged.class) {
        throw new IllegalStateException(
            declared.id() + ": behind the Bench a case takes Judged parameters only");
      }
      judgements.add(Judged.of(parameters[i]));
    }
    return new CaseInfo(
        declared.id(),
        declared.title(),
        declared.advice(),
        List.of(declared.needs()),
        declared.takesSeconds(),
        judgements,
        method.getDeclaringClass(),
        null);
  }

  /**
   * Words by which a case can be chosen: the subject, which is the first part of its id; {@code seconds} if it waits for what the
   * standard times in seconds; {@code corpus} if it is one of the generated cases; what it needs, such as {@code
   * shared-subscriptions}; how strong the demands are that it judges, such as {@code must-not}; {@code silence} if it judges that
   * nothing came.
   */
  public NavigableSet<String> tags() {
    NavigableSet<String> tags = new TreeSet<>();
    tags.add(id.substring(0, id.indexOf('/')));
    if (takesSeconds) {
      tags.add("seconds");
    }
    if (row != null) {
      tags.add("corpus");
    }
    needs.forEach(need -> tags.add(inWords(need)));
    for (Judged judged : judgements) {
      judged
          .points()
          .values()
          .forEach(point -> tags.add(inWords(point.statement().level())));
      if (judged.bySilence()) {
        tags.add("silence");
      }
    }
    return tags;
  }

  private static String inWords(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The versions in which it judges something. */
  public Set<MqttVersion> versions() {
    Set<MqttVersion> versions = EnumSet.noneOf(MqttVersion.class);
    judgements.forEach(judged -> versions.addAll(judged.points().keySet()));
    return versions;
  }

  /** The judgements that it makes in this version, in order. */
  public List<Judged> judgementsIn(MqttVersion version) {
    return judgements.stream().filter(judged -> judged.in(version) != null).toList();
  }

  /** The statements that it judges in this version, each once. */
  public List<Statement> statementsIn(MqttVersion version) {
    List<Statement> statements = new ArrayList<>();
    for (Judged judged : judgements) {
      Judged.Point point = judged.in(version);
      if (point != null && !statements.contains(point.statement())) {
        statements.add(point.statement());
      }
    }
    return List.copyOf(statements);
  }
}
