package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases on brokers whose process ends whenever somebody connects and nobody else is there; the next one starts with what the
 * journal was told. No client may notice.
 */
class RestartsInMemoryTest {
  private static final Set<Verdict> FINE =
      EnumSet.of(Verdict.PASS, Verdict.INFO, Verdict.NOT_EXERCISED);

  @TestFactory
  Stream<DynamicTest> restartsAreNotNoticed() {
    Map<String, List<CaseInfo>> bySubject = CaseCatalogue.all().stream()
        .filter(info -> info.row() == null
            && !info.needs().contains(Need.WEB_SOCKET)
            && !subjectOf(info).equals("auth"))
        .collect(Collectors.groupingBy(
            RestartsInMemoryTest::subjectOf, TreeMap::new, Collectors.toList()));
    return Stream.of(Targets.HONEST, Targets.WITH_QOS_TWO_AT_PUBREL)
        .flatMap(target -> bySubject.entrySet().stream()
            .map(subject -> DynamicTest.dynamicTest(
                subject.getKey() + " on " + target.name(),
                () -> assertNotNoticed(subject.getValue(), target))));
  }

  private static void assertNotNoticed(List<CaseInfo> cases, InMemory.Target target)
      throws Exception {
    List<String> faults = new ArrayList<>();
    for (CaseInfo info : cases) {
      for (MqttVersion version : info.versions()) {
        Bookkeeper books = new Bookkeeper(Witness.SILENT, Interruption.RESTARTS_AT_REST);
        CaseResult result =
            InMemory.play(info, version, target, new MemoryNetwork(target, Mishap.NONE, books));
        if (!FINE.contains(result.verdict())) {
          faults.add(ReferenceBrokerTest.line(result));
        }
        faults.addAll(books.complaints());
      }
    }
    assertThat(faults).isEmpty();
  }

  private static String subjectOf(CaseInfo info) {
    return info.id().substring(0, info.id().indexOf('/'));
  }
}
