package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a target counts as dead, and who is accused of it. */
class VitalsTest {
  private final Vitals vitals = new Vitals();

  @Test
  void executionThatRanAloneIsAccused() {
    vitals.begun("a (5.0)");

    boolean accused = vitals.notServing("a (5.0)", "nobody is served");

    assertThat(accused).isTrue();
    assertThat(vitals.obituary())
        .contains("a (5.0)", "nobody is served")
        .doesNotContain("meanwhile");
  }

  @Test
  void oneComplaintAmongManyIsABusyMachine() {
    vitals.begun("a (5.0)");
    vitals.begun("b (5.0)");

    boolean accused = vitals.notServing("a (5.0)", "nobody is served");

    assertThat(accused).isFalse();
    assertThat(vitals.obituary()).isNull();
  }

  @Test
  void twoComplaintsAreADeadTargetWithAllNamedThatRan() {
    vitals.begun("a (5.0)");
    vitals.begun("b (5.0)");
    vitals.begun("c (5.0)");
    vitals.begun("d (5.0)");
    vitals.ended("d (5.0)");
    vitals.notServing("a (5.0)", "nobody is served");

    boolean accused = vitals.notServing("b (5.0)", "nobody is served");

    assertThat(accused).isFalse();
    assertThat(vitals.obituary())
        .contains("as b (5.0) noticed", "meanwhile ran a (5.0), c (5.0)", "--parallel 1")
        .doesNotContain("d (5.0)");
  }
}
