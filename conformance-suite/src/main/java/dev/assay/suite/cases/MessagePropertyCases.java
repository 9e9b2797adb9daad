package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.any;

import dev.assay.codec.packet.ConnAck;
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
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
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
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The properties of PUBLISH, and who gets to see which (5.0). */
final class MessagePropertyCases {
  private static final String CONTENT_TYPE =
      "Text/Plain; charset=\"utf-8\"; \u00FCber \u65E5\u672C \uD83D\uDE00";
  // below the bench's own topics
  private static final String RESPONSE_TOPIC = "replies//Alice /";
  private static final int KEPT_SECONDS = 100;
  private static final int USER_PROPERTIES = 7;
  private static final Payload CORRELATION_DATA =
      Payload.owning(new byte[] {0, (byte) 0xFF, (byte) 0xC3, 0x28, 0, 'x', 0});

  /** What the publisher says about its payload is for the subscriber. */
  @ConformanceCase(
      id = "property/payload-format-indicator-is-forwarded",
      title = "The Payload Format Indicator of a PUBLISH reaches the subscriber.",
      advice =
          "Look for the list of properties that are copied from the incoming PUBLISH to the outgoing one.")
  void payloadFormatIndicatorIsForwarded(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_4) Judged forwarded) {
    Properties sent =
        Properties.builder().with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1).build();

    judgePayloadFormat(bench, forwarded, forwarded(bench, sent));
  }

  /** The content type is a text that only the applications read. */
  @ConformanceCase(
      id = "property/content-type-is-forwarded",
      title = "The Content Type of a PUBLISH reaches the subscriber as it was.",
      advice =
          "Look for the list of properties that are copied, or for content types that are normalised.")
  void contentTypeIsForwarded(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_20) Judged forwarded) {
    Properties sent =
        Properties.builder().with(PropertyId.CONTENT_TYPE, CONTENT_TYPE).build();

    judgeText(bench, forwarded, PropertyId.CONTENT_TYPE, sent, forwarded(bench, sent));
  }

  /** Where to answer is between requester and responder. */
  @ConformanceCase(
      id = "property/response-topic-is-forwarded",
      title = "The Response Topic of a PUBLISH reaches the subscriber as it was.",
      advice =
          "Look for the list of properties that are copied from the incoming PUBLISH to the outgoing one.")
  void responseTopicIsForwarded(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_15) Judged forwarded) {
    Properties sent = Properties.builder()
        .with(PropertyId.RESPONSE_TOPIC, marked(bench.topic(RESPONSE_TOPIC)))
        .build();

    judgeText(bench, forwarded, PropertyId.RESPONSE_TOPIC, sent, forwarded(bench, sent));
  }

  /** Correlation data are bytes, not text. */
  @ConformanceCase(
      id = "property/correlation-data-is-forwarded",
      title = "The Correlation Data of a PUBLISH reaches the subscriber byte for byte.",
      advice = "Look for Correlation Data that passes through text.")
  void correlationDataIsForwarded(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_16) Judged forwarded) {
    Properties sent =
        Properties.builder().with(PropertyId.CORRELATION_DATA, CORRELATION_DATA).build();

    judgeCorrelationData(bench, forwarded, forwarded(bench, sent));
  }

  /** User Properties are a list: names may repeat, and the order means something. */
  @ConformanceCase(
      id = "property/user-properties-are-forwarded",
      title =
          "All User Properties of a PUBLISH reach the subscriber, unaltered and in their order.",
      advice =
          "Look for User Properties that are kept in a map: it loses repeated names and the order.")
  void userPropertiesAreForwarded(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_17, demandV5 = "forward-every-user-property") Judged every,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_17, demandV5 = "leave-name-and-value-unaltered")
          Judged unaltered,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_18) Judged ordered) {
    Properties sent = withUserProperties(Properties.builder()).build();

    judgeUserProperties(bench, every, unaltered, ordered, sent, forwarded(bench, sent));
  }

  /** The properties with which a message arrives that was published with {@code properties}. */
  private static Properties forwarded(Bench bench, Properties properties) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Packets.with(Packets.publish(bench.topic("a"), "text"), properties));
    return subscriber.receive().properties();
  }

  /** A message is compared with one that has its properties in the other order, so a broker that loses one in both is right here. */
  @ConformanceCase(
      id = "property/order-makes-no-difference",
      title =
          "The properties of CONNECT and PUBLISH mean the same in whatever order they are written.",
      advice = "Look for a decoder that expects properties by ascending identifiers.",
      needs = Need.QOS_1)
  void orderMakesNoDifference(
      Bench bench, @Covers(rules = Rule.V5_PROPERTY_ORDER_MEANS_NOTHING) Judged same) {
    Properties ascending = Properties.builder()
        .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
        .with(PropertyId.CONTENT_TYPE, CONTENT_TYPE)
        .with(PropertyId.RESPONSE_TOPIC, bench.topic(RESPONSE_TOPIC))
        .with(PropertyId.CORRELATION_DATA, CORRELATION_DATA)
        .withUser("zeta", "1")
        .build();
    Properties descending = Properties.builder()
        .withUser("zeta", "1")
        .with(PropertyId.CORRELATION_DATA, CORRELATION_DATA)
        .with(PropertyId.RESPONSE_TOPIC, bench.topic(RESPONSE_TOPIC))
        .with(PropertyId.CONTENT_TYPE, CONTENT_TYPE)
        .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
        .build();

    List<Object> otherwise = List.of(
        described(bench, "publisher1", ascending),
        isKept(
            bench,
            bench
                .hello("client1")
                .properties(Properties.builder()
                    .with(PropertyId.SESSION_EXPIRY_INTERVAL, KEPT_SECONDS)
                    .with(PropertyId.RECEIVE_MAXIMUM, 10)
                    .withUser("zeta", "1")
                    .build())));
    bench.judge(
        same,
        List.<Object>of(
            described(bench, "publisher2", descending),
            isKept(
                bench,
                bench
                    .hello("client2")
                    .properties(Properties.builder()
                        .withUser("zeta", "1")
                        .with(PropertyId.RECEIVE_MAXIMUM, 10)
                        .with(PropertyId.SESSION_EXPIRY_INTERVAL, KEPT_SECONDS)
                        .build()))),
        Values.best(
            "what a subscriber is told, and whether the session is kept, as in the other order",
            otherwise));
  }

  /** What a subscriber is told of a message that {@code publisher} sends with {@code properties}; nothing if it does not come. */
  private static Optional<List<Object>> described(
      Bench bench, String publisher, Properties properties) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient client = bench.connect(publisher);
    client.send(described(bench, client, properties));
    Optional<List<Object>> told = subscriber
        .receiveIfAny()
        .map(Publish::properties)
        .map(came -> {
          List<Object> all = new ArrayList<>();
          all.add(came.number(PropertyId.PAYLOAD_FORMAT_INDICATOR, 0));
          all.add(Optional.ofNullable(came.text(PropertyId.CONTENT_TYPE)));
          all.add(Optional.ofNullable(came.text(PropertyId.RESPONSE_TOPIC)));
          all.add(Optional.ofNullable(came.binary(PropertyId.CORRELATION_DATA)));
          all.add(came.userProperties().containsAll(properties.userProperties()));
          return all;
        });
    subscriber.disconnect();
    return told;
  }

  /** Whether a client that says hello so finds its session again. */
  private static boolean isKept(Bench bench, Hello hello) {
    CaseClient client = bench.open(hello.packet().clientId());
    client.send(hello.packet());
    Answer answer = client.nextAnswer();
    if (answer.count(ConnAck.class) == 0
        || answer.packet(ConnAck.class).reasonCode().isError()) {
      return false;
    }
    // a broker may begin to keep a session when there is something in it
    client.subscribe(bench.topic("kept"), Qos.AT_MOST_ONCE);
    client.disconnect();
    return client.reconnect(hello.cleanStart(false).packet()).sessionPresent();
  }

  /** Whoever receives the message is told all of it, also who comes later. */
  @ConformanceCase(
      id = "property/retained-message-keeps-its-properties",
      title = "A retained message is sent with all that its publisher said about it.",
      advice =
          "Look for a store of retained messages that has topic, QoS and payload, and keeps properties in a map or not at all.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainedMessageKeepsItsProperties(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_4) Judged payloadFormat,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_20) Judged contentType,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_15) Judged responseTopic,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_16) Judged correlationData,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_17, demandV5 = "forward-every-user-property") Judged every,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_17, demandV5 = "leave-name-and-value-unaltered")
          Judged unaltered,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_18) Judged ordered) {
    Properties sent = allThatDescribes(bench);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Packets.retained(described(bench, publisher, sent)));
    CaseClient subscriber = bench.connect("subscriber");

    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);

    Properties came = subscriber.receive().properties();
    judgePayloadFormat(bench, payloadFormat, came);
    judgeText(bench, contentType, PropertyId.CONTENT_TYPE, sent, came);
    judgeText(bench, responseTopic, PropertyId.RESPONSE_TOPIC, sent, came);
    judgeCorrelationData(bench, correlationData, came);
    judgeUserProperties(bench, every, unaltered, ordered, sent, came);
  }

  /** Nor does it lose anything while it waits. */
  @ConformanceCase(
      id = "property/queued-message-keeps-its-properties",
      title =
          "A message that waited for an absent session is sent with all that its publisher said about it.",
      advice =
          "Look for messages that are put on disk, or in a queue, with topic, QoS and payload alone.",
      needs = Need.QOS_1)
  void queuedMessageKeepsItsProperties(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_4) Judged payloadFormat,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_20) Judged contentType,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_15) Judged responseTopic,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_16) Judged correlationData,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_17, demandV5 = "forward-every-user-property") Judged every,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_17, demandV5 = "leave-name-and-value-unaltered")
          Judged unaltered,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_18) Judged ordered) {
    Properties sent = allThatDescribes(bench);
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a", Hello::keepSession);
    subscriber.disconnect();
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(described(bench, publisher, sent));

    Subscribers.resume(bench, subscriber);

    Properties came = subscriber.receive().properties();
    judgePayloadFormat(bench, payloadFormat, came);
    judgeText(bench, contentType, PropertyId.CONTENT_TYPE, sent, came);
    judgeText(bench, responseTopic, PropertyId.RESPONSE_TOPIC, sent, came);
    judgeCorrelationData(bench, correlationData, came);
    judgeUserProperties(bench, every, unaltered, ordered, sent, came);
  }

  private static Publish described(Bench bench, CaseClient publisher, Properties properties) {
    return Packets.with(
        Packets.publish(Qos.AT_LEAST_ONCE, publisher.nextPacketId(), bench.topic("a"), "text"),
        properties);
  }

  /** All properties by which a publisher describes a message. */
  private static Properties allThatDescribes(Bench bench) {
    return withUserProperties(Properties.builder()
            .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
            .with(PropertyId.CONTENT_TYPE, CONTENT_TYPE)
            .with(PropertyId.RESPONSE_TOPIC, marked(bench.topic(RESPONSE_TOPIC)))
            .with(PropertyId.CORRELATION_DATA, CORRELATION_DATA))
        .build();
  }

  /** With a U+FEFF before it, which is a character and no byte order mark [5.0 MQTT-1.5.4-3]. */
  private static String marked(String topic) {
    return "\uFEFF" + topic;
  }

  /** A name that comes twice, two that differ in case, an empty one, one beyond the first plane, two alike; in no order that a map would give them. */
  private static Properties.Builder withUserProperties(Properties.Builder properties) {
    return properties
        .withUser("zeta", "1")
        .withUser("Alpha", "Two")
        .withUser("zeta", "3")
        .withUser("", "")
        .withUser("alpha", "\u00E4 ")
        .withUser("\uD83D\uDE00", "\uD83D\uDE01")
        .withUser("zeta", "1");
  }

  private static void judgePayloadFormat(Bench bench, Judged judged, Properties came) {
    bench.judge(
        judged,
        came.number(PropertyId.PAYLOAD_FORMAT_INDICATOR, -1),
        Values.best("Payload Format Indicator 1", 1L));
  }

  private static void judgeText(
      Bench bench, Judged judged, PropertyId id, Properties sent, Properties came) {
    bench.judge(
        judged,
        Optional.ofNullable(came.text(id)),
        Values.best(id.title() + " " + sent.text(id), Optional.ofNullable(sent.text(id))));
  }

  private static void judgeCorrelationData(Bench bench, Judged judged, Properties came) {
    bench.judge(
        judged,
        Optional.ofNullable(came.binary(PropertyId.CORRELATION_DATA)),
        Values.best("Correlation Data " + CORRELATION_DATA, Optional.of(CORRELATION_DATA)));
  }

  private static void judgeUserProperties(
      Bench bench,
      Judged every,
      Judged unaltered,
      Judged ordered,
      Properties sent,
      Properties came) {
    List<UserProperty> arrived = came.userProperties();
    bench.judge(
        every,
        arrived.size(),
        Values.bestIf(
            USER_PROPERTIES + " User Properties at least", count -> count >= USER_PROPERTIES));
    List<UserProperty> missing = new ArrayList<>(sent.userProperties());
    arrived.forEach(missing::remove);
    bench.judge(unaltered, missing, Values.best("none changed or missing", List.of()));
    // a broker may add some of its own
    List<UserProperty> ours =
        arrived.stream().filter(sent.userProperties()::contains).toList();
    bench.judge(ordered, ours, Values.best("in their order", sent.userProperties()));
  }

  /** An alias that nobody asked for cannot be resolved. */
  @ConformanceCase(
      id = "property/no-topic-alias-for-who-takes-none",
      title = "A client that named no Topic Alias Maximum gets no Topic Alias.",
      advice = "Look for aliases that are given out without a look at the client's CONNECT.")
  void noTopicAliasForWhoTakesNone(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_27) Judged none) {
    CaseClient subscriber = bench.connect("subscriber");

    bench.judge(
        none,
        aliasesOf(bench, subscriber, List.of("a", "a", "b", "a")),
        Values.best("no Topic Alias", List.of()));
  }

  /** A client says up to which number it remembers aliases. */
  @ConformanceCase(
      id = "property/topic-aliases-keep-to-the-maximum",
      title = "A client with Topic Alias Maximum 1 gets no Topic Alias above 1.",
      advice = "Look for aliases that are counted up without a look at the maximum.")
  void topicAliasesKeepToTheMaximum(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_26) Judged kept) {
    CaseClient subscriber =
        bench.connect("subscriber", hello -> hello.with(PropertyId.TOPIC_ALIAS_MAXIMUM, 1));

    bench.judge(
        kept,
        aliasesOf(bench, subscriber, List.of("a", "b", "c", "b", "c")),
        Values.bestIf(
            "no Topic Alias above 1", aliases -> aliases.stream().allMatch(it -> it <= 1)));
  }

  /** The maximum is that of the connection. */
  @ConformanceCase(
      id = "property/topic-alias-maximum-is-that-of-the-connection",
      title =
          "A client that comes back with a smaller Topic Alias Maximum gets no Topic Alias above that.",
      advice = "Look for a Topic Alias Maximum that is kept with the session.")
  void topicAliasMaximumIsThatOfTheConnection(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_11) Judged kept) {
    CaseClient subscriber = bench.connect(
        "subscriber", hello -> hello.keepSession().with(PropertyId.TOPIC_ALIAS_MAXIMUM, 10));
    aliasesOf(bench, subscriber, List.of("a", "b", "c"));
    subscriber.disconnect();
    subscriber.reconnect(bench
        .hello("subscriber")
        .keepSession()
        .cleanStart(false)
        .with(PropertyId.TOPIC_ALIAS_MAXIMUM, 1)
        .packet());

    bench.judge(
        kept,
        aliasesOf(bench, subscriber, List.of("a", "b", "c")),
        Values.bestIf(
            "no Topic Alias above 1", aliases -> aliases.stream().allMatch(it -> it <= 1)));
  }

  /** The Topic Aliases with which messages on these topics arrive. */
  private static List<Long> aliasesOf(Bench bench, CaseClient subscriber, List<String> suffixes) {
    suffixes.stream()
        .distinct()
        .forEach(suffix -> subscriber.subscribe(bench.topic(suffix), Qos.AT_MOST_ONCE));
    CaseClient publisher = bench.connect("publisher");
    suffixes.forEach(suffix -> publisher.publish(Qos.AT_MOST_ONCE, bench.topic(suffix), "hello"));
    List<Long> aliases = new ArrayList<>();
    for (int i = 0; i < suffixes.size(); i++) {
      Properties properties = subscriber.receive().properties();
      if (properties.has(PropertyId.TOPIC_ALIAS)) {
        aliases.add(properties.number(PropertyId.TOPIC_ALIAS, 0));
      }
    }
    publisher.disconnect();
    return aliases;
  }

  /** Subscription Identifiers are between a subscriber and the broker; a publisher has none to give. */
  @ConformanceCase(
      id = "property/subscription-identifier-of-a-publisher-is-not-forwarded",
      title =
          "A PUBLISH from a client with a Subscription Identifier is refused; none reaches a subscriber.",
      advice =
          "Look for properties that are forwarded without asking which ones a client may send.",
      needs = Need.QOS_1)
  void subscriptionIdentifierOfAPublisherIsNotForwarded(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_4_6, bySilence = true) Judged refused) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    publisher.send(Packets.with(
        Packets.publish(bench.topic("a"), "with identifier"),
        Properties.builder().with(PropertyId.SUBSCRIPTION_IDENTIFIER, 42).build()));

    publisher.waitUntilRead();
    bench.connect("other").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "fence");
    List<Publish> all = new ArrayList<>(subscriber.publicationsUpTo("fence"));
    all.addAll(subscriber.publicationsUntilQuiet());
    List<String> came =
        all.stream().map(it -> it.payload().asText() + it.properties()).toList();
    bench.judge(
        refused,
        came,
        Values.<List<String>>best("nothing but the fence", List.of("fence{}"))
            .acceptableIf(
                "nothing but the fence",
                one -> one.size() == 1 && !one.get(0).contains("Subscription Identifier"))
            .warnIf(
                "tolerates the packet and forwards it without the identifier",
                each -> each.stream().noneMatch(it -> it.contains("Subscription Identifier"))));
  }

  /** Who wants no explanations gets none, also who took them before. */
  @ConformanceCase(
      id = "property/no-problem-information-for-who-wants-none",
      title =
          "A client with Request Problem Information 0 gets no Reason String and no User Property in answers, nor does one that comes back with it.",
      advice =
          "Look for Reason Strings that are added without a look at the client's CONNECT, or with a look at the one with which its session began.",
      needs = Need.QOS_1)
  void noProblemInformationForWhoWantsNone(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_29, demandV5 = "omit-reason-string") Judged noReason,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_29, demandV5 = "omit-user-properties") Judged noUser) {
    CaseClient client =
        bench.connect("client", hello -> hello.with(PropertyId.REQUEST_PROBLEM_INFORMATION, 0));
    CaseClient back = bench.connect("back", Hello::keepSession);
    back.subscribe(bench.topic("kept"), Qos.AT_MOST_ONCE);
    back.disconnect();
    back.reconnect(bench
        .hello("back")
        .keepSession()
        .cleanStart(false)
        .with(PropertyId.REQUEST_PROBLEM_INFORMATION, 0)
        .packet());

    Map<String, Properties> answers = new LinkedHashMap<>(answers(bench, client, ""));
    answers.putAll(answers(bench, back, " to who came back"));

    bench.judge(
        noReason,
        having(PropertyId.REASON_STRING, answers),
        Values.best("no Reason String", List.of()));
    bench.judge(
        noUser,
        having(PropertyId.USER_PROPERTY, answers),
        Values.best("no User Property", List.of()));
  }

  /** Each has something to remark upon: nobody subscribes, nothing is known, nothing to end. */
  private static Map<String, Properties> answers(Bench bench, CaseClient client, String to) {
    Map<String, Properties> answers = new LinkedHashMap<>();
    client.send(Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.topic("a"), "hello"));
    answers.put("PUBACK" + to, client.await(PubAck.class, any -> true).properties());
    if (bench.profile().maximumQos() == Qos.EXACTLY_ONCE) {
      client.send(new PubRel(99));
      answers.put("PUBCOMP" + to, client.await(PubComp.class, any -> true).properties());
      client.send(Packets.publish(Qos.EXACTLY_ONCE, 4, bench.topic("a"), "hello"));
      answers.put("PUBREC" + to, client.await(PubRec.class, any -> true).properties());
      client.release(4);
      answers.put("PUBREL" + to, propertiesOfPubRel(bench, client));
    }
    client.send(Packets.subscribe(2, bench.topic("b"), Qos.AT_MOST_ONCE));
    answers.put("SUBACK" + to, client.await(SubAck.class, any -> true).properties());
    client.send(Packets.unsubscribe(3, bench.topic("c")));
    answers.put("UNSUBACK" + to, client.await(UnsubAck.class, any -> true).properties());
    return answers;
  }

  /** Of the PUBREL for a message that the client sends itself; none where it does not get one at QoS 2. */
  private static Properties propertiesOfPubRel(Bench bench, CaseClient client) {
    if (client.subscribe(bench.topic("d"), Qos.EXACTLY_ONCE) != Qos.EXACTLY_ONCE) {
      return Properties.NONE;
    }
    client.publish(Qos.EXACTLY_ONCE, bench.topic("d"), "to itself");
    Optional<Publish> publish = client.nextPublication();
    if (publish.isEmpty() || publish.get().qos() != Qos.EXACTLY_ONCE) {
      return Properties.NONE;
    }
    client.send(new PubRec(publish.get().packetId()));
    PubRel rel = client.await(PubRel.class, any -> true);
    client.send(new PubComp(rel.packetId()));
    return rel.properties();
  }

  private static List<String> having(PropertyId id, Map<String, Properties> answers) {
    return answers.entrySet().stream()
        .filter(answer -> answer.getValue().has(id))
        .map(answer -> answer.getKey() + " " + answer.getValue())
        .toList();
  }

  /** They are the one property that may repeat. */
  @ConformanceCase(
      id = "property/user-properties-may-repeat",
      title = "SUBSCRIBE and UNSUBSCRIBE may have several User Properties of one name.",
      advice = "Look for a check of repeated properties that knows no exception.")
  void userPropertiesMayRepeat(
      Bench bench, @Covers(rules = Rule.V5_USER_PROPERTY_REPEATS) Judged taken) {
    Properties twice =
        Properties.builder().withUser("name", "one").withUser("name", "two").build();
    TopicFilter filter = TopicFilter.of(bench.topic("a"));
    CaseClient client = bench.connect("client");

    client.send(new Subscribe(1, twice, List.of(Subscription.of(filter, Qos.AT_MOST_ONCE))));
    client.send(new Unsubscribe(2, twice, List.of(filter)));

    client.judge(
        taken,
        on(V5)
            .best("SUBACK and UNSUBACK", any(SubAck.class), any(UnsubAck.class))
            .acceptable(
                "the same in the other order, of which the standard says nothing",
                any(UnsubAck.class),
                any(SubAck.class)));
  }
}
