package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Values;
import java.util.List;

/** DISCONNECT: leaving in order. */
final class DisconnectCases {

  /** A client that leaves in order leaves no Will behind. */
  @ConformanceCase(
      id = "disconnect/discards-the-will",
      title = "After DISCONNECT 0x00 the Will Message is not published.",
      advice =
          "Look for a Will that is published on every close, whether or not a DISCONNECT came before.")
  void discardsTheWill(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_14_4_3, v311 = Mqtt311.MQTT_3_14_4_3, bySilence = true)
          Judged discarded) {
    CaseClient watcher = bench.connect("watcher");
    watcher.subscribe(bench.topic("will"), Qos.AT_MOST_ONCE);
    CaseClient client = bench.connect(
        "client", hello -> hello.will(bench.topic("will"), "will", Qos.AT_MOST_ONCE, false));

    client.disconnect();

    bench.judge(discarded, watcher.receivedUntilQuiet(), Values.best("no Will Message", List.of()));
  }

  /**
   * The lower four bits of DISCONNECT are reserved, and a broker looks at them. Any DISCONNECT ends the connection, so the close
   * says nothing; the Will does: a packet that counts as an error does not discard it.
   */
  @ConformanceCase(
      id = "disconnect/reserved-flags-are-refused",
      title =
          "A DISCONNECT whose reserved flags are not 0 is an error: it does not discard the Will Message.",
      advice =
          "Look for a decoder that dispatches by the upper four bits and never looks at the lower ones.")
  void reservedFlagsAreRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_14_1_1, demandV5 = "answer-disconnect-0x81") Judged answered,
      @Covers(
              v5 = Mqtt5.MQTT_3_14_1_1,
              demandV5 = "check-reserved-bits",
              v311 = Mqtt311.MQTT_3_14_1_1)
          Judged noticed) {
    String topic = bench.topic("will");
    CaseClient watcher = bench.connect("watcher");
    watcher.subscribe(topic, Qos.AT_MOST_ONCE);
    bench
        .connect("control", hello -> hello.will(topic, "control", Qos.AT_MOST_ONCE, false))
        .drop();
    watcher.receivedUpTo("control");
    CaseClient client =
        bench.connect("client", hello -> hello.will(topic, "will", Qos.AT_MOST_ONCE, false));

    client.send(
        Deviation.of(bench.version(), new Disconnect(ReasonCode.SUCCESS)).withFlags(0b0001));

    client.judge(answered, refusedWith(MALFORMED_PACKET));
    watcher.judge(noticed, onBoth().best("the Will Message", publish(Qos.AT_MOST_ONCE, "will")));
  }
}
