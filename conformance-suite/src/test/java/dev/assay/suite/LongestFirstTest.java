package dev.assay.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Constants;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class LongestFirstTest {

  @Test
  void beginsEachClassWithWhatWaitsForSeconds() {
    List<List<Integer>> ranks = new ArrayList<>();
    TestPlan plan = LauncherFactory.create()
        .discover(LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectPackage(CaseCatalogue.PACKAGE))
            .enableImplicitConfigurationParameters(false)
            .configurationParameter(
                Constants.DEFAULT_TEST_METHOD_ORDER_PROPERTY_NAME, LongestFirst.class.getName())
            .build());
    for (TestIdentifier engine : plan.getRoots()) {
      for (TestIdentifier subject : plan.getChildren(engine)) {
        ranks.add(plan.getChildren(subject).stream().map(LongestFirstTest::rank).toList());
      }
    }

    assertFalse(ranks.stream().noneMatch(it -> it.contains(0) && it.contains(1)));
    for (List<Integer> ofAClass : ranks) {
      assertEquals(ofAClass.stream().sorted(Comparator.naturalOrder()).toList(), ofAClass);
    }
  }

  private static int rank(TestIdentifier method) {
    Method java = ((MethodSource) method.getSource().orElseThrow()).getJavaMethod();
    ConformanceCase declared = java.getAnnotation(ConformanceCase.class);
    return declared != null && declared.takesSeconds() ? 0 : 1;
  }
}
