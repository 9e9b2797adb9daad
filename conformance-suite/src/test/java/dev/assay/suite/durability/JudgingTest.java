package dev.assay.suite.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Durability;
import dev.assay.spec.Judgement;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of histories that no broker had to make. */
class JudgingTest {
  private static final Tally KEPT = Tally.of(Set.of("1", "2", "3"), Set.of("1", "2", "3"));
  private static final Tally LOST = Tally.of(Set.of("1", "2", "3"), Set.of("1", "3", "4"));
  private static final Tally DOUBLED =
      new Tally(3, List.of(), List.of("message 2"), List.of(), "", "");
  private static final Tally UNANSWERED = KEPT.withUnanswered(List.of("PUBREL of 2"));
  private static final Tally UNDECIDED = Tally.undecided("the broker did not come back");
  private static final Tally NOT_OFFERED = Tally.notOffered("no QoS 2");
  private static final Tally NOTHING = Tally.of(Set.of(), Set.of());

  @Test
  void whatWasAcknowledgedAndNotFoundIsLost() {
    assertThat(LOST.lost()).containsExactly("2");
    assertThat(LOST.isBroken()).isTrue();
    assertThat(KEPT.isBroken()).isFalse();
    assertThat(LOST.inWords()).isEqualTo("2 of 3 acknowledged are there; lost: 2");
  }

  @Test
  void longListsOfLossesAreCut() {
    Tally all = Tally.of(Set.of("1", "2", "3", "4", "5", "6", "7"), Set.of());

    assertThat(all.inWords())
        .isEqualTo("0 of 7 acknowledged are there; lost: 1, 2, 3, 4, 5 and 2 more");
  }

  @ParameterizedTest
  @EnumSource(Event.class)
  void withoutAClaimALossIsInformation(Event event) {
    CaseResult result = judge(Memory.QUEUED, event, Map.of(), LOST);

    assertThat(result.verdict()).isEqualTo(Verdict.INFO);
    assertThat(result.judgements()).isEmpty();
    assertThat(result.actual()).contains("lost: 2");
    assertThat(result.reason()).contains("no claim of the broker is known");
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, RESTART, INFO",
    "NONE, KILL, INFO",
    "RESTART, RESTART, FAIL",
    "RESTART, KILL, INFO",
    "PROCESS_KILL, RESTART, FAIL",
    "PROCESS_KILL, KILL, FAIL"
  })
  void aLossFailsWhereTheClaimCoversTheEvent(Durability claimed, Event event, Verdict verdict) {
    CaseResult result =
        judge(Memory.QUEUED, event, Map.of(Memory.QUEUED, new Claim(claimed, "manual, 1")), LOST);

    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.reason()).contains(claimed.text()).contains("manual, 1");
  }

  @Test
  void aClaimAboutAnotherKindOfMemoryCountsForNothing() {
    Map<Memory, Claim> claims =
        Map.of(Memory.SUBSCRIPTIONS, new Claim(Durability.PROCESS_KILL, "manual, 1"));

    assertThat(judge(Memory.RETAINED, Event.KILL, claims, LOST).verdict()).isEqualTo(Verdict.INFO);
    assertThat(judge(Memory.SUBSCRIPTIONS, Event.KILL, claims, LOST).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void whatIsClaimedAndKeptPassesAndCitesWhatTheStandardPromises() {
    CaseResult result = judge(Memory.SESSIONS, Event.KILL, all(), KEPT);

    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.judgements())
        .extracting(Judgement::statement)
        .containsExactly(Mqtt5.MQTT_3_1_2_23);
    CaseResult older = new Judging(MqttVersion.V3_1_1, all(), "tcp", "again")
        .result(Memory.SESSIONS, Event.KILL, List.of(KEPT), List.of(), 1);
    assertThat(older.judgements())
        .extracting(Judgement::statement)
        .containsExactly(Mqtt311.MQTT_4_1_0_1);
  }

  @Test
  void aLossAndASecondCopyBreakDifferentStatements() {
    CaseResult lost = judge(Memory.QOS_2, Event.KILL, all(), LOST);
    CaseResult doubled = judge(Memory.QOS_2, Event.KILL, all(), DOUBLED);

    assertThat(lost.judgements())
        .extracting(Judgement::statement, Judgement::verdict)
        .containsExactly(
            tuple(Mqtt5.MQTT_4_3_3_8, Verdict.FAIL), tuple(Mqtt5.MQTT_4_3_3_10, Verdict.PASS));
    assertThat(doubled.judgements())
        .extracting(Judgement::statement, Judgement::verdict)
        .containsExactly(
            tuple(Mqtt5.MQTT_4_3_3_8, Verdict.PASS), tuple(Mqtt5.MQTT_4_3_3_10, Verdict.FAIL));
    assertThat(doubled.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(doubled.actual()).contains("came twice: message 2");
  }

  @Test
  void aRepeatThatIsNotAnsweredIsAFault() {
    CaseResult result = judge(Memory.HANDSHAKES, Event.KILL, all(), UNANSWERED);

    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.actual()).contains("not answered: PUBREL of 2");
  }

  @Test
  void oneLossOfSeveralTimesIsALoss() {
    CaseResult result = judge(Memory.QOS_1, Event.KILL, all(), KEPT, LOST, KEPT);

    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.actual()).endsWith("(1 of 3 times)");
  }

  @Test
  void whatCouldNotBeToldOnceIsNotKept() {
    CaseResult result = judge(Memory.QOS_1, Event.KILL, all(), KEPT, UNDECIDED);

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.judgements()).isEmpty();
    assertThat(result.reason()).contains("did not come back");
  }

  @Test
  void whatWasNeverTriedIsNotTold() {
    CaseResult result = judge(Memory.QOS_1, Event.KILL, all());

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void nothingAcknowledgedIsNothingKept() {
    assertThat(judge(Memory.RETAINED, Event.KILL, all(), NOTHING).verdict())
        .isEqualTo(Verdict.NOT_EXERCISED);
  }

  @Test
  void whatIsNotOfferedIsNotJudged() {
    assertThat(judge(Memory.QOS_2, Event.RESTART, all(), NOT_OFFERED).verdict())
        .isEqualTo(Verdict.UNSUPPORTED);
  }

  @Test
  void theLevelIsTheLastOneThatWasOutlasted() {
    assertThat(level(List.of(KEPT), List.of(KEPT, KEPT))).isEqualTo("process kill");
    assertThat(level(List.of(KEPT), List.of(KEPT, LOST))).isEqualTo("restart");
    assertThat(level(List.of(LOST), List.of(LOST))).isEqualTo("none");
    assertThat(level(List.of(LOST), List.of(KEPT))).isEqualTo("none");
    assertThat(level(List.of(KEPT), List.of(UNDECIDED))).isEqualTo("restart or more");
    assertThat(level(List.of(UNDECIDED), List.of(KEPT))).isEqualTo("not told");
    assertThat(level(List.of(NOTHING), List.of(NOTHING))).isEqualTo("not told");
    assertThat(level(List.of(NOT_OFFERED), List.of(NOT_OFFERED))).isEqualTo("not offered");
  }

  @Test
  void aLevelSaysWhatItRestsOn() {
    ProfileFact fact = new Judging(MqttVersion.V5, Map.of(), "tcp", "again")
        .level(Memory.RETAINED, List.of(KEPT), List.of(LOST, KEPT));

    assertThat(fact.name()).isEqualTo("Durability of retained messages");
    assertThat(fact.source())
        .isEqualTo("restart: all 3 acknowledged are there; kill: 2 of 3 acknowledged are there;"
            + " lost: 2 (1 of 2 times)");
  }

  @ParameterizedTest
  @EnumSource(Memory.class)
  void everyKindOfMemoryCanFailInBothVersions(Memory memory) {
    for (MqttVersion version : MqttVersion.values()) {
      CaseResult result = new Judging(version, all(), "tcp", "again")
          .result(memory, Event.KILL, List.of(LOST), List.of(), 1);

      assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(result.judgements()).anyMatch(each -> each.verdict() == Verdict.FAIL);
      assertThat(result.statements())
          .containsAll(result.judgements().stream().map(Judgement::statement).toList());
      assertThat(result.reproducer()).isEqualTo("again");
    }
  }

  private static String level(List<Tally> restarts, List<Tally> kills) {
    return new Judging(MqttVersion.V5, Map.of(), "tcp", "again")
        .level(Memory.QOS_1, restarts, kills)
        .value();
  }

  private static Map<Memory, Claim> all() {
    Claim claim = new Claim(Durability.PROCESS_KILL, "manual, 1");
    Map<Memory, Claim> claims = new EnumMap<>(Memory.class);
    for (Memory memory : Memory.values()) {
      claims.put(memory, claim);
    }
    return claims;
  }

  private static CaseResult judge(
      Memory memory, Event event, Map<Memory, Claim> claims, Tally... tallies) {
    return new Judging(MqttVersion.V5, claims, "tcp", "again")
        .result(memory, event, List.of(tallies), List.of(), 1);
  }
}
