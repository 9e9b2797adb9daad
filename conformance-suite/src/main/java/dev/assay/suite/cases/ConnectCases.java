package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.connAck;

import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;

/** CONNECT and CONNACK: who is let in, and what they are told. */
final class ConnectCases {

  /** The first thing every client does: a plain CONNECT is accepted. */
  @ConformanceCase(
      id = "connect/valid-connect-is-accepted",
      title = "A plain CONNECT is answered by CONNACK 0x00.",
      advice = "Look for a CONNECT handler that refuses, or answers late or not at all.")
  void validConnectIsAccepted(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_5, v311 = Mqtt311.MQTT_3_1_4_4) Judged accepted) {
    CaseClient client = bench.open("client");

    client.send(bench.hello("client").packet());

    client.judge(accepted, onBoth().best("CONNACK 0x00, Session Present 0", connAck(false)));
  }

  /** A client that says hello twice is refused. */
  @ConformanceCase(
      id = "connect/second-connect-is-refused",
      title = "A client that says hello twice is refused.",
      advice =
          "Look for a CONNECT handler that does not ask whether the connection is already established.")
  void secondConnectIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_0_2, demandV5 = "close-connection", v311 = Mqtt311.MQTT_3_1_0_2)
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(bench.hello("client").packet());

    client.judge(refused, refusedWith(PROTOCOL_ERROR));
  }
}
