package dev.assay.suite;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which executions a run is asked for. Each list narrows the choice, and an empty one leaves it as it is; within a list one match
 * is enough.
 *
 * @param cases globs over case ids ({@code *} any characters, {@code ?} one)
 * @param sections of the standard, such as {@code 4.7}, with all below them; a case belongs to the sections of the statements that
 *     it judges in the version that is spoken
 * @param statements globs over the identifiers of statements, such as {@code MQTT-3.8.4-*}; upper or lower case
 * @param tags of {@link CaseInfo#tags}; with {@code !} in front those that a case must not have, all of which count
 */
public record Selection(
    List<String> cases, List<String> sections, List<String> statements, List<String> tags) {

  /** Everything. */
  public static final Selection ALL = new Selection(List.of(), List.of(), List.of(), List.of());

  private static final String NOT = "!";

  public Selection {
    cases = List.copyOf(cases);
    sections = List.copyOf(sections);
    statements = List.copyOf(statements);
    tags = List.copyOf(tags);
  }

  /** Whether this case was asked for in this version. */
  public boolean wants(CaseInfo info, MqttVersion version) {
    return any(cases, glob -> matches(glob, info.id()))
        && any(sections, section -> judgesIn(section, info, version))
        && any(statements, glob -> judges(glob, info, version))
        && wantsTags(info);
  }

  private interface Test {
    boolean holds(String asked);
  }

  private static boolean any(List<String> asked, Test test) {
    return asked.isEmpty() || asked.stream().anyMatch(test::holds);
  }

  private static boolean judgesIn(String section, CaseInfo info, MqttVersion version) {
    return info.statementsIn(version).stream()
        .map(Statement::section)
        .anyMatch(each -> each.equals(section) || each.startsWith(section + "."));
  }

  private static boolean judges(String glob, CaseInfo info, MqttVersion version) {
    return info.statementsIn(version).stream().anyMatch(each -> matches(glob, each.id()));
  }

  private boolean wantsTags(CaseInfo info) {
    List<String> wanted = tags.stream().filter(tag -> !tag.startsWith(NOT)).toList();
    return any(wanted, info.tags()::contains)
        && tags.stream()
            .filter(tag -> tag.startsWith(NOT))
            .noneMatch(tag -> info.tags().contains(tag.substring(NOT.length())));
  }

  private static boolean matches(String glob, String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE)
        .matcher(text)
        .matches();
  }
}
