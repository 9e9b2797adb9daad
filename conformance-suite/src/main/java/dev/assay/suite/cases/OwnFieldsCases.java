package dev.assay.suite.cases;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.spec.Statement;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;

/**
 * What the broker itself sends has fields that end where they should and values that exist. As in {@link OwnPacketsCases} each case
 * lets the broker send the packet in question, which is read strictly.
 */
final class OwnFieldsCases {
  private static final String FINE = "fields and values that the standard allows";
  private static final int ALIASES = 5;

  /** There are three levels. */
  @ConformanceCase(
      id = "own-packets/publish-never-has-qos-3",
      title = "The broker's PUBLISH never has both QoS bits set.",
      advice = "Look for a QoS that is copied from a field without a look at its value.")
  void publishNeverHasQosThree(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_4, v311 = Mqtt311.MQTT_3_3_1_4, demandV311 = "send-no-qos-3")
          Judged fine) {
    CaseClient client = connect(bench, "ownlevel3", fine);
    receiveOne(bench, client);

    judge(bench, fine);
  }

  /** A Topic Filter is no Topic Name. */
  @ConformanceCase(
      id = "own-packets/message-through-a-wildcard-names-its-topic",
      title = "A message that comes through a wildcard names the topic of its publisher.",
      advice = "Look for a PUBLISH that is filled with the subscription's filter.",
      needs = Need.WILDCARDS)
  void messageThroughAWildcardNamesItsTopic(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_2, v311 = Mqtt311.MQTT_3_3_2_2) Judged fine) {
    CaseClient client = connect(bench, "ownplus", fine);
    client.subscribe(bench.topic("wild/+"), Qos.AT_MOST_ONCE);

    client.publish(Qos.AT_MOST_ONCE, bench.topic("wild/c"), "hello");
    client.receive();

    judge(bench, fine);
  }

  /** What is found by a filter has a name of its own. */
  @ConformanceCase(
      id = "own-packets/retained-message-through-a-wildcard-names-its-topic",
      title = "A retained message that comes through a wildcard names the topic that retains it.",
      advice =
          "Look for retained messages that are sent under the filter by which they were found.",
      needs = {Need.WILDCARDS, Need.RETAIN, Need.QOS_1})
  void retainedMessageThroughAWildcardNamesItsTopic(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_7_0_1, v311 = Mqtt311.MQTT_4_7_1_1) Judged fine) {
    CaseClient client = connect(bench, "ownhash", fine, Mqtt5.MQTT_3_3_2_2, Mqtt311.MQTT_3_3_2_2);
    client.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("kept/c"), "kept");

    client.subscribe(bench.topic("kept/#"), Qos.AT_LEAST_ONCE);
    client.publish(Qos.AT_LEAST_ONCE, bench.topic("kept/d"), "fence");
    // nothing orders messages on different topics
    bench.notExercisedUnless(
        client.receivedUpTo("fence").contains("kept")
            || client.receivedUntilQuiet().contains("kept"),
        "the target sends no retained message through a wildcard, which"
            + " retained/sent-for-every-matching-topic judges");

    judge(bench, fine);
  }

  /** An answer goes to one topic. */
  @ConformanceCase(
      id = "own-packets/response-topic-has-no-wildcard",
      title = "The Response Topic of the broker's PUBLISH has no wildcard.",
      advice = "Look for a Response Topic that is put together anew.")
  void responseTopicHasNoWildcard(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_14) Judged fine) {
    CaseClient client = connect(bench, "ownanswer", fine);
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);

    client.publish(Packets.with(
        Packets.publish(bench.topic("a"), "question"),
        Properties.builder()
            .with(PropertyId.RESPONSE_TOPIC, bench.topic("answers/c"))
            .build()));
    client.receive();

    judge(bench, fine);
  }

  /** Who receives a PUBLISH has to learn what it is about. */
  @ConformanceCase(
      id = "own-packets/topic-name-is-not-empty",
      title =
          "The broker's PUBLISH without a Topic Alias has a Topic Name of one character at least.",
      advice = "Look for a Topic Name that is left out because the subscription has it already.")
  void topicNameIsNotEmpty(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_3_1,
              demandV5 = "refuse-empty-topic-name",
              v311 = Mqtt311.MQTT_4_7_3_1,
              demandV311 = "no-empty-topic-name")
          Judged fine) {
    CaseClient client = connect(bench, "ownempty", fine, Rule.V5_EMPTY_TOPIC_NEEDS_ALIAS);
    receiveOne(bench, client);

    judge(bench, fine);
  }

  /** Only an alias stands for a topic. */
  @ConformanceCase(
      id = "own-packets/empty-topic-name-has-an-alias",
      title = "To a client that takes no Topic Alias the second message on a topic names it again.",
      advice = "Look for a Topic Name that is left out although no alias was given.")
  void emptyTopicNameHasAnAlias(
      Bench bench, @Covers(rules = Rule.V5_EMPTY_TOPIC_NEEDS_ALIAS) Judged fine) {
    CaseClient client = connect(bench, "ownbare", fine);
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);

    client.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "first");
    client.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "second");
    client.receivedUpTo("second");

    judge(bench, fine);
  }

  /** Type 0 means nothing. */
  @ConformanceCase(
      id = "own-packets/no-reserved-packet-type-is-sent",
      title = "The broker sends no packet of a reserved type.",
      advice = "Look for a first byte that is written before the type is known.",
      needs = Need.QOS_1)
  void noReservedPacketTypeIsSent(
      Bench bench,
      @Covers(rules = {Rule.V5_RESERVED_PACKET_TYPE, Rule.V3_1_1_RESERVED_PACKET_TYPE})
          Judged fine) {
    CaseClient client = connect(bench, "owntype0", fine);
    OwnPacketsCases.exchange(client, bench.topic("a"), Qos.AT_LEAST_ONCE);

    judge(bench, fine);
  }

  /** Who is asked answers; it does not ask. */
  @ConformanceCase(
      id = "own-packets/only-packets-of-a-server-are-sent",
      title = "The broker sends only packets that flow from server to client.",
      advice = "Look for a packet that is sent back as it came.",
      needs = Need.QOS_1)
  void onlyServersPacketsAreSent(
      Bench bench,
      @Covers(rules = {Rule.V5_DIRECTION_OF_FLOW, Rule.V3_1_1_DIRECTION_OF_FLOW}) Judged fine) {
    CaseClient client = connect(bench, "ownpingreq", fine);
    OwnPacketsCases.exchange(client, bench.topic("a"), Qos.AT_LEAST_ONCE);

    judge(bench, fine);
  }

  /** The fourth byte is the last. */
  @ConformanceCase(
      id = "own-packets/lengths-have-four-bytes-at-most",
      title = "No length that the broker writes has more than four bytes.",
      advice = "Look for a loop that writes continuation bits without counting.",
      needs = Need.QOS_1)
  void lengthsHaveFourBytesAtMost(
      Bench bench,
      @Covers(
              rules = {
                Rule.V5_VARIABLE_BYTE_INTEGER_AT_MOST_FOUR_BYTES,
                Rule.V3_1_1_REMAINING_LENGTH_AT_MOST_FOUR_BYTES
              })
          Judged fine) {
    CaseClient client = connect(bench, "own5bytes", fine);
    OwnPacketsCases.exchange(client, bench.topic("a"), Qos.AT_LEAST_ONCE);

    judge(bench, fine);
  }

  /** A packet ends where its length says. */
  @ConformanceCase(
      id = "own-packets/fields-are-within-remaining-length",
      title = "Remaining Length covers all fields of the packets that the broker sends.",
      advice =
          "Look for a Remaining Length that is counted in another place than the fields are written.",
      needs = Need.QOS_1)
  void fieldsAreWithinRemainingLength(
      Bench bench,
      @Covers(
              rules = {
                Rule.V5_FIELDS_WITHIN_REMAINING_LENGTH,
                Rule.V3_1_1_FIELDS_WITHIN_REMAINING_LENGTH
              })
          Judged fine) {
    CaseClient client = connect(bench, "ownshort", fine);
    OwnPacketsCases.exchange(client, bench.topic("a"), Qos.AT_LEAST_ONCE);

    judge(bench, fine);
  }

  /** What follows would belong to nothing. */
  @ConformanceCase(
      id = "own-packets/nothing-follows-the-last-field",
      title = "The packets that the broker sends end with their last field.",
      advice = "Look for a buffer that is sent in full length.",
      needs = Need.QOS_1)
  void nothingFollowsTheLastField(
      Bench bench,
      @Covers(rules = {Rule.V5_NO_TRAILING_BYTES, Rule.V3_1_1_NO_TRAILING_BYTES}) Judged fine) {
    CaseClient client = connect(bench, "owntail", fine);
    OwnPacketsCases.exchange(client, bench.topic("a"), Qos.AT_LEAST_ONCE);

    judge(bench, fine);
  }

  /** No property reaches beyond the length of all. */
  @ConformanceCase(
      id = "own-packets/properties-are-whole",
      title = "Property Length covers whole properties.",
      advice =
          "Look for a Property Length that is counted in another place than the properties are written.",
      needs = Need.QOS_1)
  void propertiesAreWhole(
      Bench bench, @Covers(rules = Rule.V5_PROPERTIES_WITHIN_PROPERTY_LENGTH) Judged fine) {
    CaseClient client = connect(bench, "ownprops", fine);
    OwnPacketsCases.exchange(client, bench.topic("a"), Qos.AT_LEAST_ONCE);

    judge(bench, fine);
  }

  /** A value that nobody may send. */
  @ConformanceCase(
      id = "own-packets/subscription-identifier-is-not-0",
      title = "The broker's PUBLISH has no Subscription Identifier 0.",
      advice = "Look for a subscription without an identifier that is taken for one with 0.")
  void subscriptionIdentifierIsNotZero(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_NOT_ZERO) Judged fine) {
    CaseClient client = connect(bench, "ownsubid0", fine);
    receiveOne(bench, client);

    judge(bench, fine);
  }

  /** A value that nobody may send. */
  @ConformanceCase(
      id = "own-packets/payload-format-indicator-is-0-or-1",
      title = "Payload Format Indicator in the broker's PUBLISH is 0 or 1.",
      advice = "Look for a flag that is written as it lies in memory.")
  void payloadFormatIndicatorIsZeroOrOne(
      Bench bench, @Covers(rules = Rule.V5_PAYLOAD_FORMAT_INDICATOR_VALUE) Judged fine) {
    CaseClient client = connect(bench, "ownformat2", fine);
    receiveOne(bench, client);

    judge(bench, fine);
  }

  /** A value that nobody may send. */
  @ConformanceCase(
      id = "own-packets/topic-alias-is-not-0",
      title = "The broker's PUBLISH has no Topic Alias 0.",
      advice = "Look for aliases that are counted from 0.")
  void topicAliasIsNotZero(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_8) Judged fine) {
    bench.expectViolationOf(fine);
    CaseClient client =
        bench.connect("ownalias0", hello -> hello.with(PropertyId.TOPIC_ALIAS_MAXIMUM, ALIASES));
    receiveOne(bench, client);

    judge(bench, fine);
  }

  /** At QoS 0 nothing is sent again. */
  @ConformanceCase(
      id = "own-packets/dup-is-0-at-qos-0",
      title = "The broker's PUBLISH of QoS 0 has DUP 0.",
      advice = "Look for a DUP flag that is kept with the message.")
  void dupIsZeroAtQosZero(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_1_1,
              demandV5 = "dup-0",
              v311 = Mqtt311.MQTT_4_3_1_1,
              demandV311 = "send-with-dup-0")
          Judged fine) {
    CaseClient client = connect(bench, "owndup0", fine, Mqtt5.MQTT_3_3_1_2, Mqtt311.MQTT_3_3_1_2);
    receiveOne(bench, client);

    judge(bench, fine);
  }

  /** What a broker announces is one of the values that there are. */
  @ConformanceCase(
      id = "own-packets/receive-maximum-is-not-0",
      title = "Receive Maximum in CONNACK is not 0.",
      advice = "Look for a setting of another meaning that is written into CONNACK as it is.")
  void receiveMaximumIsNotZero(
      Bench bench, @Covers(rules = Rule.V5_RECEIVE_MAXIMUM_NOT_ZERO) Judged fine) {
    CaseClient client = connect(bench, "ownreceive0", fine);
    client.ping();

    judge(bench, fine);
  }

  /** What a broker announces is one of the values that there are. */
  @ConformanceCase(
      id = "own-packets/maximum-packet-size-is-not-0",
      title = "Maximum Packet Size in CONNACK is not 0.",
      advice = "Look for a setting of another meaning that is written into CONNACK as it is.")
  void maximumPacketSizeIsNotZero(
      Bench bench, @Covers(rules = Rule.V5_MAXIMUM_PACKET_SIZE_NOT_ZERO) Judged fine) {
    CaseClient client = connect(bench, "ownsize0", fine);
    client.ping();

    judge(bench, fine);
  }

  /** What a broker announces is one of the values that there are. */
  @ConformanceCase(
      id = "own-packets/maximum-qos-is-0-or-1",
      title = "Maximum QoS in CONNACK is 0 or 1.",
      advice = "Look for a setting of another meaning that is written into CONNACK as it is.")
  void maximumQosIsZeroOrOne(Bench bench, @Covers(rules = Rule.V5_MAXIMUM_QOS_VALUE) Judged fine) {
    CaseClient client = connect(bench, "ownqos2", fine);
    client.ping();

    judge(bench, fine);
  }

  /** What a broker announces is one of the values that there are. */
  @ConformanceCase(
      id = "own-packets/retain-available-is-0-or-1",
      title = "Retain Available in CONNACK is 0 or 1.",
      advice = "Look for a setting of another meaning that is written into CONNACK as it is.")
  void retainAvailableIsZeroOrOne(
      Bench bench, @Covers(rules = Rule.V5_RETAIN_AVAILABLE_VALUE) Judged fine) {
    CaseClient client = connect(bench, "ownretain2", fine);
    client.ping();

    judge(bench, fine);
  }

  /** What a broker announces is one of the values that there are. */
  @ConformanceCase(
      id = "own-packets/wildcard-subscription-available-is-0-or-1",
      title = "Wildcard Subscription Available in CONNACK is 0 or 1.",
      advice = "Look for a setting of another meaning that is written into CONNACK as it is.")
  void wildcardSubscriptionAvailableIsZeroOrOne(
      Bench bench, @Covers(rules = Rule.V5_WILDCARD_SUBSCRIPTION_AVAILABLE_VALUE) Judged fine) {
    CaseClient client = connect(bench, "ownwild2", fine);
    client.ping();

    judge(bench, fine);
  }

  /** What a broker announces is one of the values that there are. */
  @ConformanceCase(
      id = "own-packets/subscription-identifier-available-is-0-or-1",
      title = "Subscription Identifier Available in CONNACK is 0 or 1.",
      advice = "Look for a setting of another meaning that is written into CONNACK as it is.")
  void subscriptionIdentifierAvailableIsZeroOrOne(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_AVAILABLE_VALUE) Judged fine) {
    CaseClient client = connect(bench, "ownident2", fine);
    client.ping();

    judge(bench, fine);
  }

  /** What a broker announces is one of the values that there are. */
  @ConformanceCase(
      id = "own-packets/shared-subscription-available-is-0-or-1",
      title = "Shared Subscription Available in CONNACK is 0 or 1.",
      advice = "Look for a setting of another meaning that is written into CONNACK as it is.")
  void sharedSubscriptionAvailableIsZeroOrOne(
      Bench bench, @Covers(rules = Rule.V5_SHARED_SUBSCRIPTION_AVAILABLE_VALUE) Judged fine) {
    CaseClient client = connect(bench, "ownshared2", fine);
    client.ping();

    judge(bench, fine);
  }

  private static CaseClient connect(
      Bench bench, String name, Judged judged, Statement... sameElsewhere) {
    bench.expectViolationOf(judged, sameElsewhere);
    return bench.connect(name);
  }

  /** The client publishes to itself, at QoS 0. */
  private static void receiveOne(Bench bench, CaseClient client) {
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    client.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "hello");
    client.receive();
  }

  private static void judge(Bench bench, Judged judged) {
    bench.judge(judged, FINE, Values.best(FINE, FINE));
  }
}
