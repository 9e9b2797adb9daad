package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.pubRel;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;
import java.util.List;
import java.util.Optional;

/** QoS 2 from the broker to its subscribers: exactly once. The other direction: {@link QosTwoCases}. */
final class QosTwoSendingCases {
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
