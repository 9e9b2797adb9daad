package dev.assay.broker.deviant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Recorder;
import dev.assay.broker.core.Step;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.codec.Deviation;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwistsTest {
  private static final Connect HELLO =
      new Connect(MqttVersion.V5, "alice", true, 0, null, null, null, Properties.NONE);

  private final List<Step> steps = new ArrayList<>();

  private BrokerCore with(Twist twist) {
    Recorder recorder = new Recorder(steps::add);
    Deviant deviant = Deviant.named("twisted", "Is wrong.")
        .mustFail("ping/each-pingreq-is-answered", Mqtt5.MQTT_3_12_4_1)
        .by(() -> twist);
    return recorder.around(deviant.broker(
        BrokerConfig.DEFAULT,
        Choices.DEFAULT,
        (version, packet) -> PacketWriter.of(version).sizeOf(packet),
        recorder,
        recorder));
  }

  private List<Effect> effectsOf(Twist twist, Packet... packets) {
    BrokerCore core = with(twist);
    core.on(new Input.ConnectionOpened(1, "peer"));
    for (Packet packet : packets) {
      core.on(new Input.PacketArrived(1, packet));
    }
    return steps.stream().flatMap(step -> step.effects().stream()).toList();
  }

  private static List<PacketType> sent(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Sent.class::isInstance)
        .map(effect -> ((Effect.Sent) effect).packet().type())
        .toList();
  }

  @Test
  void aDecisionTurnedRoundIsNotCited() {
    List<Effect> effects =
        effectsOf(Twists.deciding(MqttBroker.PING_ANSWERED, false), HELLO, new PingReq());

    assertThat(sent(effects)).containsExactly(PacketType.CONNACK);
    assertThat(steps)
        .flatExtracting(Step::decisions)
        .noneMatch(decision -> decision.statements().contains(Mqtt5.MQTT_3_12_4_1));
  }

  @Test
  void aDecisionCanBeTurnedRoundFromTheSecondTimeOn() {
    List<Effect> effects = effectsOf(
        Twists.decidingFromThe(2, MqttBroker.PING_ANSWERED, false),
        HELLO,
        new PingReq(),
        new PingReq());

    assertThat(sent(effects)).containsExactly(PacketType.CONNACK, PacketType.PINGRESP);
  }

  @Test
  void packetsCanBeIgnoredSwallowedAndRepeated() {
    assertThat(sent(effectsOf(Twists.ignoring(PingReq.class), HELLO, new PingReq())))
        .containsExactly(PacketType.CONNACK);
    steps.clear();
    assertThat(sent(effectsOf(Twists.swallowing(ConnAck.class), HELLO, new PingReq())))
        .containsExactly(PacketType.PINGRESP);
    steps.clear();
    assertThat(sent(effectsOf(Twists.repeating(PingResp.class), HELLO, new PingReq())))
        .containsExactly(PacketType.CONNACK, PacketType.PINGRESP, PacketType.PINGRESP);
  }

  @Test
  void packetsCanLeaveAsBytesThatAreNoPacket() {
    Twist twist = Twists.outgoingBytes(
        PingResp.class,
        (packet, sent) -> Deviation.of(sent.version(), packet).withFlags(0b0001).bytes());

    assertThat(effectsOf(twist, HELLO, new PingReq()))
        .last()
        .isEqualTo(new Effect.SentBytes(1, Payload.copyOf(new byte[] {(byte) 0xD1, 0})));
  }

  @Test
  void aConnectionCanBeClosedWithoutTheCoreAskingForIt() {
    assertThat(effectsOf(Twists.closingOn(PacketType.PINGREQ), HELLO, new PingReq(), new PingReq()))
        .last()
        .isEqualTo(new Effect.Closed(1));
  }

  @Test
  void malformedBytesCanBeTakenForAPacket() {
    BrokerCore core = with(ConnectDeviants.acceptingConnectThatBreaks(Mqtt5.MQTT_3_1_2_3));
    core.on(new Input.ConnectionOpened(1, "peer"));

    core.on(malformed(Mqtt5.MQTT_3_1_2_3));
    core.on(malformed(Mqtt5.MQTT_2_1_3_1));

    assertThat(steps.get(1).effects())
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Sent.class,
            sent ->
                assertThat(((ConnAck) sent.packet()).reasonCode()).isEqualTo(ReasonCode.SUCCESS));
    assertThat(steps.get(2).effects()).last().isEqualTo(new Effect.Closed(1));
  }

  private static Input malformed(Mqtt5 statement) {
    return new Input.BytesMalformed(
        1,
        new Violation("field", 1, "right", "wrong", statement, ReasonCode.MALFORMED_PACKET),
        Payload.EMPTY);
  }

  @Test
  void twoTwistsCanMakeOneFault() {
    Twist twice = Twists.both(Twists.repeating(PingResp.class), Twists.repeating(PingResp.class));

    assertThat(sent(effectsOf(twice, HELLO, new PingReq())))
        .filteredOn(type -> type == PacketType.PINGRESP)
        .hasSize(4);
  }

  @Test
  void aDeviantSaysWhatItBreaksInTermsThatExist() {
    Deviant.Draft draft = Deviant.named("wrong", "Is wrong.");

    assertThatThrownBy(() -> draft.mustFail("a/b", Mqtt5.MQTT_3_1_0_2))
        .hasMessageContaining("close-connection");
    assertThatThrownBy(() -> draft.mustFail("a/b", Mqtt5.MQTT_3_1_0_2, "nonsense"))
        .hasMessageContaining("nonsense");
    assertThatThrownBy(() -> draft.by(() -> new Twist() {})).hasMessageContaining("must break");
    assertThatThrownBy(() -> Deviant.named("Not Kebab", "x.")
            .mustFail("a/b", Mqtt5.MQTT_3_12_4_1)
            .by(() -> new Twist() {}))
        .hasMessageContaining("kebab-case");
  }

  @Test
  void everyDeviantIsFoundByItsNameAndDescribedInASentence() {
    assertThat(Deviants.all()).isNotEmpty().allSatisfy(deviant -> {
      assertThat(Deviants.named(deviant.name())).contains(deviant);
      assertThat(deviant.description()).matches("[A-Z].*\\.");
    });
    assertThat(Deviants.named("honest")).isEmpty();
  }
}
