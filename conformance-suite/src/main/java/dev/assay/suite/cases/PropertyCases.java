package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.connectRefusedWith;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.leftOpen;
import static dev.assay.suite.Step.subAck;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Outcomes;
import dev.assay.suite.Packets;

/** Properties of 5.0 that do not exist, do not belong, come twice, or have a value that is not allowed. */
final class PropertyCases {
  /** Where Property Length stands in the body of a CONNECT: behind name, level, flags and Keep Alive. */
  private static final int CONNECT_PROPERTIES_AT = 10;

  /** No property has this identifier. */
  private static final String UNKNOWN = "7E 00";

  private static final String RECEIVE_MAXIMUM = "21 00 0A";
  private static final String TOPIC_ALIAS = "23 00 01";
  private static final String CONTENT_TYPE = "03 00 01 61";
  private static final String SESSION_EXPIRY_OF_ZERO = "11 00 00 00 00";

  @ConformanceCase(
      id = "property/unknown-in-connect-is-refused",
      title = "A CONNECT with a property that does not exist is refused.",
      advice = "Look for a decoder that skips the properties it does not know.")
  void unknownInConnectIsRefused(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_1) Judged refused) {
    judgeConnect(bench, UNKNOWN, refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "property/of-another-packet-in-connect-is-refused",
      title = "A CONNECT with Topic Alias, a property of PUBLISH, is refused.",
      advice =
          "Look for one table of properties without a column that says in which packets they may be.")
  void ofAnotherPacketInConnectIsRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_1) Judged refused) {
    judgeConnect(bench, TOPIC_ALIAS, refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "property/repeated-in-connect-is-refused",
      title = "A CONNECT with two Session Expiry Intervals is a Protocol Error.",
      advice = "Look for properties in a map whose last entry wins.")
  void repeatedInConnectIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    judgeConnect(
        bench,
        SESSION_EXPIRY_OF_ZERO + " " + SESSION_EXPIRY_OF_ZERO,
        refused,
        Malformed.connectTolerableInV5(PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "property/receive-maximum-0-is-refused",
      title = "A CONNECT with Receive Maximum 0 is a Protocol Error.",
      advice = "Look for a 0 that is taken for \"no limit\".")
  void receiveMaximumZeroIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    judgeConnect(bench, "21 00 00", refused, Malformed.connectTolerableInV5(PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "property/maximum-packet-size-0-is-refused",
      title = "A CONNECT with Maximum Packet Size 0 is a Protocol Error.",
      advice = "Look for a 0 that is taken for \"no limit\".")
  void maximumPacketSizeZeroIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    judgeConnect(bench, "27 00 00 00 00", refused, Malformed.connectTolerableInV5(PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "property/request-problem-information-2-is-refused",
      title = "A CONNECT with Request Problem Information 2 is a Protocol Error.",
      advice = "Look for a byte that is read as a boolean: anything but 0 is true.")
  void requestProblemInformationTwoIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    judgeConnect(bench, "17 02", refused, Malformed.connectTolerableInV5(PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "property/request-response-information-2-is-refused",
      title = "A CONNECT with Request Response Information 2 is a Protocol Error.",
      advice = "Look for a byte that is read as a boolean: anything but 0 is true.")
  void requestResponseInformationTwoIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    judgeConnect(bench, "19 02", refused, Malformed.connectTolerableInV5(PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "property/authentication-data-without-method-is-refused",
      title =
          "A CONNECT with Authentication Data and no Authentication Method is a Protocol Error.",
      advice = "Look for Authentication Data that is read only where a method asks for it.")
  void authenticationDataWithoutMethodIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    judgeConnect(bench, "16 00 01 61", refused, Malformed.connectTolerableInV5(PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "property/unknown-in-publish-is-refused",
      title =
          "A PUBLISH with a property that does not exist is refused; nobody is sent that property.",
      advice = "Look for properties that are forwarded as bytes, known or not.",
      needs = Need.QOS_1)
  void unknownInPublishIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-malformed-packet") Judged refused,
      @Covers(rules = Rule.V5_UNKNOWN_PROPERTY) Judged passedOn) {
    judgePublish(bench, UNKNOWN, MALFORMED_PACKET, refused, passedOn);
  }

  @ConformanceCase(
      id = "property/of-another-packet-in-publish-is-refused",
      title =
          "A PUBLISH with Receive Maximum, a property of CONNECT, is refused; nobody is sent it.",
      advice =
          "Look for one table of properties without a column that says in which packets they may be.",
      needs = Need.QOS_1)
  void ofAnotherPacketInPublishIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-malformed-packet") Judged refused,
      @Covers(rules = Rule.V5_UNKNOWN_PROPERTY) Judged passedOn) {
    judgePublish(bench, RECEIVE_MAXIMUM, MALFORMED_PACKET, refused, passedOn);
  }

  @ConformanceCase(
      id = "property/repeated-in-publish-is-refused",
      title = "A PUBLISH with two Content Types is a Protocol Error; nobody is sent both.",
      advice = "Look for properties in a list that nobody looks through for repetitions.",
      needs = Need.QOS_1)
  void repeatedInPublishIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused,
      @Covers(rules = Rule.V5_DUPLICATE_PROPERTY) Judged passedOn) {
    judgePublish(bench, CONTENT_TYPE + " " + CONTENT_TYPE, PROTOCOL_ERROR, refused, passedOn);
  }

  @ConformanceCase(
      id = "property/subscription-identifier-0-is-refused",
      title = "A SUBSCRIBE with Subscription Identifier 0 is a Protocol Error.",
      advice = "Look for a 0 that is taken for \"none\".")
  void subscriptionIdentifierZeroIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    judgeSubscribe(bench, "0B 00", refused);
  }

  @ConformanceCase(
      id = "property/repeated-subscription-identifier-is-refused",
      title = "A SUBSCRIBE with two Subscription Identifiers is a Protocol Error.",
      advice = "Look for the one property that may be repeated in PUBLISH and not in SUBSCRIBE.")
  void repeatedSubscriptionIdentifierIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused) {
    judgeSubscribe(bench, "0B 01 0B 02", refused);
  }

  private static void judgeConnect(Bench bench, String hex, Judged refused, Outcomes outcomes) {
    CaseClient client = bench.open("client");
    Deviation right = Malformed.of(bench, bench.hello("client").packet());

    client.send(Malformed.withProperties(right, right.headerBytes() + CONNECT_PROPERTIES_AT, hex));

    client.judge(refused, outcomes);
  }

  private static void judgePublish(
      Bench bench, String hex, ReasonCode named, Judged refused, Judged passedOn) {
    Publish publish = Malformed.publishToFenceTopic(bench);
    String topic = publish.topic().text();
    Deviation right = Malformed.of(bench, publish);

    Malformed.judgeWrongPublish(
        bench,
        Malformed.withProperties(right, Malformed.behindTopic(right, topic), hex),
        topic,
        refused,
        Malformed.tolerableInV5(named),
        passedOn);
  }

  private static void judgeSubscribe(Bench bench, String hex, Judged refused) {
    CaseClient client = bench.connect("client");
    Deviation right = Malformed.of(bench, Packets.subscribe(1, bench.topic("a"), Qos.AT_MOST_ONCE));

    client.send(Malformed.withProperties(right, right.headerBytes() + 2, hex));

    client.judge(refused, subscriptionIdentifierRefused());
  }

  /** Also as a server does it that offers no Subscription Identifiers and looks at nothing else. */
  private static Outcomes subscriptionIdentifierRefused() {
    return on(V5)
        .best("DISCONNECT 0x82, then close", disconnect(PROTOCOL_ERROR), closed())
        .acceptable(
            "DISCONNECT 0x81 or 0xA1, then close: the line between them is thin",
            disconnect(MALFORMED_PACKET, SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED),
            closed())
        .acceptable(
            "SUBACK 0xA1: no Subscription Identifiers at all",
            subAck(1, SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED))
        .warn("DISCONNECT with another error code, then close", disconnectWithError(), closed())
        .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed())
        .warn("tolerates it: 4.13.1 leaves the rigour of checking to the server", leftOpen())
        .warn("tolerates it, and answers as if it were right", any(SubAck.class), leftOpen());
  }
}
