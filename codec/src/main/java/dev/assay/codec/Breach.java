package dev.assay.codec;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import dev.assay.spec.Statement;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every way in which bytes alone can break the standard, with the statement that each breaks in each version for each sender
 * and with what a 5.0 server answers. All violations are made from these, so this is the whole list of what the codec checks.
 *
 * <p>0x81 or 0x82, where the text of a section does not say: 1.2 of 5.0 calls a packet malformed if it cannot be parsed, and
 * a protocol error if what was parsed is not allowed.
 *
 * <p>Left to whoever decides, although bytes show it: an empty Client Identifier without Clean Session in 3.1.1, since the
 * standard orders a CONNACK in answer [3.1.1 MQTT-3.1.3-8]; and an Application Message that is not the UTF-8 its Payload Format
 * Indicator promises, since a receiver may leave that unchecked (3.3.2.3.2 of 5.0).
 */
enum Breach {
  // fixed header
  RESERVED_PACKET_TYPE(
      ReasonCode.MALFORMED_PACKET, Rule.V3_1_1_RESERVED_PACKET_TYPE, Rule.V5_RESERVED_PACKET_TYPE),
  DIRECTION_OF_FLOW(
      ReasonCode.PROTOCOL_ERROR, Rule.V3_1_1_DIRECTION_OF_FLOW, Rule.V5_DIRECTION_OF_FLOW),
  /** Before a CONNECT nobody knows the version; the newer text is named. */
  FIRST_PACKET_NOT_CONNECT(ReasonCode.PROTOCOL_ERROR, null, null, Mqtt5.MQTT_3_1_0_1, null),
  FLAGS(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_2_2_2_1, Mqtt5.MQTT_2_1_3_1),
  FLAGS_OF_PUBREL(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_6_1_1, Mqtt5.MQTT_3_6_1_1),
  FLAGS_OF_SUBSCRIBE(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_8_1_1, null, Mqtt5.MQTT_3_8_1_1, null),
  FLAGS_OF_UNSUBSCRIBE(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_10_1_1, null, Mqtt5.MQTT_3_10_1_1, null),
  /** 3.14.1-1 binds who receives it; a server that sends it breaks what 2.1.3-1 asks of senders. */
  FLAGS_OF_DISCONNECT(
      ReasonCode.MALFORMED_PACKET,
      Mqtt311.MQTT_3_14_1_1,
      null,
      Mqtt5.MQTT_3_14_1_1,
      Mqtt5.MQTT_2_1_3_1),
  FLAGS_OF_AUTH(ReasonCode.MALFORMED_PACKET, null, Mqtt5.MQTT_3_15_1_1),
  VARIABLE_BYTE_INTEGER_OF_FIVE_BYTES(
      ReasonCode.MALFORMED_PACKET,
      Rule.V3_1_1_REMAINING_LENGTH_AT_MOST_FOUR_BYTES,
      Rule.V5_VARIABLE_BYTE_INTEGER_AT_MOST_FOUR_BYTES),
  /** Only 5.0 demands the shortest form. */
  VARIABLE_BYTE_INTEGER_NOT_SHORTEST(ReasonCode.MALFORMED_PACKET, null, Mqtt5.MQTT_1_5_5_1),
  /** 3.1.1 knows no Maximum Packet Size: there the receiver has run out of room, which it calls a Transient Error. */
  PACKET_TOO_LARGE(
      ReasonCode.PACKET_TOO_LARGE,
      Mqtt311.MQTT_4_8_0_2,
      Mqtt311.MQTT_4_8_0_2,
      Mqtt5.MQTT_3_2_2_15,
      Mqtt5.MQTT_3_1_2_24),
  /** When it is sent nobody has told the client a Maximum Packet Size; the size is a further restriction of 3.1.4. */
  CONNECT_TOO_LARGE(
      ReasonCode.PACKET_TOO_LARGE, Mqtt311.MQTT_4_8_0_2, null, Mqtt5.MQTT_3_1_4_2, null),

  // fields and lengths
  FIELD_CUT_SHORT(
      ReasonCode.MALFORMED_PACKET,
      Rule.V3_1_1_FIELDS_WITHIN_REMAINING_LENGTH,
      Rule.V5_FIELDS_WITHIN_REMAINING_LENGTH),
  TRAILING_BYTES(
      ReasonCode.MALFORMED_PACKET, Rule.V3_1_1_NO_TRAILING_BYTES, Rule.V5_NO_TRAILING_BYTES),
  CONNECT_CUT_SHORT(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_4_1, null, Mqtt5.MQTT_3_1_4_1, null),
  CONNECT_TRAILING_BYTES(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_4_1, null, Mqtt5.MQTT_3_1_4_1, null),
  CLIENT_IDENTIFIER_MISSING(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_3_3, null, Mqtt5.MQTT_3_1_3_3, null),
  WILL_MISSING(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_2_9, null, Mqtt5.MQTT_3_1_2_9, null),
  USER_NAME_MISSING(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_2_19, null, Mqtt5.MQTT_3_1_2_17, null),
  PASSWORD_MISSING(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_2_21, null, Mqtt5.MQTT_3_1_2_19, null),
  TOPIC_NAME_MISSING(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_3_2_1, Mqtt5.MQTT_3_3_2_1),
  PROPERTY_LENGTH_MISSING(ReasonCode.MALFORMED_PACKET, null, Mqtt5.MQTT_2_2_2_1),
  PROPERTY_CUT_SHORT(ReasonCode.MALFORMED_PACKET, null, Rule.V5_PROPERTIES_WITHIN_PROPERTY_LENGTH),

  // text
  /** The field has no statement of its own. In 3.1.1 every string has one. */
  ILL_FORMED_TEXT(ReasonCode.MALFORMED_PACKET, null, Mqtt5.MQTT_1_5_4_1),
  SURROGATE(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_1_5_3_1, Mqtt5.MQTT_1_5_4_1),
  NULL_CHARACTER(
      ReasonCode.MALFORMED_PACKET,
      Mqtt311.MQTT_1_5_3_2,
      null,
      Mqtt5.MQTT_1_5_4_2,
      Mqtt5.MQTT_1_5_4_2),
  NULL_CHARACTER_IN_TOPIC(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_4_7_3_2, Mqtt5.MQTT_4_7_3_2),
  ILL_FORMED_CLIENT_IDENTIFIER(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_3_4, null, Mqtt5.MQTT_3_1_3_4, null),
  ILL_FORMED_WILL_TOPIC(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_3_10, null, Mqtt5.MQTT_3_1_3_11, null),
  ILL_FORMED_USER_NAME(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_3_11, null, Mqtt5.MQTT_3_1_3_12, null),
  ILL_FORMED_TOPIC_NAME(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_3_2_1, Mqtt5.MQTT_3_3_2_1),
  ILL_FORMED_SUBSCRIBE_FILTER(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_8_3_1, null, Mqtt5.MQTT_3_8_3_1, null),
  ILL_FORMED_UNSUBSCRIBE_FILTER(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_10_3_1, null, Mqtt5.MQTT_3_10_3_1, null),
  ILL_FORMED_RESPONSE_TOPIC(ReasonCode.MALFORMED_PACKET, null, Mqtt5.MQTT_3_3_2_13),
  ILL_FORMED_CONTENT_TYPE(ReasonCode.MALFORMED_PACKET, null, Mqtt5.MQTT_3_3_2_19),
  ILL_FORMED_STRING_PAIR(ReasonCode.MALFORMED_PACKET, null, Mqtt5.MQTT_1_5_7_1),

  // topics
  EMPTY_TOPIC(
      ReasonCode.PROTOCOL_ERROR,
      Mqtt311.MQTT_4_7_3_1,
      Mqtt311.MQTT_4_7_3_1,
      Mqtt5.MQTT_4_7_3_1,
      Mqtt5.MQTT_4_7_3_1),
  EMPTY_TOPIC_WITHOUT_ALIAS(ReasonCode.PROTOCOL_ERROR, null, Rule.V5_EMPTY_TOPIC_NEEDS_ALIAS),
  WILDCARD_IN_PUBLISH(ReasonCode.PROTOCOL_ERROR, Mqtt311.MQTT_3_3_2_2, Mqtt5.MQTT_3_3_2_2),
  WILDCARD_IN_WILL(ReasonCode.PROTOCOL_ERROR, Mqtt311.MQTT_4_7_1_1, null, Mqtt5.MQTT_4_7_0_1, null),
  WILDCARD_IN_RESPONSE_TOPIC(ReasonCode.PROTOCOL_ERROR, null, Mqtt5.MQTT_3_3_2_14),
  MULTI_LEVEL_WILDCARD_MISPLACED(
      ReasonCode.PROTOCOL_ERROR, Mqtt311.MQTT_4_7_1_2, null, Mqtt5.MQTT_4_7_1_1, null),
  SINGLE_LEVEL_WILDCARD_MISPLACED(
      ReasonCode.PROTOCOL_ERROR, Mqtt311.MQTT_4_7_1_3, null, Mqtt5.MQTT_4_7_1_2, null),
  SHARE_NAME_EMPTY(ReasonCode.PROTOCOL_ERROR, null, null, Mqtt5.MQTT_4_8_2_1, null),
  SHARE_NAME_ILL_FORMED(ReasonCode.PROTOCOL_ERROR, null, null, Mqtt5.MQTT_4_8_2_2, null),

  // packet identifiers
  PACKET_IDENTIFIER_ZERO(
      ReasonCode.PROTOCOL_ERROR,
      Mqtt311.MQTT_2_3_1_1,
      Mqtt311.MQTT_2_3_1_1,
      Mqtt5.MQTT_2_2_1_3,
      Mqtt5.MQTT_2_2_1_4),
  PACKET_IDENTIFIER_ZERO_IN_ACKNOWLEDGEMENT(
      ReasonCode.PROTOCOL_ERROR, Mqtt311.MQTT_2_3_1_6, Mqtt5.MQTT_2_2_1_5),
  /** 2.3.1-6 of 3.1.1 forgets PUBCOMP; the QoS 2 flow binds it. */
  PACKET_IDENTIFIER_ZERO_IN_PUBCOMP(
      ReasonCode.PROTOCOL_ERROR, Mqtt311.MQTT_4_3_3_2, Mqtt5.MQTT_2_2_1_5),
  PACKET_IDENTIFIER_ZERO_IN_SUBACK(
      ReasonCode.PROTOCOL_ERROR, null, Mqtt311.MQTT_2_3_1_7, null, Mqtt5.MQTT_2_2_1_6),

  // CONNECT
  PROTOCOL_NAME(
      ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
      Mqtt311.MQTT_3_1_2_1,
      null,
      Mqtt5.MQTT_3_1_2_1,
      null),
  PROTOCOL_LEVEL(
      ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
      Mqtt311.MQTT_3_1_2_2,
      null,
      Mqtt5.MQTT_3_1_2_2,
      null),
  CONNECT_RESERVED_FLAG(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_2_3, null, Mqtt5.MQTT_3_1_2_3, null),
  WILL_QOS_WITHOUT_WILL(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_2_13, null, Mqtt5.MQTT_3_1_2_11, null),
  WILL_QOS_3(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_2_14, null, Mqtt5.MQTT_3_1_2_12, null),
  WILL_RETAIN_WITHOUT_WILL(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_2_15, null, Mqtt5.MQTT_3_1_2_13, null),
  /** Legal in 5.0. */
  PASSWORD_WITHOUT_USER_NAME(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_1_2_22, null, null, null),
  AUTHENTICATION_DATA_WITHOUT_METHOD(
      ReasonCode.PROTOCOL_ERROR, null, null, Rule.V5_AUTHENTICATION_DATA_NEEDS_METHOD, null),

  // CONNACK
  CONNACK_FLAGS(
      ReasonCode.MALFORMED_PACKET,
      null,
      Rule.V3_1_1_CONNACK_FLAGS_RESERVED,
      null,
      Mqtt5.MQTT_3_2_2_1),
  SESSION_PRESENT_WITH_ERROR(
      ReasonCode.PROTOCOL_ERROR, null, Mqtt311.MQTT_3_2_2_4, null, Mqtt5.MQTT_3_2_2_6),
  CONNACK_CODE(ReasonCode.PROTOCOL_ERROR, null, Mqtt311.MQTT_3_2_2_6, null, Mqtt5.MQTT_3_2_2_8),

  // PUBLISH and its acknowledgements
  QOS_3(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_3_1_4, Mqtt5.MQTT_3_3_1_4),
  DUP_AT_QOS_0(ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_3_1_2, Mqtt5.MQTT_3_3_1_2),
  TOPIC_ALIAS_ZERO(ReasonCode.TOPIC_ALIAS_INVALID, null, Mqtt5.MQTT_3_3_2_8),
  SUBSCRIPTION_IDENTIFIER_FROM_CLIENT(
      ReasonCode.PROTOCOL_ERROR, null, null, Mqtt5.MQTT_3_3_4_6, null),
  PUBACK_CODE(ReasonCode.PROTOCOL_ERROR, null, Mqtt5.MQTT_3_4_2_1),
  PUBREC_CODE(ReasonCode.PROTOCOL_ERROR, null, Mqtt5.MQTT_3_5_2_1),
  PUBREL_CODE(ReasonCode.PROTOCOL_ERROR, null, Mqtt5.MQTT_3_6_2_1),
  PUBCOMP_CODE(ReasonCode.PROTOCOL_ERROR, null, Mqtt5.MQTT_3_7_2_1),
  NO_MATCHING_SUBSCRIBERS_FROM_CLIENT(
      ReasonCode.PROTOCOL_ERROR,
      null,
      null,
      Rule.V5_NO_MATCHING_SUBSCRIBERS_FROM_SERVER_ONLY,
      null),

  // SUBSCRIBE, UNSUBSCRIBE and their answers
  SUBSCRIBE_EMPTY(ReasonCode.PROTOCOL_ERROR, Mqtt311.MQTT_3_8_3_3, null, Mqtt5.MQTT_3_8_3_2, null),
  SUBSCRIPTION_RESERVED_BITS(
      ReasonCode.MALFORMED_PACKET, Mqtt311.MQTT_3_8_3_4, null, Mqtt5.MQTT_3_8_3_5, null),
  SUBSCRIPTION_QOS_3(
      ReasonCode.PROTOCOL_ERROR, Mqtt311.MQTT_3_8_3_4, null, Rule.V5_SUBSCRIPTION_QOS_NOT_3, null),
  RETAIN_HANDLING_3(ReasonCode.PROTOCOL_ERROR, null, null, Rule.V5_RETAIN_HANDLING_NOT_3, null),
  NO_LOCAL_ON_SHARED(ReasonCode.PROTOCOL_ERROR, null, null, Mqtt5.MQTT_3_8_3_4, null),
  SUBACK_CODE(ReasonCode.PROTOCOL_ERROR, null, Mqtt311.MQTT_3_9_3_2, null, Mqtt5.MQTT_3_9_3_2),
  SUBACK_EMPTY(ReasonCode.PROTOCOL_ERROR, null, Mqtt311.MQTT_3_8_4_5, null, Mqtt5.MQTT_3_8_4_6),
  UNSUBSCRIBE_EMPTY(
      ReasonCode.PROTOCOL_ERROR, Mqtt311.MQTT_3_10_3_2, null, Mqtt5.MQTT_3_10_3_2, null),
  UNSUBACK_CODE(ReasonCode.PROTOCOL_ERROR, null, null, null, Mqtt5.MQTT_3_11_3_2),
  UNSUBACK_EMPTY(ReasonCode.PROTOCOL_ERROR, null, null, null, Mqtt5.MQTT_3_11_3_2),

  // DISCONNECT and AUTH
  DISCONNECT_CODE(ReasonCode.PROTOCOL_ERROR, null, Mqtt5.MQTT_3_14_2_1),
  SESSION_EXPIRY_FROM_SERVER(ReasonCode.PROTOCOL_ERROR, null, null, null, Mqtt5.MQTT_3_14_2_2),
  AUTH_CODE(ReasonCode.PROTOCOL_ERROR, null, Mqtt5.MQTT_3_15_2_1),
  AUTH_WITHOUT_METHOD(ReasonCode.PROTOCOL_ERROR, null, Rule.V5_AUTH_NAMES_METHOD),

  // properties
  PROPERTY_UNKNOWN(ReasonCode.MALFORMED_PACKET, null, Rule.V5_UNKNOWN_PROPERTY),
  PROPERTY_REPEATED(ReasonCode.PROTOCOL_ERROR, null, Rule.V5_DUPLICATE_PROPERTY),
  SUBSCRIPTION_IDENTIFIER_ZERO(
      ReasonCode.PROTOCOL_ERROR, null, Rule.V5_SUBSCRIPTION_IDENTIFIER_NOT_ZERO),
  PAYLOAD_FORMAT_INDICATOR_VALUE(
      ReasonCode.PROTOCOL_ERROR, null, Rule.V5_PAYLOAD_FORMAT_INDICATOR_VALUE),
  RECEIVE_MAXIMUM_ZERO(ReasonCode.PROTOCOL_ERROR, null, Rule.V5_RECEIVE_MAXIMUM_NOT_ZERO),
  MAXIMUM_PACKET_SIZE_ZERO(ReasonCode.PROTOCOL_ERROR, null, Rule.V5_MAXIMUM_PACKET_SIZE_NOT_ZERO),
  REQUEST_RESPONSE_INFORMATION_VALUE(
      ReasonCode.PROTOCOL_ERROR, null, null, Rule.V5_REQUEST_RESPONSE_INFORMATION_VALUE, null),
  REQUEST_PROBLEM_INFORMATION_VALUE(
      ReasonCode.PROTOCOL_ERROR, null, null, Rule.V5_REQUEST_PROBLEM_INFORMATION_VALUE, null),
  MAXIMUM_QOS_VALUE(ReasonCode.PROTOCOL_ERROR, null, null, null, Rule.V5_MAXIMUM_QOS_VALUE),
  RETAIN_AVAILABLE_VALUE(
      ReasonCode.PROTOCOL_ERROR, null, null, null, Rule.V5_RETAIN_AVAILABLE_VALUE),
  WILDCARD_SUBSCRIPTION_AVAILABLE_VALUE(
      ReasonCode.PROTOCOL_ERROR, null, null, null, Rule.V5_WILDCARD_SUBSCRIPTION_AVAILABLE_VALUE),
  SUBSCRIPTION_IDENTIFIER_AVAILABLE_VALUE(
      ReasonCode.PROTOCOL_ERROR, null, null, null, Rule.V5_SUBSCRIPTION_IDENTIFIER_AVAILABLE_VALUE),
  SHARED_SUBSCRIPTION_AVAILABLE_VALUE(
      ReasonCode.PROTOCOL_ERROR, null, null, null, Rule.V5_SHARED_SUBSCRIPTION_AVAILABLE_VALUE);

  private final ReasonCode reasonCode;
  private final @Nullable Statement from311Client;
  private final @Nullable Statement from311Server;
  private final @Nullable Statement from5Client;
  private final @Nullable Statement from5Server;

  /** The same statement binds both senders; null where the version has nothing of the kind. */
  Breach(ReasonCode reasonCode, @Nullable Statement v311, @Nullable Statement v5) {
    this(reasonCode, v311, v311, v5, v5);
  }

  /** A statement for each version and sender; null where bytes of that sender cannot break it. */
  Breach(
      ReasonCode reasonCode,
      @Nullable Statement from311Client,
      @Nullable Statement from311Server,
      @Nullable Statement from5Client,
      @Nullable Statement from5Server) {
    this.reasonCode = reasonCode;
    this.from311Client = from311Client;
    this.from311Server = from311Server;
    this.from5Client = from5Client;
    this.from5Server = from5Server;
  }

  /** What a 5.0 server answers. */
  ReasonCode reasonCode() {
    return reasonCode;
  }

  /**
   * What the name of the broken demand holds where the statement has several and not the first is meant; else empty, which every
   * name holds.
   */
  String wordOfDemand(PacketType type, String field) {
    return switch (this) {
      case PACKET_IDENTIFIER_ZERO_IN_ACKNOWLEDGEMENT,
          PACKET_IDENTIFIER_ZERO_IN_PUBCOMP,
          PACKET_IDENTIFIER_ZERO_IN_SUBACK -> type.name().toLowerCase(Locale.ROOT);
      case CONNACK_CODE -> "send-no-connack";
      case ILL_FORMED_STRING_PAIR -> field.endsWith("value") ? "valid-value" : "valid-name";
      case ILL_FORMED_TOPIC_NAME -> "utf8";
      case SURROGATE -> "no-surrogates";
      default -> "";
    };
  }

  /** What is broken when {@code sender} does this in {@code version}; empty if it cannot. */
  Optional<Statement> statement(MqttVersion version, Sender sender) {
    return Optional.ofNullable(
        switch (version) {
          case V3_1_1 -> sender == Sender.CLIENT ? from311Client : from311Server;
          case V5 -> sender == Sender.CLIENT ? from5Client : from5Server;
        });
  }
}
