package dev.assay.suite.cases;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
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
import dev.assay.suite.Values;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The order of messages: by topic, publisher and QoS. */
final class OrderCases {
  private static final int MESSAGES = 4;
  private static final int LONG_ONE = 2;
  private static final int PACKETS_MAX = 20;
  private static final String ONE_AT_A_TIME =
      "the broker sends no second message of QoS 2 before the first one is acknowledged, as it may";

  /** Of one client, on one topic, at one QoS: in the order in which they were published. */
  @ConformanceCase(
      id = "order/messages-arrive-in-order",
      title =
          "Messages of one client on one topic at one QoS arrive in the order in which they were published.",
      advice =
          "Look for deliveries that are handed to several threads, or for long messages that take another path.")
  void messagesArriveInOrder(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_6_0_5,
              v311 = Mqtt311.MQTT_4_6_0_6,
              demandV311 = "publish-in-arrival-order")
          Judged ordered) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), bench.profile().maximumQos());
    CaseClient publisher = bench.connect("publisher");
    for (Qos qos : Qos.values()) {
      if (qos.compareTo(bench.profile().maximumQos()) > 0) {
        return;
      }
      List<String> published = new ArrayList<>();
      for (int i = 1; i <= MESSAGES; i++) {
        published.add("QoS " + qos.level() + " message " + i
            + (i == LONG_ONE ? " " + "long ".repeat(30) : ""));
      }

      publish(bench, publisher, qos, published);

      List<String> received = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        received.add(subscriber.receive().payload().asText());
      }
      bench.judge(ordered, received, Values.best("in the order " + published, published));
    }
  }

  /** One behind the other without waiting where that is simple; at QoS 2 one after the other. */
  private static void publish(Bench bench, CaseClient publisher, Qos qos, List<String> payloads) {
    boolean atOnce = qos != Qos.EXACTLY_ONCE && bench.profile().receiveMaximum() >= payloads.size();
    if (!atOnce) {
      payloads.forEach(payload -> publisher.publish(qos, bench.topic("a"), payload));
      return;
    }
    for (String payload : payloads) {
      int packetId = qos == Qos.AT_MOST_ONCE ? PacketId.NONE : publisher.nextPacketId();
      publisher.send(Packets.publish(qos, packetId, bench.topic("a"), payload));
    }
    if (qos == Qos.AT_LEAST_ONCE) {
      payloads.forEach(any -> publisher.await(PubAck.class, ack -> true));
    }
  }

  /** A queue is a queue. */
  @ConformanceCase(
      id = "order/queued-messages-stay-in-order",
      title =
          "Messages kept for a client that is away arrive in the order in which they were published.",
      advice = "Look for a store whose keys are not in the order of arrival.",
      needs = Need.QOS_1)
  void queuedMessagesStayInOrder(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_6_0_6, v311 = Mqtt311.MQTT_4_6_0_5) Judged ordered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.disconnect();
    CaseClient publisher = bench.connect("publisher");
    List<String> published = List.of("one", "two", "three", "four");
    published.forEach(payload -> publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), payload));

    Subscribers.resume(bench, subscriber);

    List<String> received = new ArrayList<>();
    published.forEach(any -> received.add(subscriber.receive().payload().asText()));
    bench.judge(ordered, received, Values.best("in the order " + published, published));
  }

  /** What is sent again is sent again in its old order. */
  @ConformanceCase(
      id = "order/unacknowledged-are-sent-again-in-order",
      title =
          "In 3.1.1 messages without PUBACK are sent again in the order in which they were first sent.",
      advice = "Look for a map of messages under way that is not in the order of sending.",
      needs = Need.QOS_1)
  void unacknowledgedAreSentAgainInOrder(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_4_6_0_6, demandV311 = "resend-in-original-order")
          Judged ordered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    CaseClient publisher = bench.connect("publisher");
    List<String> published = List.of("one", "two", "three");
    published.forEach(payload -> publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), payload));
    subscriber.unacknowledgedUntilQuiet(published.size());

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    List<String> received = new ArrayList<>();
    published.forEach(any -> received.add(subscriber.receiveRepeat().payload().asText()));
    bench.judge(ordered, received, Values.best("in the order " + published, published));
  }

  /** One PUBREL for each PUBREC; in 3.1.1 in their order. */
  @ConformanceCase(
      id = "order/pubrels-follow-their-pubrecs",
      title = "Three PUBRECs are answered by a PUBREL each, in 3.1.1 in the order of the PUBRECs.",
      advice = "Look for PUBRELs that are sent by a sweep over a map instead of by each PUBREC.",
      needs = Need.QOS_2)
  void pubRelsFollowTheirPubRecs(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_2_2_1_5, demandV5 = "pubrel-same-identifier") Judged own,
      @Covers(v311 = Mqtt311.MQTT_4_6_0_6, demandV311 = "pubrel-in-pubrec-order") Judged ordered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a");
    List<Integer> identifiers = threeUnderWay(bench, subscriber);

    acknowledge(bench, subscriber, identifiers);

    List<Integer> released = new ArrayList<>();
    identifiers.forEach(
        any -> released.add(subscriber.await(PubRel.class, rel -> true).packetId()));
    bench.judge(
        own,
        released.stream().sorted().toList(),
        Values.best("each identifier", identifiers.stream().sorted().toList()));
    if (identifiers.size() > 1) {
      bench.judge(ordered, released, Values.best("in the order " + identifiers, identifiers));
    } else {
      bench.notExercised(ordered, ONE_AT_A_TIME);
    }
    identifiers.forEach(id -> subscriber.send(new PubComp(id)));
  }

  /** What is released again is released in its old order. */
  @ConformanceCase(
      id = "order/pubrels-are-sent-again-in-order",
      title =
          "In 3.1.1 PUBRELs without PUBCOMP are sent again in the order in which their PUBRECs came.",
      advice = "Look for a map of messages under way that is not in the order of their PUBRECs.",
      needs = Need.QOS_2)
  void pubRelsAreSentAgainInOrder(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_4_6_0_6, demandV311 = "pubrel-in-pubrec-order") Judged ordered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    List<Integer> identifiers = threeUnderWay(bench, subscriber);
    bench.notExercisedUnless(identifiers.size() > 1, ONE_AT_A_TIME);
    acknowledge(bench, subscriber, identifiers);
    released(bench, subscriber, identifiers);

    subscriber.drop();
    Subscribers.resume(bench, subscriber);

    List<Integer> again = releasedAgain(bench, subscriber, identifiers);
    bench.judge(ordered, again, Values.best("in the order " + identifiers, identifiers));
  }

  /**
   * PUBRECs in another order than the PUBLISHes. A client may not do that [3.1.1 MQTT-4.6.0-3], and only one that does can tell the two orders
   * apart: so a broker may close, and that of the PUBLISHes is no more than WARN.
   */
  @ConformanceCase(
      id = "order/pubrels-follow-pubrecs-out-of-order",
      title =
          "In 3.1.1 PUBRECs that come in another order than their PUBLISHes went are followed by the PUBRELs in theirs, before and after a reconnect.",
      advice =
          "Look for PUBRELs that are sent by a sweep over the messages under way, in whatever order these are kept.",
      needs = Need.QOS_2)
  void pubRelsFollowPubRecsOutOfOrder(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_4_6_0_6, demandV311 = "pubrel-in-pubrec-order") Judged ordered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.EXACTLY_ONCE, "a", Hello::keepSession);
    List<Integer> published = threeUnderWay(bench, subscriber);
    bench.notExercisedUnless(published.size() > 1, ONE_AT_A_TIME);
    // the last one first: neither the opposite order nor, turned round, that of the PUBLISHes
    List<Integer> acknowledged = new ArrayList<>(published);
    Collections.rotate(acknowledged, 1);
    Values<List<Integer>> orders = Values.best("in the order " + acknowledged, acknowledged)
        .warnIf(
            "in the order of the PUBLISHes, which a client has to keep in its PUBRECs",
            published::equals);

    acknowledge(bench, subscriber, acknowledged);
    bench.judge(ordered, released(bench, subscriber, acknowledged), orders);

    subscriber.drop();
    Subscribers.resume(bench, subscriber);
    bench.judge(ordered, releasedAgain(bench, subscriber, acknowledged), orders);
  }

  /** The packet identifiers of three messages of QoS 2 that the subscriber has not acknowledged; fewer where the broker sends no more. */
  private static List<Integer> threeUnderWay(Bench bench, CaseClient subscriber) {
    CaseClient publisher = bench.connect("publisher");
    for (int i = 1; i <= 3; i++) {
      publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), "message " + i);
    }
    return subscriber.unacknowledgedUntilQuiet(3).stream()
        .map(Publish::packetId)
        .toList();
  }

  /** PUBRECs in one piece, so that the broker has all of them before it. */
  private static void acknowledge(Bench bench, CaseClient subscriber, List<Integer> identifiers) {
    ByteArrayOutputStream recs = new ByteArrayOutputStream();
    identifiers.forEach(
        id -> recs.writeBytes(Deviation.of(bench.version(), new PubRec(id)).bytes()));
    subscriber.sendBytes(recs.toByteArray());
  }

  /**
   * In which order these are released; where the broker closes instead, or does not release all, nothing can be judged. That none of another identifier
   * is, is judged by cases of its own.
   */
  private static List<Integer> released(
      Bench bench, CaseClient subscriber, List<Integer> identifiers) {
    Set<Integer> released = new LinkedHashSet<>();
    for (int i = 0; i < PACKETS_MAX && released.size() < identifiers.size(); i++) {
      Answer answer = subscriber.nextAnswer();
      bench.notExercisedUnless(
          answer.count(PubRel.class) + answer.count(Publish.class) > 0,
          "the broker does not answer each PUBREC by a PUBREL, which"
              + " qos2/pubrec-is-answered-by-pubrel judges, or closes where they are out of order, as it may");
      if (answer.count(PubRel.class) > 0) {
        released.add(answer.packet(PubRel.class).packetId());
      }
      released.retainAll(identifiers);
    }
    return List.copyOf(released);
  }

  /** The same behind a resume, each answered by its PUBCOMP. */
  private static List<Integer> releasedAgain(
      Bench bench, CaseClient subscriber, List<Integer> identifiers) {
    Set<Integer> released = new LinkedHashSet<>();
    for (int i = 0; i < PACKETS_MAX && released.size() < identifiers.size(); i++) {
      Optional<PubRel> again = subscriber.nextAgain(PubRel.class);
      bench.notExercisedUnless(
          again.isPresent(),
          "the resume does not bring each PUBREL again, which"
              + " qos2/pubrel-is-sent-again-after-resume judges");
      int packetId = again.get().packetId();
      subscriber.send(new PubComp(packetId));
      released.add(packetId);
      released.retainAll(identifiers);
    }
    return List.copyOf(released);
  }
}
