package dev.assay.broker.rules;

import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.spec.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement that the broker keeps in what it sends without deciding anything that it could cite.
 *
 * @param reason for a reader who looks for the place where it is obeyed
 */
public record KeptByForm(Statement statement, String reason) {

  private static final String PACKETS =
      "The types of the broker's own packets have no room for what would break it, and one writer makes bytes of them all. In what a"
          + " client sends it is cited as what is wrong there.";
  private static final String TOPIC_NAMES =
      "What the broker publishes has a Topic Name by its type, and none is made of a text with a wildcard. In what a client sends it is"
          + " cited as what is wrong there.";
  private static final String PASSED_ON =
      "The broker sends the property only as a client sent it, and a packet in which it breaks this does not get in: there it is cited.";
  private static final String NO_USER_PROPERTY =
      "A packet that the broker makes up has no User Property, so there is none to leave out.";
  private static final String NO_REASON_STRING =
      "The broker's AUTH has no Reason String, so there is none to leave out.";
  private static final String FOUND_BY_IDENTIFIER =
      "Properties are looked for by their identifiers, wherever they stand.";
  private static final String NEVER_SAID =
      "CONNACK leaves the property out where its default is meant, and has the one other value where it is not: nothing else can be said.";

  /** All of them, in the order of the standard. */
  public static List<KeptByForm> all() {
    List<KeptByForm> all = new ArrayList<>();
    add(
        all,
        PACKETS,
        Mqtt5.MQTT_3_3_1_4,
        Rule.V3_1_1_REMAINING_LENGTH_AT_MOST_FOUR_BYTES,
        Rule.V5_VARIABLE_BYTE_INTEGER_AT_MOST_FOUR_BYTES,
        Rule.V3_1_1_RESERVED_PACKET_TYPE,
        Rule.V5_RESERVED_PACKET_TYPE,
        Rule.V3_1_1_DIRECTION_OF_FLOW,
        Rule.V5_DIRECTION_OF_FLOW,
        Rule.V3_1_1_FIELDS_WITHIN_REMAINING_LENGTH,
        Rule.V5_FIELDS_WITHIN_REMAINING_LENGTH,
        Rule.V3_1_1_NO_TRAILING_BYTES,
        Rule.V5_NO_TRAILING_BYTES,
        Rule.V5_PROPERTIES_WITHIN_PROPERTY_LENGTH);
    add(
        all,
        TOPIC_NAMES,
        Mqtt311.MQTT_3_3_2_2,
        Mqtt311.MQTT_4_7_1_1,
        Mqtt5.MQTT_3_3_2_2,
        Mqtt5.MQTT_4_7_0_1,
        Rule.V5_EMPTY_TOPIC_NEEDS_ALIAS);
    add(
        all,
        PASSED_ON,
        Mqtt5.MQTT_3_3_2_8,
        Mqtt5.MQTT_3_3_2_14,
        Rule.V5_PAYLOAD_FORMAT_INDICATOR_VALUE,
        Rule.V5_SUBSCRIPTION_IDENTIFIER_NOT_ZERO);
    add(all, FOUND_BY_IDENTIFIER, Rule.V5_PROPERTY_ORDER_MEANS_NOTHING);
    add(
        all,
        NEVER_SAID,
        Rule.V5_RECEIVE_MAXIMUM_NOT_ZERO,
        Rule.V5_MAXIMUM_PACKET_SIZE_NOT_ZERO,
        Rule.V5_MAXIMUM_QOS_VALUE,
        Rule.V5_RETAIN_AVAILABLE_VALUE,
        Rule.V5_WILDCARD_SUBSCRIPTION_AVAILABLE_VALUE,
        Rule.V5_SUBSCRIPTION_IDENTIFIER_AVAILABLE_VALUE,
        Rule.V5_SHARED_SUBSCRIPTION_AVAILABLE_VALUE);
    add(
        all,
        NO_USER_PROPERTY,
        Mqtt5.MQTT_3_2_2_20,
        Mqtt5.MQTT_3_4_2_3,
        Mqtt5.MQTT_3_5_2_3,
        Mqtt5.MQTT_3_6_2_3,
        Mqtt5.MQTT_3_7_2_3,
        Mqtt5.MQTT_3_9_2_2,
        Mqtt5.MQTT_3_11_2_2,
        Mqtt5.MQTT_3_14_2_4,
        Mqtt5.MQTT_3_15_2_3);
    add(all, NO_REASON_STRING, Mqtt5.MQTT_3_15_2_2);
    return List.copyOf(all);
  }

  private static void add(List<KeptByForm> all, String reason, Statement... statements) {
    for (Statement statement : statements) {
      all.add(new KeptByForm(statement, reason));
    }
  }
}
