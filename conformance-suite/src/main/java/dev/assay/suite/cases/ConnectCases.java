package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.SESSION_TAKEN_OVER;
import static dev.assay.codec.packet.ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.connectRefusedWith;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.bytes;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;

/** CONNECT and CONNACK: who is let in, and what they are told. */
final class ConnectCases {
  // in the body of a CONNECT
  private static final int PROTOCOL_NAME_AT = 2;
  private static final int PROTOCOL_LEVEL_AT = 6;
  private static final int CONNECT_FLAGS_AT = 7;

  /** A client that says hello twice is refused. */
  @ConformanceCase(
      id = "connect/second-connect-is-refused",
      title = "A client that says hello twice is refused.",
      advice =
          "Look for a CONNECT handler that does not ask whether the connection is already established.")
  void secondConnectIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_0_2, demandV5 = "close-connection", v311 = Mqtt311.MQTT_3_1_0_2)
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(bench.hello("client").packet());

    client.judge(refused, refusedWith(PROTOCOL_ERROR));
  }

  /** Bit 0 of the Connect Flags is reserved, and a broker looks at it. */
  @ConformanceCase(
      id = "connect/reserved-connect-flag-is-refused",
      title = "A CONNECT whose reserved Connect Flag is 1 is refused.",
      advice = "Look for a CONNECT decoder that reads the flags it knows and never looks at bit 0.")
  void reservedConnectFlagIsRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_3, v311 = Mqtt311.MQTT_3_1_2_3) Judged refused) {
    CaseClient client = bench.open("client");
    // those of a user name and a password stay as they are
    Deviation right = plainConnect(bench);
    int flags = right.bytes()[right.headerBytes() + CONNECT_FLAGS_AT] & 0xFF;

    client.send(
        plainConnectWith(bench, CONNECT_FLAGS_AT, String.format("%02X", flags | 0b0000_0001)));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  /** A name that is not MQTT's may be another protocol's, so nothing is to be taken for a CONNECT of this standard. */
  @ConformanceCase(
      id = "connect/other-protocol-name-is-not-accepted",
      title = "A CONNECT with another Protocol Name than MQTT is not accepted as MQTT.",
      advice = "Look for a CONNECT decoder that skips the Protocol Name instead of comparing it.")
  void otherProtocolNameIsNotAccepted(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_1, v311 = Mqtt311.MQTT_3_1_2_1) Judged refused) {
    CaseClient client = bench.open("client");

    client.send(plainConnectWith(bench, PROTOCOL_NAME_AT, "4D 51 54 58"));

    client.judge(
        refused,
        on(V5)
            .best("close", closed())
            .acceptable("CONNACK 0x84, then close", connAck(UNSUPPORTED_PROTOCOL_VERSION), closed())
            .acceptable(
                "CONNACK 0x01 in the form of 3.1.1, then close", bytes("20 02 00 01"), closed())
            .warn("CONNACK with another error code, then close", connAckRefusing(), closed())
            .warnOfDisconnect()
            .and(V3_1_1)
            .best("close", closed())
            .acceptable("CONNACK 0x01, then close", connAck(UNSUPPORTED_PROTOCOL_VERSION), closed())
            .acceptable(
                "CONNACK 0x84 in the form of 5.0, then close: another name may have any form",
                bytes("20 ?? 00 84"),
                closed())
            .warn("CONNACK with another error code, then close", connAckRefusing(), closed()));
  }

  /** A level that is no version of MQTT at all is refused, in whatever form the broker chooses. */
  @ConformanceCase(
      id = "connect/unknown-protocol-level-is-refused",
      title = "A CONNECT with a protocol level that no version has is refused.",
      advice =
          "Look for a CONNECT decoder that takes every level above the ones it knows for the newest.")
  void unknownProtocolLevelIsRefused(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_1_2_2, demandV311 = "send-return-code-1") Judged told,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_2,
              v311 = Mqtt311.MQTT_3_1_2_2,
              demandV311 = "close-after-refusal")
          Judged refused) {
    CaseClient client = bench.open("client");

    // 3.1.1 alone can be meant by a lower level than its own: its form is what a broker then
    // answers in
    client.send(plainConnectWith(bench, PROTOCOL_LEVEL_AT, bench.isV5() ? "09" : "02"));

    client.judge(
        told,
        on(V3_1_1)
            .best("CONNACK 0x01", bytes("20 02 00 01"))
            .acceptable(
                "CONNACK 0x84 in the form of 5.0: no form is defined for a level that no version has",
                bytes("20 ?? 00 84"))
            .warn("close without CONNACK 0x01", closed()));
    client.judge(
        refused,
        on(V5)
            .best("CONNACK 0x84, then close", connAck(UNSUPPORTED_PROTOCOL_VERSION), closed())
            .acceptable("close; the CONNACK before it is a MAY", closed())
            .acceptable(
                "CONNACK 0x01 in the form of 3.1.1, then close: no form is defined for a level that no version has",
                bytes("20 02 00 01"),
                closed())
            .warn("CONNACK with another error code, then close", connAckRefusing(), closed())
            .warnOfDisconnect()
            .and(V3_1_1)
            .best("close", closed()));
  }

  /** Every identifier of 1 to 23 digits and letters is good enough. */
  @ConformanceCase(
      id = "connect/client-id-of-23-digits-and-letters-is-accepted",
      title = "A Client Identifier of 23 bytes of digits and letters is accepted.",
      advice =
          "Look for a limit on Client Identifiers below 23 bytes, or a character class without capitals.")
  void clientIdOf23DigitsAndLettersIsAccepted(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_3_5,
              v311 = Mqtt311.MQTT_3_1_3_5,
              demandV311 = "accept-1-to-23-bytes")
          Judged length,
      @Covers(v311 = Mqtt311.MQTT_3_1_3_5, demandV311 = "accept-digits-and-letters")
          Judged characters) {
    String unique = bench.clientId("");
    String alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int room = 23 - unique.length();

    CaseClient longest = bench.open("longest");
    longest.send(bench.hello("longest").clientId(unique + "Z".repeat(room)).packet());
    longest.judge(length, onBoth().best("CONNACK 0x00", connAck(false)));

    for (int from = 0; from < alphabet.length(); from += room) {
      String part = alphabet.substring(from, Math.min(alphabet.length(), from + room));
      CaseClient client = bench.open("alphabet" + from);
      client.send(bench.hello("alphabet").clientId(unique + part).packet());
      client.judge(
          bench.isV5() ? length : characters, onBoth().best("CONNACK 0x00", connAck(false)));
    }
  }

  /** One letter is a name. No other client may be there that has it, so that this is asked where nobody else is. */
  @ConformanceCase(
      id = "connect/client-id-of-one-character-is-accepted",
      title = "A Client Identifier of one byte is accepted.",
      advice = "Look for a least length of Client Identifiers, or a comparison by > 1.",
      needs = Need.EXCLUSIVE)
  void clientIdOfOneCharacterIsAccepted(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_3_5,
              v311 = Mqtt311.MQTT_3_1_3_5,
              demandV311 = "accept-1-to-23-bytes")
          Judged accepted) {
    bench.notExercisedUnless(
        bench.identifiersAreFree(), "every Client Identifier of this run is to have a prefix");
    CaseClient client = bench.open("client");

    // both versions may be played at the same time
    client.send(bench.hello("client").clientId(bench.isV5() ? "5" : "q").packet());

    client.judge(accepted, onBoth().best("CONNACK 0x00", connAck(false)));
  }

  /** In 3.1.1 a client without a name cannot ask for a session that is kept under it. */
  @ConformanceCase(
      id = "connect/empty-client-id-without-clean-session-is-refused",
      title =
          "In 3.1.1 an empty ClientId with CleanSession 0 is answered by return code 0x02 and a close.",
      advice = "Look for an identifier that is made up before CleanSession is looked at.")
  void emptyClientIdWithoutCleanSessionIsRefused(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_1_3_8, demandV311 = "send-return-code-2") Judged told,
      @Covers(v311 = Mqtt311.MQTT_3_1_3_8, demandV311 = "close-after-refusal") Judged closes) {
    CaseClient client = bench.open("client");

    client.send(bench.hello("client").clientId("").cleanStart(false).packet());

    client.judge(told, on(V3_1_1).best("CONNACK 0x02", connAck(CLIENT_IDENTIFIER_NOT_VALID)));
    client.judge(closes, on(V3_1_1).best("close", closed()));
  }

  /** Who asks for a fresh start is told that there is no session, even if there was one. */
  @ConformanceCase(
      id = "connect/clean-start-is-answered-by-session-present-0",
      title = "Clean Start 1 is answered by Session Present 0, also where a session was kept.",
      advice =
          "Look for Session Present being set from the store before the old session is discarded.")
  void cleanStartIsAnsweredBySessionPresent0(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_2_2_2,
              demandV5 = "session-present-0",
              v311 = Mqtt311.MQTT_3_2_2_1,
              demandV311 = "session-present-0")
          Judged absent) {
    CaseClient client = bench.connect("client", Hello::keepSession);
    client.disconnect();
    client.reopen();

    client.send(client.again(true));

    client.judge(absent, onBoth().best("CONNACK 0x00, Session Present 0", connAck(false)));
  }

  /** Who comes back to a session that was kept is told so. */
  @ConformanceCase(
      id = "connect/kept-session-is-answered-by-session-present-1",
      title = "Clean Start 0 on a session that was kept is answered by Session Present 1.",
      advice = "Look for sessions that end with their connection, or a CONNACK that always says 0.")
  void keptSessionIsAnsweredBySessionPresent1(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_2_2_3,
              demandV5 = "session-present-1-with-state",
              v311 = Mqtt311.MQTT_3_2_2_2)
          Judged present) {
    CaseClient client = Sessions.lasting(bench, "client");
    client.disconnect();
    client.reopen();

    client.send(client.again(false));

    client.judge(present, onBoth().best("CONNACK 0x00, Session Present 1", connAck(true)));
  }

  /** Who asks for a session that nobody kept gets a new one and is told so. */
  @ConformanceCase(
      id = "connect/unknown-session-is-answered-by-session-present-0",
      title = "Clean Start 0 without a kept session is accepted with Session Present 0.",
      advice = "Look for Session Present being copied from the Clean Start bit.")
  void unknownSessionIsAnsweredBySessionPresent0(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_2_2_3,
              demandV5 = "session-present-0-without-state",
              v311 = Mqtt311.MQTT_3_2_2_3,
              demandV311 = "session-present-0")
          Judged absent) {
    CaseClient client = bench.open("client");

    client.send(bench.hello("client").cleanStart(false).packet());

    client.judge(absent, onBoth().best("CONNACK 0x00, Session Present 0", connAck(false)));
  }

  /** One identifier, one connection: the older one goes. */
  @ConformanceCase(
      id = "connect/second-connection-takes-over",
      title = "A second connection with the same Client Identifier ends the first.",
      advice =
          "Look for a registry of connections that is only written to, or that refuses the newcomer.")
  void secondConnectionTakesOver(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_3, v311 = Mqtt311.MQTT_3_1_4_2) Judged older) {
    CaseClient first = bench.connect("first");
    CaseClient second = bench.open("second");

    second.send(bench.hello("second").clientId(first.clientId()).packet());

    // one that is turned away has displaced nobody; it is no worse than the first was
    Answer answer = second.nextAnswer();
    bench.inconclusiveUnless(
        !isRefusedForAnotherReason(answer), "the second connection was refused: " + answer);
    first.judge(
        older,
        on(V5)
            .best("DISCONNECT 0x8E, then close", disconnect(SESSION_TAKEN_OVER), closed())
            .warn("close without DISCONNECT 0x8E, of which 3.1.4 speaks without a MUST", closed())
            .warn(
                "DISCONNECT with another error code than 0x8E, then close",
                disconnectWithError(),
                closed())
            .and(V3_1_1)
            .best("close", closed()));
  }

  private static boolean isRefusedForAnotherReason(Answer answer) {
    return answer.count(ConnAck.class) == 1
        && answer.packet(ConnAck.class).reasonCode().isError()
        && answer.packet(ConnAck.class).reasonCode() != CLIENT_IDENTIFIER_NOT_VALID;
  }

  private static Deviation plainConnect(Bench bench) {
    return Deviation.of(bench.version(), bench.hello("client").packet());
  }

  /** A CONNECT with other bytes in place of as many at {@code offset} of its body. */
  private static Deviation plainConnectWith(Bench bench, int offset, String hex) {
    Deviation right = plainConnect(bench);
    int length = hex.replace(" ", "").length() / 2;
    return right.replace(right.headerBytes() + offset, length, hex);
  }
}
