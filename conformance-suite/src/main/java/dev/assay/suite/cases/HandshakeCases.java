package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.pubComp;
import static dev.assay.suite.Step.pubRel;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Handshakes of QoS 1 and 2 that are interrupted, reach over a reconnect, or say more than they have to. */
final class HandshakeCases {
  private static final int ATTEMPTS = 3;
  private static final int MANY = 10;
  private static final int MORE_THAN_A_FEW = 6;
  private static final List<Integer> LARGE_BYTES = List.of(30_000, 100_000);

  /** What does not fit a payload: fixed header, topic, properties. */
  private static final int ROOM_BYTES = 1_000;

  private static final Properties EXPLAINED = Properties.builder()
      .with(PropertyId.REASON_STRING, "as asked")
      .withUser("why", "because")
      .build();

  // ---- acknowledgements that say more

  /**
   * With room for one message at a time the next one shows that the last was acknowledged; that a PUBCOMP was seen shows a PUBREL that is not sent
   * again.
   */
  @ConformanceCase(
      id = "handshake/acknowledgements-with-properties-count",
      title =
          "PUBACK, PUBREC, PUBCOMP and PUBREL do what they do also with a Reason String and a User Property.",
      advice = "Look for acknowledgements that are recognised by their length.",
      needs = Need.QOS_2)
  void acknowledgementsWithPropertiesCount(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_11, demandV5 = "send-pubcomp") Judged relAnswered,
      @Covers(v5 = Mqtt5.MQTT_4_3_2_3) Judged ackCounts,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_4, demandV5 = "send-pubrel") Judged recAnswered,
      @Covers(v5 = Mqtt5.MQTT_4_4_0_1, demandV5 = "no-resend-otherwise", bySilence = true)
          Judged compCounts) {
    CaseClient subscriber = Subscribers.at(
        bench,
        Qos.EXACTLY_ONCE,
        "a",
        hello -> hello.keepSession().with(PropertyId.RECEIVE_MAXIMUM, 1));
    CaseClient publisher = bench.connect("publisher");
    publisher.publishUpToPubRec(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("b"), "released"));

    publisher.send(new PubRel(7, ReasonCode.SUCCESS, EXPLAINED));

    publisher.judge(relAnswered, on(V5).best("PUBCOMP 7", pubComp(7)));

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "one");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "two");
    int first = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubAck(first, ReasonCode.SUCCESS, EXPLAINED));
    int second = subscriber
        .judge(ackCounts, on(V5).best("the next message", publish(Qos.EXACTLY_ONCE, "two")))
        .first(Publish.class)
        .packetId();

    subscriber.send(new PubRec(second, ReasonCode.SUCCESS, EXPLAINED));
    subscriber.judge(recAnswered, on(V5).best("PUBREL " + second, pubRel(second)));

    subscriber.send(new PubComp(second, ReasonCode.SUCCESS, EXPLAINED));
    subscriber.ping();
    subscriber.disconnect();
    Subscribers.resume(bench, subscriber);
    subscriber.send(new PingReq());
    long releases = subscriber.answer(bench.quietWindow()).count(PubRel.class);
    bench.judge(compCounts, releases, Values.best("no PUBREL again", 0L));
  }

  /** An UNSUBSCRIBE has one kind of property, which means nothing to the broker. */
  @ConformanceCase(
      id = "handshake/unsubscribe-with-properties-counts",
      title = "An UNSUBSCRIBE with a User Property ends the subscription.",
      advice = "Look for an UNSUBSCRIBE whose Topic Filters are looked for behind too few bytes.",
      needs = Need.QOS_1)
  void unsubscribeWithPropertiesCounts(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_10_4_1, demandV5 = "delete-identical-subscription") Judged ended) {
    CaseClient client = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "t");
    CaseClient witness = bench.connect("witness");
    Sessions.subscribeAtLeastOnce(bench, witness, bench.topic("t"));
    CaseClient publisher = bench.connect("publisher");

    client.send(new Unsubscribe(
        9,
        Properties.builder().withUser("why", "because").build(),
        List.of(TopicFilter.of(bench.topic("t")))));
    client.await(UnsubAck.class, ack -> ack.packetId() == 9);

    bench.judge(
        ended,
        SessionCases.receivedBesidesFence(bench, publisher, witness, client),
        Values.best("nothing for the subscription that was ended", List.of()));
  }

  // ---- what goes out

  /** Whether a broker takes a message for one that was sent before is its own doing: it knows whether its client was there. */
  @ConformanceCase(
      id = "handshake/queued-message-is-first-sent-with-dup-0",
      title = "A message that waited for its subscriber is sent with DUP 0 for the first time.",
      advice = "Look for a queue of a session whose messages all count as sent again.",
      needs = Need.QOS_1)
  void queuedMessageIsFirstSentWithDupZero(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_2_2,
              demandV5 = "dup-0-on-first-send",
              v311 = Mqtt311.MQTT_3_3_1_3,
              demandV311 = "first-send-has-dup-0")
          Judged fresh) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    boolean dup = true;

    // a broker that was slow to see the DISCONNECT may have sent the message into the closing
    // connection: not each time
    for (int i = 0; i < ATTEMPTS && dup; i++) {
      subscriber.ping();
      subscriber.disconnect();
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "while away");
      Subscribers.resume(bench, subscriber);
      dup = subscriber.receive().dup();
    }

    bench.judge(fresh, dup ? 1 : 0, Values.best("DUP 0", 0));
  }

  /** The exchange goes on with the next connection, and so does the use of its identifier. */
  @ConformanceCase(
      id = "handshake/identifier-is-taken-until-pubcomp-after-a-reconnect",
      title =
          "The identifier of a PUBREL without PUBCOMP is not used for another message after a reconnect either.",
      advice =
          "Look for a counter of identifiers that begins anew with each connection, and looks among the PUBLISHes alone.",
      needs = Need.QOS_2)
  void identifierIsTakenUntilPubCompAfterAReconnect(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_2_2_1_4,
              demandV5 = "unused-packet-identifier",
              v311 = Mqtt311.MQTT_2_3_1_4,
              demandV311 = "hold-id-until-pubcomp")
          Judged taken) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    int packetId = releasedTo(bench, publisher, subscriber, "one");
    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    // it comes again now, and is not answered yet
    bench.notExercisedUnless(
        subscriber.comesAgain(PubRel.class, rel -> rel.packetId() == packetId),
        "the PUBREL does not come again, which qos2/pubrel-is-sent-again-after-resume judges");

    // 3.1.1 does not forbid to send it again meanwhile
    subscriber.overlook(PacketType.PUBREL);

    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "two");

    Optional<Publish> second = subscriber.nextPublication();
    if (second.isPresent() && !second.get().payload().asText().equals("two")) {
      // the first message again, which qos2/pubrel-is-sent-again-after-resume judges
      second = subscriber.nextPublication();
    }
    bench.notExercisedUnless(
        second.isPresent(), "the broker sends one message at a time, as it may (4.9)");
    bench.judge(
        taken,
        second.map(Publish::packetId).orElse(0),
        Values.bestIf("another identifier than " + packetId, id -> id != packetId));
    subscriber.send(new PubComp(packetId));
    second.ifPresent(subscriber::acknowledge);
  }

  /** Publishes at QoS 2, and plays the handshake up to the PUBREL, which stays unanswered. */
  private static int releasedTo(
      Bench bench, CaseClient publisher, CaseClient subscriber, String payload) {
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), payload);
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);
    return packetId;
  }

  /** The subscription is gone, the exchange is not. */
  @ConformanceCase(
      id = "handshake/unsubscribe-leaves-pubrel-unacknowledged",
      title =
          "A PUBREL without PUBCOMP is sent again on resume, though its client has unsubscribed.",
      advice = "Look for an UNSUBSCRIBE that clears what is in flight along with the subscription.",
      needs = Need.QOS_2)
  void unsubscribeLeavesPubRelUnacknowledged(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_10_4_3,
              v311 = Mqtt311.MQTT_3_10_4_3,
              demandV311 = "finish-qos2-deliveries")
          Judged finished) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    subscriber.subscribe(bench.topic("b"), Qos.AT_MOST_ONCE);
    int packetId = releasedTo(bench, publisher, subscriber, "begun");
    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    bench.notExercisedUnless(
        subscriber.comesAgain(PubRel.class, rel -> rel.packetId() == packetId),
        "the PUBREL does not come again, which qos2/pubrel-is-sent-again-after-resume judges");

    // 3.1.1 does not forbid to send it again meanwhile
    subscriber.overlook(PacketType.PUBREL);
    subscriber.unsubscribe(bench.topic("a"));
    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    subscriber.judge(
        finished,
        bench.patienceForRepeats(),
        onBoth().best("PUBREL " + packetId + " again", pubRel(packetId)));
    subscriber.send(new PubComp(packetId));
  }

  /** As many as were under way. */
  @ConformanceCase(
      id = "handshake/all-unacknowledged-are-sent-again",
      title = "Each of ten messages without PUBACK is sent again on resume.",
      advice = "Look for a resend that stops after some messages, and drops the others.",
      needs = Need.QOS_1)
  void allUnacknowledgedAreSentAgain(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_4_0_1,
              demandV5 = "resend-publish",
              v311 = Mqtt311.MQTT_4_4_0_1,
              demandV311 = "resend-publish")
          Judged all) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    for (int i = 1; i <= MANY; i++) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message " + i);
    }
    List<String> underWay = payloads(subscriber.unacknowledgedUntilQuiet(MANY));
    bench.notExercisedUnless(
        underWay.size() >= MORE_THAN_A_FEW,
        "the broker has only " + underWay.size() + " messages under way, as it may (4.9)");

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    List<String> again = new ArrayList<>();
    Optional<Publish> next = subscriber.receiveRepeatIfAny();
    while (next.isPresent() && again.size() < 2 * MANY && !again.containsAll(underWay)) {
      again.add(next.get().payload().asText());
      next = again.containsAll(underWay) ? Optional.empty() : subscriber.receiveIfAny();
    }
    List<String> lost = underWay.stream().filter(it -> !again.contains(it)).toList();
    bench.judge(all, lost, Values.best("none of " + underWay.size() + " missing", List.of()));
  }

  private static List<String> payloads(List<Publish> publications) {
    return publications.stream().map(it -> it.payload().asText()).toList();
  }

  /** What is sent again is what was sent. */
  @ConformanceCase(
      id = "handshake/repeat-says-what-the-first-said",
      title =
          "A retained message that is sent again on resume has its RETAIN and its User Property.",
      advice = "Look for messages in flight that are stored without their properties and flags.",
      needs = {Need.QOS_1, Need.RETAIN})
  void repeatSaysWhatTheFirstSaid(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_4_0_1,
              demandV5 = "resend-publish",
              v311 = Mqtt311.MQTT_4_4_0_1,
              demandV311 = "resend-publish")
          Judged resent,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_17, demandV5 = "forward-every-user-property") Judged properties,
      @Covers(rules = Rule.V5_RETAINED_SENT_WITH_RETAIN, v311 = Mqtt311.MQTT_3_3_1_8)
          Judged retain) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        true,
        TopicName.of(bench.topic("a")),
        publisher.nextPacketId(),
        bench.isV5() ? Properties.builder().withUser("name", "value").build() : Properties.NONE,
        Payload.of("retained")));
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    Publish first = subscriber.receiveUnacknowledged();
    bench.notExercisedUnless(
        first.retain() && (!bench.isV5() || hasProperty(first)),
        "not even the first time it has both, which cases about retained messages judge");

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    Optional<Publish> repeat = subscriber.receiveRepeatIfAny();
    bench.judge(resent, repeat.isPresent() ? 1 : 0, Values.best("the message once more", 1));
    Publish again = repeat.orElseThrow();
    if (bench.isV5()) {
      bench.judge(
          properties, hasProperty(again) ? 1 : 0, Values.best("the User Property once more", 1));
    }
    bench.judge(retain, again.retain() ? 1 : 0, Values.best("RETAIN 1", 1));
  }

  private static boolean hasProperty(Publish publish) {
    return publish.properties().userProperties().stream()
        .anyMatch(it -> it.name().equals("name") && it.value().equals("value"));
  }

  /** Some brokers have a timer for messages without PUBACK, which 5.0 forbids. */
  @ConformanceCase(
      id = "handshake/is-not-sent-again-after-seconds",
      title =
          "In 5.0 messages without PUBACK and PUBREC are not sent again while the connection stands, also after five seconds.",
      takesSeconds = true,
      advice = "Look for a retry that is set off by a timer.",
      needs = Need.QOS_2)
  void isNotSentAgainAfterSeconds(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_4_0_1, demandV5 = "no-resend-otherwise", bySilence = true)
          Judged once) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "QoS 1");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "QoS 2");
    List<Publish> underWay = subscriber.unacknowledgedUntilQuiet(2);

    subscriber.letPass(bench.seconds(5));

    // the second one may have waited for the first
    List<String> more = new ArrayList<>(payloads(subscriber.unacknowledgedSoFar()));
    if (underWay.size() == 1) {
      more.remove("QoS 2");
    }
    bench.judge(once, more, Values.best("nothing more", List.of()));
    underWay.forEach(subscriber::acknowledge);
  }

  // ---- what comes in

  /** After the PUBCOMP the identifier is free, on this connection and on the next one. */
  @ConformanceCase(
      id = "handshake/completed-identifier-is-free-after-a-reconnect",
      title =
          "A PUBLISH of QoS 2 under an identifier that was completed before a reconnect is a new message.",
      advice =
          "Look for identifiers awaiting PUBREL that are stored with the session and not taken out again.",
      needs = Need.QOS_2)
  void completedIdentifierIsFreeAfterAReconnect(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_12,
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "reused-id-is-new-message")
          Judged fresh) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = bench.connect("publisher", Hello::keepSession);
    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "one"));
    publisher.drop();
    Subscribers.resume(bench, publisher);

    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "two"));

    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 8, bench.topic("a"), "fence"));
    bench.judge(
        fresh,
        subscriber.receivedUpTo("fence", List.of("two")),
        Values.bestIf("the second message", all -> all.contains("two")));
  }

  /** The first attempt was lost with the connection: to the broker the repeat is the first. */
  @ConformanceCase(
      id = "handshake/repeat-of-what-never-came-is-delivered",
      title = "A PUBLISH of QoS 2 with DUP 1 that the broker has not seen before is delivered.",
      advice = "Look for a DUP that is taken for the proof of a duplicate.",
      needs = Need.QOS_2)
  void repeatOfWhatNeverCameIsDelivered(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_8,
              demandV5 = "send-pubrec",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "pubrec-with-same-id")
          Judged answered,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_8, demandV5 = "take-ownership", v311 = Mqtt311.MQTT_4_5_0_1)
          Judged taken,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_10,
              demandV5 = "no-duplicate-delivery",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "no-duplicate-onward")
          Judged once,
      @Covers(
              v5 = Mqtt5.MQTT_4_6_0_5,
              v311 = Mqtt311.MQTT_4_6_0_6,
              demandV311 = "publish-in-arrival-order")
          Judged ordered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = bench.connect("publisher", Hello::keepSession);
    publisher.drop();
    Subscribers.resume(bench, publisher);

    publisher.send(
        Packets.duplicate(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "repeated")));

    PubRec rec =
        publisher.judge(answered, onBoth().best("PUBREC", any(PubRec.class))).first(PubRec.class);
    bench.inconclusiveUnless(
        !rec.reasonCode().isError(), "the publication was refused: " + rec.reasonCode());
    publisher.release(7);
    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 8, bench.topic("a"), "fence"));
    List<String> came = subscriber.receivedUpTo("fence", List.of("repeated"));
    bench.judge(taken, came, Values.bestIf("the message", all -> all.contains("repeated")));
    bench.judge(
        once,
        came,
        Values.bestIf("no second copy", all -> Collections.frequency(all, "repeated") < 2));
    bench.judge(
        ordered,
        came,
        Values.best("the message, and then the fence behind it", List.of("repeated", "fence")));
  }

  /** A broker may refuse what is too large for it, in any way; what it says yes to it has to deliver. */
  @ConformanceCase(
      id = "handshake/large-message-is-delivered-or-refused",
      title =
          "A message of 30,000, or of 100,000 bytes that was acknowledged reaches its subscriber.",
      advice =
          "Look for a buffer or a database column of 64 KB, and for an error behind the PUBACK.",
      needs = Need.QOS_1)
  void largeMessageIsDeliveredOrRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_5_0_1, v311 = Mqtt311.MQTT_4_5_0_1) Judged delivered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    List<Integer> taken = new ArrayList<>();
    for (int bytes : LARGE_BYTES) {
      if (bytes + ROOM_BYTES <= bench.profile().maximumPacketSizeBytes()
          && isTaken(bench, publisher, bytes)) {
        taken.add(bytes);
      }
    }
    bench.notExercisedUnless(
        !taken.isEmpty(), "the target takes no message of 30,000 bytes, as it may");

    publisher.reconnect(publisher.again(true));
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");

    List<String> expected = taken.stream().map("x"::repeat).toList();
    List<Integer> came = subscriber.publicationsUpTo("fence", expected).stream()
        .map(it -> it.payload().length())
        .toList();
    bench.judge(
        delivered,
        came,
        Values.bestIf("messages of " + taken + " bytes", all -> all.containsAll(taken)));
  }

  /** Whether this is acknowledged: a code that refuses, a DISCONNECT and a close are answers, too. */
  private static boolean isTaken(Bench bench, CaseClient publisher, int bytes) {
    if (!publisher.established()) {
      return false;
    }
    publisher.send(Packets.publish(
        Qos.AT_LEAST_ONCE, publisher.nextPacketId(), bench.topic("a"), "x".repeat(bytes)));
    Answer answer = publisher.nextAnswer();
    boolean isOver = answer.closed() || answer.count(Disconnect.class) > 0;
    if (isOver) {
      publisher.drop();
    }
    return !isOver
        && answer.count(PubAck.class) == 1
        && !answer.packet(PubAck.class).reasonCode().isError();
  }
}
