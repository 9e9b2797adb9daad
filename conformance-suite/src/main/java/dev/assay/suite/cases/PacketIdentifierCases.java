package dev.assay.suite.cases;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;

/** Packet Identifier 0, which no packet has. */
final class PacketIdentifierCases {
  private static final String ZERO = "00 00";

  /** Nothing could be acknowledged under 0. */
  @ConformanceCase(
      id = "packet-identifier/zero-in-publish-of-qos-1-is-refused",
      title = "A PUBLISH of QoS 1 with Packet Identifier 0 costs its sender the connection.",
      advice = "Look for a Packet Identifier that is read and never compared with 0.",
      needs = Need.QOS_1)
  void zeroInPublishOfQosOneIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    judge(bench, refused, publishUnderZero(bench, Qos.AT_LEAST_ONCE), "40");
  }

  /** The two levels often go different ways through a broker. */
  @ConformanceCase(
      id = "packet-identifier/zero-in-publish-of-qos-2-is-refused",
      title = "A PUBLISH of QoS 2 with Packet Identifier 0 costs its sender the connection.",
      advice = "Look for a Packet Identifier that is read and never compared with 0.",
      needs = Need.QOS_2)
  void zeroInPublishOfQosTwoIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    judge(bench, refused, publishUnderZero(bench, Qos.EXACTLY_ONCE), "50");
  }

  /** A SUBACK under 0 would answer nothing. */
  @ConformanceCase(
      id = "packet-identifier/zero-in-subscribe-is-refused",
      title = "A SUBSCRIBE with Packet Identifier 0 costs its sender the connection.",
      advice = "Look for a Packet Identifier that is copied into the SUBACK unread.")
  void zeroInSubscribeIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    Deviation right = Malformed.of(bench, Packets.subscribe(1, bench.topic("a"), Qos.AT_MOST_ONCE));

    judge(bench, refused, right.replace(right.headerBytes(), 2, ZERO), "90");
  }

  /** An UNSUBACK under 0 would answer nothing. */
  @ConformanceCase(
      id = "packet-identifier/zero-in-unsubscribe-is-refused",
      title = "An UNSUBSCRIBE with Packet Identifier 0 costs its sender the connection.",
      advice = "Look for a Packet Identifier that is copied into the UNSUBACK unread.")
  void zeroInUnsubscribeIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    Deviation right = Malformed.of(bench, Packets.unsubscribe(1, bench.topic("a")));

    judge(bench, refused, right.replace(right.headerBytes(), 2, ZERO), "B0");
  }

  private static Deviation publishUnderZero(Bench bench, Qos qos) {
    String topic = bench.topic("a");
    Deviation right = Malformed.of(bench, Packets.publish(qos, 1, topic, "nameless"));
    return right.replace(Malformed.behindTopic(right, topic), 2, ZERO);
  }

  private static void judge(
      Bench bench, Judged refused, Deviation wrong, String firstByteOfAnswer) {
    CaseClient client = bench.connect("client");

    client.send(wrong);

    client.judge(refused, Malformed.tolerableInV5AnsweredBy(firstByteOfAnswer));
  }
}
