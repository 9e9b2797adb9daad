package dev.assay.reports;

import dev.assay.spec.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code results.sarif}, version 2.1.0: a result for each judgement that found the broker wrong or weak, under the statement
 * as its rule. What Assay itself could not do is a notification, not a result.
 */
final class Sarif {
  private static final String HOME = "https://docs.oasis-open.org/mqtt/mqtt/";

  private Sarif() {}

  static String of(Run run) {
    Map<String, StatementRow> rows = new LinkedHashMap<>();
    run.statements().forEach(row -> rows.put(row.citation(), row));
    Map<String, Integer> ruleIndex = new LinkedHashMap<>();

    ObjectNode sarif = Json.object();
    sarif.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    sarif.put("version", "2.1.0");
    ObjectNode sarifRun = sarif.putArray("runs").addObject();
    ObjectNode driver = sarifRun.putObject("tool").putObject("driver");
    driver.put("name", "Assay");
    driver.put("version", TerminalText.clean(run.manifest().toolVersion()));
    ArrayNode rules = driver.putArray("rules");
    ArrayNode results = sarifRun.putArray("results");
    ObjectNode invocation = sarifRun.putArray("invocations").addObject();
    ArrayNode notifications = invocation.putArray("toolExecutionNotifications");
    for (CaseLine result : run.cases()) {
      for (CaseLine.JudgementLine judgement : result.judgements()) {
        if (judgement.verdict() == Verdict.FAIL || judgement.verdict() == Verdict.WARN) {
          String rule = Story.citation(result, judgement.statement());
          int index = ruleIndex.computeIfAbsent(rule, r -> addRule(rules, r, rows.get(r)));
          addResult(results, result, judgement, rule, index);
        }
      }
      if (result.verdict() == Verdict.ERROR || result.verdict() == Verdict.INCONCLUSIVE) {
        ObjectNode notification = notifications.addObject();
        notification.put("level", result.verdict() == Verdict.ERROR ? "error" : "warning");
        message(notification, result.key() + ": " + result.verdict() + ": " + result.reason());
      }
    }
    invocation.put(
        "executionSuccessful", run.complete() && run.summary().cases(Verdict.ERROR) == 0);
    return Json.pretty(sarif);
  }

  private static int addRule(ArrayNode rules, String citation, @Nullable StatementRow row) {
    ObjectNode rule = rules.addObject();
    rule.put("id", TerminalText.clean(citation));
    if (row != null) {
      text(rule.putObject("shortDescription"), row.gist());
      text(
          rule.putObject("help"),
          row.level().text() + ", section " + row.section() + " of MQTT " + row.version());
      rule.put("helpUri", HOME + (row.version().text().equals("5.0") ? "v5.0/" : "v3.1.1/"));
    }
    return rules.size() - 1;
  }

  private static void addResult(
      ArrayNode results,
      CaseLine result,
      CaseLine.JudgementLine judgement,
      String rule,
      int ruleIndex) {
    ObjectNode node = results.addObject();
    node.put("ruleId", TerminalText.clean(rule));
    node.put("ruleIndex", ruleIndex);
    node.put("level", judgement.verdict() == Verdict.FAIL ? "error" : "warning");
    message(node, messageOf(result, judgement));
    ObjectNode location = node.putArray("locations").addObject();
    ObjectNode file = location.putObject("physicalLocation").putObject("artifactLocation");
    file.put("uri", result.transcript());
    ObjectNode logical = location.putArray("logicalLocations").addObject();
    logical.put("fullyQualifiedName", TerminalText.clean(result.key()));
    ObjectNode fingerprints = node.putObject("partialFingerprints");
    fingerprints.put(
        "case/v1",
        TerminalText.clean(result.key() + " " + judgement.statement() + " " + judgement.demand()));
  }

  private static String messageOf(CaseLine result, CaseLine.JudgementLine judgement) {
    List<String> expected = judgement.expected();
    return result.title() + " Expected "
        + (expected.isEmpty() ? "nothing" : String.join("; or ", expected)) + ". Found "
        + judgement.actual() + ". " + judgement.reason();
  }

  private static void message(ObjectNode parent, String text) {
    text(parent.putObject("message"), text);
  }

  /** Braces and square brackets would be placeholders and links in SARIF's messages. */
  private static void text(ObjectNode message, String text) {
    String clean = TerminalText.clean(text);
    message.put(
        "text",
        clean
            .replace("\\", "\\\\")
            .replace("[", "\\[")
            .replace("]", "\\]")
            .replace("{", "{{")
            .replace("}", "}}"));
  }
}
