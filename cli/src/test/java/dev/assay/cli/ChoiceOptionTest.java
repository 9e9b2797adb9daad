package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.core.Choices;
import dev.assay.codec.packet.Qos;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceOptionTest {
  @Test
  void noWordsMeanTheDefaults() {
    assertThat(ChoiceOption.parse(List.of())).isEqualTo(Choices.DEFAULT);
  }

  @Test
  void eachKindOfChoiceCanBeSet() {
    Choices choices = ChoiceOption.parse(List.of(
        "overlap=copy-per-subscription", "disconnect-before-close=false", "granted-qos-max=1"));

    assertThat(choices)
        .isEqualTo(Choices.DEFAULT
            .with(the -> the.overlap = Choices.Overlap.COPY_PER_SUBSCRIPTION)
            .with(the -> the.disconnectBeforeClose = false)
            .with(the -> the.grantedQosMax = Qos.AT_LEAST_ONCE));
  }

  @Test
  void whatTheHelpNamesFirstIsTheDefault() {
    List<String> defaults = ChoiceOption.help().stream()
        .map(line -> line.substring(0, line.indexOf('|')))
        .toList();

    assertThat(ChoiceOption.parse(defaults)).isEqualTo(Choices.DEFAULT);
    assertThat(defaults).hasSize(Choices.class.getRecordComponents().length);
  }

  @Test
  void unknownNamesAndValuesAreRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> ChoiceOption.parse(List.of("overlaps=one-copy")))
        .isInstanceOf(Problem.class)
        .hasMessageContainingAll("overlap,", "found 'overlaps=one-copy'");
    assertThatThrownBy(() -> ChoiceOption.parse(List.of("overlap=two-copies")))
        .isInstanceOf(Problem.class)
        .hasMessageContainingAll("one-copy, copy-per-subscription", "found 'two-copies'");
  }
}
