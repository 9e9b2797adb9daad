package dev.assay.broker.deviant;

import static dev.assay.codec.packet.PacketType.AUTH;
import static dev.assay.codec.packet.PacketType.CONNECT;
import static dev.assay.codec.packet.PacketType.PINGREQ;
import static dev.assay.codec.packet.PacketType.PUBACK;
import static dev.assay.codec.packet.PacketType.PUBCOMP;
import static dev.assay.codec.packet.PacketType.PUBLISH;
import static dev.assay.codec.packet.PacketType.PUBREC;
import static dev.assay.codec.packet.PacketType.SUBSCRIBE;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.List;

/** What can go wrong with packets that break the standard. */
final class MalformedDeviants {
  private static final String MALFORMED = "close-on-malformed-packet";
  private static final String ERROR = "close-on-protocol-error";
  private static final String OTHER_FLAGS = "close-on-other-flags";
  private static final String ILL_FORMED = "close-on-ill-formed-utf8";
  private static final String SURROGATES = "close-on-surrogates";
  private static final String NULL = "close-on-null";

  private MalformedDeviants() {}

  static List<Deviant> all() {
    return List.of(
        leavesOpenAfterWrongFlags(),
        Deviant.named(
                "overlooks-the-flags-of-pubrel", "Takes no notice of a PUBREL with wrong flags.")
            .mustFail(
                "fixed-header/pubrel-without-its-flags-is-refused", Mqtt5.MQTT_3_6_1_1, OTHER_FLAGS)
            .mustFail(
                "fixed-header/pubrel-without-its-flags-is-refused",
                Mqtt311.MQTT_3_6_1_1,
                OTHER_FLAGS)
            .by(() -> Faults.against(Mqtt5.MQTT_3_6_1_1, Mqtt311.MQTT_3_6_1_1).overlooked()),
        Deviant.named("overlooks-the-flags-of-auth", "Takes no notice of an AUTH with wrong flags.")
            .mustFail("fixed-header/auth-with-flags-is-refused", Mqtt5.MQTT_3_15_1_1, OTHER_FLAGS)
            .by(() -> Faults.against(Mqtt5.MQTT_3_15_1_1).in(AUTH).overlooked()),
        Deviant.named(
                "accepts-connect-with-wrong-flags",
                "Accepts a CONNECT whose fixed header has wrong flags.")
            .mustFail(
                "fixed-header/connect-with-flags-is-refused",
                Mqtt5.MQTT_3_1_4_1,
                Mqtt311.MQTT_2_2_2_2)
            .by(() -> Faults.against(Mqtt5.MQTT_2_1_3_1, Mqtt311.MQTT_2_2_2_1)
                .in(CONNECT)
                .accepted()),
        Deviant.named(
                "leaves-open-after-reserved-type",
                "Leaves the connection open after a packet of a reserved type, in 5.0 after a DISCONNECT.")
            .mustFail("fixed-header/packet-type-0-is-refused", Mqtt5.MQTT_4_13_1_1, MALFORMED)
            .mustFail("fixed-header/packet-type-0-is-refused", Mqtt311.MQTT_4_8_0_1)
            .mustFail("fixed-header/packet-type-15-is-refused", Mqtt311.MQTT_4_8_0_1)
            .mustFail(
                "own-packets/close-follows-error-in-disconnect",
                Mqtt5.MQTT_4_13_2_1,
                "close-on-disconnect-error")
            .by(() -> Faults.against(Rule.V5_RESERVED_PACKET_TYPE, Rule.V3_1_1_RESERVED_PACKET_TYPE)
                .complainedOfAndLeftOpen()),
        leavesOpenAfterPacketOfServers(),
        Deviant.named(
                "leaves-open-after-fifth-length-byte",
                "Leaves the connection open after a Remaining Length of five bytes, in 5.0 after a DISCONNECT.")
            .mustFail(
                "fixed-header/remaining-length-of-five-bytes-is-refused",
                Mqtt5.MQTT_4_13_1_1,
                MALFORMED)
            .mustFail(
                "fixed-header/remaining-length-of-five-bytes-is-refused", Mqtt311.MQTT_4_8_0_1)
            .by(() -> Faults.against(
                    Rule.V5_VARIABLE_BYTE_INTEGER_AT_MOST_FOUR_BYTES,
                    Rule.V3_1_1_REMAINING_LENGTH_AT_MOST_FOUR_BYTES)
                .complainedOfAndLeftOpen()),
        leavesOpenAfterPacketCutShort(),
        leavesOpenAfterPacketIdentifierZero(),
        leavesOpenAfterUnknownReasonCode(),
        leavesOpenAfterWrongTextInPublish(),
        leavesOpenAfterIllFormedFilter(),
        acceptsWrongTextInConnect(),
        passesWrongTextOn(),
        Deviant.named("strips-byte-order-marks", "Drops U+FEFF from Topic Names and Topic Filters.")
            .mustFail(
                "publish/zero-width-no-break-space-is-kept",
                Mqtt5.MQTT_1_5_4_3,
                Mqtt311.MQTT_1_5_3_3)
            .mustFail(
                "utf8/byte-order-mark-in-topic-filter-is-kept",
                Mqtt5.MQTT_1_5_4_3,
                Mqtt311.MQTT_1_5_3_3)
            .by(() -> Twists.both(
                Twists.incoming(Publish.class, (packet, connection, broker) -> withoutMark(packet)),
                Twists.incoming(
                    Subscribe.class, (packet, connection, broker) -> withoutMark(packet)))),
        Deviant.named(
                "accepts-alien-properties-in-connect",
                "Accepts a CONNECT with properties that do not belong there.")
            .mustFail("property/unknown-in-connect-is-refused", Mqtt5.MQTT_3_1_4_1)
            .mustFail("property/of-another-packet-in-connect-is-refused", Mqtt5.MQTT_3_1_4_1)
            .by(() -> Faults.against(Rule.V5_UNKNOWN_PROPERTY).in(CONNECT).accepted()),
        leavesOpenAfterRefusalOfProperties(),
        leavesOpenAfterWrongProperties(),
        Deviant.named(
                "passes-wrong-properties-on",
                "Forwards properties that do not belong into a PUBLISH, or come twice, as they are.")
            .mustFail("property/unknown-in-publish-is-refused", Rule.V5_UNKNOWN_PROPERTY)
            .mustFail("property/of-another-packet-in-publish-is-refused", Rule.V5_UNKNOWN_PROPERTY)
            .mustFail("property/repeated-in-publish-is-refused", Rule.V5_DUPLICATE_PROPERTY)
            .by(() -> Faults.against(Rule.V5_UNKNOWN_PROPERTY, Rule.V5_DUPLICATE_PROPERTY)
                .in(PUBLISH)
                .passedOn()),
        Deviant.named(
                "leaves-open-after-qos-3",
                "Leaves the connection open after it has complained of QoS 3 in PUBLISH or SUBSCRIBE.")
            .mustFail("publish/qos-3-is-refused", Mqtt5.MQTT_4_13_1_1, MALFORMED)
            .mustFail("subscribe/qos-3-is-refused", Mqtt5.MQTT_4_13_1_1, ERROR)
            .by(() -> Faults.against(Mqtt5.MQTT_3_3_1_4, Rule.V5_SUBSCRIPTION_QOS_NOT_3)
                .complainedOfAndLeftOpen()),
        Deviant.named(
                "leaves-open-after-retain-handling-3",
                "Leaves the connection open after it has complained of Retain Handling 3.")
            .mustFail("subscribe/retain-handling-3-is-refused", Mqtt5.MQTT_4_13_1_1, ERROR)
            .by(() -> Faults.against(Rule.V5_RETAIN_HANDLING_NOT_3).complainedOfAndLeftOpen()),
        Deviant.named(
                "leaves-open-after-empty-topic",
                "Leaves the connection open after an empty Topic Name, in 5.0 after a DISCONNECT.")
            .mustFail("publish/empty-topic-is-refused", Mqtt5.MQTT_4_13_1_1, ERROR)
            .mustFail("publish/empty-topic-is-refused", Mqtt311.MQTT_4_8_0_1)
            .by(() -> Faults.against(Rule.V5_EMPTY_TOPIC_NEEDS_ALIAS, Mqtt311.MQTT_4_7_3_1)
                .in(PUBLISH)
                .complainedOfAndLeftOpen()),
        leavesOpenAfterMisplacedWildcard(),
        Deviant.named(
                "passes-dup-of-qos-0-on",
                "Forwards a PUBLISH of QoS 0 with the DUP flag it came with.")
            .mustFail(
                "publish/dup-at-qos-0-is-not-passed-on", Mqtt5.MQTT_3_3_1_2, Mqtt311.MQTT_3_3_1_2)
            .by(() -> Faults.against(Mqtt5.MQTT_3_3_1_2, Mqtt311.MQTT_3_3_1_2)
                .in(PUBLISH)
                .passedOn()));
  }

  private static Deviant leavesOpenAfterWrongFlags() {
    Deviant.Draft draft = Deviant.named(
        "leaves-open-after-wrong-flags",
        "Leaves the connection open after reserved flags, in 5.0 after a DISCONNECT.");
    for (String id : List.of(
        "fixed-header/puback-with-flags-is-refused",
        "fixed-header/pubrec-with-flags-is-refused",
        "fixed-header/pubcomp-with-flags-is-refused",
        "fixed-header/pingreq-with-flags-is-refused")) {
      draft.mustFail(id, Mqtt5.MQTT_4_13_1_1, MALFORMED).mustFail(id, Mqtt311.MQTT_2_2_2_2);
    }
    return draft.by(() -> Faults.against(Mqtt5.MQTT_2_1_3_1, Mqtt311.MQTT_2_2_2_1)
        .in(PUBACK, PUBREC, PUBCOMP, PINGREQ)
        .complainedOfAndLeftOpen());
  }

  private static Deviant leavesOpenAfterPacketOfServers() {
    Deviant.Draft draft = Deviant.named(
        "leaves-open-after-packet-of-servers",
        "Leaves the connection open after a packet that only a server sends, in 5.0 after a DISCONNECT.");
    for (String id : List.of(
        "fixed-header/connack-from-a-client-is-refused",
        "fixed-header/suback-from-a-client-is-refused",
        "fixed-header/unsuback-from-a-client-is-refused",
        "fixed-header/pingresp-from-a-client-is-refused")) {
      draft.mustFail(id, Mqtt5.MQTT_4_13_1_1, ERROR).mustFail(id, Mqtt311.MQTT_4_8_0_1);
    }
    return draft.by(() -> Faults.against(Rule.V5_DIRECTION_OF_FLOW, Rule.V3_1_1_DIRECTION_OF_FLOW)
        .complainedOfAndLeftOpen());
  }

  private static Deviant leavesOpenAfterPacketCutShort() {
    Deviant.Draft draft = Deviant.named(
            "leaves-open-after-packet-cut-short",
            "Leaves the connection open after a packet that ends within a field, in 5.0 after a DISCONNECT.")
        .mustFail(
            "cut-short/publish-properties-beyond-the-end-are-refused",
            Mqtt5.MQTT_4_13_1_1,
            MALFORMED);
    for (String id : List.of(
        "cut-short/publish-topic-beyond-the-end-is-refused",
        "cut-short/publish-without-packet-identifier-is-refused",
        "cut-short/subscribe-within-its-filter-is-refused",
        "cut-short/subscribe-without-options-is-refused",
        "cut-short/unsubscribe-within-its-filter-is-refused",
        "cut-short/puback-within-its-packet-identifier-is-refused")) {
      draft.mustFail(id, Mqtt5.MQTT_4_13_1_1, MALFORMED).mustFail(id, Mqtt311.MQTT_4_8_0_1);
    }
    return draft.by(() -> Faults.against(
            Rule.V5_FIELDS_WITHIN_REMAINING_LENGTH, Rule.V3_1_1_FIELDS_WITHIN_REMAINING_LENGTH)
        .complainedOfAndLeftOpen());
  }

  private static Deviant leavesOpenAfterPacketIdentifierZero() {
    Deviant.Draft draft = Deviant.named(
        "leaves-open-after-packet-identifier-0",
        "Leaves the connection open after Packet Identifier 0, in 5.0 after a DISCONNECT.");
    for (String id : List.of(
        "packet-identifier/zero-in-publish-of-qos-1-is-refused",
        "packet-identifier/zero-in-publish-of-qos-2-is-refused",
        "packet-identifier/zero-in-subscribe-is-refused",
        "packet-identifier/zero-in-unsubscribe-is-refused")) {
      draft.mustFail(id, Mqtt5.MQTT_4_13_1_1, ERROR).mustFail(id, Mqtt311.MQTT_4_8_0_1);
    }
    return draft.by(
        () -> Faults.against(Mqtt5.MQTT_2_2_1_3, Mqtt311.MQTT_2_3_1_1).complainedOfAndLeftOpen());
  }

  private static Deviant leavesOpenAfterUnknownReasonCode() {
    Deviant.Draft draft = Deviant.named(
        "leaves-open-after-unknown-reason-code",
        "Leaves the connection open after it has complained of a Reason Code that does not exist.");
    for (String id : List.of(
        "reason-code/unknown-in-puback-is-refused",
        "reason-code/unknown-in-pubrec-is-refused",
        "reason-code/unknown-in-pubrel-is-refused",
        "reason-code/unknown-in-pubcomp-is-refused")) {
      draft.mustFail(id, Mqtt5.MQTT_4_13_1_1, ERROR);
    }
    return draft.by(() -> Faults.against(
            Mqtt5.MQTT_3_4_2_1, Mqtt5.MQTT_3_5_2_1, Mqtt5.MQTT_3_6_2_1, Mqtt5.MQTT_3_7_2_1)
        .complainedOfAndLeftOpen());
  }

  private static Deviant leavesOpenAfterWrongTextInPublish() {
    Deviant.Draft draft = Deviant.named(
            "leaves-open-after-wrong-text-in-publish",
            "Leaves the connection open after a PUBLISH with text that is not allowed, in 5.0 after a DISCONNECT.")
        .mustFail("utf8/ill-formed-topic-name-is-refused", Mqtt311.MQTT_1_5_3_1, ILL_FORMED)
        .mustFail("utf8/surrogate-in-topic-name-is-refused", Mqtt311.MQTT_1_5_3_1, SURROGATES)
        .mustFail("utf8/overlong-form-in-topic-name-is-refused", Mqtt311.MQTT_1_5_3_1, ILL_FORMED)
        .mustFail("utf8/null-in-topic-name-is-refused", Mqtt311.MQTT_1_5_3_2, NULL);
    for (String id : List.of(
        "utf8/ill-formed-topic-name-is-refused",
        "utf8/surrogate-in-topic-name-is-refused",
        "utf8/null-in-topic-name-is-refused",
        "utf8/overlong-form-in-topic-name-is-refused",
        "utf8/ill-formed-response-topic-is-refused",
        "utf8/ill-formed-content-type-is-refused",
        "utf8/null-in-content-type-is-refused",
        "utf8/ill-formed-user-property-name-is-refused",
        "utf8/ill-formed-user-property-value-is-refused")) {
      draft.mustFail(id, Mqtt5.MQTT_4_13_1_1, MALFORMED);
    }
    return draft.by(() -> wrongText().in(PUBLISH).complainedOfAndLeftOpen());
  }

  private static Faults wrongText() {
    return Faults.against(
        Mqtt5.MQTT_1_5_4_1,
        Mqtt5.MQTT_1_5_4_2,
        Mqtt5.MQTT_1_5_7_1,
        Mqtt5.MQTT_3_1_3_4,
        Mqtt5.MQTT_3_1_3_11,
        Mqtt5.MQTT_3_1_3_12,
        Mqtt5.MQTT_3_3_2_1,
        Mqtt5.MQTT_3_3_2_13,
        Mqtt5.MQTT_3_3_2_19,
        Mqtt5.MQTT_4_7_3_2,
        Mqtt311.MQTT_1_5_3_1,
        Mqtt311.MQTT_1_5_3_2,
        Mqtt311.MQTT_3_1_3_4,
        Mqtt311.MQTT_3_1_3_10,
        Mqtt311.MQTT_3_1_3_11,
        Mqtt311.MQTT_3_3_2_1,
        Mqtt311.MQTT_4_7_3_2);
  }

  private static Deviant leavesOpenAfterIllFormedFilter() {
    Deviant.Draft draft = Deviant.named(
        "leaves-open-after-ill-formed-filter",
        "Leaves the connection open after a Topic Filter that is no UTF-8, in 5.0 after a DISCONNECT.");
    for (String id : List.of(
        "utf8/ill-formed-topic-filter-is-refused",
        "utf8/ill-formed-filter-in-unsubscribe-is-refused")) {
      draft
          .mustFail(id, Mqtt5.MQTT_4_13_1_1, MALFORMED)
          .mustFail(id, Mqtt311.MQTT_1_5_3_1, ILL_FORMED);
    }
    return draft.by(() -> Faults.against(
            Mqtt5.MQTT_3_8_3_1, Mqtt5.MQTT_3_10_3_1, Mqtt311.MQTT_3_8_3_1, Mqtt311.MQTT_3_10_3_1)
        .complainedOfAndLeftOpen());
  }

  private static Deviant leavesOpenAfterMisplacedWildcard() {
    Deviant.Draft draft = Deviant.named(
        "leaves-open-after-misplaced-wildcard",
        "Leaves the connection open after a wildcard in the wrong place, in 5.0 after a DISCONNECT.");
    for (String id : List.of(
        "topic-filter/misplaced-hash-is-refused",
        "topic-filter/hash-before-the-end-is-refused",
        "topic-filter/misplaced-plus-is-refused")) {
      draft.mustFail(id, Mqtt5.MQTT_4_13_1_1, ERROR).mustFail(id, Mqtt311.MQTT_4_8_0_1);
    }
    return draft.by(() -> Faults.against(
            Mqtt5.MQTT_4_7_1_1, Mqtt5.MQTT_4_7_1_2, Mqtt311.MQTT_4_7_1_2, Mqtt311.MQTT_4_7_1_3)
        .in(SUBSCRIBE)
        .complainedOfAndLeftOpen());
  }

  private static Deviant acceptsWrongTextInConnect() {
    Deviant.Draft draft = Deviant.named(
            "accepts-wrong-text-in-connect", "Accepts a CONNECT with text that is not allowed.")
        .mustFail("utf8/ill-formed-client-id-is-refused", Mqtt311.MQTT_1_5_3_1, ILL_FORMED)
        .mustFail("utf8/surrogate-in-client-id-is-refused", Mqtt311.MQTT_1_5_3_1, SURROGATES)
        .mustFail("utf8/null-in-client-id-is-refused", Mqtt311.MQTT_1_5_3_2, NULL)
        .mustFail("utf8/ill-formed-will-topic-is-refused", Mqtt311.MQTT_1_5_3_1, ILL_FORMED)
        .mustFail("utf8/ill-formed-user-name-is-refused", Mqtt311.MQTT_1_5_3_1, ILL_FORMED)
        .mustFail(
            "utf8/null-in-will-topic-is-refused", Mqtt311.MQTT_4_7_3_2, "no-null-in-topic-name");
    for (String id : List.of(
        "utf8/ill-formed-client-id-is-refused",
        "utf8/surrogate-in-client-id-is-refused",
        "utf8/null-in-client-id-is-refused",
        "utf8/ill-formed-will-topic-is-refused",
        "utf8/null-in-will-topic-is-refused",
        "utf8/ill-formed-user-name-is-refused")) {
      draft.mustFail(id, Mqtt5.MQTT_3_1_4_1);
    }
    return draft.by(() -> wrongText().in(CONNECT).accepted());
  }

  private static Deviant passesWrongTextOn() {
    return Deviant.named(
            "passes-wrong-text-on",
            "Forwards a PUBLISH with text that is not allowed as it came, before it closes.")
        .mustFail(
            "utf8/ill-formed-topic-name-is-refused", Mqtt5.MQTT_3_3_2_1, "topic-name-valid-utf8")
        .mustFail(
            "utf8/ill-formed-topic-name-is-refused", Mqtt311.MQTT_3_3_2_1, "topic-name-in-utf8")
        .mustFail("utf8/surrogate-in-topic-name-is-refused", Mqtt5.MQTT_1_5_4_1, "no-surrogates")
        .mustFail(
            "utf8/surrogate-in-topic-name-is-refused",
            Mqtt311.MQTT_1_5_3_1,
            "send-well-formed-utf8")
        .mustFail(
            "utf8/null-in-topic-name-is-refused", Mqtt5.MQTT_4_7_3_2, "refuse-null-in-topic-name")
        .mustFail("utf8/null-in-topic-name-is-refused", Mqtt311.MQTT_1_5_3_2, "send-no-null")
        .mustFail(
            "utf8/overlong-form-in-topic-name-is-refused", Mqtt5.MQTT_1_5_4_1, "well-formed-utf8")
        .mustFail(
            "utf8/overlong-form-in-topic-name-is-refused",
            Mqtt311.MQTT_1_5_3_1,
            "send-well-formed-utf8")
        .mustFail("utf8/ill-formed-response-topic-is-refused", Mqtt5.MQTT_3_3_2_13)
        .mustFail("utf8/ill-formed-content-type-is-refused", Mqtt5.MQTT_3_3_2_19)
        .mustFail("utf8/null-in-content-type-is-refused", Mqtt5.MQTT_1_5_4_2)
        .mustFail("utf8/ill-formed-user-property-name-is-refused", Mqtt5.MQTT_1_5_7_1, "valid-name")
        .mustFail(
            "utf8/ill-formed-user-property-value-is-refused", Mqtt5.MQTT_1_5_7_1, "valid-value")
        .by(() -> wrongText().in(PUBLISH).passedOn());
  }

  private static Deviant leavesOpenAfterRefusalOfProperties() {
    Deviant.Draft draft = Deviant.named(
            "leaves-open-after-refusal-of-properties",
            "Refuses a CONNECT with wrong property values by its CONNACK and leaves the connection open.")
        .mustFail(
            "own-packets/close-follows-error-in-connack",
            Mqtt5.MQTT_4_13_2_1,
            "close-on-connack-error");
    for (String id : List.of(
        "property/repeated-in-connect-is-refused",
        "property/receive-maximum-0-is-refused",
        "property/maximum-packet-size-0-is-refused",
        "property/request-problem-information-2-is-refused",
        "property/request-response-information-2-is-refused",
        "property/authentication-data-without-method-is-refused")) {
      draft.mustFail(id, Mqtt5.MQTT_4_13_1_1, ERROR);
    }
    return draft.by(() -> Faults.against(
            Rule.V5_DUPLICATE_PROPERTY,
            Rule.V5_RECEIVE_MAXIMUM_NOT_ZERO,
            Rule.V5_MAXIMUM_PACKET_SIZE_NOT_ZERO,
            Rule.V5_REQUEST_PROBLEM_INFORMATION_VALUE,
            Rule.V5_REQUEST_RESPONSE_INFORMATION_VALUE,
            Rule.V5_AUTHENTICATION_DATA_NEEDS_METHOD)
        .in(CONNECT)
        .refusedAndLeftOpen());
  }

  private static Deviant leavesOpenAfterWrongProperties() {
    return Deviant.named(
            "leaves-open-after-wrong-properties",
            "Complains of wrong properties in PUBLISH and SUBSCRIBE and leaves the connection open.")
        .mustFail("property/unknown-in-publish-is-refused", Mqtt5.MQTT_4_13_1_1, MALFORMED)
        .mustFail(
            "property/of-another-packet-in-publish-is-refused", Mqtt5.MQTT_4_13_1_1, MALFORMED)
        .mustFail("property/repeated-in-publish-is-refused", Mqtt5.MQTT_4_13_1_1, ERROR)
        .mustFail("property/subscription-identifier-0-is-refused", Mqtt5.MQTT_4_13_1_1, ERROR)
        .mustFail(
            "property/repeated-subscription-identifier-is-refused", Mqtt5.MQTT_4_13_1_1, ERROR)
        .by(() -> Faults.against(
                Rule.V5_UNKNOWN_PROPERTY,
                Rule.V5_DUPLICATE_PROPERTY,
                Rule.V5_SUBSCRIPTION_IDENTIFIER_NOT_ZERO)
            .in(PUBLISH, SUBSCRIBE)
            .complainedOfAndLeftOpen());
  }

  private static Packet withoutMark(Publish packet) {
    return new Publish(
        packet.dup(),
        packet.qos(),
        packet.retain(),
        packet.topic().equals(TopicName.NONE)
            ? TopicName.NONE
            : TopicName.of(withoutMark(packet.topic().text())),
        packet.packetId(),
        packet.properties(),
        packet.payload());
  }

  private static Packet withoutMark(Subscribe packet) {
    List<Subscription> subscriptions = packet.subscriptions().stream()
        .map(it -> new Subscription(
            TopicFilter.of(withoutMark(it.filter().text())),
            it.qos(),
            it.noLocal(),
            it.retainAsPublished(),
            it.retainHandling()))
        .toList();
    return new Subscribe(packet.packetId(), packet.properties(), subscriptions);
  }

  private static String withoutMark(String text) {
    return text.replace("\uFEFF", "");
  }
}
