package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import dev.assay.suite.CaseCatalogue;
import dev.assay.suite.Declared;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StandingsTest {
  @Test
  void withoutADeviantNoJudgementCounts() {
    Standings standings = Standings.of(CaseCatalogue.all(), List.of(), Declared.all());

    assertThat(CoverageSnapshot.everyStatement())
        .extracting(standings::of)
        .doesNotContain(Standing.COVERED, Standing.COVERED_BY_SILENCE)
        .contains(Standing.NOT_YET, Standing.CLIENT_DUTY, Standing.BY_CONSTRUCTION);
  }

  @Test
  void withoutACaseNoDeviantCounts() {
    Standings standings = Standings.of(List.of(), Deviants.all().toList(), List.of());

    assertThat(CoverageSnapshot.everyStatement())
        .extracting(standings::of)
        .containsOnly(Standing.NOT_YET, Standing.CLIENT_DUTY);
  }

  @Test
  void aStatementIsCoveredUntilTheLastDeviantOfOneOfItsDemandsIsGone() {
    Statement statement = Mqtt5.MQTT_3_12_4_1;
    List<Deviant> all = Deviants.all().toList();
    List<Deviant> others = all.stream()
        .filter(deviant ->
            deviant.breaks().stream().noneMatch(broken -> broken.statement() == statement))
        .toList();

    assertThat(Standings.of(CaseCatalogue.all(), all, List.of()).of(statement))
        .isEqualTo(Standing.COVERED);
    assertThat(Standings.of(CaseCatalogue.all(), others, List.of()).of(statement))
        .isEqualTo(Standing.NOT_YET);
  }

  @Test
  void aJudgementByADeviantThatNamesAnotherCaseDoesNotCount() {
    Statement statement = Mqtt5.MQTT_3_12_4_1;
    List<Deviant> elsewhere = Deviants.all()
        .filter(deviant ->
            deviant.breaks().stream().anyMatch(broken -> broken.statement() == statement))
        .map(deviant -> Deviant.named(deviant.name(), deviant.description())
            .mustFail("connect/elsewhere", statement, statement.demands().get(0))
            .by(deviant.twists()))
        .toList();

    assertThat(elsewhere).isNotEmpty();
    assertThat(Standings.of(CaseCatalogue.all(), elsewhere, List.of()).of(statement))
        .isEqualTo(Standing.NOT_YET);
  }

  @Test
  void whatIsDeclaredUnobservableIsJudgedByNoCase() {
    Set<Statement> judged = CaseCatalogue.all().stream()
        .flatMap(info -> info.judgements().stream())
        .flatMap(judgement -> judgement.points().values().stream())
        .map(point -> point.statement())
        .collect(Collectors.toSet());

    assertThat(Declared.all()).extracting(Declared::statement).doesNotContainAnyElementsOf(judged);
  }
}
