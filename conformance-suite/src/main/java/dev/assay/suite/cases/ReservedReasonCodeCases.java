package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.suite.Step.any;

import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;

/** Acknowledgements of 5.0 with a Reason Code that no table has. */
final class ReservedReasonCodeCases {
  /** In no table of 5.0 for any acknowledgement. */
  private static final String RESERVED = "55";

  @ConformanceCase(
      id = "reason-code/unknown-in-puback-is-refused",
      title = "A PUBACK with a Reason Code that does not exist is a Protocol Error.",
      advice = "Look for a broker that asks only whether the code is below 0x80.",
      needs = Need.QOS_1)
  void unknownInPubAckIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    CaseClient client = bench.connect("client");
    Publish publish = Malformed.underWayTo(client, bench, Qos.AT_LEAST_ONCE);

    client.send(Malformed.of(bench, new PubAck(publish.packetId())).append(RESERVED));

    client.judge(refused, Malformed.tolerableInV5(PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "reason-code/unknown-in-pubrec-is-refused",
      title = "A PUBREC with a Reason Code that does not exist is a Protocol Error.",
      advice = "Look for a broker that asks only whether the code is below 0x80.",
      needs = Need.QOS_2)
  void unknownInPubRecIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    CaseClient client = bench.connect("client");
    Publish publish = Malformed.underWayTo(client, bench, Qos.EXACTLY_ONCE);

    client.send(Malformed.of(bench, new PubRec(publish.packetId())).append(RESERVED));

    client.judge(refused, Malformed.tolerableInV5(PROTOCOL_ERROR, any(PubRel.class)));
  }

  @ConformanceCase(
      id = "reason-code/unknown-in-pubrel-is-refused",
      title = "A PUBREL with a Reason Code that does not exist is a Protocol Error.",
      advice = "Look for a PUBREL handler that never looks at the Reason Code.",
      needs = Need.QOS_2)
  void unknownInPubRelIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    CaseClient client = bench.connect("client");
    int packetId = client.nextPacketId();
    client.publishUpToPubRec(
        Packets.publish(Qos.EXACTLY_ONCE, packetId, bench.topic("a"), "half way"));

    client.send(Malformed.of(bench, new PubRel(packetId)).append(RESERVED));

    client.judge(refused, Malformed.tolerableInV5(PROTOCOL_ERROR, any(PubComp.class)));
  }

  @ConformanceCase(
      id = "reason-code/unknown-in-pubcomp-is-refused",
      title = "A PUBCOMP with a Reason Code that does not exist is a Protocol Error.",
      advice = "Look for a PUBCOMP handler that never looks at the Reason Code.",
      needs = Need.QOS_2)
  void unknownInPubCompIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    CaseClient client = bench.connect("client");
    Publish publish = Malformed.underWayTo(client, bench, Qos.EXACTLY_ONCE);
    client.send(new PubRec(publish.packetId()));
    client.await(PubRel.class, rel -> rel.packetId() == publish.packetId());

    client.send(Malformed.of(bench, new PubComp(publish.packetId())).append(RESERVED));

    client.judge(refused, Malformed.tolerableInV5(PROTOCOL_ERROR));
  }
}
