package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case is able to fail: on each broker that is wrong in one point, the judgement about that point fails and no other case. */
@Timeout(60)
class DeviantsTest {
  // five seconds of patience become one
  private static final double QUICK = 0.2;

  /** {@code -Dassay.deviant=NAME} runs one: for who is writing it. */
  static Stream<Named<Deviant>> deviants() {
    String only = System.getProperty("assay.deviant", "");
    Set<String> ids = CaseCatalogue.all().stream().map(CaseInfo::id).collect(Collectors.toSet());
    return Deviants.all()
        .filter(deviant -> only.isEmpty() || deviant.name().equals(only))
        .filter(
            deviant -> deviant.breaks().stream().allMatch(broken -> ids.contains(broken.caseId())))
        .map(deviant -> Named.of(deviant.name(), deviant));
  }

  @ParameterizedTest
  @MethodSource("deviants")
  void judgementThatTheDeviantNamesFailsAndNoOtherCase(Deviant deviant) throws Exception {
    List<CaseResult> results;
    try (ReferenceBroker broker =
        ReferenceBroker.start(ReferenceBroker.options().withCores(deviant::broker))) {
      results = Collected.on(broker, settings -> settings.withExclusive(true).withTimeScale(QUICK))
          .results();
    }

    for (Deviant.Broken broken : deviant.breaks()) {
      assertThat(failureOf(broken, results))
          .as(
              "%s must fail %s at %s",
              deviant.name(), broken, broken.statement().citation())
          .isPresent()
          .hasValueSatisfying(judgement -> {
            assertThat(judgement.reason()).as("what an author can act on").hasSizeGreaterThan(20);
            assertThat(judgement.actual()).isNotEmpty();
          });
    }
    Set<String> meant = deviant.breaks().stream()
        .map(broken -> broken.caseId() + " " + broken.version())
        .collect(Collectors.toSet());
    assertThat(results)
        .filteredOn(result -> result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR)
        .filteredOn(result -> !meant.contains(result.caseId() + " " + result.version()))
        .extracting(ReferenceBrokerTest::line)
        .as("cases that fail although %s does not name them", deviant.name())
        .isEmpty();
  }

  private static Optional<Judgement> failureOf(Deviant.Broken broken, List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.caseId().equals(broken.caseId()))
        .filter(result -> result.version() == broken.version())
        .filter(result -> result.verdict() == Verdict.FAIL)
        .flatMap(result -> result.judgements().stream())
        .filter(judgement -> judgement.statement().equals(broken.statement()))
        .filter(judgement -> judgement.demand().equals(broken.demand()))
        .filter(judgement -> judgement.verdict() == Verdict.FAIL)
        .findFirst();
  }
}
