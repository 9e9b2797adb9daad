package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.pingResp;

import dev.assay.codec.packet.PingReq;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;

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
}
