package dev.assay.reports;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Close;
import dev.assay.spec.Grade;
import dev.assay.spec.Judgement;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of {@code cases.jsonl}. It names statements by their written identifiers, not by constants: a run that another
 * Assay wrote is still readable. Its key is case, version and transport.
 *
 * @param statements identifiers within {@code version}
 * @param durationMillis of this execution
 * @param transcript path of the transcript relative to the run directory
 * @see CaseResult which says what the other components mean
 */
public record CaseLine(
    String caseId,
    String title,
    String advice,
    MqttVersion version,
    String transport,
    List<String> statements,
    Verdict verdict,
    @Nullable Grade grade,
    Close close,
    List<JudgementLine> judgements,
    List<String> expected,
    String actual,
    String reason,
    long durationMillis,
    String transcript,
    String reproducer,
    List<String> localAddresses,
    int inconclusiveBefore) {

  /** What pages sort by: the case, then version and transport. */
  public static final Comparator<CaseLine> BY_KEY = Comparator.comparing(CaseLine::caseId)
      .thenComparing(CaseLine::version)
      .thenComparing(CaseLine::transport);

  public CaseLine {
    statements = List.copyOf(statements);
    judgements = List.copyOf(judgements);
    expected = List.copyOf(expected);
    localAddresses = List.copyOf(localAddresses);
  }

  /** What one judgement said about one demand of one statement. */
  public record JudgementLine(
      String statement,
      String demand,
      Verdict verdict,
      @Nullable Grade grade,
      Close close,
      List<String> expected,
      String actual,
      String reason,
      boolean bySilence,
      List<String> departures) {

    public JudgementLine {
      expected = List.copyOf(expected);
      departures = List.copyOf(departures);
    }

    private static JudgementLine of(Judgement judgement) {
      return new JudgementLine(
          judgement.statement().id(),
          judgement.demand(),
          judgement.verdict(),
          judgement.grade(),
          judgement.close(),
          judgement.expected(),
          judgement.actual(),
          judgement.reason(),
          judgement.bySilence(),
          judgement.departures());
    }

    private static JudgementLine read(JsonObject json) throws DamagedRunException {
      Verdict verdict = json.word("verdict", Verdict.values(), Verdict::name);
      return new JudgementLine(
          json.text("statement"),
          json.text("demand"),
          verdict,
          json.wordOrNull("grade", Grade.values(), Grade::text),
          json.word("close", Close.values(), Close::text),
          json.texts("expected"),
          json.text("actual"),
          json.text("reason"),
          json.flagOr("bySilence", false),
          // runs of before did not write it
          json.textsOr("departures", verdict.departs() ? List.of(json.text("reason")) : List.of()));
    }

    private ObjectNode toJson() {
      ObjectNode json = Json.object();
      json.put("statement", statement);
      json.put("demand", demand);
      json.put("verdict", verdict.name());
      json.put("grade", grade == null ? null : grade.text());
      json.put("close", close.text());
      addAll(json.putArray("expected"), expected);
      json.put("actual", actual);
      json.put("reason", reason);
      json.put("bySilence", bySilence);
      addAll(json.putArray("departures"), departures);
      return json;
    }
  }

  /** The line for {@code result}, whose transcript lies at {@code transcript}. */
  static CaseLine of(CaseResult result, String transcript) {
    return new CaseLine(
        result.caseId(),
        result.title(),
        result.advice(),
        result.version(),
        result.transport(),
        result.statements().stream().map(Statement::id).toList(),
        result.verdict(),
        result.grade(),
        result.close(),
        result.judgements().stream().map(JudgementLine::of).toList(),
        result.expected(),
        result.actual(),
        result.reason(),
        result.durationMillis(),
        transcript,
        result.reproducer(),
        result.localAddresses(),
        result.inconclusiveBefore());
  }

  static CaseLine read(JsonObject json) throws DamagedRunException {
    List<JsonObject> judgements = json.objects("judgements");
    List<JudgementLine> judgementLines = new ArrayList<>(judgements.size());
    for (JsonObject judgement : judgements) {
      judgementLines.add(JudgementLine.read(judgement));
    }
    return new CaseLine(
        json.text("case"),
        json.textOr("title", ""),
        json.textOr("advice", ""),
        json.word("version", MqttVersion.values(), MqttVersion::text),
        json.text("transport"),
        json.texts("statements"),
        json.word("verdict", Verdict.values(), Verdict::name),
        json.wordOrNull("grade", Grade.values(), Grade::text),
        json.word("close", Close.values(), Close::text),
        judgementLines,
        json.texts("expected"),
        json.text("actual"),
        json.textOr("reason", ""),
        json.number("durationMillis"),
        json.text("transcript"),
        json.textOr("reproducer", ""),
        json.texts("localAddresses"),
        json.countOr("inconclusiveBefore", 0));
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("case", caseId);
    json.put("version", version.text());
    json.put("transport", transport);
    json.put("title", title);
    json.put("verdict", verdict.name());
    json.put("grade", grade == null ? null : grade.text());
    json.put("close", close.text());
    addAll(json.putArray("statements"), statements);
    ArrayNode judgementNodes = json.putArray("judgements");
    judgements.forEach(judgement -> judgementNodes.add(judgement.toJson()));
    addAll(json.putArray("expected"), expected);
    json.put("actual", actual);
    json.put("reason", reason);
    json.put("advice", advice);
    json.put("durationMillis", durationMillis);
    json.put("transcript", transcript);
    json.put("reproducer", reproducer);
    addAll(json.putArray("localAddresses"), localAddresses);
    json.put("inconclusiveBefore", inconclusiveBefore);
    return json;
  }

  /** Case, version and transport: what tells this execution from all others of its run. */
  public String key() {
    return caseId + " " + version.text() + " " + transport;
  }

  /** That the case could not be told at first, in words for a person; empty where it was told at once. */
  public String beforeInWords() {
    return switch (inconclusiveBefore) {
      case 0 -> "";
      case 1 -> "could not be told at the first attempt";
      default -> "could not be told at the first " + inconclusiveBefore + " attempts";
    };
  }

  private static void addAll(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
