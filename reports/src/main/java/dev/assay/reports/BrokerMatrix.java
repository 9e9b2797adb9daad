package dev.assay.reports;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brokers side by side: a column for each conformance run, a row for each statement that any of them judged.
 *
 * @param columns runs of one target stand together, its versions in ascending order
 * @param rows in the order of the standard
 * @param traits all by which rows can be chosen, in the order in which they are offered
 * @param differences between each version of a target and the next one here, in the order of the columns
 * @param cautions what to keep in mind; empty where there is nothing
 */
public record BrokerMatrix(
    List<Column> columns,
    List<Row> rows,
    List<String> traits,
    List<Difference> differences,
    List<String> cautions) {

  public BrokerMatrix {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    traits = List.copyOf(traits);
    differences = List.copyOf(differences);
    cautions = List.copyOf(cautions);
  }

  /**
   * One run of one broker.
   *
   * @param label target and version, told apart from all other columns
   * @param target without its version
   */
  public record Column(String label, String target, Run run) {

    /** Whether this run executed a case of {@code version}. */
    public boolean speaks(MqttVersion version) {
      return run.cases().stream().anyMatch(result -> result.version() == version);
    }

    /** Why nothing of {@code version} was executed, for a column that does not speak it. */
    public String silence(MqttVersion version) {
      return run.notSpoken(version).orElse("not part of this run");
    }
  }

  /**
   * One statement.
   *
   * @param statement its words; the verdict in it is that of the first run and says nothing here
   * @param verdicts one for each column; NOT_RUN also where the column does not speak the version
   * @param traits by which rows can be chosen: {@code fails only in artemis} and the like
   */
  public record Row(StatementRow statement, List<Verdict> verdicts, List<String> traits) {
    public Row {
      verdicts = List.copyOf(verdicts);
      traits = List.copyOf(traits);
    }
  }

  /** What the next version of a target does otherwise. */
  public record Difference(Column before, Column after, Comparison comparison) {}

  /** Sets {@code runs} side by side. Targets stand in the order in which they are first named. */
  public static BrokerMatrix of(List<Run> runs) {
    List<Column> columns = columns(runs);
    List<Map<String, Verdict>> verdicts = columns.stream()
        .map(column -> column.run().statements().stream()
            .collect(Collectors.toMap(StatementRow::key, StatementRow::verdict, Verdict::foldWith)))
        .toList();
    Map<String, StatementRow> statements = new LinkedHashMap<>();
    columns.forEach(
        column -> column.run().statements().forEach(row -> statements.putIfAbsent(row.key(), row)));
    List<Trait> traits = traits(columns);
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, StatementRow> each : statements.entrySet()) {
      List<Verdict> ofRow = verdicts.stream()
          .map(of -> of.getOrDefault(each.getKey(), Verdict.NOT_RUN))
          .toList();
      if (ofRow.stream().anyMatch(verdict -> verdict != Verdict.NOT_RUN)) {
        List<String> holding = traits.stream()
            .filter(trait -> trait.holds().test(ofRow))
            .map(Trait::label)
            .toList();
        rows.add(new Row(each.getValue(), ofRow, holding));
      }
    }
    return new BrokerMatrix(
        columns,
        rows,
        traits.stream().map(Trait::label).distinct().toList(),
        differences(columns),
        cautions(columns));
  }

  /** The versions of MQTT of which any run executed a case, older first. */
  public List<MqttVersion> versions() {
    return List.of(MqttVersion.values()).stream()
        .filter(version -> columns.stream().anyMatch(column -> column.speaks(version)))
        .toList();
  }

  /** How many statements of {@code version} fail in the column at {@code index} and in no run of another target. */
  public long failsOnlyIn(int index, MqttVersion version) {
    String trait = onlyIn(columns.get(index).target());
    return rows.stream()
        .filter(row -> row.statement().version() == version)
        .filter(row -> row.verdicts().get(index) == Verdict.FAIL && row.traits().contains(trait))
        .count();
  }

  private static List<Column> columns(List<Run> runs) {
    List<String> targets =
        runs.stream().map(run -> run.manifest().targetName()).distinct().toList();
    Map<String, Integer> times = new HashMap<>();
    return runs.stream()
        .sorted(Comparator.comparing((Run run) -> targets.indexOf(run.manifest().targetName()))
            .thenComparing(run -> run.manifest().targetVersion(), HtmlReport::compareSections)
            .thenComparing(run -> run.manifest().targetVersion())
            .thenComparing(run -> run.manifest().start()))
        .map(run -> {
          String name = RunFile.target(run.manifest());
          int time = times.merge(name, 1, Integer::sum);
          return new Column(
              time == 1 ? name : name + " (" + time + ")", run.manifest().targetName(), run);
        })
        .toList();
  }

  private static List<Difference> differences(List<Column> columns) {
    return IntStream.range(1, columns.size())
        .filter(i -> columns.get(i).target().equals(columns.get(i - 1).target()))
        .mapToObj(i -> new Difference(
            columns.get(i - 1),
            columns.get(i),
            VerdictComparison.of(columns.get(i - 1).run(), columns.get(i).run())))
        .toList();
  }

  private static List<String> cautions(List<Column> columns) {
    List<String> cautions = new ArrayList<>();
    for (Column column : columns) {
      if (!column.run().complete()) {
        cautions.add("the run of " + column.label() + " was ended from outside: cases are missing");
      }
    }
    Set<String> tools = columns.stream()
        .map(column -> column.run().manifest().toolVersion())
        .collect(Collectors.toSet());
    if (tools.size() > 1) {
      cautions.add("the runs were made by different versions of Assay: "
          + tools.stream().sorted().collect(Collectors.joining(", ")));
    }
    return cautions;
  }

  // ---- traits

  /** Something by which rows can be chosen. */
  private record Trait(String label, Predicate<List<Verdict>> holds) {}

  private static List<Trait> traits(List<Column> columns) {
    List<Trait> traits = new ArrayList<>();
    traits.add(new Trait("fails somewhere", verdicts -> verdicts.contains(Verdict.FAIL)));
    traits.add(new Trait("brokers differ", BrokerMatrix::differ));
    List<String> targets = columns.stream().map(Column::target).distinct().toList();
    for (String target : targets) {
      List<Integer> versions = IntStream.range(0, columns.size())
          .filter(i -> columns.get(i).target().equals(target))
          .boxed()
          .toList();
      if (targets.size() > 1) {
        traits.add(new Trait(onlyIn(target), verdicts -> failOnly(versions, verdicts)));
      }
      if (versions.size() > 1) {
        for (int version : versions) {
          String label = columns.get(version).label();
          traits.add(new Trait(onlyIn(label), verdicts -> failOnly(List.of(version), verdicts)));
        }
        traits.add(new Trait(
            "differs between versions of " + target,
            verdicts -> differ(versions.stream().map(verdicts::get).toList())));
      }
    }
    return traits;
  }

  private static String onlyIn(String broker) {
    return "fails only in " + broker;
  }

  /** To be the only one that fails says something where another one was judged and did not. */
  private static boolean failOnly(List<Integer> these, List<Verdict> verdicts) {
    boolean here = false;
    boolean keptElsewhere = false;
    for (int i = 0; i < verdicts.size(); i++) {
      boolean fails = verdicts.get(i) == Verdict.FAIL;
      if (these.contains(i)) {
        here |= fails;
      } else if (fails) {
        return false;
      } else {
        keptElsewhere |= StatementRow.isJudged(verdicts.get(i));
      }
    }
    return here && keptElsewhere;
  }

  private static boolean differ(List<Verdict> verdicts) {
    return verdicts.stream().filter(StatementRow::isJudged).distinct().count() > 1;
  }
}
