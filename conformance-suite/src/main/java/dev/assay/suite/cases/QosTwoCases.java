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
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
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

/** QoS 2 from a publisher to the broker: exactly once. The other direction: {@link QosTwoSendingCases}. */
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
    List<String> came = subscriber.receivedUpTo("fence", List.of("once"));
    bench.judge(owned, came, Values.bestIf("the message", all -> all.contains("once")));
    bench.judge(once, came, Values.bestInAnyOrder("once", List.of("once", "fence")));
  }

  /** A connection may be lost more than once before the PUBREL. */
  @ConformanceCase(
      id = "qos2/each-repeat-before-pubrel-is-answered",
      title =
          "A PUBLISH of QoS 2 that is repeated twice before its PUBREL gets a PUBREC each time.",
      advice = "Look for a count of repeats, or for a second repeat that is taken for an error.",
      needs = Need.QOS_2)
  void eachRepeatBeforePubRelIsAnswered(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_3_10,
              demandV5 = "answer-repeat-with-pubrec",
              v311 = Mqtt311.MQTT_4_3_3_2,
              demandV311 = "pubrec-again-for-repeat")
          Judged answered) {
    CaseClient publisher = bench.connect("publisher", Hello::keepSession);
    Publish message = Packets.publish(Qos.EXACTLY_ONCE, 7, bench.topic("a"), "once");
    publisher.publishUpToPubRec(message);
    publisher.drop();
    Subscribers.resume(bench, publisher);
    publisher.send(Packets.duplicate(message));
    publisher.await(PubRec.class, rec -> rec.packetId() == 7);
    publisher.drop();
    Subscribers.resume(bench, publisher);

    publisher.send(Packets.duplicate(message));

    publisher.judge(answered, onBoth().best("PUBREC 7", pubRec(7)));
    publisher.release(7);
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
        subscriber.receivedUpTo("fence", List.of("one", "two")),
        Values.bestInAnyOrder("both messages", List.of("one", "two", "fence")));
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
        subscriber.receivedUpTo("fence", List.of("new")),
        Values.bestInAnyOrder("the new message, and the fence", List.of("new", "fence")));
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
        subscriber.receivedUpTo("fence", List.of("two")),
        Values.bestIf("the second message", all -> all.contains("two")));
  }
}
