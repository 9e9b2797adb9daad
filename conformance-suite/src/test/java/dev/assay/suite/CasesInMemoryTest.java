package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.Choices;
import dev.assay.spec.CaseResult;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The cases as tests of the broker's core, in memory: what a run complains about fails here. */
class CasesInMemoryTest {
  /** What a broker gets that keeps what the standard demands and what it recommends. */
  private static final Set<Verdict> FLAWLESS =
      EnumSet.of(Verdict.PASS, Verdict.INFO, Verdict.UNSUPPORTED, Verdict.NOT_EXERCISED);

  /** The same where a freedom is taken in another way than the standard recommends. */
  private static final Set<Verdict> FREE = EnumSet.of(
      Verdict.PASS, Verdict.WARN, Verdict.INFO, Verdict.UNSUPPORTED, Verdict.NOT_EXERCISED);

  /** Of what CONNACK declares. */
  private static final Set<String> ABOUT_LIMITS = Set.of("limit", "connack", "size", "alias");

  private static final Map<String, List<CaseInfo>> BY_SUBJECT = CaseCatalogue.all().stream()
      .collect(Collectors.groupingBy(
          info -> info.id().substring(0, info.id().indexOf('/')),
          TreeMap::new,
          Collectors.toList()));

  @TestFactory
  Stream<DynamicTest> everyCasePassesOnTheHonestBroker() {
    return executions(Targets.HONEST, FLAWLESS, subject -> true);
  }

  /** The corpus meets no freedom that other cases do not meet. */
  @TestFactory
  Stream<DynamicTest> noCaseFailsWhereEveryFreedomIsTakenTheOtherWay() {
    return executions(Targets.CONTRARY, FREE, subject -> !subject.startsWith("malformed-"));
  }

  @TestFactory
  Stream<DynamicTest> enhancedAuthenticationPassesWhereItIsOffered() {
    return executions(Targets.SCRAM, FLAWLESS, "auth"::equals);
  }

  @TestFactory
  Stream<DynamicTest> noCaseFailsOnADeclaredLimit() {
    return Targets.limited().stream()
        .map(named -> Targets.honest(
            named.getName(), named.getPayload(), Choices.DEFAULT, settings -> settings))
        .flatMap(target -> executions(target, FREE, ABOUT_LIMITS::contains));
  }

  /** One test for each subject: a test for each execution would take longer than the execution. */
  private static Stream<DynamicTest> executions(
      InMemory.Target target, Set<Verdict> fine, Predicate<String> wantedSubject) {
    return BY_SUBJECT.keySet().stream()
        .filter(wantedSubject)
        .map(subject -> DynamicTest.dynamicTest(
            subject + " on " + target.name(), () -> assertFine(subject, target, fine)));
  }

  private static void assertFine(String subject, InMemory.Target target, Set<Verdict> fine)
      throws Exception {
    List<String> others = new ArrayList<>();
    for (CaseInfo info : BY_SUBJECT.getOrDefault(subject, List.of())) {
      for (MqttVersion version : info.versions()) {
        CaseResult result = InMemory.play(info, version, target);
        if (!fine.contains(result.verdict())) {
          others.add(ReferenceBrokerTest.line(result));
        }
      }
    }
    assertThat(others).isEmpty();
  }
}
