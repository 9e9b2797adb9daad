package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.pingResp;

import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import java.io.ByteArrayOutputStream;

/** PINGREQ and PINGRESP. */
final class PingCases {

  /** Are you there? Yes. And once more. */
  @ConformanceCase(
      id = "ping/each-pingreq-is-answered",
      title = "Each PINGREQ is answered by a PINGRESP.",
      advice =
          "Look for PINGREQ being taken for a sign of life only, or for one answer to several of them.")
  void eachPingReqIsAnswered(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged answered) {
    CaseClient client = bench.connect("client");

    client.send(new PingReq());
    client.send(new PingReq());

    client.judge(answered, onBoth().best("two PINGRESP", pingResp(), pingResp()));
  }

  /** Clients need not wait for CONNACK (3.1.4). */
  @ConformanceCase(
      id = "ping/behind-connect-is-answered",
      title = "A PINGREQ in the same segment as the CONNECT is answered once the CONNACK is out.",
      advice =
          "Look for bytes behind the CONNECT that are thrown away, or read only when more arrive.")
  void behindConnectIsAnswered(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_0_1, v311 = Mqtt311.MQTT_3_2_0_1) Judged first,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1, v311 = Mqtt311.MQTT_3_12_4_1) Judged answered) {
    CaseClient client = bench.open("client");
    Connect connect = bench.hello("client").packet();
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    together.writeBytes(PacketWriter.of(bench.version()).toBytes(connect));
    together.writeBytes(PacketWriter.of(bench.version()).toBytes(new PingReq()));

    client.sendBytes(together.toByteArray());

    client.judge(first, onBoth().best("CONNACK 0x00 before all else", connAck(ReasonCode.SUCCESS)));
    client.judge(answered, onBoth().best("PINGRESP", pingResp()));
  }
}
