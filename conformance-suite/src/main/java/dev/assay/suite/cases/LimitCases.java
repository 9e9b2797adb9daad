package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.packet;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.CaseClient.Came;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Outcomes;
import dev.assay.suite.Packets;
import dev.assay.suite.Step;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * What a broker announces in CONNACK that it does not do, or not more of: it has to be true, and what goes beyond it is refused.
 * That a client must not go beyond binds the client; that it is a Protocol Error binds the broker as far as it notices (4.13.1).
 */
final class LimitCases {
  /** More is not sent for one case. */
  private static final int RECEIVE_MAXIMUM_TRIED = 1_000;

  private static final int UNDER_WAY_TRIED = 100;
  private static final int PACKET_SIZE_TRIED_BYTES = 1 << 20;

  /** Silence about it means that all of QoS 2 is there. */
  @ConformanceCase(
      id = "limit/qos-2-is-taken-if-nothing-else-is-said",
      title = "A broker whose CONNACK has no Maximum QoS takes a PUBLISH of QoS 2.",
      advice = "Look for a CONNACK that says nothing of what the PUBLISH handler refuses.",
      needs = Need.QOS_2)
  void qosTwoIsTakenIfNothingElseIsSaid(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_9, demandV5 = "send-maximum-qos") Judged announced) {
    CaseClient client = bench.connect("unlimited");

    client.send(Packets.publish(Qos.EXACTLY_ONCE, 1, bench.topic("a"), "hello"));

    client.judge(
        announced, taken("PUBREC", packet(PubRec.class, it -> !isForQos(it.reasonCode()))));
  }

  /** What is announced as the highest QoS can be used. */
  @ConformanceCase(
      id = "limit/announced-maximum-qos-is-taken",
      title = "A broker that announces Maximum QoS 1 takes a PUBLISH of QoS 1.",
      advice = "Look for two settings of one limit.",
      needs = Need.QOS_1)
  void announcedMaximumQosIsTaken(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_9, demandV5 = "give-true-highest-qos") Judged isTrue) {
    bench.notExercisedUnless(
        bench.profile().maximumQos() == Qos.AT_LEAST_ONCE, "the target announces no Maximum QoS 1");
    CaseClient client = bench.connect("limited");

    client.send(Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.topic("a"), "hello"));

    client.judge(isTrue, taken("PUBACK", packet(PubAck.class, it -> !isForQos(it.reasonCode()))));
  }

  private static boolean isForQos(ReasonCode code) {
    return code == ReasonCode.QOS_NOT_SUPPORTED;
  }

  private static Outcomes taken(String answer, Step step) {
    return on(V5).best(answer, step);
  }

  /** What may be subscribed to is not limited by what may be published. */
  @ConformanceCase(
      id = "limit/subscriptions-at-any-qos-are-accepted",
      title = "A broker that announces a Maximum QoS accepts subscriptions at QoS 0, 1 and 2.",
      advice = "Look for one check of QoS for PUBLISH and SUBSCRIBE.")
  void subscriptionsAtAnyQosAreAccepted(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_2_10) Judged accepted) {
    bench.notExercisedUnless(
        bench.profile().maximumQos() != Qos.EXACTLY_ONCE, "the target announces no Maximum QoS");
    CaseClient client = bench.connect("anyqos");

    client.send(Packets.subscribe(
        client.nextPacketId(),
        Subscription.of(TopicFilter.of(bench.topic("0")), Qos.AT_MOST_ONCE),
        Subscription.of(TopicFilter.of(bench.topic("1")), Qos.AT_LEAST_ONCE),
        Subscription.of(TopicFilter.of(bench.topic("2")), Qos.EXACTLY_ONCE)));

    client.judge(
        accepted,
        on(V5)
            .best(
                "SUBACK that grants all three, at whatever QoS",
                packet(
                    SubAck.class,
                    ack -> ack.reasonCodes().stream().noneMatch(ReasonCode::isError))));
  }

  /** The client was told. */
  @ConformanceCase(
      id = "limit/publish-above-the-maximum-qos-is-refused",
      title = "A PUBLISH above the announced Maximum QoS ends the connection.",
      advice = "Look for a PUBLISH handler that does not know what CONNACK said.")
  void publishAboveTheMaximumQosIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_11) Judged refused,
      @Covers(rules = Rule.V5_QOS_NOT_SUPPORTED) Judged named) {
    Qos maximum = bench.profile().maximumQos();
    bench.notExercisedUnless(maximum != Qos.EXACTLY_ONCE, "the target announces no Maximum QoS");
    CaseClient client = bench.connect("client");

    client.send(Packets.publish(Qos.of(maximum.level() + 1), 1, bench.topic("a"), "too much"));

    judgeRefusal(bench, client, refused, named, ReasonCode.QOS_NOT_SUPPORTED);
  }

  /** The client was told. */
  @ConformanceCase(
      id = "limit/retain-is-refused-where-nothing-is-retained",
      title =
          "A PUBLISH with RETAIN 1 ends the connection to a broker that announced Retain Available 0.",
      advice = "Look for a PUBLISH handler that does not know what CONNACK said.")
  void retainIsRefusedWhereNothingIsRetained(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_14) Judged refused,
      @Covers(rules = Rule.V5_RETAIN_NOT_SUPPORTED) Judged named) {
    bench.notExercisedUnless(
        !bench.profile().retainAvailable(), "the target does not announce Retain Available 0");
    CaseClient client = bench.connect("client");

    client.send(Packets.retained(Packets.publish(bench.topic("a"), "to be kept")));

    judgeRefusal(bench, client, refused, named, ReasonCode.RETAIN_NOT_SUPPORTED);
  }

  /** What they say of retained messages is said of none. That it makes no difference stands in a comment, so a refusal is warned alone. */
  @ConformanceCase(
      id = "limit/retain-options-are-taken-where-nothing-is-retained",
      title =
          "A broker that announced Retain Available 0 grants subscriptions with every Retain As Published and Retain Handling.",
      advice = "Look for a SUBSCRIBE handler that takes a retain option for a retained message.")
  void retainOptionsAreTakenWhereNothingIsRetained(
      Bench bench, @Covers(rules = Rule.V5_RETAIN_OPTIONS_WHERE_NOTHING_IS_RETAINED) Judged taken) {
    bench.notExercisedUnless(
        !bench.profile().retainAvailable(), "the target does not announce Retain Available 0");
    CaseClient client = bench.connect("client");
    List<Subscription> subscriptions = new ArrayList<>();
    for (RetainHandling handling : RetainHandling.values()) {
      for (boolean asPublished : List.of(false, true)) {
        TopicFilter filter = TopicFilter.of(bench.topic("a" + subscriptions.size()));
        subscriptions.add(new Subscription(filter, Qos.AT_MOST_ONCE, false, asPublished, handling));
      }
    }

    client.send(
        Packets.subscribe(client.nextPacketId(), subscriptions.toArray(new Subscription[0])));

    client.judge(
        taken,
        on(V5)
            .best(
                "SUBACK that grants all six",
                packet(
                    SubAck.class,
                    ack -> ack.reasonCodes().stream().noneMatch(ReasonCode::isError))));
  }

  /** The client was told. */
  @ConformanceCase(
      id = "limit/packet-above-the-maximum-size-is-refused",
      title = "A packet above the announced Maximum Packet Size ends the connection.",
      advice = "Look for a limit that is announced and not kept.")
  void packetAboveTheMaximumSizeIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_15) Judged refused,
      @Covers(rules = Rule.V5_PACKET_TOO_LARGE) Judged named) {
    long maximum = bench.profile().maximumPacketSizeBytes();
    bench.notExercisedUnless(
        maximum <= PACKET_SIZE_TRIED_BYTES,
        "the target announces no Maximum Packet Size of 1 MiB or less");
    CaseClient client = bench.connect("client");

    client.send(Packets.publish(bench.topic("a"), "x".repeat((int) maximum)));

    judgeRefusal(bench, client, refused, named, ReasonCode.PACKET_TOO_LARGE);
  }

  /** The client was told. */
  @ConformanceCase(
      id = "limit/more-than-the-receive-maximum-is-refused",
      title = "A client with more messages under way than the broker's Receive Maximum is ended.",
      advice = "Look for a Receive Maximum that is announced and not counted.",
      needs = Need.QOS_2)
  void moreThanTheReceiveMaximumIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_4_7) Judged refused,
      @Covers(rules = Rule.V5_RECEIVE_MAXIMUM_EXCEEDED) Judged named) {
    int maximum = bench.profile().receiveMaximum();
    bench.notExercisedUnless(
        maximum <= RECEIVE_MAXIMUM_TRIED, "the target's Receive Maximum is above 1,000");
    CaseClient client = bench.connect("client");

    for (int packetId = 1; packetId <= maximum + 1; packetId++) {
      client.send(Packets.publish(Qos.EXACTLY_ONCE, packetId, bench.topic("a"), "under way"));
    }

    judgeRefusal(bench, client, refused, named, ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
  }

  /** A will that could not be published is refused before. */
  @ConformanceCase(
      id = "limit/will-above-the-maximum-qos-is-refused",
      title = "A CONNECT whose Will QoS is above the Maximum QoS is refused.",
      advice = "Look for a will that is kept unseen until it is due.")
  void willAboveTheMaximumQosIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_12, demandV5 = "reject-connect") Judged rejected,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_12, demandV5 = "close-connection") Judged closes) {
    Qos maximum = bench.profile().maximumQos();
    bench.notExercisedUnless(maximum != Qos.EXACTLY_ONCE, "the target announces no Maximum QoS");

    judgeWill(
        bench, Qos.of(maximum.level() + 1), false, rejected, closes, ReasonCode.QOS_NOT_SUPPORTED);
  }

  /** As above. */
  @ConformanceCase(
      id = "limit/will-to-be-retained-is-refused-where-nothing-is-retained",
      title =
          "A CONNECT with Will Retain 1 is refused by a broker that announced Retain Available 0.",
      advice = "Look for a will that is kept unseen until it is due.")
  void willToBeRetainedIsRefusedWhereNothingIsRetained(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_13, demandV5 = "reject-connect") Judged rejected,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_13, demandV5 = "close-connection") Judged closes) {
    bench.notExercisedUnless(
        !bench.profile().retainAvailable(), "the target does not announce Retain Available 0");

    judgeWill(bench, Qos.AT_MOST_ONCE, true, rejected, closes, ReasonCode.RETAIN_NOT_SUPPORTED);
  }

  private static void judgeWill(
      Bench bench, Qos qos, boolean retain, Judged rejected, Judged closes, ReasonCode code) {
    CaseClient client = bench.open("client");

    client.send(
        bench.hello("client").will(bench.topic("will"), "gone", qos, retain).packet());

    Came came = client.judge(
        rejected,
        on(V5)
            .best("CONNACK " + code, connAck(code))
            .acceptable("close without a CONNACK", closed())
            .warn("CONNACK with another error code", connAckRefusing())
            .warnOfDisconnect());
    if (came.has(ConnAck.class)) {
      client.judge(closes, on(V5).best("close", closed()));
    } else {
      bench.judge(closes, "close", Values.best("close", "close"));
    }
  }

  /** Who has none says so, and keeps to it. */
  @ConformanceCase(
      id = "limit/shared-subscription-is-refused-where-there-are-none",
      title = "A Shared Subscription is refused by a broker that announced that it has none.",
      advice = "Look for a SUBSCRIBE handler that does not know what CONNACK said.")
  void sharedSubscriptionIsRefusedWhereThereAreNone(
      Bench bench, @Covers(rules = Rule.V5_SHARED_SUBSCRIPTION_UNAVAILABLE) Judged refused) {
    bench.notExercisedUnless(
        !bench.profile().sharedSubscriptionsAvailable(),
        "the target does not announce Shared Subscription Available 0");

    judgeSubscribe(
        bench,
        refused,
        Properties.NONE,
        "$share/team/" + bench.topic("a"),
        ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED);
  }

  /** As above. */
  @ConformanceCase(
      id = "limit/subscription-identifier-is-refused-where-there-are-none",
      title = "A Subscription Identifier is refused by a broker that announced that it has none.",
      advice = "Look for a SUBSCRIBE handler that does not know what CONNACK said.")
  void subscriptionIdentifierIsRefusedWhereThereAreNone(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_UNAVAILABLE) Judged refused) {
    bench.notExercisedUnless(
        !bench.profile().subscriptionIdentifiersAvailable(),
        "the target does not announce Subscription Identifier Available 0");

    judgeSubscribe(
        bench,
        refused,
        Properties.builder().with(PropertyId.SUBSCRIPTION_IDENTIFIER, 7).build(),
        bench.topic("a"),
        ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED);
  }

  /** As above. */
  @ConformanceCase(
      id = "limit/wildcard-is-refused-where-there-are-none",
      title = "A wildcard is refused by a broker that announced that it has none.",
      advice = "Look for a SUBSCRIBE handler that does not know what CONNACK said.")
  void wildcardIsRefusedWhereThereAreNone(
      Bench bench, @Covers(rules = Rule.V5_WILDCARD_SUBSCRIPTION_UNAVAILABLE) Judged refused) {
    bench.notExercisedUnless(
        !bench.profile().wildcardsAvailable(),
        "the target does not announce Wildcard Subscription Available 0");

    judgeSubscribe(
        bench,
        refused,
        Properties.NONE,
        bench.topic("a/+"),
        ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
  }

  /** To grant what was announced as absent contradicts the announcement. */
  private static void judgeSubscribe(
      Bench bench, Judged refused, Properties properties, String filter, ReasonCode code) {
    CaseClient client = bench.connect("client");

    client.send(new Subscribe(
        client.nextPacketId(),
        properties,
        List.of(Subscription.of(TopicFilter.of(filter), Qos.AT_MOST_ONCE))));

    client.judge(
        refused,
        on(V5)
            .best("DISCONNECT " + code + ", then close", disconnect(code), closed())
            .acceptable(
                "SUBACK " + code, packet(SubAck.class, ack -> ack.reasonCodes().get(0) == code))
            .warn("DISCONNECT with another error code, then close", disconnectWithError(), closed())
            .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed())
            .warn(
                "SUBACK with another error code",
                packet(SubAck.class, ack -> ack.reasonCodes().get(0).isError())));
  }

  /** 3.1.1 has no announcements: who refuses one filter because of its wildcard refuses the other as well. */
  @ConformanceCase(
      id = "limit/wildcards-are-all-refused-or-none",
      title = "A broker without wildcards refuses every Topic Filter that has one.",
      advice = "Look for a check that knows one of the two wildcards, or one place for it.")
  void wildcardsAreAllRefusedOrNone(
      Bench bench, @Covers(v311 = Mqtt311.MQTT_3_8_3_2) Judged allRefused) {
    CaseClient client = bench.connect("client");
    List<Boolean> granted = new ArrayList<>();

    // as many levels in each, and one subscription at a time: a broker may have limits for both
    for (String filter : List.of("a/+", "+/b", "c/#")) {
      Subscribe subscribe =
          Packets.subscribe(client.nextPacketId(), bench.topic(filter), Qos.AT_MOST_ONCE);
      client.send(subscribe);
      SubAck ack = client.await(SubAck.class, it -> it.packetId() == subscribe.packetId());
      boolean isGranted = !ack.reasonCodes().get(0).isError();
      granted.add(isGranted);
      if (isGranted) {
        client.unsubscribe(bench.topic(filter));
      }
    }

    bench.notExercisedUnless(granted.contains(false), "the target supports wildcards");
    bench.judge(allRefused, granted, Values.bestIf("all refused", all -> !all.contains(true)));
  }

  /**
   * Ends the connection, or does not notice. To say that something is wrong and to go on is neither.
   *
   * @param refused that it ends the connection
   * @param named that a DISCONNECT says why
   */
  private static void judgeRefusal(
      Bench bench, CaseClient client, Judged refused, Judged named, ReasonCode code) {
    Answer answer = client.answerToPing();
    bench.judge(
        refused,
        answer,
        Values.<Answer>bestIf("close", Answer::closed)
            .warnIf(
                "tolerates it: 4.13.1 leaves the rigour of checking to the server",
                a -> a.count(Disconnect.class) == 0 && a.count(PingResp.class) > 0));
    if (!answer.closed() || answer.count(Disconnect.class) == 0) {
      bench.notExercised(named, "the target sends no DISCONNECT");
      return;
    }
    bench.judge(
        named,
        answer.packet(Disconnect.class).reasonCode(),
        Values.best("DISCONNECT " + code, code)
            .warnIf("DISCONNECT with another error code", ReasonCode::isError));
  }

  /** What is announced, or what silence stands for, can be used. */
  @ConformanceCase(
      id = "limit/receive-maximum-is-served",
      title =
          "As many messages of QoS 2 as the Receive Maximum of the CONNACK, or 100, may be under way.",
      advice = "Look for a table of messages under way that is smaller than what CONNACK says.",
      needs = Need.QOS_2)
  void receiveMaximumIsServed(
      Bench bench, @Covers(rules = Rule.V5_RECEIVE_MAXIMUM_IS_SERVED) Judged served) {
    int many = Math.min(bench.profile().receiveMaximum(), UNDER_WAY_TRIED);
    CaseClient client = bench.connect("client");

    int taken = 0;
    for (int packetId = 1; packetId <= many; packetId++) {
      client.send(Packets.publish(Qos.EXACTLY_ONCE, packetId, bench.topic("a"), "under way"));
      taken += (int) client.nextAnswer().count(PubRec.class);
      if (taken < packetId) {
        break;
      }
    }

    bench.judge(served, taken, Values.best("a PUBREC for each of " + many, many));
  }

  /** What is completely acknowledged is under way no more [4.9]: the client counts on the room. */
  @ConformanceCase(
      id = "limit/completed-publications-take-no-place",
      title =
          "Messages of QoS 1 and 2 that were completely acknowledged do not count as under way, however many they are.",
      advice = "Look for a count of what is under way that PUBACK, or PUBREL, does not lower.",
      needs = Need.QOS_2)
  void completedPublicationsTakeNoPlace(
      Bench bench, @Covers(rules = Rule.V5_RECEIVE_MAXIMUM_IS_SERVED) Judged served) {
    int maximum = bench.profile().receiveMaximum();
    bench.notExercisedUnless(
        maximum <= UNDER_WAY_TRIED, "the target's Receive Maximum is above 100");
    CaseClient client = bench.connect("client");
    int rounds = maximum + 1;

    int completed = 0;
    while (completed < rounds && isCompleted(bench, client)) {
      completed++;
    }

    bench.notExercisedUnless(
        completed > 0, "the target completes no message of QoS 1 and 2, which is judged elsewhere");
    bench.judge(
        served,
        completed,
        Values.best(
            "a message of QoS 1 and one of QoS 2, one after the other, " + rounds + " times",
            rounds));
  }

  /** Whether a message of QoS 1, and then one of QoS 2, is answered to the end; a refusal is an answer too. */
  private static boolean isCompleted(Bench bench, CaseClient client) {
    client.send(Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.topic("a"), "at least once"));
    if (client.nextAnswer().count(PubAck.class) == 0) {
      return false;
    }
    client.send(Packets.publish(Qos.EXACTLY_ONCE, 2, bench.topic("a"), "exactly once"));
    Answer received = client.nextAnswer();
    if (received.count(PubRec.class) == 0) {
      return false;
    }
    if (received.packet(PubRec.class).reasonCode().isError()) {
      return true;
    }
    client.send(new PubRel(2));
    return client.nextAnswer().count(PubComp.class) == 1;
  }

  /** A PUBREC that refuses ends its exchange [4.9]: the client counts on the room. */
  @ConformanceCase(
      id = "limit/refused-publications-take-no-place",
      title =
          "Messages of QoS 2 that were refused by PUBREC do not count as under way: one more than the Receive Maximum is answered.",
      advice = "Look for a count of what is under way that goes down with PUBREL alone.",
      needs = {Need.QOS_2, Need.DENIED_PUBLISH})
  void refusedPublicationsTakeNoPlace(
      Bench bench, @Covers(rules = Rule.V5_RECEIVE_MAXIMUM_IS_SERVED) Judged served) {
    int maximum = bench.profile().receiveMaximum();
    bench.notExercisedUnless(
        maximum <= UNDER_WAY_TRIED, "the target's Receive Maximum is above 100");
    CaseClient client = bench.connect("client");
    for (int packetId = 1; packetId <= maximum; packetId++) {
      client.send(Packets.publish(Qos.EXACTLY_ONCE, packetId, bench.deniedPublish(), "refused"));
      Answer answer = client.nextAnswer();
      bench.notExercisedUnless(
          answer.count(PubRec.class) == 1
              && answer.packet(PubRec.class).reasonCode().isError(),
          "the target does not refuse by PUBREC what the setup file names as denied-publish");
    }

    client.send(Packets.publish(Qos.EXACTLY_ONCE, maximum + 1, bench.topic("a"), "one more"));

    client.judge(
        served, on(V5).best("PUBREC", packet(PubRec.class, it -> it.packetId() == maximum + 1)));
  }
}
