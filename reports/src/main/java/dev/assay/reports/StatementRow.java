package dev.assay.reports;

import dev.assay.spec.Level;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Party;
import dev.assay.spec.Rule;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One statement of the standard with what a run says about it: an object of {@code statements.json}.
 *
 * @param verdict the fold of all judgements that name the statement, {@link Verdict#NOT_RUN} where none does; a statement of several demands is
 *     kept only if each of those that the run asked about was answered
 * @param cases identifiers of the cases that can judge it, sorted
 * @param reason why the standing is what it is; empty where it needs no words
 */
public record StatementRow(
    String id,
    MqttVersion version,
    String section,
    Level level,
    Party party,
    String gist,
    Standing standing,
    Verdict verdict,
    List<String> cases,
    String reason) {

  public StatementRow {
    cases = List.copyOf(cases);
  }

  /** The row of one statement. */
  public static StatementRow of(
      Statement statement, Standing standing, Verdict verdict, List<String> cases, String reason) {
    return new StatementRow(
        statement.id(),
        statement.version(),
        statement.section(),
        statement.level(),
        statement.party(),
        statement.gist(),
        standing,
        verdict,
        cases,
        reason);
  }

  /**
   * A row for every statement and rule of both versions, in the order of the standard, judged by nothing so far.
   *
   * @param standing of each statement; {@link Standing#NOT_YET} where absent
   * @param reasons for a standing, where there are any
   */
  public static List<StatementRow> unjudged(
      Map<Statement, Standing> standing, Map<Statement, String> reasons) {
    List<Statement> all = new ArrayList<>(List.of(Mqtt311.values()));
    all.addAll(List.of(Mqtt5.values()));
    all.addAll(List.of(Rule.values()));
    return all.stream()
        .map(statement -> of(
            statement,
            standing.getOrDefault(statement, Standing.NOT_YET),
            Verdict.NOT_RUN,
            List.of(),
            reasons.getOrDefault(statement, "")))
        .toList();
  }

  /** The same statements with the verdicts and cases that follow from {@code results}, and from them alone. */
  public static List<StatementRow> fold(List<StatementRow> rows, Collection<CaseLine> results) {
    Map<String, Map<String, Verdict>> verdicts = new HashMap<>();
    Map<String, TreeSet<String>> cases = new HashMap<>();
    for (CaseLine result : results) {
      for (String statement : result.statements()) {
        cases
            .computeIfAbsent(key(result.version(), statement), k -> new TreeSet<>())
            .add(result.caseId());
      }
      for (CaseLine.JudgementLine judgement : result.judgements()) {
        String key = key(result.version(), judgement.statement());
        verdicts
            .computeIfAbsent(key, k -> new HashMap<>())
            .merge(judgement.demand(), judgement.verdict(), Verdict::foldWith);
        cases.computeIfAbsent(key, k -> new TreeSet<>()).add(result.caseId());
      }
    }
    return rows.stream()
        .map(row -> row.with(
            ofDemands(verdicts.getOrDefault(row.key(), Map.of()).values()),
            List.copyOf(cases.getOrDefault(row.key(), new TreeSet<>()))))
        .toList();
  }

  /**
   * What the demands of one statement come to. One that nothing was told about leaves the whole untold, unless another one departs;
   * what the broker declares that it does not offer is not asked for.
   */
  private static Verdict ofDemands(Collection<Verdict> demands) {
    Verdict gravest = demands.stream().reduce(Verdict.NOT_RUN, Verdict::foldWith);
    if (!isJudged(gravest) || gravest.departs()) {
      return gravest;
    }
    return demands.stream()
        .filter(each -> each == Verdict.NOT_EXERCISED || each == Verdict.NOT_RUN)
        .reduce(Verdict::foldWith)
        .orElse(gravest);
  }

  /** An array of the objects of {@code statements.json}, indented, with a line end. */
  public static String toJson(List<StatementRow> rows) {
    StringBuilder json = new StringBuilder("[");
    String separator = "\n";
    for (StatementRow row : rows) {
      json.append(separator).append(Json.line(row.toJson()));
      separator = ",\n";
    }
    return json.append("\n]\n").toString();
  }

  /** Version and identifier, the form that is unique over both versions: {@code 5.0 MQTT-3.1.0-2}. */
  public String citation() {
    return isNumbered() ? version.text() + " " + id : id;
  }

  /** Whether the standard numbers this statement; a rule, which it does not number, has its version in the identifier. */
  public boolean isNumbered() {
    return id.indexOf(':') < 0;
  }

  /** Whether a demand of this kind was looked at and answered: kept, broken, or a choice noted. */
  public boolean isJudged() {
    return isJudged(verdict);
  }

  /** Whether {@code verdict} is an answer. */
  static boolean isJudged(Verdict verdict) {
    return switch (verdict) {
      case PASS, FAIL, WARN, INFO -> true;
      case ERROR, INCONCLUSIVE, UNSUPPORTED, NOT_EXERCISED, NOT_RUN -> false;
    };
  }

  static StatementRow read(JsonObject json) throws DamagedRunException {
    return new StatementRow(
        json.text("id"),
        json.word("version", MqttVersion.values(), MqttVersion::text),
        json.text("section"),
        json.word("level", Level.values(), Level::text),
        json.word("party", Party.values(), Party::text),
        json.text("gist"),
        json.word("standing", Standing.values(), Standing::name),
        json.word("verdict", Verdict.values(), Verdict::name),
        json.texts("cases"),
        json.textOr("reason", ""));
  }

  static String key(MqttVersion version, String id) {
    return version.text() + " " + id;
  }

  String key() {
    return key(version, id);
  }

  private StatementRow with(Verdict newVerdict, List<String> newCases) {
    return new StatementRow(
        id, version, section, level, party, gist, standing, newVerdict, newCases, reason);
  }

  private ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("id", id);
    json.put("version", version.text());
    json.put("section", section);
    json.put("level", level.text());
    json.put("party", party.text());
    json.put("gist", gist);
    json.put("standing", standing.name());
    json.put("reason", reason);
    json.put("verdict", verdict.name());
    ArrayNode caseNodes = json.putArray("cases");
    cases.forEach(caseNodes::add);
    return json;
  }
}
