package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Standing;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaseCatalogueTest {

  @Test
  void everyCaseIsDeclaredRight() {
    assertThat(CaseCatalogue.all()).hasSizeGreaterThan(20);
  }

  @Test
  void casesKeepNothingBetweenExecutions() {
    for (CaseInfo info : CaseCatalogue.all()) {
      assertThat(info.subject().getDeclaredFields())
          .as("one instance is used by executions in parallel: %s", info.subject())
          .allMatch(field ->
              Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers()));
    }
  }

  @Test
  void noTwoJudgementsOfACaseAreTheSame() {
    for (CaseInfo info : CaseCatalogue.all()) {
      for (MqttVersion version : info.versions()) {
        Set<Judged.Point> points = new HashSet<>();
        for (Judged judged : info.judgementsIn(version)) {
          assertThat(points.add(judged.in(version)))
              .as("%s judges %s twice in %s", info.id(), judged.in(version), version)
              .isTrue();
        }
      }
    }
  }

  @Test
  void everyMethodOfACaseClassThatTakesABenchAndAJudgedIsACase() {
    for (CaseInfo info : CaseCatalogue.all()) {
      for (Method method : info.subject().getDeclaredMethods()) {
        boolean looksLikeOne = !Modifier.isStatic(method.getModifiers())
            && !method.isSynthetic()
            && method.getParameterCount() > 1
            && method.getParameterTypes()[0] == Bench.class;
        if (looksLikeOne) {
          assertThat(method.isAnnotationPresent(ConformanceCase.class)
                  || method.isAnnotationPresent(CorpusCase.class))
              .as(method.toString())
              .isTrue();
        }
      }
    }
  }

  @Test
  void whatIsDeclaredUnjudgeableIsNotJudged() {
    for (Declared declared : Declared.all()) {
      assertThat(declared.standing()).isIn(Standing.UNOBSERVABLE, Standing.BY_CONSTRUCTION);
      assertThat(CaseCatalogue.all())
          .as("%s is declared %s", declared.statement().citation(), declared.standing())
          .noneMatch(info ->
              info.statementsIn(declared.statement().version()).contains(declared.statement()));
    }
  }
}
