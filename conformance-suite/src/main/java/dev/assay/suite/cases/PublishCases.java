package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.TOPIC_NAME_INVALID;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.packet;
import static dev.assay.suite.Step.publish;
import static dev.assay.suite.Step.silence;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
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
import dev.assay.suite.Outcomes;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PUBLISH: from a publisher to those who want it, as it was sent. */
final class PublishCases {
  private static final int EMPTY_ONES = 10;

  /** A message is for those who asked for its topic, and for nobody else. */
  @ConformanceCase(
      id = "publish/does-not-reach-other-topics",
      title = "A PUBLISH does not reach a client that subscribed to another topic.",
      advice = "Look for topics that are compared by prefix, or without regard to case.",
      needs = Need.QOS_1)
  void doesNotReachOtherTopics(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_3, v311 = Mqtt311.MQTT_3_3_2_3) Judged kept) {
    Routing routing = Routing.through(bench, bench.topic("a/b")).judging(delivered);

    bench.judge(
        kept,
        routing.brought("a", "a/", "a/b/", "a/b/c", "A/b", "a/bb", "a//b", "/a/b"),
        Values.best("none on another topic", List.of()));
  }

  /** QoS 0 asks for no answer, and gets none. */
  @ConformanceCase(
      id = "publish/qos-0-is-not-answered",
      title = "A PUBLISH of QoS 0 is not answered.",
      advice =
          "Look for an acknowledgement that does not ask for the QoS, or that reports a message nobody subscribes to.")
  void qosZeroIsNotAnswered(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_4_1,
              demandV5 = "no-answer-for-qos-0",
              v311 = Mqtt311.MQTT_3_3_4_1,
              demandV311 = "no-reply-to-qos0",
              bySilence = true)
          Judged unanswered) {
    CaseClient publisher = bench.connect("publisher");

    publisher.send(Packets.publish(bench.topic("a"), "hello"));

    publisher.judge(unanswered, onBoth().best("no answer", silence()));
  }

  /** A Packet Identifier would be read as the beginning of what follows. */
  @ConformanceCase(
      id = "publish/qos-0-carries-no-packet-identifier",
      title = "A PUBLISH of QoS 0 from the broker has no Packet Identifier.",
      advice = "Look for an encoder that writes a Packet Identifier whatever the QoS.")
  void qosZeroCarriesNoPacketIdentifier(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_2_2_1_2, v311 = Mqtt311.MQTT_2_3_1_5) Judged absent) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.EXACTLY_ONCE);
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "hello");

    // a message of QoS 0 may be lost: then nothing is said
    Publish message = subscriber.receive();
    bench.judge(
        absent,
        message.payload().asText(),
        Values.best(
            "the message, with nothing between Topic Name (in 5.0: Properties) and payload",
            "hello"));
  }

  /** A broker may map topics to others (3.3.2.1 of 5.0), but what comes has to be what was asked for. */
  @ConformanceCase(
      id = "publish/topic-matches-the-filter",
      title = "The Topic Name of a message matches the Topic Filter that it comes for.",
      advice = "Look for topics that are cleaned up, or mapped for the publisher alone.",
      needs = {Need.WILDCARDS, Need.QOS_1})
  void topicMatchesTheFilter(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_3, v311 = Mqtt311.MQTT_3_3_2_3) Judged matching) {
    CaseClient subscriber = bench.connect("plain");
    TopicFilter filter = TopicFilter.of(bench.topic("wild/+/t"));
    subscriber.subscribe(filter.text(), Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("wild/a/t"), "for the filter");

    String topic = subscriber.receive().topic().text();
    bench.judge(
        matching,
        filter.matches(TopicName.of(topic)) ? "" : topic,
        Values.best("a Topic Name that " + filter.text() + " matches", ""));
  }

  /** The payload is the clients' affair: every byte of it arrives, also if there is none. */
  @ConformanceCase(
      id = "publish/payload-is-unchanged",
      title =
          "A payload arrives byte for byte: empty, with every byte value, and 20,000 bytes long.",
      advice =
          "Look for payloads that pass through text, end at a zero byte, or are cut at the size of a buffer.",
      needs = Need.QOS_1)
  void payloadIsUnchanged(
      Bench bench,
      @Covers(rules = {Rule.V5_PAYLOAD_UNALTERED, Rule.V3_1_1_PAYLOAD_UNALTERED})
          Judged unchanged) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");
    bench.notExercisedUnless(
        bench.profile().maximumPacketSizeBytes() > 350,
        "the target's Maximum Packet Size leaves no room for 256 bytes");
    List<Payload> payloads = new ArrayList<>(List.of(Payload.EMPTY, everyByte(256)));
    if (bench.profile().maximumPacketSizeBytes() > 20_500) {
      payloads.add(everyByte(20_000));
    }

    List<String> differences = new ArrayList<>();
    for (Payload payload : payloads) {
      publisher.send(new Publish(
          false,
          Qos.AT_LEAST_ONCE,
          false,
          TopicName.of(bench.topic("a")),
          publisher.nextPacketId(),
          Properties.NONE,
          payload));
      Answer answer = publisher.nextAnswer();
      boolean isRefused = answer.closed()
          || (answer.count(PubAck.class) == 1
              && answer.packet(PubAck.class).reasonCode().isError());
      if (isRefused && payloads.indexOf(payload) > 1) {
        // a limit, which 3.1.1 gives no way to declare: the small ones have to do
        break;
      }
      Publish came = subscriber.nextPublication().orElse(null);
      if (came == null) {
        differences.add("nothing came for " + payload);
        break;
      }
      subscriber.acknowledge(came);
      if (!came.payload().equals(payload)) {
        differences.add(payload + " came as " + came.payload());
      }
    }

    bench.judge(unchanged, differences, Values.best("every payload as it was sent", List.of()));
  }

  /**
   * At QoS 0 any message may be lost, so that nothing has to come. But what is lost is the network's affair, and the network knows nothing of
   * payloads: where none of many empty ones comes, and all others do, the broker drops them.
   */
  @ConformanceCase(
      id = "publish/empty-payload-at-qos-0-is-empty",
      title = "A message of QoS 0 without payload reaches a subscriber, without payload.",
      advice = "Look for an empty payload that is taken for no message, or for the order to clear.")
  void emptyPayloadAtQosZeroIsEmpty(
      Bench bench,
      @Covers(rules = {Rule.V5_PAYLOAD_UNALTERED, Rule.V3_1_1_PAYLOAD_UNALTERED})
          Judged unchanged) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    for (int i = 0; i < EMPTY_ONES; i++) {
      publisher.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "");
      publisher.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "full");
    }

    List<String> came = new ArrayList<>();
    // a broker may keep what it has to send for a while, and send it together
    subscriber.receiveIfAny().ifPresent(first -> came.add(first.payload().asText()));
    came.addAll(subscriber.receivedUntilQuiet());
    long full = came.stream().filter("full"::equals).count();
    long empty = came.stream().filter(String::isEmpty).count();
    bench.inconclusiveUnless(
        empty > 0 || came.size() > full || full == EMPTY_ONES,
        "only " + came.size() + " messages of QoS 0 came, as may be (4.3.1)");
    bench.judge(
        unchanged,
        empty + " empty, " + full + " full, " + (came.size() - empty - full) + " others",
        Values.<String>bestIf(
                "empty ones among those that come, and no others than were sent",
                counts -> empty > 0 && empty + full == came.size())
            .warnIf(
                "all " + EMPTY_ONES
                    + " full ones and no empty one: no message of QoS 0 has to come,"
                    + " but these were not lost by chance",
                counts -> empty == 0 && full == came.size()));
  }

  /** From 0xFF down, over and over. */
  private static Payload everyByte(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (0xFF - i);
    }
    return Payload.owning(bytes);
  }

  /** U+FEFF is a character like others wherever it stands, never a byte order mark. */
  @ConformanceCase(
      id = "publish/zero-width-no-break-space-is-kept",
      title =
          "The bytes EF BB BF arrive in a Topic Name, and in 5.0 at the start of a Content Type.",
      advice = "Look for a text library that removes a byte order mark.",
      needs = Need.QOS_1)
  void zeroWidthNoBreakSpaceIsKept(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_1_5_4_3, v311 = Mqtt311.MQTT_1_5_3_3) Judged kept) {
    String topic = bench.topic("\uFEFFa");
    String contentType = "\uFEFFtext";
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(topic, Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");
    Publish plain = Packets.publish(Qos.AT_LEAST_ONCE, publisher.nextPacketId(), topic, "hello");

    publisher.publish(
        bench.isV5()
            ? Packets.with(
                plain,
                Properties.builder().with(PropertyId.CONTENT_TYPE, contentType).build())
            : plain);

    subscriber.judge(
        kept,
        onBoth()
            .best(
                "the message, with EF BB BF where it was",
                publish(it -> it.topic().text().equals(topic)
                    && (!bench.isV5()
                        || contentType.equals(it.properties().text(PropertyId.CONTENT_TYPE))))));
  }

  /** DUP says something about one delivery, not about the message. */
  @ConformanceCase(
      id = "publish/dup-is-not-passed-on",
      title = "A PUBLISH that came in with DUP 1 goes out with DUP 0.",
      advice = "Look for a PUBLISH that is forwarded with the flags with which it came in.",
      needs = Need.QOS_1)
  void dupIsNotPassedOn(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_3,
              v311 = Mqtt311.MQTT_3_3_1_3,
              demandV311 = "first-send-has-dup-0")
          Judged fresh) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher", Hello::keepSession);
    // as if the first attempt had been lost with the connection
    publisher.drop();
    Subscribers.resume(bench, publisher);

    publisher.send(Packets.duplicate(
        Packets.publish(Qos.AT_LEAST_ONCE, publisher.nextPacketId(), bench.topic("a"), "hello")));

    Optional<Publish> came = subscriber.receiveIfAny();
    bench.notExercisedUnless(
        came.isPresent(),
        "a PUBLISH with DUP 1 is passed on to nobody, which"
            + " qos1/identifier-is-free-after-puback judges");
    bench.judge(fresh, came.map(Publish::dup).orElse(false) ? 1 : 0, Values.best("DUP 0", 0));
  }

  /** Of what was published and what was granted the lower one counts. */
  @ConformanceCase(
      id = "publish/arrives-at-the-lower-qos",
      title = "A message arrives at the lower of the QoS of its PUBLISH and the QoS granted.",
      advice =
          "Look for a delivery that takes the QoS of the PUBLISH, or of the subscription, alone.")
  void arrivesAtTheLowerQos(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_3_1_1,
              demandV5 = "qos-0",
              v311 = Mqtt311.MQTT_4_3_1_1,
              demandV311 = "send-as-qos-0")
          Judged zero,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_8, v311 = Mqtt311.MQTT_3_8_4_6) Judged lower) {
    Map<CaseClient, Qos> subscribers = new LinkedHashMap<>();
    for (Qos asked : Qos.values()) {
      CaseClient subscriber = bench.connect("subscriber" + asked.level());
      subscribers.put(subscriber, subscriber.subscribe(bench.topic("a"), asked));
    }
    CaseClient publisher = bench.connect("publisher");
    List<Qos> published = Arrays.stream(Qos.values())
        .filter(qos -> qos.compareTo(bench.profile().maximumQos()) <= 0)
        .toList();

    published.forEach(qos -> publisher.publish(qos, bench.topic("a"), qos.name()));

    List<String> wrongAtZero = new ArrayList<>();
    List<String> wrongAbove = new ArrayList<>();
    subscribers.forEach((subscriber, granted) -> {
      for (int i = 0; i < published.size(); i++) {
        Publish came = subscriber.receive();
        String payload = came.payload().asText();
        bench.inconclusiveUnless(
            published.stream().anyMatch(qos -> qos.name().equals(payload)),
            "the payload came as " + payload);
        Qos sent = Qos.valueOf(payload);
        if (came.qos() != sent.min(granted)) {
          (sent == Qos.AT_MOST_ONCE ? wrongAtZero : wrongAbove)
              .add("published at QoS " + sent.level() + ", granted QoS " + granted.level()
                  + ", came at QoS " + came.qos().level());
        }
      }
    });
    bench.judge(zero, wrongAtZero, Values.best("QoS 0 for what was published at QoS 0", List.of()));
    bench.judge(lower, wrongAbove, Values.best("the lower QoS for each", List.of()));
  }

  /** Who is connected and who is away, and filters with and without wildcards, may go different ways through a broker. */
  @ConformanceCase(
      id = "publish/arrives-at-the-lower-qos-in-every-way",
      title =
          "Messages of QoS 1 and 2 arrive at the lower QoS, by filters with and without a wildcard, also after an absence.",
      advice =
          "Look for a delivery that is put together once for who is connected, and once more for who is away or has a wildcard.",
      needs = Need.QOS_1)
  void arrivesAtTheLowerQosInEveryWay(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_5_0_1, v311 = Mqtt311.MQTT_4_5_0_1) Judged added,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_8, v311 = Mqtt311.MQTT_3_8_4_6) Judged lower) {
    List<Way> ways = new ArrayList<>();
    for (String filter : List.of("a/b", "a/+")) {
      for (int asked = 1; asked <= bench.profile().maximumQos().level(); asked++) {
        for (boolean isAway : new boolean[] {false, true}) {
          way(bench, filter, Qos.of(asked), isAway).ifPresent(ways::add);
        }
      }
    }
    bench.notExercisedUnless(!ways.isEmpty(), "the target grants QoS 0 only");
    List<Qos> published = Arrays.stream(Qos.values())
        .filter(qos -> qos != Qos.AT_MOST_ONCE && qos.compareTo(bench.profile().maximumQos()) <= 0)
        .toList();
    ways.stream().filter(Way::isAway).forEach(way -> way.client().disconnect());
    CaseClient publisher = bench.connect("publisher");

    published.forEach(qos -> publisher.publish(qos, bench.topic("a/b"), qos.name()));

    List<String> lost = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Way way : ways) {
      if (way.isAway() && !way.client().resume().sessionPresent()) {
        continue;
      }
      List<Qos> missing = new ArrayList<>(published);
      for (Optional<Publish> came = way.client().receiveIfAny();
          came.isPresent() && missing.remove(Qos.valueOf(came.get().payload().asText()));
          came = missing.isEmpty() ? Optional.empty() : way.client().receiveIfAny()) {
        Qos sent = Qos.valueOf(came.get().payload().asText());
        if (came.get().qos() != sent.min(way.granted())) {
          wrong.add(way + " came at QoS " + came.get().qos().level() + " what was of QoS "
              + sent.level());
        }
      }
      missing.forEach(qos -> lost.add(way + " what was of QoS " + qos.level()));
    }
    bench.judge(added, lost, Values.best("nothing is lost", List.of()));
    bench.judge(lower, wrong, Values.best("the lower QoS for each", List.of()));
  }

  private record Way(CaseClient client, String filter, Qos granted, boolean isAway) {
    @Override
    public String toString() {
      return "by " + filter + ", granted QoS " + granted.level()
          + (isAway ? ", away:" : ", connected:");
    }
  }

  /** Who subscribes so; none where the target refuses it, or grants QoS 0, or no session that outlives its connection. */
  private static Optional<Way> way(Bench bench, String filter, Qos asked, boolean isAway) {
    String name =
        (isAway ? "away" : "there") + (filter.endsWith("+") ? "wild" : "exact") + asked.level();
    CaseClient client = bench.open(name);
    Hello hello = bench.hello(name);
    ConnAck ack = client.connect((isAway ? hello.keepSession() : hello).packet());
    boolean isAbsent = (filter.endsWith("+") && !bench.profile().wildcardsAvailable())
        || (isAway && !Sessions.areKept(bench, ack));
    if (isAbsent) {
      return Optional.empty();
    }
    Qos granted = client.subscribe(bench.topic(filter), asked);
    return granted == Qos.AT_MOST_ONCE
        ? Optional.empty()
        : Optional.of(new Way(client, filter, granted, isAway));
  }

  /** There is no QoS 3. */
  @ConformanceCase(
      id = "publish/qos-3-is-refused",
      title = "A PUBLISH with both QoS bits set is refused.",
      advice = "Look for a decoder that takes every value of two bits for a QoS.")
  void qosThreeIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_3_3_1_4,
              demandV311 = "close-on-qos-3")
          Judged refused) {
    CaseClient publisher = bench.connect("publisher");

    publisher.send(Deviation.of(
            bench.version(), Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.topic("a"), "forbidden"))
        .withFlags(0b0110));

    publisher.judge(
        refused, Malformed.tolerableInV5(MALFORMED_PACKET, any(PubAck.class), any(PubRec.class)));
  }

  /** 3.1.1 has no word for "not you". What clients may not do on most brokers is to publish as if they were the broker. */
  @ConformanceCase(
      id = "publish/unauthorized-is-acknowledged-or-closes",
      title =
          "A PUBLISH of QoS 1 that its client may not make is acknowledged, or ends the connection.",
      advice = "Look for a denied PUBLISH that is dropped with its acknowledgement.",
      needs = {Need.QOS_1, Need.EXCLUSIVE})
  void unauthorizedIsAcknowledgedOrCloses(
      Bench bench, @Covers(v311 = Mqtt311.MQTT_3_3_5_2) Judged answered) {
    String reserved = "$SYS/assay/" + bench.topic("a");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.send(Packets.subscribe(1, reserved, Qos.AT_LEAST_ONCE));
    boolean isHeard = !subscriber.nextAnswer().closed();
    CaseClient publisher = bench.connect("publisher");

    publisher.send(Packets.publish(Qos.AT_LEAST_ONCE, 1, reserved, "not for clients"));

    Answer answer = publisher.nextAnswer();
    bench.notExercisedUnless(
        !isHeard || subscriber.receivedUntilQuiet().isEmpty(),
        "the target lets clients publish on topics that begin with $, as it may (4.7.2)");
    bench.judge(
        answered,
        answer,
        Values.<Answer>bestIf("PUBACK", a -> a.count(PubAck.class) == 1)
            .acceptableIf("close", a -> a.closed() && a.isEmpty()));
  }

  /** A message without a topic is for nobody. */
  @ConformanceCase(
      id = "publish/empty-topic-is-refused",
      title = "A PUBLISH with an empty Topic Name, and without a Topic Alias, is refused.",
      advice = "Look for a Topic Name that is taken as it comes.",
      needs = Need.QOS_1)
  void emptyTopicIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    CaseClient publisher = bench.connect("publisher");
    Deviation right = Deviation.of(
        bench.version(), Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.topic("a"), "for nobody"));
    int topicBytes = bench.topic("a").length();

    publisher.send(right.replace(right.headerBytes(), 2 + topicBytes, "00 00"));

    Outcomes.Graded refusals = on(V5)
        .best(
            "DISCONNECT 0x82, 0x81 or 0x90, then close",
            disconnect(PROTOCOL_ERROR, MALFORMED_PACKET, TOPIC_NAME_INVALID),
            closed())
        .acceptable(
            "PUBACK that refuses: the standard names no reaction",
            packet(PubAck.class, ack -> ack.reasonCode().isError()))
        .warn(
            "DISCONNECT with another error code than 0x82, 0x81 or 0x90, then close",
            disconnectWithError(),
            closed())
        .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed());
    publisher.judge(
        refused,
        Malformed.orTolerated(refusals, any(PubAck.class)).and(V3_1_1).best("close", closed()));
  }

  /** A message of QoS 0 may be lost, but it does not become two. Behind it, from the same client at the same QoS, the fence. */
  @ConformanceCase(
      id = "publish/qos-0-arrives-once-at-most",
      title = "A message of QoS 0 does not reach a subscription twice.",
      advice = "Look for a retry that does not ask for the QoS.")
  void qosZeroArrivesOnceAtMost(
      Bench bench,
      @Covers(rules = {Rule.V5_QOS_0_AT_MOST_ONCE, Rule.V3_1_1_QOS_0_AT_MOST_ONCE}) Judged once) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.EXACTLY_ONCE);
    CaseClient publisher = bench.connect("publisher");

    publisher.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "message");

    publisher.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "fence");
    List<String> received = subscriber.receivedUpTo("fence");
    bench.judge(
        once,
        received,
        Values.best("the message and the fence", List.of("message", "fence"))
            .acceptable("the fence alone: the message was lost", List.of("fence")));
  }

  /** One that sleeps does not put the others to sleep. */
  @ConformanceCase(
      id = "publish/one-receiver-does-not-hold-up-another",
      title = "A client that acknowledges nothing holds up no other client's messages.",
      advice = "Look for one queue of deliveries for all clients.",
      needs = Need.QOS_1)
  void oneReceiverDoesNotHoldUpAnother(
      Bench bench,
      @Covers(rules = {Rule.V5_RECEIVERS_ARE_INDEPENDENT, Rule.V3_1_1_RECEIVERS_ARE_INDEPENDENT})
          Judged independent) {
    CaseClient silent = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "for the silent one");
    silent.receiveUnacknowledged();
    CaseClient other = bench.connect("other");
    other.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "for both");

    other.judge(
        independent,
        onBoth().best("the message", publish(it -> it.payload().asText().equals("for both"))));
  }

  /** Everybody who subscribes gets a message of its own. */
  @ConformanceCase(
      id = "publish/each-subscriber-gets-a-copy",
      title = "Three clients that subscribe to the same Topic Filter each get the message.",
      advice = "Look for a subscriber that takes the place of another one with the same filter.",
      needs = Need.QOS_1)
  void eachSubscriberGetsACopy(
      Bench bench,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    List<CaseClient> subscribers = new ArrayList<>();
    for (String name : List.of("first", "second", "third")) {
      CaseClient subscriber = bench.connect(name);
      subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);
      subscribers.add(subscriber);
    }

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "for all");

    bench.judge(
        delivered,
        subscribers.stream()
            .filter(subscriber -> subscriber.receiveIfAny().isPresent())
            .map(CaseClient::name)
            .toList(),
        Values.best("a copy for each of the three", List.of("first", "second", "third")));
  }
}
