package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No case without a deviant on which it was seen to fail, and no deviant whose case is gone. */
class BackedCasesTest {

  @Test
  void everyCaseIsBackedByADeviant() {
    Set<String> backed = Deviants.all()
        .flatMap(deviant -> deviant.breaks().stream())
        .map(Deviant.Broken::caseId)
        .collect(Collectors.toSet());

    assertThat(ids()).allSatisfy(id -> assertThat(backed).contains(id));
  }

  @Test
  void everyJudgementIsBackedByADeviant() {
    Set<Deviant.Broken> backed =
        Deviants.all().flatMap(deviant -> deviant.breaks().stream()).collect(Collectors.toSet());

    List<String> unbacked = new ArrayList<>();
    for (CaseInfo info : CaseCatalogue.all()) {
      for (Judged judged : info.judgements()) {
        judged.points().values().stream()
            .map(point -> new Deviant.Broken(info.id(), point.statement(), point.demand()))
            .filter(point -> !backed.contains(point))
            .forEach(point -> unbacked.add(point.toString()));
      }
    }

    assertThat(unbacked).as("judgements that nobody ever saw fail").isEmpty();
  }

  @Test
  void everyDeviantNamesAJudgementThatItsCaseMakes() {
    Map<String, CaseInfo> cases =
        CaseCatalogue.all().stream().collect(Collectors.toMap(CaseInfo::id, info -> info));

    List<String> unknown = Deviants.all()
        .filter(deviant -> deviant.breaks().stream()
            .noneMatch(broken -> makes(cases.get(broken.caseId()), broken)))
        .map(deviant -> deviant.name() + " names none of " + deviant.breaks())
        .toList();

    assertThat(unknown).isEmpty();
  }

  @Test
  void thereAreAtLeastAHundredCases() {
    assertThat(ids()).hasSizeGreaterThanOrEqualTo(100);
  }

  private static Set<String> ids() {
    return CaseCatalogue.all().stream()
        .map(CaseInfo::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean makes(@Nullable CaseInfo info, Deviant.Broken broken) {
    return info != null
        && info.judgementsIn(broken.version()).stream()
            .map(judged -> judged.in(broken.version()))
            .anyMatch(point -> point != null
                && point.statement().equals(broken.statement())
                && point.demand().equals(broken.demand()));
  }
}
