package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.leftOpen;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;

/**
 * What the broker itself sends keeps the form that the standard gives it. Every case reads the broker's packets strictly; these
 * are about nothing else, and let the broker send the packets in question.
 */
final class OwnPacketsCases {
  private static final String FINE = "packets in the form that the standard gives them";

  /** Reserved means: always the same value, from a server, too. */
  @ConformanceCase(
      id = "own-packets/reserved-flags-have-their-values",
      title = "The broker's own packets have the reserved flags that the standard lists.",
      advice =
          "Look for a first byte that is built from a request's, or that keeps flags of an earlier packet.",
      needs = Need.QOS_1)
  void reservedFlagsHaveTheirValues(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_2_1_3_1, v311 = Mqtt311.MQTT_2_2_2_1) Judged flags) {
    CaseClient client = connect(bench, "ownflags", flags);

    exchange(client, bench.topic("a"), Qos.AT_LEAST_ONCE);

    judge(bench, flags);
  }

  /** The one acknowledgement whose flags are not all zero. */
  @ConformanceCase(
      id = "own-packets/pubrel-has-flags-0010",
      title = "The broker's own PUBREL has the flags 0010.",
      advice = "Look for one way to write all four acknowledgements.",
      needs = Need.QOS_2)
  void pubRelHasFlags0010(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_6_1_1,
              demandV5 = "send-pubrel-flags-0010",
              v311 = Mqtt311.MQTT_3_6_1_1,
              demandV311 = "send-flags-0010")
          Judged flags) {
    CaseClient client = connect(bench, "ownrelflags", flags);

    Qos granted = exchange(client, bench.topic("a"), Qos.EXACTLY_ONCE);

    bench.notExercisedUnless(
        granted == Qos.EXACTLY_ONCE, "less than QoS 2 was granted, so the broker sends no PUBREL");

    judge(bench, flags);
  }

  /** 5.0 leaves no choice in how a length is written. */
  @ConformanceCase(
      id = "own-packets/lengths-are-in-their-shortest-form",
      title =
          "The broker writes Remaining Length and Property Length in as few bytes as they need.",
      advice = "Look for a length for which room is left before it is known.",
      needs = Need.QOS_1)
  void lengthsAreInTheirShortestForm(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_1_5_5_1) Judged shortest) {
    CaseClient client = connect(bench, "ownlength", shortest);

    exchange(client, bench.topic("a"), Qos.AT_LEAST_ONCE);

    judge(bench, shortest);
  }

  /** The Property Length is there, also where it is 0 and nothing follows. */
  @ConformanceCase(
      id = "own-packets/property-length-is-never-left-out",
      title =
          "The broker's PUBLISH without properties and without payload has a Property Length of 0.",
      advice =
          "Look for properties that are left out together with their length where there are none.")
  void propertyLengthIsNeverLeftOut(Bench bench, @Covers(v5 = Mqtt5.MQTT_2_2_2_1) Judged present) {
    CaseClient client = connect(bench, "ownproperty", present);
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);

    client.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "");
    client.receive();

    judge(bench, present);
  }

  /** Who receives a PUBLISH has to know first where it belongs. */
  @ConformanceCase(
      id = "own-packets/publish-begins-with-its-topic",
      title = "The broker's PUBLISH begins with its Topic Name.",
      advice =
          "Look for the order in which the fields of a PUBLISH are written, or for a body that is lost.")
  void publishBeginsWithItsTopic(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_2_1,
              demandV5 = "topic-name-first",
              v311 = Mqtt311.MQTT_3_3_2_1,
              demandV311 = "topic-name-first")
          Judged first) {
    CaseClient client = connect(bench, "owntopic", first);
    client.subscribe(bench.topic("a"), Qos.AT_MOST_ONCE);

    client.publish(Qos.AT_MOST_ONCE, bench.topic("a"), "hello");
    client.receive();

    judge(bench, first);
  }

  /** Only codes of the table. */
  @ConformanceCase(
      id = "own-packets/puback-has-a-listed-code",
      title = "The Reason Code of the broker's PUBACK is one of those that PUBACK has.",
      advice = "Look for internal error numbers that reach the wire.",
      needs = Need.QOS_1)
  void pubAckHasAListedCode(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_4_2_1) Judged listed) {
    CaseClient client = connect(bench, "ownpuback", listed);

    exchange(client, bench.topic("a"), Qos.AT_LEAST_ONCE);

    judge(bench, listed);
  }

  /** Only codes of the table. */
  @ConformanceCase(
      id = "own-packets/pubrec-has-a-listed-code",
      title = "The Reason Code of the broker's PUBREC is one of those that PUBREC has.",
      advice = "Look for internal error numbers that reach the wire.",
      needs = Need.QOS_2)
  void pubRecHasAListedCode(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_5_2_1) Judged listed) {
    CaseClient client = connect(bench, "ownpubrec", listed);

    exchange(client, bench.topic("a"), Qos.EXACTLY_ONCE);

    judge(bench, listed);
  }

  /** Only codes of the table. */
  @ConformanceCase(
      id = "own-packets/pubrel-has-a-listed-code",
      title = "The Reason Code of the broker's PUBREL is one of those that PUBREL has.",
      advice = "Look for a code that is copied from the PUBREC.",
      needs = Need.QOS_2)
  void pubRelHasAListedCode(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_6_2_1) Judged listed) {
    CaseClient client = connect(bench, "ownrelcode", listed);

    Qos granted = exchange(client, bench.topic("a"), Qos.EXACTLY_ONCE);

    bench.notExercisedUnless(
        granted == Qos.EXACTLY_ONCE, "less than QoS 2 was granted, so the broker sends no PUBREL");

    judge(bench, listed);
  }

  /** Only codes of the table. */
  @ConformanceCase(
      id = "own-packets/pubcomp-has-a-listed-code",
      title = "The Reason Code of the broker's PUBCOMP is one of those that PUBCOMP has.",
      advice = "Look for a code that is copied from the PUBREC or PUBREL.",
      needs = Need.QOS_2)
  void pubCompHasAListedCode(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_7_2_1) Judged listed) {
    CaseClient client = connect(bench, "ownpubcomp", listed);

    exchange(client, bench.topic("a"), Qos.EXACTLY_ONCE);

    judge(bench, listed);
  }

  /** A broker need not say why it closes. If it does, by a code that DISCONNECT has. */
  @ConformanceCase(
      id = "own-packets/disconnect-has-a-listed-code",
      title = "The Reason Code of the broker's DISCONNECT is one of those that a server may send.",
      advice = "Look for internal error numbers, or codes of CONNACK, that reach the wire.")
  void disconnectHasAListedCode(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_14_2_1) Judged listed) {
    CaseClient client = connect(bench, "owndisconnect", listed);

    client.send(bench.hello("owndisconnect").packet());

    client.judge(
        listed,
        on(V5)
            .best("DISCONNECT with a code that it has", any(Disconnect.class))
            .info("close without a word", closed())
            .info(
                "a second CONNECT is answered by CONNACK, so that nothing is said",
                any(ConnAck.class))
            .info("a second CONNECT is overlooked, so that nothing is said", leftOpen()));
  }

  /** A code of 0x80 or more is the last word. */
  @ConformanceCase(
      id = "own-packets/close-follows-error-in-disconnect",
      title = "A broker that sends a DISCONNECT with an error code closes the connection.",
      advice =
          "Look for a DISCONNECT that is sent like any other packet, and nobody closes behind it.")
  void closeFollowsErrorInDisconnect(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_2_1, demandV5 = "close-on-disconnect-error") Judged closes) {
    CaseClient client = bench.connect("client");

    client.send(Malformed.of(bench, new PingReq()).withType(0));

    client.judge(
        closes,
        on(V5)
            .best("DISCONNECT with an error code, then close", disconnectWithError(), closed())
            .info("close without a word", closed())
            .info("overlooks what would have been a reason", leftOpen()));
  }

  /** A code of 0x80 or more is the last word. */
  @ConformanceCase(
      id = "own-packets/close-follows-error-in-connack",
      title = "A broker that sends a CONNACK with an error code closes the connection.",
      advice = "Look for a refused client whose connection stays open for another try.")
  void closeFollowsErrorInConnAck(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_2_1, demandV5 = "close-on-connack-error") Judged closes) {
    CaseClient client = bench.open("client");
    Deviation right = Malformed.of(bench, bench.hello("client").packet());

    // Receive Maximum 0
    client.send(Malformed.withProperties(right, right.headerBytes() + 10, "21 00 00"));

    client.judge(
        closes,
        on(V5)
            .best("CONNACK with an error code, then close", connAckRefusing(), closed())
            .info("close without a word", closed())
            .info(
                "a DISCONNECT before any CONNACK, which is another statement's matter",
                any(Disconnect.class))
            .info("overlooks what would have been a reason", connAck(ReasonCode.SUCCESS)));
  }

  private static CaseClient connect(Bench bench, String name, Judged judged) {
    bench.expectViolationOf(judged);
    return bench.connect(name);
  }

  /** The client subscribes, publishes to itself, unsubscribes and asks whether the broker is there. Returns the granted QoS. */
  static Qos exchange(CaseClient client, String topic, Qos qos) {
    Qos granted = client.subscribe(topic, qos);
    client.publish(qos, topic, "hello");
    client.receive();
    client.unsubscribe(topic);
    client.ping();
    return granted;
  }

  private static void judge(Bench bench, Judged judged) {
    bench.judge(judged, FINE, Values.best(FINE, FINE));
  }
}
