package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.deviant.Deviants;
import dev.assay.suite.CaseCatalogue;
import dev.assay.suite.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What is shipped as coverage is what the cases and the deviants say. After a change of either, write it anew and look at the
 * difference before it is committed: {@code mvn -pl cli -am test -Dtest=CoverageSnapshotTest -Dassay.update-snapshot=true
 * -Dsurefire.failIfNoSpecifiedTests=false}
 */
class CoverageSnapshotTest {
  private static final Path SNAPSHOT = Path.of("src/main/resources/coverage.snapshot");

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
}
