package dev.assay.reports;

import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.List;

/** One result told in plain lines, for formats that know no layout. */
final class Story {
  private Story() {}

  static List<String> of(CaseLine result) {
    List<String> lines = new ArrayList<>();
    lines.add(result.verdict() + " " + result.caseId() + " (MQTT "
        + result.version().text() + ", " + result.transport() + ")");
    add(lines, "the case:   ", result.title());
    add(lines, "statement:  ", String.join(", ", deciding(result)));
    for (String outcome : result.expected()) {
      add(lines, "expected:   ", outcome);
    }
    add(lines, "actual:     ", result.actual());
    add(lines, "why:        ", result.reason());
    add(lines, "look at:    ", result.advice());
    add(lines, "reproduce:  ", result.reproducer());
    add(lines, "transcript: ", result.transcript());
    return lines;
  }

  /** Citations of the statements that gave the result its verdict; all that the case can judge where none did. */
  static List<String> deciding(CaseLine result) {
    List<String> deciding = result.judgements().stream()
        .filter(judgement -> judgement.verdict() == result.verdict())
        .filter(judgement -> judgement.verdict() != Verdict.PASS)
        .map(judgement -> citation(result, judgement.statement()))
        .distinct()
        .toList();
    if (!deciding.isEmpty()) {
      return deciding;
    }
    return result.statements().stream().map(id -> citation(result, id)).toList();
  }

  /** {@code 5.0 MQTT-3.1.0-2}, or the identifier of a rule, which has its version in it. */
  static String citation(CaseLine result, String statement) {
    return statement.indexOf(':') < 0 ? result.version().text() + " " + statement : statement;
  }

  private static void add(List<String> lines, String label, String text) {
    if (!text.isEmpty()) {
      lines.add(label + text);
    }
  }
}
