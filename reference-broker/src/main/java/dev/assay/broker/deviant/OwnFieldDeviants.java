package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** What can go wrong with the fields of the broker's own packets; as in {@link OwnPacketDeviants} it shows to some clients alone. */
final class OwnFieldDeviants {
  private OwnFieldDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "sends-qos-3",
                "Sends PUBLISH with QoS 3, to clients with \"ownlevel3\" in their identifier.")
            .mustFail("own-packets/publish-never-has-qos-3", Mqtt5.MQTT_3_3_1_4)
            .mustFail("own-packets/publish-never-has-qos-3", Mqtt311.MQTT_3_3_1_4, "send-no-qos-3")
            .by(OwnPacketDeviants.to("ownlevel3", Publish.class, it -> it.withFlags(0b0110))),
        Deviant.named(
                "sends-a-filter-for-a-topic",
                "Sends PUBLISH with a wildcard in its Topic Name, to clients with \"ownplus\" in their identifier.")
            .mustFail("own-packets/message-through-a-wildcard-names-its-topic", Mqtt5.MQTT_3_3_2_2)
            .mustFail(
                "own-packets/message-through-a-wildcard-names-its-topic", Mqtt311.MQTT_3_3_2_2)
            .by(OwnPacketDeviants.to(
                "ownplus", Publish.class, it -> withText(it, "wild/c", "wild/+"))),
        Deviant.named(
                "names-another-topic",
                "Sends PUBLISH under a topic that its subscription does not match, to clients with \"plain\" in their identifier.")
            .mustFail("publish/topic-matches-the-filter", Mqtt5.MQTT_3_3_2_3)
            .mustFail("publish/topic-matches-the-filter", Mqtt311.MQTT_3_3_2_3)
            .by(OwnPacketDeviants.to(
                "plain", Publish.class, it -> withText(it, "wild/a/t", "wild/a-t"))),
        Deviant.named(
                "sends-retained-messages-under-a-filter",
                "Sends a retained message with a wildcard in its Topic Name, to clients with \"ownhash\" in their identifier.")
            .mustFail(
                "own-packets/retained-message-through-a-wildcard-names-its-topic",
                Mqtt5.MQTT_4_7_0_1)
            .mustFail(
                "own-packets/retained-message-through-a-wildcard-names-its-topic",
                Mqtt311.MQTT_4_7_1_1)
            .by(OwnPacketDeviants.to(
                "ownhash", Publish.class, it -> withText(it, "kept/c", "kept/#"))),
        Deviant.named(
                "sends-a-wildcard-as-response-topic",
                "Sends PUBLISH with a wildcard in its Response Topic, to clients with \"ownanswer\" in their identifier.")
            .mustFail("own-packets/response-topic-has-no-wildcard", Mqtt5.MQTT_3_3_2_14)
            .by(OwnPacketDeviants.to(
                "ownanswer", Publish.class, it -> withText(it, "answers/c", "answers/#"))),
        Deviant.named(
                "sends-an-empty-topic",
                "Sends PUBLISH with an empty Topic Name and no alias, to clients with \"ownempty\" in their identifier.")
            .mustFail(
                "own-packets/topic-name-is-not-empty",
                Mqtt5.MQTT_4_7_3_1,
                "refuse-empty-topic-name")
            .mustFail(
                "own-packets/topic-name-is-not-empty", Mqtt311.MQTT_4_7_3_1, "no-empty-topic-name")
            .by(OwnPacketDeviants.to("ownempty", Publish.class, OwnFieldDeviants::withoutTopic)),
        Deviant.named(
                "names-a-topic-only-once",
                "Leaves out the Topic Name of the second message on a topic, to clients with \"ownbare\" in their identifier.")
            .mustFail("own-packets/empty-topic-name-has-an-alias", Rule.V5_EMPTY_TOPIC_NEEDS_ALIAS)
            .by(OwnPacketDeviants.to(
                "ownbare", Publish.class, it -> endsWith(it, "second") ? withoutTopic(it) : it)),
        Deviant.named(
                "sends-packet-type-0",
                "Sends PINGRESP as packet type 0, to clients with \"owntype0\" in their identifier.")
            .mustFail("own-packets/no-reserved-packet-type-is-sent", Rule.V5_RESERVED_PACKET_TYPE)
            .mustFail(
                "own-packets/no-reserved-packet-type-is-sent", Rule.V3_1_1_RESERVED_PACKET_TYPE)
            .by(OwnPacketDeviants.to("owntype0", PingResp.class, it -> it.withType(0))),
        Deviant.named(
                "answers-pingreq-by-pingreq",
                "Sends PINGREQ where PINGRESP is due, to clients with \"ownpingreq\" in their identifier.")
            .mustFail("own-packets/only-packets-of-a-server-are-sent", Rule.V5_DIRECTION_OF_FLOW)
            .mustFail(
                "own-packets/only-packets-of-a-server-are-sent", Rule.V3_1_1_DIRECTION_OF_FLOW)
            .by(OwnPacketDeviants.to("ownpingreq", PingResp.class, it -> it.withType(12))),
        Deviant.named(
                "writes-lengths-of-five-bytes",
                "Writes the Remaining Length of PINGRESP in five bytes, to clients with \"own5bytes\" in their identifier.")
            .mustFail(
                "own-packets/lengths-have-four-bytes-at-most",
                Rule.V5_VARIABLE_BYTE_INTEGER_AT_MOST_FOUR_BYTES)
            .mustFail(
                "own-packets/lengths-have-four-bytes-at-most",
                Rule.V3_1_1_REMAINING_LENGTH_AT_MOST_FOUR_BYTES)
            .by(OwnPacketDeviants.to(
                "own5bytes", PingResp.class, it -> it.withRemainingLength("80 80 80 80 00"))),
        Deviant.named(
                "cuts-unsuback-short",
                "Sends UNSUBACK with half a Packet Identifier, to clients with \"ownshort\" in their identifier.")
            .mustFail(
                "own-packets/fields-are-within-remaining-length",
                Rule.V5_FIELDS_WITHIN_REMAINING_LENGTH)
            .mustFail(
                "own-packets/fields-are-within-remaining-length",
                Rule.V3_1_1_FIELDS_WITHIN_REMAINING_LENGTH)
            .by(OwnPacketDeviants.to("ownshort", UnsubAck.class, it -> it.cutBodyTo(1))),
        Deviant.named(
                "appends-a-byte-to-pingresp",
                "Sends PINGRESP with a body of one byte, to clients with \"owntail\" in their identifier.")
            .mustFail("own-packets/nothing-follows-the-last-field", Rule.V5_NO_TRAILING_BYTES)
            .mustFail("own-packets/nothing-follows-the-last-field", Rule.V3_1_1_NO_TRAILING_BYTES)
            .by(OwnPacketDeviants.to("owntail", PingResp.class, it -> it.append("00"))),
        Deviant.named(
                "cuts-a-property-short",
                "Sends UNSUBACK with a property of which only the identifier is there, to clients with \"ownprops\" in their identifier.")
            .mustFail("own-packets/properties-are-whole", Rule.V5_PROPERTIES_WITHIN_PROPERTY_LENGTH)
            .by(OwnPacketDeviants.to(
                "ownprops", UnsubAck.class, it -> it.replace(it.headerBytes() + 2, 1, "01 1F"))),
        Deviant.named(
                "sends-subscription-identifier-0",
                "Sends PUBLISH with Subscription Identifier 0, to clients with \"ownsubid0\" in their identifier.")
            .mustFail(
                "own-packets/subscription-identifier-is-not-0",
                Rule.V5_SUBSCRIPTION_IDENTIFIER_NOT_ZERO)
            .by(OwnPacketDeviants.to(
                "ownsubid0", Publish.class, it -> withProperties(it, "02 0B 00"))),
        Deviant.named(
                "sends-payload-format-2",
                "Sends PUBLISH with Payload Format Indicator 2, to clients with \"ownformat2\" in their identifier.")
            .mustFail(
                "own-packets/payload-format-indicator-is-0-or-1",
                Rule.V5_PAYLOAD_FORMAT_INDICATOR_VALUE)
            .by(OwnPacketDeviants.to(
                "ownformat2", Publish.class, it -> withProperties(it, "02 01 02"))),
        Deviant.named(
                "gives-topic-alias-0",
                "Sends PUBLISH with Topic Alias 0, to clients with \"ownalias0\" in their identifier.")
            .mustFail("own-packets/topic-alias-is-not-0", Mqtt5.MQTT_3_3_2_8)
            .by(OwnPacketDeviants.to(
                "ownalias0", Publish.class, it -> withProperties(it, "03 23 00 00"))),
        Deviant.named(
                "sends-dup-at-qos-0",
                "Sends PUBLISH of QoS 0 with DUP 1, to clients with \"owndup0\" in their identifier.")
            .mustFail("own-packets/dup-is-0-at-qos-0", Mqtt5.MQTT_4_3_1_1, "dup-0")
            .mustFail("own-packets/dup-is-0-at-qos-0", Mqtt311.MQTT_4_3_1_1, "send-with-dup-0")
            .by(OwnPacketDeviants.to("owndup0", Publish.class, it -> it.withFlags(0b1000))),
        Deviant.named(
                "announces-receive-maximum-0",
                "Announces Receive Maximum 0, to clients with \"ownreceive0\" in their identifier.")
            .mustFail("own-packets/receive-maximum-is-not-0", Rule.V5_RECEIVE_MAXIMUM_NOT_ZERO)
            .by(announcing("ownreceive0", "03 21 00 00")),
        Deviant.named(
                "announces-maximum-packet-size-0",
                "Announces Maximum Packet Size 0, to clients with \"ownsize0\" in their identifier.")
            .mustFail(
                "own-packets/maximum-packet-size-is-not-0", Rule.V5_MAXIMUM_PACKET_SIZE_NOT_ZERO)
            .by(announcing("ownsize0", "05 27 00 00 00 00")),
        Deviant.named(
                "announces-maximum-qos-2",
                "Announces Maximum QoS 2, to clients with \"ownqos2\" in their identifier.")
            .mustFail("own-packets/maximum-qos-is-0-or-1", Rule.V5_MAXIMUM_QOS_VALUE)
            .by(announcing("ownqos2", "02 24 02")),
        Deviant.named(
                "announces-retain-available-2",
                "Announces Retain Available 2, to clients with \"ownretain2\" in their identifier.")
            .mustFail("own-packets/retain-available-is-0-or-1", Rule.V5_RETAIN_AVAILABLE_VALUE)
            .by(announcing("ownretain2", "02 25 02")),
        Deviant.named(
                "announces-wildcard-subscription-available-2",
                "Announces Wildcard Subscription Available 2, to clients with \"ownwild2\" in their identifier.")
            .mustFail(
                "own-packets/wildcard-subscription-available-is-0-or-1",
                Rule.V5_WILDCARD_SUBSCRIPTION_AVAILABLE_VALUE)
            .by(announcing("ownwild2", "02 28 02")),
        Deviant.named(
                "announces-subscription-identifier-available-2",
                "Announces Subscription Identifier Available 2, to clients with \"ownident2\" in their identifier.")
            .mustFail(
                "own-packets/subscription-identifier-available-is-0-or-1",
                Rule.V5_SUBSCRIPTION_IDENTIFIER_AVAILABLE_VALUE)
            .by(announcing("ownident2", "02 29 02")),
        Deviant.named(
                "announces-shared-subscription-available-2",
                "Announces Shared Subscription Available 2, to clients with \"ownshared2\" in their identifier.")
            .mustFail(
                "own-packets/shared-subscription-available-is-0-or-1",
                Rule.V5_SHARED_SUBSCRIPTION_AVAILABLE_VALUE)
            .by(announcing("ownshared2", "02 2A 02")));
  }

  /** CONNACK of 5.0 with these properties alone. */
  private static Supplier<Twist> announcing(String word, String properties) {
    return () -> ConnectTwists.answering(
        (connect, broker) ->
            connect.version() == MqttVersion.V5 && connect.clientId().contains(word),
        sent -> List.of(new Effect.SentBytes(
            sent.connection(),
            Payload.owning(Deviation.of(sent.version(), sent.packet())
                .cutBodyTo(2)
                .append(properties)
                .bytes()))));
  }

  private static int topicBytes(Deviation publish) {
    byte[] bytes = publish.bytes();
    int at = publish.headerBytes();
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  private static Deviation withoutTopic(Deviation publish) {
    return publish.replace(publish.headerBytes(), 2 + topicBytes(publish), "00 00");
  }

  /** A PUBLISH of QoS 0 without properties gets these. */
  private static Deviation withProperties(Deviation publish, String properties) {
    return publish.replace(publish.headerBytes() + 2 + topicBytes(publish), 1, properties);
  }

  /** With {@code other} in place of {@code text}, if that is in it; both are ASCII and as long as each other. */
  private static Deviation withText(Deviation packet, String text, String other) {
    int at = inLatin1(packet).lastIndexOf(text);
    String hex = HexFormat.of().formatHex(other.getBytes(StandardCharsets.US_ASCII));
    return at < 0 ? packet : packet.replace(at, text.length(), hex);
  }

  private static boolean endsWith(Deviation packet, String text) {
    return inLatin1(packet).endsWith(text);
  }

  /** One character for each byte. */
  private static String inLatin1(Deviation packet) {
    return new String(packet.bytes(), StandardCharsets.ISO_8859_1);
  }
}
