package dev.assay.suite.cases;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Messages and the Maximum Packet Size of their subscriber (5.0): at each QoS, with all that belongs to the packet, on each connection anew. */
final class LargeMessageCases {
  /** What a PUBLISH may have besides its topic: a short payload, and properties that a broker adds. */
  private static final int ROOM_BYTES = 100;

  private static final int IDENTIFIER = 7;

  /** That of the property, and the identifier itself. */
  private static final int IDENTIFIER_BYTES = 2;

  private static final String LARGE = "large ".repeat(40);
  private static final String FENCE = "fence";

  /** The limit is one of packets, and not of promises. */
  @ConformanceCase(
      id = "size/too-large-message-of-qos-0-is-not-sent",
      title =
          "A message of QoS 0 that would exceed the client's Maximum Packet Size is not sent to it.",
      advice = "Look for a size that is compared where messages are queued, which QoS 0 passes by.",
      needs = Need.QOS_1)
  void tooLargeMessageOfQosZeroIsNotSent(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_24, bySilence = true) Judged withheld) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", takingLittle(bench));
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(Qos.AT_MOST_ONCE, bench.topic("a"), LARGE);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    List<String> came = new ArrayList<>(subscriber.receivedUpTo(FENCE));
    // of another QoS: the fence need not be behind it
    came.addAll(subscriber.receivedUntilQuiet());
    bench.judge(withheld, came, Values.best("nothing but the fence", List.of(FENCE)));
  }

  /** What the broker adds to a message counts as well. */
  @ConformanceCase(
      id = "size/subscription-identifier-counts",
      title =
          "A message that exceeds the Maximum Packet Size of its client by no more than its Subscription Identifier is not sent.",
      advice = "Look for a size that is taken from the message as it was published.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void subscriptionIdentifierCounts(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_24) Judged withheld) {
    Publish sent = new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of(bench.topic("a")),
        PacketId.MIN,
        Properties.builder()
            .with(PropertyId.SUBSCRIPTION_IDENTIFIER, IDENTIFIER)
            .build(),
        Payload.of(LARGE));
    // as much as the packet has without its identifier: who only miscounts by a byte withholds it,
    // which size/message-of-one-byte-more-is-not-sent judges
    int limit = PacketSizeCases.sizeBytes(sent) - IDENTIFIER_BYTES;
    CaseClient subscriber =
        bench.connect("subscriber", hello -> hello.with(PropertyId.MAXIMUM_PACKET_SIZE, limit));
    Subscribers.identified(bench, subscriber, bench.topic("a"), IDENTIFIER);
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        withheld,
        subscriber.publicationsUpTo(FENCE).stream()
            .filter(it -> PacketSizeCases.sizeBytes(it) > limit)
            .map(it -> PacketSizeCases.sizeBytes(it) + " bytes")
            .toList(),
        Values.best("no packet above " + limit + " bytes", List.of()));
  }

  /** A promise to send again does not bind who must not. */
  @ConformanceCase(
      id = "size/repeat-keeps-to-the-limit-of-the-connection",
      title =
          "A message that was not acknowledged is not sent again where it exceeds the Maximum Packet Size with which its client comes back.",
      advice = "Look for a size that is compared when a message is sent for the first time.",
      needs = Need.QOS_1)
  void repeatKeepsToTheLimitOfTheConnection(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_24, bySilence = true) Judged withheld) {
    CaseClient subscriber = Sessions.lasting(bench, "subscriber");
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a"));
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);
    subscriber.receiveUnacknowledged();
    subscriber.drop();

    ConnAck back = subscriber.reconnect(
        takingLittle(bench, bench.hello("subscriber").keepSession().cleanStart(false))
            .packet());

    Subscribers.keptOrNotExercised(bench, subscriber, back);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    List<String> came = new ArrayList<>(subscriber.receivedUpTo(FENCE));
    // what is sent again may come late
    came.addAll(subscriber.receivedUntilQuiet());
    bench.judge(
        withheld,
        came.contains(LARGE),
        Values.best("nothing that the client does not take", false));
  }

  /** Who says nothing takes everything, whatever was said the last time. */
  @ConformanceCase(
      id = "size/limit-ends-with-its-connection",
      title =
          "A client that comes back without a Maximum Packet Size gets messages that were too large for it before.",
      advice = "Look for a Maximum Packet Size that is kept with the session.",
      needs = Need.QOS_1)
  void limitEndsWithItsConnection(
      Bench bench, @Covers(rules = Rule.V5_DELIVER_TO_MATCHING) Judged delivered) {
    CaseClient subscriber =
        Sessions.lasting(bench, "subscriber", hello -> takingLittle(bench, hello));
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a"));
    subscriber.disconnect();

    ConnAck back = subscriber.reconnect(
        bench.hello("subscriber").keepSession().cleanStart(false).packet());

    Subscribers.keptOrNotExercised(bench, subscriber, back);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    List<String> came = subscriber.receivedUpTo(FENCE, List.of(LARGE));
    bench.judge(
        delivered, came.contains(LARGE), Values.best("the large message, and the fence", true));
  }

  /** The connection that is taken over may stand while its successor is let in already. */
  @ConformanceCase(
      id = "size/takeover-brings-a-limit-of-its-own",
      title =
          "A client that takes over its own session gets what its new Maximum Packet Size allows, and nothing else.",
      advice =
          "Look for limits that are read when a session begins, or that pass from the older connection to the newer one.",
      needs = Need.QOS_1)
  void takeoverBringsALimitOfItsOwn(
      Bench bench,
      @Covers(rules = Rule.V5_DELIVER_TO_MATCHING) Judged delivered,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_24) Judged withheld) {
    CaseClient subscriber =
        Sessions.lasting(bench, "subscriber", hello -> takingLittle(bench, hello));
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a"));
    CaseClient publisher = bench.connect("publisher");

    takeOver(bench, subscriber, bench.hello("subscriber"));

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        delivered,
        subscriber.receivedUpTo(FENCE, List.of(LARGE)).contains(LARGE),
        Values.best("the large message to who named no limit", true));
    // the broker has read the PUBACK of the fence, and does not send it once more
    subscriber.ping();

    takeOver(bench, subscriber, takingLittle(bench, bench.hello("subscriber")));

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        withheld,
        subscriber.receivedUpTo(FENCE).contains(LARGE),
        Values.best("nothing that the client does not take", false));
  }

  private static void takeOver(Bench bench, CaseClient subscriber, Hello hello) {
    ConnAck back = subscriber.reconnect(hello.keepSession().cleanStart(false).packet());
    Subscribers.keptOrNotExercised(bench, subscriber, back);
  }

  private static UnaryOperator<Hello> takingLittle(Bench bench) {
    return hello -> takingLittle(bench, hello);
  }

  private static Hello takingLittle(Bench bench, Hello hello) {
    return hello.with(
        PropertyId.MAXIMUM_PACKET_SIZE, bench.topic("a").length() + (long) ROOM_BYTES);
  }
}
