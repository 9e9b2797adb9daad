package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.TOPIC_ALIAS_INVALID;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
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
import dev.assay.suite.Step;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Topic Aliases that a client uses, and those that the broker does (5.0). */
final class TopicAliasCases {
  private static final int ALIASES_TRIED_MAX = 10;
  private static final int COPIES_MAX = 1_000;
  private static final String FENCE = "fence";
  private static final List<String> BY_ALIAS =
      List.of("by an alias of QoS 0", "by an alias of QoS 1", "by an alias of QoS 2");
  private static final String UNACKNOWLEDGED = "unacknowledged";

  /** A new connection begins with no aliases, also where the session goes on, and where the older connection still stands. */
  @ConformanceCase(
      id = "alias/is-forgotten-with-the-connection",
      title =
          "A Topic Alias means nothing on the next connection of its client, whether that comes back or takes over.",
      advice =
          "Look for aliases that are kept in the session, or handed over with it at a takeover.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_1})
  void isForgottenWithTheConnection(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_7) Judged forgotten) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    for (boolean takesOver : List.of(false, true)) {
      CaseClient publisher =
          bench.connect(takesOver ? "takingover" : "publisher", Hello::keepSession);
      publisher.publish(aliased(publisher, bench.topic("a"), 1, "named"));
      subscriber.receivedUpTo("named");
      if (!takesOver) {
        publisher.disconnect();
      }
      publisher.resume();

      publisher.send(aliased(publisher, "", 1, "nameless"));

      publisher.waitUntilRead();
      publisher.reconnect(bench.hello(publisher.name()).packet());
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
      bench.judge(
          forgotten,
          subscriber.receivedUpTo(FENCE),
          Values.best("the fence, and nothing by the alias", List.of(FENCE)));
    }
  }

  /** What CONNACK allows can be used, up to the last one. */
  @ConformanceCase(
      id = "alias/all-up-to-the-maximum-are-taken",
      title = "Topic Aliases from 1 to the Topic Alias Maximum of the CONNACK are taken.",
      advice =
          "Look for a comparison by < where it has to be <=, or a table that is one too short.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_1})
  void allUpToTheMaximumAreTaken(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_12) Judged taken) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.open("publisher");
    int maximum = aliasMaximum(publisher.connect(bench.hello("publisher").packet()));
    bench.notExercisedUnless(maximum > 0, "the target takes no Topic Alias on this connection");
    Set<String> expected = new TreeSet<>();

    for (int alias : aliasesWorthTrying(maximum)) {
      for (String topic : List.of(bench.topic("a"), "")) {
        String message = (topic.isEmpty() ? "by alias " : "named, alias ") + alias;
        publisher.send(aliased(publisher, topic, alias, message));
        // its PUBACK, so that no Receive Maximum is exceeded, or whatever else shows in what the
        // subscriber gets
        publisher.nextAnswer();
        expected.add(message);
      }
    }

    Set<String> came = new TreeSet<>();
    for (int copies = 0; copies < COPIES_MAX && !came.containsAll(expected); copies++) {
      Optional<Publish> next = subscriber.receiveIfAny();
      if (next.isEmpty()) {
        break;
      }
      came.add(next.get().payload().asText());
    }
    // in which order they come is another rule's affair
    bench.judge(taken, came, Values.best("all messages", expected));
  }

  private static int aliasMaximum(ConnAck ack) {
    return (int) ack.properties().number(PropertyId.TOPIC_ALIAS_MAXIMUM, 0);
  }

  /** The first ones, and the last one. */
  private static List<Integer> aliasesWorthTrying(int maximum) {
    List<Integer> aliases = new ArrayList<>();
    for (int alias = 1; alias < Math.min(maximum, ALIASES_TRIED_MAX); alias++) {
      aliases.add(alias);
    }
    aliases.add(maximum);
    return aliases;
  }

  /** What CONNACK does not allow is an error that has a code of its own. */
  @ConformanceCase(
      id = "alias/above-the-maximum-is-refused",
      title = "A Topic Alias above the Topic Alias Maximum of the CONNACK is refused.",
      advice = "Look for a Topic Alias that is looked up without a look at its range.",
      needs = Need.QOS_1)
  void aboveTheMaximumIsRefused(
      Bench bench, @Covers(rules = Rule.V5_TOPIC_ALIAS_INVALID) Judged refused) {
    CaseClient publisher = bench.open("publisher");
    int above = aliasMaximum(publisher.connect(bench.hello("publisher").packet())) + 1;
    bench.notExercisedUnless(above <= 65_535, "the target takes every Topic Alias that there is");

    publisher.send(aliased(publisher, bench.topic("a"), above, "too many"));

    publisher.judge(
        refused, refused("0x94", disconnect(TOPIC_ALIAS_INVALID), disconnect(PROTOCOL_ERROR)));
  }

  /** A number that stands for nothing is no topic. */
  @ConformanceCase(
      id = "alias/unknown-is-refused",
      title = "A PUBLISH with an empty Topic Name and a Topic Alias that means nothing is refused.",
      advice = "Look for an alias whose lookup finds nothing, and what is published then.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_1})
  void unknownIsRefused(Bench bench, @Covers(rules = Rule.V5_TOPIC_ALIAS_UNKNOWN) Judged refused) {
    CaseClient publisher = bench.connect("publisher");

    publisher.send(aliased(publisher, "", 1, "for nobody"));

    publisher.judge(
        refused, refused("0x82", disconnect(PROTOCOL_ERROR), disconnect(TOPIC_ALIAS_INVALID)));
  }

  /** An alias may mean something else later. */
  @ConformanceCase(
      id = "alias/is-replaced",
      title = "A Topic Alias means the Topic Name that it was last sent with.",
      advice = "Look for aliases that are put down only if they are absent.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_1})
  void isReplaced(Bench bench, @Covers(rules = Rule.V5_TOPIC_ALIAS_IS_REPLACED) Judged replaced) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "b");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(aliased(publisher, bench.topic("a"), 1, "on the first topic"));

    publisher.publish(aliased(publisher, bench.topic("b"), 1, "named"));
    publisher.publish(aliased(publisher, "", 1, "by alias"));

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("b"), FENCE);
    bench.judge(
        replaced,
        subscriber.receivedUpTo(FENCE, List.of("named", "by alias")),
        Values.bestInAnyOrder(
            "the message with the new topic, that with the alias, and the fence",
            List.of("named", "by alias", FENCE)));
  }

  /** An alias has nothing to do with the QoS of the packet that brings it. */
  @ConformanceCase(
      id = "alias/may-be-set-at-any-qos",
      title =
          "A Topic Alias means the Topic Name with which it came, whatever the QoS of that PUBLISH.",
      advice =
          "Look for aliases that are put down where a message is passed on, which at QoS 2 may be later.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_2})
  void mayBeSetAtAnyQos(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_12) Judged taken) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");

    for (Qos qos : Qos.values()) {
      // each has a connection of its own, so that the alias is a new one
      CaseClient publisher = bench.connect("publisher" + qos.level());
      int packetId = qos == Qos.AT_MOST_ONCE ? PacketId.NONE : publisher.nextPacketId();
      publisher.publish(Packets.with(
          Packets.publish(qos, packetId, bench.topic("a"), "named"),
          Properties.builder().with(PropertyId.TOPIC_ALIAS, 1).build()));
      publisher.send(aliased(publisher, "", 1, "by an alias of QoS " + qos.level()));
      // its PUBACK, or whatever else shows in what the subscriber gets
      publisher.nextAnswer();
    }

    bench.judge(
        taken,
        cameOf(subscriber, BY_ALIAS),
        Values.<Set<String>>best("the messages by alias", new TreeSet<>(BY_ALIAS)));
  }

  /**
   * A PUBLISH gives its alias a meaning, whatever becomes of its message. What is repeated is a PUBLISH of an earlier connection, whose
   * aliases are forgotten.
   */
  @ConformanceCase(
      id = "alias/may-be-set-by-any-publish",
      title =
          "A Topic Alias means the Topic Name with which it came, also where that PUBLISH reached nobody, had RETAIN 1, or was a repeat.",
      advice =
          "Look for aliases that are put down where a message is passed on: what is repeated at QoS 2 is not, nor is what nobody subscribes to.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_1})
  void mayBeSetByAnyPublish(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_12) Judged taken) {
    Set<String> expected = new TreeSet<>();
    CaseClient lonely = bench.connect("lonely");
    lonely.publish(aliased(lonely, bench.topic("a"), 1, "named"));
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    expected.add(byAlias(lonely, "of what reached nobody"));
    if (bench.profile().retainAvailable()) {
      CaseClient retaining = bench.connect("retaining");
      retaining.publish(Packets.retained(aliased(retaining, bench.topic("a"), 1, "named")));
      expected.add(byAlias(retaining, "of what is retained"));
    }
    for (Qos qos : List.of(Qos.AT_LEAST_ONCE, Qos.EXACTLY_ONCE)) {
      CaseClient repeating = bench.connect("repeating" + qos.level(), Hello::keepSession);
      if (qos.compareTo(bench.profile().maximumQos()) <= 0
          && isRepeated(repeating, aliasedAt(qos, repeating, bench.topic("a")))) {
        expected.add(byAlias(repeating, "of a repeat at QoS " + qos.level()));
      }
    }

    bench.judge(
        taken,
        cameOf(subscriber, List.copyOf(expected)),
        Values.best("the messages by alias", expected));
  }

  private static Publish aliasedAt(Qos qos, CaseClient client, String topic) {
    return Packets.with(
        Packets.publish(qos, client.nextPacketId(), topic, "named"),
        Properties.builder().with(PropertyId.TOPIC_ALIAS, 1).build());
  }

  /** Whether the client, having come back to its session, was allowed to send again what it had sent on the connection before. */
  private static boolean isRepeated(CaseClient client, Publish message) {
    if (message.qos() == Qos.EXACTLY_ONCE) {
      client.publishUpToPubRec(message);
    } else {
      // whose PUBACK the client does not see
      client.send(message);
    }
    client.drop();
    if (!client.resume().sessionPresent()) {
      return false;
    }
    client.send(Packets.duplicate(message));
    Answer answer = client.nextAnswer();
    if (message.qos() == Qos.AT_LEAST_ONCE) {
      return answer.count(PubAck.class) == 1;
    }
    if (answer.count(PubRec.class) == 0
        || answer.packet(PubRec.class).reasonCode().isError()) {
      return false;
    }
    // what is not released takes a place of the broker's Receive Maximum
    client.release(message.packetId());
    return true;
  }

  /** Sends a message by the alias alone, and says which. */
  private static String byAlias(CaseClient client, String message) {
    client.send(aliased(client, "", 1, message));
    // its PUBACK, or whatever else shows in what the subscriber gets
    client.nextAnswer();
    return message;
  }

  /** What is kept is the message on the topic that the alias means. */
  @ConformanceCase(
      id = "alias/names-what-is-retained",
      title =
          "A message with RETAIN 1 and a Topic Alias alone is retained on the topic of the alias.",
      advice = "Look for messages that are retained before their alias is looked up.",
      needs = {Need.TOPIC_ALIASES, Need.RETAIN, Need.QOS_1})
  void namesWhatIsRetained(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_5, demandV5 = "store-message") Judged stored) {
    CaseClient publisher = bench.connect("publisher");
    bench.cleanRetained(bench.topic("a"));
    publisher.publish(aliased(publisher, bench.topic("a"), 1, "named"));

    publisher.publish(Packets.retained(aliased(publisher, "", 1, "by alias")));

    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    // the message with the topic may still be on its way to whoever subscribes
    bench.judge(
        stored,
        cameOf(subscriber, List.of("by alias")),
        Values.<Set<String>>best("what was retained by alias", new TreeSet<>(List.of("by alias"))));
  }

  /** Which of these messages come, until all have or none comes any more. */
  private static Set<String> cameOf(CaseClient subscriber, List<String> expected) {
    Set<String> came = new TreeSet<>();
    for (int copies = 0; copies < COPIES_MAX && !came.containsAll(expected); copies++) {
      Optional<Publish> next = subscriber.receiveIfAny();
      if (next.isEmpty()) {
        break;
      }
      came.add(next.get().payload().asText());
    }
    came.retainAll(expected);
    return came;
  }

  // ---- those of the broker

  /** Three topics for two aliases: whoever uses them has to give one a new meaning, or to do without for one topic. */
  @ConformanceCase(
      id = "alias/of-the-broker-means-its-topic",
      title =
          "A Topic Alias that the broker uses means the topic on which the message was published.",
      advice =
          "Look for aliases that are counted for all clients together, or reused without sending the Topic Name again.",
      needs = Need.QOS_1)
  void ofTheBrokerMeansItsTopic(
      Bench bench,
      @Covers(rules = Rule.V5_TOPIC_ALIAS_UNKNOWN) Judged known,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_3) Judged right) {
    CaseClient subscriber =
        bench.connect("subscriber", hello -> hello.with(PropertyId.TOPIC_ALIAS_MAXIMUM, 2));
    List<String> topics = List.of("a", "a", "b", "b", "a", "c", "c", "b", "a", "c");
    topics.stream()
        .distinct()
        .forEach(topic -> subscriber.subscribe(bench.topic(topic), Qos.AT_LEAST_ONCE));
    CaseClient publisher = bench.connect("publisher");

    List<Publish> came = new ArrayList<>();
    topics.forEach(topic -> {
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic(topic), topic);
      came.add(subscriber.receive());
    });

    notExercisedUnlessAliased(bench, came);
    List<Meaning> meanings = meanings(came);
    judgeKnown(bench, known, meanings);
    bench.judge(
        right,
        meanings.stream()
            .filter(it -> !it.topic().equals(bench.topic(it.payload())))
            .toList(),
        Values.best("each message on its own topic", List.of()));
  }

  /** Who comes back, or takes over, knows nothing of the aliases of before, and what is sent again was sent to another connection. */
  @ConformanceCase(
      id = "alias/of-the-broker-begins-anew-with-the-connection",
      title =
          "On the next connection the broker names a topic before it uses a Topic Alias for it, also where it sends again or that connection takes over.",
      advice =
          "Look for aliases that are kept in the session or handed over at a takeover, or for messages under way that are kept as they were sent.",
      needs = Need.QOS_1)
  void ofTheBrokerBeginsAnewWithTheConnection(
      Bench bench, @Covers(rules = Rule.V5_TOPIC_ALIAS_UNKNOWN) Judged known) {
    CaseClient publisher = bench.connect("publisher");
    for (boolean takesOver : List.of(false, true)) {
      CaseClient subscriber = bench.connect(
          takesOver ? "takingover" : "comingback",
          hello -> hello.keepSession().with(PropertyId.TOPIC_ALIAS_MAXIMUM, 2));
      Subscribers.grantedAsAsked(
          bench, subscriber, Subscription.of(TopicFilter.of(bench.topic("a")), Qos.AT_LEAST_ONCE));
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "first");
      Publish first = subscriber.receive();
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), UNACKNOWLEDGED);
      notExercisedUnlessAliased(bench, List.of(first, subscriber.receiveUnacknowledged()));

      if (!takesOver) {
        subscriber.drop();
      }
      Subscribers.resume(bench, subscriber);
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);

      List<Publish> came = new ArrayList<>(subscriber.publicationsUpTo(FENCE));
      if (came.stream().noneMatch(it -> it.payload().asText().equals(UNACKNOWLEDGED))) {
        subscriber.receiveRepeatIfAny().ifPresent(came::add);
      }
      judgeKnown(bench, known, meanings(came));
    }
  }

  /** Each direction has its own numbers. */
  @ConformanceCase(
      id = "alias/of-the-broker-leaves-the-clients-alone",
      title =
          "A Topic Alias of the broker does not change what the same number of the client means.",
      advice = "Look for one table of aliases for both directions of a connection.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_1})
  void ofTheBrokerLeavesTheClientsAlone(
      Bench bench, @Covers(rules = Rule.V5_TOPIC_ALIASES_ARE_INDEPENDENT) Judged own) {
    CaseClient observer = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient both = bench.connect("both", hello -> hello.with(PropertyId.TOPIC_ALIAS_MAXIMUM, 1));
    Sessions.subscribeAtLeastOnce(bench, both, bench.topic("b"));
    both.publish(aliased(both, bench.topic("a"), 1, "named"));
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("b"), "first");
    Publish first = both.receive();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("b"), "second");
    notExercisedUnlessAliased(bench, List.of(first, both.receive()));

    both.send(aliased(both, "", 1, "by alias"));

    // its PUBACK, or whatever else shows in what the observer gets
    both.nextAnswer();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    List<String> came = new ArrayList<>(observer.receivedUpTo(FENCE));
    // of another publisher: the fence need not be behind it
    came.addAll(observer.receivedUntilQuiet());
    bench.judge(
        own,
        came.contains("by alias"),
        Values.best("the message on the topic that the client gave to its alias", true));
  }

  /** A client that says nothing takes none, whatever it said the last time. */
  @ConformanceCase(
      id = "alias/maximum-is-that-of-the-connection",
      title =
          "A client that comes back without a Topic Alias Maximum is sent no Topic Alias, also where it had one before.",
      advice = "Look for a Topic Alias Maximum that is kept with the session.",
      needs = Need.QOS_1)
  void maximumIsThatOfTheConnection(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_27) Judged none) {
    CaseClient subscriber = Sessions.lasting(
        bench, "subscriber", hello -> hello.with(PropertyId.TOPIC_ALIAS_MAXIMUM, 2));
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a"));
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "first");
    Publish first = subscriber.receive();
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "second");
    notExercisedUnlessAliased(bench, List.of(first, subscriber.receive()));
    subscriber.drop();

    ConnAck back = subscriber.reconnect(
        bench.hello("subscriber").keepSession().cleanStart(false).packet());

    Subscribers.keptOrNotExercised(bench, subscriber, back);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "third");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        none,
        subscriber.publicationsUpTo(FENCE).stream()
            .filter(it -> it.properties().has(PropertyId.TOPIC_ALIAS))
            .map(it -> it.payload().asText())
            .toList(),
        Values.best("no message with a Topic Alias", List.of()));
  }

  /**
   * A message, and the topic that it is about to who goes by the aliases of this connection; {@link #NOTHING} where its alias stands for
   * none.
   */
  private record Meaning(String payload, String topic) {
    static final String NOTHING = "";

    @Override
    public String toString() {
      return "\"" + payload + "\" on " + (topic.equals(NOTHING) ? "no topic" : topic);
    }
  }

  /** As a client reads all that came on one connection, in the order in which it came (3.3.4). */
  private static List<Meaning> meanings(List<Publish> came) {
    Map<Long, String> topics = new HashMap<>();
    List<Meaning> meanings = new ArrayList<>();
    for (Publish publish : came) {
      long alias = publish.properties().number(PropertyId.TOPIC_ALIAS, 0);
      String topic = publish.topic().isNone()
          ? topics.getOrDefault(alias, Meaning.NOTHING)
          : publish.topic().text();
      if (alias != 0) {
        topics.put(alias, topic);
      }
      meanings.add(new Meaning(publish.payload().asText(), topic));
    }
    return meanings;
  }

  private static void judgeKnown(Bench bench, Judged known, List<Meaning> meanings) {
    bench.judge(
        known,
        meanings.stream().filter(it -> it.topic().equals(Meaning.NOTHING)).toList(),
        Values.best("no alias that stands for no topic yet", List.of()));
  }

  private static void notExercisedUnlessAliased(Bench bench, List<Publish> came) {
    bench.notExercisedUnless(
        came.stream().anyMatch(it -> it.properties().has(PropertyId.TOPIC_ALIAS)),
        "the target uses no Topic Alias, as it may");
  }

  private static Outcomes refused(String code, Step named, Step other) {
    return Malformed.orTolerated(
        on(V5)
            .best("DISCONNECT " + code + ", then close", named, closed())
            .acceptable(
                "DISCONNECT with the code of a neighbouring error, then close", other, closed())
            .warn("DISCONNECT with another error code, then close", disconnectWithError(), closed())
            .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed()),
        any(PubAck.class));
  }

  /** A PUBLISH of QoS 1 that gives this alias its meaning, or, with an empty {@code topic}, uses it. */
  static Publish aliased(CaseClient client, String topic, int alias, String payload) {
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        topic.isEmpty() ? TopicName.NONE : TopicName.of(topic),
        client.nextPacketId(),
        Properties.builder().with(PropertyId.TOPIC_ALIAS, alias).build(),
        Payload.of(payload));
  }
}
