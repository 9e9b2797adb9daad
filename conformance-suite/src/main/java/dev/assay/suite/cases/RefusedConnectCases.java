package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.suite.Outcomes.connectRefusedWith;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.leftOpen;

import dev.assay.codec.Deviation;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.CaseClient.Came;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** CONNECTs that must not be taken, one wrong thing in each, and what must not come of them. */
final class RefusedConnectCases {
  private static final Set<PacketType> OF_A_REFUSAL =
      EnumSet.of(PacketType.CONNACK, PacketType.DISCONNECT, PacketType.AUTH);

  @ConformanceCase(
      id = "connect/will-qos-3",
      title = "A CONNECT with Will QoS 3 is refused.",
      advice =
          "Look for a decoder that takes the two bits of Will QoS without a look at their value.")
  void willQosThree(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_12,
              v311 = Mqtt311.MQTT_3_1_4_1,
              demandV311 = "close-connection")
          Judged refused) {
    CaseClient client = bench.open("client");

    client.send(WrongConnect.withFlags(
        bench
            .hello("client")
            .will(bench.topic("will"), "gone", Qos.AT_MOST_ONCE, false)
            .packet(),
        WrongConnect.WILL_QOS_3));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "connect/will-qos-without-will",
      title = "A CONNECT with Will QoS 1 and no Will is refused.",
      advice = "Look for a decoder that reads the Will bits only after it saw the Will Flag.")
  void willQosWithoutWill(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_1, v311 = Mqtt311.MQTT_3_1_4_1, demandV311 = "close-connection")
          Judged refused) {
    CaseClient client = bench.open("client");

    client.send(WrongConnect.withFlags(bench.hello("client").packet(), WrongConnect.WILL_QOS_1));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "connect/will-retain-without-will",
      title = "A CONNECT with Will Retain and no Will is refused.",
      advice = "Look for a decoder that reads the Will bits only after it saw the Will Flag.")
  void willRetainWithoutWill(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_1, v311 = Mqtt311.MQTT_3_1_4_1, demandV311 = "close-connection")
          Judged refused) {
    CaseClient client = bench.open("client");

    client.send(WrongConnect.withFlags(bench.hello("client").packet(), WrongConnect.WILL_RETAIN));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "connect/will-flag-without-will",
      title = "A CONNECT whose Will Flag promises a Will that is not there is refused.",
      advice = "Look for a decoder that takes a payload that ends early for one without a Will.")
  void willFlagWithoutWill(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_4_1,
              v311 = Mqtt311.MQTT_3_1_2_9,
              demandV311 = "refuse-missing-will-fields")
          Judged refused) {
    CaseClient client = bench.open("client");

    client.send(WrongConnect.withFlags(
        bench.hello("client").credentials(null, null).packet(), WrongConnect.WILL_FLAG));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "connect/user-name-flag-without-user-name",
      title = "A CONNECT whose User Name Flag promises a name that is not there is refused.",
      advice =
          "Look for a decoder that takes a payload that ends early for one without a User Name.")
  void userNameFlagWithoutUserName(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_1, v311 = Mqtt311.MQTT_3_1_4_1, demandV311 = "close-connection")
          Judged refused) {
    CaseClient client = bench.open("client");

    client.send(WrongConnect.withFlags(
        bench.hello("client").credentials(null, null).packet(), WrongConnect.USER_NAME_FLAG));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  @ConformanceCase(
      id = "connect/password-without-user-name",
      title = "A 3.1.1 CONNECT with a Password and no User Name is refused.",
      advice = "Look for a decoder that lets 3.1.1 clients do what only 5.0 allows.")
  void passwordWithoutUserName(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_1_4_1, demandV311 = "close-connection") Judged refused) {
    CaseClient client = bench.open("client");

    client.send(WrongConnect.withFlags(
            bench.hello("client").credentials(null, null).packet(), WrongConnect.PASSWORD_FLAG)
        .append("00 02 70 77"));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  /** The Client Identifier announces more bytes than there are. What 3.1.1 says about the CONNACK is judged here too. */
  @ConformanceCase(
      id = "connect/truncated-connect",
      title = "A CONNECT that ends in the middle of its Client Identifier is refused.",
      advice = "Look for a decoder that takes what is left of a packet for a shorter text.")
  void truncatedConnect(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_1, v311 = Mqtt311.MQTT_3_1_4_1, demandV311 = "close-connection")
          Judged refused,
      @Covers(v311 = Mqtt311.MQTT_3_1_4_1, demandV311 = "send-no-connack") Judged noConnAck) {
    CaseClient client = bench.open("client");

    client.send(WrongConnect.cutBy(bench.hello("client").credentials(null, null).packet(), 3));

    Came came = client.judge(
        refused,
        on(MqttVersion.V3_1_1)
            .best("close", closed())
            .acceptable("CONNACK, which is judged apart, then close", any(ConnAck.class), closed())
            .and(MqttVersion.V5)
            .best(
                "CONNACK 0x81 or 0x82, then close",
                connAck(MALFORMED_PACKET, PROTOCOL_ERROR),
                closed())
            .acceptable("close without a CONNACK, which is a MAY", closed())
            .warn("CONNACK with another error code, then close", connAckRefusing(), closed())
            .warn(
                "DISCONNECT, which may come behind a CONNACK only (judged elsewhere), then close",
                any(Disconnect.class),
                closed()));
    bench.judge(
        noConnAck,
        came.packets().toString(),
        Values.<String>bestIf("no CONNACK", any -> !came.has(ConnAck.class))
            .warnIf(
                "a CONNACK that refuses, where none is wanted",
                any -> came.first(ConnAck.class).reasonCode().isError()));
  }

  @ConformanceCase(
      id = "connect/bytes-behind-the-payload",
      title = "A CONNECT with bytes behind its last field is refused.",
      advice =
          "Look for a decoder that stops at the last field and never compares with Remaining Length.")
  void bytesBehindThePayload(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_1, v311 = Mqtt311.MQTT_3_1_4_1, demandV311 = "close-connection")
          Judged refused) {
    CaseClient client = bench.open("client");

    client.send(
        Deviation.of(bench.version(), bench.hello("client").packet()).append("00 03 61 62 63"));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  /** The packets are in the broker's buffer when it refuses: one write carries all of them. */
  @ConformanceCase(
      id = "connect/refused-connect-voids-what-follows",
      title = "What a client sent behind a CONNECT that is refused has no effect.",
      advice = "Look for a reader that goes on with the rest of its buffer after it has refused.")
  void refusedConnectVoidsWhatFollows(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_6, v311 = Mqtt311.MQTT_3_1_4_5, bySilence = true)
          Judged noEffect) {
    CaseClient observer = bench.connect("observer");
    observer.subscribe(bench.topic("t"), Qos.AT_MOST_ONCE);
    CaseClient client = bench.open("client");
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    together.writeBytes(
        WrongConnect.withFlags(bench.hello("client").packet(), WrongConnect.RESERVED_FLAG)
            .bytes());
    together.writeBytes(PacketWriter.of(bench.version())
        .toBytes(Packets.publish(bench.topic("t"), "from a client that was refused")));

    client.sendBytes(together.toByteArray());

    Answer answer = client.answer(bench.patience());
    bench.notExercisedUnless(
        answer.closed(),
        "the CONNECT was not refused, which connect/reserved-connect-flag-is-refused judges: "
            + answer);
    bench.judge(
        noEffect,
        Sessions.receivedUntilLater(bench, observer, bench.topic("t")),
        Values.best("no publication", List.of()));
  }

  /** Who is to wait until a password was checked may be read on meanwhile. */
  @ConformanceCase(
      id = "connect/refused-login-voids-what-follows",
      title = "What a client sent behind a CONNECT with a wrong password has no effect.",
      advice = "Look for packets that are read, and dealt with, while a password is being checked.")
  void refusedLoginVoidsWhatFollows(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_6, v311 = Mqtt311.MQTT_3_1_4_5, bySilence = true)
          Judged noEffect) {
    judgeRefusedVoids(bench, noEffect, bench::stranger, "the target lets everybody in, as it may");
  }

  /** A CONNECT that begins an exchange may be the one after which most is read before the answer. */
  @ConformanceCase(
      id = "connect/refused-method-voids-what-follows",
      title =
          "What a client sent behind a CONNECT with an unknown Authentication Method has no effect.",
      advice = "Look for a connection that waits for AUTH, and deals with other packets meanwhile.")
  void refusedMethodVoidsWhatFollows(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_6, bySilence = true) Judged noEffect) {
    judgeRefusedVoids(
        bench,
        noEffect,
        name -> bench.hello(name).properties(AuthCases.unknownMethod()),
        "a CONNECT with an unknown Authentication Method was not refused");
  }

  /**
   * One write carries a CONNECT, two PUBLISHes and a PINGREQ. A close alone is a refusal only where a CONNECT by itself is answered by it
   * too: otherwise the client may have been let in and lost its connection then.
   */
  private static void judgeRefusedVoids(
      Bench bench, Judged noEffect, Function<String, Hello> refused, String accepted) {
    CaseClient alone = bench.open("alone");
    alone.send(refused.apply("alone").packet());
    Answer control = alone.answer(bench.patience());
    bench.notExercisedUnless(
        saysNo(control) || closesUnanswered(control), accepted + ": " + control);
    CaseClient observer = bench.connect("observer");
    observer.subscribe(bench.topic("t"), Qos.AT_MOST_ONCE);
    CaseClient client = bench.open("client");

    client.sendBytes(together(
        bench,
        refused.apply("client").packet(),
        Packets.publish(bench.topic("t"), "from a client that was refused"),
        Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.topic("t"), "the same at QoS 1"),
        new PingReq()));

    Answer answer = client.answer(bench.patience());
    bench.notExercisedUnless(
        saysNo(answer) || (closesUnanswered(answer) && closesUnanswered(control)),
        "the CONNECT that is refused by itself is not seen to be refused where more comes with it: "
            + answer);
    List<String> effects =
        new ArrayList<>(Sessions.receivedUntilLater(bench, observer, bench.topic("t")));
    answer.came().stream()
        .map(Answer.Came::packet)
        .filter(packet -> packet != null && !OF_A_REFUSAL.contains(packet.type()))
        .forEach(packet -> effects.add(packet.type() + " to the refused client"));
    bench.judge(noEffect, effects, Values.best("no publication, and no answer", List.of()));
  }

  private static boolean saysNo(Answer answer) {
    return answer.count(ConnAck.class) > 0
        && answer.packet(ConnAck.class).reasonCode().isError();
  }

  private static boolean closesUnanswered(Answer answer) {
    return answer.closed() && answer.count(ConnAck.class) == 0;
  }

  private static byte[] together(Bench bench, Packet... packets) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Packet packet : packets) {
      bytes.writeBytes(PacketWriter.of(bench.version()).toBytes(packet));
    }
    return bytes.toByteArray();
  }

  @ConformanceCase(
      id = "connect/first-packet-must-be-connect",
      title = "A connection that begins with another packet than CONNECT is closed.",
      advice = "Look for a packet handler that serves connections which never sent a CONNECT.")
  void firstPacketMustBeConnect(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    CaseClient client = bench.open("client");

    client.send(Packets.publish(bench.topic("t"), "without a CONNECT"));

    client.judge(refused, Malformed.closedUnanswered());
  }

  /** The second CONNECT names another client, which the broker must not disturb for it. */
  @ConformanceCase(
      id = "connect/second-connect-has-no-effect",
      title = "A second CONNECT on a connection is an error and does not do what it asks for.",
      advice = "Look for a CONNECT handler that takes over the named session before it asks"
          + " whether the connection is established already.")
  void secondConnectHasNoEffect(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_0_2,
              demandV5 = "treat-as-protocol-error",
              v311 = Mqtt311.MQTT_3_1_0_2)
          Judged undisturbed) {
    CaseClient other = bench.connect("other");
    CaseClient client = bench.connect("client");

    client.send(bench.hello("other").packet());

    client.answer(bench.patience());
    other.judge(undisturbed, onBoth().best("the client that it names stays connected", leftOpen()));
  }
}
