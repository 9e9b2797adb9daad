package dev.assay.suite.cases;

import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;

/** PUBLISH packets whose parts are right each and wrong together. */
final class MalformedPublishCases {
  private static final int DUP = 0b1000;

  /** Nothing is repeated at QoS 0. What the broker does with such a packet is its own choice, what it sends is not. */
  @ConformanceCase(
      id = "publish/dup-at-qos-0-is-not-passed-on",
      title = "A PUBLISH of QoS 0 that came in with DUP 1 does not go out with DUP 1.",
      advice = "Look for the first byte of a PUBLISH being copied to its subscribers.",
      needs = Need.QOS_1)
  void dupAtQosZeroIsNotPassedOn(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_2, v311 = Mqtt311.MQTT_3_3_1_2) Judged passedOn) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("fence"), Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    publisher.send(Malformed.of(bench, Malformed.publishToFenceTopic(bench)).withFlags(DUP));

    publisher.waitUntilRead();
    Malformed.judgeWhatIsPassedOn(bench, subscriber, passedOn);
  }
}
