package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.pubAck;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
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
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.List;

/** QoS 1 in both directions: at least once. */
final class QosOneCases {
  private static final int STRAYS_MAX = 10;

  /** The publisher is told that its message was taken over. */
  @ConformanceCase(
      id = "qos1/publish-is-answered-by-puback",
      title = "A PUBLISH of QoS 1 is answered by a PUBACK with its Packet Identifier.",
      advice =
          "Look for a PUBACK that waits for a subscriber, or for identifiers that the broker counts itself.",
      needs = Need.QOS_1)
  void publishIsAnsweredByPubAck(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_4_1,
              demandV5 = "puback-for-qos-1",
              v311 = Mqtt311.MQTT_3_3_4_1,
              demandV311 = "puback-for-qos1")
          Judged answered,
      @Covers(
              v5 = Mqtt5.MQTT_2_2_1_5,
              demandV5 = "puback-same-identifier",
              v311 = Mqtt311.MQTT_2_3_1_6,
              demandV311 = "puback-repeats-id")
          Judged repeated) {
    CaseClient publisher = bench.connect("publisher");

    // both bytes differ, so that their order shows
    publisher.send(Packets.publish(Qos.AT_LEAST_ONCE, 0x1F02, bench.topic("a"), "hello"));

    PubAck ack =
        publisher.judge(answered, onBoth().best("PUBACK", any(PubAck.class))).first(PubAck.class);
    bench.judge(repeated, ack.packetId(), Values.best("identifier 7938", 0x1F02));
  }

  /** Every identifier up to the last is good, and several publications may be under way at a time. */
  @ConformanceCase(
      id = "qos1/each-of-several-publishes-is-acknowledged",
      title =
          "Of three PUBLISH packets of QoS 1 sent at once each is acknowledged, up to identifier 65,535.",
      advice =
          "Look for identifiers kept in a signed or too small type, or for one PUBACK that is sent for many.",
      needs = Need.QOS_1)
  void eachOfSeveralPublishesIsAcknowledged(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_2_4,
              demandV5 = "send-puback",
              v311 = Mqtt311.MQTT_4_3_2_2,
              demandV311 = "puback-with-same-id")
          Judged each,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_2_4,
              demandV5 = "same-packet-identifier",
              v311 = Mqtt311.MQTT_2_3_1_6,
              demandV311 = "puback-repeats-id")
          Judged own) {
    CaseClient publisher = bench.connect("publisher");
    List<Integer> identifiers = List.of(1, 0x0100, 0xFFFF);
    bench.notExercisedUnless(
        bench.profile().receiveMaximum() >= identifiers.size(),
        "Receive Maximum " + bench.profile().receiveMaximum());

    identifiers.forEach(id ->
        publisher.send(Packets.publish(Qos.AT_LEAST_ONCE, id, bench.topic("a"), "under " + id)));

    CaseClient.Came came = publisher.judge(
        each,
        onBoth().best("three PUBACKs", any(PubAck.class), any(PubAck.class), any(PubAck.class)));
    List<Integer> acknowledged = came.packets().stream()
        .filter(PubAck.class::isInstance)
        .map(it -> ((PubAck) it).packetId())
        .sorted()
        .toList();
    bench.judge(own, acknowledged, Values.best("each identifier", identifiers));
  }

  /** With the PUBACK the message belongs to the broker, whatever becomes of the publisher. */
  @ConformanceCase(
      id = "qos1/acknowledged-message-outlives-its-publisher",
      title =
          "A message of QoS 1 that was acknowledged reaches its subscriber though its publisher is gone.",
      advice =
          "Look for messages that are dropped together with the connection on which they came in.",
      needs = Need.QOS_1)
  void acknowledgedMessageOutlivesItsPublisher(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_2_4, demandV5 = "take-ownership", v311 = Mqtt311.MQTT_4_5_0_1)
          Judged owned) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.disconnect();
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "hello");

    publisher.drop();

    Subscribers.resume(bench, subscriber);
    subscriber.judge(
        owned, onBoth().best("the message at QoS 1", publish(Qos.AT_LEAST_ONCE, "hello")));
  }

  /** After the PUBACK the identifier is free: whatever comes under it is another message, also with DUP 1. */
  @ConformanceCase(
      id = "qos1/identifier-is-free-after-puback",
      title =
          "A PUBLISH of QoS 1 under an identifier that was acknowledged is a new message, whatever its DUP.",
      advice = "Look for a filter of duplicates, which QoS 1 does not have.",
      needs = Need.QOS_1)
  void identifierIsFreeAfterPubAck(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_2_5,
              v311 = Mqtt311.MQTT_4_3_2_2,
              demandV311 = "reused-id-is-new-message")
          Judged fresh) {
    bench.notExercisedUnless(
        bench.profile().receiveMaximum() >= 2,
        "the target takes one message at a time (Receive Maximum 1), so the second has to wait");
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Packets.publish(Qos.AT_LEAST_ONCE, 7, bench.topic("a"), "one"));

    publisher.send(
        Packets.duplicate(Packets.publish(Qos.AT_LEAST_ONCE, 7, bench.topic("a"), "two")));
    // whether it is acknowledged is another statement's affair
    publisher.overlook(PacketType.PUBACK);

    publisher.publish(Packets.publish(Qos.AT_LEAST_ONCE, 8, bench.topic("a"), "fence"));
    bench.judge(
        fresh,
        // in 3.1.1 what is not acknowledged yet may have been sent again
        subscriber.receivedUpTo("fence", List.of("one", "two")).stream()
            .distinct()
            .toList(),
        Values.bestInAnyOrder("both messages", List.of("one", "two", "fence")));
  }

  /** The first time a message is sent it looks like this. */
  @ConformanceCase(
      id = "qos1/first-transmission-is-complete",
      title = "A message of QoS 1 is first sent with a Packet Identifier, QoS 1 and DUP 0.",
      advice = "Look for the place where the fixed header of an outgoing PUBLISH is put together.",
      needs = Need.QOS_1)
  void firstTransmissionIsComplete(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_2_2, demandV5 = "carry-packet-identifier") Judged identified,
      @Covers(v5 = Mqtt5.MQTT_4_3_2_2, demandV5 = "qos-1") Judged level,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_2_2,
              demandV5 = "dup-0-on-first-send",
              v311 = Mqtt311.MQTT_4_3_2_1,
              demandV311 = "send-qos1-dup0")
          Judged fresh) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    // without a Packet Identifier before it the beginning of this payload would be read as one
    Payload payload = Payload.of("\u0001\u0000hello");

    publisher.publish(new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of(bench.topic("a")),
        publisher.nextPacketId(),
        Properties.NONE,
        payload));

    Publish came = subscriber.receiveUnacknowledged();
    bench.judge(identified, came.payload(), Values.best("the payload, whole", payload));
    bench.judge(level, came.qos().level(), Values.best("QoS 1", 1));
    bench.judge(
        fresh,
        "QoS " + came.qos().level() + ", DUP " + (came.dup() ? 1 : 0),
        Values.best("QoS 1, DUP 0", "QoS 1, DUP 0"));
    subscriber.acknowledge(came);
  }

  /** Messages under way at the same time are told apart by their identifiers. */
  @ConformanceCase(
      id = "qos1/identifiers-under-way-differ",
      title =
          "Messages of QoS 1 that are under way at the same time have different identifiers, none of them 0.",
      advice = "Look for a counter of identifiers that is too short, shared or not counted up.",
      needs = Need.QOS_1)
  void identifiersUnderWayDiffer(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_2_2_1_4,
              demandV5 = "nonzero-packet-identifier",
              v311 = Mqtt311.MQTT_2_3_1_1)
          Judged notZero,
      @Covers(
              v5 = Mqtt5.MQTT_2_2_1_4,
              demandV5 = "unused-packet-identifier",
              v311 = Mqtt311.MQTT_2_3_1_4,
              demandV311 = "hold-id-until-puback")
          Judged different) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.subscribe(bench.topic("b"), bench.profile().maximumQos());
    CaseClient publisher = bench.connect("publisher");

    for (int i = 1; i <= 5; i++) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message " + i);
    }

    List<Integer> identifiers = identifiersOf(subscriber.unacknowledgedUntilQuiet(5));
    bench.judge(
        notZero, identifiers, Values.bestIf("identifiers other than 0", ids -> !ids.contains(0)));
    subscriber.drop();
    List<Integer> onReturn = List.of();
    if (subscriber.resume().sessionPresent()) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "new");
      publisher.publish(bench.profile().maximumQos(), bench.topic("b"), "new");
      onReturn = identifiersOf(subscriber.unacknowledgedUntilQuiet(identifiers.size() + 2));
    }
    if (identifiers.size() == 1 && onReturn.size() <= 1) {
      bench.notExercised(different, "the broker sends one message at a time, as it may (4.9)");
    } else {
      bench.judge(
          different,
          List.of(identifiers, onReturn),
          Values.bestIf(
              "different identifiers on each of two connections of the session",
              all -> all.stream().allMatch(ids -> ids.stream().distinct().count() == ids.size())));
    }
  }

  private record Numbered(int packetId, TopicName topic, Payload payload) {}

  /** One for each message: those of QoS 0 have none, and one that is sent again has its old one. */
  private static List<Integer> identifiersOf(List<Publish> publications) {
    return publications.stream()
        .filter(it -> it.qos() != Qos.AT_MOST_ONCE)
        .map(it -> new Numbered(it.packetId(), it.topic(), it.payload()))
        .distinct()
        .map(Numbered::packetId)
        .toList();
  }

  /** A PUBACK frees its own identifier and no other. */
  @ConformanceCase(
      id = "qos1/puback-frees-its-own-identifier-alone",
      title = "After a PUBACK the next message does not get an identifier that is still under way.",
      advice = "Look for identifiers that are made from the number of messages under way.",
      needs = Need.QOS_1)
  void pubAckFreesItsOwnIdentifierAlone(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_2_1, v311 = Mqtt311.MQTT_4_3_2_1, demandV311 = "assign-free-id")
          Judged unused) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    for (int i = 1; i <= 3; i++) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message " + i);
    }
    List<Publish> underWay = subscriber.unacknowledgedUntilQuiet(3);
    bench.notExercisedUnless(
        underWay.size() == 3, "the broker has fewer than 3 messages under way, as it may (4.9)");
    List<Integer> taken = List.of(underWay.get(1).packetId(), underWay.get(2).packetId());

    subscriber.acknowledge(underWay.get(0));
    subscriber.ping();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message 4");

    int next = subscriber
        .await(Publish.class, it -> it.payload().asText().equals("message 4"))
        .packetId();
    bench.judge(
        unused, next, Values.bestIf("none of " + taken, identifier -> !taken.contains(identifier)));
  }

  /** 3.1.1 says of the server's own messages what it says of a client's. */
  @ConformanceCase(
      id = "qos1/repeat-keeps-its-identifier",
      title = "A message of QoS 1 that is sent again has the Packet Identifier of the first time.",
      advice = "Look for a resume that numbers messages afresh.",
      needs = Need.QOS_1)
  void repeatKeepsItsIdentifier(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_2_3_1_4, demandV311 = "keep-id-on-resend") Judged kept) {
    Repeated repeated = repeated(bench);

    bench.judge(
        kept,
        repeated.again().packetId(),
        Values.best(
            "identifier " + repeated.first().packetId(), repeated.first().packetId()));
  }

  /** DUP says of the broker's own PUBLISH whether it is a repeat. */
  @ConformanceCase(
      id = "qos1/repeat-is-marked",
      title =
          "A message of QoS 1 that is sent again has DUP 1, though its publisher sent it with DUP 0.",
      advice = "Look for a PUBLISH that is forwarded with the flags with which it came in.",
      needs = Need.QOS_1)
  void repeatIsMarked(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_3_1_3, demandV311 = "resend-has-dup-1") Judged marked) {
    bench.judge(marked, repeated(bench).again().dup() ? 1 : 0, Values.best("DUP 1", 1));
  }

  /** The PUBLISH that was not acknowledged, and the same after a resume. */
  private record Repeated(Publish first, Publish again) {}

  private static Repeated repeated(Bench bench) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    // so that the identifier is not the first of the connection again
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "before");
    subscriber.receivedUpTo("before");
    subscriber.ping();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "hello");
    Publish first = subscriber.receiveUnacknowledged();
    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    // one that was acknowledged may come again before it, of which nothing is said here
    Publish again = subscriber.receiveRepeat();
    for (int i = 0; i < STRAYS_MAX && !again.payload().equals(first.payload()); i++) {
      again = subscriber.receiveRepeat();
    }
    return new Repeated(first, again);
  }

  @ConformanceCase(
      id = "qos1/unacknowledged-is-sent-again-after-resume",
      title = "A message of QoS 1 without PUBACK is sent again on resume: same identifier, DUP 1.",
      advice =
          "Look for messages that count as delivered once they are written to the socket, or for a resume that numbers them afresh.",
      needs = Need.QOS_1)
  void unacknowledgedIsSentAgainAfterResume(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_4_0_1,
              demandV5 = "resend-publish",
              v311 = Mqtt311.MQTT_4_4_0_1,
              demandV311 = "resend-publish")
          Judged again,
      @Covers(
              v5 = Mqtt5.MQTT_4_4_0_1,
              demandV5 = "original-packet-identifier",
              v311 = Mqtt311.MQTT_4_4_0_1,
              demandV311 = "keep-packet-identifiers")
          Judged original,
      @Covers(v5 = Mqtt5.MQTT_3_3_1_1, v311 = Mqtt311.MQTT_3_3_1_1) Judged marked) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    // so that the identifier is not the first of the connection again
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "before");
    subscriber.receivedUpTo("before");
    subscriber.ping();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "hello");
    Publish first = subscriber.receiveUnacknowledged();

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    Publish second = subscriber
        .judge(
            again,
            bench.patienceForRepeats(),
            onBoth().best("the message", publish(Qos.AT_LEAST_ONCE, "hello")))
        .first(Publish.class);
    bench.judge(
        original,
        second.packetId(),
        Values.best("identifier " + first.packetId(), first.packetId()));
    bench.judge(marked, second.dup() ? 1 : 0, Values.best("DUP 1", 1));
    subscriber.acknowledge(second);
  }

  /** A PUBACK is waited for as long as it takes. */
  @ConformanceCase(
      id = "qos1/stays-unacknowledged-until-puback",
      title =
          "A message of QoS 1 without PUBACK is sent again on each resume, not only on the first.",
      advice =
          "Look for a count of attempts, or for a resend that moves the message out of the session.",
      needs = Need.QOS_1)
  void staysUnacknowledgedUntilPubAck(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_2_3,
              v311 = Mqtt311.MQTT_4_3_2_1,
              demandV311 = "hold-until-puback")
          Judged held) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "hello");
    subscriber.receiveUnacknowledged();
    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    subscriber.receiveRepeatUnacknowledged();

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    Publish third = subscriber
        .judge(
            held,
            bench.patienceForRepeats(),
            onBoth().best("the message", publish(Qos.AT_LEAST_ONCE, "hello")))
        .first(Publish.class);
    subscriber.acknowledge(third);
  }

  /** What was acknowledged is done with. */
  @ConformanceCase(
      id = "qos1/acknowledged-is-not-sent-again",
      title = "A message of QoS 1 that was acknowledged is not sent again on resume.",
      advice =
          "Look for a PUBACK that is taken note of for the connection, but not for the session.",
      needs = Need.QOS_1)
  void acknowledgedIsNotSentAgain(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_4_0_1, demandV5 = "no-resend-otherwise") Judged done) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "acknowledged");
    subscriber.receive();
    subscriber.ping();
    subscriber.disconnect();

    Subscribers.resume(bench, subscriber);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");
    bench.judge(
        done,
        subscriber.receivedUpTo("fence"),
        Values.best("nothing but the fence", List.of("fence")));
  }

  /** 5.0 leaves repeating to TCP: MQTT does it after a resume alone. */
  @ConformanceCase(
      id = "qos1/is-not-sent-again-while-connected",
      title = "In 5.0 a message without PUBACK is not sent again while the connection stands.",
      advice = "Look for a retry that is set off by a timer or by the client's next packet.",
      needs = Need.QOS_1)
  void isNotSentAgainWhileConnected(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_4_0_1, demandV5 = "no-resend-otherwise", bySilence = true)
          Judged once) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "hello");
    Publish first = subscriber.receiveUnacknowledged();

    subscriber.ping();
    subscriber.subscribe(bench.topic("b"), Qos.AT_LEAST_ONCE);

    bench.judge(once, subscriber.receivedUntilQuiet(), Values.best("nothing more", List.of()));
    subscriber.acknowledge(first);
  }

  /** A refusal settles a message as well as an acceptance does. */
  @ConformanceCase(
      id = "qos1/puback-that-refuses-settles",
      title = "In 5.0 a message of QoS 1 that the client refused by PUBACK is not sent again.",
      advice = "Look for a PUBACK handler that looks for Reason Code 0x00.",
      needs = Need.QOS_1)
  void pubAckThatRefusesSettles(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_4_0_2) Judged settled) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "refused");
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubAck(packetId, ReasonCode.UNSPECIFIED_ERROR, Properties.NONE));
    subscriber.ping();
    subscriber.disconnect();

    Subscribers.resume(bench, subscriber);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");
    bench.judge(
        settled,
        subscriber.receivedUpTo("fence"),
        Values.best("nothing but the fence", List.of("fence")));
  }

  /** Client and broker number their packets independently of each other. */
  @ConformanceCase(
      id = "qos1/same-identifier-in-both-directions",
      title = "A client may publish under an identifier that a message to it still uses.",
      advice = "Look for one table of identifiers that serves both directions.",
      needs = Need.QOS_1)
  void sameIdentifierInBothDirections(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_4_1,
              demandV5 = "puback-for-qos-1",
              v311 = Mqtt311.MQTT_3_3_4_1,
              demandV311 = "puback-for-qos1")
          Judged answered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "hello");
    Publish underWay = subscriber.receiveUnacknowledged();
    int packetId = underWay.packetId();

    subscriber.send(Packets.publish(Qos.AT_LEAST_ONCE, packetId, bench.topic("b"), "back"));

    subscriber.judge(answered, onBoth().best("PUBACK " + packetId, pubAck(packetId)));
    subscriber.acknowledge(underWay);
  }
}
