package dev.assay.reports;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run in numbers: how many executions ended with each verdict, and how many statements of each version.
 *
 * @param cases executions by verdict, those with none left out
 * @param versions the versions of which anything was executed, older first
 */
public record Summary(Map<Verdict, Integer> cases, List<OfVersion> versions) {

  /**
   * One version's share.
   *
   * @param cases executions by verdict, those with none left out
   * @param statements statements and rules by verdict, those with none left out
   */
  public record OfVersion(
      MqttVersion version, Map<Verdict, Integer> cases, Map<Verdict, Integer> statements) {

    /** Statements that were answered: kept, weak or broken. */
    public int judged() {
      return kept() + weak() + broken();
    }

    /** Statements that the broker keeps, or whose choice was noted. */
    public int kept() {
      return count(Verdict.PASS) + count(Verdict.INFO);
    }

    /** Statements that the broker keeps in a weaker way than it should. */
    public int weak() {
      return count(Verdict.WARN);
    }

    /** Statements that the broker breaks. */
    public int broken() {
      return count(Verdict.FAIL);
    }

    /** Statements on which the run came to no answer though it tried. */
    public int undecided() {
      return count(Verdict.ERROR) + count(Verdict.INCONCLUSIVE);
    }

    /** All statements and rules of the version. */
    public int total() {
      return statements.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The verdict in words: {@code Keeps 212 of 231 judged statements of MQTT 5.0, breaks 3, is weak on 16.} */
    public String sentence() {
      String of = "MQTT " + version.text();
      if (judged() == 0) {
        return "No statement of " + of + " was judged" + tail() + ".";
      }
      if (kept() == judged()) {
        return "Keeps "
            + (judged() == 1
                ? "the one judged statement of "
                : "all " + judged() + " judged statements of ")
            + of + tail() + ".";
      }
      return "Keeps " + kept() + " of " + judged()
          + (judged() == 1 ? " judged statement of " : " judged statements of ")
          + of + (broken() == 0 ? "" : ", breaks " + broken())
          + (weak() == 0 ? "" : ", is weak on " + weak())
          + tail() + ".";
    }

    private String tail() {
      return undecided() == 0 ? "" : "; " + undecided() + " could not be decided";
    }

    private int count(Verdict verdict) {
      return statements.getOrDefault(verdict, 0);
    }
  }

  /** The numbers of a run. */
  public static Summary of(Collection<CaseLine> cases, Collection<StatementRow> statements) {
    List<OfVersion> versions = new ArrayList<>();
    for (MqttVersion version : MqttVersion.values()) {
      Map<Verdict, Integer> ofCases = count(
          cases.stream().filter(result -> result.version() == version).map(CaseLine::verdict));
      if (!ofCases.isEmpty()) {
        versions.add(new OfVersion(
            version,
            ofCases,
            count(statements.stream()
                .filter(row -> row.version() == version)
                .map(StatementRow::verdict))));
      }
    }
    return new Summary(count(cases.stream().map(CaseLine::verdict)), List.copyOf(versions));
  }

  /** How many executions ended with {@code verdict}. */
  public int cases(Verdict verdict) {
    return cases.getOrDefault(verdict, 0);
  }

  /** How many executions ended. */
  public int total() {
    return cases.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The counts in one line, as in {@code 3 FAIL, 2 WARN, 214 PASS}; {@code nothing ran} where there are none. */
  public String inWords() {
    List<String> words = new ArrayList<>();
    cases.forEach((verdict, count) -> words.add(count + " " + verdict));
    return words.isEmpty() ? "nothing ran" : String.join(", ", words);
  }

  private static Map<Verdict, Integer> count(Stream<Verdict> verdicts) {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    verdicts.forEach(verdict -> counts.merge(verdict, 1, Integer::sum));
    return Collections.unmodifiableMap(counts);
  }
}
