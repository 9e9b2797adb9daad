package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UserProperty;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Will: when it is published, and how. */
final class WillCases {
  @ConformanceCase(
      id = "will/published-on-network-failure",
      title = "The Will of a client whose connection breaks is published.",
      advice =
          "Look for a Will that is read from CONNECT and not kept, or published only on Keep Alive timeouts.",
      needs = Need.QOS_1)
  void publishedOnNetworkFailure(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_7,
              demandV5 = "store-will-message",
              v311 = Mqtt311.MQTT_3_1_2_8,
              demandV311 = "publish-will-on-close")
          Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect("client", hello -> Wills.with(bench, hello));

    client.drop();

    observer.judge(published, bench.patienceForWills(), Wills.comes());
  }

  @ConformanceCase(
      id = "will/published-after-protocol-error",
      title = "The Will of a client that the broker closes for an error is published.",
      advice = "Look for a close from the broker's side that does not count as a failure.",
      needs = Need.QOS_1)
  void publishedAfterProtocolError(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_8,
              demandV5 = "publish-after-will-delay",
              v311 = Mqtt311.MQTT_3_1_2_8,
              demandV311 = "publish-will-on-close")
          Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect("client", hello -> Wills.with(bench, hello));

    client.send(bench.hello("client").packet());

    bench.notExercisedUnless(
        client.answer(bench.patience()).closed(),
        "the broker did not close, which is judged elsewhere, so there is no Will to publish");
    observer.judge(published, bench.patienceForWills(), Wills.comes());
  }

  @ConformanceCase(
      id = "will/published-after-malformed-packet",
      title = "The Will of a client that is closed for a malformed packet is published.",
      advice =
          "Look for an error handler that closes the connection past the code that publishes Wills.",
      needs = Need.QOS_1)
  void publishedAfterMalformedPacket(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_8,
              demandV5 = "publish-after-will-delay",
              v311 = Mqtt311.MQTT_3_1_2_8,
              demandV311 = "publish-will-on-close")
          Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect("client", hello -> Wills.with(bench, hello));

    client.send(
        Deviation.of(bench.version(), Packets.subscribe(1, bench.topic("t"), Qos.AT_MOST_ONCE))
            .withFlags(0b0000));

    bench.notExercisedUnless(
        client.answer(bench.patience()).closed(),
        "the broker did not close, which is judged elsewhere, so there is no Will to publish");
    observer.judge(published, bench.patienceForWills(), Wills.comes());
  }

  /** Nothing orders a Will, so silence has to do; a PINGREQ shows that the client is there. */
  @ConformanceCase(
      id = "will/not-published-while-connected",
      title = "The Will of a client that is connected is not published.",
      advice = "Look for a Will that is published when CONNECT comes in.")
  void notPublishedWhileConnected(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_8,
              demandV5 = "not-before-either",
              v311 = Mqtt311.MQTT_3_1_2_8,
              demandV311 = "hold-will-while-connected",
              bySilence = true)
          Judged held) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect("client", hello -> Wills.with(bench, hello));

    client.ping();

    bench.judge(held, Wills.untilControl(bench, observer), Values.best("no Will", List.of()));
  }

  @ConformanceCase(
      id = "will/published-only-once",
      title = "A Will that was published is forgotten, and does not come back with the client.",
      advice = "Look for a Will that is published from the stored session and not removed from it.",
      needs = Need.QOS_1)
  void publishedOnlyOnce(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_8,
              demandV5 = "publish-after-will-delay",
              v311 = Mqtt311.MQTT_3_1_2_8,
              demandV311 = "publish-will-on-close")
          Judged published,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_10,
              demandV5 = "remove-after-publishing",
              v311 = Mqtt311.MQTT_3_1_2_10,
              demandV311 = "forget-will-once-published",
              bySilence = true)
          Judged once) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = Sessions.lasting(bench, "client", hello -> Wills.with(bench, hello));
    client.drop();
    CaseClient.Came came = observer.judge(
        published,
        bench.patienceForWills(),
        Wills.comes("the Will, also where the session lives on"));
    observer.acknowledge(came.first(Publish.class));

    client.reconnect(bench.hello("client").keepSession().cleanStart(false).packet());
    client.drop();

    bench.judge(
        once, Wills.untilControl(bench, observer), Values.best("no second Will", List.of()));
  }

  /**
   * Whether the takeover itself publishes the Will is not judged here: brokers differ, and 3.1.1 does not name the case. So the
   * Will of the first connection may come, until another one that is due after it has come; but none once the second has ended.
   */
  @ConformanceCase(
      id = "will/none-without-will-flag",
      title = "A connection whose CONNECT has no Will leaves none, though the one before it had.",
      advice =
          "Look for a Will that is kept by Client Identifier and not replaced by a CONNECT without one.")
  void noneWithoutWillFlag(
      Bench bench, @Covers(v311 = Mqtt311.MQTT_3_1_2_12, bySilence = true) Judged none) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect("client", hello -> Wills.with(bench, hello));
    client.reconnect(bench.hello("client").packet());
    Wills.untilControl(bench, observer);

    client.drop();

    bench.judge(
        none,
        Wills.untilControl(bench, observer),
        Values.best("no Will after the end of the connection without one", List.of()));
  }

  @ConformanceCase(
      id = "will/not-retained",
      title = "A Will with Will Retain 0 is not retained.",
      advice = "Look for Wills that are all published with RETAIN 1.",
      needs = Need.RETAIN)
  void notRetained(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_14, v311 = Mqtt311.MQTT_3_1_2_16, bySilence = true)
          Judged unretained) {
    CaseClient observer = Wills.observer(bench);
    bench.cleanRetained(bench.topic("will"));
    CaseClient client = bench.connect("client", hello -> Wills.with(bench, hello));
    client.drop();
    observer.receiveWill();
    CaseClient late = bench.connect("late");

    late.subscribe(bench.topic("will"), Qos.AT_MOST_ONCE);

    bench.judge(unretained, untilLater(bench, late), Values.best("no retained message", List.of()));
  }

  @ConformanceCase(
      id = "will/retained",
      title = "A Will with Will Retain 1 is retained.",
      advice = "Look for Wills that go round the store of retained messages.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retained(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_15, v311 = Mqtt311.MQTT_3_1_2_17) Judged retained) {
    CaseClient late = afterRetainedWill(bench);

    late.send(Packets.subscribe(1, bench.topic("will"), Qos.AT_LEAST_ONCE));

    late.judge(
        retained,
        onBoth()
            .best(
                "SUBACK, then PUBLISH of the Will with RETAIN 1",
                any(SubAck.class),
                publish(WillCases::isRetainedWill))
            .acceptable(
                "the same in the other order, which 3.8.4 permits",
                publish(WillCases::isRetainedWill),
                any(SubAck.class)));
  }

  /** As above; a statement of 3.1.1 about all that a CONNECT says of its Will. */
  @ConformanceCase(
      id = "will/retain-is-used",
      title = "Will Retain says whether a Will is there for later subscribers.",
      advice = "Look for Wills that are published with one RETAIN flag for all.",
      needs = {Need.RETAIN, Need.QOS_1})
  void retainIsUsed(
      Bench bench,
      @Covers(v311 = Mqtt311.MQTT_3_1_2_9, demandV311 = "use-will-retain") Judged used) {
    CaseClient late = afterRetainedWill(bench);

    Sessions.subscribeAtLeastOnce(bench, late, bench.topic("will"));

    bench.judge(
        used,
        late.receiveIfAny().filter(WillCases::isRetainedWill).isPresent() ? 1 : 0,
        Values.best("the Will with RETAIN 1", 1));
  }

  private static boolean isRetainedWill(Publish publish) {
    return publish.retain() && publish.payload().asText().equals(Wills.GONE);
  }

  private static CaseClient afterRetainedWill(Bench bench) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect(
        "client", hello -> hello.will(bench.topic("will"), Wills.GONE, Qos.AT_LEAST_ONCE, true));
    client.drop();
    observer.receiveWill();
    // who was there may have it before the store does
    observer.letPass(bench.quietWindow());
    return bench.connect("late");
  }

  /** One client for each QoS that the target takes; a Will reaches the subscriber at the lower of Will QoS and granted QoS. */
  @ConformanceCase(
      id = "will/qos-is-used",
      title = "A Will is published at its Will QoS.",
      advice = "Look for Wills that are published at one QoS for all.")
  void qosIsUsed(
      Bench bench,
      @Covers(rules = Rule.V5_WILL_QOS, v311 = Mqtt311.MQTT_3_1_2_9, demandV311 = "use-will-qos")
          Judged used) {
    CaseClient observer = bench.connect("observer");
    Qos granted = observer.subscribe(bench.topic("will"), Qos.EXACTLY_ONCE);
    List<String> expected = new ArrayList<>();
    List<String> received = new ArrayList<>();

    for (Qos qos : Qos.values()) {
      if (qos.compareTo(bench.profile().maximumQos()) <= 0) {
        String name = "QoS " + qos.level();
        CaseClient client = bench.connect(
            "client" + qos.level(), hello -> hello.will(bench.topic("will"), name, qos, false));
        client.drop();
        Publish will = observer.receiveWill();
        expected.add(name + " at " + qos.min(granted).level());
        received.add(will.payload().asText() + " at " + will.qos().level());
      }
    }

    bench.judge(used, received, Values.best("each Will at its QoS: " + expected, expected));
  }

  @ConformanceCase(
      id = "will/user-properties-in-order",
      title = "The User Properties of a Will are published in their order.",
      advice = "Look for User Properties kept in a map.")
  void userPropertiesInOrder(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_3_10) Judged ordered) {
    Properties.Builder properties = Properties.builder();
    properties.withUser("b", "1").withUser("a", "2").withUser("b", "0").withUser("c", "");
    properties.withUser("\uD83D\uDE00", "\uFEFF").withUser("b", "1");
    Properties sent = properties.build();
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect("client", hello -> hello.will(Wills.with(bench, sent)));
    client.drop();

    List<UserProperty> received = observer.receiveWill().properties().userProperties();

    bench.judge(
        ordered,
        received,
        Values.best("the User Properties " + sent.userProperties(), sent.userProperties())
            .acceptableIf(
                "the same in this order, with others of the broker's own",
                all -> all.stream()
                    .filter(sent.userProperties()::contains)
                    .toList()
                    .equals(sent.userProperties())));
  }

  @ConformanceCase(
      id = "will/properties-are-published",
      title = "The Will Properties that describe the message are published with it.",
      advice = "Look for Will Properties that are read and thrown away.")
  void propertiesArePublished(
      Bench bench, @Covers(rules = Rule.V5_WILL_PROPERTIES_PUBLISHED) Judged published) {
    Properties sent = Properties.builder()
        .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
        .with(PropertyId.CONTENT_TYPE, "text/plain")
        .with(PropertyId.RESPONSE_TOPIC, "\uFEFF" + bench.topic("answers"))
        .with(PropertyId.CORRELATION_DATA, Payload.of("42"))
        .build();
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect("client", hello -> hello.will(Wills.with(bench, sent)));
    client.drop();

    Properties received = observer.receiveWill().properties();

    bench.judge(
        published,
        describing(received),
        Values.best("the properties " + describing(sent), describing(sent)));
  }

  /** To be taken over is not to say goodbye. */
  @ConformanceCase(
      id = "will/published-on-takeover",
      title =
          "The Will of a connection that its client takes over with a clean start is published.",
      advice =
          "Look for a takeover that exchanges the connection of a session, and its Will with it.",
      needs = Need.QOS_1)
  void publishedOnTakeover(
      Bench bench, @Covers(rules = Rule.V5_WILL_OF_WHO_IS_TAKEN_OVER) Judged published) {
    CaseClient observer = Wills.observer(bench);
    bench.connect("client", hello -> Wills.with(bench, hello));

    bench.open("newer").connect(bench.hello("client").packet());

    observer.judge(published, bench.patienceForWills(), Wills.comes());
  }

  /** Nothing is a message too. */
  @ConformanceCase(
      id = "will/may-be-empty",
      title = "A Will without a payload is published, without a payload.",
      advice = "Look for the length of the Will Payload, which is no part of the message.",
      needs = Need.QOS_1)
  void mayBeEmpty(
      Bench bench,
      @Covers(rules = {Rule.V5_WILL_PAYLOAD, Rule.V3_1_1_WILL_PAYLOAD}) Judged published) {
    CaseClient observer = Wills.observer(bench);
    CaseClient client = bench.connect(
        "client", hello -> hello.will(bench.topic("will"), "", Subscribers.surest(bench), false));

    client.drop();

    observer.judge(
        published,
        bench.patienceForWills(),
        onBoth()
            .best(
                "PUBLISH of the Will, empty",
                publish(will -> will.payload().asText().isEmpty())));
  }

  /** In the order of this list, since the order of different properties means nothing. */
  private static List<String> describing(Properties properties) {
    return List.of(
        "Payload Format Indicator " + properties.number(PropertyId.PAYLOAD_FORMAT_INDICATOR, 0),
        "Content Type " + properties.text(PropertyId.CONTENT_TYPE),
        "Response Topic " + properties.text(PropertyId.RESPONSE_TOPIC),
        "Correlation Data " + asText(properties.binary(PropertyId.CORRELATION_DATA)));
  }

  private static String asText(@Nullable Payload payload) {
    return payload == null ? "null" : payload.asText();
  }

  private static List<String> untilLater(Bench bench, CaseClient observer) {
    return Sessions.receivedUntilLater(bench, observer, bench.topic("will"));
  }
}
