package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void ourOwnErrorHidesAllOthersAndAnUnreachableTargetHidesFailures() {
    assertThat(ExitCode.first(Set.of(1, 3, 4, 5))).isEqualTo(5);
    assertThat(ExitCode.first(Set.of(1, 3, 4))).isEqualTo(3);
    assertThat(ExitCode.first(Set.of(1, 4))).isEqualTo(4);
    assertThat(ExitCode.first(Set.of(1))).isEqualTo(1);
    assertThat(ExitCode.first(Set.of())).isZero();
  }
}
