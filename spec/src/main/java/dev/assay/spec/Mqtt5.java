package dev.assay.spec;

import static dev.assay.spec.Level.MUST;
import static dev.assay.spec.Level.MUST_NOT;
import static dev.assay.spec.Party.BOTH;
import static dev.assay.spec.Party.CLIENT;
import static dev.assay.spec.Party.SERVER;

import java.util.List;

/**
 * The 251 numbered statements of MQTT 5.0 (OASIS Standard, 7 March 2019), in the order of the standard, each with what it asks
 * for in our own words.
 */
public enum Mqtt5 implements Statement {
  MQTT_1_5_4_1(
      "1.5.4",
      MUST,
      BOTH,
      "Text in any UTF-8 Encoded String is valid UTF-8 with no surrogates (U+D800 to U+DFFF); a receiver that meets ill-formed text has a Malformed Packet on its hands.",
      "well-formed-utf8",
      "no-surrogates"),
  MQTT_1_5_4_2(
      "1.5.4",
      MUST_NOT,
      BOTH,
      "The null character U+0000 never appears inside a UTF-8 Encoded String, and a packet that carries one is a Malformed Packet to whoever receives it."),
  MQTT_1_5_4_3(
      "1.5.4",
      MUST_NOT,
      BOTH,
      "A receiver keeps the bytes 0xEF 0xBB 0xBF as the character U+FEFF at every position of a UTF-8 Encoded String and never drops them as if they were a byte order mark."),
  MQTT_1_5_5_1(
      "1.5.5",
      MUST,
      BOTH,
      "A sender encodes each Variable Byte Integer, such as Remaining Length or Property Length, in the shortest form that holds its value."),
  MQTT_1_5_7_1(
      "1.5.7",
      MUST,
      BOTH,
      "The name and the value of each UTF-8 String Pair are both valid UTF-8 Encoded Strings, so a User Property is checked on both halves.",
      "valid-name",
      "valid-value"),
  MQTT_2_1_3_1(
      "2.1.3",
      MUST,
      BOTH,
      "A sender gives each reserved flag bit of the Fixed Header exactly the value that the standard's table lists for that packet type; any other value makes a Malformed Packet."),
  MQTT_2_2_1_2(
      "2.2.1",
      MUST_NOT,
      BOTH,
      "A QoS 0 PUBLISH carries no Packet Identifier: its Properties come straight after the Topic Name."),
  MQTT_2_2_1_3(
      "2.2.1",
      MUST,
      CLIENT,
      "A client numbers every new SUBSCRIBE, UNSUBSCRIBE and QoS 1 or 2 PUBLISH with a Packet Identifier other than zero that none of its pending packets holds."),
  MQTT_2_2_1_4(
      "2.2.1",
      MUST,
      SERVER,
      "The server gives each new QoS 1 or QoS 2 PUBLISH a Packet Identifier other than zero that no unfinished delivery to that client still holds.",
      "nonzero-packet-identifier",
      "unused-packet-identifier"),
  MQTT_2_2_1_5(
      "2.2.1",
      MUST,
      BOTH,
      "Every PUBACK, PUBREC, PUBREL and PUBCOMP repeats the Packet Identifier of the PUBLISH whose exchange it belongs to, whatever Reason Code it carries.",
      "puback-same-identifier",
      "pubrec-same-identifier",
      "pubrel-same-identifier",
      "pubcomp-same-identifier"),
  MQTT_2_2_1_6(
      "2.2.1",
      MUST,
      SERVER,
      "The server answers SUBSCRIBE with a SUBACK, and UNSUBSCRIBE with an UNSUBACK, that repeats the Packet Identifier of the request.",
      "suback-same-identifier",
      "unsuback-same-identifier"),
  MQTT_2_2_2_1(
      "2.2.2.1",
      MUST,
      BOTH,
      "A packet type with Properties still carries a Property Length byte of 0 when it has no property to send, except where the standard lets the packet end earlier."),
  MQTT_3_1_0_1(
      "3.1",
      MUST,
      CLIENT,
      "A client opens every Network Connection with a CONNECT; nothing else may come before it."),
  MQTT_3_1_0_2(
      "3.1",
      MUST,
      SERVER,
      "When a client sends CONNECT again on a connection that has already had one, the server takes it as a Protocol Error and closes the connection.",
      "treat-as-protocol-error",
      "close-connection"),
  MQTT_3_1_2_1(
      "3.1.2.1",
      MUST,
      BOTH,
      "A CONNECT carries the Protocol Name MQTT in capitals; a server that will not accept another name closes, with or without a CONNACK of Reason Code 0x84 first."),
  MQTT_3_1_2_2(
      "3.1.2.2",
      MUST,
      SERVER,
      "A server that does not want a CONNECT whose Protocol Version differs from 5 closes the connection, optionally after a CONNACK with Reason Code 0x84."),
  MQTT_3_1_2_3(
      "3.1.2.3",
      MUST,
      SERVER,
      "The server checks that bit 0 of the Connect Flags is clear and handles a CONNECT that sets this reserved bit as a Malformed Packet."),
  MQTT_3_1_2_4(
      "3.1.2.4",
      MUST,
      BOTH,
      "On a CONNECT with Clean Start 1 the server throws away whatever Session that Client Identifier had and begins an empty one.",
      "discard-old-session",
      "start-new-session"),
  MQTT_3_1_2_5(
      "3.1.2.4",
      MUST,
      SERVER,
      "On a CONNECT with Clean Start 0 the server carries on from the Session State it holds for that Client Identifier, if it holds any."),
  MQTT_3_1_2_6(
      "3.1.2.4",
      MUST,
      SERVER,
      "On a CONNECT with Clean Start 0 from a Client Identifier without stored state, the server accepts and makes a fresh Session."),
  MQTT_3_1_2_7(
      "3.1.2.5",
      MUST,
      SERVER,
      "When a CONNECT has the Will Flag set, the server keeps the Will Message (Will Properties, Will Topic and Will Payload) as part of that client's Session.",
      "store-will-message",
      "tie-will-to-session"),
  MQTT_3_1_2_8(
      "3.1.2.5",
      MUST,
      SERVER,
      "Once the connection is closed and the Will Delay Interval ends or the Session ends, the server publishes the Will Message, unless DISCONNECT 0x00 had cancelled it or the client came back before the delay ran out.",
      "publish-after-will-delay",
      "publish-at-session-end",
      "not-before-either"),
  MQTT_3_1_2_9(
      "3.1.2.5",
      MUST,
      CLIENT,
      "A client that sets the Will Flag includes Will Properties, Will Topic and Will Payload in its CONNECT, even when the Will Properties are empty."),
  MQTT_3_1_2_10(
      "3.1.2.5",
      MUST,
      SERVER,
      "The server forgets the Will Message as soon as it has published it, or when the client sends DISCONNECT with Reason Code 0x00, so that it is never published later.",
      "remove-after-publishing",
      "remove-on-normal-disconnect"),
  MQTT_3_1_2_11(
      "3.1.2.6",
      MUST,
      CLIENT,
      "A client with the Will Flag at 0 leaves both Will QoS bits of the Connect Flags at 0 too."),
  MQTT_3_1_2_12(
      "3.1.2.6",
      MUST,
      BOTH,
      "With the Will Flag set, Will QoS takes one of the levels 0, 1 and 2; the value 3 makes the CONNECT a Malformed Packet."),
  MQTT_3_1_2_13(
      "3.1.2.7",
      MUST,
      CLIENT,
      "A client with the Will Flag at 0 leaves the Will Retain bit of the Connect Flags at 0 too."),
  MQTT_3_1_2_14(
      "3.1.2.7",
      MUST,
      SERVER,
      "The server publishes a Will Message that came with Will Retain 0 as an ordinary message and does not retain it for later subscriptions."),
  MQTT_3_1_2_15(
      "3.1.2.7",
      MUST,
      SERVER,
      "The server publishes a Will Message that came with Will Retain 1 so that it becomes the retained message of the Will Topic."),
  MQTT_3_1_2_16(
      "3.1.2.8",
      MUST_NOT,
      CLIENT,
      "A client whose CONNECT has the User Name Flag at 0 leaves the User Name out of the Payload."),
  MQTT_3_1_2_17(
      "3.1.2.8",
      MUST,
      CLIENT,
      "A client whose CONNECT has the User Name Flag at 1 puts a User Name in the Payload."),
  MQTT_3_1_2_18(
      "3.1.2.9",
      MUST_NOT,
      CLIENT,
      "A client whose CONNECT has the Password Flag at 0 leaves the Password out of the Payload."),
  MQTT_3_1_2_19(
      "3.1.2.9",
      MUST,
      CLIENT,
      "A client whose CONNECT has the Password Flag at 1 puts a Password in the Payload, which 5.0 allows even without a User Name."),
  MQTT_3_1_2_20(
      "3.1.2.10",
      MUST,
      CLIENT,
      "A client with a Keep Alive above zero sends PINGREQ whenever it would otherwise stay silent for longer than that interval."),
  MQTT_3_1_2_21(
      "3.1.2.10",
      MUST,
      CLIENT,
      "A client drops the Keep Alive of its own CONNECT and follows Server Keep Alive as soon as a CONNACK brings that property."),
  MQTT_3_1_2_22(
      "3.1.2.10",
      MUST,
      SERVER,
      "When a client with a Keep Alive above zero is silent for 1.5 times that interval, the server closes the connection and treats it as a network failure, Will Message included.",
      "close-silent-connection",
      "treat-as-network-failure"),
  MQTT_3_1_2_23(
      "3.1.2.11.2",
      MUST,
      BOTH,
      "When a connection closes with a Session Expiry Interval above 0, the server holds on to the Session State, and so does the client."),
  MQTT_3_1_2_24(
      "3.1.2.11.4",
      MUST_NOT,
      SERVER,
      "The server never sends a client any packet whose total size in bytes is above the Maximum Packet Size in that client's CONNECT."),
  MQTT_3_1_2_25(
      "3.1.2.11.4",
      MUST,
      SERVER,
      "The server drops a packet that exceeds the client's Maximum Packet Size without sending it and carries on as though its message had been fully delivered.",
      "discard-unsent",
      "behave-as-if-sent"),
  MQTT_3_1_2_26(
      "3.1.2.11.5",
      MUST_NOT,
      SERVER,
      "The server uses no Topic Alias towards a client above the Topic Alias Maximum property of that client's CONNECT."),
  MQTT_3_1_2_27(
      "3.1.2.11.5",
      MUST_NOT,
      SERVER,
      "The server puts no Topic Alias in any PUBLISH to a client whose CONNECT gave a Topic Alias Maximum of 0 or none at all."),
  MQTT_3_1_2_28(
      "3.1.2.11.6",
      MUST_NOT,
      SERVER,
      "The server leaves Response Information out of the CONNACK when the CONNECT has Request Response Information 0, which is also its default."),
  MQTT_3_1_2_29(
      "3.1.2.11.7",
      MUST_NOT,
      SERVER,
      "For a client with Request Problem Information 0, the server leaves Reason String and User Property out of SUBACK, PUBACK and all its other packets, save CONNACK, PUBLISH and DISCONNECT.",
      "omit-reason-string",
      "omit-user-properties"),
  MQTT_3_1_2_30(
      "3.1.2.11.9",
      MUST_NOT,
      CLIENT,
      "A client that asks for an Authentication Method in CONNECT sends only AUTH or DISCONNECT until CONNACK arrives."),
  MQTT_3_1_3_1(
      "3.1.3",
      MUST,
      CLIENT,
      "A client writes the CONNECT Payload as Client Identifier, then Will Properties, Topic and Payload, then User Name and last Password, leaving out what the flags rule out."),
  MQTT_3_1_3_2(
      "3.1.3.1",
      MUST,
      BOTH,
      "The server, like the client, finds the Session State of a client by its Client Identifier and by nothing else."),
  MQTT_3_1_3_3(
      "3.1.3.1",
      MUST,
      CLIENT,
      "A client starts the CONNECT Payload with its Client Identifier, which may be of zero length but is never left out."),
  MQTT_3_1_3_4(
      "3.1.3.1",
      MUST,
      CLIENT,
      "A client encodes its Client Identifier as a UTF-8 Encoded String; ill-formed bytes there make the CONNECT a Malformed Packet."),
  MQTT_3_1_3_5(
      "3.1.3.1",
      MUST,
      SERVER,
      "The server accepts each Client Identifier of 1 to 23 bytes made of digits and the ASCII letters of either case."),
  MQTT_3_1_3_6(
      "3.1.3.1",
      MUST,
      SERVER,
      "A server that accepts a Client Identifier of zero length makes up an identifier that no other client has and gives it to that client."),
  MQTT_3_1_3_7(
      "3.1.3.1",
      MUST,
      SERVER,
      "After making up a Client Identifier the server handles the CONNECT as though the client had sent it, and tells the client in Assigned Client Identifier of the CONNACK.",
      "process-as-if-supplied",
      "return-assigned-identifier"),
  MQTT_3_1_3_8(
      "3.1.3.1",
      MUST,
      SERVER,
      "A server that refuses the Client Identifier closes the connection, whether or not it first sends a CONNACK with Reason Code 0x85."),
  MQTT_3_1_3_9(
      "3.1.3.2.2",
      MUST_NOT,
      SERVER,
      "The server does not publish the Will Message when the client resumes its Session on a new connection while the Will Delay Interval is still running."),
  MQTT_3_1_3_10(
      "3.1.3.2.8",
      MUST,
      SERVER,
      "The server publishes the User Properties of a Will Message in the same sequence as in the Will Properties of CONNECT."),
  MQTT_3_1_3_11(
      "3.1.3.3",
      MUST,
      CLIENT,
      "A client encodes the Will Topic in CONNECT as a UTF-8 Encoded String; ill-formed bytes there make a Malformed Packet."),
  MQTT_3_1_3_12(
      "3.1.3.5",
      MUST,
      CLIENT,
      "A client encodes the User Name in CONNECT as a UTF-8 Encoded String; ill-formed bytes there make a Malformed Packet."),
  MQTT_3_1_4_1(
      "3.1.4",
      MUST,
      SERVER,
      "The server checks every CONNECT against the packet format and closes the connection on any mismatch, whether or not a CONNACK with Reason Code 0x80 or above goes first."),
  MQTT_3_1_4_2(
      "3.1.4",
      MUST,
      SERVER,
      "When a CONNECT fails authentication, authorization or any further check the server makes, it closes the connection; a CONNACK with an error Reason Code may go first."),
  MQTT_3_1_4_3(
      "3.1.4",
      MUST,
      SERVER,
      "When a CONNECT names a Client Identifier that is already online, the server tells the older connection with DISCONNECT 0x8E and closes it."),
  MQTT_3_1_4_4(
      "3.1.4",
      MUST,
      SERVER,
      "For every CONNECT that passes its checks the server applies Clean Start: it discards, resumes or creates the Session accordingly."),
  MQTT_3_1_4_5(
      "3.1.4",
      MUST,
      SERVER,
      "The server answers a CONNECT that passed all its checks with a CONNACK of Reason Code 0x00."),
  MQTT_3_1_4_6(
      "3.1.4",
      MUST_NOT,
      SERVER,
      "After refusing a CONNECT the server ignores all that the client had already sent behind it, AUTH aside: no pipelined PUBLISH or SUBSCRIBE takes effect."),
  MQTT_3_2_0_1(
      "3.2",
      MUST,
      SERVER,
      "Until the server has sent a CONNACK with Reason Code 0x00, AUTH is the one other packet it may send."),
  MQTT_3_2_0_2(
      "3.2",
      MUST_NOT,
      SERVER,
      "The server sends at most one CONNACK on each Network Connection, also when AUTH packets were exchanged before it."),
  MQTT_3_2_2_1(
      "3.2.2.1",
      MUST,
      SERVER,
      "The server leaves bits 7 to 1 of the Connect Acknowledge Flags clear in every CONNACK, whatever the Reason Code."),
  MQTT_3_2_2_2(
      "3.2.2.1.1",
      MUST,
      SERVER,
      "When it accepts a CONNECT with Clean Start 1, the server answers with Session Present 0 and Reason Code 0x00.",
      "session-present-0",
      "reason-code-0x00"),
  MQTT_3_2_2_3(
      "3.2.2.1.1",
      MUST,
      SERVER,
      "When it accepts a CONNECT with Clean Start 0, the server answers Reason Code 0x00 with Session Present 1 if it holds Session State for that Client Identifier and 0 if not.",
      "session-present-1-with-state",
      "session-present-0-without-state",
      "reason-code-0x00"),
  MQTT_3_2_2_4(
      "3.2.2.1.1",
      MUST,
      CLIENT,
      "A client with no Session State of its own closes the connection when CONNACK says Session Present 1."),
  MQTT_3_2_2_5(
      "3.2.2.1.1",
      MUST,
      CLIENT,
      "A client that holds Session State but sees Session Present 0 in CONNACK either leaves or throws that state away."),
  MQTT_3_2_2_6(
      "3.2.2.1.1",
      MUST,
      SERVER,
      "Each CONNACK whose Reason Code is other than 0x00 has Session Present 0, even if the server holds state for that client."),
  MQTT_3_2_2_7(
      "3.2.2.2",
      MUST,
      SERVER,
      "Once it has sent a CONNACK with a Reason Code of 0x80 or above, the server closes the connection."),
  MQTT_3_2_2_8(
      "3.2.2.2",
      MUST,
      SERVER,
      "The Reason Code of every CONNACK the server sends is one of those listed for CONNACK."),
  MQTT_3_2_2_9(
      "3.2.2.3.4",
      MUST,
      SERVER,
      "A server that cannot handle a PUBLISH at QoS 1 or at QoS 2 says so in CONNACK through Maximum QoS, set to the best level it can take.",
      "send-maximum-qos",
      "give-true-highest-qos"),
  MQTT_3_2_2_10(
      "3.2.2.3.4",
      MUST,
      SERVER,
      "A server with a limited Maximum QoS goes on accepting SUBSCRIBE at Requested QoS 0, 1 and 2 and may grant less."),
  MQTT_3_2_2_11(
      "3.2.2.3.4",
      MUST_NOT,
      BOTH,
      "A client told a Maximum QoS publishes at no higher level, and the server takes a PUBLISH above that level as a Protocol Error, with DISCONNECT 0x9B."),
  MQTT_3_2_2_12(
      "3.2.2.3.4",
      MUST,
      SERVER,
      "When a CONNECT asks for a Will QoS that the server cannot serve, the server refuses it, preferably with CONNACK 0x9B, and closes the connection.",
      "reject-connect",
      "close-connection"),
  MQTT_3_2_2_13(
      "3.2.2.3.5",
      MUST,
      SERVER,
      "A server without retained messages refuses each CONNECT whose Will Message has Will Retain 1, preferably with CONNACK 0x9A, and closes the connection.",
      "reject-connect",
      "close-connection"),
  MQTT_3_2_2_14(
      "3.2.2.3.5",
      MUST_NOT,
      BOTH,
      "A client that was told Retain Available 0 never sets RETAIN in a PUBLISH, and the server takes one that does as a Protocol Error."),
  MQTT_3_2_2_15(
      "3.2.2.3.6",
      MUST_NOT,
      BOTH,
      "A client sends no packet larger than the Maximum Packet Size in the CONNACK, and the server takes a larger one as a Protocol Error, with DISCONNECT 0x95."),
  MQTT_3_2_2_16(
      "3.2.2.3.7",
      MUST,
      SERVER,
      "When it accepts an empty Client Identifier, the server names in CONNACK an Assigned Client Identifier that belongs to no other Session it holds.",
      "return-assigned-identifier",
      "identifier-not-in-use"),
  MQTT_3_2_2_17(
      "3.2.2.3.8",
      MUST_NOT,
      CLIENT,
      "A client uses no Topic Alias in its PUBLISH packets above the Topic Alias Maximum property of the CONNACK."),
  MQTT_3_2_2_18(
      "3.2.2.3.8",
      MUST_NOT,
      CLIENT,
      "A client uses no Topic Alias at all when CONNACK gives a Topic Alias Maximum of 0 or has no such property."),
  MQTT_3_2_2_19(
      "3.2.2.3.9",
      MUST_NOT,
      SERVER,
      "The server leaves Reason String out of a CONNACK that would otherwise outgrow the Maximum Packet Size given in CONNECT."),
  MQTT_3_2_2_20(
      "3.2.2.3.10",
      MUST_NOT,
      SERVER,
      "The server leaves User Property out of a CONNACK that would otherwise outgrow the Maximum Packet Size given in CONNECT."),
  MQTT_3_2_2_21(
      "3.2.2.3.14",
      MUST,
      CLIENT,
      "A client that finds Server Keep Alive in CONNACK works with that interval and not with the one it asked for."),
  MQTT_3_2_2_22(
      "3.2.2.3.14",
      MUST,
      SERVER,
      "A server whose CONNACK has no Server Keep Alive enforces exactly the Keep Alive that the client asked for in CONNECT."),
  MQTT_3_3_1_1(
      "3.3.1.1",
      MUST,
      BOTH,
      "A sender, be it client or server, sets DUP to 1 on each PUBLISH that it sends again under the same Packet Identifier."),
  MQTT_3_3_1_2(
      "3.3.1.1",
      MUST,
      BOTH,
      "Every QoS 0 PUBLISH goes out with DUP 0, because nothing at that level is ever sent again."),
  MQTT_3_3_1_3(
      "3.3.1.1",
      MUST,
      SERVER,
      "The server sets DUP on a PUBLISH to a subscriber only when that very packet is being sent again and never copies it from the publisher's packet."),
  MQTT_3_3_1_4(
      "3.3.1.2",
      MUST_NOT,
      BOTH,
      "No sender sets both QoS bits of a PUBLISH; a receiver that sees QoS 3 has a Malformed Packet and uses DISCONNECT 0x81."),
  MQTT_3_3_1_5(
      "3.3.1.3",
      MUST,
      SERVER,
      "On a client's PUBLISH with RETAIN 1 the server keeps that Application Message as the retained one of its Topic Name in place of any earlier one.",
      "store-message",
      "replace-earlier"),
  MQTT_3_3_1_6(
      "3.3.1.3",
      MUST,
      SERVER,
      "A PUBLISH with RETAIN 1 and an empty Payload reaches current subscribers as usual and makes the server delete the retained message of that Topic Name, so later subscribers get none.",
      "deliver-to-current-subscribers",
      "remove-retained-message"),
  MQTT_3_3_1_7(
      "3.3.1.3",
      MUST_NOT,
      SERVER,
      "The server never keeps an Application Message with an empty Payload as a retained message, so no later SUBSCRIBE brings one."),
  MQTT_3_3_1_8(
      "3.3.1.3",
      MUST_NOT,
      SERVER,
      "A client's PUBLISH with RETAIN 0 is not retained by the server and leaves the retained message already held for that Topic Name as it was.",
      "do-not-retain",
      "do-not-remove-existing",
      "do-not-replace-existing"),
  MQTT_3_3_1_9(
      "3.3.1.3",
      MUST,
      SERVER,
      "With Retain Handling 0, each non-shared SUBSCRIBE makes the server send the retained messages that match the Topic Filter, also when the subscription was there before."),
  MQTT_3_3_1_10(
      "3.3.1.3",
      MUST,
      SERVER,
      "With Retain Handling 1, the server sends matching retained messages when the SUBSCRIBE makes a new non-shared subscription and none when it renews one that was there.",
      "send-for-new-subscription",
      "withhold-for-existing-subscription"),
  MQTT_3_3_1_11(
      "3.3.1.3",
      MUST_NOT,
      SERVER,
      "With Retain Handling 2, the server answers the SUBSCRIBE without sending any retained message, be the subscription new or not."),
  MQTT_3_3_1_12(
      "3.3.1.3",
      MUST,
      SERVER,
      "For a subscription with Retain As Published 0, the server clears RETAIN on each message it forwards, whatever the publisher had set."),
  MQTT_3_3_1_13(
      "3.3.1.3",
      MUST,
      SERVER,
      "For a subscription with Retain As Published 1, the server forwards each message with RETAIN just as the publisher had set it."),
  MQTT_3_3_2_1(
      "3.3.2.1",
      MUST,
      BOTH,
      "Each PUBLISH begins its Variable Header with the Topic Name, a UTF-8 Encoded String that may be of zero length only along with a Topic Alias.",
      "topic-name-first",
      "topic-name-valid-utf8"),
  MQTT_3_3_2_2(
      "3.3.2.1",
      MUST_NOT,
      BOTH,
      "The Topic Name of a PUBLISH has no + or # in it, and a server that gets one with a wildcard never forwards it; Reason Code 0x90 exists for this."),
  MQTT_3_3_2_3(
      "3.3.2.1",
      MUST,
      SERVER,
      "The server sends a client only PUBLISH packets whose Topic Name, given directly or by Topic Alias, matches a Topic Filter of that client."),
  MQTT_3_3_2_4(
      "3.3.2.3.2",
      MUST,
      SERVER,
      "The server forwards the Payload Format Indicator of a PUBLISH to every subscriber with the value that the publisher gave it."),
  MQTT_3_3_2_5(
      "3.3.2.3.3",
      MUST,
      SERVER,
      "When the Message Expiry Interval runs out before delivery to a subscriber has begun, the server deletes that subscriber's copy and never sends it."),
  MQTT_3_3_2_6(
      "3.3.2.3.3",
      MUST,
      SERVER,
      "The server forwards a Message Expiry Interval reduced by the seconds that the message has spent waiting in the server."),
  MQTT_3_3_2_7(
      "3.3.2.3.4",
      MUST_NOT,
      BOTH,
      "Topic Alias mappings end with their Network Connection: on a new one the receiver starts with none, even if the Session is resumed."),
  MQTT_3_3_2_8(
      "3.3.2.3.4",
      MUST_NOT,
      BOTH,
      "No sender uses 0 as a Topic Alias in a PUBLISH; a receiver takes it as a Protocol Error, with DISCONNECT 0x94."),
  MQTT_3_3_2_9(
      "3.3.2.3.4",
      MUST_NOT,
      CLIENT,
      "A client stays at or below the Topic Alias Maximum of the server's CONNACK with each Topic Alias that it publishes."),
  MQTT_3_3_2_10(
      "3.3.2.3.4",
      MUST,
      CLIENT,
      "A client copes with every Topic Alias from 1 up to the Topic Alias Maximum of its own CONNECT."),
  MQTT_3_3_2_11(
      "3.3.2.3.4",
      MUST_NOT,
      SERVER,
      "The server stays at or below the Topic Alias Maximum of the client's CONNECT with each Topic Alias in a PUBLISH to that client."),
  MQTT_3_3_2_12(
      "3.3.2.3.4",
      MUST,
      SERVER,
      "The server accepts from a client every Topic Alias from 1 up to the Topic Alias Maximum that its own CONNACK announced."),
  MQTT_3_3_2_13(
      "3.3.2.3.5",
      MUST,
      BOTH,
      "The Response Topic property holds valid UTF-8, as each UTF-8 Encoded String does; ill-formed bytes there make a Malformed Packet."),
  MQTT_3_3_2_14(
      "3.3.2.3.5",
      MUST_NOT,
      BOTH,
      "The Response Topic property has no + or # in it, since it is to serve as the Topic Name of a reply."),
  MQTT_3_3_2_15(
      "3.3.2.3.5",
      MUST,
      SERVER,
      "The server forwards the Response Topic of a PUBLISH to every subscriber exactly as the publisher wrote it."),
  MQTT_3_3_2_16(
      "3.3.2.3.6",
      MUST,
      SERVER,
      "The server forwards the Correlation Data of a PUBLISH to every subscriber byte for byte."),
  MQTT_3_3_2_17(
      "3.3.2.3.7",
      MUST,
      SERVER,
      "The server forwards every User Property of a PUBLISH, repeated names included, with its name and value unchanged.",
      "forward-every-user-property",
      "leave-name-and-value-unaltered"),
  MQTT_3_3_2_18(
      "3.3.2.3.7",
      MUST,
      SERVER,
      "The server forwards the User Properties of a PUBLISH in the sequence in which the publisher put them."),
  MQTT_3_3_2_19(
      "3.3.2.3.9",
      MUST,
      BOTH,
      "The Content Type property holds valid UTF-8, as each UTF-8 Encoded String does; ill-formed bytes there make a Malformed Packet."),
  MQTT_3_3_2_20(
      "3.3.2.3.9",
      MUST,
      SERVER,
      "The server forwards the Content Type of a PUBLISH to every subscriber exactly as the publisher wrote it."),
  MQTT_3_3_4_1(
      "3.3.4",
      MUST,
      BOTH,
      "The receiver of a PUBLISH answers QoS 1 with PUBACK, QoS 2 with PUBREC and QoS 0 with nothing.",
      "puback-for-qos-1",
      "pubrec-for-qos-2",
      "no-answer-for-qos-0"),
  MQTT_3_3_4_2(
      "3.3.4",
      MUST,
      SERVER,
      "When several subscriptions of a client match, the server delivers the message at least once at the highest QoS those subscriptions allow it; more copies are optional.",
      "deliver-message",
      "respect-maximum-qos"),
  MQTT_3_3_4_3(
      "3.3.4",
      MUST,
      SERVER,
      "When overlapping subscriptions of a client carry a Subscription Identifier, what the server delivers because of them carries those identifiers."),
  MQTT_3_3_4_4(
      "3.3.4",
      MUST,
      SERVER,
      "A server that merges overlapping subscriptions into one PUBLISH lists in it, in any order, every Subscription Identifier of those that match."),
  MQTT_3_3_4_5(
      "3.3.4",
      MUST,
      SERVER,
      "A server that sends one PUBLISH per overlapping subscription puts in each copy the Subscription Identifier, if any, of the subscription behind it."),
  MQTT_3_3_4_6(
      "3.3.4",
      MUST_NOT,
      BOTH,
      "A client never puts a Subscription Identifier in its PUBLISH, and a server that finds one there has a Protocol Error."),
  MQTT_3_3_4_7(
      "3.3.4",
      MUST_NOT,
      BOTH,
      "A client has at most the server's Receive Maximum of QoS 1 and QoS 2 PUBLISH packets not yet completed; the server meets an excess with DISCONNECT 0x93."),
  MQTT_3_3_4_8(
      "3.3.4",
      MUST_NOT,
      CLIENT,
      "A client that has used up the server's Receive Maximum holds back PUBLISH packets only and sends all other packets without delay."),
  MQTT_3_3_4_9(
      "3.3.4",
      MUST_NOT,
      SERVER,
      "The server has at most the client's Receive Maximum of QoS 1 and QoS 2 PUBLISH packets under way; PUBACK, PUBCOMP or an error PUBREC frees a place."),
  MQTT_3_3_4_10(
      "3.3.4",
      MUST_NOT,
      SERVER,
      "A Server that has used up the Client's Receive Maximum holds back PUBLISH packets only: SUBACK, PINGRESP, PUBREL and every other packet still go out."),
  MQTT_3_4_2_1(
      "3.4.2.1",
      MUST,
      BOTH,
      "Every PUBACK carries a Reason Code from the PUBACK table, such as 0x00, 0x10 or 0x87; a PUBACK with Remaining Length 2 stands for 0x00."),
  MQTT_3_4_2_2(
      "3.4.2.2.2",
      MUST_NOT,
      BOTH,
      "A PUBACK goes out without its Reason String when that text would push the packet past the Maximum Packet Size its recipient announced."),
  MQTT_3_4_2_3(
      "3.4.2.2.3",
      MUST_NOT,
      BOTH,
      "A PUBACK goes out without a User Property when adding one would push the packet past the Maximum Packet Size its recipient announced."),
  MQTT_3_5_2_1(
      "3.5.2.1",
      MUST,
      BOTH,
      "Every PUBREC carries a Reason Code listed for PUBREC, such as 0x00, 0x10 or 0x97; a PUBREC with Remaining Length 2 stands for 0x00."),
  MQTT_3_5_2_2(
      "3.5.2.2.2",
      MUST_NOT,
      BOTH,
      "A PUBREC goes out without its Reason String when that text would make it larger than the Maximum Packet Size the other side set."),
  MQTT_3_5_2_3(
      "3.5.2.2.3",
      MUST_NOT,
      BOTH,
      "A PUBREC goes out without a User Property when adding one would make it larger than the Maximum Packet Size the other side set."),
  MQTT_3_6_1_1(
      "3.6.1",
      MUST,
      BOTH,
      "The low four bits of a PUBREL's first byte are 0010 in every PUBREL sent; a Server that receives any other pattern treats it as a Malformed Packet and closes the connection.",
      "send-pubrel-flags-0010",
      "close-on-other-flags"),
  MQTT_3_6_2_1(
      "3.6.2.1",
      MUST,
      BOTH,
      "Every PUBREL carries Reason Code 0x00 (Success) or 0x92 (Packet Identifier not found) and no other; Remaining Length 2 stands for 0x00."),
  MQTT_3_6_2_2(
      "3.6.2.2.2",
      MUST_NOT,
      BOTH,
      "Leave the Reason String out of a PUBREL that would otherwise exceed the Maximum Packet Size of the peer."),
  MQTT_3_6_2_3(
      "3.6.2.2.3",
      MUST_NOT,
      BOTH,
      "Leave User Properties out of a PUBREL that would otherwise exceed the Maximum Packet Size of the peer."),
  MQTT_3_7_2_1(
      "3.7.2.1",
      MUST,
      BOTH,
      "Every PUBCOMP carries Reason Code 0x00 (Success) or 0x92 (Packet Identifier not found) and no other; Remaining Length 2 stands for 0x00."),
  MQTT_3_7_2_2(
      "3.7.2.2.2",
      MUST_NOT,
      BOTH,
      "Leave the Reason String out of a PUBCOMP that would otherwise exceed the Maximum Packet Size of the peer."),
  MQTT_3_7_2_3(
      "3.7.2.2.3",
      MUST_NOT,
      BOTH,
      "Leave User Properties out of a PUBCOMP that would otherwise exceed the Maximum Packet Size of the peer."),
  MQTT_3_8_1_1(
      "3.8.1",
      MUST,
      BOTH,
      "A Client sends SUBSCRIBE with 0010 in the low four bits of its first byte; the Server takes any other pattern as a Malformed Packet and closes the connection."),
  MQTT_3_8_3_1(
      "3.8.3",
      MUST,
      CLIENT,
      "A Client writes each Topic Filter of a SUBSCRIBE as a UTF-8 Encoded String: a two-byte length followed by well-formed UTF-8."),
  MQTT_3_8_3_2(
      "3.8.3",
      MUST,
      BOTH,
      "A SUBSCRIBE lists one or more Topic Filters, each with its Subscription Options byte; a Server that gets one with an empty Payload handles it as a Protocol Error."),
  MQTT_3_8_3_3(
      "3.8.3.1",
      MUST_NOT,
      SERVER,
      "With No Local set on a Subscription, the Server never sends a message through it to a connection whose ClientID is that of the message's publisher."),
  MQTT_3_8_3_4(
      "3.8.3.1",
      MUST,
      BOTH,
      "A SUBSCRIBE that sets No Local on a $share Topic Filter is a Protocol Error: Clients do not send it and a Server that meets it closes the connection."),
  MQTT_3_8_3_5(
      "3.8.3.1",
      MUST,
      SERVER,
      "A Server that sees bit 6 or bit 7 of a Subscription Options byte set takes the whole SUBSCRIBE for a Malformed Packet."),
  MQTT_3_8_4_1(
      "3.8.4",
      MUST,
      SERVER,
      "The Server answers every SUBSCRIBE it receives with a SUBACK, even if each Reason Code in it reports a failure."),
  MQTT_3_8_4_2(
      "3.8.4",
      MUST,
      SERVER,
      "The Server copies the Packet Identifier of the SUBSCRIBE into the SUBACK that answers it, ahead of the SUBACK Properties."),
  MQTT_3_8_4_3(
      "3.8.4",
      MUST,
      SERVER,
      "When a Session subscribes again to a Topic Filter it already holds as a Non-shared Subscription, the Server puts the new Subscription, with its new options, in place of the old one."),
  MQTT_3_8_4_4(
      "3.8.4",
      MUST,
      SERVER,
      "When a SUBSCRIBE with Retain Handling 0 renews an existing Subscription, the Server sends the matching retained messages again and drops no Application Message during the switch.",
      "resend-retained-on-renewal",
      "lose-no-message"),
  MQTT_3_8_4_5(
      "3.8.4",
      MUST,
      SERVER,
      "The Server treats each Topic Filter of a SUBSCRIBE as though it came in a packet of its own, yet answers them all in one SUBACK.",
      "handle-each-filter",
      "single-suback"),
  MQTT_3_8_4_6(
      "3.8.4",
      MUST,
      SERVER,
      "A SUBACK holds one Reason Code for every Topic Filter and Subscription Options pair in the SUBSCRIBE, no fewer and no more."),
  MQTT_3_8_4_7(
      "3.8.4",
      MUST,
      SERVER,
      "Each SUBACK Reason Code tells the Client either the Maximum QoS it was given (0x00, 0x01 or 0x02) or, from 0x80 up, that the Subscription was refused."),
  MQTT_3_8_4_8(
      "3.8.4",
      MUST,
      SERVER,
      "The Server delivers a message through a Subscription at the lower of two levels: the QoS it was published with and the Maximum QoS the Server granted."),
  MQTT_3_9_2_1(
      "3.9.2.1.2",
      MUST_NOT,
      SERVER,
      "The Server drops the Reason String from a SUBACK that would not fit the Client's Maximum Packet Size with it."),
  MQTT_3_9_2_2(
      "3.9.2.1.3",
      MUST_NOT,
      SERVER,
      "The Server drops User Properties from a SUBACK that would not fit the Client's Maximum Packet Size with them."),
  MQTT_3_9_3_1(
      "3.9.3",
      MUST,
      SERVER,
      "The Server lists SUBACK Reason Codes in the sequence of the SUBSCRIBE's Topic Filters, so that the nth code answers the nth filter."),
  MQTT_3_9_3_2(
      "3.9.3",
      MUST,
      SERVER,
      "For each Topic Filter the Server picks a SUBACK Reason Code from the Subscribe table: a granted QoS 0x00 to 0x02 or one of the listed failures, and nothing else."),
  MQTT_3_10_1_1(
      "3.10.1",
      MUST,
      BOTH,
      "A Client sends UNSUBSCRIBE with 0010 in the low four bits of its first byte; the Server takes any other pattern as a Malformed Packet and closes the connection."),
  MQTT_3_10_3_1(
      "3.10.3",
      MUST,
      CLIENT,
      "A Client writes each Topic Filter of an UNSUBSCRIBE as a UTF-8 Encoded String: a two-byte length followed by well-formed UTF-8."),
  MQTT_3_10_3_2(
      "3.10.3",
      MUST,
      BOTH,
      "An UNSUBSCRIBE names one or more Topic Filters; a Server that gets one with an empty Payload handles it as a Protocol Error."),
  MQTT_3_10_4_1(
      "3.10.4",
      MUST,
      SERVER,
      "On UNSUBSCRIBE the Server compares each given Topic Filter literally with the Client's own filters, wildcards included, and deletes the Subscription whose filter is identical.",
      "compare-literally",
      "delete-identical-subscription"),
  MQTT_3_10_4_2(
      "3.10.4",
      MUST,
      SERVER,
      "Once it has received an UNSUBSCRIBE, the Server queues no further messages for that Client on account of the Topic Filters given up."),
  MQTT_3_10_4_3(
      "3.10.4",
      MUST,
      SERVER,
      "A QoS 1 or QoS 2 delivery already begun when the UNSUBSCRIBE arrives is carried by the Server to the end of its acknowledgement exchange."),
  MQTT_3_10_4_4(
      "3.10.4",
      MUST,
      SERVER,
      "The Server answers every UNSUBSCRIBE it receives with an UNSUBACK that reports a Reason Code per Topic Filter."),
  MQTT_3_10_4_5(
      "3.10.4",
      MUST,
      SERVER,
      "The UNSUBACK repeats the UNSUBSCRIBE's Packet Identifier, and the Server sends it even if none of the Topic Filters was subscribed.",
      "same-packet-identifier",
      "unsuback-when-nothing-deleted"),
  MQTT_3_10_4_6(
      "3.10.4",
      MUST,
      SERVER,
      "The Server acts on each Topic Filter of an UNSUBSCRIBE as though it came in a packet of its own, yet answers them all in one UNSUBACK.",
      "handle-each-filter",
      "single-unsuback"),
  MQTT_3_11_2_1(
      "3.11.2.1.2",
      MUST_NOT,
      SERVER,
      "The Server drops the Reason String from an UNSUBACK that would not fit the Client's Maximum Packet Size with it."),
  MQTT_3_11_2_2(
      "3.11.2.1.3",
      MUST_NOT,
      SERVER,
      "The Server drops User Properties from an UNSUBACK that would not fit the Client's Maximum Packet Size with them."),
  MQTT_3_11_3_1(
      "3.11.3",
      MUST,
      SERVER,
      "The Server lists UNSUBACK Reason Codes in the sequence of the UNSUBSCRIBE's Topic Filters, so that the nth code answers the nth filter."),
  MQTT_3_11_3_2(
      "3.11.3",
      MUST,
      SERVER,
      "For each Topic Filter the Server picks an UNSUBACK Reason Code from the Unsubscribe table, such as 0x00 (Success) or 0x11 (No subscription existed), and nothing else."),
  MQTT_3_12_4_1(
      "3.12.4",
      MUST,
      SERVER,
      "The Server replies to every PINGREQ of a connected Client with a PINGRESP, also while its send quota for that Client is used up."),
  MQTT_3_14_0_1(
      "3.14",
      MUST_NOT,
      SERVER,
      "A Server sends no DISCONNECT on a connection before it has accepted it there with a CONNACK whose Reason Code is below 0x80."),
  MQTT_3_14_1_1(
      "3.14.1",
      MUST,
      BOTH,
      "The receiver of a DISCONNECT checks that the low four bits of its first byte are zero and answers any other value with a DISCONNECT of Reason Code 0x81 (Malformed Packet).",
      "check-reserved-bits",
      "answer-disconnect-0x81"),
  MQTT_3_14_2_1(
      "3.14.2.1",
      MUST,
      BOTH,
      "Every DISCONNECT carries a Reason Code from the DISCONNECT table that its sender may use; a Server never sends 0x04, and Remaining Length 0 stands for 0x00."),
  MQTT_3_14_2_2(
      "3.14.2.2.2",
      MUST_NOT,
      SERVER,
      "A Server never puts a Session Expiry Interval among the Properties of a DISCONNECT that it sends."),
  MQTT_3_14_2_3(
      "3.14.2.2.3",
      MUST_NOT,
      BOTH,
      "A DISCONNECT goes out without its Reason String when that text would take it over the recipient's Maximum Packet Size."),
  MQTT_3_14_2_4(
      "3.14.2.2.4",
      MUST_NOT,
      BOTH,
      "A DISCONNECT goes out without User Properties when they would take it over the recipient's Maximum Packet Size."),
  MQTT_3_14_4_1(
      "3.14.4",
      MUST_NOT,
      BOTH,
      "A DISCONNECT is the last packet its sender puts on the connection: nothing may follow it, whichever Reason Code it carries."),
  MQTT_3_14_4_2(
      "3.14.4",
      MUST,
      BOTH,
      "Whoever sends a DISCONNECT, the Server included, then closes that connection itself rather than leaving it to the peer."),
  MQTT_3_14_4_3(
      "3.14.4",
      MUST,
      SERVER,
      "A Server that receives a DISCONNECT with Reason Code 0x00 throws away the Will Message of that connection and never publishes it."),
  MQTT_3_15_1_1(
      "3.15.1",
      MUST,
      BOTH,
      "The low four bits of an AUTH packet's first byte are zero in every AUTH sent; a receiver takes any other pattern as a Malformed Packet and closes the connection.",
      "send-auth-flags-zero",
      "close-on-other-flags"),
  MQTT_3_15_2_1(
      "3.15.2.1",
      MUST,
      BOTH,
      "Every AUTH packet carries a Reason Code allowed to its sender: 0x00 or 0x18 from a Server, 0x18 or 0x19 from a Client."),
  MQTT_3_15_2_2(
      "3.15.2.2.4",
      MUST_NOT,
      BOTH,
      "An AUTH packet goes out without its Reason String when that text would take it over the recipient's Maximum Packet Size."),
  MQTT_3_15_2_3(
      "3.15.2.2.5",
      MUST_NOT,
      BOTH,
      "An AUTH packet goes out without User Properties when they would take it over the recipient's Maximum Packet Size."),
  MQTT_4_1_0_1(
      "4.1.1",
      MUST_NOT,
      BOTH,
      "As long as a connection stays open, the Server keeps its whole Session State: Subscriptions, pending messages and QoS 1 and QoS 2 exchanges; the Client keeps its own likewise."),
  MQTT_4_1_0_2(
      "4.1.1",
      MUST,
      SERVER,
      "Once a Session has been without a connection for longer than its Session Expiry Interval, the Server deletes the Session State."),
  MQTT_4_2_1(
      "4.2",
      MUST,
      BOTH,
      "A Server or Client offers at least one transport, such as TCP, TLS or WebSocket, that carries bytes both ways in order and without loss."),
  MQTT_4_3_1_1(
      "4.3.1",
      MUST,
      BOTH,
      "A message delivered at QoS 0 travels in a PUBLISH whose QoS bits are 00 and whose DUP flag is 0, whatever the incoming packet carried.",
      "qos-0",
      "dup-0"),
  MQTT_4_3_2_1(
      "4.3.2",
      MUST,
      BOTH,
      "For each new message at QoS 1 the sender picks a Packet Identifier that none of its unfinished exchanges with that receiver occupies."),
  MQTT_4_3_2_2(
      "4.3.2",
      MUST,
      BOTH,
      "The first transmission of a QoS 1 message is a PUBLISH with the Packet Identifier picked for it, QoS 1 and the DUP flag clear.",
      "carry-packet-identifier",
      "qos-1",
      "dup-0-on-first-send"),
  MQTT_4_3_2_3(
      "4.3.2",
      MUST,
      BOTH,
      "A QoS 1 PUBLISH remains outstanding, and so due for resending when the Session resumes, up to the moment the sender gets its PUBACK."),
  MQTT_4_3_2_4(
      "4.3.2",
      MUST,
      BOTH,
      "The receiver of a QoS 1 PUBLISH takes charge of the message and answers with a PUBACK that repeats the Packet Identifier.",
      "send-puback",
      "same-packet-identifier",
      "take-ownership"),
  MQTT_4_3_2_5(
      "4.3.2",
      MUST,
      BOTH,
      "Once its PUBACK is out, the receiver handles a further PUBLISH with that Packet Identifier as a fresh message, even with the DUP flag set."),
  MQTT_4_3_3_1(
      "4.3.3",
      MUST,
      BOTH,
      "For each new message at QoS 2 the sender picks a Packet Identifier that none of its unfinished exchanges with that receiver occupies."),
  MQTT_4_3_3_2(
      "4.3.3",
      MUST,
      BOTH,
      "The first transmission of a QoS 2 message is a PUBLISH with the Packet Identifier picked for it, QoS 2 and the DUP flag clear.",
      "carry-packet-identifier",
      "qos-2",
      "dup-0-on-first-send"),
  MQTT_4_3_3_3(
      "4.3.3",
      MUST,
      BOTH,
      "A QoS 2 PUBLISH remains outstanding, and so due for resending when the Session resumes, up to the moment the sender gets its PUBREC."),
  MQTT_4_3_3_4(
      "4.3.3",
      MUST,
      BOTH,
      "A sender that gets a PUBREC with a Reason Code under 0x80 goes on with a PUBREL holding the Packet Identifier its PUBLISH had.",
      "send-pubrel",
      "same-packet-identifier"),
  MQTT_4_3_3_5(
      "4.3.3",
      MUST,
      BOTH,
      "A PUBREL remains outstanding, and so due for resending when the Session resumes, up to the moment the sender gets its PUBCOMP."),
  MQTT_4_3_3_6(
      "4.3.3",
      MUST_NOT,
      BOTH,
      "After its PUBREL has gone out, the sender never transmits that QoS 2 PUBLISH again, not even when the Session resumes."),
  MQTT_4_3_3_7(
      "4.3.3",
      MUST_NOT,
      BOTH,
      "Once a QoS 2 PUBLISH has left, the sender may no longer drop the message because its Message Expiry Interval ran out."),
  MQTT_4_3_3_8(
      "4.3.3",
      MUST,
      BOTH,
      "The receiver of a QoS 2 PUBLISH takes charge of the message and answers with a PUBREC that repeats the Packet Identifier.",
      "send-pubrec",
      "same-packet-identifier",
      "take-ownership"),
  MQTT_4_3_3_9(
      "4.3.3",
      MUST,
      BOTH,
      "A receiver that refused a QoS 2 PUBLISH with a PUBREC of 0x80 or above takes the next PUBLISH using that Packet Identifier for a fresh message."),
  MQTT_4_3_3_10(
      "4.3.3",
      MUST,
      BOTH,
      "While a PUBREL is still awaited, the receiver answers each repeated PUBLISH under that Packet Identifier with a PUBREC and passes no second copy on.",
      "answer-repeat-with-pubrec",
      "no-duplicate-delivery"),
  MQTT_4_3_3_11(
      "4.3.3",
      MUST,
      BOTH,
      "The receiver of a PUBREL answers it with a PUBCOMP that repeats its Packet Identifier, even if it no longer holds that identifier.",
      "send-pubcomp",
      "same-packet-identifier"),
  MQTT_4_3_3_12(
      "4.3.3",
      MUST,
      BOTH,
      "Once its PUBCOMP is out, the receiver handles a further PUBLISH with the freed Packet Identifier as a fresh message."),
  MQTT_4_3_3_13(
      "4.3.3",
      MUST,
      BOTH,
      "A receiver finishes the PUBREC, PUBREL, PUBCOMP exchange for a QoS 2 message even when the message itself has expired in the meantime."),
  MQTT_4_4_0_1(
      "4.4",
      MUST,
      BOTH,
      "When a Client resumes its Session with Clean Start 0, each side sends its outstanding QoS 1 and QoS 2 PUBLISH and PUBREL packets again under their old Packet Identifiers; at no other time is anything resent.",
      "resend-publish",
      "resend-pubrel",
      "original-packet-identifier",
      "no-resend-otherwise"),
  MQTT_4_4_0_2(
      "4.4",
      MUST_NOT,
      BOTH,
      "A PUBACK or PUBREC with a Reason Code from 0x80 up settles the PUBLISH it answers: the sender does not transmit that PUBLISH again."),
  MQTT_4_5_0_1(
      "4.5",
      MUST,
      SERVER,
      "A Server that accepts a message records it in the Session State of every Client holding a Subscription that matches, connected or not (keeping QoS 0 for absent Clients is optional)."),
  MQTT_4_5_0_2(
      "4.5",
      MUST,
      CLIENT,
      "A Client sends the acknowledgement that the QoS calls for on every PUBLISH it gets, also when it has no use for the message."),
  MQTT_4_6_0_1(
      "4.6",
      MUST,
      CLIENT,
      "A Client that resends QoS 1 and QoS 2 PUBLISH packets on resuming its Session keeps the sequence in which it first sent them."),
  MQTT_4_6_0_2(
      "4.6",
      MUST,
      CLIENT,
      "A Client returns its PUBACK packets in the sequence in which the QoS 1 PUBLISH packets reached it."),
  MQTT_4_6_0_3(
      "4.6",
      MUST,
      CLIENT,
      "A Client returns its PUBREC packets in the sequence in which the QoS 2 PUBLISH packets reached it."),
  MQTT_4_6_0_4(
      "4.6",
      MUST,
      CLIENT,
      "A Client issues its PUBREL packets in the sequence in which the PUBREC packets reached it."),
  MQTT_4_6_0_5(
      "4.6",
      MUST,
      SERVER,
      "On an Ordered Topic the Server passes one Client's messages of the same Topic and QoS to each subscriber in the sequence in which they came in."),
  MQTT_4_6_0_6(
      "4.6",
      MUST,
      SERVER,
      "Unless an administrator has configured otherwise, the Server keeps the message order of every Topic when it serves Non-shared Subscriptions."),
  MQTT_4_7_0_1(
      "4.7.1",
      MUST_NOT,
      BOTH,
      "The characters # and + belong in Topic Filters alone: no PUBLISH, Will Topic or Response Topic uses them in a Topic Name, and a Server forwards no message under such a name."),
  MQTT_4_7_1_1(
      "4.7.1.2",
      MUST,
      CLIENT,
      "In a Topic Filter the Client places # only as the final character, either alone or right after a slash."),
  MQTT_4_7_1_2(
      "4.7.1.3",
      MUST,
      CLIENT,
      "A Client that uses + in a Topic Filter lets it fill a whole topic level, with no other character between the slashes."),
  MQTT_4_7_2_1(
      "4.7.2",
      MUST_NOT,
      SERVER,
      "A Topic Filter that begins with # or + never brings a subscriber messages whose Topic Name begins with $.",
      "leading-hash-skips-dollar-topics",
      "leading-plus-skips-dollar-topics"),
  MQTT_4_7_3_1(
      "4.7.3",
      MUST,
      BOTH,
      "No Topic Filter is empty, and no Topic Name either, save the zero-length field of a PUBLISH that relies on a Topic Alias; the Server accepts no empty one.",
      "refuse-empty-topic-name",
      "refuse-empty-topic-filter"),
  MQTT_4_7_3_2(
      "4.7.3",
      MUST_NOT,
      BOTH,
      "U+0000 appears in no Topic Name and no Topic Filter: nobody sends it, and a Server that receives it treats the packet as a Malformed Packet.",
      "refuse-null-in-topic-name",
      "refuse-null-in-topic-filter"),
  MQTT_4_7_3_3(
      "4.7.3",
      MUST_NOT,
      BOTH,
      "A Topic Name or Topic Filter takes up 65,535 bytes of UTF-8 at most, the limit of the length field of a UTF-8 Encoded String."),
  MQTT_4_7_3_4(
      "4.7.3",
      MUST_NOT,
      SERVER,
      "The Server matches Topic Names with Topic Filters exactly as received: no Unicode or case folding and no altering or replacing of characters it does not know.",
      "no-normalization",
      "no-character-substitution"),
  MQTT_4_8_2_1(
      "4.8.2",
      MUST,
      CLIENT,
      "A Client forms a Shared Subscription filter by writing $share/ first and then a ShareName that is not empty."),
  MQTT_4_8_2_2(
      "4.8.2",
      MUST_NOT,
      CLIENT,
      "A Client keeps slash, + and # out of the ShareName and writes a slash and then a proper Topic Filter behind it."),
  MQTT_4_8_2_3(
      "4.8.2",
      MUST,
      SERVER,
      "A message sent through a Shared Subscription goes out no higher than the Maximum QoS granted to the Client chosen to get it, even where members of the group hold different grants."),
  MQTT_4_8_2_4(
      "4.8.2",
      MUST,
      SERVER,
      "If the chosen member of a Shared Subscription loses its connection amid a QoS 2 delivery, the Server finishes that delivery with the same Client on its return."),
  MQTT_4_8_2_5(
      "4.8.2",
      MUST_NOT,
      SERVER,
      "If the Session of the chosen member ends while a QoS 2 delivery from a Shared Subscription is unfinished, the Server gives that message to no other member."),
  MQTT_4_8_2_6(
      "4.8.2",
      MUST,
      SERVER,
      "A message of a Shared Subscription that its chosen Client refuses with a PUBACK or PUBREC from 0x80 up is thrown away by the Server and offered to no other member.",
      "discard-refused-message",
      "offer-to-no-other-member"),
  MQTT_4_9_0_1(
      "4.9",
      MUST,
      BOTH,
      "On each new connection the sender starts with a send quota of at least 1 and no more than the peer's Receive Maximum.",
      "nonzero-quota",
      "quota-within-receive-maximum"),
  MQTT_4_9_0_2(
      "4.9",
      MUST_NOT,
      BOTH,
      "Each QoS 1 or QoS 2 PUBLISH uses up one unit of send quota, and with none left the sender holds all such packets until an acknowledgement frees a unit."),
  MQTT_4_9_0_3(
      "4.9",
      MUST,
      BOTH,
      "With its send quota used up, a Server or Client still reads, acts on and answers every packet other than its own waiting PUBLISH packets.",
      "process-other-packets",
      "answer-other-packets"),
  MQTT_4_12_0_1(
      "4.12",
      MUST,
      SERVER,
      "A Server that does not know the Authentication Method named in a CONNECT closes the connection, at its choice after a CONNACK with 0x8C or 0x87."),
  MQTT_4_12_0_2(
      "4.12",
      MUST,
      SERVER,
      "An AUTH packet by which the Server asks the Client for the next authentication step has Reason Code 0x18."),
  MQTT_4_12_0_3(
      "4.12",
      MUST,
      CLIENT,
      "A Client that replies to the Server's AUTH packet does so with an AUTH packet of Reason Code 0x18."),
  MQTT_4_12_0_4(
      "4.12",
      MUST,
      SERVER,
      "A Server that turns an enhanced authentication down closes the connection, at its choice after a CONNACK with a Reason Code from 0x80 up."),
  MQTT_4_12_0_5(
      "4.12",
      MUST,
      BOTH,
      "After a CONNECT with an Authentication Method, each AUTH packet on that connection and the CONNACK that accepts it repeat the method unchanged.",
      "method-in-every-auth",
      "method-in-accepting-connack",
      "same-method-value"),
  MQTT_4_12_0_6(
      "4.12",
      MUST_NOT,
      SERVER,
      "To a Client whose CONNECT named no Authentication Method the Server sends neither an AUTH packet nor a CONNACK with that property.",
      "no-auth-packet",
      "no-method-in-connack"),
  MQTT_4_12_0_7(
      "4.12",
      MUST_NOT,
      CLIENT,
      "A Client whose CONNECT named no Authentication Method sends no AUTH packet on that connection."),
  MQTT_4_12_1_1(
      "4.12.1",
      MUST,
      CLIENT,
      "A Client that re-authenticates, with an AUTH packet of Reason Code 0x19, names the very Authentication Method its CONNECT used."),
  MQTT_4_12_1_2(
      "4.12.1",
      MUST,
      BOTH,
      "When a re-authentication fails, the side that finds it failed closes the connection, preferably after a DISCONNECT with a fitting Reason Code."),
  MQTT_4_13_1_1(
      "4.13.1",
      MUST,
      SERVER,
      "A Server that finds a Malformed Packet or a Protocol Error for which the standard names a Reason Code closes that connection.",
      "close-on-malformed-packet",
      "close-on-protocol-error"),
  MQTT_4_13_2_1(
      "4.13.2",
      MUST,
      BOTH,
      "An error whose CONNACK or DISCONNECT Reason Code is 0x80 or above ends the connection: it is closed even when that packet is never sent.",
      "close-on-connack-error",
      "close-on-disconnect-error"),
  MQTT_6_0_0_1(
      "6",
      MUST,
      BOTH,
      "Over WebSocket every MQTT packet travels in binary frames, and whoever receives a data frame of another kind closes the connection.",
      "send-binary-frames",
      "close-on-other-frame"),
  MQTT_6_0_0_2(
      "6",
      MUST_NOT,
      BOTH,
      "A WebSocket receiver reads the frames as one byte stream: packets may share a frame or be split over several.",
      "accept-several-packets-per-frame",
      "accept-packet-across-frames"),
  MQTT_6_0_0_3(
      "6",
      MUST,
      CLIENT,
      "A Client that opens a WebSocket names mqtt among the subprotocols in its handshake."),
  MQTT_6_0_0_4(
      "6",
      MUST,
      SERVER,
      "A Server that accepts a WebSocket handshake for MQTT answers with mqtt as the chosen subprotocol.");

  private final String section;
  private final Level level;
  private final Party party;
  private final String gist;
  private final List<String> demands;

  Mqtt5(String section, Level level, Party party, String gist, String... demands) {
    this.section = section;
    this.level = level;
    this.party = party;
    this.gist = gist;
    this.demands = demands.length == 0 ? List.of(WHOLE) : List.of(demands);
  }

  @Override
  public String id() {
    return Statement.idOf(name());
  }

  @Override
  public MqttVersion version() {
    return MqttVersion.V5;
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
    return demands;
  }
}
