package dev.assay.spec;

import static dev.assay.spec.Level.MUST;
import static dev.assay.spec.Level.MUST_NOT;
import static dev.assay.spec.Level.SHOULD;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.spec.Party.BOTH;
import static dev.assay.spec.Party.CLIENT;
import static dev.assay.spec.Party.SERVER;

import java.util.List;
import java.util.Locale;

/**
 * Demands that the standard makes without giving them a number: prose, tables and definitions. SHOULD and MAY are found only
 * here. The identifier is made of the constant's name: {@code V5_DUPLICATE_PROPERTY} is {@code 5.0:duplicate-property}.
 */
public enum Rule implements Statement {
  V3_1_1_RESERVED_PACKET_TYPE(
      V3_1_1,
      "2.2.1",
      MUST_NOT,
      BOTH,
      "Packet types 0 and 15 are reserved: nobody sends a packet of either."),
  V5_RESERVED_PACKET_TYPE(
      V5, "2.1.2", MUST_NOT, BOTH, "Packet type 0 is reserved: nobody sends a packet of it."),
  V3_1_1_DIRECTION_OF_FLOW(
      V3_1_1,
      "2.2.1",
      MUST_NOT,
      BOTH,
      "Each side sends only the packet types whose direction of flow allows it: a server sends no CONNECT, SUBSCRIBE, UNSUBSCRIBE, PINGREQ or DISCONNECT, a client none of their answers."),
  V5_DIRECTION_OF_FLOW(
      V5,
      "2.1.2",
      MUST_NOT,
      BOTH,
      "Each side sends only the packet types whose direction of flow allows it: a server sends no CONNECT, SUBSCRIBE, UNSUBSCRIBE or PINGREQ, a client none of their answers."),
  V3_1_1_REMAINING_LENGTH_AT_MOST_FOUR_BYTES(
      V3_1_1,
      "2.2.3",
      MUST_NOT,
      BOTH,
      "Remaining Length takes four bytes at most, so the fourth never announces a fifth."),
  V5_VARIABLE_BYTE_INTEGER_AT_MOST_FOUR_BYTES(
      V5,
      "1.5.5",
      MUST_NOT,
      BOTH,
      "A Variable Byte Integer takes four bytes at most, so the fourth never announces a fifth."),
  V3_1_1_FIELDS_WITHIN_REMAINING_LENGTH(
      V3_1_1,
      "2.2.3",
      MUST,
      BOTH,
      "Remaining Length covers every field of the packet: none is missing or reaches beyond it."),
  V5_FIELDS_WITHIN_REMAINING_LENGTH(
      V5,
      "2.1.4",
      MUST,
      BOTH,
      "Remaining Length covers every field of a 5.0 packet: none is missing or runs past its end."),
  V3_1_1_NO_TRAILING_BYTES(
      V3_1_1, "2.2.3", MUST_NOT, BOTH, "Nothing follows the last field that the packet type has."),
  V5_NO_TRAILING_BYTES(
      V5,
      "2.1.4",
      MUST_NOT,
      BOTH,
      "A 5.0 packet ends with the last field of its type; no bytes are left over after it."),
  V5_PROPERTIES_WITHIN_PROPERTY_LENGTH(
      V5,
      "2.2.2.1",
      MUST,
      BOTH,
      "Property Length covers whole properties: the last one ends where it ends."),
  V5_PROPERTY_ORDER_MEANS_NOTHING(
      V5,
      "2.2.2.2",
      MUST_NOT,
      BOTH,
      "In which order properties with different identifiers stand makes no difference."),
  V3_1_1_CONNACK_FLAGS_RESERVED(
      V3_1_1, "3.2.2.1", MUST, SERVER, "Bits 7 to 1 of the Connect Acknowledge Flags are 0."),
  V5_EMPTY_TOPIC_NEEDS_ALIAS(
      V5,
      "3.3.2.1",
      MUST_NOT,
      BOTH,
      "A PUBLISH leaves its Topic Name empty only where a Topic Alias says the topic."),
  V5_SUBSCRIPTION_IDENTIFIER_NOT_ZERO(
      V5, "3.8.2.1.2", MUST_NOT, BOTH, "A Subscription Identifier is 1 to 268,435,455, never 0."),
  V5_AUTHENTICATION_DATA_NEEDS_METHOD(
      V5,
      "3.1.2.11.10",
      MUST_NOT,
      CLIENT,
      "A CONNECT with Authentication Data also names the Authentication Method."),
  V5_AUTH_NAMES_METHOD(
      V5,
      "3.15.2.2.2",
      MUST,
      BOTH,
      "An AUTH names its Authentication Method; only the one of Remaining Length 0, allowed by 3.15.2.1, has no room for it."),
  V5_SUBSCRIPTION_QOS_NOT_3(
      V5,
      "3.8.3.1",
      MUST_NOT,
      CLIENT,
      "Maximum QoS in the Subscription Options is 0, 1 or 2, never 3."),
  V5_RETAIN_HANDLING_NOT_3(
      V5, "3.8.3.1", MUST_NOT, CLIENT, "Retain Handling is 0, 1 or 2, never 3."),
  V5_NO_MATCHING_SUBSCRIBERS_FROM_SERVER_ONLY(
      V5,
      "3.4.2.1",
      MUST_NOT,
      CLIENT,
      "A client acknowledges no publication with 0x10: whether subscribers match is known to the server alone."),
  V5_PAYLOAD_FORMAT_INDICATOR_VALUE(
      V5, "3.3.2.3.2", MUST, BOTH, "Payload Format Indicator is 0 or 1."),
  V5_RECEIVE_MAXIMUM_NOT_ZERO(V5, "3.1.2.11.3", MUST_NOT, BOTH, "Receive Maximum is at least 1."),
  V5_MAXIMUM_PACKET_SIZE_NOT_ZERO(
      V5,
      "3.1.2.11.4",
      MUST_NOT,
      BOTH,
      "Maximum Packet Size is at least 1; whoever has no limit leaves it out."),
  V5_REQUEST_RESPONSE_INFORMATION_VALUE(
      V5, "3.1.2.11.6", MUST, CLIENT, "Request Response Information is 0 or 1."),
  V5_REQUEST_PROBLEM_INFORMATION_VALUE(
      V5, "3.1.2.11.7", MUST, CLIENT, "Request Problem Information is 0 or 1."),
  V5_MAXIMUM_QOS_VALUE(
      V5,
      "3.2.2.3.4",
      MUST,
      SERVER,
      "Maximum QoS in a CONNACK is 0 or 1; whoever offers QoS 2 leaves it out."),
  V5_RETAIN_AVAILABLE_VALUE(V5, "3.2.2.3.5", MUST, SERVER, "Retain Available is 0 or 1."),
  V5_WILDCARD_SUBSCRIPTION_AVAILABLE_VALUE(
      V5, "3.2.2.3.11", MUST, SERVER, "Wildcard Subscription Available is 0 or 1."),
  V5_SUBSCRIPTION_IDENTIFIER_AVAILABLE_VALUE(
      V5, "3.2.2.3.12", MUST, SERVER, "Subscription Identifier Available is 0 or 1."),
  V5_SHARED_SUBSCRIPTION_AVAILABLE_VALUE(
      V5, "3.2.2.3.13", MUST, SERVER, "Shared Subscription Available is 0 or 1."),
  V5_DUPLICATE_PROPERTY(
      V5,
      "2.2.2.2",
      MUST_NOT,
      BOTH,
      "A property that may appear only once is included no more than once in a packet."),
  V5_UNKNOWN_PROPERTY(
      V5,
      "2.2.2.2",
      MUST_NOT,
      BOTH,
      "Only the property identifiers of Table 2-4 exist, each in the packets it lists."),
  V5_DISCONNECT_BEFORE_CLOSE(
      V5,
      "4.13.1",
      SHOULD,
      SERVER,
      "A broker that gives up on a client says why in a DISCONNECT before it closes."),
  V5_TAKEOVER_SAYS_SO(
      V5,
      "3.1.4",
      SHOULD,
      SERVER,
      "The connection that loses its session to a newer one receives DISCONNECT 0x8E."),
  V5_CONNECT_IN_TIME(
      V5,
      "3.1.4",
      SHOULD,
      SERVER,
      "A connection on which no CONNECT comes for too long is closed."),
  V3_1_1_CONNECT_IN_TIME(
      V3_1_1,
      "3.1.4",
      SHOULD,
      SERVER,
      "A connection on which no CONNECT comes for too long is closed by the broker."),
  V3_1_1_FAILED_CHECK_CLOSES(
      V3_1_1,
      "3.1.4",
      MUST,
      SERVER,
      "A client that fails a check of its CONNECT, such as its password, is told by a return code and closed."),
  V5_SHARED_SUBSCRIPTION_UNAVAILABLE(
      V5,
      "3.2.2.3.13",
      MUST,
      SERVER,
      "A broker that declared Shared Subscriptions absent ends a connection that uses one with 0x9E."),
  V5_SUBSCRIPTION_IDENTIFIER_UNAVAILABLE(
      V5,
      "3.2.2.3.12",
      MUST,
      SERVER,
      "A broker that declared Subscription Identifiers absent ends a connection that uses one with 0xA1."),
  V5_WILDCARD_SUBSCRIPTION_UNAVAILABLE(
      V5,
      "3.2.2.3.11",
      MUST,
      SERVER,
      "A broker that declared wildcards absent ends a connection that subscribes with one with 0xA2."),
  V5_TOPIC_ALIAS_INVALID(
      V5,
      "3.3.4",
      MUST,
      SERVER,
      "A Topic Alias of 0 or above the announced maximum ends the connection with 0x94."),
  V5_RECEIVE_MAXIMUM_EXCEEDED(
      V5,
      "3.3.4",
      SHOULD,
      SERVER,
      "A client with more messages under way than the broker's Receive Maximum is ended with 0x93."),
  V5_PACKET_TOO_LARGE(
      V5,
      "3.2.2.3.6",
      MUST,
      SERVER,
      "A packet above the broker's Maximum Packet Size ends the connection with 0x95."),
  V5_QOS_NOT_SUPPORTED(
      V5,
      "3.2.2.3.4",
      MUST,
      SERVER,
      "A PUBLISH above the announced Maximum QoS ends the connection with 0x9B."),
  V5_RETAIN_NOT_SUPPORTED(
      V5,
      "3.2.2.3.5",
      SHOULD,
      SERVER,
      "RETAIN 1 towards a broker that retains nothing ends the connection with 0x9A."),
  V5_PAYLOAD_FORMAT_CHECKED(
      V5,
      "3.3.2.3.2",
      SHOULD,
      SERVER,
      "A broker that looks at payloads refuses one that is not the UTF-8 which it claims to be with 0x99."),
  V5_PACKET_IDENTIFIER_IN_USE(
      V5,
      "2.2.1",
      SHOULD,
      SERVER,
      "A packet identifier that still belongs to another exchange is refused with 0x91."),
  V5_PACKET_IDENTIFIER_NOT_FOUND(
      V5,
      "3.7.2.1",
      SHOULD,
      SERVER,
      "A PUBREL whose packet identifier is unknown is answered by PUBCOMP 0x92."),
  V5_RETAINED_SENT_WITH_RETAIN(
      V5,
      "3.3.1.3",
      MUST,
      SERVER,
      "What is sent because of a new subscription has RETAIN 1, whatever Retain As Published says."),
  V5_RETAINED_MESSAGE_EXPIRES(
      V5,
      "3.3.1.3",
      MUST,
      SERVER,
      "A retained message whose Message Expiry Interval is over is discarded, and its topic retains nothing."),
  V5_RETAINED_OUTLIVES_SESSIONS(
      V5, "4.1", MUST_NOT, SERVER, "Retained messages are not deleted because a session ends."),
  V5_NO_SESSION_EXPIRY_INTERVAL_IS_ZERO(
      V5,
      "3.1.2.11.2",
      MUST,
      SERVER,
      "Without a Session Expiry Interval a session ends with its connection."),
  V5_NO_SUBSCRIPTION_EXISTED(
      V5,
      "3.11.3",
      SHOULD,
      SERVER,
      "UNSUBACK says 0x11 for a filter to which there was no subscription, and 0x00 for one that it ended."),
  V5_DISCONNECT_CANNOT_REVIVE_EXPIRY(
      V5,
      "3.14.2.2.2",
      MUST,
      SERVER,
      "A DISCONNECT that prolongs a session of Session Expiry Interval 0 is not valid: 0x82, and a will is published."),
  V5_DISCONNECT_REPLACES_EXPIRY(
      V5,
      "3.14.2.2.2",
      MUST,
      SERVER,
      "A Session Expiry Interval in DISCONNECT takes the place of the one in CONNECT."),
  V5_WILL_AFTER_OTHER_DISCONNECT(
      V5,
      "3.14",
      MUST,
      SERVER,
      "A will is published unless the client's DISCONNECT says 0x00: 0x04 and error codes leave it due."),
  V5_WILL_QOS(
      V5,
      "3.1.2.6",
      MUST,
      SERVER,
      "A Will Message is published at the QoS that the Will QoS bits of its CONNECT say."),
  V5_WILL_PROPERTIES_PUBLISHED(
      V5,
      "3.1.3.2",
      MUST,
      SERVER,
      "A published will carries its Will Properties, but for the Will Delay Interval."),
  V5_CLOSE_AFTER_DISCONNECT(
      V5,
      "3.14.4",
      SHOULD,
      SERVER,
      "A broker closes the connection of a client that has sent DISCONNECT and not closed it."),
  V3_1_1_CLOSE_AFTER_DISCONNECT(
      V3_1_1,
      "3.14.4",
      SHOULD,
      SERVER,
      "The connection of a client that has sent DISCONNECT is closed if the client has not done so."),
  V5_SERVER_KEEP_ALIVE_ENFORCED(
      V5,
      "3.2.2.3.14",
      MUST,
      SERVER,
      "A broker that announces a Server Keep Alive measures the client's silence by that value."),
  V3_1_1_DELIVER_TO_MATCHING(
      V3_1_1,
      "3.3.5",
      MUST,
      SERVER,
      "A publication reaches every client that holds a matching subscription."),
  V5_DELIVER_TO_MATCHING(
      V5,
      "3.3.4",
      MUST,
      SERVER,
      "A publication goes to each client whose subscription matches its Topic Name."),
  V3_1_1_PAYLOAD_UNALTERED(
      V3_1_1,
      "3.3.3",
      MUST,
      SERVER,
      "A broker passes a payload on byte for byte, whatever it holds and also when it is empty."),
  V5_PAYLOAD_UNALTERED(
      V5,
      "3.3.3",
      MUST,
      SERVER,
      "The payload belongs to the applications: each subscriber receives exactly the bytes that were published."),
  V5_SEND_QUOTA_REPLENISHED(
      V5,
      "4.9",
      MUST,
      SERVER,
      "A PUBACK, a PUBCOMP and a PUBREC that refuses each give back one place of the send quota, so that what waited goes out."),
  V5_TOPIC_ALIAS_UNKNOWN(
      V5,
      "3.3.4",
      MUST,
      SERVER,
      "A zero-length Topic Name beside a Topic Alias that means nothing yet is a Protocol Error, 0x82."),
  V5_SHARED_TO_ONE_MEMBER(
      V5,
      "4.8.2",
      MUST,
      SERVER,
      "A message that matches a Shared Subscription goes to one and only one of the sessions that share it."),
  V5_SHARED_WITHOUT_RETAINED(
      V5,
      "4.8.2",
      MUST_NOT,
      SERVER,
      "Subscribing to a Shared Subscription brings no retained messages, neither to the first session nor to others."),
  V5_SHARED_HANDED_ON(
      V5,
      "4.8.2",
      SHOULD,
      SERVER,
      "If the session ends before it has acknowledged a shared message of QoS 1, another session of the Shared Subscription gets it."),
  V5_REAUTHENTICATION(
      V5,
      "4.12.1",
      MUST,
      SERVER,
      "A re-authentication is answered by AUTH: 0x18 asks for more, 0x00 says that it is complete."),
  V5_REDIRECTION(
      V5,
      "4.11",
      MUST_NOT,
      SERVER,
      "A Server Reference stands beside 0x9C and 0x9D alone, by which a server sends its clients elsewhere."),
  V5_ERRORS_STAY_WITH_THEIR_CONNECTION(
      V5,
      "4.13.1",
      MUST_NOT,
      SERVER,
      "A Malformed Packet or a Protocol Error of one client has no consequences for the sessions of others."),
  V5_PUBLISH_NOT_AUTHORIZED(
      V5,
      "4.13.2",
      MUST_NOT,
      SERVER,
      "A PUBLISH that is refused, for want of authorization for example, has no consequences for other sessions: it reaches nobody."),
  V3_1_1_PUBLISH_NOT_AUTHORIZED(
      V3_1_1,
      "3.3.5",
      MUST_NOT,
      SERVER,
      "A PUBLISH that its client may not make reaches nobody, whether it is acknowledged or its sender is closed."),
  V5_SUBSCRIBE_FAILURE_CODES(
      V5,
      "3.9.3",
      MUST_NOT,
      SERVER,
      "A Topic Filter whose code in SUBACK is 0x80 or above, such as 0x87 for one that its client may not have, is not subscribed to: it brings nothing."),
  V3_1_1_TEXT_OF_ANY_LENGTH(
      V3_1_1,
      "1.5.3",
      MUST,
      BOTH,
      "A text of 3.1.1 takes up to 65,535 bytes, so that a topic that is long is a topic."),
  V5_TEXT_OF_ANY_LENGTH(
      V5,
      "1.5.4",
      MUST,
      BOTH,
      "A UTF-8 Encoded String has any length that two bytes can say: a long topic is as good as a short one."),
  V5_SUBSCRIPTION_IDENTIFIER_IS_KEPT(
      V5,
      "4.1",
      MUST,
      SERVER,
      "The Subscription Identifiers are part of the Session State: a resumed session still has them."),
  V5_WILL_EXPIRES_AS_IT_SAYS(
      V5,
      "3.1.3.2.4",
      MUST,
      SERVER,
      "A will is published with the Message Expiry Interval that its Will Properties name."),
  V5_WILL_AT_SESSION_END(
      V5,
      "3.1.2.5",
      SHOULD,
      SERVER,
      "A will that waits for its delay is published when its session ends before that, by whatever it ends."),
  V5_WILL_OF_WHO_IS_TAKEN_OVER(
      V5,
      "3.1.4",
      MUST,
      SERVER,
      "The will of a connection that ends because its client connects again is published like any other."),
  V3_1_1_WILL_PAYLOAD(
      V3_1_1,
      "3.1.3.3",
      MUST,
      SERVER,
      "A will is published with the bytes behind the length of its Will Message, and with none if that is 0."),
  V5_WILL_PAYLOAD(
      V5,
      "3.1.3.4",
      MUST,
      SERVER,
      "The payload of a will is the data of its Will Payload, also where there is none; its length is no part of it."),
  V3_1_1_PASSWORD_IS_BINARY(
      V3_1_1,
      "3.1.3.5",
      MUST,
      BOTH,
      "A password of 3.1.1 is bytes of any kind and need not be text."),
  V5_PASSWORD_IS_BINARY(
      V5,
      "3.1.3.6",
      MUST,
      BOTH,
      "A password is Binary Data: what is in it does not make a CONNECT malformed."),
  V5_PASSWORD_WITHOUT_USER_NAME(
      V5,
      "3.1.2.9",
      MUST,
      SERVER,
      "A CONNECT with a password and no user name is in order; whether it is let in is another matter."),
  V5_SESSION_THAT_NEVER_EXPIRES(
      V5,
      "3.1.2.11.2",
      MUST_NOT,
      SERVER,
      "A session of Session Expiry Interval 0xFFFFFFFF does not expire."),
  V5_USER_PROPERTY_REPEATS(
      V5,
      "3.1.2.11.8",
      MUST,
      BOTH,
      "A packet may have many User Properties, several of one name among them."),
  V5_RECEIVE_MAXIMUM_IS_SERVED(
      V5,
      "3.2.2.3.3",
      MUST,
      SERVER,
      "A broker takes as many messages of QoS 1 and 2 under way as its Receive Maximum says, or 65,535 if it says nothing."),
  V5_ASSIGNED_ONLY_TO_WHO_HAS_NONE(
      V5,
      "3.2.2.3.7",
      MUST_NOT,
      SERVER,
      "CONNACK assigns no Client Identifier to a client that brought its own."),
  V5_TOPIC_ALIAS_IS_REPLACED(
      V5,
      "3.3.4",
      MUST,
      SERVER,
      "A Topic Name beside a Topic Alias that was in use gives the alias its new meaning."),
  V5_TOPIC_ALIASES_ARE_INDEPENDENT(
      V5,
      "3.3.2.3.4",
      MUST_NOT,
      SERVER,
      "A Topic Alias that the broker uses changes nothing about the same number where its client uses it."),
  V5_EQUAL_SUBSCRIPTION_IDENTIFIERS(
      V5,
      "3.3.4",
      SHOULD,
      SERVER,
      "One copy for several subscriptions of the same Subscription Identifier has it once for each."),
  V5_SUBSCRIPTION_IDENTIFIER_IS_SENT(
      V5,
      "3.3.4",
      MUST,
      SERVER,
      "A message carries the Subscription Identifier of the one subscription that it comes for."),
  V5_SHARED_WITH_THE_MEMBERS_IDENTIFIER(
      V5,
      "3.3.4",
      MUST,
      SERVER,
      "A shared message carries the Subscription Identifier of the member that gets it and of no other."),
  V5_SUBSCRIPTION_IDENTIFIER_IS_REPLACED(
      V5,
      "3.8.2.1.2",
      MUST,
      SERVER,
      "A subscription that is made again has the Subscription Identifier of the new SUBSCRIBE, or none."),
  V5_RETAIN_OPTIONS_WHERE_NOTHING_IS_RETAINED(
      V5,
      "3.8.3.1",
      SHOULD,
      SERVER,
      "A broker that declared retained messages absent takes every Retain As Published and Retain Handling that is valid."),
  V5_SUBSCRIPTION_IDENTIFIER_DOES_NOT_RETURN(
      V5,
      "3.8.4",
      MUST_NOT,
      SERVER,
      "A PUBLISH that was sent again with the new Subscription Identifier of a subscription does not go back to the old one."),
  V5_SHARED_LEFT_BY_ONE(
      V5,
      "4.8.2",
      MUST,
      SERVER,
      "A Shared Subscription goes on with its other members when one leaves, be it the first."),
  V5_SHARED_FILTER_MATCHES(
      V5,
      "4.8.2",
      MUST,
      SERVER,
      "What stands behind the ShareName matches as it would alone, wildcards included."),
  V5_SHARES_ARE_DISTINCT(
      V5,
      "4.8.2",
      MUST,
      SERVER,
      "Each Shared Subscription gets a message of its own, whoever else subscribes to the same filter."),
  V5_SHARED_ENDS_WITH_ITS_LAST(
      V5,
      "4.8.2",
      MUST_NOT,
      SERVER,
      "What a Shared Subscription had not delivered when its last session left is not delivered to later members."),
  V5_SHARED_IS_JOINED_ONCE(
      V5,
      "4.8.2",
      MUST_NOT,
      SERVER,
      "Who subscribes to a Shared Subscription twice is a member once: the first UNSUBSCRIBE ends that."),
  V3_1_1_RECEIVERS_ARE_INDEPENDENT(
      V3_1_1,
      "4.3",
      MUST_NOT,
      SERVER,
      "A client that does not acknowledge holds up no other client's messages."),
  V5_RECEIVERS_ARE_INDEPENDENT(
      V5,
      "4.3",
      MUST_NOT,
      SERVER,
      "Delivery to one client does not wait for what another one acknowledges."),
  V3_1_1_QOS_0_AT_MOST_ONCE(
      V3_1_1,
      "4.3.1",
      MUST_NOT,
      SERVER,
      "A message of QoS 0 reaches a subscription once or not at all."),
  V5_QOS_0_AT_MOST_ONCE(
      V5, "4.3.1", MUST_NOT, SERVER, "No subscription gets a message of QoS 0 twice."),
  V3_1_1_DOLLAR_FILTERS_MATCH(
      V3_1_1,
      "4.7.2",
      MUST,
      SERVER,
      "A Topic Filter whose first level begins with $ matches such topics, its wildcards included."),
  V5_DOLLAR_FILTERS_MATCH(
      V5,
      "4.7.2",
      MUST,
      SERVER,
      "Wildcards behind a first level that begins with $ stand for levels as they do elsewhere."),
  V3_1_1_RESERVED_TOPICS_FOR_SERVER(
      V3_1_1,
      "4.7.2",
      SHOULD,
      SERVER,
      "Clients do not exchange messages with each other on topics that begin with $."),
  V5_RESERVED_TOPICS_FOR_SERVER(
      V5,
      "4.7.2",
      SHOULD,
      SERVER,
      "Topics that begin with $ are not for clients to exchange messages with each other.");

  private final MqttVersion version;
  private final String section;
  private final Level level;
  private final Party party;
  private final String gist;

  Rule(MqttVersion version, String section, Level level, Party party, String gist) {
    this.version = version;
    this.section = section;
    this.level = level;
    this.party = party;
    this.gist = gist;
  }

  @Override
  public String id() {
    String prefix = version == V5 ? "V5_" : "V3_1_1_";
    return version.text() + ":"
        + name().substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public MqttVersion version() {
    return version;
  }

  @Override
  public String section() {
    return section;
  }

  @Override
  public Level level() {
    return level;
  }

  @Override
  public Party party() {
    return party;
  }

  @Override
  public String gist() {
    return gist;
  }

  @Override
  public List<String> demands() {
    return List.of(WHOLE);
  }
}
