package dev.assay.suite;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.QUOTA_EXCEEDED;
import static dev.assay.codec.packet.ReasonCode.SUCCESS;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.leftOpen;
import static dev.assay.suite.Step.pubAck;
import static dev.assay.suite.Step.publish;
import static dev.assay.suite.Step.silence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.client.Arrival;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Close;
import dev.assay.spec.Grade;
import dev.assay.spec.Level;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The judge on arrivals made by hand: no socket, no clock, so every wait is only asked for. */
class JudgeTest {
  private static final Judge.Windows WINDOWS = new Judge.Windows(
      Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(5));

  private static final Arrival.Broken BROKEN = new Arrival.Broken(
      new Violation(
          "reason code", 2, "one of DISCONNECT", "0x03", Mqtt5.MQTT_3_14_2_1, MALFORMED_PACKET),
      new byte[] {1},
      0);

  private final List<Publish> aside = new ArrayList<>();

  @Test
  void bestOutcomePassesWithItsGradeAndEndsClean() {
    Script wire = new Script().packet(new Disconnect(PROTOCOL_ERROR)).close();

    Judge.Finding finding = judge(wire, V5, refusedWith(PROTOCOL_ERROR));

    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.grade()).isEqualTo(Grade.BEST);
    assertThat(finding.close()).isEqualTo(Close.CLEAN);
    assertThat(finding.actual()).isEqualTo("DISCONNECT 0x82 Protocol Error, then close");
  }

  @Test
  void anotherReasonCodeIsAWarningAndEndsByCode() {
    Script wire = new Script().packet(new Disconnect(MALFORMED_PACKET)).close();

    Judge.Finding finding = judge(wire, V5, refusedWith(PROTOCOL_ERROR));

    assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
    assertThat(finding.close()).isEqualTo(Close.CODE);
    assertThat(finding.grade()).isNull();
  }

  @Test
  void muteIsWhoNeitherClosesNorAnswers() {
    Outcomes outcomes = on(V5)
        .best("stays", leftOpen())
        .acceptable("closes", closed())
        .warn("neither", Step.mute());

    assertThat(judge(new Script().silence().silence().silence().silence(), V5, outcomes)
            .reason())
        .isEqualTo("neither");
    assertThat(judge(new Script().silence().packet(new PingResp()).silence(), V5, outcomes)
            .grade())
        .isEqualTo(Grade.BEST);
    assertThat(judge(new Script().silence().silence().close(), V5, outcomes).grade())
        .isEqualTo(Grade.ACCEPTABLE);
  }

  @Test
  void closeWithoutAWordIsAWarningInFiveAndTheBestInThree() {
    assertThat(judge(new Script().close(), V5, refusedWith(PROTOCOL_ERROR)).close())
        .isEqualTo(Close.NO_CODE);
    assertThat(judge(new Script().close(), V5, refusedWith(PROTOCOL_ERROR)).verdict())
        .isEqualTo(Verdict.WARN);
    assertThat(judge(new Script().close(), V3_1_1, refusedWith(PROTOCOL_ERROR)).grade())
        .isEqualTo(Grade.BEST);
  }

  @Test
  void resetIsACloseAndIsNoted() {
    Judge.Finding finding = judge(new Script().reset(), V3_1_1, refusedWith(PROTOCOL_ERROR));

    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.close()).isEqualTo(Close.RESET);
  }

  @Test
  void brokerThatAnswersThePingAndDoesNotCloseFails() {
    Script wire = new Script().silence().packet(new PingResp()).silence();

    Judge.Finding finding = judge(wire, V5, refusedWith(PROTOCOL_ERROR));

    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.close()).isEqualTo(Close.OPEN);
    assertThat(wire.pings).isEqualTo(1);
    assertThat(wire.waits)
        .as("a close still gets the grace, and nobody waits out the patience")
        .containsExactly(WINDOWS.quiet(), WINDOWS.patience(), WINDOWS.grace());
    assertThat(finding.reason())
        .isEqualTo(
            "expected DISCONNECT 0x82, then close; came PINGRESP to the judge's PINGREQ, then the"
                + " connection stayed open");
  }

  @Test
  void brokerThatClosesLateAfterThePingStillPasses() {
    Script wire = new Script()
        .silence()
        .packet(new PingResp())
        .packet(new Disconnect(PROTOCOL_ERROR))
        .close();

    assertThat(judge(wire, V5, refusedWith(PROTOCOL_ERROR)).grade()).isEqualTo(Grade.BEST);
  }

  @Test
  void brokerThatNeitherAnswersNorClosesFails() {
    Script wire = new Script().silence().silence();

    Judge.Finding finding = judge(wire, V5, refusedWith(PROTOCOL_ERROR));

    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.actual()).contains("no PINGRESP");
  }

  @Test
  void answerThatComesWhileTheBystanderIsServedStillCounts() {
    Script wire = new Script().silence().packet(new PubAck(7));

    assertThat(judge(wire, V5, on(V5).best("PUBACK", pubAck(7))).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void silentBrokerIsNotAccusedIfItServesNobody() {
    Outcomes acknowledged = on(V5).best("PUBACK", pubAck(7));

    Judge.Finding silent = judge(new Script().silence().silence(), V5, acknowledged);
    assertThat(silent.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(silent.actual()).as("all the waiting counts").isEqualTo("nothing for 2 ms");
    Judge.Finding doubtful =
        judge(new Script().servesNobody().silence().silence(), V5, acknowledged);
    assertThat(doubtful.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(doubtful.reason()).contains("nobody else was served");
  }

  @Test
  void noPingIsSentBeforeTheConnectionIsEstablished() {
    Script wire = new Script().notEstablished().silence();

    Judge.Finding finding = judge(wire, V3_1_1, refusedWith(PROTOCOL_ERROR));

    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(wire.pings).isZero();
    assertThat(wire.waits).containsExactly(WINDOWS.patience(), WINDOWS.quiet(), WINDOWS.late());
  }

  @Test
  void closeByAClockIsAWarningHoweverLongTheBystanderTook() {
    Script overdue = new Script().notEstablished().silence().silence().close();
    Script meanwhile = new Script().notEstablished().silence().close();

    Judge.Finding late = judge(overdue, V3_1_1, refusedWith(PROTOCOL_ERROR));
    Judge.Finding atOnce =
        judge(new Script().notEstablished().close(), V3_1_1, refusedWith(PROTOCOL_ERROR));

    assertThat(late.verdict()).isEqualTo(Verdict.WARN);
    assertThat(late.reason()).contains("closes late, after more than 5 s");
    assertThat(late.grade()).isNull();
    assertThat(judge(meanwhile, V3_1_1, refusedWith(PROTOCOL_ERROR)).verdict())
        .isEqualTo(Verdict.WARN);
    assertThat(atOnce.verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void leftOpenIsProvedByAPing() {
    Outcomes tolerates = on(V5).best("close", closed()).warn("tolerates it", leftOpen());

    assertThat(judge(new Script().silence().packet(new PingResp()).silence(), V5, tolerates)
            .verdict())
        .isEqualTo(Verdict.WARN);
    assertThat(judge(new Script().silence().silence(), V5, tolerates).verdict())
        .as("an open socket that answers nothing was not left open, it hangs")
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void silenceIsGrantedAfterAQuietWindowAndFlagged() {
    Outcomes nothing = on(V5).best("nothing", silence());
    Script wire = new Script().silence();

    Judge.Finding finding = judge(wire, V5, nothing);

    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.bySilence()).isTrue();
    assertThat(wire.waits).containsExactly(WINDOWS.silence());
  }

  @Test
  void publicationContradictsSilence() {
    Outcomes nothing = on(V5).best("nothing", silence());
    Script wire = new Script().packet(Packets.publish("t", "forbidden")).silence();

    Judge.Finding finding = judge(wire, V5, nothing);

    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.reason()).contains("\"forbidden\"");
  }

  @Test
  void publicationThatNoOutcomeSpeaksOfIsPutAside() {
    Outcomes acknowledged = on(V5).best("PUBACK", pubAck(7));
    Script wire = new Script().packet(Packets.publish("t", "other")).packet(new PubAck(7));

    assertThat(judge(wire, V5, acknowledged).verdict()).isEqualTo(Verdict.PASS);
    assertThat(aside).hasSize(1);
  }

  @Test
  void publicationsThatArePutAsideDoNotPutOffTheDecision() {
    Outcomes refused = on(V3_1_1).best("close", closed());
    Script wire = new Script().silence();
    for (int second = 1; second <= 9; second += 2) {
      wire.arrival(new Arrival.Received(
          Packets.publish("t", "sent again"), new byte[0], second * 1_000_000L));
    }
    wire.close();

    Judge.Finding finding = judge(wire, V3_1_1, refused);

    assertThat(wire.waits.subList(1, 7))
        .as("the patience runs from the first one on")
        .containsExactly(
            WINDOWS.patience(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ZERO);
    assertThat(finding.closed()).isTrue();
  }

  @Test
  void publicationOfTheWrongQosFailsAtOnce() {
    Outcomes delivered = on(V5).best("the message at QoS 0", publish(Qos.AT_MOST_ONCE, "hello"));
    Script wire =
        new Script().packet(Packets.publish(Qos.AT_LEAST_ONCE, 1, "t", "hello")).silence();

    assertThat(judge(wire, V5, delivered).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(aside).isEmpty();
  }

  @Test
  void whatIsNotListedIsWarnWhereTheCaseOrTheLevelSaysSo() {
    Outcomes strict = on(V5).best("PUBACK", pubAck(7));
    Outcomes lenient = on(V5).best("PUBACK", pubAck(7)).otherwiseWarn("tolerates it");

    assertThat(judge(new Script().packet(new PubAck(8)).silence(), V5, strict).verdict())
        .isEqualTo(Verdict.FAIL);
    Judge.Finding warned = judge(new Script().packet(new PubAck(8)).silence(), V5, lenient);
    assertThat(warned.verdict()).isEqualTo(Verdict.WARN);
    assertThat(warned.reason()).isEqualTo("tolerates it");
    assertThat(decide(new Script().packet(new PubAck(8)).silence(), V5, strict, Level.SHOULD)
            .verdict())
        .isEqualTo(Verdict.WARN);
    assertThat(decide(new Script().packet(new PubAck(8)).silence(), V5, strict, Level.MAY)
            .verdict())
        .isEqualTo(Verdict.INFO);
  }

  @Test
  void longerBetterOutcomeIsWaitedForAndTheShorterTakenIfItDoesNotCome() {
    Outcomes outcomes =
        on(V5).best("PUBACK, then close", pubAck(7), closed()).acceptable("PUBACK", pubAck(7));
    Script stays =
        new Script().packet(new PubAck(7)).silence().packet(new PingResp()).silence();

    assertThat(judge(new Script().packet(new PubAck(7)).close(), V5, outcomes).grade())
        .isEqualTo(Grade.BEST);
    assertThat(judge(stays, V5, outcomes).grade()).isEqualTo(Grade.ACCEPTABLE);
  }

  @Test
  void brokerThatEndsTheConnectionForReasonsOfItsOwnIsNotAccused() {
    Script wire = new Script().packet(new Disconnect(QUOTA_EXCEEDED)).close();

    Judge.Finding finding = judge(wire, V5, on(V5).best("PUBACK", pubAck(7)));

    assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(finding.reason()).contains("0x97 Quota exceeded");
  }

  @Test
  void brokenBytesAreTheViolationsOwnFailure() {
    Script wire = new Script().arrival(BROKEN);

    Judge.Finding finding = judge(wire, V5, refusedWith(PROTOCOL_ERROR));

    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.violation()).isEqualTo(BROKEN.violation());
    assertThat(finding.reason()).contains("reason code at byte 2");
  }

  @Test
  void whoAnswersByBrokenBytesAndDoesNotCloseOwesTheClose() {
    assertThat(
            judge(new Script().arrival(BROKEN), V5, refusedWith(PROTOCOL_ERROR)).owesClose())
        .isTrue();
    assertThat(judge(new Script().arrival(BROKEN).close(), V5, refusedWith(PROTOCOL_ERROR))
            .owesClose())
        .isFalse();
    assertThat(judge(new Script().arrival(BROKEN).servesNobody(), V5, refusedWith(PROTOCOL_ERROR))
            .owesClose())
        .as("a machine that is too busy")
        .isFalse();
    assertThat(judge(new Script().arrival(BROKEN), V5, on(V5).best("PUBACK", pubAck(7)))
            .owesClose())
        .as("no close was asked for")
        .isFalse();
  }

  @Test
  void endlessStreamOfPublicationsEndsTheJudgement() {
    Script wire = new Script();
    for (int i = 0; i < 3_000; i++) {
      wire.packet(Packets.publish("t", "flood"));
    }

    Judge.Finding finding = judge(wire, V5, on(V5).best("PUBACK", pubAck(7)));

    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void outcomesThatMakeNoSenseCannotBeMade() {
    assertThatThrownBy(() -> on(V5).best("nothing at all"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no steps");
    assertThatThrownBy(() -> on(V5).best("close", closed()).and(V5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("given already");
    assertThat(on(V5).best("any", any(PubAck.class)).in(V3_1_1)).isNull();
    assertThat(ReasonCode.of(0)).isEqualTo(SUCCESS);
  }

  private Judge.Finding judge(Script wire, MqttVersion version, Outcomes outcomes) {
    return decide(wire, version, outcomes, Level.MUST);
  }

  private Judge.Finding decide(Script wire, MqttVersion version, Outcomes outcomes, Level level) {
    return new Judge(wire, WINDOWS, Objects.requireNonNull(outcomes.in(version)), level, aside)
        .decide();
  }

  /** Arrivals in order; asked for more than there are, it says so. */
  private static final class Script implements Judge.Wire {
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private final List<Duration> waits = new ArrayList<>();
    private boolean established = true;
    private int pings;
    private @Nullable String complaint;

    Script packet(Packet packet) {
      return arrival(new Arrival.Received(packet, new byte[0], 0));
    }

    Script close() {
      return arrival(new Arrival.Closed(false, 0));
    }

    Script reset() {
      return arrival(new Arrival.Closed(true, 0));
    }

    Script silence() {
      return arrival(new Arrival.Silence(1));
    }

    Script arrival(Arrival arrival) {
      arrivals.add(arrival);
      return this;
    }

    Script servesNobody() {
      complaint = "no CONNACK";
      return this;
    }

    Script notEstablished() {
      established = false;
      return this;
    }

    @Override
    public Arrival next(Duration patience) {
      waits.add(patience);
      return arrivals.isEmpty() ? new Arrival.Silence(0) : arrivals.remove();
    }

    @Override
    public void sendPing() {
      pings++;
    }

    @Override
    public MqttVersion version() {
      return MqttVersion.V5;
    }

    @Override
    public boolean established() {
      return established;
    }

    @Override
    public @Nullable String complaintOfBystander() {
      return complaint;
    }
  }
}
