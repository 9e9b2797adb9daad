package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.deviant.Deviants;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import dev.assay.suite.CaseCatalogue;
import dev.assay.suite.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is shipped as coverage, and what the README says of it, is what the cases and the deviants say. After a change of either, write
 * both anew and look at the difference before it is committed: {@code mvn -pl cli -am test -Dtest=CoverageSnapshotTest -Dassay.update-snapshot=true
 * -Dsurefire.failIfNoSpecifiedTests=false}
 */
class CoverageSnapshotTest {
  private static final Path SNAPSHOT = Path.of("src/main/resources/coverage.snapshot");
  private static final Path README = Path.of("../README.md");
  private static final String TABLE_BEGINS =
      "| statements | covered | by silence | by construction | the client's duty | unobservable | not yet |\n"
          + "|---|---|---|---|---|---|---|";
  private static final List<Standing> COLUMNS = List.of(
      Standing.COVERED,
      Standing.COVERED_BY_SILENCE,
      Standing.BY_CONSTRUCTION,
      Standing.CLIENT_DUTY,
      Standing.UNOBSERVABLE,
      Standing.NOT_YET);

  @Test
  void theShippedCoverageIsTheDerivedOne() throws IOException {
    Standings standings =
        Standings.of(CaseCatalogue.all(), Deviants.all().toList(), Declared.all());

    String derived = CoverageSnapshot.text(standings::of);

    if (Boolean.getBoolean("assay.update-snapshot")) {
      Files.writeString(SNAPSHOT, derived);
    }
    assertThat(derived).isEqualTo(Files.readString(SNAPSHOT));
  }

  @Test
  void theReadmeSaysHowManyStatementsHaveWhichStanding() throws IOException {
    Standings standings =
        Standings.of(CaseCatalogue.all(), Deviants.all().toList(), Declared.all());
    String readme = Files.readString(README);
    int from = readme.indexOf(TABLE_BEGINS);
    int to = readme.indexOf("\n\n", from);

    String table = TABLE_BEGINS
        + row("3.1.1, numbered", Mqtt311.values(), standings)
        + row("5.0, numbered", Mqtt5.values(), standings)
        + row("both, without a number", Rule.values(), standings);

    if (Boolean.getBoolean("assay.update-snapshot")) {
      Files.writeString(README, readme.substring(0, from) + table + readme.substring(to));
    }
    assertThat(Files.readString(README)).contains(table + "\n\n");
  }

  private static String row(String name, Statement[] statements, Standings standings) {
    StringBuilder row = new StringBuilder("\n| ").append(name).append(" |");
    for (Standing standing : COLUMNS) {
      long count = Arrays.stream(statements)
          .filter(statement -> standings.of(statement) == standing)
          .count();
      row.append(' ').append(count).append(" |");
    }
    return row.toString();
  }
}
