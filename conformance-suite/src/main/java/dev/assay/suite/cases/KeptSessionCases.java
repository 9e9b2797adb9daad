package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.leftOpen;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
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
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.Collections;
import java.util.List;

/**
 * What must not cost a session, or a part of it: the way in which its connection ended, what others tried, a clock that began too early. Where
 * a broker says that a session is gone, another one, that was lost in no special way, shows whether it keeps any.
 */
final class KeptSessionCases {
  private static final long NEVER = 0xFFFF_FFFFL;
  private static final long A_MONTH_SECONDS = 2_592_000;
  private static final int KEEP_ALIVE_SECONDS = 1;

  /** How many characters of a Client Identifier every broker has to take [MQTT-3.1.3-5, both versions]. */
  private static final int IDENTIFIER_LENGTH_FOR_ALL = 23;

  /** One client shows both: its own first absence tells whether the broker keeps such a session at all. */
  @ConformanceCase(
      id = "session/interval-is-counted-from-each-close",
      title = "A Session Expiry Interval begins when a connection ends, each time anew.",
      takesSeconds = true,
      advice =
          "Look for a Session Expiry Interval that is counted from CONNECT, or from the first time that the client was away.",
      needs = Need.QOS_1)
  void intervalIsCountedFromEachClose(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_23) Judged kept) {
    CaseClient client = Sessions.expiringAfter(bench, "client", 3, hello -> hello);
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.drop();
    Subscribers.resume(bench, client);
    client.answer(bench.seconds(3.5));
    CaseClient bystander = bench.connect("bystander");

    long sinceMicros = bench.elapsedMicros();
    client.drop();
    bystander.letPass(bench.seconds(0.7));
    ConnAck back = client.resume();

    bench.inconclusiveUnless(
        bench.elapsedMicros() - sinceMicros < 2_000_000,
        "this machine is too slow to come back in time");
    judgePresent(bench, kept, back);
  }

  private static void judgePresent(Bench bench, Judged kept, ConnAck back) {
    bench.judge(kept, back.sessionPresent() ? 1 : 0, Values.best("Session Present 1", 1));
  }

  /** In milliseconds it is more than 31 bits can say. */
  @ConformanceCase(
      id = "session/long-interval-is-kept",
      title = "A session that is to be kept for 30 days is there after five seconds.",
      takesSeconds = true,
      advice = "Look for seconds that are turned into milliseconds in 32 bits.",
      needs = Need.QOS_1)
  void longIntervalIsKept(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_23) Judged kept) {
    CaseClient client = Sessions.expiringAfter(bench, "client", A_MONTH_SECONDS, hello -> hello);
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.disconnect();
    Sessions.keptOtherwise(bench);
    // some brokers look for sessions that are over each five seconds
    bench.connect("bystander").letPass(bench.seconds(5.5));

    judgePresent(bench, kept, client.resume());
  }

  /** The largest number is no number of seconds here either. */
  @ConformanceCase(
      id = "session/disconnect-keeps-it-for-ever",
      title =
          "A Session Expiry Interval of 0xFFFFFFFF in DISCONNECT takes the place of 1 s in CONNECT.",
      takesSeconds = true,
      advice =
          "Look for 0xFFFFFFFF in DISCONNECT that becomes -1, or for an interval that only gets shorter.",
      needs = Need.QOS_1)
  void disconnectKeepsItForEver(
      Bench bench, @Covers(rules = Rule.V5_DISCONNECT_REPLACES_EXPIRY) Judged kept) {
    CaseClient client = Sessions.expiringAfter(bench, "client", 1, hello -> hello);
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.disconnect(expiring(ReasonCode.SUCCESS, NEVER));
    Sessions.keptOtherwise(bench);
    bench.connect("bystander").letPass(bench.seconds(3.2));

    judgePresent(bench, kept, client.resume());
  }

  private static Disconnect expiring(ReasonCode code, long seconds) {
    return new Disconnect(
        code,
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, seconds).build());
  }

  /** With another code than 0x00 the packet has the same properties. */
  @ConformanceCase(
      id = "session/disconnect-with-will-ends-it",
      title =
          "A Session Expiry Interval of 0 ends the session also in a DISCONNECT that is not 0x00.",
      advice = "Look for a DISCONNECT handler that reads on for a normal disconnection alone.")
  void disconnectWithWillEndsIt(
      Bench bench, @Covers(rules = Rule.V5_DISCONNECT_REPLACES_EXPIRY) Judged gone) {
    CaseClient client = Sessions.lasting(bench, "client");

    client.disconnect(expiring(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, 0));

    ConnAck back = client.resume();
    bench.judge(gone, back.sessionPresent() ? 1 : 0, Values.best("Session Present 0", 0));
  }

  /** The interval is one of the connection that ends, not of the session that began once. */
  @ConformanceCase(
      id = "session/interval-of-the-last-connect-counts",
      title = "A session that is resumed with a shorter Session Expiry Interval ends by that.",
      takesSeconds = true,
      advice =
          "Look for a Session Expiry Interval that is stored when a session begins, or only made longer.")
  void intervalOfTheLastConnectCounts(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_1_0_2) Judged gone) {
    CaseClient client = Sessions.lasting(bench, "client");
    client.disconnect();
    ConnAck shorter = client.reconnect(bench
        .hello("client")
        .cleanStart(false)
        .with(PropertyId.SESSION_EXPIRY_INTERVAL, 1)
        .packet());
    Subscribers.keptOrNotExercised(bench, client, shorter);
    bench.notExercisedUnless(
        shorter.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 1) == 1,
        "the target makes something else of a Session Expiry Interval of 1 s");

    SessionExpiryCases.judgeGone(bench, gone, client);
  }

  /** The error is the client's; its session is not. */
  @ConformanceCase(
      id = "session/kept-when-closed-for-an-error",
      title = "A client that was closed for a malformed packet finds its session again.",
      advice = "Look for an error path that ends the session along with the connection.",
      needs = Need.QOS_1)
  void keptWhenClosedForAnError(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_23,
              v311 = Mqtt311.MQTT_3_1_2_4,
              demandV311 = "keep-session-after-close")
          Judged kept) {
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.send(Malformed.of(bench, Packets.subscribe(2, bench.topic("u"), Qos.AT_MOST_ONCE))
        .withFlags(0));
    bench.notExercisedUnless(
        client.answerAndClose(bench.patience()).closed(),
        "a SUBSCRIBE with wrong flags does not end the connection, which"
            + " subscribe/reserved-flags-are-refused judges");
    Sessions.keptOtherwise(bench);

    judgePresent(bench, kept, client.resume());
  }

  /** A client that is cut off is who a session is kept for. */
  @ConformanceCase(
      id = "session/kept-when-closed-by-keep-alive",
      title = "A client that was closed by its Keep Alive finds its session again.",
      takesSeconds = true,
      advice = "Look for a Keep Alive that ends the session along with the connection.",
      needs = Need.QOS_1)
  void keptWhenClosedByKeepAlive(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_23,
              v311 = Mqtt311.MQTT_3_1_2_4,
              demandV311 = "keep-session-after-close")
          Judged kept) {
    CaseClient client = bench.open("client");
    client.keepSilent();
    ConnAck ack = client.connect(
        bench.hello("client").keepSession().keepAliveSeconds(KEEP_ALIVE_SECONDS).packet());
    bench.notExercisedUnless(
        Sessions.areKept(bench, ack), "the target grants no session that outlives its connection");
    bench.notExercisedUnless(
        ack.properties().number(PropertyId.SERVER_KEEP_ALIVE, KEEP_ALIVE_SECONDS)
            == KEEP_ALIVE_SECONDS,
        "the target imposes another Keep Alive");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    bench.notExercisedUnless(
        client.answerAndClose(KeepAliveCases.LATEST.plus(KeepAliveCases.SWEEP)).closed(),
        "the silent client is not closed, which keep-alive/silent-client-is-closed judges");
    Sessions.keptOtherwise(bench);

    judgePresent(bench, kept, client.resume());
  }

  /** Who is refused has done nothing yet: only a CONNECT that passes all checks has its Clean Start processed (3.1.4). */
  @ConformanceCase(
      id = "session/refused-connect-does-not-end-it",
      title =
          "A CONNECT with Clean Start 1 that is refused leaves the session of its Client Identifier alone.",
      advice = "Look for a Clean Start that is processed before the client is authenticated.",
      needs = Need.QOS_1)
  void refusedConnectDoesNotEndIt(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_23) Judged kept) {
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.disconnect();
    CaseClient stranger = bench.open("stranger");
    stranger.send(bench
        .hello("stranger")
        .clientId(client.clientId())
        .properties(Properties.builder()
            .with(PropertyId.AUTHENTICATION_METHOD, "ASSAY-NO-SUCH-METHOD")
            .build())
        .packet());
    Answer answer = stranger.nextAnswer();
    bench.notExercisedUnless(
        answer.count(ConnAck.class) == 1
            && answer.packet(ConnAck.class).reasonCode().isError(),
        "a CONNECT with an unknown Authentication Method was not refused by one CONNACK: "
            + answer);
    Sessions.keptOtherwise(bench);

    judgePresent(bench, kept, client.resume());
  }

  /** What awaits PUBREL is Session State by itself. */
  @ConformanceCase(
      id = "session/kept-for-what-awaits-pubrel",
      title = "A session in which nothing is but a PUBLISH of QoS 2 that awaits PUBREL is kept.",
      advice =
          "Look for sessions that are stored only if there are subscriptions, or messages to the client.",
      needs = Need.QOS_2)
  void keptForWhatAwaitsPubRel(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_23,
              v311 = Mqtt311.MQTT_3_1_2_4,
              demandV311 = "keep-session-after-close")
          Judged kept) {
    CaseClient client = Sessions.lasting(bench, "client");
    client.publishUpToPubRec(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "once"));
    client.drop();
    Sessions.keptOtherwise(bench);

    judgePresent(bench, kept, client.resume());
  }

  // ---- takeover

  /** The connection that is taken over ends like any other: what it left open goes on with the new one. */
  @ConformanceCase(
      id = "session/takeover-keeps-what-is-unacknowledged",
      title = "A client that takes over its own session gets again what it had not acknowledged.",
      advice =
          "Look for a takeover that hands over the subscriptions alone, and drops what is in flight.",
      needs = Need.QOS_1)
  void takeoverKeepsWhatIsUnacknowledged(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_5,
              v311 = Mqtt311.MQTT_3_1_2_4,
              demandV311 = "resume-stored-session")
          Judged resumed,
      @Covers(
              v5 = Mqtt5.MQTT_4_4_0_1,
              demandV5 = "resend-publish",
              v311 = Mqtt311.MQTT_4_4_0_1,
              demandV311 = "resend-publish")
          Judged again) {
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    Sessions.keptOtherwise(bench);
    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "unacknowledged");
    client.receiveUnacknowledged();

    ConnAck back = client.resume();

    judgePresent(bench, resumed, back);
    Publish repeat = client
        .judge(
            again,
            bench.patienceForRepeats(),
            onBoth().best("the message again", publish(Qos.AT_LEAST_ONCE, "unacknowledged")))
        .first(Publish.class);
    client.acknowledge(repeat);
  }

  /** What the broker has received goes on as well. */
  @ConformanceCase(
      id = "session/takeover-keeps-what-awaits-pubrel",
      title =
          "A PUBLISH of QoS 2 that a client repeats after it has taken over its own session is not delivered twice.",
      advice = "Look for a takeover that forgets the Packet Identifiers which await PUBREL.",
      needs = Need.QOS_2)
  void takeoverKeepsWhatAwaitsPubRel(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_10,
              demandV5 = "no-duplicate-delivery",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "no-duplicate-onward")
          Judged once) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = Sessions.lasting(bench, "publisher");
    Publish message = Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "once");
    publisher.publishUpToPubRec(message);

    Subscribers.resume(bench, publisher);
    publisher.send(Packets.duplicate(message));

    bench.notExercisedUnless(
        publisher.comes(PubRec.class, rec -> rec.packetId() == 7),
        "a repeated PUBLISH is not answered, which"
            + " qos2/repeat-before-pubrel-is-not-delivered-again judges");
    publisher.release(7);
    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 8, bench.topic("a"), "fence"));
    bench.judge(
        once,
        subscriber.receivedUpTo("fence"),
        Values.bestIf("no second copy", all -> Collections.frequency(all, "once") < 2));
  }

  /** Its connection is closed before its successor is served: that what lasts as long as the connection is over then, 3.1.1 says plainly. */
  @ConformanceCase(
      id = "session/takeover-revives-nothing",
      title =
          "In 3.1.1 a session of CleanSession 1 does not pass to the connection that takes over with CleanSession 0.",
      advice = "Look for a takeover that looks for a session before it ends the older connection.",
      needs = Need.QOS_1)
  void takeoverRevivesNothing(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_1_2_6, demandV311 = "keep-nothing-for-later-session")
          Judged gone) {
    CaseClient client = Sessions.passing(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));

    client.reopen();
    client.send(client.again(false));

    Answer answer = client.nextAnswer();
    bench.notExercisedUnless(
        !answer.closed() || answer.count(ConnAck.class) > 0,
        "the target closes the newcomer's connection without a CONNACK");
    bench.notExercisedUnless(
        !answer.closed()
            && answer.count(ConnAck.class) == 1
            && !answer.packet(ConnAck.class).reasonCode().isError(),
        "the newcomer is turned away, which connect/second-connection-takes-over judges");
    bench.judge(
        gone,
        answer.packet(ConnAck.class).sessionPresent() ? 1 : 0,
        Values.best("Session Present 0", 0));
  }

  // ---- what a resumed session is made of

  /** What was seen before the client was away has to be so afterwards. */
  @ConformanceCase(
      id = "session/options-of-subscriptions-are-kept",
      title = "A resumed session has the granted QoS and the options of its subscriptions still.",
      advice = "Look for a store of sessions that has fewer columns than a subscription.",
      needs = Need.QOS_2)
  void optionsOfSubscriptionsAreKept(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_5,
              v311 = Mqtt311.MQTT_3_1_2_4,
              demandV311 = "resume-stored-session")
          Judged level,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_13) Judged retain) {
    CaseClient client = Sessions.lasting(bench, "client");
    CaseClient publisher = bench.connect("publisher");
    Subscribers.grantedAsAsked(
        bench, client, Subscription.of(TopicFilter.of(bench.topic("level")), Qos.EXACTLY_ONCE));
    boolean retains = bench.isV5() && bench.profile().retainAvailable();
    if (retains) {
      Subscribers.grantedAsAsked(
          bench,
          client,
          new Subscription(
              TopicFilter.of(bench.topic("retain")),
              Qos.AT_LEAST_ONCE,
              false,
              true,
              RetainHandling.SEND_ALWAYS));
    }
    bench.notExercisedUnless(
        levelOf(bench, publisher, client) == Qos.EXACTLY_ONCE.level()
            && (!retains || retainOf(bench, publisher, client, "before") == 1),
        "the options have no effect, which publish/arrives-at-the-lower-qos and cases about Retain As Published judge");
    client.ping();
    client.drop();

    Subscribers.resume(bench, client);

    bench.judge(level, levelOf(bench, publisher, client), Values.best("QoS 2", 2));
    if (retains) {
      bench.judge(
          retain, retainOf(bench, publisher, client, "afterwards"), Values.best("RETAIN 1", 1));
    } else {
      bench.notExercised(retain, "the target retains nothing");
    }
  }

  private static int levelOf(Bench bench, CaseClient publisher, CaseClient client) {
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("level"), "at QoS 2");
    return last(client.publicationsUpTo("at QoS 2")).qos().level();
  }

  private static int retainOf(
      Bench bench, CaseClient publisher, CaseClient client, String payload) {
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("retain"), payload);
    return last(client.publicationsUpTo(payload)).retain() ? 1 : 0;
  }

  private static Publish last(List<Publish> publications) {
    return publications.get(publications.size() - 1);
  }

  /** The subscription is an old one, made on another connection. */
  @ConformanceCase(
      id = "session/resumed-subscription-can-be-ended",
      title = "UNSUBSCRIBE ends a subscription that was made before the session was resumed.",
      advice =
          "Look for an UNSUBSCRIBE that looks among the subscriptions of this connection alone.",
      needs = Need.QOS_1)
  void resumedSubscriptionCanBeEnded(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_1,
              demandV5 = "delete-identical-subscription",
              v311 = Mqtt311.MQTT_3_10_4_1,
              demandV311 = "delete-identical-filter")
          Judged ended) {
    CaseClient witness = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "t");
    CaseClient publisher = bench.connect("publisher");
    CaseClient client = unsubscribedAfterResume(bench, "client");
    List<String> came = SessionCases.receivedBesidesFence(bench, publisher, witness, client);
    if (!came.isEmpty()) {
      // once more, in case that the broker only takes its time
      CaseClient patient = unsubscribedAfterResume(bench, "patient");
      patient.letPass(bench.quietWindow());
      came = SessionCases.receivedBesidesFence(bench, publisher, witness, patient);
    }
    bench.judge(ended, came, Values.best("nothing for the subscription that was ended", List.of()));
  }

  private static CaseClient unsubscribedAfterResume(Bench bench, String name) {
    CaseClient client = Sessions.lasting(bench, name);
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.drop();
    Subscribers.resume(bench, client);
    client.unsubscribe(bench.topic("t"));
    return client;
  }

  /** Who comes back has not subscribed: what is retained it has got already. Whether the older connection still stands is all the same. */
  @ConformanceCase(
      id = "session/resume-brings-nothing-retained",
      title =
          "A client that resumes its session, or takes it over, is not sent again what is retained.",
      advice =
          "Look for a resume that subscribes anew on behalf of the client, or a takeover that does.",
      needs = {Need.QOS_1, Need.RETAIN})
  void resumeBringsNothingRetained(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_4_0_1,
              demandV5 = "no-resend-otherwise",
              v311 = Mqtt311.MQTT_3_3_1_9)
          Judged nothing) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("t"), "retained");
    CaseClient client = Sessions.lasting(bench, "client");
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.receivedUpTo("retained");
    client.ping();
    client.disconnect();

    Subscribers.resume(bench, client);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "fence");
    bench.judge(
        nothing,
        client.receivedUpTo("fence"),
        Values.best("nothing but the fence", List.of("fence")));
    client.ping();

    // whether a takeover finds the session is judged elsewhere
    if (client.resume().sessionPresent()) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "fence at a takeover");
      bench.judge(
          nothing,
          client.receivedUpTo("fence at a takeover"),
          Values.best("nothing but the fence at a takeover", List.of("fence at a takeover")));
    }
  }

  // ---- whose session it is

  /** A broker need not take identifiers of that length; if it does, all of it counts. */
  @ConformanceCase(
      id = "session/long-ids-are-told-apart",
      title = "Clients whose identifiers differ in the 24th character alone are two clients.",
      advice = "Look for Client Identifiers that are cut to 23 characters, or compared so far.")
  void longIdsAreToldApart(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_3_2, v311 = Mqtt311.MQTT_3_1_3_2) Judged apart) {
    String alike = bench.clientId("long");
    alike += "x".repeat(Math.max(0, IDENTIFIER_LENGTH_FOR_ALL - alike.length()));
    CaseClient client = bench.open("one");
    letIn(bench, client, bench.hello("one").clientId(alike + "A").keepSession());
    CaseClient other = bench.open("other");

    ConnAck ack = letIn(
        bench, other, bench.hello("other").clientId(alike + "B").keepSession().cleanStart(false));

    bench.judge(apart, ack.sessionPresent() ? 1 : 0, Values.best("Session Present 0", 0));
    client.judge(apart, onBoth().best("the first client stays connected", leftOpen()));
  }

  /** An identifier that a stored session has is not free. */
  @ConformanceCase(
      id = "session/assigned-id-is-not-given-twice",
      title =
          "The identifier that was assigned to a client whose session is kept is not assigned to another one.",
      advice = "Look for assigned identifiers that are free again when their client is away.",
      needs = Need.EMPTY_CLIENT_ID)
  void assignedIdIsNotGivenTwice(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_3_6) Judged unique) {
    CaseClient first = bench.open("first");
    ConnAck ack = letIn(bench, first, bench.hello("first").clientId("").keepSession());
    bench.notExercisedUnless(
        Sessions.areKept(bench, ack), "the target grants no session that outlives its connection");
    String assigned = assigned(ack);
    bench.notExercisedUnless(
        !assigned.isEmpty(),
        "CONNACK names no Assigned Client Identifier, which is judged elsewhere");
    bench.cleanSession(assigned);
    first.disconnect();

    ConnAck next = letIn(bench, bench.open("second"), bench.hello("second").clientId(""));

    bench.judge(
        unique,
        assigned(next),
        Values.bestIf("another identifier than " + assigned, id -> !id.equals(assigned)));
  }

  private static String assigned(ConnAck ack) {
    return ack.properties().has(PropertyId.ASSIGNED_CLIENT_IDENTIFIER)
        ? String.valueOf(ack.properties().text(PropertyId.ASSIGNED_CLIENT_IDENTIFIER))
        : "";
  }

  /** CONNECT under an identifier that a broker may refuse; where it does the case ends NOT_EXERCISED. */
  private static ConnAck letIn(Bench bench, CaseClient client, Hello hello) {
    client.send(hello.packet());
    Answer answer = client.nextAnswer();
    bench.notExercisedUnless(
        !answer.closed()
            && answer.count(ConnAck.class) == 1
            && !answer.packet(ConnAck.class).reasonCode().isError(),
        "the target refuses such a Client Identifier, as it may (3.1.3.1)");
    return answer.packet(ConnAck.class);
  }
}
