package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Party;
import dev.assay.spec.Rule;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whoever looks for the place where the reference broker obeys a statement finds it cited there, or finds in {@code assay
 * statements} why it cannot be.
 */
class CitedOrExplainedTest {
  private static final String EXPLANATIONS = "dev.assay.broker.rules.KeptByForm";

  @Test
  void everyStatementThatBindsAServerIsCitedOrExplained() {
    CoverageSnapshot snapshot = CoverageSnapshot.shipped();
    Set<String> cited = namesReadBy("dev.assay.broker", "dev.assay.codec");

    assertThat(CoverageSnapshot.everyStatement())
        .hasSizeGreaterThan(490)
        .filteredOn(each -> each.party() != Party.CLIENT)
        .filteredOn(each -> snapshot.of(each) != Standing.CLIENT_DUTY)
        .filteredOn(each -> !Standings.reasons().containsKey(each))
        .filteredOn(each -> !Standings.uncited().containsKey(each))
        .filteredOn(each -> !cited.contains(nameOf(each)))
        .extracting(Statement::citation)
        .isEmpty();
  }

  /** In the bytes of what a client sends it may be cited all the same, where the codec finds it broken. */
  @Test
  void noRuleOfTheBrokerCitesWhatItIsSaidToKeepByForm() {
    Set<String> cited = namesReadBy("dev.assay.broker.rules", "dev.assay.broker.core");
    Map<Statement, String> explained = Standings.uncited();

    assertThat(explained).isNotEmpty();
    assertThat(explained.keySet())
        .filteredOn(each -> cited.contains(nameOf(each)))
        .isEmpty();
  }

  private static String nameOf(Statement statement) {
    return ((Enum<?>) statement).getDeclaringClass().getSimpleName() + "."
        + ((Enum<?>) statement).name();
  }

  /** The statements that these packages name, deviants and the explanations themselves apart. */
  private static Set<String> namesReadBy(String... packages) {
    Set<String> names = new HashSet<>();
    for (JavaClass each : new ClassFileImporter().importPackages(packages)) {
      if (each.getPackageName().startsWith("dev.assay.broker.deviant")
          || each.getPackageName().equals("dev.assay.codec.corpus")
          || each.getName().equals(EXPLANATIONS)) {
        continue;
      }
      for (JavaFieldAccess access : each.getFieldAccessesFromSelf()) {
        JavaClass owner = access.getTargetOwner();
        if (owner.isEquivalentTo(Mqtt311.class)
            || owner.isEquivalentTo(Mqtt5.class)
            || owner.isEquivalentTo(Rule.class)) {
          names.add(owner.getSimpleName() + "." + access.getName());
        }
      }
    }
    return names;
  }
}
