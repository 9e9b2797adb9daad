package dev.assay.spec;

import static dev.assay.spec.Level.MUST;
import static dev.assay.spec.Level.MUST_NOT;
import static dev.assay.spec.Party.BOTH;
import static dev.assay.spec.Party.CLIENT;
import static dev.assay.spec.Party.SERVER;

import java.util.List;

/**
 * The 141 numbered statements of MQTT 3.1.1 (OASIS Standard, 29 October 2014), in the order of the standard, each with what it
 * asks for in our own words.
 */
public enum Mqtt311 implements Statement {
  MQTT_1_5_3_1(
      "1.5.3",
      MUST,
      BOTH,
      "Every string put into a 3.1.1 packet is valid UTF-8 without surrogates (U+D800 to U+DFFF), and whoever is sent an ill-formed one closes the Network Connection.",
      "send-well-formed-utf8",
      "close-on-ill-formed-utf8",
      "close-on-surrogates"),
  MQTT_1_5_3_2(
      "1.5.3",
      MUST_NOT,
      BOTH,
      "Neither side encodes U+0000 in a 3.1.1 string, and a packet arriving with one costs the sender its Network Connection.",
      "send-no-null",
      "close-on-null"),
  MQTT_1_5_3_3(
      "1.5.3",
      MUST_NOT,
      BOTH,
      "A broker keeps the bytes EF BB BF as the character U+FEFF anywhere in a 3.1.1 string and never drops them as a byte order mark."),
  MQTT_2_2_2_1(
      "2.2.2",
      MUST,
      BOTH,
      "Senders fill each reserved bit of the fixed header with the fixed value that 3.1.1 Table 2.2 gives for that packet type."),
  MQTT_2_2_2_2(
      "2.2.2",
      MUST,
      BOTH,
      "A packet whose fixed header flags break 3.1.1 Table 2.2 makes its receiver close the Network Connection."),
  MQTT_2_3_1_1(
      "2.3.1",
      MUST,
      BOTH,
      "In 3.1.1 every SUBSCRIBE, every UNSUBSCRIBE and every PUBLISH at QoS 1 or 2 carries a Packet Identifier other than 0."),
  MQTT_2_3_1_2(
      "2.3.1",
      MUST,
      CLIENT,
      "A 3.1.1 Client picks a Packet Identifier not in use at that moment for each new SUBSCRIBE, UNSUBSCRIBE or QoS 1 or 2 PUBLISH."),
  MQTT_2_3_1_3(
      "2.3.1",
      MUST,
      CLIENT,
      "A 3.1.1 Client repeats a packet under its first Packet Identifier and frees that number only after handling the PUBACK, PUBCOMP, SUBACK or UNSUBACK for it."),
  MQTT_2_3_1_4(
      "2.3.1",
      MUST,
      SERVER,
      "A 3.1.1 Server also repeats its own QoS 1 and 2 PUBLISH packets under the first Packet Identifier and reuses the number only after the PUBACK or PUBCOMP.",
      "keep-id-on-resend",
      "hold-id-until-puback",
      "hold-id-until-pubcomp"),
  MQTT_2_3_1_5(
      "2.3.1",
      MUST_NOT,
      BOTH,
      "A 3.1.1 PUBLISH at QoS 0 goes straight from Topic Name to payload, with no Packet Identifier between them."),
  MQTT_2_3_1_6(
      "2.3.1",
      MUST,
      BOTH,
      "PUBACK, PUBREC and PUBREL in 3.1.1 repeat the Packet Identifier of the PUBLISH they belong to.",
      "puback-repeats-id",
      "pubrec-repeats-id",
      "pubrel-repeats-id"),
  MQTT_2_3_1_7(
      "2.3.1",
      MUST,
      SERVER,
      "A 3.1.1 Server answers each SUBSCRIBE and each UNSUBSCRIBE under the Packet Identifier of that request.",
      "suback-repeats-id",
      "unsuback-repeats-id"),
  MQTT_3_1_0_1(
      "3.1",
      MUST,
      CLIENT,
      "A 3.1.1 Client opens the conversation with CONNECT and sends nothing ahead of it on a new Network Connection."),
  MQTT_3_1_0_2(
      "3.1",
      MUST,
      SERVER,
      "A 3.1.1 Server that gets another CONNECT on a connection that already had one drops the Client for a protocol violation."),
  MQTT_3_1_2_1(
      "3.1.2.1",
      MUST_NOT,
      SERVER,
      "A Server facing a Protocol Name other than MQTT may close or apply some other specification, but never handles that CONNECT by the 3.1.1 rules."),
  MQTT_3_1_2_2(
      "3.1.2.2",
      MUST,
      SERVER,
      "A Server that lacks the requested Protocol Level answers CONNACK return code 0x01 and then drops the Client.",
      "send-return-code-1",
      "close-after-refusal"),
  MQTT_3_1_2_3(
      "3.1.2.3",
      MUST,
      SERVER,
      "A 3.1.1 Server checks bit 0 of the Connect Flags and drops a Client that set it to 1."),
  MQTT_3_1_2_4(
      "3.1.2.4",
      MUST,
      BOTH,
      "With CleanSession 0 the Server resumes the Session stored for the ClientId, or makes a new one if none exists, and keeps it after the connection ends.",
      "resume-stored-session",
      "create-missing-session",
      "keep-session-after-close"),
  MQTT_3_1_2_5(
      "3.1.2.4",
      MUST,
      SERVER,
      "While a CleanSession 0 Client is away, the Server queues new messages of QoS 1 or 2 for the subscriptions it left behind.",
      "queue-offline-qos1",
      "queue-offline-qos2"),
  MQTT_3_1_2_6(
      "3.1.2.4",
      MUST,
      BOTH,
      "With CleanSession 1 both sides drop any earlier Session, begin afresh, and let nothing of this Session outlive the connection into a later one.",
      "discard-earlier-session",
      "keep-nothing-for-later-session"),
  MQTT_3_1_2_7(
      "3.1.2.4",
      MUST_NOT,
      SERVER,
      "The end of a 3.1.1 Session leaves the Server's retained messages in place, since they are no part of its state."),
  MQTT_3_1_2_8(
      "3.1.2.5",
      MUST,
      SERVER,
      "After accepting a 3.1.1 CONNECT with Will Flag 1 the Server holds the Will Message and publishes it when the connection closes, unless a DISCONNECT removed it first.",
      "hold-will-while-connected",
      "publish-will-on-close"),
  MQTT_3_1_2_9(
      "3.1.2.5",
      MUST,
      BOTH,
      "With Will Flag 1 a 3.1.1 CONNECT payload holds both Will Topic and Will Message, and the Server applies the Will QoS and Will Retain bits.",
      "use-will-qos",
      "use-will-retain",
      "refuse-missing-will-fields"),
  MQTT_3_1_2_10(
      "3.1.2.5",
      MUST,
      SERVER,
      "A 3.1.1 Server forgets the Will Message as soon as it has published it or the Client has sent DISCONNECT.",
      "forget-will-once-published",
      "forget-will-on-disconnect"),
  MQTT_3_1_2_11(
      "3.1.2.5",
      MUST,
      CLIENT,
      "A 3.1.1 Client that sends Will Flag 0 also clears Will QoS and Will Retain and leaves Will Topic and Will Message out of the payload."),
  MQTT_3_1_2_12(
      "3.1.2.5",
      MUST_NOT,
      SERVER,
      "A Server publishes no Will Message at the end of a 3.1.1 connection whose CONNECT carried Will Flag 0."),
  MQTT_3_1_2_13(
      "3.1.2.6",
      MUST,
      CLIENT,
      "A 3.1.1 Client without a will (Will Flag 0) sends 0 in the two Will QoS bits."),
  MQTT_3_1_2_14(
      "3.1.2.6",
      MUST_NOT,
      CLIENT,
      "A 3.1.1 Client with Will Flag 1 picks Will QoS 0, 1 or 2, and never 3."),
  MQTT_3_1_2_15(
      "3.1.2.7",
      MUST,
      CLIENT,
      "A 3.1.1 Client without a will (Will Flag 0) leaves the Will Retain bit at 0."),
  MQTT_3_1_2_16(
      "3.1.2.7",
      MUST,
      SERVER,
      "A 3.1.1 Server publishes a Will Message unretained when its CONNECT had Will Retain 0."),
  MQTT_3_1_2_17(
      "3.1.2.7",
      MUST,
      SERVER,
      "A 3.1.1 Server retains the Will Message it publishes for a CONNECT that had Will Retain 1."),
  MQTT_3_1_2_18(
      "3.1.2.8",
      MUST_NOT,
      CLIENT,
      "A 3.1.1 Client that sends User Name Flag 0 puts no User Name field into the CONNECT payload."),
  MQTT_3_1_2_19(
      "3.1.2.8",
      MUST,
      CLIENT,
      "A 3.1.1 Client that sends User Name Flag 1 puts a User Name field into the CONNECT payload."),
  MQTT_3_1_2_20(
      "3.1.2.9",
      MUST_NOT,
      CLIENT,
      "A 3.1.1 Client that sends Password Flag 0 puts no Password field into the CONNECT payload."),
  MQTT_3_1_2_21(
      "3.1.2.9",
      MUST,
      CLIENT,
      "A 3.1.1 Client that sends Password Flag 1 puts a Password field into the CONNECT payload."),
  MQTT_3_1_2_22(
      "3.1.2.9",
      MUST,
      CLIENT,
      "In 3.1.1 a Client may not send a password without a user name: User Name Flag 0 forces Password Flag 0."),
  MQTT_3_1_2_23(
      "3.1.2.10",
      MUST,
      CLIENT,
      "A 3.1.1 Client never stays silent for longer than its Keep Alive, and sends PINGREQ when it has no other packet to send."),
  MQTT_3_1_2_24(
      "3.1.2.10",
      MUST,
      SERVER,
      "When Keep Alive is not 0 and 1.5 times that period passes without a packet from the 3.1.1 Client, the Server cuts the connection just as for a network failure.",
      "close-after-keep-alive-and-half",
      "act-as-for-network-failure"),
  MQTT_3_1_3_1(
      "3.1.3",
      MUST,
      CLIENT,
      "A 3.1.1 Client writes the CONNECT payload as Client Identifier first, then Will Topic and Will Message, then User Name and Password, skipping absent ones."),
  MQTT_3_1_3_2(
      "3.1.3.1",
      MUST,
      BOTH,
      "Both sides file the state of a 3.1.1 Session under the ClientId, and find it again by that ClientId."),
  MQTT_3_1_3_3(
      "3.1.3.1",
      MUST,
      CLIENT,
      "A 3.1.1 Client always sends a Client Identifier field, possibly of zero length, ahead of everything else in the CONNECT payload."),
  MQTT_3_1_3_4(
      "3.1.3.1",
      MUST,
      CLIENT,
      "A 3.1.1 Client encodes its ClientId by the UTF-8 string rules of section 1.5.3."),
  MQTT_3_1_3_5(
      "3.1.3.1",
      MUST,
      SERVER,
      "A 3.1.1 Server accepts any ClientId of 1 to 23 bytes made up of ASCII digits and letters.",
      "accept-1-to-23-bytes",
      "accept-digits-and-letters"),
  MQTT_3_1_3_6(
      "3.1.3.1",
      MUST,
      SERVER,
      "A 3.1.1 Server that accepts a zero-byte ClientId gives that Client one no other Client has, then goes on as if the Client had sent it.",
      "assign-unique-clientid",
      "process-as-if-supplied"),
  MQTT_3_1_3_7(
      "3.1.3.1", MUST, CLIENT, "A 3.1.1 Client with a zero-byte ClientId asks for CleanSession 1."),
  MQTT_3_1_3_8(
      "3.1.3.1",
      MUST,
      SERVER,
      "A Server refuses a zero-byte ClientId that comes with CleanSession 0 by CONNACK return code 0x02, and then closes.",
      "send-return-code-2",
      "close-after-refusal"),
  MQTT_3_1_3_9(
      "3.1.3.1",
      MUST,
      SERVER,
      "A 3.1.1 Server that will not take a ClientId says so in a CONNACK of return code 0x02, then ends the connection.",
      "send-return-code-2",
      "close-after-refusal"),
  MQTT_3_1_3_10(
      "3.1.3.2",
      MUST,
      CLIENT,
      "A 3.1.1 Client encodes its Will Topic by the UTF-8 string rules of section 1.5.3."),
  MQTT_3_1_3_11(
      "3.1.3.4",
      MUST,
      CLIENT,
      "A 3.1.1 Client encodes its User Name by the UTF-8 string rules of section 1.5.3."),
  MQTT_3_1_4_1(
      "3.1.4",
      MUST,
      SERVER,
      "A Server checks CONNECT against section 3.1 of 3.1.1, and on any breach of it closes the connection and sends no CONNACK at all.",
      "close-connection",
      "send-no-connack"),
  MQTT_3_1_4_2(
      "3.1.4",
      MUST,
      SERVER,
      "A 3.1.1 Server that accepts a CONNECT for a ClientId still in use by another connection drops that older connection."),
  MQTT_3_1_4_3(
      "3.1.4",
      MUST,
      SERVER,
      "Having found a 3.1.1 CONNECT valid, the Server acts on its CleanSession bit as section 3.1.2.4 lays down."),
  MQTT_3_1_4_4(
      "3.1.4",
      MUST,
      SERVER,
      "Having found a 3.1.1 CONNECT valid, the Server replies CONNACK with return code 0."),
  MQTT_3_1_4_5(
      "3.1.4",
      MUST_NOT,
      SERVER,
      "Packets that a 3.1.1 Client sent behind a CONNECT which the Server refuses have no effect."),
  MQTT_3_2_0_1(
      "3.2",
      MUST,
      SERVER,
      "A 3.1.1 Server sends CONNACK ahead of any other packet on a connection."),
  MQTT_3_2_2_1(
      "3.2.2.2",
      MUST,
      SERVER,
      "Accepting CleanSession 1, the Server replies CONNACK with return code 0 and Session Present 0.",
      "session-present-0",
      "return-code-0"),
  MQTT_3_2_2_2(
      "3.2.2.2",
      MUST,
      SERVER,
      "Accepting CleanSession 0 for a ClientId whose Session it still holds, the Server replies with Session Present 1."),
  MQTT_3_2_2_3(
      "3.2.2.2",
      MUST,
      SERVER,
      "Accepting CleanSession 0 for a ClientId without a stored Session, the Server replies CONNACK with return code 0 and Session Present 0.",
      "session-present-0",
      "return-code-0"),
  MQTT_3_2_2_4(
      "3.2.2.2",
      MUST,
      SERVER,
      "A CONNACK that refuses the Client by a return code other than 0 has Session Present 0."),
  MQTT_3_2_2_5(
      "3.2.2.3",
      MUST,
      SERVER,
      "A Server that refused the Client by a return code other than 0 closes the Network Connection after that CONNACK."),
  MQTT_3_2_2_6(
      "3.2.2.3",
      MUST,
      SERVER,
      "A Server that refuses a connection for a cause outside 3.1.1 Table 3.1 just closes it and sends no CONNACK at all.",
      "close-connection",
      "send-no-connack"),
  MQTT_3_3_1_1(
      "3.3.1.1",
      MUST,
      BOTH,
      "Whichever side sends a 3.1.1 PUBLISH over again sets DUP in the repeated packet."),
  MQTT_3_3_1_2(
      "3.3.1.1", MUST, BOTH, "A 3.1.1 PUBLISH at QoS 0 never has DUP set, from Client or Server."),
  MQTT_3_3_1_3(
      "3.3.1.1",
      MUST,
      SERVER,
      "A 3.1.1 Server sets DUP towards a subscriber only when it repeats its own PUBLISH, whatever DUP the publisher sent.",
      "first-send-has-dup-0",
      "resend-has-dup-1"),
  MQTT_3_3_1_4(
      "3.3.1.2",
      MUST_NOT,
      BOTH,
      "No 3.1.1 PUBLISH uses QoS bits 11, and the side that gets one closes the Network Connection.",
      "send-no-qos-3",
      "close-on-qos-3"),
  MQTT_3_3_1_5(
      "3.3.1.3",
      MUST,
      SERVER,
      "A 3.1.1 Server keeps a message published with RETAIN 1, together with its QoS, for those who subscribe to the topic later.",
      "keep-retained-message",
      "keep-its-qos"),
  MQTT_3_3_1_6(
      "3.3.1.3",
      MUST,
      SERVER,
      "On each new subscription a 3.1.1 Server sends the latest retained message of every topic that the Topic Filter matches.",
      "send-latest-only",
      "send-for-every-matching-topic"),
  MQTT_3_3_1_7(
      "3.3.1.3",
      MUST,
      SERVER,
      "In 3.1.1 a retained PUBLISH at QoS 0 makes the Server drop the topic's earlier retained message, even if it does not keep the new one."),
  MQTT_3_3_1_8(
      "3.3.1.3",
      MUST,
      SERVER,
      "A 3.1.1 Server marks a retained message RETAIN 1 when it sends it because a Client has just subscribed."),
  MQTT_3_3_1_9(
      "3.3.1.3",
      MUST,
      SERVER,
      "A 3.1.1 Server forwards a message to existing subscriptions with RETAIN 0, even when the publisher set RETAIN."),
  MQTT_3_3_1_10(
      "3.3.1.3",
      MUST,
      SERVER,
      "On a zero-byte PUBLISH with RETAIN 1, a 3.1.1 Server forwards it to current subscribers and wipes the topic's retained message, so later subscribers get none.",
      "forward-to-current-subscribers",
      "remove-retained-message"),
  MQTT_3_3_1_11(
      "3.3.1.3",
      MUST_NOT,
      SERVER,
      "A 3.1.1 Server never keeps an empty payload as the retained message of a topic."),
  MQTT_3_3_1_12(
      "3.3.1.3",
      MUST_NOT,
      SERVER,
      "A PUBLISH with RETAIN 0 leaves a 3.1.1 Server's retained messages as they were: none added, none removed, none replaced.",
      "retain-nothing",
      "remove-nothing",
      "replace-nothing"),
  MQTT_3_3_2_1(
      "3.3.2.1",
      MUST,
      BOTH,
      "The variable header of a 3.1.1 PUBLISH starts with the Topic Name, encoded in UTF-8.",
      "topic-name-first",
      "topic-name-in-utf8"),
  MQTT_3_3_2_2(
      "3.3.2.1",
      MUST_NOT,
      BOTH,
      "A 3.1.1 PUBLISH, from Client or Server, names a topic with no # and no + in it."),
  MQTT_3_3_2_3(
      "3.3.2.1",
      MUST,
      SERVER,
      "Each PUBLISH that a 3.1.1 Server sends to a subscriber names a topic which that subscriber's Topic Filter matches under section 4.7."),
  MQTT_3_3_4_1(
      "3.3.4",
      MUST,
      BOTH,
      "In 3.1.1 the receiver of a PUBLISH sends nothing back at QoS 0, PUBACK at QoS 1 and PUBREC at QoS 2.",
      "no-reply-to-qos0",
      "puback-for-qos1",
      "pubrec-for-qos2"),
  MQTT_3_3_5_1(
      "3.3.5",
      MUST,
      SERVER,
      "When several of a 3.1.1 Client's subscriptions match one message, the Server delivers it at the highest QoS they allow."),
  MQTT_3_3_5_2(
      "3.3.5",
      MUST,
      SERVER,
      "A 3.1.1 Server that refuses a PUBLISH by its access rules either acknowledges it like any other or closes the connection, as it has no code to report it."),
  MQTT_3_6_1_1(
      "3.6.1",
      MUST,
      BOTH,
      "A 3.1.1 PUBREL has fixed header flags 0010, and a Server that reads any others closes the Network Connection.",
      "send-flags-0010",
      "close-on-other-flags"),
  MQTT_3_8_1_1(
      "3.8.1",
      MUST,
      BOTH,
      "A 3.1.1 SUBSCRIBE has fixed header flags 0010, and a Server that reads any others closes the Network Connection."),
  MQTT_3_8_3_1(
      "3.8.3",
      MUST,
      CLIENT,
      "A 3.1.1 Client encodes every Topic Filter of a SUBSCRIBE by the UTF-8 string rules of section 1.5.3."),
  MQTT_3_8_3_2(
      "3.8.3",
      MUST,
      SERVER,
      "A 3.1.1 Server without wildcard support refuses each subscription whose Topic Filter holds # or +."),
  MQTT_3_8_3_3(
      "3.8.3",
      MUST,
      BOTH,
      "A 3.1.1 SUBSCRIBE names one or more Topic Filters, each with its QoS byte, and one that names none is a protocol violation."),
  MQTT_3_8_3_4(
      "3.8.3",
      MUST,
      SERVER,
      "A Server closes on a 3.1.1 SUBSCRIBE in which a Requested QoS byte has upper six bits set or asks for QoS 3.",
      "close-on-reserved-bits",
      "close-on-qos-3"),
  MQTT_3_8_4_1("3.8.4", MUST, SERVER, "A 3.1.1 Server answers every SUBSCRIBE by a SUBACK."),
  MQTT_3_8_4_2(
      "3.8.4",
      MUST,
      SERVER,
      "A 3.1.1 Server copies the Packet Identifier of the SUBSCRIBE into the SUBACK for it."),
  MQTT_3_8_4_3(
      "3.8.4",
      MUST,
      SERVER,
      "A repeated Topic Filter makes a 3.1.1 Server replace the old subscription, send matching retained messages again, and go on delivering without a gap.",
      "replace-subscription",
      "resend-retained",
      "keep-flow-unbroken"),
  MQTT_3_8_4_4(
      "3.8.4",
      MUST,
      SERVER,
      "A 3.1.1 Server treats several Topic Filters in one SUBSCRIBE as separate requests made in turn, but answers them together by one SUBACK.",
      "handle-each-filter",
      "send-one-suback"),
  MQTT_3_8_4_5(
      "3.8.4",
      MUST,
      SERVER,
      "A 3.1.1 SUBACK has one return code for each Topic Filter requested, and it is either the QoS granted or the failure code 0x80.",
      "one-code-per-filter",
      "code-is-granted-qos-or-failure"),
  MQTT_3_8_4_6(
      "3.8.4",
      MUST,
      SERVER,
      "A 3.1.1 Server delivers each message at the lower of the QoS it was published with and the QoS it granted in SUBACK."),
  MQTT_3_9_3_1(
      "3.9.3",
      MUST,
      SERVER,
      "A 3.1.1 Server lists its SUBACK return codes in the same sequence as the SUBSCRIBE listed its Topic Filters."),
  MQTT_3_9_3_2(
      "3.9.3",
      MUST_NOT,
      SERVER,
      "A 3.1.1 Server puts only return codes 0x00, 0x01, 0x02 or 0x80 into a SUBACK."),
  MQTT_3_10_1_1(
      "3.10.1",
      MUST,
      BOTH,
      "A 3.1.1 UNSUBSCRIBE has fixed header flags 0010, and a Server that reads any others closes the Network Connection."),
  MQTT_3_10_3_1(
      "3.10.3",
      MUST,
      CLIENT,
      "A 3.1.1 Client packs the Topic Filters of an UNSUBSCRIBE one after another, each encoded by the UTF-8 string rules of section 1.5.3."),
  MQTT_3_10_3_2(
      "3.10.3",
      MUST,
      BOTH,
      "A 3.1.1 UNSUBSCRIBE names one or more Topic Filters, and one that names none is a protocol violation."),
  MQTT_3_10_4_1(
      "3.10.4",
      MUST,
      SERVER,
      "On UNSUBSCRIBE a 3.1.1 Server deletes exactly those subscriptions whose Topic Filter text is identical, wildcards taken literally, and touches no others.",
      "delete-identical-filter",
      "leave-other-filters"),
  MQTT_3_10_4_2(
      "3.10.4",
      MUST,
      SERVER,
      "After deleting a subscription, a 3.1.1 Server queues no further messages on its account for that Client."),
  MQTT_3_10_4_3(
      "3.10.4",
      MUST,
      SERVER,
      "Deliveries at QoS 1 or QoS 2 that a 3.1.1 Server had begun before deleting a subscription are carried through to the end.",
      "finish-qos1-deliveries",
      "finish-qos2-deliveries"),
  MQTT_3_10_4_4(
      "3.10.4",
      MUST,
      SERVER,
      "A 3.1.1 Server answers UNSUBSCRIBE by an UNSUBACK bearing the request's Packet Identifier.",
      "send-unsuback",
      "repeat-packet-identifier"),
  MQTT_3_10_4_5(
      "3.10.4",
      MUST,
      SERVER,
      "A 3.1.1 Server sends UNSUBACK even if the UNSUBSCRIBE named no Topic Filter the Client held."),
  MQTT_3_10_4_6(
      "3.10.4",
      MUST,
      SERVER,
      "A 3.1.1 Server treats several Topic Filters in one UNSUBSCRIBE as separate requests made in turn, but answers them together by one UNSUBACK.",
      "handle-each-filter",
      "send-one-unsuback"),
  MQTT_3_12_4_1("3.12.4", MUST, SERVER, "A 3.1.1 Server answers each PINGREQ by a PINGRESP."),
  MQTT_3_14_1_1(
      "3.14.1",
      MUST,
      SERVER,
      "A 3.1.1 Server checks the reserved flags of DISCONNECT and drops the Client if any of them is set."),
  MQTT_3_14_4_1(
      "3.14.4",
      MUST,
      CLIENT,
      "A 3.1.1 Client closes its Network Connection once it has sent DISCONNECT."),
  MQTT_3_14_4_2(
      "3.14.4",
      MUST_NOT,
      CLIENT,
      "A 3.1.1 Client sends no packet behind its DISCONNECT on the same connection."),
  MQTT_3_14_4_3(
      "3.14.4",
      MUST,
      SERVER,
      "A 3.1.1 Server that receives DISCONNECT throws the connection's Will Message away unpublished."),
  MQTT_4_1_0_1(
      "4.1",
      MUST,
      BOTH,
      "As long as a 3.1.1 Session lasts, Client and Server lose none of its state, across reconnections too when CleanSession is 0."),
  MQTT_4_1_0_2(
      "4.1",
      MUST,
      BOTH,
      "No 3.1.1 Session ends while its Network Connection is still open, whatever CleanSession says."),
  MQTT_4_3_1_1(
      "4.3.1",
      MUST,
      BOTH,
      "A 3.1.1 sender delivers a QoS 0 message in a PUBLISH with both QoS and DUP at 0.",
      "send-as-qos-0",
      "send-with-dup-0"),
  MQTT_4_3_2_1(
      "4.3.2",
      MUST,
      BOTH,
      "A 3.1.1 sender gives each new QoS 1 message a free Packet Identifier, sends it at QoS 1 with DUP 0, and counts it as unacknowledged until the PUBACK.",
      "assign-free-id",
      "send-qos1-dup0",
      "hold-until-puback"),
  MQTT_4_3_2_2(
      "4.3.2",
      MUST,
      BOTH,
      "A 3.1.1 receiver answers a QoS 1 PUBLISH by PUBACK under its Packet Identifier, and takes that number as a new message afterwards, whatever DUP says.",
      "puback-with-same-id",
      "reused-id-is-new-message"),
  MQTT_4_3_3_1(
      "4.3.3",
      MUST,
      BOTH,
      "A 3.1.1 QoS 2 sender uses a free Packet Identifier and DUP 0, holds the PUBLISH until PUBREC, then sends PUBREL under that number, holds it until PUBCOMP, and never goes back to the PUBLISH.",
      "free-id-qos2-dup0",
      "hold-publish-until-pubrec",
      "pubrel-with-same-id",
      "hold-pubrel-until-pubcomp",
      "no-publish-after-pubrel"),
  MQTT_4_3_3_2(
      "4.3.3",
      MUST,
      BOTH,
      "A 3.1.1 QoS 2 receiver answers PUBLISH by PUBREC, repeats included, but passes it on once only, answers PUBREL by PUBCOMP, and from then on takes the Packet Identifier as new.",
      "pubrec-with-same-id",
      "pubrec-again-for-repeat",
      "no-duplicate-onward",
      "pubcomp-with-same-id",
      "reused-id-is-new-message"),
  MQTT_4_4_0_1(
      "4.4",
      MUST,
      BOTH,
      "After a reconnect with CleanSession 0 each side sends its unacknowledged QoS 1 and 2 PUBLISH packets and PUBRELs once more, under unchanged Packet Identifiers.",
      "resend-publish",
      "resend-pubrel",
      "keep-packet-identifiers"),
  MQTT_4_5_0_1(
      "4.5",
      MUST,
      SERVER,
      "A 3.1.1 Server that accepts a message adds it to the Session of every Client with a matching subscription."),
  MQTT_4_5_0_2(
      "4.5",
      MUST,
      CLIENT,
      "A 3.1.1 Client acknowledges each PUBLISH as its QoS requires, even when it makes no use of the message."),
  MQTT_4_6_0_1(
      "4.6",
      MUST,
      CLIENT,
      "A 3.1.1 Client repeats its unacknowledged QoS 1 and 2 PUBLISH packets in the sequence it first sent them."),
  MQTT_4_6_0_2(
      "4.6",
      MUST,
      CLIENT,
      "A 3.1.1 Client sends its PUBACKs in the sequence the QoS 1 messages came in."),
  MQTT_4_6_0_3(
      "4.6",
      MUST,
      CLIENT,
      "A 3.1.1 Client sends its PUBRECs in the sequence the QoS 2 messages came in."),
  MQTT_4_6_0_4(
      "4.6", MUST, CLIENT, "A 3.1.1 Client sends its PUBRELs in the sequence the PUBRECs came in."),
  MQTT_4_6_0_5(
      "4.6",
      MUST,
      SERVER,
      "A 3.1.1 Server preserves order on every topic unless an administrator has exempted that topic."),
  MQTT_4_6_0_6(
      "4.6",
      MUST,
      SERVER,
      "On an Ordered Topic a 3.1.1 Server forwards each publisher's messages of one QoS in order of arrival, and keeps the section 4.6 order in its re-sends and PUBRELs to subscribers.",
      "publish-in-arrival-order",
      "resend-in-original-order",
      "pubrel-in-pubrec-order"),
  MQTT_4_7_1_1(
      "4.7.1",
      MUST_NOT,
      BOTH,
      "In 3.1.1 the characters # and + have a place only in Topic Filters, and no Topic Name may hold them."),
  MQTT_4_7_1_2(
      "4.7.1.2",
      MUST,
      CLIENT,
      "A 3.1.1 Client writes # only as the final character of a Topic Filter, and there only alone or right after a slash."),
  MQTT_4_7_1_3(
      "4.7.1.3",
      MUST,
      CLIENT,
      "A 3.1.1 Client that writes + in a Topic Filter leaves no other character in that level."),
  MQTT_4_7_2_1(
      "4.7.2",
      MUST_NOT,
      SERVER,
      "A 3.1.1 Server never counts a Topic Filter with # or + in front as a match for a topic whose name starts with $.",
      "no-match-for-leading-hash",
      "no-match-for-leading-plus"),
  MQTT_4_7_3_1(
      "4.7.3",
      MUST,
      BOTH,
      "An empty string serves in 3.1.1 neither as Topic Name nor as Topic Filter.",
      "no-empty-topic-name",
      "no-empty-topic-filter"),
  MQTT_4_7_3_2(
      "4.7.3",
      MUST_NOT,
      BOTH,
      "In 3.1.1 no Topic Name and no Topic Filter holds the character U+0000.",
      "no-null-in-topic-name",
      "no-null-in-topic-filter"),
  MQTT_4_7_3_3(
      "4.7.3",
      MUST_NOT,
      BOTH,
      "A 3.1.1 Topic Name or Topic Filter takes up 65535 bytes of UTF-8 at most."),
  MQTT_4_7_3_4(
      "4.7.3",
      MUST_NOT,
      SERVER,
      "A 3.1.1 Server compares Topic Names with Topic Filters as they were sent, with no normalization and no swapping of characters it does not know.",
      "no-normalization",
      "no-character-substitution"),
  MQTT_4_8_0_1(
      "4.8",
      MUST,
      BOTH,
      "A 3.1.1 peer that meets a protocol violation closes the connection the offending packet came in on, except where another rule says otherwise."),
  MQTT_4_8_0_2(
      "4.8",
      MUST,
      BOTH,
      "A 3.1.1 peer that cannot process a packet because of a Transient Error, such as a full buffer, closes the connection that packet came in on."),
  MQTT_6_0_0_1(
      "6",
      MUST,
      BOTH,
      "MQTT 3.1.1 over WebSocket travels in binary frames only, and a peer that gets another kind of data frame closes the connection.",
      "send-binary-frames-only",
      "close-on-other-data-frame"),
  MQTT_6_0_0_2(
      "6",
      MUST_NOT,
      BOTH,
      "A WebSocket peer reads 3.1.1 packets as one byte stream, so a packet may be split over frames and a frame may hold several packets.",
      "accept-split-packets",
      "accept-several-packets-per-frame"),
  MQTT_6_0_0_3(
      "6",
      MUST,
      CLIENT,
      "A 3.1.1 Client using WebSocket lists mqtt among the Sub Protocols it offers."),
  MQTT_6_0_0_4(
      "6",
      MUST,
      SERVER,
      "A 3.1.1 Server using WebSocket selects mqtt as the Sub Protocol and names it in its reply."),
  MQTT_7_0_0_1(
      "7",
      MUST,
      SERVER,
      "A 3.1.1 Server that also dials out to other Servers meets the Client rules as well as the Server rules."),
  MQTT_7_0_0_2(
      "7",
      MUST_NOT,
      BOTH,
      "A 3.1.1 implementation works together with any other that follows the standard without asking it for extensions from elsewhere."),
  MQTT_7_1_1_1(
      "7.1.1",
      MUST,
      SERVER,
      "A 3.1.1 Server offers at least one transport, such as TCP, that carries bytes both ways in order and without loss."),
  MQTT_7_1_2_1(
      "7.1.2",
      MUST,
      CLIENT,
      "A 3.1.1 Client can use at least one transport, such as TCP, that carries bytes both ways in order and without loss.");

  private final String section;
  private final Level level;
  private final Party party;
  private final String gist;
  private final List<String> demands;

  Mqtt311(String section, Level level, Party party, String gist, String... demands) {
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
    return MqttVersion.V3_1_1;
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
