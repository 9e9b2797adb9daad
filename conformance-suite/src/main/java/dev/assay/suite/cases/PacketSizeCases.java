package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.UserProperty;
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
import dev.assay.suite.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Maximum Packet Size: how large a packet a client takes (5.0). What is left out to keep to it: {@link TooLongPropertyCases}. */
final class PacketSizeCases {
  /** What a PUBLISH may have besides its topic: a short payload, and properties that a broker adds. */
  private static final int ROOM_BYTES = 100;

  /** Above every CONNACK that is not padded, below every acknowledgement with a talkative Reason String. */
  static final int SMALL_LIMIT_BYTES = 64;

  /** A CONNACK without properties. */
  private static final int BARE_CONNACK_BYTES = 5;

  private static final String LARGE = "large ".repeat(40);

  /** What is too large is not sent. */
  @ConformanceCase(
      id = "size/too-large-message-is-not-sent",
      title = "A message that would exceed the client's Maximum Packet Size is not sent to it.",
      advice = "Look for a CONNECT handler that reads Maximum Packet Size and keeps it to itself.",
      needs = Need.QOS_1)
  void tooLargeMessageIsNotSent(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_24) Judged withheld) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", takingLittle(bench));
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");
    bench.judge(
        withheld,
        subscriber.receivedUpTo("fence"),
        Values.best("nothing but the fence", List.of("fence")));
  }

  /** The limit is that of the connection on which a message leaves, not of the one for which it was queued. */
  @ConformanceCase(
      id = "size/queued-message-keeps-to-the-limit-of-the-connection",
      title =
          "A message that waited for its client is not sent where it exceeds the Maximum Packet Size with which it comes back, and holds up nothing.",
      advice =
          "Look for a size that is compared when a message is queued and not when it is sent, or for a loop over the queue that ends there.",
      needs = Need.QOS_1)
  void queuedMessageKeepsToTheLimitOfTheConnection(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_24) Judged withheld,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_25, demandV5 = "behave-as-if-sent") Judged goesOn) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.disconnect();
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "control");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");

    ConnAck back = subscriber.reconnect(takingLittle(bench)
        .apply(bench.hello("subscriber").keepSession().cleanStart(false))
        .packet());

    Subscribers.keptOrNotExercised(bench, subscriber, back);
    subscriber.receivedUpTo("control");
    List<String> behind = new ArrayList<>();
    for (int i = 0; i < 2 && !behind.contains("fence"); i++) {
      subscriber
          .receiveIfAny()
          .ifPresent(publish -> behind.add(publish.payload().asText()));
    }
    bench.judge(
        withheld,
        behind.stream().filter(payload -> !payload.equals("fence")).toList(),
        Values.best("nothing between the control message and the fence", List.of()));
    bench.judge(
        goesOn,
        behind,
        Values.best("the message that waited behind the one that was too large", List.of("fence")));
  }

  /** Retained messages leave by a door of their own. */
  @ConformanceCase(
      id = "size/too-large-retained-message-is-not-sent",
      title =
          "A retained message that would exceed the client's Maximum Packet Size is not sent to it.",
      advice = "Look for retained messages that are sent without a look at the client's limit.",
      needs = {Need.RETAIN, Need.QOS_1})
  void tooLargeRetainedMessageIsNotSent(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_24, bySilence = true) Judged withheld) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("b"), "control");
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", takingLittle(bench));

    subscriber.subscribe(bench.topic("b"), Qos.AT_LEAST_ONCE);

    List<String> came = new ArrayList<>(subscriber.receivedUpTo("control"));
    came.addAll(subscriber.receivedUntilQuiet());
    bench.judge(withheld, came, Values.best("the control message alone", List.of("control")));
  }

  /** The answer to a CONNECT has the limit that stands in it; what a broker cannot leave out of it, it cannot say to this client. */
  @ConformanceCase(
      id = "size/too-large-connack-is-not-sent",
      title = "A CONNACK that would exceed the Maximum Packet Size of its CONNECT is not sent.",
      advice =
          "Look for a CONNACK that is written before the client's limit is known to what writes.")
  void tooLargeConnAckIsNotSent(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_24, bySilence = true) Judged withheld) {
    Packet usual = answerTo(bench, "unlimited", bench.hello("unlimited"));
    bench.notExercisedUnless(
        usual != null && sizeBytes(usual) > BARE_CONNACK_BYTES,
        "the target's CONNACK is as short as one can be");
    int limit = sizeBytes(Objects.requireNonNull(usual)) - 1;

    Packet limited = answerTo(bench, "limited", taking(limit).apply(bench.hello("limited")));

    judgeNothingLarger(bench, withheld, limited, limit);
  }

  /** The CONNACK that answers this CONNECT; null if none comes. */
  static @Nullable Packet answerTo(Bench bench, String name, Hello hello) {
    CaseClient client = bench.open(name);
    client.send(hello.packet());
    return only(client, ConnAck.class);
  }

  /** Judges that no packet came that is larger than this. */
  static void judgeNothingLarger(
      Bench bench, Judged withheld, @Nullable Packet came, int limitBytes) {
    bench.judge(
        withheld,
        came == null ? 0 : sizeBytes(came),
        Values.bestIf("at most " + limitBytes + " bytes, or nothing", it -> it <= limitBytes));
  }

  /** What is too large is gone for this client, and does not wait for a better day. */
  @ConformanceCase(
      id = "size/too-large-message-is-discarded",
      title =
          "A message that was too large does not come when the client connects again without a limit.",
      advice = "Look for a message that stays in the session because it could not be sent.",
      needs = Need.QOS_1)
  void tooLargeMessageIsDiscarded(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_25, demandV5 = "discard-unsent") Judged discarded) {
    CaseClient subscriber = Subscribers.at(
        bench, Qos.AT_LEAST_ONCE, "a", hello -> takingLittle(bench).apply(hello.keepSession()));
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "small");
    bench.inconclusiveUnless(
        subscriber.receivedUpTo("small").equals(List.of("small")), "what is too large was sent");
    subscriber.ping();
    subscriber.disconnect();

    ConnAck back = subscriber.reconnect(
        bench.hello("subscriber").keepSession().cleanStart(false).packet());

    Subscribers.keptOrNotExercised(bench, subscriber, back);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");
    long late = subscriber.receivedUpTo("fence").stream().filter(LARGE::equals).count();
    bench.judge(discarded, late, Values.best("the message that was too large 0 times", 0L));
  }

  /** What was discarded counts as delivered, so it holds up nothing. */
  @ConformanceCase(
      id = "size/too-large-message-holds-up-nothing",
      title = "After a message that was too large the next one comes, also with Receive Maximum 1.",
      advice = "Look for a discarded message that still takes a place among those under way.",
      needs = Need.QOS_1)
  void tooLargeMessageHoldsUpNothing(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_25, demandV5 = "behave-as-if-sent") Judged goesOn) {
    CaseClient subscriber = Subscribers.at(
        bench,
        Qos.AT_LEAST_ONCE,
        "a",
        hello -> takingLittle(bench).apply(hello.with(PropertyId.RECEIVE_MAXIMUM, 1)));
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), LARGE);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "small");

    subscriber.judge(goesOn, on(V5).best("the next message", publish(Qos.AT_LEAST_ONCE, "small")));
  }

  /** At most is not less than. */
  @ConformanceCase(
      id = "size/message-of-exactly-the-maximum-is-sent",
      title = "A message whose PUBLISH has exactly the Maximum Packet Size is sent.",
      advice = "Look for a comparison by < where it has to be <=.",
      needs = Need.QOS_1)
  void messageOfExactlyTheMaximumIsSent(
      Bench bench, @Covers(rules = Rule.V5_DELIVER_TO_MATCHING) Judged sent) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", takingLittle(bench));
    CaseClient publisher = bench.connect("publisher");
    String payload = largestThatFits(bench, publisher, subscriber);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), payload);

    subscriber.judge(sent, on(V5).best("the message", publish(Qos.AT_LEAST_ONCE, payload)));
  }

  /** All bytes count, those of the fixed header too (3.1.2.11.4). */
  @ConformanceCase(
      id = "size/message-of-one-byte-more-is-not-sent",
      title = "A message whose PUBLISH has one byte more than the Maximum Packet Size is not sent.",
      advice = "Look for a size that leaves out the first byte of the packet, or its length.",
      needs = Need.QOS_1)
  void messageOfOneByteMoreIsNotSent(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_24) Judged withheld) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", takingLittle(bench));
    CaseClient publisher = bench.connect("publisher");
    String fitting = largestThatFits(bench, publisher, subscriber);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), fitting + "x");

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");
    int largest = subscriber.publicationsUpTo("fence").stream()
        .mapToInt(PacketSizeCases::sizeBytes)
        .max()
        .orElse(0);
    int limit = limitBytes(bench);
    bench.judge(
        withheld,
        largest,
        Values.bestIf("no PUBLISH of more than " + limit + " bytes", it -> it <= limit));
  }

  /** The payload with which the target's PUBLISH to the subscriber has exactly its limit. A broker may add properties of its own, so it is asked first. */
  private static String largestThatFits(Bench bench, CaseClient publisher, CaseClient subscriber) {
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "");
    Publish empty = subscriber.receive();
    bench.notExercisedUnless(
        sizeBytes(empty) < limitBytes(bench), "the target's PUBLISH has no room for a payload");
    return fillingUpTo(limitBytes(bench), empty);
  }

  /** The next packet, if it is of this type. */
  static @Nullable Packet only(CaseClient client, Class<? extends Packet> type) {
    Answer.Came first = client.nextAnswer().first();
    return first != null && first.is(type) ? first.packet() : null;
  }

  /**
   * Judges that a property does not make a packet larger than its receiver takes. It has come up if it would have, without a limit,
   * or did.
   *
   * @param usual what a client without a limit gets; null for none
   * @param kept what a client with the limit gets; null for none
   */
  static void judge(
      Bench bench,
      Judged fits,
      PropertyId property,
      @Nullable Packet usual,
      @Nullable Packet kept,
      int limit) {
    boolean isBroken = isTooLargeBy(kept, property, limit);
    bench.notExercisedUnless(
        isBroken || isTooLargeBy(usual, property, limit),
        "the target adds no " + property.title() + " that would be too long");
    bench.judge(
        fits,
        kept == null ? 0 : sizeBytes(kept),
        Values.bestIf("at most " + limit + " bytes with it, or none of it", any -> !isBroken));
  }

  private static boolean isTooLargeBy(@Nullable Packet packet, PropertyId property, int limit) {
    return packet != null && propertiesOf(packet).has(property) && sizeBytes(packet) > limit;
  }

  /** How large the packet would be at the most without this property, which is text. */
  static int sizeWithout(Packet packet, PropertyId property) {
    Properties properties = propertiesOf(packet);
    int bytes = 0;
    if (property == PropertyId.USER_PROPERTY) {
      for (UserProperty pair : properties.userProperties()) {
        bytes += 5 + utf8Bytes(pair.name()) + utf8Bytes(pair.value());
      }
    } else if (properties.has(property)) {
      bytes = 3 + utf8Bytes(String.valueOf(properties.text(property)));
    }
    return sizeBytes(packet) - bytes;
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Properties propertiesOf(Packet packet) {
    return switch (packet.type()) {
      case CONNACK -> ((ConnAck) packet).properties();
      case PUBACK -> ((PubAck) packet).properties();
      case PUBREC -> ((PubRec) packet).properties();
      case PUBREL -> ((PubRel) packet).properties();
      case PUBCOMP -> ((PubComp) packet).properties();
      case SUBACK -> ((SubAck) packet).properties();
      case UNSUBACK -> ((UnsubAck) packet).properties();
      case DISCONNECT -> ((Disconnect) packet).properties();
      case AUTH -> ((Auth) packet).properties();
      case CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, PINGRESP -> Properties.NONE;
    };
  }

  /** A client without a limit shows whether the broker says anything that would be too long for one with a limit. */
  static int sizeBytes(Packet packet) {
    return Deviation.of(V5, packet).bytes().length;
  }

  /** The longest payload of a packet like this one that keeps within the limit: Remaining Length may grow along with it. */
  private static String fillingUpTo(int limitBytes, Publish like) {
    String payload = "";
    while (sizeBytes(withPayload(like, payload + "x")) <= limitBytes) {
      payload += "x";
    }
    return payload;
  }

  private static Publish withPayload(Publish like, String payload) {
    return new Publish(
        like.dup(),
        like.qos(),
        like.retain(),
        like.topic(),
        like.packetId(),
        like.properties(),
        Payload.of(payload));
  }

  private static UnaryOperator<Hello> takingLittle(Bench bench) {
    return taking(limitBytes(bench));
  }

  private static int limitBytes(Bench bench) {
    return bench.topic("a").getBytes(StandardCharsets.UTF_8).length + ROOM_BYTES;
  }

  static UnaryOperator<Hello> taking(int maximumPacketSizeBytes) {
    return hello -> hello.with(PropertyId.MAXIMUM_PACKET_SIZE, maximumPacketSizeBytes);
  }
}
