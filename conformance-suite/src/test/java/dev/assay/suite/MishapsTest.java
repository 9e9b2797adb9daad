package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.CaseResult;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No case blames a broker for what the standard lets happen on the way to it and back. */
class MishapsTest {
  private static final long SEED = Long.getLong("assay.seed", 20_261_126L);

  /** Of all executions, those that have to see a message of QoS 0 come: the less there are, the more is known of a broker that loses some. */
  private static final int INCONCLUSIVE_MAX = 60;

  private static Map<String, Verdict> undisturbed;

  @BeforeAll
  static void playUndisturbed() throws Exception {
    undisturbed = verdicts(Mishap.NONE);
  }

  static List<Mishap> harmless() {
    return Mishap.harmless(SEED);
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void everyCaseEndsAsWithoutIt(Mishap mishap) throws Exception {
    Map<String, Verdict> others = otherwise(mishap);
    // who waits for a message behind one of another topic may wait too short, and says so
    others
        .values()
        .removeIf(verdict ->
            mishap.passing() == Mishap.Passing.TOPICS && verdict == Verdict.NOT_EXERCISED);

    assertThat(others).as("%s, seed %d", mishap, SEED).isEmpty();
  }

  @Test
  void whatIsLostAtQosZeroIsNobodysFault() throws Exception {
    Map<String, Verdict> lost = otherwise(Mishap.LOSS);

    assertThat(lost.values()).as("%s", lost).containsOnly(Verdict.INCONCLUSIVE);
    assertThat(lost).hasSizeLessThanOrEqualTo(INCONCLUSIVE_MAX);
  }

  /** What does not end as it does undisturbed. */
  private static Map<String, Verdict> otherwise(Mishap mishap) throws Exception {
    Map<String, Verdict> verdicts = verdicts(mishap);
    verdicts.entrySet().removeIf(entry -> entry.getValue() == undisturbed.get(entry.getKey()));
    return verdicts;
  }

  private static Map<String, Verdict> verdicts(Mishap mishap) throws Exception {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (CaseInfo info : CaseCatalogue.all()) {
      for (MqttVersion version : info.versions()) {
        CaseResult result = InMemory.play(info, version, Targets.HONEST, mishap);
        verdicts.put(info.id() + " " + version, result.verdict());
      }
    }
    return verdicts;
  }
}
