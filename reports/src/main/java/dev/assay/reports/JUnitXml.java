package dev.assay.reports;

import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code junit.xml}: a suite for each version and transport. FAIL is a failure and ERROR an error; what gave no answer is
 * skipped with its reason; a WARN passed and says so in its output. No properties: they would hold this machine's secrets.
 */
final class JUnitXml {
  private JUnitXml() {}

  static String of(Run run) {
    Map<String, List<CaseLine>> suites = new TreeMap<>();
    for (CaseLine result : run.cases()) {
      String name = "mqtt-" + result.version().text() + "." + result.transport();
      suites.computeIfAbsent(name, n -> new ArrayList<>()).add(result);
    }
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuites name=\"Assay: ")
        .append(Xml.escape(RunFile.target(run.manifest())))
        .append('"');
    appendCounts(xml, run.cases());
    suites.forEach((name, results) -> appendSuite(xml, run, name, results));
    return xml.append("</testsuites>\n").toString();
  }

  private static void appendSuite(StringBuilder xml, Run run, String name, List<CaseLine> results) {
    xml.append("  <testsuite name=\"").append(Xml.escape(name)).append('"');
    xml.append(" timestamp=\"").append(run.manifest().start()).append('"');
    appendCounts(xml, results);
    results.forEach(result -> appendCase(xml, name, result));
    xml.append("  </testsuite>\n");
  }

  private static void appendCounts(StringBuilder xml, Collection<CaseLine> results) {
    xml.append(" tests=\"").append(results.size());
    xml.append("\" failures=\"").append(count(results, Kind.FAILURE));
    xml.append("\" errors=\"").append(count(results, Kind.ERROR));
    xml.append("\" skipped=\"").append(count(results, Kind.SKIPPED));
    long millis = results.stream().mapToLong(CaseLine::durationMillis).sum();
    xml.append("\" time=\"").append(seconds(millis)).append("\">\n");
  }

  private static void appendCase(StringBuilder xml, String suite, CaseLine result) {
    xml.append("    <testcase classname=\"").append(Xml.escape(suite)).append('"');
    xml.append(" name=\"").append(Xml.escape(result.caseId())).append('"');
    xml.append(" time=\"").append(seconds(result.durationMillis())).append("\">");
    switch (Kind.of(result.verdict())) {
      case FAILURE -> appendProblem(xml, "failure", result);
      case ERROR -> appendProblem(xml, "error", result);
      case SKIPPED ->
        xml.append("<skipped message=\"")
            .append(Xml.escape(result.verdict() + ": " + oneReason(result)))
            .append("\"/>");
      case NOTED -> {
        xml.append("<system-out>");
        appendStory(xml, result);
        xml.append("</system-out>");
      }
      case PASSED -> {}
    }
    xml.append("</testcase>\n");
  }

  private static void appendProblem(StringBuilder xml, String element, CaseLine result) {
    xml.append('<')
        .append(element)
        .append(" type=\"")
        .append(result.verdict())
        .append("\" message=\"");
    xml.append(Xml.escape(oneReason(result))).append("\">");
    appendStory(xml, result);
    xml.append("</").append(element).append('>');
  }

  /** The story, a line a fact. Line breaks are ours: those of a broker are visible as {@code \n}. */
  private static void appendStory(StringBuilder xml, CaseLine result) {
    for (String line : Story.of(result)) {
      xml.append(Xml.escape(line)).append('\n');
    }
  }

  private static String oneReason(CaseLine result) {
    return result.reason().isEmpty() ? result.actual() : result.reason();
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  private static long count(Collection<CaseLine> results, Kind kind) {
    return results.stream().filter(result -> Kind.of(result.verdict()) == kind).count();
  }

  private enum Kind {
    FAILURE,
    ERROR,
    SKIPPED,
    NOTED,
    PASSED;

    private static Kind of(Verdict verdict) {
      return switch (verdict) {
        case FAIL -> FAILURE;
        case ERROR -> ERROR;
        case INCONCLUSIVE, UNSUPPORTED, NOT_EXERCISED, NOT_RUN -> SKIPPED;
        case WARN, INFO -> NOTED;
        case PASS -> PASSED;
      };
    }
  }
}
