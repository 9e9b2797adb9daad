package dev.assay.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for both catalogues without the standard's text at hand. */
class CatalogueTest {

  static Stream<Statement> all() {
    return Stream.of(Mqtt311.values(), Mqtt5.values(), Rule.values()).flatMap(Arrays::stream);
  }

  @Test
  void everyNumberedStatementIsThere() {
    assertThat(Mqtt311.values()).hasSize(141);
    assertThat(Mqtt5.values()).hasSize(251);
  }

  @Test
  void identifiersAreMadeOfTheConstantsName() {
    assertThat(Mqtt5.MQTT_3_1_0_2.id()).isEqualTo("MQTT-3.1.0-2");
    assertThat(Mqtt5.MQTT_4_2_1.id()).isEqualTo("MQTT-4.2-1");
    assertThat(Rule.V5_DUPLICATE_PROPERTY.id()).isEqualTo("5.0:duplicate-property");
    assertThat(Mqtt311.MQTT_3_1_0_2.citation()).isEqualTo("3.1.1 MQTT-3.1.0-2");
  }

  @Test
  void noTwoStatementsHaveTheSameCitation() {
    assertThat(all().map(Statement::citation)).doesNotHaveDuplicates();
  }

  @Test
  void noTwoStatementsHaveTheSameGist() {
    Map<String, List<String>> byGist = new HashMap<>();
    all()
        .forEach(statement -> byGist
            .computeIfAbsent(statement.gist(), gist -> new ArrayList<>())
            .add(statement.citation()));

    assertThat(byGist.values()).allSatisfy(citations -> assertThat(citations).hasSize(1));
  }

  @Test
  void aGistIsOneSentenceThatEnds() {
    assertThat(all())
        .allSatisfy(statement -> assertThat(statement.gist())
            .as(statement.citation())
            .endsWith(".")
            .hasSizeBetween(20, 240)
            .doesNotContain("  "));
  }

  @Test
  void demandsAreDistinctKebabCaseNames() {
    assertThat(all()).allSatisfy(statement -> {
      assertThat(statement.demands())
          .as(statement.citation())
          .isNotEmpty()
          .doesNotHaveDuplicates()
          .allMatch(demand -> demand.matches("[a-z0-9]+(-[a-z0-9]+)*"));
      assertThat(statement.demands().size() == 1)
          .isEqualTo(statement.demands().contains(Statement.WHOLE));
    });
  }

  @Test
  void theLevelIsMustOrMustNotForEveryNumberedStatement() {
    assertThat(Stream.concat(Arrays.stream(Mqtt311.values()), Arrays.stream(Mqtt5.values())))
        .allMatch(
            statement -> statement.level() == Level.MUST || statement.level() == Level.MUST_NOT);
  }
}
