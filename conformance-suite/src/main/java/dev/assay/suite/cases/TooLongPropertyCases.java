package dev.assay.suite.cases;

import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a broker adds to a packet by courtesy, Reason String and User Properties, and leaves out where the packet would exceed the Maximum Packet Size of its client (5.0). */
final class TooLongPropertyCases {
  /** A Reason String is a courtesy that a small client can do without. */
  @ConformanceCase(
      id = "size/puback-leaves-out-a-reason-string-that-is-too-long",
      title = "A PUBACK stays within the client's Maximum Packet Size, with its Reason String.",
      advice = "Look for Reason Strings that are added without a look at the client's limit.",
      needs = Need.QOS_1)
  void pubAckLeavesOutAReasonStringThatIsTooLong(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_4_2_2) Judged fits) {
    // nobody subscribes, which a broker may remark upon
    judgeProperty(
        bench,
        fits,
        PropertyId.REASON_STRING,
        Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.topic("a"), "x"),
        PubAck.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/pubrec-leaves-out-a-reason-string-that-is-too-long",
      title = "A PUBREC stays within the client's Maximum Packet Size, with its Reason String.",
      advice = "Look for Reason Strings that are added without a look at the client's limit.",
      needs = Need.QOS_2)
  void pubRecLeavesOutAReasonStringThatIsTooLong(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_5_2_2) Judged fits) {
    judgeProperty(
        bench,
        fits,
        PropertyId.REASON_STRING,
        Packets.publish(Qos.EXACTLY_ONCE, 1, bench.topic("a"), "x"),
        PubRec.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/pubcomp-leaves-out-a-reason-string-that-is-too-long",
      title = "A PUBCOMP stays within the client's Maximum Packet Size, with its Reason String.",
      advice = "Look for Reason Strings that are added without a look at the client's limit.",
      needs = Need.QOS_2)
  void pubCompLeavesOutAReasonStringThatIsTooLong(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_7_2_2) Judged fits) {
    // unknown, which a broker may remark upon
    judgeProperty(bench, fits, PropertyId.REASON_STRING, new PubRel(99), PubComp.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/puback-leaves-out-user-properties-that-are-too-long",
      title = "A PUBACK stays within the client's Maximum Packet Size, with its User Properties.",
      advice = "Look for User Properties that are added without a look at the client's limit.",
      needs = Need.QOS_1)
  void pubackLeavesOutUserProperties(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_4_2_3) Judged fits) {
    // nobody subscribes, which a broker may remark upon
    judgeProperty(
        bench,
        fits,
        PropertyId.USER_PROPERTY,
        Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.topic("a"), "x"),
        PubAck.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/pubrec-leaves-out-user-properties-that-are-too-long",
      title = "A PUBREC stays within the client's Maximum Packet Size, with its User Properties.",
      advice = "Look for User Properties that are added without a look at the client's limit.",
      needs = Need.QOS_2)
  void pubrecLeavesOutUserProperties(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_5_2_3) Judged fits) {
    // nobody subscribes, which a broker may remark upon
    judgeProperty(
        bench,
        fits,
        PropertyId.USER_PROPERTY,
        Packets.publish(Qos.EXACTLY_ONCE, 1, bench.topic("a"), "x"),
        PubRec.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/pubrel-leaves-out-a-reason-string-that-is-too-long",
      title = "A PUBREL stays within the client's Maximum Packet Size, with its Reason String.",
      advice = "Look for Reason Strings that are added without a look at the client's limit.",
      needs = Need.QOS_2)
  void pubrelLeavesOutAReasonString(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_6_2_2) Judged fits) {
    // unknown, which a broker may remark upon
    judgeProperty(bench, fits, PropertyId.REASON_STRING, new PubRec(99), PubRel.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/pubrel-leaves-out-user-properties-that-are-too-long",
      title = "A PUBREL stays within the client's Maximum Packet Size, with its User Properties.",
      advice = "Look for User Properties that are added without a look at the client's limit.",
      needs = Need.QOS_2)
  void pubrelLeavesOutUserProperties(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_6_2_3) Judged fits) {
    // unknown, which a broker may remark upon
    judgeProperty(bench, fits, PropertyId.USER_PROPERTY, new PubRec(99), PubRel.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/pubcomp-leaves-out-user-properties-that-are-too-long",
      title = "A PUBCOMP stays within the client's Maximum Packet Size, with its User Properties.",
      advice = "Look for User Properties that are added without a look at the client's limit.",
      needs = Need.QOS_2)
  void pubcompLeavesOutUserProperties(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_7_2_3) Judged fits) {
    // unknown, which a broker may remark upon
    judgeProperty(bench, fits, PropertyId.USER_PROPERTY, new PubRel(99), PubComp.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/suback-leaves-out-a-reason-string-that-is-too-long",
      title = "A SUBACK stays within the client's Maximum Packet Size, with its Reason String.",
      advice = "Look for Reason Strings that are added without a look at the client's limit.")
  void subackLeavesOutAReasonString(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_9_2_1) Judged fits) {
    // a broker may remark upon what it grants
    judgeProperty(
        bench,
        fits,
        PropertyId.REASON_STRING,
        Packets.subscribe(1, bench.topic("a"), Qos.EXACTLY_ONCE),
        SubAck.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/suback-leaves-out-user-properties-that-are-too-long",
      title = "A SUBACK stays within the client's Maximum Packet Size, with its User Properties.",
      advice = "Look for User Properties that are added without a look at the client's limit.")
  void subackLeavesOutUserProperties(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_9_2_2) Judged fits) {
    // a broker may remark upon what it grants
    judgeProperty(
        bench,
        fits,
        PropertyId.USER_PROPERTY,
        Packets.subscribe(1, bench.topic("a"), Qos.EXACTLY_ONCE),
        SubAck.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/unsuback-leaves-out-a-reason-string-that-is-too-long",
      title = "An UNSUBACK stays within the client's Maximum Packet Size, with its Reason String.",
      advice = "Look for Reason Strings that are added without a look at the client's limit.")
  void unsubackLeavesOutAReasonString(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_11_2_1) Judged fits) {
    // there is no such subscription, which a broker may remark upon
    judgeProperty(
        bench,
        fits,
        PropertyId.REASON_STRING,
        Packets.unsubscribe(1, bench.topic("a")),
        UnsubAck.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/unsuback-leaves-out-user-properties-that-are-too-long",
      title =
          "An UNSUBACK stays within the client's Maximum Packet Size, with its User Properties.",
      advice = "Look for User Properties that are added without a look at the client's limit.")
  void unsubackLeavesOutUserProperties(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_11_2_2) Judged fits) {
    // there is no such subscription, which a broker may remark upon
    judgeProperty(
        bench,
        fits,
        PropertyId.USER_PROPERTY,
        Packets.unsubscribe(1, bench.topic("a")),
        UnsubAck.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/disconnect-leaves-out-a-reason-string-that-is-too-long",
      title = "A DISCONNECT stays within the client's Maximum Packet Size, with its Reason String.",
      advice = "Look for Reason Strings that are added without a look at the client's limit.")
  void disconnectLeavesOutAReasonString(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_14_2_3) Judged fits) {
    // a second CONNECT, which a broker may remark upon
    judgeProperty(
        bench, fits, PropertyId.REASON_STRING, bench.hello("second").packet(), Disconnect.class);
  }

  /** As for PUBACK. */
  @ConformanceCase(
      id = "size/disconnect-leaves-out-user-properties-that-are-too-long",
      title =
          "A DISCONNECT stays within the client's Maximum Packet Size, with its User Properties.",
      advice = "Look for User Properties that are added without a look at the client's limit.")
  void disconnectLeavesOutUserProperties(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_14_2_4) Judged fits) {
    // a second CONNECT, which a broker may remark upon
    judgeProperty(
        bench, fits, PropertyId.USER_PROPERTY, bench.hello("second").packet(), Disconnect.class);
  }

  /** A CONNECT by a method that no broker knows, since a refusal is what a broker has most to say about. */
  @ConformanceCase(
      id = "size/connack-leaves-out-a-reason-string-that-is-too-long",
      title = "A CONNACK stays within the client's Maximum Packet Size, with its Reason String.",
      advice = "Look for Reason Strings that are added before the client's limit is read.")
  void connackLeavesOutAReasonString(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_2_19) Judged fits) {
    Packet usual = refusal(bench, "unlimited", Properties.builder());
    bench.notExercisedUnless(usual != null, "the target refuses without a CONNACK, as it may");
    int limit =
        PacketSizeCases.sizeWithout(Objects.requireNonNull(usual), PropertyId.REASON_STRING);

    Packet kept =
        refusal(bench, "limited", Properties.builder().with(PropertyId.MAXIMUM_PACKET_SIZE, limit));

    PacketSizeCases.judge(bench, fits, PropertyId.REASON_STRING, usual, kept, limit);
  }

  /** A CONNECT by a method that no broker knows, since a refusal is what a broker has most to say about. */
  @ConformanceCase(
      id = "size/connack-leaves-out-user-properties-that-are-too-long",
      title = "A CONNACK stays within the client's Maximum Packet Size, with its User Properties.",
      advice = "Look for User Properties that are added before the client's limit is read.")
  void connackLeavesOutUserProperties(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_2_20) Judged fits) {
    Packet usual = refusal(bench, "unlimited", Properties.builder());
    bench.notExercisedUnless(usual != null, "the target refuses without a CONNACK, as it may");
    int limit =
        PacketSizeCases.sizeWithout(Objects.requireNonNull(usual), PropertyId.USER_PROPERTY);

    Packet kept =
        refusal(bench, "limited", Properties.builder().with(PropertyId.MAXIMUM_PACKET_SIZE, limit));

    PacketSizeCases.judge(bench, fits, PropertyId.USER_PROPERTY, usual, kept, limit);
  }

  /** The CONNACK that refuses an unknown Authentication Method; null if none comes. */
  private static @Nullable Packet refusal(Bench bench, String name, Properties.Builder properties) {
    return PacketSizeCases.answerTo(
        bench,
        name,
        bench
            .hello(name)
            .properties(properties
                .with(PropertyId.AUTHENTICATION_METHOD, "ASSAY-NO-SUCH-METHOD")
                .build()));
  }

  private static void judgeProperty(
      Bench bench,
      Judged fits,
      PropertyId property,
      Packet provocation,
      Class<? extends Packet> answer) {
    CaseClient unlimited = bench.connect("unlimited");
    unlimited.send(provocation);
    Packet usual = PacketSizeCases.only(unlimited, answer);
    int limit = usual == null
        ? PacketSizeCases.SMALL_LIMIT_BYTES
        : Math.max(PacketSizeCases.SMALL_LIMIT_BYTES, PacketSizeCases.sizeWithout(usual, property));
    CaseClient limited = bench.connect("limited", PacketSizeCases.taking(limit));

    limited.send(provocation);

    PacketSizeCases.judge(
        bench, fits, property, usual, PacketSizeCases.only(limited, answer), limit);
  }
}
