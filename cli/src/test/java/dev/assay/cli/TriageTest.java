package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reports.Baseline;
import dev.assay.spec.Verdict;
import dev.assay.suite.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The totals of {@code docs/triage.md} are counted, not claimed: what a broker does wrong in its baseline, the rest in the two
 * tables above them.
 */
class TriageTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/triage.md");
  private static final Pattern ROW =
      Pattern.compile("\\| (?<what>[^|]+) \\| (?<broker>[a-z]+ [0-9.]+) \\| (?<count>\\d+) \\|.*");

  /** How many executions of one broker ended in which way. */
  private record Totals(int ours, int debatable, long always, long sometimes) {
    String row(String broker) {
      return "| " + broker + " | " + ours + " | " + debatable + " | " + always + " | " + sometimes
          + " |";
    }
  }

  @Test
  void totalsAreThoseOfTheTablesAndTheBaselines() throws Exception {
    List<String> lines = Files.readAllLines(PAGE);
    Map<String, Integer> ours = counts(section(lines, "## Ours was wrong"));
    Map<String, Integer> debatable = counts(section(lines, "## Debatable"));
    List<String> expected = new ArrayList<>();
    for (Path file : baselines()) {
      String broker = file.getFileName().toString().replace(".yaml", "").replaceFirst("-", " ");
      List<Baseline.Entry> entries = Baseline.read(file).entries();
      expected.add(new Totals(
              ours.getOrDefault(broker, 0),
              debatable.getOrDefault(broker, 0),
              entries.stream()
                  .filter(entry -> !entry.isUnstable() && entry.verdicts().contains(Verdict.FAIL))
                  .count(),
              entries.stream()
                  .filter(entry -> entry.isUnstable() && entry.verdicts().contains(Verdict.FAIL))
                  .count())
          .row(broker));
    }

    List<String> written = section(lines, "## Totals").stream()
        .filter(line -> line.matches("\\| [a-z]+ [0-9.]+ \\|.*"))
        .toList();

    assertThat(written).as("rows of \"Totals\" in docs/triage.md").isEqualTo(expected);
  }

  @Test
  void eachEntryOfABaselineHasItsReason() throws Exception {
    for (Path file : baselines()) {
      assertThat(Baseline.read(file).entries())
          .as(file.getFileName().toString())
          .isNotEmpty()
          .allMatch(entry -> entry.reason().length() > 20);
      assertThat(Baseline.read(file).sporadic())
          .as(file.getFileName().toString())
          .allMatch(entry -> entry.reason().length() > 20);
    }
  }

  @Test
  void eachGlobOfABaselineMatchesACase() throws Exception {
    for (Path file : baselines()) {
      for (Baseline.Sporadic entry : Baseline.read(file).sporadic()) {
        assertThat(entry.cases())
            .as(file.getFileName().toString())
            .allMatch(glob -> CaseSelection.casesOf(
                    new Selection(List.of(glob), List.of(), List.of(), List.of()), entry.version())
                .findAny()
                .isPresent());
      }
    }
  }

  private static List<Path> baselines() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("ci/baselines"))) {
      return files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static Map<String, Integer> counts(List<String> lines) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String line : lines) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        counts.merge(row.group("broker"), Integer.parseInt(row.group("count")), Integer::sum);
      }
    }
    return counts;
  }

  private static List<String> section(List<String> lines, String heading) {
    int from = lines.indexOf(heading);
    assertThat(from).as(heading).isNotNegative();
    int to = from + 1;
    while (to < lines.size() && !lines.get(to).startsWith("## ")) {
      to++;
    }
    return lines.subList(from + 1, to);
  }
}
