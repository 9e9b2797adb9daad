package dev.assay.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Whom the benchmarks may use. Who may use them is told by Maven: nobody depends on this module. */
class ArchitectureTest {
  private static final JavaClasses BENCHMARKS = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("dev.assay.bench");

  @Test
  void benchmarksUseTheCodecAndTheBrokersCoreAlone() {
    assertThat(BENCHMARKS.size()).isGreaterThan(15);
    noClasses()
        .that()
        .resideInAPackage("dev.assay.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.assay.broker",
            "dev.assay.broker.net..",
            "dev.assay.broker.deviant..",
            "dev.assay.broker.store..",
            "dev.assay.client..",
            "dev.assay.suite..",
            "dev.assay.reports..",
            "dev.assay.cli..")
        .because("a figure belongs to the code that it names, not to the wiring around it")
        .check(BENCHMARKS);
  }
}
