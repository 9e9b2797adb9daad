package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.packet;
import static dev.assay.suite.Step.pubComp;
import static dev.assay.suite.Step.pubRec;
import static dev.assay.suite.Step.pubRel;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
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
import dev.assay.suite.Packets;
import dev.assay.suite.Step;
import dev.assay.suite.Values;
import java.util.List;
import java.util.Optional;

/** QoS 2 in both directions: exactly once. */
final class QosTwoCases {

  /** The first half of the handshake. */
  @ConformanceCase(
      id = "qos2/publish-is-answered-by-pubrec",
      title = "A PUBLISH of QoS 2 is answered by a PUBREC with its Packet Identifier.",
      advice =
          "Look for a PUBREC that waits for a subscriber, or for a broker that treats QoS 2 as QoS 1.")
  void publishIsAnsweredByPubRec(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_4_1,
              demandV5 = "pubrec-for-qos-2",
              v311 = Mqtt311.MQTT_3_3_4_1,
              demandV311 = "pubrec-for-qos2")
          Judged answered,
      @Covers(
              v5 = Mqtt5.MQTT_2_2_1_5,
              demandV5 = "pubrec-same-identifier",
              v311 = Mqtt311.MQTT_2_3_1_6,
              demandV311 = "pubrec-repeats-id")
          Judged repeated) {
    // in 3.1.1 a broker cannot say that it has no QoS 2, so here is where it is judged
    bench.unsupportedIf(
        bench.isV5() && bench.profile().maximumQos() != Qos.EXACTLY_ONCE,
        "the target declares in CONNACK: Maximum QoS "
            + bench.profile().maximumQos().level());
    CaseClient publisher = bench.connect("publisher");

    // both bytes differ, so that their order shows
    publisher.send(Packets.publish(Qos.EXACTLY_ONCE, 0x1F02, bench.topic("a"), "hello"));

    PubRec rec =
        publisher.judge(answered, onBoth().best("PUBREC", any(PubRec.class))).first(PubRec.class);
    bench.judge(repeated, rec.packetId(), Values.best("identifier 7938", 0x1F02));
  }

  /** The second half of the handshake. */
  @ConformanceCase(
      id = "qos2/pubrel-is-answered-by-pubcomp",
      title = "A PUBREL is answered by a PUBCOMP with its Packet Identifier.",
      advice = "Look for a PUBREL handler that only answers once the message was delivered.",
      needs = Need.QOS_2)
  void pubRelIsAnsweredByPubComp(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_11,
              demandV5 = "send-pubcomp",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "pubcomp-with-same-id")
          Judged answered,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_11, demandV5 = "same-packet-identifier") Judged repeated) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishUpToPubRec(
        Packets.publish(Qos.EXACTLY_ONCE, 0x1F02, bench.topic("a"), "hello"));

    publisher.send(new PubRel(0x1F02));

    PubComp comp = publisher
        .judge(
            answered,
            on(V5)
                .best("PUBCOMP", any(PubComp.class))
                .and(V3_1_1)
                .best("PUBCOMP 7938", pubComp(0x1F02)))
        .first(PubComp.class);
    bench.judge(repeated, comp.packetId(), Values.best("identifier 7938", 0x1F02));
  }

  /** Every identifier up to the last is good, and several publications may be under way at a time. */
  @ConformanceCase(
      id = "qos2/each-of-several-publishes-is-acknowledged",
      title =
          "Of three PUBLISH packets of QoS 2 sent at once each gets its PUBREC and PUBCOMP, up to identifier 65,535.",
      advice =
          "Look for identifiers kept in a signed or too small type, or for one QoS 2 exchange at a time.",
      needs = Need.QOS_2)
  void eachOfSeveralPublishesIsAcknowledged(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_8,
              demandV5 = "send-pubrec",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "pubrec-with-same-id")
          Judged each,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_8,
              demandV5 = "same-packet-identifier",
              v311 = Mqtt311.MQTT_2_3_1_6,
              demandV311 = "pubrec-repeats-id")
          Judged own,
      @Covers(
              v5 = Mqtt5.MQTT_2_2_1_5,
              demandV5 = "pubcomp-same-identifier",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "pubcomp-with-same-id")
          Judged completed) {
    CaseClient publisher = bench.connect("publisher");
    List<Integer> identifiers = List.of(1, 0x0100, 0xFFFF);
    bench.notExercisedUnless(
        bench.profile().receiveMaximum() >= identifiers.size(),
        "Receive Maximum " + bench.profile().receiveMaximum());

    identifiers.forEach(id ->
        publisher.send(Packets.publish(Qos.EXACTLY_ONCE, id, bench.topic("a"), "under " + id)));

    CaseClient.Came recs = publisher.judge(
        each,
        onBoth().best("three PUBRECs", any(PubRec.class), any(PubRec.class), any(PubRec.class)));
    List<Integer> received = recs.packets().stream()
        .filter(PubRec.class::isInstance)
        .map(it -> ((PubRec) it).packetId())
        .sorted()
        .toList();
    bench.judge(own, received, Values.best("each identifier", identifiers));

    identifiers.forEach(id -> publisher.send(new PubRel(id)));

    CaseClient.Came comps = publisher.judge(
        completed,
        onBoth()
            .best(
                "three PUBCOMPs, each with one of the identifiers",
                anyOf(identifiers),
                anyOf(identifiers),
                anyOf(identifiers)));
    List<Integer> ended = comps.packets().stream()
        .filter(PubComp.class::isInstance)
        .map(it -> ((PubComp) it).packetId())
        .sorted()
        .toList();
    bench.judge(completed, ended, Values.best("each identifier", identifiers));
  }

  private static Step anyOf(List<Integer> identifiers) {
    return packet(PubComp.class, comp -> identifiers.contains(comp.packetId()));
  }

  /** With the handshake over the message belongs to the broker, whatever becomes of the publisher. */
  @ConformanceCase(
      id = "qos2/completed-message-outlives-its-publisher",
      title =
          "A message of QoS 2 that was completed reaches its subscriber though its publisher is gone.",
      advice =
          "Look for messages that are dropped together with the connection on which they came in.",
      needs = Need.QOS_2)
  void completedMessageOutlivesItsPublisher(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_8, demandV5 = "take-ownership", v311 = Mqtt311.MQTT_4_5_0_1)
          Judged owned,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_8, v311 = Mqtt311.MQTT_3_8_4_6) Judged level) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    subscriber.disconnect();
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "hello");

    publisher.drop();

    Subscribers.resume(bench, subscriber);
    Publish came = subscriber
        .judge(
            owned,
            onBoth().best("the message", publish(it -> it.payload().asText().equals("hello"))))
        .first(Publish.class);
    bench.judge(level, came.qos().level(), Values.best("QoS 2", 2));
  }

  /** Until its PUBREL a message may come again, after a lost connection for example, and is still the same message. */
  @ConformanceCase(
      id = "qos2/repeat-before-pubrel-is-not-delivered-again",
      title =
          "A PUBLISH of QoS 2 repeated before its PUBREL gets a PUBREC again and is not delivered again.",
      advice =
          "Look for identifiers awaiting PUBREL that are kept with the connection instead of the session, or not at all.",
      needs = Need.QOS_2)
  void repeatBeforePubRelIsNotDeliveredAgain(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_10,
              demandV5 = "answer-repeat-with-pubrec",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "pubrec-again-for-repeat")
          Judged answered,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_8, demandV5 = "take-ownership", v311 = Mqtt311.MQTT_4_5_0_1)
          Judged owned,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_10,
              demandV5 = "no-duplicate-delivery",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "no-duplicate-onward")
          Judged once) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = bench.connect("publisher", Hello::keepSession);
    Publish message = Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "once");
    publisher.publishUpToPubRec(message);
    publisher.drop();
    Subscribers.resume(bench, publisher); // a repeat is legal only now [5.0 MQTT-4.4.0-1]

    publisher.send(Packets.duplicate(message));

    publisher.judge(answered, onBoth().best("PUBREC 7", pubRec(7)));
    publisher.release(7);
    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 8, bench.topic("a"), "fence"));
    List<String> came = subscriber.receivedUpTo("fence");
    bench.judge(owned, came, Values.bestIf("the message", all -> all.contains("once")));
    bench.judge(once, came, Values.best("once", List.of("once", "fence")));
  }

  /** After the PUBCOMP the identifier is free: whatever comes under it is another message. */
  @ConformanceCase(
      id = "qos2/identifier-is-free-after-pubcomp",
      title = "A PUBLISH of QoS 2 under an identifier that was completed is a new message.",
      advice = "Look for a list of seen identifiers from which PUBREL removes nothing.",
      needs = Need.QOS_2)
  void identifierIsFreeAfterPubComp(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_12,
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "reused-id-is-new-message")
          Judged fresh) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "one"));

    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "two"));

    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 8, bench.topic("a"), "fence"));
    bench.judge(
        fresh,
        subscriber.receivedUpTo("fence"),
        Values.best("both messages", List.of("one", "two", "fence")));
  }

  /** A message that is not the text that it claims to be is what some brokers refuse (0x99), and all others take. */
  @ConformanceCase(
      id = "qos2/identifier-is-free-after-a-refusal",
      title = "After a PUBREC that refuses, the same Packet Identifier stands for a new message.",
      advice = "Look for a Packet Identifier that is recorded before the message is looked at.",
      needs = Need.QOS_2)
  void identifierIsFreeAfterARefusal(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_3_3_9) Judged isNew) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = bench.connect("refused");
    publisher.send(new Publish(
        false,
        Qos.EXACTLY_ONCE,
        false,
        TopicName.of(bench.topic("a")),
        1,
        Properties.builder().with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1).build(),
        Payload.owning(new byte[] {(byte) 0xFF})));
    Answer answer = publisher.nextAnswer();
    bench.notExercisedUnless(
        !answer.closed() && answer.count(Disconnect.class) == 0,
        "the target ends the connection, as it may (3.3.2.3.2)");
    bench.inconclusiveUnless(answer.count(PubRec.class) == 1, "no PUBREC came: " + answer);
    bench.notExercisedUnless(
        answer.packet(PubRec.class).reasonCode().isError(),
        "the target takes what is not UTF-8, as it may (3.3.2.3.2)");

    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 1, bench.topic("a"), "new"));

    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "fence");
    bench.judge(
        isNew,
        subscriber.receivedUpTo("fence"),
        Values.best("the new message, and the fence", List.of("new", "fence")));
  }

  /** A PUBREL is answered even if nobody knows it any more: the client could otherwise never stop sending it. */
  @ConformanceCase(
      id = "qos2/unknown-pubrel-is-answered",
      title = "A PUBREL with an identifier that the broker does not know is answered by PUBCOMP.",
      advice = "Look for a PUBREL handler that returns when it finds no message.",
      needs = Need.QOS_2)
  void unknownPubRelIsAnswered(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_11,
              demandV5 = "send-pubcomp",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "pubcomp-with-same-id")
          Judged answered) {
    CaseClient client = bench.connect("client");

    client.send(new PubRel(99));

    client.judge(
        answered,
        on(V5)
            .best(
                "PUBCOMP 99 with 0x92",
                packet(
                    PubComp.class,
                    comp ->
                        comp.packetId() == 99 && comp.reasonCode() == PACKET_IDENTIFIER_NOT_FOUND))
            .acceptable("PUBCOMP 99 with 0x00", pubComp(99))
            .warn(
                "DISCONNECT with an error code, then close, where 4.3.3 asks for a PUBCOMP",
                disconnectWithError(),
                closed())
            .warn("close, where 4.3.3 asks for a PUBCOMP", closed())
            .and(V3_1_1)
            .best("PUBCOMP 99", pubComp(99))
            .warn("close, where 4.3.3 asks for a PUBCOMP", closed()));
  }

  /** To the client the exchange is one that it does not know; the broker has to see it ended all the same. */
  @ConformanceCase(
      id = "qos2/pubrel-of-reason-0x92-is-answered",
      title =
          "A PUBREL with Reason Code 0x92 is answered by PUBCOMP, and its identifier is free then.",
      advice = "Look for a PUBREL handler that looks for Reason Code 0x00.",
      needs = Need.QOS_2)
  void pubRelOfReason0x92IsAnswered(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_11, demandV5 = "send-pubcomp") Judged answered,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_12) Judged fresh) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.EXACTLY_ONCE);
    CaseClient publisher = bench.connect("publisher");
    publisher.publishUpToPubRec(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "one"));

    publisher.send(new PubRel(7, PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE));

    Answer answer = publisher.nextAnswer();
    bench.judge(
        answered,
        answer,
        Values.<Answer>bestIf("PUBCOMP", it -> it.count(PubComp.class) == 1)
            .warnIf(
                "DISCONNECT, where 4.3.3 asks for a PUBCOMP", it -> it.count(Disconnect.class) == 1)
            .warnIf("close, where 4.3.3 asks for a PUBCOMP", Answer::closed));
    if (answer.count(PubComp.class) == 0) {
      bench.notExercised(fresh, "the target ends the connection instead");
      return;
    }
    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "two"));
    publisher.publish(Packets.publish(Qos.EXACTLY_ONCE, 8, bench.topic("a"), "fence"));
    bench.judge(
        fresh,
        subscriber.receivedUpTo("fence"),
        Values.bestIf("the second message", all -> all.contains("two")));
  }

  /** The first time a message is sent it looks like this. */
  @ConformanceCase(
      id = "qos2/first-transmission-is-complete",
      title = "A message of QoS 2 is first sent with a Packet Identifier, QoS 2 and DUP 0.",
      advice = "Look for the place where the fixed header of an outgoing PUBLISH is put together.",
      needs = Need.QOS_2)
  void firstTransmissionIsComplete(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_2, demandV5 = "carry-packet-identifier") Judged identified,
      @Covers(v5 = Mqtt5.MQTT_4_3_3_2, demandV5 = "qos-2") Judged level,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_2,
              demandV5 = "dup-0-on-first-send",
              v311 = Mqtt311.MQTT_4_3_3_1,
              demandV311 = "free-id-qos2-dup0")
          Judged fresh) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    // without a Packet Identifier before it the beginning of this payload would be read as one
    Payload payload = Payload.of("\u0001\u0000hello");

    publisher.publish(new Publish(
        false,
        Qos.EXACTLY_ONCE,
        false,
        TopicName.of(bench.topic("a")),
        publisher.nextPacketId(),
        Properties.NONE,
        payload));

    Publish came = subscriber.receiveUnacknowledged();
    bench.judge(identified, came.payload(), Values.best("the payload, whole", payload));
    bench.judge(level, came.qos().level(), Values.best("QoS 2", 2));
    bench.judge(
        fresh,
        "QoS " + came.qos().level() + ", DUP " + (came.dup() ? 1 : 0),
        Values.best("QoS 2, DUP 0", "QoS 2, DUP 0"));
    subscriber.acknowledge(came);
  }

  /** PUBREC is answered by PUBREL. */
  @ConformanceCase(
      id = "qos2/pubrec-is-answered-by-pubrel",
      title = "A PUBREC is answered by a PUBREL with its Packet Identifier.",
      advice = "Look for a PUBREC handler that forgets the message and sends nothing.",
      needs = Need.QOS_2)
  void pubRecIsAnsweredByPubRel(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_4,
              demandV5 = "send-pubrel",
              v311 = Mqtt311.MQTT_4_3_3_1,
              demandV311 = "pubrel-with-same-id")
          Judged answered,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_4,
              demandV5 = "same-packet-identifier",
              v311 = Mqtt311.MQTT_2_3_1_6,
              demandV311 = "pubrel-repeats-id")
          Judged repeated) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "hello");
    int packetId = subscriber.receiveUnacknowledged().packetId();

    subscriber.send(new PubRec(packetId));

    PubRel rel =
        subscriber.judge(answered, onBoth().best("PUBREL", any(PubRel.class))).first(PubRel.class);
    bench.judge(repeated, rel.packetId(), Values.best("identifier " + packetId, packetId));
    subscriber.send(new PubComp(packetId));
  }

  /** Only PUBCOMP frees the identifier of a message of QoS 2. */
  @ConformanceCase(
      id = "qos2/identifier-is-taken-until-pubcomp",
      title =
          "The identifier of a message of QoS 2 is not used for another one before its PUBCOMP.",
      advice = "Look for identifiers that are freed by PUBREC.",
      needs = Need.QOS_2)
  void identifierIsTakenUntilPubComp(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_1,
              v311 = Mqtt311.MQTT_2_3_1_4,
              demandV311 = "hold-id-until-pubcomp")
          Judged taken) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "one");
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);

    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "two");

    Optional<Publish> second = subscriber.nextPublication();
    bench.notExercisedUnless(
        second.isPresent(), "the broker sends one message at a time, as it may (4.9)");
    bench.judge(
        taken,
        second.map(Publish::packetId).orElse(0),
        Values.bestIf("another identifier than " + packetId, id -> id != packetId));
    subscriber.send(new PubComp(packetId));
    second.ifPresent(subscriber::acknowledge);
  }

  /** What was not answered before the connection ended is sent again on the next one. */
  @ConformanceCase(
      id = "qos2/stays-unacknowledged-until-pubrec",
      title = "A message of QoS 2 without PUBREC is sent again on resume.",
      advice =
          "Look for messages of QoS 2 that count as delivered once they are written to the socket.",
      needs = Need.QOS_2)
  void staysUnacknowledgedUntilPubRec(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_3,
              v311 = Mqtt311.MQTT_4_3_3_1,
              demandV311 = "hold-publish-until-pubrec")
          Judged held) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "hello");
    subscriber.receiveUnacknowledged();

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    // under which identifier is another statement's affair
    Publish again = subscriber
        .judge(
            held,
            bench.patienceForRepeats(),
            onBoth().best("the message again", publish(Qos.EXACTLY_ONCE, "hello")))
        .first(Publish.class);
    subscriber.acknowledge(again);
  }

  /** Behind the PUBREC there is only the PUBREL to repeat, never the message. */
  @ConformanceCase(
      id = "qos2/pubrel-is-sent-again-after-resume",
      title = "After a PUBREC a resume brings the PUBREL again, and not the message.",
      advice = "Look for a PUBREC whose effect is kept with the connection instead of the session.",
      needs = Need.QOS_2)
  void pubRelIsSentAgainAfterResume(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_4_0_1,
              demandV5 = "resend-pubrel",
              v311 = Mqtt311.MQTT_4_4_0_1,
              demandV311 = "resend-pubrel")
          Judged again,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_6,
              v311 = Mqtt311.MQTT_4_3_3_1,
              demandV311 = "no-publish-after-pubrel")
          Judged released) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "once");
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    subscriber.judge(
        again, bench.patienceForRepeats(), onBoth().best("PUBREL " + packetId, pubRel(packetId)));
    subscriber.send(new PubComp(packetId));
    // a PUBREL that came twice is answered before its identifier is used again
    subscriber.waitUntilRead();
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "fence");
    bench.judge(
        released,
        subscriber.receivedUpTo("fence"),
        Values.best("nothing but the fence", List.of("fence")));
  }

  /** A PUBCOMP is waited for as long as it takes. */
  @ConformanceCase(
      id = "qos2/pubrel-stays-unacknowledged-until-pubcomp",
      title = "A PUBREL without PUBCOMP is sent again on each resume, not only on the first.",
      advice = "Look for a count of attempts, or for a resend that ends the exchange.",
      needs = Need.QOS_2)
  void pubRelStaysUnacknowledgedUntilPubComp(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_5,
              v311 = Mqtt311.MQTT_4_3_3_1,
              demandV311 = "hold-pubrel-until-pubcomp")
          Judged held) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "once");
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);
    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    bench.notExercisedUnless(
        subscriber.comesAgain(PubRel.class, rel -> rel.packetId() == packetId),
        "not even the first resume brings the PUBREL again, which"
            + " qos2/pubrel-is-sent-again-after-resume judges");

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    subscriber.judge(
        held, bench.patienceForRepeats(), onBoth().best("PUBREL " + packetId, pubRel(packetId)));
    subscriber.send(new PubComp(packetId));
  }

  /** A refusal settles a message as well as an acceptance does. */
  @ConformanceCase(
      id = "qos2/pubrec-that-refuses-settles",
      title = "In 5.0 a message of QoS 2 that the client refused by PUBREC is not sent again.",
      advice = "Look for a PUBREC handler that looks for Reason Code 0x00.",
      needs = Need.QOS_2)
  void pubRecThatRefusesSettles(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_4_0_2) Judged settled) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "refused");
    int packetId = subscriber.receiveUnacknowledged().packetId();
    // PUBREL is not due any more, and is not forbidden either
    subscriber.overlook(PacketType.PUBREL);
    subscriber.send(new PubRec(packetId, ReasonCode.UNSPECIFIED_ERROR, Properties.NONE));
    subscriber.ping();
    subscriber.disconnect();

    Subscribers.resume(bench, subscriber);

    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "fence");
    bench.judge(
        settled,
        subscriber.receivedUpTo("fence"),
        Values.best("nothing but the fence", List.of("fence")));
  }

  /** A PUBCOMP ends the exchange whatever it says: there is nothing left that could be sent again. */
  @ConformanceCase(
      id = "qos2/pubcomp-that-refuses-completes",
      title = "In 5.0 a PUBREL that was answered by PUBCOMP 0x92 is not sent again.",
      advice = "Look for a PUBCOMP handler that looks for Reason Code 0x00.",
      needs = Need.QOS_2)
  void pubCompThatRefusesCompletes(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_4_0_1, demandV5 = "no-resend-otherwise", bySilence = true)
          Judged completed) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "once");
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);
    subscriber.send(new PubComp(packetId, PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE));
    subscriber.ping();
    subscriber.disconnect();

    Subscribers.resume(bench, subscriber);

    subscriber.send(new PingReq());
    long releases = subscriber.answer(bench.quietWindow()).count(PubRel.class);
    bench.judge(completed, releases, Values.best("no PUBREL", 0L));
  }
}
