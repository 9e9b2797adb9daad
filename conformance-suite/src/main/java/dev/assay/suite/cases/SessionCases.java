package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.leftOpen;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
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
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Outcomes;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sessions: whose they are, what they keep, and what ends them. How long they last: {@link SessionExpiryCases}. */
final class SessionCases {
  /** So often a message may come again ahead of the next one. */
  private static final int REPEATS_MAX = 10;

  /**
   * By a fence: what the old session still owed, unacknowledged or waiting, and what its subscription brought would precede it.
   * 5.0: the new session is one, and is kept.
   */
  @ConformanceCase(
      id = "session/clean-start-discards",
      title = "A client that starts clean finds nothing of the session it had, and gets a new one.",
      advice =
          "Look for Clean Start that only changes Session Present, and leaves old subscriptions or messages in place.",
      needs = Need.QOS_1)
  void cleanStartDiscards(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_4,
              demandV5 = "discard-old-session",
              v311 = Mqtt311.MQTT_3_1_2_6,
              demandV311 = "discard-earlier-session")
          Judged discarded,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_4, demandV5 = "start-new-session") Judged begun) {
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    CaseClient witness = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "t");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "unacknowledged");
    client.receiveUnacknowledged();
    client.disconnect();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "while away");
    witness.receivedUpTo("while away");

    client.reconnect(client.again(true));

    bench.judge(
        discarded,
        receivedBesidesFence(bench, publisher, witness, client),
        Values.best("nothing of the old session", List.of()));
    if (bench.isV5()) {
      // it has read our PUBACK then, and sends nothing of before again
      client.ping();
      client.disconnect();
      client.resume();
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "for the new session");
      client.judge(
          begun,
          onBoth()
              .best(
                  "PUBLISH for the subscription of the new session",
                  publish(p -> p.payload().asText().equals("for the new session"))));
    }
  }

  /** In the new session the identifier stands for nothing yet. Whether the old message comes as well is the broker's choice of when to pass it on. */
  @ConformanceCase(
      id = "session/clean-start-discards-what-awaits-pubrel",
      title =
          "After a clean start a PUBLISH of QoS 2 is a new message, whatever its identifier stood for before.",
      advice =
          "Look for identifiers that await PUBREL and are filed by Client Identifier beside the session.",
      needs = Need.QOS_2)
  void cleanStartDiscardsWhatAwaitsPubRel(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_4,
              demandV5 = "discard-old-session",
              v311 = Mqtt311.MQTT_3_1_2_6,
              demandV311 = "discard-earlier-session")
          Judged discarded) {
    CaseClient subscriber = bench.connect("subscriber");
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("t"));
    CaseClient client = Sessions.lasting(bench, "client");
    client.publishUpToPubRec(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("t"), "old"));
    client.disconnect();

    client.reconnect(client.again(true));
    client.send(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("t"), "new"));

    PubRec rec = client.await(PubRec.class, it -> it.packetId() == 7);
    bench.inconclusiveUnless(
        !rec.reasonCode().isError() || rec.reasonCode() == ReasonCode.PACKET_IDENTIFIER_IN_USE,
        "the publication was refused: " + rec.reasonCode());
    List<String> came = new ArrayList<>();
    if (rec.reasonCode().isError()) {
      came.add("PUBREC 0x91, which says that the identifier is in use");
    } else {
      client.release(7);
      client.publish(Packets.publish(Qos.EXACTLY_ONCE, 8, bench.topic("t"), "fence"));
      came.addAll(subscriber.receivedUpTo("fence", List.of("new")));
    }
    bench.judge(
        discarded,
        came,
        Values.bestIf("the message of the new session", all -> all.contains("new")));
  }

  /** The other direction: nobody in the new session knows what a PUBREL of the old one is about. */
  @ConformanceCase(
      id = "session/clean-start-discards-what-awaits-pubcomp",
      title =
          "After a clean start the client gets no PUBREL, and no message, that was under way before.",
      advice =
          "Look for a QoS 2 exchange that is kept beside the session and goes on when its client is back.",
      needs = Need.QOS_2)
  void cleanStartDiscardsWhatAwaitsPubComp(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_4,
              demandV5 = "discard-old-session",
              v311 = Mqtt311.MQTT_3_1_2_6,
              demandV311 = "discard-earlier-session",
              bySilence = true)
          Judged discarded) {
    CaseClient client = Sessions.lasting(bench, "client");
    bench.notExercisedUnless(
        client.subscribe(bench.topic("t"), Qos.EXACTLY_ONCE) == Qos.EXACTLY_ONCE,
        "less than QoS 2 was granted, as it may be (3.8.4)");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("t"), "released");
    int packetId = client.receiveUnacknowledged().packetId();
    client.send(new PubRec(packetId));
    client.await(PubRel.class, rel -> rel.packetId() == packetId);
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("t"), "sent, or waiting");
    client.ping();
    client.disconnect();

    client.reconnect(client.again(true));

    client.send(new PingReq());
    List<PacketType> came = client.answer(bench.quietWindow()).came().stream()
        .map(Answer.Came::packet)
        .flatMap(packet -> packet == null ? Stream.empty() : Stream.of(packet.type()))
        .filter(type -> type == PacketType.PUBREL || type == PacketType.PUBLISH)
        .toList();
    bench.judge(discarded, came, Values.best("nothing of the old session", List.of()));
  }

  @ConformanceCase(
      id = "session/ends-with-its-connection",
      title = "A session that is not to outlive its connection leaves nothing to the next one.",
      advice =
          "Look for subscriptions that are filed by Client Identifier and not removed when the connection ends.",
      needs = Need.QOS_1)
  void endsWithItsConnection(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_1_0_2,
              v311 = Mqtt311.MQTT_3_1_2_6,
              demandV311 = "keep-nothing-for-later-session")
          Judged gone) {
    CaseClient client = Sessions.passing(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.disconnect();
    CaseClient publisher = bench.connect("publisher");
    CaseClient witness = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "t");

    client.resume();

    bench.judge(
        gone,
        receivedBesidesFence(bench, publisher, witness, client),
        Values.best("nothing for the old subscription", List.of()));
  }

  /**
   * What a client gets for a publication on {@code t}, to which it has not subscribed on this connection; then it subscribes,
   * and the same publisher sends the fence.
   *
   * @param witness who subscribed to {@code t} in time. When it has the publication, a broker that looks for subscribers late has
   *     done so
   */
  static List<String> receivedBesidesFence(
      Bench bench, CaseClient publisher, CaseClient witness, CaseClient client) {
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "for the old subscription");
    witness.receivedUpTo("for the old subscription");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "fence");
    List<String> received = client.receivedUpTo("fence");
    return received.subList(0, received.size() - 1);
  }

  @ConformanceCase(
      id = "session/taken-over-session-goes-on",
      title = "A client that takes over its own session keeps its subscriptions.",
      advice = "Look for a takeover that ends the session along with the older connection.",
      needs = Need.QOS_1)
  void takenOverSessionGoesOn(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_5,
              v311 = Mqtt311.MQTT_3_1_2_4,
              demandV311 = "resume-stored-session")
          Judged resumed) {
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    CaseClient publisher = bench.connect("publisher");

    client.resume();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "for the subscription of before");

    client.judge(resumed, isServed());
  }

  static Outcomes isServed() {
    return onBoth()
        .best(
            "PUBLISH for the subscription of before, of QoS 1",
            publish(Qos.AT_LEAST_ONCE, "for the subscription of before"));
  }

  @ConformanceCase(
      id = "session/kept-while-away",
      title = "A session that is to outlive its connection is there when the client comes back.",
      advice =
          "Look for sessions that are dropped with their connection, whatever the CONNECT asked for.",
      takesSeconds = true,
      needs = Need.QOS_1)
  void keptWhileAway(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_23,
              v311 = Mqtt311.MQTT_3_1_2_4,
              demandV311 = "keep-session-after-close")
          Judged kept) {
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.drop();
    CaseClient publisher = bench.connect("publisher");
    // a broker that ends sessions does so at once, or with its next look at the clock
    publisher.letPass(bench.seconds(2.2));

    client.resume();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "for the subscription of before");

    client.judge(kept, isServed());
  }

  @ConformanceCase(
      id = "session/made-where-there-is-none",
      title =
          "A client that wants to resume a session which does not exist gets a new one, which is kept.",
      advice =
          "Look for Clean Start 0 that is refused, or served without a session, where nothing is stored.",
      needs = Need.QOS_1)
  void madeWhereThereIsNone(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_2_2_3, demandV311 = "return-code-0") Judged accepted,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_6,
              v311 = Mqtt311.MQTT_3_1_2_4,
              demandV311 = "create-missing-session")
          Judged made) {
    CaseClient client = bench.open("client");

    client.send(bench
        .hello("client")
        .keepSession()
        .cleanStart(false)
        .keepAliveSeconds(0)
        .packet());

    ConnAck ack = bench.isV5()
        ? client.await(ConnAck.class, any -> true)
        : client
            .judge(accepted, onBoth().best("CONNACK 0x00", connAck(ReasonCode.SUCCESS)))
            .first(ConnAck.class);
    bench.inconclusiveUnless(
        ack.reasonCode() == ReasonCode.SUCCESS,
        "the client was refused: " + ack.reasonCode().inConnAck(bench.version()));
    bench.notExercisedUnless(
        Sessions.areKept(bench, ack), "the target grants no session that outlives its connection");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.disconnect();
    client.resume();
    bench
        .connect("publisher")
        .publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "for the subscription of before");
    client.judge(made, isServed());
  }

  @ConformanceCase(
      id = "session/queues-qos-1-while-away",
      title = "A message of QoS 1 waits for a subscriber that is away.",
      advice = "Look for deliveries that are dropped when the subscriber has no connection.",
      needs = Need.QOS_1)
  void queuesQosOneWhileAway(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_5_0_1,
              v311 = Mqtt311.MQTT_3_1_2_5,
              demandV311 = "queue-offline-qos1")
          Judged queued) {
    queuesWhileAway(bench, queued, Qos.AT_LEAST_ONCE);
  }

  @ConformanceCase(
      id = "session/queues-qos-2-while-away",
      title = "A message of QoS 2 waits for a subscriber that is away.",
      advice =
          "Look for deliveries of QoS 2 that are dropped when the subscriber has no connection.",
      needs = Need.QOS_2)
  void queuesQosTwoWhileAway(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_5_0_1,
              v311 = Mqtt311.MQTT_3_1_2_5,
              demandV311 = "queue-offline-qos2")
          Judged queued) {
    queuesWhileAway(bench, queued, Qos.EXACTLY_ONCE);
  }

  private static void queuesWhileAway(Bench bench, Judged queued, Qos qos) {
    CaseClient client = Sessions.lasting(bench, "client");
    bench.notExercisedUnless(
        client.subscribe(bench.topic("t"), qos) != Qos.AT_MOST_ONCE,
        "the target grants QoS 0 only");
    client.disconnect();
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(qos, bench.topic("t"), "while away");
    client.resume();
    publisher.publish(qos, bench.topic("t"), "fence");

    bench.judge(
        queued,
        client.receivedUpTo("fence", List.of("while away")),
        Values.bestInAnyOrder(
            "what was sent while away, and the fence", List.of("while away", "fence")));
  }

  /** All of it: what was subscribed to, and what waits. */
  @ConformanceCase(
      id = "session/state-is-kept-for-its-duration",
      title = "Subscriptions and messages of a session are there after each of two absences.",
      advice = "Look for state that is handed over on resume and not kept any more.",
      needs = Need.QOS_1)
  void stateIsKeptForItsDuration(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_5_0_1, v311 = Mqtt311.MQTT_4_1_0_1) Judged kept) {
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    CaseClient publisher = bench.connect("publisher");
    List<String> received = new ArrayList<>();

    for (String absence : List.of("first", "second")) {
      if (absence.equals("first")) {
        client.drop();
      } else {
        // the broker has seen it go: what comes then has to wait
        client.disconnect();
      }
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), absence);
      client.resume();
      if (comes(client, absence)) {
        received.add(absence);
      }
      // until its PUBACK was read, the broker may send a message again on resume
      client.ping();
    }

    bench.judge(
        kept, received, Values.best("a message of each absence", List.of("first", "second")));
  }

  /** Whether this message comes; one of before may come once more ahead of it, of which nothing is said here. */
  private static boolean comes(CaseClient client, String payload) {
    for (int i = 0; i < REPEATS_MAX; i++) {
      Optional<Publish> came = client.receiveRepeatIfAny();
      if (came.isEmpty()) {
        return false;
      }
      if (came.get().payload().asText().equals(payload)) {
        return true;
      }
    }
    return false;
  }

  /** How long it was to be kept the client says anew with each CONNECT. */
  @ConformanceCase(
      id = "session/ends-with-the-connection-that-wants-no-more",
      title =
          "A session that was kept ends with a connection whose CONNECT asks for none that outlives it.",
      advice =
          "Look for a Session Expiry Interval, or a CleanSession flag, that is stored when a session begins and not when it is resumed.")
  void endsWithTheConnectionThatWantsNoMore(
      Bench bench,
      @Covers(
              rules = Rule.V5_NO_SESSION_EXPIRY_INTERVAL_IS_ZERO,
              v311 = Mqtt311.MQTT_3_1_2_6,
              demandV311 = "keep-nothing-for-later-session")
          Judged gone) {
    CaseClient client = Sessions.lasting(bench, "client");
    client.disconnect();
    // 3.1.1 says it by CleanSession 1, which also ends the session of before
    ConnAck passing =
        client.reconnect(bench.hello("client").cleanStart(!bench.isV5()).packet());
    bench.notExercisedUnless(
        passing.sessionPresent() == bench.isV5(),
        "the target resumes no session, or does not end it, which is judged elsewhere");
    bench.notExercisedUnless(
        passing.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0) == 0,
        "the target uses another Session Expiry Interval, as it may (3.2.2.3.2)");
    client.disconnect();

    ConnAck back =
        client.reconnect(bench.hello("client").keepSession().cleanStart(false).packet());

    bench.judge(gone, back.sessionPresent(), Values.best("Session Present 0", false));
  }

  /** The identifiers differ in nothing but case: they are text, and nobody says that case does not count. */
  @ConformanceCase(
      id = "session/ids-do-not-share-state",
      title = "Clients whose identifiers differ only in case have nothing to do with each other.",
      advice =
          "Look for Client Identifiers that are compared without regard to case, or by a part of them.")
  void idsDoNotShareState(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_3_2, v311 = Mqtt311.MQTT_3_1_3_2) Judged apart) {
    CaseClient client = bench.open("lower");
    client.connect(bench.hello("lower").clientId(lower(bench)).packet());
    CaseClient other = bench.open("upper");

    other.connect(bench.hello("upper").clientId(upper(bench)).packet());

    client.judge(apart, onBoth().best("the first client stays connected", leftOpen()));
  }

  /** As above; but those who are connected and what is stored are often filed in two places, and a database may have its own idea of equal. */
  @ConformanceCase(
      id = "session/ids-do-not-share-stored-state",
      title =
          "A client does not find the session of one whose identifier differs from its own only in case.",
      advice =
          "Look for a store, such as a database, whose keys are compared without regard to case.",
      needs = Need.QOS_1)
  void idsDoNotShareStoredState(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_3_2, v311 = Mqtt311.MQTT_3_1_3_2) Judged apart) {
    CaseClient client = Sessions.lasting(bench, "lower", hello -> hello.clientId(lower(bench)));
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.disconnect();
    CaseClient other = bench.open("upper");

    ConnAck ack = other.connect(bench
        .hello("upper")
        .clientId(upper(bench))
        .keepSession()
        .cleanStart(false)
        .packet());

    bench.judge(apart, ack.sessionPresent() ? 1 : 0, Values.best("Session Present 0", 0));
  }

  private static String lower(Bench bench) {
    return bench.clientId("ab");
  }

  private static String upper(Bench bench) {
    String lower = lower(bench);
    return lower.substring(0, lower.length() - 2) + "AB";
  }
}
