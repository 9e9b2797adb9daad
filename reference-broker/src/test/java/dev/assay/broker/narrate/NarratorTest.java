package dev.assay.broker.narrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Recorder;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NarratorTest {
  private final List<String> lines = new ArrayList<>();
  private final BrokerCore broker = narrated();

  private BrokerCore narrated() {
    Recorder recorder = new Recorder(new Narrator(lines::add));
    return recorder.around(MqttBroker.honest(
        BrokerConfig.DEFAULT,
        Choices.DEFAULT,
        (version, packet) -> PacketWriter.of(version).sizeOf(packet),
        recorder,
        recorder));
  }

  private void connect(MqttVersion version, String clientId) {
    broker.on(new Input.ConnectionOpened(1, "127.0.0.1:5"));
    send(
        new Connect(version, clientId, true, 0, null, "me", Payload.of("secret"), Properties.NONE));
  }

  private void send(Packet packet) {
    broker.on(new Input.PacketArrived(1, packet));
  }

  @Test
  void aPingIsToldWithItsTimeItsClientAndItsStatement() {
    connect(MqttVersion.V5, "alice");
    broker.on(new Input.TimePassed(1_250));
    lines.clear();

    send(new PingReq());

    assertThat(lines)
        .containsExactly(
            "   1.250  alice  > PINGREQ",
            "   1.250  alice    PINGREQ: PINGRESP [5.0 MQTT-3.12.4-1] "
                + Mqtt5.MQTT_3_12_4_1.gist(),
            "   1.250  alice  < PINGRESP");
  }

  @Test
  void aClientOf311IsToldIn311() {
    connect(MqttVersion.V3_1_1, "bob");

    assertThat(lines)
        .anySatisfy(line ->
            assertThat(line).contains("[3.1.1 MQTT-3.1.4-4] " + Mqtt311.MQTT_3_1_4_4.gist()))
        .noneSatisfy(line -> assertThat(line).contains("[5.0 "));
  }

  @Test
  void aRefusalIsToldInTheCodesOfItsVersion() {
    broker.on(new Input.ConnectionOpened(1, "127.0.0.1:5"));
    send(new Connect(MqttVersion.V3_1_1, "", false, 0, null, null, null, Properties.NONE));

    assertThat(lines)
        .anySatisfy(line -> assertThat(line).endsWith("< CONNACK 0x02 identifier rejected"))
        .noneSatisfy(line -> assertThat(line).contains("0x85"));
  }

  @Test
  void hostileTextCannotMoveTheCursorNorTurnTheLineAround() {
    connect(MqttVersion.V5, "a\u001B[2Jb\r\nc\u202Ed\u0085e");

    assertThat(String.join("", lines))
        .contains("a\\u001B[2Jb\\u000D\\u000Ac\\u202Ed\\u0085e")
        .doesNotContain("\u001B", "\r", "\n", "\u202E", "\u0085");
  }

  @Test
  void passwordsAreNotTold() {
    connect(MqttVersion.V5, "alice");

    assertThat(String.join("\n", lines)).contains("CONNECT").doesNotContain("secret");
  }

  @Test
  void longTextIsCut() {
    connect(MqttVersion.V5, "x".repeat(60_000));

    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThan(1_000));
  }
}
