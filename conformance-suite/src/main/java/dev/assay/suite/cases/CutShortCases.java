package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.suite.Step.any;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Step;

/** Packets that end, by their Remaining Length, before their last field does. */
final class CutShortCases {

  /** A length prefix that reaches beyond the packet must not be believed. */
  @ConformanceCase(
      id = "cut-short/publish-topic-beyond-the-end-is-refused",
      title =
          "A PUBLISH whose Topic Name is longer than the packet costs its sender the connection.",
      advice =
          "Look for a string that is read by its length prefix alone: the bytes behind the packet are another packet's.")
  void publishTopicBeyondTheEndIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    Deviation right = Malformed.of(bench, Packets.publish(bench.topic("a"), "cut"));

    judge(bench, refused, right.replace(right.headerBytes(), 2, "7F FF"));
  }

  /** At QoS 1 a Packet Identifier has to be there. */
  @ConformanceCase(
      id = "cut-short/publish-without-packet-identifier-is-refused",
      title = "A PUBLISH of QoS 1 that ends behind its Topic Name costs its sender the connection.",
      advice =
          "Look for a Packet Identifier that is read without asking whether two bytes are left.",
      needs = Need.QOS_1)
  void publishWithoutPacketIdentifierIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    String topic = bench.topic("a");
    Deviation right = Malformed.of(bench, Packets.publish(Qos.AT_LEAST_ONCE, 1, topic, "cut"));
    int topicEnd = Malformed.behindTopic(right, topic) - right.headerBytes();

    judge(bench, refused, right.cutBodyTo(topicEnd), any(PubAck.class));
  }

  /** Property Length counts bytes that are not there. */
  @ConformanceCase(
      id = "cut-short/publish-properties-beyond-the-end-are-refused",
      title = "A PUBLISH whose Property Length reaches beyond the packet is refused.",
      advice = "Look for Property Length being trusted without a look at Remaining Length.")
  void publishPropertiesBeyondTheEndAreRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-malformed-packet") Judged refused) {
    String topic = bench.topic("a");
    Deviation right = Malformed.of(bench, Packets.publish(topic, "cut"));

    judge(bench, refused, right.replace(Malformed.behindTopic(right, topic), 1, "7F"));
  }

  /** The last filter is not all there. */
  @ConformanceCase(
      id = "cut-short/subscribe-within-its-filter-is-refused",
      title = "A SUBSCRIBE that ends within its Topic Filter costs its sender the connection.",
      advice =
          "Look for a string that is read by its length prefix alone, or for what is left of it being granted.")
  void subscribeWithinItsFilterIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    Deviation right =
        Malformed.of(bench, Packets.subscribe(1, bench.topic("abc"), Qos.AT_MOST_ONCE));

    judge(bench, refused, Malformed.cutBy(right, 3), any(SubAck.class));
  }

  /** A filter without its options, in 3.1.1 without its Requested QoS. */
  @ConformanceCase(
      id = "cut-short/subscribe-without-options-is-refused",
      title = "A SUBSCRIBE that ends behind its Topic Filter costs its sender the connection.",
      advice = "Look for a QoS that is 0 because no byte was left to read.")
  void subscribeWithoutOptionsIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    Deviation right =
        Malformed.of(bench, Packets.subscribe(1, bench.topic("abc"), Qos.AT_MOST_ONCE));

    judge(bench, refused, Malformed.cutBy(right, 1), any(SubAck.class));
  }

  /** The last filter is not all there. */
  @ConformanceCase(
      id = "cut-short/unsubscribe-within-its-filter-is-refused",
      title = "An UNSUBSCRIBE that ends within its Topic Filter costs its sender the connection.",
      advice = "Look for a string that is read by its length prefix alone.")
  void unsubscribeWithinItsFilterIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    Deviation right = Malformed.of(bench, Packets.unsubscribe(1, bench.topic("abc")));

    judge(bench, refused, Malformed.cutBy(right, 2), any(UnsubAck.class));
  }

  /** Half a Packet Identifier acknowledges nothing. */
  @ConformanceCase(
      id = "cut-short/puback-within-its-packet-identifier-is-refused",
      title = "A PUBACK of one byte costs its sender the connection.",
      advice =
          "Look for a Packet Identifier that is read without asking whether two bytes are left.",
      needs = Need.QOS_1)
  void pubAckWithinItsPacketIdentifierIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    CaseClient client = bench.connect("client");
    Publish publish = Malformed.underWayTo(client, bench, Qos.AT_LEAST_ONCE);

    client.send(Malformed.of(bench, new PubAck(publish.packetId())).cutBodyTo(1));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET));
  }

  private static void judge(Bench bench, Judged refused, Deviation cut, Step... answers) {
    CaseClient client = bench.connect("client");

    client.send(cut);

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET, answers));
  }
}
