package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last number of a range, and the first of the next: lengths, identifiers, limits, intervals. */
final class BoundaryCases {
  /** On both sides of where a Variable Byte Integer gets one byte more. */
  private static final List<Integer> LENGTHS = List.of(127, 128, 16_383, 16_384);

  private static final List<Integer> LONG_LENGTHS = List.of(2_097_151, 2_097_152);

  private static final List<Integer> IDENTIFIERS =
      List.of(127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455);

  private static final long NEVER = 0xFFFF_FFFFL;
  private static final long LARGEST_OF_TWO_BYTES = 0xFFFF;
  private static final long HALF_OF_ALL = 0x8000_0000L;
  private static final String FENCE = "fence";
  private static final int LENGTH_BYTES = 2;
  private static final int PACKET_IDENTIFIER_BYTES = 2;
  /** More than what a PUBLISH has besides its properties and its payload. */
  private static final int HEADER_BYTES = 300;

  private static final int LONG_TOPIC = 300;
  private static final int LONGEST_TOPIC = 65_535;
  private static final int COPIES_MAX = 20;
  private static final int LONG_PAYLOAD = 40_000;

  /** In and, since a broker adds nothing to such a message, out. */
  @ConformanceCase(
      id = "publish/each-remaining-length-arrives",
      title =
          "A PUBLISH whose Remaining Length is the last of one, or the first of one more byte, is delivered.",
      advice = "Look for a length that is written in one byte too few or too many.",
      needs = Need.QOS_1)
  void eachRemainingLengthArrives(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_5_0_1, v311 = Mqtt311.MQTT_4_5_0_1) Judged delivered) {
    judgeRemainingLengths(bench, delivered, LENGTHS);
  }

  /** Two megabytes, which a broker may refuse: what it acknowledges is to come. */
  @ConformanceCase(
      id = "publish/remaining-length-of-four-bytes-arrives",
      title =
          "A PUBLISH whose Remaining Length is the last of three bytes, or the first of four, is delivered or refused.",
      advice =
          "Look for a length that is written in three bytes at most, or for a buffer that is not read on once it is full.",
      needs = Need.QOS_1)
  void remainingLengthOfFourBytesArrives(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_5_0_1, v311 = Mqtt311.MQTT_4_5_0_1) Judged delivered) {
    judgeRemainingLengths(bench, delivered, LONG_LENGTHS);
  }

  private static void judgeRemainingLengths(Bench bench, Judged delivered, List<Integer> lengths) {
    int besides = LENGTH_BYTES
        + bench.topic("a").getBytes(StandardCharsets.UTF_8).length
        + PACKET_IDENTIFIER_BYTES
        + (bench.isV5() ? 1 : 0);
    Map<Integer, Publish> messages = new LinkedHashMap<>();
    for (int length : lengths) {
      if (length >= besides) {
        String payload = "m".repeat(length - besides);
        messages.put(
            length,
            Packets.publish(Qos.AT_LEAST_ONCE, 1_000 + messages.size(), bench.topic("a"), payload));
      }
    }
    judgeDelivered(bench, delivered, messages, publish -> publish.payload().asText());
  }

  /** What tells one of these messages from the others, and whether it came as it was. */
  @FunctionalInterface
  private interface Sight {
    String of(Publish publish);
  }

  /** Those that the broker acknowledges are to come; one that it does not take, for its size, is left out. */
  private static void judgeDelivered(
      Bench bench, Judged delivered, Map<Integer, Publish> messages, Sight sight) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    Map<Integer, String> missing = new LinkedHashMap<>();
    List<String> payloads = new ArrayList<>();
    messages.forEach((length, message) -> {
      if (isTaken(bench, publisher, message)) {
        missing.put(length, sight.of(message));
        payloads.add(message.payload().asText());
      }
    });
    bench.notExercisedUnless(!missing.isEmpty(), "the target takes no message of these lengths");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    subscriber
        .publicationsUpTo(FENCE, payloads)
        .forEach(came -> missing.values().removeIf(sight.of(came)::equals));
    bench.judge(
        delivered,
        List.copyOf(missing.keySet()),
        Values.best("no length of " + messages.keySet() + " missing", List.of()));
  }

  private static boolean isTaken(Bench bench, CaseClient publisher, Publish message) {
    if (message.payload().length() + message.properties().encodedLength()
        > bench.profile().maximumPacketSizeBytes() - HEADER_BYTES) {
      return false;
    }
    publisher.send(message);
    Answer answer = publisher.nextAnswer();
    if (answer.closed() || answer.count(PubAck.class) == 0) {
      publisher.reconnect(bench.hello("publisher").packet());
      return false;
    }
    return !answer.packet(PubAck.class).reasonCode().isError();
  }

  /** As {@link #eachRemainingLengthArrives}; one User Property fills the rest. */
  @ConformanceCase(
      id = "property/each-property-length-arrives",
      title =
          "A PUBLISH whose Property Length is the last of one, or the first of one more byte, is delivered with its properties.",
      advice = "Look for a Property Length that is written, or skipped, as a single byte.",
      needs = Need.QOS_1)
  void eachPropertyLengthArrives(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_17, demandV5 = "forward-every-user-property")
          Judged delivered) {
    int besides = Properties.builder().withUser("n", "").build().encodedLength();
    Map<Integer, Publish> messages = new LinkedHashMap<>();
    for (int length : LENGTHS) {
      Properties properties =
          Properties.builder().withUser("n", "v".repeat(length - besides)).build();
      messages.put(
          length,
          Packets.with(
              Packets.publish(Qos.AT_LEAST_ONCE, length, bench.topic("a"), "of " + length),
              properties));
    }
    judgeDelivered(
        bench, delivered, messages, publish -> publish.payload().asText() + ownProperty(publish));
  }

  /** Of several the one that was sent, since a broker may add others. */
  private static List<String> ownProperty(Publish publish) {
    return publish.properties().userProperties().stream()
        .filter(property -> property.name().equals("n"))
        .map(property -> property.value())
        .toList();
  }

  /** One subscription, made again and again. */
  @ConformanceCase(
      id = "identifier/of-every-length",
      title = "Subscription Identifiers of one to four bytes come with the messages, unaltered.",
      advice = "Look for a Subscription Identifier that is written in fewer bytes than it needs.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void ofEveryLength(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT) Judged sent) {
    CaseClient subscriber = bench.connect("subscriber");
    CaseClient publisher = bench.connect("publisher");
    List<Integer> came = new ArrayList<>();
    for (int identifier : IDENTIFIERS) {
      Subscribers.identified(bench, subscriber, bench.topic("a"), identifier);
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message");
      came.addAll(subscriber.receive().properties().subscriptionIdentifiers());
    }

    bench.judge(sent, came, Values.best("each identifier", IDENTIFIERS));
  }

  /** Who can take anything is sent what there is. Each limit has a client of its own. */
  @ConformanceCase(
      id = "connect/largest-limits-are-taken",
      title =
          "A client with the largest Maximum Packet Size, Receive Maximum or Topic Alias Maximum gets its messages.",
      advice = "Look for a limit of four or of two bytes that is read as a signed number.",
      needs = Need.QOS_1)
  void largestLimitsAreTaken(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_5_0_1) Judged delivered) {
    String message = "for who takes all of it ".repeat(10);
    List<CaseClient> subscribers = List.of(
        taking(bench, "size", PropertyId.MAXIMUM_PACKET_SIZE, NEVER),
        taking(bench, "receive", PropertyId.RECEIVE_MAXIMUM, LARGEST_OF_TWO_BYTES),
        taking(bench, "alias", PropertyId.TOPIC_ALIAS_MAXIMUM, LARGEST_OF_TWO_BYTES));

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), message);

    subscribers.forEach(subscriber -> subscriber.acknowledge(subscriber
        .judge(
            delivered,
            onBoth().best("the message", publish(it -> it.payload().asText().equals(message))))
        .first(Publish.class)));
  }

  private static CaseClient taking(Bench bench, String name, PropertyId id, long largest) {
    CaseClient subscriber = bench.connect(name, hello -> hello.with(id, largest));
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a"));
    return subscriber;
  }

  /** The largest one but that which means for ever, and the first that is negative in 32 bits. */
  @ConformanceCase(
      id = "session/largest-intervals-are-kept",
      title = "Sessions with a Session Expiry Interval of 0x80000000 and of 0xFFFFFFFE are kept.",
      advice = "Look for a Session Expiry Interval that is read as a signed number.",
      needs = Need.QOS_1)
  void largestIntervalsAreKept(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_23) Judged kept) {
    for (long seconds : List.of(HALF_OF_ALL, NEVER - 1)) {
      CaseClient client =
          Sessions.expiringAfter(bench, "client" + seconds % 10, seconds, hello -> hello);
      Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
      client.drop();
      Sessions.keptOtherwise(bench);

      judgePresent(bench, kept, client.resume(), 1);
    }
  }

  private static void judgePresent(Bench bench, Judged judged, ConnAck back, int expected) {
    bench.judge(
        judged,
        back.sessionPresent() ? 1 : 0,
        Values.best("Session Present " + expected, expected));
  }

  /** Each CONNECT says anew for how long. */
  @ConformanceCase(
      id = "session/resumed-for-longer-is-kept-longer",
      title =
          "A session of one second that is resumed with a longer Session Expiry Interval is kept by that.",
      takesSeconds = true,
      advice = "Look for a Session Expiry Interval that is stored when a session begins.",
      needs = Need.QOS_1)
  void resumedForLongerIsKeptLonger(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_23) Judged kept) {
    CaseClient client = Sessions.expiringAfter(bench, "client", 1, hello -> hello);
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.drop();
    ConnAck longer =
        client.reconnect(bench.hello("client").keepSession().cleanStart(false).packet());
    Subscribers.keptOrNotExercised(bench, client, longer);
    bench.notExercisedUnless(
        Sessions.areKept(bench, longer), "the target grants no longer interval");
    client.drop();
    Sessions.keptOtherwise(bench);

    bench.connect("bystander").letPass(bench.seconds(2.5));

    judgePresent(bench, kept, client.resume(), 1);
  }

  /** What DISCONNECT said was about the absence that it began. */
  @ConformanceCase(
      id = "session/interval-of-disconnect-is-for-one-absence",
      title =
          "A session that is resumed without a Session Expiry Interval ends with that connection, though DISCONNECT had set one before.",
      takesSeconds = true,
      advice = "Look for an interval of DISCONNECT that is stored above those of CONNECT.")
  void intervalOfDisconnectIsForOneAbsence(
      Bench bench, @Covers(rules = Rule.V5_NO_SESSION_EXPIRY_INTERVAL_IS_ZERO) Judged gone) {
    CaseClient client = Sessions.lasting(bench, "client");
    client.disconnect(new Disconnect(
        ReasonCode.SUCCESS,
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 100).build()));
    ConnAck back = client.reconnect(bench.hello("client").cleanStart(false).packet());
    Subscribers.keptOrNotExercised(bench, client, back);
    bench.notExercisedUnless(
        back.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0) == 0,
        "the target keeps a session unasked, as it may by saying so (3.2.2.3.2)");

    SessionExpiryCases.judgeGone(bench, gone, client);
  }

  /** A broker may refuse so much; what it has taken is not to be cut or lost. */
  @ConformanceCase(
      id = "publish/longest-topic-arrives",
      title =
          "A message, and a Will, on a topic of 65,535 bytes that the broker has taken reach who was granted a subscription to it.",
      advice =
          "Look for a length of a topic that is signed, or a buffer or column in which less fits.",
      needs = Need.QOS_1)
  void longestTopicArrives(
      Bench bench,
      @Covers(rules = {Rule.V5_TEXT_OF_ANY_LENGTH, Rule.V3_1_1_TEXT_OF_ANY_LENGTH})
          Judged delivered) {
    bench.notExercisedUnless(
        bench.profile().maximumPacketSizeBytes() >= LONGEST_TOPIC + HEADER_BYTES,
        "the target's Maximum Packet Size leaves no room for a topic of that length");
    String topic = bench.topic("");
    topic += "l".repeat(LONGEST_TOPIC - topic.getBytes(StandardCharsets.UTF_8).length);
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.send(Packets.subscribe(1, topic, Qos.AT_LEAST_ONCE));
    Answer answer = subscriber.nextAnswer();
    bench.notExercisedUnless(
        answer.count(SubAck.class) == 1
            && answer.packet(SubAck.class).reasonCodes().get(0)
                == ReasonCode.granted(Qos.AT_LEAST_ONCE),
        "the target refuses a Topic Filter of that length, or grants QoS 0 only");
    List<String> missing = new ArrayList<>();

    if (isTaken(
        bench,
        bench.connect("publisher"),
        Packets.publish(Qos.AT_LEAST_ONCE, 1, topic, "published"))) {
      missing.add("published");
    }
    Will will = new Will(
        TopicName.of(topic),
        Payload.of("a Will"),
        Subscribers.surest(bench),
        false,
        Properties.NONE);
    CaseClient client = bench.open("client");
    client.send(bench.hello("client").will(will).packet());
    if (isLetIn(client.nextAnswer())) {
      client.drop();
      missing.add("a Will");
    }

    bench.notExercisedUnless(
        !missing.isEmpty(), "the target takes neither a message nor a Will on such a topic");
    for (int copies = 0; copies < COPIES_MAX && !missing.isEmpty(); copies++) {
      Optional<Publish> came = subscriber.receiveWillIfAny();
      if (came.isEmpty()) {
        break;
      }
      if (came.get().topic().text().equals(topic)) {
        missing.remove(came.get().payload().asText());
      }
    }
    bench.judge(delivered, missing, Values.best("nothing missing that was taken", List.of()));
  }

  private static boolean isLetIn(Answer answer) {
    return !answer.closed()
        && answer.count(ConnAck.class) == 1
        && !answer.packet(ConnAck.class).reasonCode().isError();
  }

  /** A Will is a message like others, though it comes in a CONNECT. */
  @ConformanceCase(
      id = "will/may-be-large",
      title = "A Will of 40,000 bytes on a topic of more than 300 bytes is published as it is.",
      advice = "Look for fields of a Will that are stored where little fits in.",
      needs = Need.QOS_1)
  void mayBeLarge(
      Bench bench,
      @Covers(rules = {Rule.V5_WILL_PAYLOAD, Rule.V3_1_1_WILL_PAYLOAD}) Judged published) {
    String suffix = "will/" + "long".repeat(LONG_TOPIC / 4);
    CaseClient observer = Subscribers.observer(bench, suffix);
    byte[] bytes = new byte[LONG_PAYLOAD];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Payload payload = Payload.owning(bytes);
    Will will = new Will(
        TopicName.of(bench.topic(suffix)),
        payload,
        Subscribers.surest(bench),
        false,
        Properties.NONE);
    CaseClient client = bench.open("client");
    client.send(bench.hello("client").will(will).packet());
    bench.notExercisedUnless(
        isLetIn(client.nextAnswer()),
        "the target does not let in a client with a Will of that size");

    client.drop();

    observer.judge(
        published,
        bench.patienceForWills(),
        onBoth()
            .best("PUBLISH of the Will, unaltered", publish(it -> it.payload().equals(payload))));
  }
}
