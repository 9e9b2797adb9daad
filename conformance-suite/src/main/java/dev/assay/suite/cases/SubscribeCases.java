package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.packet;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Packets;
import dev.assay.suite.Step;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** SUBSCRIBE and SUBACK. */
final class SubscribeCases {

  /** Every SUBSCRIBE gets an answer. */
  @ConformanceCase(
      id = "subscribe/is-acknowledged",
      title = "A SUBSCRIBE is answered by a SUBACK.",
      advice =
          "Look for a SUBSCRIBE handler that answers only when something matched or was granted.")
  void isAcknowledged(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_1, v311 = Mqtt311.MQTT_3_8_4_1) Judged acknowledged) {
    CaseClient client = bench.connect("client");

    client.send(Packets.subscribe(1, bench.topic("a"), Qos.AT_MOST_ONCE));

    client.judge(acknowledged, onBoth().best("SUBACK", any(SubAck.class)));
  }

  /** The answer says which question it answers. */
  @ConformanceCase(
      id = "subscribe/suback-repeats-the-packet-identifier",
      title = "The SUBACK carries the Packet Identifier of the SUBSCRIBE.",
      advice =
          "Look for a Packet Identifier that is counted by the broker, or read in the wrong byte order.")
  void subAckRepeatsThePacketIdentifier(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_4_2, v311 = Mqtt311.MQTT_3_8_4_2) Judged repeated) {
    CaseClient client = bench.connect("client");

    // both bytes differ, so that their order shows
    client.send(Packets.subscribe(0x1F02, bench.topic("a"), Qos.AT_MOST_ONCE));

    client.judge(
        repeated,
        onBoth().best("SUBACK for 7938", packet(SubAck.class, ack -> ack.packetId() == 0x1F02)));
  }

  /** Three questions in one packet, three answers in one packet. */
  @ConformanceCase(
      id = "subscribe/one-code-for-each-filter",
      title = "A SUBACK has one code for each Topic Filter of the SUBSCRIBE.",
      advice = "Look for a SUBACK that is sent for each filter, or a list that skips filters.")
  void oneCodeForEachFilter(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_4_6,
              v311 = Mqtt311.MQTT_3_8_4_5,
              demandV311 = "one-code-per-filter")
          Judged complete) {
    CaseClient client = bench.connect("client");

    client.send(threeFilters(bench));

    client.judge(
        complete,
        onBoth()
            .best(
                "SUBACK with 3 codes",
                packet(SubAck.class, ack -> ack.reasonCodes().size() == 3)));
  }

  /** The answers come in the order of the questions. */
  @ConformanceCase(
      id = "subscribe/codes-are-in-the-order-of-the-filters",
      title = "The codes of a SUBACK are in the order of the Topic Filters of the SUBSCRIBE.",
      advice =
          "Look for filters that pass through a set or a sorted map on their way to the SUBACK.")
  void codesAreInTheOrderOfTheFilters(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_9_3_1, v311 = Mqtt311.MQTT_3_9_3_1) Judged ordered) {
    CaseClient client = bench.connect("client");

    client.send(threeFilters(bench));

    client.judge(
        ordered,
        onBoth()
            .best(
                "SUBACK with the codes 2, 0, 1",
                granting(Qos.EXACTLY_ONCE, Qos.AT_MOST_ONCE, Qos.AT_LEAST_ONCE))
            .acceptable(
                "SUBACK with three codes, none above the QoS asked for in its place",
                granting(2, 0, 1)));
  }

  private static Subscribe threeFilters(Bench bench) {
    return Packets.subscribe(
        1,
        Subscription.of(TopicFilter.of(bench.topic("z")), Qos.EXACTLY_ONCE),
        Subscription.of(TopicFilter.of(bench.topic("a")), Qos.AT_MOST_ONCE),
        Subscription.of(TopicFilter.of(bench.topic("m")), Qos.AT_LEAST_ONCE));
  }

  private static Step granting(Qos... granted) {
    return packet(
        SubAck.class,
        ack -> ack.reasonCodes()
            .equals(Arrays.stream(granted).map(ReasonCode::granted).toList()));
  }

  private static Step granting(int... qosMax) {
    return packet(SubAck.class, ack -> {
      List<ReasonCode> codes = ack.reasonCodes();
      return codes.size() == qosMax.length
          && IntStream.range(0, qosMax.length).allMatch(i -> codes.get(i).value() <= qosMax[i]);
    });
  }

  /** The lower four bits of SUBSCRIBE are 0010, and a broker looks at them. */
  @ConformanceCase(
      id = "subscribe/reserved-flags-are-refused",
      title = "A SUBSCRIBE whose flags are not 0010 is refused.",
      advice =
          "Look for a decoder that dispatches by the upper four bits and never looks at the lower ones.")
  void reservedFlagsAreRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_1_1, v311 = Mqtt311.MQTT_3_8_1_1) Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(plainSubscribe(bench).withFlags(0b0000));

    client.judge(refused, refusedWith(MALFORMED_PACKET));
  }

  /** The upper bits of the options byte are reserved, and a broker looks at them. */
  @ConformanceCase(
      id = "subscribe/reserved-option-bits-are-refused",
      title = "A SUBSCRIBE whose options byte has a reserved bit set is refused.",
      advice =
          "Look for a decoder that masks the QoS out of the options byte and forgets the rest.")
  void reservedOptionBitsAreRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_8_3_5,
              v311 = Mqtt311.MQTT_3_8_3_4,
              demandV311 = "close-on-reserved-bits")
          Judged refused) {
    CaseClient client = bench.connect("client");
    byte[] right = plainSubscribe(bench).bytes();

    client.send(plainSubscribe(bench).replace(right.length - 1, 1, "80"));

    client.judge(refused, refusedWith(MALFORMED_PACKET));
  }

  /** A SUBSCRIBE that asks for nothing is an error. */
  @ConformanceCase(
      id = "subscribe/empty-is-refused",
      title = "A SUBSCRIBE without a Topic Filter is refused.",
      advice = "Look for a decoder whose loop over the filters may run zero times.")
  void emptyIsRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_3_2, v311 = Mqtt311.MQTT_3_8_3_3) Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(plainSubscribe(bench).cutBodyTo(bench.isV5() ? 3 : 2));

    client.judge(refused, refusedWith(PROTOCOL_ERROR, MALFORMED_PACKET));
  }

  private static Deviation plainSubscribe(Bench bench) {
    return Deviation.of(bench.version(), Packets.subscribe(1, bench.topic("a"), Qos.AT_MOST_ONCE));
  }
}
