package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.pubAck;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Receive Maximum: how much a client wants to have on its hands (5.0). */
final class FlowControlCases {

  /** No more at a time than the client takes. */
  @ConformanceCase(
      id = "flow/receive-maximum-is-kept",
      title =
          "A client with Receive Maximum 2 gets at most 2 messages that it has not acknowledged.",
      advice = "Look for a CONNECT handler that reads Receive Maximum and keeps it to itself.",
      needs = Need.QOS_1)
  void receiveMaximumIsKept(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_4_9, bySilence = true) Judged kept) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", taking(2));
    CaseClient publisher = bench.connect("publisher");

    for (int i = 1; i <= 4; i++) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message " + i);
    }

    subscriber.ping();
    int came = subscriber.unacknowledgedUntilQuiet(4).size();
    bench.judge(kept, came, Values.bestIf("at most 2 messages", count -> count <= 2));
  }

  /** There is one quota for what is acknowledged in two steps and in four, and an acknowledgement frees one place. */
  @ConformanceCase(
      id = "flow/receive-maximum-counts-both-qos",
      title =
          "A client with Receive Maximum 2 has at most 2 messages of QoS 1 and 2 together under way, also after an acknowledgement.",
      advice =
          "Look for a quota of its own for each QoS, or for an acknowledgement that sends on everything that waits.",
      needs = Need.QOS_2)
  void receiveMaximumCountsBothQos(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_4_9, bySilence = true) Judged together,
      @Covers(v5 = Mqtt5.MQTT_4_9_0_2, bySilence = true) Judged afterwards) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", taking(2));
    CaseClient publisher = bench.connect("publisher");

    for (int i = 1; i <= 3; i++) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "QoS 1, message " + i);
      publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "QoS 2, message " + i);
    }

    subscriber.ping();
    List<Publish> first = subscriber.unacknowledgedUntilQuiet(6);
    // by identifier: a message that is sent again takes no second place
    Set<Integer> underWay = identifiers(first);
    Values<Integer> atMostTwo = Values.bestIf("at most 2 messages", count -> count <= 2);
    bench.judge(together, underWay.size(), atMostTwo);
    subscriber.acknowledge(first.get(0));
    underWay.remove(first.get(0).packetId());
    subscriber.ping();
    underWay.addAll(identifiers(subscriber.unacknowledgedUntilQuiet(5)));
    bench.judge(afterwards, underWay.size(), atMostTwo);
  }

  /** One is not none. */
  @ConformanceCase(
      id = "flow/receive-maximum-of-1-lets-one-through",
      title = "A client with Receive Maximum 1 gets a message of QoS 1.",
      advice = "Look for a quota that is compared before it is counted.",
      needs = Need.QOS_1)
  void receiveMaximumOf1LetsOneThrough(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_9_0_1, demandV5 = "nonzero-quota") Judged through) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", taking(1));
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "hello");

    subscriber.judge(through, on(V5).best("the message", publish(Qos.AT_LEAST_ONCE, "hello")));
  }

  /** Each connection begins with the quota that its own CONNECT allows. */
  @ConformanceCase(
      id = "flow/receive-maximum-is-that-of-the-connection",
      title =
          "A resumed session sends again no more at a time than the new Receive Maximum, and not nothing.",
      advice =
          "Look for a resume that sends everything again at once, or for a quota kept with the session.",
      needs = Need.QOS_1)
  void receiveMaximumIsThatOfTheConnection(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_4_0_1, demandV5 = "resend-publish") Judged again,
      @Covers(v5 = Mqtt5.MQTT_4_9_0_1, demandV5 = "quota-within-receive-maximum", bySilence = true)
          Judged within) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    for (int i = 1; i <= 3; i++) {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message " + i);
    }
    subscriber.unacknowledgedUntilQuiet(3);
    subscriber.drop();

    ConnAck back = subscriber.reconnect(taking(1)
        .apply(bench.hello("subscriber").keepSession().cleanStart(false))
        .packet());

    Subscribers.keptOrNotExercised(bench, subscriber, back);
    subscriber.ping();
    int came = subscriber.repeatsUntilQuiet(3).size();
    bench.judge(again, came, Values.bestIf("a message again", count -> count > 0));
    bench.judge(within, came, Values.bestIf("at most 1 message", count -> count <= 1));
  }

  /** There are never more places than at first: what was begun on another connection took none on this one. */
  @ConformanceCase(
      id = "flow/pubcomp-of-before-adds-no-place",
      title =
          "A PUBCOMP for a PUBREL that a resume brought again makes no room for two messages where the Receive Maximum is 1.",
      advice = "Look for a quota that goes up with every PUBCOMP.",
      needs = Need.QOS_2)
  void pubCompOfBeforeAddsNoPlace(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_4_9, bySilence = true) Judged within) {
    CaseClient subscriber =
        Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", hello -> taking(1).apply(hello.keepSession()));
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "begun");
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);
    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    bench.notExercisedUnless(
        subscriber.comesAgain(PubRel.class, rel -> rel.packetId() == packetId),
        "PUBREL is not sent again, which other cases judge");

    subscriber.send(new PubComp(packetId));
    subscriber.ping();
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "one");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "two");

    // that nothing of before may come again is judged elsewhere
    long came = subscriber.unacknowledgedUntilQuiet(3).stream()
        .filter(publish -> !publish.payload().asText().equals("begun"))
        .count();
    bench.judge(within, came, Values.bestIf("at most 1 message", count -> count <= 1));
  }

  /** A message of QoS 2 counts until its PUBCOMP. */
  @ConformanceCase(
      id = "flow/pubrec-frees-no-place",
      title = "A PUBREC does not make room for another message, only the PUBCOMP does.",
      advice = "Look for a quota that grows with PUBREC.",
      needs = Need.QOS_2)
  void pubRecFreesNoPlace(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_9_0_2, bySilence = true) Judged held) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", taking(1));
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "one");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "two");
    int packetId = subscriber.receiveUnacknowledged().packetId();

    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);
    // a slow broker gets time to do what it must not
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "three");
    subscriber.ping();

    bench.judge(
        held,
        subscriber.receivedUntilQuiet(),
        Values.best("nothing before the PUBCOMP", List.of()));
    subscriber.send(new PubComp(packetId));
  }

  /** PUBACK makes room. */
  @ConformanceCase(
      id = "flow/puback-frees-a-place",
      title = "A PUBACK makes room for the next message.",
      advice = "Look for a quota that is counted down and never up.",
      needs = Need.QOS_1)
  void pubAckFreesAPlace(Bench bench, @Covers(rules = Rule.V5_SEND_QUOTA_REPLENISHED) Judged next) {
    CaseClient subscriber = fullSubscriber(bench, Qos.AT_LEAST_ONCE);
    int packetId = subscriber.receiveUnacknowledged().packetId();

    subscriber.send(new PubAck(packetId));

    judgeNext(bench, next, subscriber);
  }

  /** PUBACK makes room also where it refuses. */
  @ConformanceCase(
      id = "flow/puback-that-refuses-frees-a-place",
      title = "A PUBACK that refuses makes room for the next message.",
      advice = "Look for a quota that grows with Reason Code 0x00 alone.",
      needs = Need.QOS_1)
  void pubAckThatRefusesFreesAPlace(
      Bench bench, @Covers(rules = Rule.V5_SEND_QUOTA_REPLENISHED) Judged next) {
    CaseClient subscriber = fullSubscriber(bench, Qos.AT_LEAST_ONCE);
    int packetId = subscriber.receiveUnacknowledged().packetId();

    subscriber.send(new PubAck(packetId, ReasonCode.UNSPECIFIED_ERROR, Properties.NONE));

    judgeNext(bench, next, subscriber);
  }

  /** PUBCOMP makes room. */
  @ConformanceCase(
      id = "flow/pubcomp-frees-a-place",
      title = "A PUBCOMP makes room for the next message.",
      advice = "Look for a quota that grows with PUBACK alone.",
      needs = Need.QOS_2)
  void pubCompFreesAPlace(
      Bench bench, @Covers(rules = Rule.V5_SEND_QUOTA_REPLENISHED) Judged next) {
    CaseClient subscriber = fullSubscriber(bench, Qos.EXACTLY_ONCE);
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);

    subscriber.send(new PubComp(packetId));

    judgeNext(bench, next, subscriber);
  }

  /** PUBCOMP makes room also where it says that there was nothing to complete. */
  @ConformanceCase(
      id = "flow/pubcomp-that-refuses-frees-a-place",
      title = "A PUBCOMP with Reason Code 0x92 makes room for the next message.",
      advice = "Look for a quota that grows with Reason Code 0x00 alone.",
      needs = Need.QOS_2)
  void pubCompThatRefusesFreesAPlace(
      Bench bench, @Covers(rules = Rule.V5_SEND_QUOTA_REPLENISHED) Judged next) {
    CaseClient subscriber = fullSubscriber(bench, Qos.EXACTLY_ONCE);
    int packetId = subscriber.receiveUnacknowledged().packetId();
    subscriber.send(new PubRec(packetId));
    subscriber.await(PubRel.class, rel -> rel.packetId() == packetId);

    subscriber.send(new PubComp(packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE));

    judgeNext(bench, next, subscriber);
  }

  /** After a PUBREC that refuses no PUBCOMP follows, so it makes room itself. */
  @ConformanceCase(
      id = "flow/pubrec-that-refuses-frees-a-place",
      title = "A PUBREC that refuses makes room for the next message.",
      advice = "Look for a quota that waits for a PUBCOMP, which does not come after a refusal.",
      needs = Need.QOS_2)
  void pubRecThatRefusesFreesAPlace(
      Bench bench, @Covers(rules = Rule.V5_SEND_QUOTA_REPLENISHED) Judged next) {
    CaseClient subscriber = fullSubscriber(bench, Qos.EXACTLY_ONCE);
    int packetId = subscriber.receiveUnacknowledged().packetId();

    // PUBREL is not due any more, and is not forbidden either
    subscriber.overlook(PacketType.PUBREL);
    subscriber.send(new PubRec(packetId, ReasonCode.UNSPECIFIED_ERROR, Properties.NONE));

    judgeNext(bench, next, subscriber);
  }

  /** Receive Maximum holds back PUBLISH and nothing else. */
  @ConformanceCase(
      id = "flow/other-packets-go-on",
      title =
          "A client whose Receive Maximum is used up still gets SUBACK and PUBACK, and its PUBLISH is passed on.",
      advice = "Look for one queue of outgoing packets in which everything waits behind a PUBLISH.",
      needs = Need.QOS_1)
  void otherPacketsGoOn(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_9_0_3, demandV5 = "answer-other-packets") Judged answered,
      @Covers(v5 = Mqtt5.MQTT_3_3_4_10) Judged undelayed,
      @Covers(v5 = Mqtt5.MQTT_4_9_0_3, demandV5 = "process-other-packets") Judged processed) {
    CaseClient subscriber = fullSubscriber(bench, Qos.AT_LEAST_ONCE);
    Publish underWay = subscriber.receiveUnacknowledged();
    CaseClient observer = Subscribers.observer(bench, "b");

    int subscribe = subscriber.nextPacketId();
    subscriber.send(Packets.subscribe(subscribe, bench.topic("c"), Qos.AT_MOST_ONCE));
    subscriber.judge(
        answered,
        on(V5).best("SUBACK", Step.packet(SubAck.class, ack -> ack.packetId() == subscribe)));

    int publish = subscriber.nextPacketId();
    subscriber.send(Packets.publish(Qos.AT_LEAST_ONCE, publish, bench.topic("b"), "hello"));
    subscriber.judge(undelayed, on(V5).best("PUBACK", pubAck(publish)));

    List<String> passedOn =
        observer.nextPublication().stream().map(it -> it.payload().asText()).toList();
    bench.judge(processed, passedOn, Values.best("the message", List.of("hello")));
    subscriber.acknowledge(underWay);
  }

  private static Set<Integer> identifiers(List<Publish> messages) {
    return messages.stream().map(Publish::packetId).collect(Collectors.toCollection(TreeSet::new));
  }

  private static UnaryOperator<Hello> taking(int receiveMaximum) {
    return hello -> hello.with(PropertyId.RECEIVE_MAXIMUM, receiveMaximum);
  }

  /** A subscriber with Receive Maximum 1 for which two messages were published. */
  private static CaseClient fullSubscriber(Bench bench, Qos qos) {
    CaseClient subscriber = Subscribers.at(bench, qos, "a", taking(1));
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(qos, bench.topic("a"), "one");
    publisher.publish(qos, bench.topic("a"), "two");
    return subscriber;
  }

  private static void judgeNext(Bench bench, Judged next, CaseClient subscriber) {
    List<String> came = subscriber.nextPublication().stream()
        .map(publish -> publish.payload().asText())
        .toList();
    bench.judge(next, came, Values.best("the next message", List.of("two")));
  }
}
