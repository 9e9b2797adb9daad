package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.packet;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the standard asks for in prose, without a number: what an absent property means, and what a client is told. */
final class CourtesyCases {
  private static final int SERVER_KEEP_ALIVE_TRIED_SECONDS = 5;
  private static final String GONE = "gone";
  private static final String FENCE = "fence";
  private static final int COPIES_MAX = 100;

  /** Who is closed would like to know why. */
  @ConformanceCase(
      id = "disconnect/says-why-before-the-close",
      title = "A broker that gives up on a client says why in a DISCONNECT first.",
      advice = "Look for an error handler that closes the socket.")
  void saysWhyBeforeTheClose(
      Bench bench, @Covers(rules = Rule.V5_DISCONNECT_BEFORE_CLOSE) Judged told) {
    CaseClient client = bench.connect("client");

    client.send(bench.hello("client").packet());

    client.judge(
        told,
        on(V5).best("DISCONNECT with an error code, then close", disconnectWithError(), closed()));
  }

  /** Whoever does something wrong goes; nobody else has to notice. */
  @ConformanceCase(
      id = "disconnect/an-error-leaves-other-sessions-alone",
      title = "Clients that are closed for an error take no other client with them.",
      advice =
          "Look for an error handler that ends a thread, a channel group or a subscription that clients share.",
      needs = Need.QOS_1)
  void anErrorLeavesOtherSessionsAlone(
      Bench bench, @Covers(rules = Rule.V5_ERRORS_STAY_WITH_THEIR_CONNECTION) Judged alone) {
    CaseClient neighbour = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient twice = bench.connect("twice");
    CaseClient malformed = bench.connect("malformed");

    // errors that no broker may overlook [5.0 MQTT-3.1.0-2, MQTT-3.8.1-1]
    twice.send(bench.hello("twice").packet());
    twice.answerAndClose(bench.patience());
    malformed.send(
        Deviation.of(bench.version(), Packets.subscribe(1, bench.topic("a"), Qos.AT_LEAST_ONCE))
            .withFlags(0));
    malformed.answerAndClose(bench.patience());

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    neighbour.judge(
        alone,
        on(V5)
            .best(
                "the message that it subscribed to before",
                publish(it -> it.payload().asText().equals(FENCE))));
  }

  /** Else two clients with one identifier drive each other out and never know. */
  @ConformanceCase(
      id = "connect/takeover-is-told",
      title = "The connection that loses its session to a newer one receives DISCONNECT 0x8E.",
      advice = "Look for a takeover that closes the older socket.")
  void takeoverIsTold(Bench bench, @Covers(rules = Rule.V5_TAKEOVER_SAYS_SO) Judged told) {
    CaseClient older = bench.connect("client");

    bench.open("newer").connect(bench.hello("client").packet());

    older.judge(
        told,
        on(V5)
            .best(
                "DISCONNECT 0x8E, then close",
                disconnect(ReasonCode.SESSION_TAKEN_OVER),
                closed()));
  }

  /** After goodbye nobody stays. */
  @ConformanceCase(
      id = "disconnect/broker-closes",
      title =
          "A broker closes the connection of a client that has sent DISCONNECT and does not close.",
      advice = "Look for a DISCONNECT handler that waits for the client to close.")
  void brokerCloses(
      Bench bench,
      @Covers(rules = {Rule.V5_CLOSE_AFTER_DISCONNECT, Rule.V3_1_1_CLOSE_AFTER_DISCONNECT})
          Judged closes) {
    CaseClient client = bench.connect("leaving");

    client.send(new Disconnect(ReasonCode.SUCCESS));

    bench.judge(closes, client.answer(bench.patience()), Values.bestIf("close", Answer::closed));
  }

  /** A client that leaves because of an error wants its will to be heard. */
  @ConformanceCase(
      id = "disconnect/with-error-publishes-the-will",
      title = "A DISCONNECT with Reason Code 0x80 leaves the will due.",
      advice = "Look for a DISCONNECT handler that asks for 0x04 alone.",
      needs = Need.QOS_1)
  void withErrorPublishesTheWill(
      Bench bench, @Covers(rules = Rule.V5_WILL_AFTER_OTHER_DISCONNECT) Judged published) {
    CaseClient observer = Subscribers.observer(bench, "will");
    CaseClient client = bench.connect(
        "client", hello -> hello.will(bench.topic("will"), GONE, Subscribers.surest(bench), false));

    client.disconnect(new Disconnect(ReasonCode.UNSPECIFIED_ERROR));

    observer.judge(
        published,
        bench.patienceForWills(),
        on(V5).best("PUBLISH of the will", publish(it -> it.payload().asText().equals(GONE))));
  }

  /** What is absent is 0. */
  @ConformanceCase(
      id = "session/no-expiry-interval-is-0",
      title = "A session of a CONNECT without a Session Expiry Interval ends with its connection.",
      advice = "Look for a default of your own.")
  void noExpiryIntervalIsZero(
      Bench bench, @Covers(rules = Rule.V5_NO_SESSION_EXPIRY_INTERVAL_IS_ZERO) Judged ended) {
    CaseClient client = bench.open("noexpiry");
    ConnAck ack = client.connect(bench.hello("noexpiry").packet());
    bench.notExercisedUnless(
        ack.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0) == 0,
        "the target announces a Session Expiry Interval of its own, as it may (3.2.2.3.2)");
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    client.disconnect();

    boolean present = client.resume().sessionPresent();

    bench.judge(ended, present ? 1 : 0, Values.best("Session Present 0", 0));
  }

  /** The client measures by the announced value, too. */
  @ConformanceCase(
      id = "keep-alive/server-value-is-used",
      title = "A client with Keep Alive 60 is closed after 1.5 times the Server Keep Alive.",
      takesSeconds = true,
      advice = "Look for a Server Keep Alive that is announced and not used.")
  void serverValueIsUsed(
      Bench bench, @Covers(rules = Rule.V5_SERVER_KEEP_ALIVE_ENFORCED) Judged enforced) {
    int seconds = bench.profile().serverKeepAliveSeconds();
    bench.notExercisedUnless(
        seconds >= 1 && seconds <= SERVER_KEEP_ALIVE_TRIED_SECONDS,
        "the target announces no Server Keep Alive of 1 to 5 s");
    CaseClient client = bench.connect("client");
    client.keepSilent();

    Answer inTime = client.answerWithin(bench.seconds(2.0 * seconds + 1));
    Answer answer = inTime.closed() ? inTime : client.answer(KeepAliveCases.SWEEP);

    bench.judge(
        enforced,
        answer,
        Values.<Answer>bestIf("close", any -> inTime.closed())
            .acceptableIf("close, a few seconds later", Answer::closed));
  }

  /** It expires as any other message does, and is no reason to leave out others. */
  @ConformanceCase(
      id = "retained/expired-is-not-sent",
      title =
          "A retained message is not sent any more after its Message Expiry Interval, and others that a Topic Filter matches are.",
      takesSeconds = true,
      advice =
          "Look for an expiry that is looked at when a message waits, and not when it is retained, or for a loop over retained messages that ends with the first expired one.",
      needs = {Need.RETAIN, Need.QOS_1})
  void expiredIsNotSent(
      Bench bench,
      @Covers(rules = Rule.V5_RETAINED_MESSAGE_EXPIRES, bySilence = true) Judged gone,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_9) Judged others) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(shortLived(bench, publisher, "a"));
    for (String expiring : List.of("r/a", "r/c")) {
      publisher.publish(shortLived(bench, publisher, expiring));
    }
    for (String lasting : List.of("r/b", "r/d", "s/b", "s/d")) {
      publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(lasting), lasting);
    }
    publisher.letPass(bench.seconds(3));
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    List<String> received = new ArrayList<>(subscriber.receivedUpTo(FENCE));
    received.addAll(subscriber.receivedUntilQuiet());
    bench.judge(gone, received, Values.best("nothing but the fence", List.of(FENCE)));
    if (!bench.profile().wildcardsAvailable()) {
      bench.notExercised(others, "the target has no wildcards, with which several would match");
      return;
    }
    CaseClient another = bench.connect("another");
    List<String> missing = missingThrough(bench, another, "r/+", "r/b", "r/d");
    if (!missing.isEmpty()
        && !missingThrough(bench, another, "s/+", "s/b", "s/d").isEmpty()) {
      bench.notExercised(
          others, "nor comes all that is retained and matches where nothing expired");
      return;
    }
    bench.judge(others, missing, Values.best("none of those missing that last", List.of()));
  }

  /** Which of these, whose payloads are the ends of their topics, a new subscription does not bring. */
  private static List<String> missingThrough(
      Bench bench, CaseClient subscriber, String filter, String... lasting) {
    List<String> missing = new ArrayList<>(List.of(lasting));
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic(filter));
    for (int copies = 0; copies < COPIES_MAX && !missing.isEmpty(); copies++) {
      Optional<Publish> next = subscriber.receiveIfAny();
      if (next.isEmpty()) {
        break;
      }
      missing.remove(next.get().payload().asText());
    }
    return missing;
  }

  /** How long a message is of use is said of that message and of none that takes its place. */
  @ConformanceCase(
      id = "retained/does-not-expire-with-the-one-before",
      title =
          "A message without an expiry that replaced a retained one outlasts the Message Expiry Interval of that one.",
      takesSeconds = true,
      advice =
          "Look for a timer, or a point in time, that is kept with the topic and not with the message that it retains.",
      needs = {Need.RETAIN, Need.QOS_1})
  void doesNotExpireWithTheOneBefore(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_5, demandV5 = "store-message") Judged kept) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(shortLived(bench, publisher, "a"));
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "for ever");
    publisher.letPass(bench.seconds(3));
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    List<String> came = subscriber.receiveIfAny().stream()
        .map(publish -> publish.payload().asText())
        .toList();
    bench.judge(kept, came, Values.best("the message without an expiry", List.of("for ever")));
  }

  /** Of use for one second. */
  private static Publish shortLived(Bench bench, CaseClient publisher, String suffix) {
    return Packets.retained(Packets.with(
        Packets.publish(
            Qos.AT_LEAST_ONCE, publisher.nextPacketId(), bench.topic(suffix), "short-lived"),
        Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 1).build()));
  }

  /** One number for two exchanges would make their answers the same. */
  @ConformanceCase(
      id = "qos2/identifier-in-use-is-refused",
      title =
          "A PUBLISH of QoS 1 whose Packet Identifier awaits PUBREL is answered by PUBACK 0x91.",
      advice = "Look for a Packet Identifier that is looked up among those of its own QoS alone.",
      needs = Need.QOS_2)
  void identifierInUseIsRefused(
      Bench bench, @Covers(rules = Rule.V5_PACKET_IDENTIFIER_IN_USE) Judged refused) {
    CaseClient client = bench.connect("client");
    client.publishUpToPubRec(Packets.publish(Qos.EXACTLY_ONCE, 1, bench.topic("a"), "first"));

    client.send(Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.topic("a"), "second"));

    client.judge(
        refused,
        on(V5)
            .best(
                "PUBACK 0x91",
                packet(
                    PubAck.class, ack -> ack.reasonCode() == ReasonCode.PACKET_IDENTIFIER_IN_USE))
            .acceptable(
                "DISCONNECT with an error code, then close: what contradicts the broker's state is a"
                    + " Protocol Error (1.2), which ends the connection (4.13.1)",
                disconnectWithError(),
                closed())
            .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed()));
  }

  /** The client's memory and the broker's differ, which both should know. */
  @ConformanceCase(
      id = "qos2/unknown-pubrel-is-told",
      title = "A PUBREL with an unknown Packet Identifier is answered by PUBCOMP 0x92.",
      advice = "Look for a PUBCOMP that is sent whether or not something was released.",
      needs = Need.QOS_2)
  void unknownPubRelIsTold(
      Bench bench, @Covers(rules = Rule.V5_PACKET_IDENTIFIER_NOT_FOUND) Judged told) {
    CaseClient client = bench.connect("client");

    client.send(new PubRel(99));

    client.judge(
        told,
        on(V5)
            .best(
                "PUBCOMP 0x92",
                packet(
                    PubComp.class,
                    comp -> comp.reasonCode() == ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)));
  }

  /** Whether a broker looks at payloads is its own affair; what it says if it does is not. */
  @ConformanceCase(
      id = "publish/payload-that-is-no-text",
      title = "A payload that is said to be UTF-8 and is not is passed on, or refused with 0x99.",
      advice = "Look for a check of payloads that answers by a general error code.",
      needs = Need.QOS_1)
  void payloadThatIsNoText(
      Bench bench, @Covers(rules = Rule.V5_PAYLOAD_FORMAT_CHECKED) Judged told) {
    CaseClient client = bench.connect("client");

    client.send(new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of(bench.topic("a")),
        client.nextPacketId(),
        Properties.builder().with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1).build(),
        Payload.owning(new byte[] {(byte) 0xC3, 0x28})));

    client.judge(
        told,
        on(V5)
            .best(
                "PUBACK 0x99",
                packet(PubAck.class, ack -> ack.reasonCode() == ReasonCode.PAYLOAD_FORMAT_INVALID))
            .acceptable(
                "DISCONNECT 0x99, then close",
                disconnect(ReasonCode.PAYLOAD_FORMAT_INVALID),
                closed())
            .acceptable(
                "PUBACK below 0x80: the broker does not look at payloads, as it may",
                packet(PubAck.class, ack -> !ack.reasonCode().isError())));
  }

  /** Who is let in is not sent elsewhere. */
  @ConformanceCase(
      id = "connack/no-server-reference-for-who-is-let-in",
      title = "A CONNACK that accepts a client names no other server.",
      advice = "Look for a Server Reference that is put into every CONNACK.")
  void noServerReferenceForWhoIsLetIn(
      Bench bench, @Covers(rules = Rule.V5_REDIRECTION) Judged alone) {
    CaseClient client = bench.open("unmoved");

    ConnAck ack = client.connect(bench.hello("unmoved").packet());

    bench.judge(
        alone,
        ack.properties().has(PropertyId.SERVER_REFERENCE) ? 1 : 0,
        Values.best("no Server Reference", 0));
  }

  /** The topics by which a broker says how it is are the best known of those that begin with $. Nothing can be ordered behind it. */
  @ConformanceCase(
      id = "routing/clients-do-not-talk-on-sys-topics",
      title = "Clients exchange no messages with each other on topics below $SYS.",
      advice = "Look for a broker that takes $SYS topics from its clients as from itself.",
      needs = {Need.QOS_1, Need.EXCLUSIVE})
  void clientsDoNotTalkOnSysTopics(
      Bench bench,
      @Covers(
              rules = {Rule.V5_RESERVED_TOPICS_FOR_SERVER, Rule.V3_1_1_RESERVED_TOPICS_FOR_SERVER},
              bySilence = true)
          Judged prevented) {
    String reserved = "$SYS/assay/" + bench.topic("a");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("later"), Qos.AT_MOST_ONCE);
    int id = subscriber.nextPacketId();
    subscriber.send(Packets.subscribe(id, reserved, Qos.AT_LEAST_ONCE));
    // granted or not
    Answer answer = subscriber.nextAnswer();
    bench.notExercisedUnless(
        !answer.closed() && answer.count(Disconnect.class) == 0,
        "the target closes who subscribes to such a topic, so nobody can be told anything on it");
    CaseClient publisher = bench.connect("publisher");

    publisher.send(Packets.publish(Qos.AT_LEAST_ONCE, 1, reserved, "between clients"));

    // acknowledged or closed
    publisher.nextAnswer();
    bench.judge(
        prevented,
        Sessions.receivedUntilLater(bench, subscriber, bench.topic("later")),
        Values.best("nothing", List.of()));
  }

  /** UNSUBACK says whether there was anything to end. */
  @ConformanceCase(
      id = "unsubscribe/codes-tell-whether-there-was-a-subscription",
      title = "UNSUBACK says 0x00 for a subscription that it ended and 0x11 where there was none.",
      advice = "Look for an UNSUBACK that is filled with zeros.")
  void codesTellWhetherThereWasASubscription(
      Bench bench, @Covers(rules = Rule.V5_NO_SUBSCRIPTION_EXISTED) Judged told) {
    CaseClient client = bench.connect("client");
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    List<ReasonCode> codes = new ArrayList<>();

    for (int i = 0; i < 2; i++) {
      Unsubscribe unsubscribe = Packets.unsubscribe(client.nextPacketId(), bench.topic("a"));
      client.send(unsubscribe);
      codes.addAll(client
          .await(UnsubAck.class, ack -> ack.packetId() == unsubscribe.packetId())
          .reasonCodes());
    }

    bench.judge(
        told,
        codes,
        Values.best(
            "0x00, then 0x11", List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED)));
  }
}
