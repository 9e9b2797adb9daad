package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.Deviation;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** DISCONNECT, from either side. */
final class DisconnectCases {
  private static final int PACKETS_BEHIND = 3;

  /** A client that leaves in order leaves no Will behind. */
  @ConformanceCase(
      id = "disconnect/discards-the-will",
      title = "After DISCONNECT 0x00 the Will Message is not published.",
      advice =
          "Look for a Will that is published on every close, whether or not a DISCONNECT came before.")
  void discardsTheWill(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_14_4_3, v311 = Mqtt311.MQTT_3_14_4_3, bySilence = true)
          Judged discarded) {
    CaseClient observer = observer(bench);
    CaseClient client = bench.connect("client", hello -> withWill(bench, hello));

    client.disconnect();

    bench.judge(
        discarded,
        Sessions.receivedUntilControlWill(bench, observer, bench.topic("will")),
        Values.best("no Will Message", List.of()));
  }

  /**
   * The lower four bits of DISCONNECT are reserved, and a broker looks at them. Any DISCONNECT ends the connection, so the close
   * says nothing; the Will does: a packet that counts as an error does not discard it.
   */
  @ConformanceCase(
      id = "disconnect/reserved-flags-are-refused",
      title =
          "A DISCONNECT whose reserved flags are not 0 is an error: it does not discard the Will Message.",
      advice =
          "Look for a decoder that dispatches by the upper four bits and never looks at the lower ones.",
      needs = Need.QOS_1)
  void reservedFlagsAreRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_14_1_1, demandV5 = "answer-disconnect-0x81") Judged answered,
      @Covers(
              v5 = Mqtt5.MQTT_3_14_1_1,
              demandV5 = "check-reserved-bits",
              v311 = Mqtt311.MQTT_3_14_1_1)
          Judged noticed) {
    String topic = bench.topic("will");
    CaseClient watcher = observer(bench);
    bench
        .connect("control", hello -> hello.will(topic, "control", Qos.AT_LEAST_ONCE, false))
        .drop();
    watcher.receiveWill();
    CaseClient client =
        bench.connect("client", hello -> hello.will(topic, "will", Qos.AT_LEAST_ONCE, false));

    client.send(
        Deviation.of(bench.version(), new Disconnect(ReasonCode.SUCCESS)).withFlags(0b0001));

    client.judge(answered, refusedWith(MALFORMED_PACKET));
    watcher.judge(
        noticed,
        bench.patienceForWills(),
        onBoth().best("the Will Message", publish(it -> it.payload().asText().equals("will"))));
  }

  /** The old Will must not show up later either: the same client comes back without one, and fails. */
  @ConformanceCase(
      id = "disconnect/removes-the-will-for-good",
      title = "A Will that DISCONNECT has removed is not published when its client fails later.",
      advice = "Look for a Will that is left in the stored session.")
  void removesTheWillForGood(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_10,
              demandV5 = "remove-on-normal-disconnect",
              v311 = Mqtt311.MQTT_3_1_2_10,
              demandV311 = "forget-will-on-disconnect",
              bySilence = true)
          Judged forgotten) {
    CaseClient observer = observer(bench);
    CaseClient client = Sessions.lasting(bench, "client", hello -> withWill(bench, hello));
    client.disconnect();
    bench.inconclusiveUnless(
        Sessions.receivedUntilControlWill(bench, observer, bench.topic("will")).isEmpty(),
        "the Will was published at the DISCONNECT, which is judged elsewhere");

    client.reconnect(bench.hello("client").keepSession().cleanStart(false).packet());
    client.drop();

    bench.judge(
        forgotten,
        Sessions.receivedUntilControlWill(bench, observer, bench.topic("will")),
        Values.best("no Will", List.of()));
  }

  @ConformanceCase(
      id = "disconnect/with-will-publishes-it",
      title = "DISCONNECT 0x04 has the Will published.",
      advice = "Look for a DISCONNECT handler that removes the Will whatever the Reason Code is.",
      needs = Need.QOS_1)
  void withWillPublishesIt(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "publish-after-will-delay") Judged published) {
    CaseClient observer = observer(bench);
    CaseClient client = bench.connect("client", hello -> withWill(bench, hello));

    // a broker need not close by itself, and a Will is due once the connection is closed
    client.disconnect(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE));

    observer.judge(
        published,
        bench.patienceForWills(),
        onBoth().best("the Will", publish(it -> it.payload().asText().equals("gone"))));
  }

  /** Such a DISCONNECT is not valid: no session comes of it. */
  @ConformanceCase(
      id = "disconnect/no-session-out-of-nothing",
      title =
          "DISCONNECT cannot give a Session Expiry Interval to a session whose CONNECT had none.",
      advice =
          "Look for a DISCONNECT handler that takes the property without a look at the CONNECT's.")
  void noSessionOutOfNothing(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-protocol-error") Judged refused,
      @Covers(rules = Rule.V5_DISCONNECT_CANNOT_REVIVE_EXPIRY) Judged ended) {
    CaseClient client = Sessions.passing(bench, "client");
    bench.cleanSession(client.clientId());

    client.send(new Disconnect(
        ReasonCode.SUCCESS,
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 120).build()));

    client.judge(refused, refusedWith(PROTOCOL_ERROR));
    ConnAck back = client.resume();
    bench.judge(ended, back.sessionPresent() ? 1 : 0, Values.best("Session Present 0", 0));
  }

  /** What is no valid DISCONNECT discards nothing [3.14.2.2.2]. */
  @ConformanceCase(
      id = "disconnect/invalid-one-leaves-the-will",
      title =
          "A DISCONNECT 0x00 that would prolong a session whose CONNECT had no expiry does not discard the Will.",
      advice =
          "Look for a DISCONNECT handler that discards the Will before it looks at the properties.",
      needs = Need.QOS_1)
  void invalidOneLeavesTheWill(
      Bench bench, @Covers(rules = Rule.V5_DISCONNECT_CANNOT_REVIVE_EXPIRY) Judged published) {
    CaseClient observer = observer(bench);
    CaseClient client = Sessions.expiringAfter(bench, "client", 0, hello -> withWill(bench, hello));
    bench.cleanSession(client.clientId());

    client.send(new Disconnect(
        ReasonCode.SUCCESS,
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 120).build()));

    client.answer(bench.patience());
    // who overlooks the packet finds the connection lost
    client.drop();
    observer.judge(
        published,
        bench.patienceForWills(),
        onBoth().best("the Will", publish(it -> it.payload().asText().equals("gone"))));
  }

  /** Not to be allowed is to make something of nothing, not to make more of something [3.14.2.2.2]. */
  @ConformanceCase(
      id = "disconnect/may-prolong-a-session",
      title =
          "DISCONNECT may name a longer Session Expiry Interval than CONNECT, where that one was not 0.",
      advice =
          "Look for a check that compares both intervals, where the one of CONNECT alone counts.")
  void mayProlongASession(
      Bench bench, @Covers(rules = Rule.V5_DISCONNECT_REPLACES_EXPIRY) Judged taken) {
    CaseClient client = Sessions.lasting(bench, "client");

    client.send(new Disconnect(
        ReasonCode.SUCCESS,
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 180).build()));

    bench.judge(
        taken,
        client.answer(bench.patience()),
        Values.<Answer>bestIf(
            "no DISCONNECT in return", answer -> answer.count(Disconnect.class) == 0));
  }

  /**
   * A second CONNECT, and three PINGREQs behind it: the broker gives up on the client. Whether it says so is its choice; what it
   * does once it has said so is not.
   */
  @ConformanceCase(
      id = "disconnect/is-the-brokers-last-word",
      title = "Behind its DISCONNECT the broker sends nothing and closes.",
      advice = "Look for an error handler that sends DISCONNECT and goes on reading.")
  void isTheBrokersLastWord(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_14_2_2) Judged noSessionExpiry,
      @Covers(v5 = Mqtt5.MQTT_3_14_4_1) Judged nothingBehind,
      @Covers(v5 = Mqtt5.MQTT_3_14_4_2) Judged closes) {
    CaseClient client = bench.connect("client");
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    PacketWriter writer = PacketWriter.of(bench.version());
    together.writeBytes(writer.toBytes(bench.hello("client").packet()));
    for (int i = 0; i < PACKETS_BEHIND; i++) {
      together.writeBytes(writer.toBytes(new PingReq()));
    }

    client.sendBytes(together.toByteArray());

    Answer answer = client.answer(bench.patience());
    bench.notExercisedUnless(
        !answer.isEmpty() && answer.came().get(0).hex().startsWith("E0 "),
        "no DISCONNECT came: " + answer);
    Answer.Came farewell = answer.came().get(0);
    bench.judge(
        noSessionExpiry,
        farewell,
        Values.bestIf("no Session Expiry Interval", a -> a.broken() != Mqtt5.MQTT_3_14_2_2));
    bench.inconclusiveUnless(
        farewell.is(Disconnect.class), "the DISCONNECT breaks the standard: " + farewell);
    bench.judge(
        nothingBehind,
        answer,
        Values.bestIf("nothing behind the DISCONNECT", a -> a.came().size() == 1));
    client.judgeClose(closes, answer);
  }

  private static CaseClient observer(Bench bench) {
    return Subscribers.observer(bench, "will");
  }

  private static Hello withWill(Bench bench, Hello hello) {
    return hello.will(bench.topic("will"), "gone", Subscribers.surest(bench), false);
  }
}
