package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Witness;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases as tests of the broker's core, in memory: what a run complains about fails here. So mutation testing by these tests is
 * mutation testing by the cases (docs/mutation.md).
 */
class CasesInMemoryTest {
  /**
   * What a broker gets that offers everything and keeps what the standard demands and recommends. One that offers something no more
   * is not at fault, and would be noticed all the same: by who compares two runs.
   */
  private static final Set<Verdict> FLAWLESS = EnumSet.of(Verdict.PASS, Verdict.INFO);

  /** The same of one that declares in CONNACK what it does not offer. */
  private static final Set<Verdict> LIMITED =
      EnumSet.of(Verdict.PASS, Verdict.INFO, Verdict.UNSUPPORTED, Verdict.NOT_EXERCISED);

  /** The same where a freedom is taken in another way than the standard recommends. */
  private static final Set<Verdict> FREE = EnumSet.of(
      Verdict.PASS, Verdict.WARN, Verdict.INFO, Verdict.UNSUPPORTED, Verdict.NOT_EXERCISED);

  /** What cannot come up on a broker that says and does what the honest one does: beginnings of case ids. */
  private static final List<String> UP_TO_THE_BROKER = List.of(
      "limit/",
      "size/",
      "connect/refused-client-id-closes",
      "connect/refused-empty-client-id-closes",
      "identifier/each-of-several-copies-has-its-own",
      "identifier/repeat-does-not-return-to-the-old-one",
      "keep-alive/server-value-is-used",
      "qos2/identifier-is-free-after-a-refusal");

  /** Of what CONNACK declares. */
  private static final Set<String> ABOUT_LIMITS = Set.of("limit", "connack", "size", "alias");

  /** Of who is let in. */
  private static final Set<String> ABOUT_ACCESS = Set.of("access", "connect", "ping");

  private static final Map<String, List<CaseInfo>> BY_SUBJECT = CaseCatalogue.all().stream()
      .collect(
          Collectors.groupingBy(CasesInMemoryTest::subjectOf, TreeMap::new, Collectors.toList()));

  @TestFactory
  Stream<DynamicTest> everyCasePassesOnTheHonestBroker() {
    return executions(Targets.HONEST, FLAWLESS, info -> !isPlayedElsewhere(info));
  }

  /** One after the other, since one may hide another, and all at once. The corpus meets no freedom that other cases do not meet. */
  @TestFactory
  Stream<DynamicTest> noCaseFailsWhereFreedomsAreTakenTheOtherWay() {
    return Freedoms.oneByOne().stream()
        .map(freedom -> Targets.forbidding(freedom.getName(), freedom.getPayload()))
        .flatMap(target -> executions(target, FREE, info -> info.row() == null));
  }

  /** What a session is, it is for the next process too: one that starts from the journal whenever nobody is connected. */
  @TestFactory
  Stream<DynamicTest> everyCasePassesWhereTheBrokerIsRestarted() {
    return executions(
        Targets.HONEST,
        " restarted",
        FLAWLESS,
        info -> info.row() == null && !isPlayedElsewhere(info),
        () -> new MemoryNetwork(
            Targets.HONEST,
            Mishap.NONE,
            new Bookkeeper(Witness.SILENT, Interruption.RESTARTS_AT_REST)));
  }

  @TestFactory
  Stream<DynamicTest> enhancedAuthenticationPassesWhereItIsOffered() {
    return executions(Targets.SCRAM, FLAWLESS, CasesInMemoryTest::isAboutAuthentication);
  }

  /** What a wrong password brings, and that the right one opens everything. */
  @TestFactory
  Stream<DynamicTest> casesPassWhereAPasswordIsAskedFor() {
    return executions(
        Targets.WITH_PASSWORDS,
        LIMITED,
        info -> ABOUT_ACCESS.contains(subjectOf(info)) && !isPlayedElsewhere(info));
  }

  @TestFactory
  Stream<DynamicTest> noCaseFailsOnADeclaredLimit() {
    return Targets.limited().stream()
        .map(named -> Targets.honest(
            named.getName(), named.getPayload(), Choices.DEFAULT, settings -> settings))
        .flatMap(
            target -> executions(target, LIMITED, info -> ABOUT_LIMITS.contains(subjectOf(info))));
  }

  private static boolean isUpToTheBroker(CaseResult result) {
    return result.verdict() == Verdict.NOT_EXERCISED
        && UP_TO_THE_BROKER.stream().anyMatch(result.caseId()::startsWith);
  }

  private static boolean isPlayedElsewhere(CaseInfo info) {
    return info.needs().contains(Need.WEB_SOCKET) || isAboutAuthentication(info);
  }

  private static boolean isAboutAuthentication(CaseInfo info) {
    return info.id().startsWith("auth/");
  }

  private static String subjectOf(CaseInfo info) {
    return info.id().substring(0, info.id().indexOf('/'));
  }

  private static Stream<DynamicTest> executions(
      InMemory.Target target, Set<Verdict> fine, Predicate<CaseInfo> wanted) {
    return executions(target, "", fine, wanted, () -> new MemoryNetwork(target, Mishap.NONE));
  }

  /** One test for each subject: a test for each execution would take longer than the execution. */
  private static Stream<DynamicTest> executions(
      InMemory.Target target,
      String how,
      Set<Verdict> fine,
      Predicate<CaseInfo> wanted,
      Supplier<MemoryNetwork> networks) {
    return BY_SUBJECT.entrySet().stream()
        .filter(subject -> subject.getValue().stream().anyMatch(wanted))
        .map(subject -> DynamicTest.dynamicTest(
            subject.getKey() + " on " + target.name() + how,
            () -> assertFine(
                subject.getValue().stream().filter(wanted).toList(), target, fine, networks)));
  }

  private static void assertFine(
      List<CaseInfo> cases,
      InMemory.Target target,
      Set<Verdict> fine,
      Supplier<MemoryNetwork> networks)
      throws Exception {
    List<String> others = new ArrayList<>();
    for (CaseInfo info : cases) {
      for (MqttVersion version : info.versions()) {
        CaseResult result = InMemory.play(info, version, target, networks.get());
        if (!fine.contains(result.verdict()) && !isUpToTheBroker(result)) {
          others.add(ReferenceBrokerTest.line(result));
        }
      }
    }
    assertThat(others).isEmpty();
  }
}
