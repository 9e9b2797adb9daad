package dev.assay.reports;

import dev.assay.spec.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/** {@code badge.svg}: the run in the space of a stamp. */
final class Badge {
  private static final String LABEL = "MQTT conformance";
  private static final int CHARACTER_WIDTH = 7;
  private static final int PADDING = 12;

  private Badge() {}

  static String of(Run run) {
    Summary summary = run.summary();
    String value = value(run, summary);
    int labelWidth = width(LABEL);
    int valueWidth = width(value);
    int whole = labelWidth + valueWidth;
    String title = Xml.escape(LABEL + ": " + value);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="%s">
          <title>%s</title>
          <clipPath id="r"><rect width="%d" height="20" rx="4"/></clipPath>
          <g clip-path="url(#r)">
            <rect width="%d" height="20" fill="#3a3f47"/>
            <rect x="%d" width="%d" height="20" fill="%s"/>
          </g>
          <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
            <text x="%d" y="14" textLength="%d">%s</text>
            <text x="%d" y="14" textLength="%d">%s</text>
          </g>
        </svg>
        """.formatted(
            whole,
            title,
            title,
            whole,
            labelWidth,
            labelWidth,
            valueWidth,
            colour(run, summary),
            labelWidth / 2,
            labelWidth - PADDING,
            Xml.escape(LABEL),
            labelWidth + valueWidth / 2,
            valueWidth - PADDING,
            Xml.escape(value));
  }

  private static String value(Run run, Summary summary) {
    if (!run.complete()) {
      return "incomplete";
    }
    List<Summary.OfVersion> judged =
        summary.versions().stream().filter(version -> version.judged() > 0).toList();
    if (judged.isEmpty()) {
      return "not judged";
    }
    return judged.stream()
        .map(version -> version.version().text() + " " + version.kept() + "/" + version.judged())
        .collect(Collectors.joining(" · "));
  }

  private static String colour(Run run, Summary summary) {
    if (summary.cases(Verdict.FAIL) > 0) {
      return "#b3261e";
    }
    boolean unclear = !run.complete()
        || summary.cases(Verdict.ERROR) > 0
        || summary.cases(Verdict.INCONCLUSIVE) > 0;
    if (unclear || summary.cases(Verdict.PASS) == 0) {
      return "#5f6570";
    }
    return summary.cases(Verdict.WARN) > 0 ? "#8a5a00" : "#1b6b3a";
  }

  private static int width(String text) {
    return text.length() * CHARACTER_WIDTH + PADDING;
  }
}
