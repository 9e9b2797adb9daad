package dev.assay.cli;

import dev.assay.spec.Level;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Party;
import dev.assay.spec.Rule;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code assay statements}: what the standard demands, and which of it the suite judges. */
@Command(
    name = "statements",
    description = "Lists the statements of the standard and which of them the suite judges.",
    optionListHeading = "%nOptions:%n",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StatementsCommand implements Runnable {

  enum Format {
    TABLE,
    JSON,
    TSV
  }

  @Option(
      names = "--mqtt",
      paramLabel = "VERSION",
      converter = Converters.Version.class,
      description = "Only this version: 3.1.1 or 5.0.")
  private @Nullable MqttVersion version;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = Converters.StatementsFormat.class,
      description = "table (default), json (an array of objects) or tsv (with a heading line).")
  private Format format = Format.TABLE;

  @Option(
      names = "--section",
      paramLabel = "NUMBER",
      converter = Converters.Section.class,
      description = "Only this section and those below it, such as 3.1 or 4.7.1.")
  private @Nullable String section;

  @Option(
      names = "--party",
      paramLabel = "PARTY",
      converter = Converters.PartyName.class,
      description = "Only those that bind client, server or both.")
  private @Nullable Party party;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      converter = Converters.LevelName.class,
      description = "Only MUST, 'MUST NOT', SHOULD, 'SHOULD NOT' or MAY.")
  private @Nullable Level level;

  @Option(
      names = "--standing",
      paramLabel = "STANDING",
      converter = Converters.StandingName.class,
      description = {
        "Only those with this standing: COVERED, COVERED_BY_SILENCE,",
        "BY_CONSTRUCTION, CLIENT_DUTY, UNOBSERVABLE or NOT_YET."
      })
  private @Nullable Standing standing;

  @Option(
      names = "--rules",
      fallbackValue = "true",
      description = "Also the demands that the standard makes without a number.")
  private boolean rules;

  private final AssayCommand assay;
  private final Map<Statement, String> notJudged = Standings.reasons();
  private final Map<Statement, String> notCited = Standings.uncited();

  StatementsCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public void run() {
    CoverageSnapshot snapshot = CoverageSnapshot.shipped();
    List<Statement> chosen = new ArrayList<>();
    for (Statement statement : CoverageSnapshot.everyStatement()) {
      if (isChosen(statement, snapshot)) {
        chosen.add(statement);
      }
    }
    Terminal terminal = assay.terminal();
    switch (format) {
      case TABLE -> table(chosen, snapshot, terminal);
      case JSON -> json(chosen, snapshot, terminal.out());
      case TSV -> tsv(chosen, snapshot, terminal.out());
    }
  }

  private boolean isChosen(Statement statement, CoverageSnapshot snapshot) {
    return (rules || !(statement instanceof Rule))
        && (version == null || statement.version() == version)
        && (section == null || (statement.section() + ".").startsWith(section + "."))
        && (party == null || statement.party() == party)
        && (level == null || statement.level() == level)
        && (standing == null || snapshot.of(statement) == standing);
  }

  private void table(List<Statement> chosen, CoverageSnapshot snapshot, Terminal terminal) {
    for (Statement statement : chosen) {
      String head = String.format(
          "%-6s%-30s %-10s %-7s %s",
          statement.version(),
          statement.id(),
          statement.level().text(),
          statement.party().text(),
          snapshot.of(statement));
      terminal.out().println(terminal.bold(head.stripTrailing()));
      Lines.wrap("      ", statement.gist(), terminal.columns()).forEach(terminal.out()::println);
      because("not judged", notJudged.get(statement), terminal);
      because("not cited by the reference broker", notCited.get(statement), terminal);
    }
    terminal.out().println(chosen.size() + (chosen.size() == 1 ? " statement" : " statements"));
    count("numbered", chosen, snapshot, each -> !(each instanceof Rule))
        .ifPresent(terminal.out()::println);
    count("without a number", chosen, snapshot, Rule.class::isInstance)
        .ifPresent(terminal.out()::println);
  }

  private static void because(String what, @Nullable String reason, Terminal terminal) {
    if (reason != null) {
      Lines.wrap("      ", what + ": " + reason, terminal.columns())
          .forEach(terminal.out()::println);
    }
  }

  /** One line that says how many of them have which standing; none where there are none. */
  private static Optional<String> count(
      String which, List<Statement> chosen, CoverageSnapshot snapshot, Predicate<Statement> test) {
    Map<Standing, Integer> counts = new EnumMap<>(Standing.class);
    chosen.stream().filter(test).forEach(each -> counts.merge(snapshot.of(each), 1, Integer::sum));
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((standing, count) -> parts.add(count + " " + standing));
    return Optional.of(which + ": " + String.join(", ", parts));
  }

  private void json(List<Statement> chosen, CoverageSnapshot snapshot, PrintStream out) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Statement statement : chosen) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", statement.id());
      row.put("version", statement.version().text());
      row.put("section", statement.section());
      row.put("level", statement.level().text());
      row.put("party", statement.party().text());
      row.put("gist", statement.gist());
      row.put("standing", snapshot.of(statement).name());
      row.put("notJudged", notJudged.get(statement));
      row.put("notCited", notCited.get(statement));
      rows.add(row);
    }
    out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(rows));
  }

  private void tsv(List<Statement> chosen, CoverageSnapshot snapshot, PrintStream out) {
    out.println("version\tid\tsection\tlevel\tparty\tstanding\tgist\tnot judged\tnot cited");
    for (Statement statement : chosen) {
      out.println(String.join(
          "\t",
          statement.version().text(),
          statement.id(),
          statement.section(),
          statement.level().text(),
          statement.party().text(),
          snapshot.of(statement).name(),
          statement.gist(),
          notJudged.getOrDefault(statement, ""),
          notCited.getOrDefault(statement, "")));
    }
  }
}
