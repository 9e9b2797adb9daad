package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.bytes;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.leftOpen;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Statement;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.Judged;
import dev.assay.suite.Outcomes;
import dev.assay.suite.Packets;
import dev.assay.suite.Step;
import dev.assay.suite.Values;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the cases about malformed packets share.
 *
 * <p>How strict they are: in 3.1.1 a receiver has to close [MQTT-4.8.0-1]. In 5.0 it has to close if it detects the error
 * [MQTT-4.13.1-1], and how much it checks is its own compromise: one that goes on as if nothing had been wrong earns a warning,
 * one that says what is wrong and does not close fails. A malformed CONNECT has to be refused in both [MQTT-3.1.4-1].
 */
final class Malformed {
  static final String NOT_CLOSED_BEHIND_DISCONNECT =
      "neither closed nor answered: perhaps served as a DISCONNECT, behind which 3.14.4 says SHOULD come a close";

  /** Stands in a string for the bytes that {@link #withText} puts there. */
  static final String PLACE = "~~~";

  private static final String FENCE = "fence";

  private Malformed() {}

  /** Whoever has no CONNECT cannot know the version, nor answer in it. */
  static Outcomes closedUnanswered() {
    return onBoth()
        .best("close", closed())
        .warn(
            "a CONNACK, whose version nobody can know without a CONNECT, then close",
            bytes("20"),
            closed())
        .warn(
            "a DISCONNECT, which may come behind a CONNACK only (judged elsewhere), then close",
            bytes("E0"),
            closed());
  }

  /**
   * 5.0: DISCONNECT and close, or tolerated with a warning; 3.1.1: close.
   *
   * @param named what the standard calls the error: 0x81 or 0x82
   * @param answers what a 5.0 server that tolerates the packet may answer, one outcome for each
   */
  static Outcomes tolerableInV5(ReasonCode named, Step... answers) {
    return tolerableInV5(named, named, answers);
  }

  /**
   * As above.
   *
   * @param forAFew what the standard calls the error in some of the fields
   */
  static Outcomes tolerableInV5(ReasonCode named, ReasonCode forAFew, Step... answers) {
    Outcomes.Graded outcomes =
        orTolerated(refusedInV5(named, forAFew), answers).and(V3_1_1).best("close", closed());
    for (Step answer : answers) {
      outcomes = outcomes.warn("answers it, then closes", answer, closed());
    }
    return outcomes;
  }

  /** As {@link #tolerableInV5} for a DISCONNECT, in 5.0: who takes it for one leaves the client, and SHOULD close. */
  static Outcomes disconnectTolerableInV5(ReasonCode named) {
    return orTolerated(refusedInV5(named, named)).warn(NOT_CLOSED_BEHIND_DISCONNECT, Step.mute());
  }

  /** In 5.0 by DISCONNECT and a close, or a close alone. */
  private static Outcomes.Graded refusedInV5(ReasonCode named, ReasonCode forAFew) {
    return on(V5)
        .best(
            String.format("DISCONNECT 0x%02X, then close", named.value()),
            disconnect(named, forAFew),
            closed())
        .acceptable(
            "DISCONNECT 0x81 or 0x82, then close: the line between them is thin",
            disconnect(MALFORMED_PACKET, PROTOCOL_ERROR),
            closed())
        .warn("DISCONNECT with another error code, then close", disconnectWithError(), closed())
        .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed());
  }

  /**
   * The same outcomes, and warnings for a 5.0 server that goes on as if the packet had been right. One that complains by
   * DISCONNECT and leaves the connection open is not among them.
   *
   * @param answers what it may answer, one outcome for each
   */
  static Outcomes.Graded orTolerated(Outcomes.Graded outcomes, Step... answers) {
    Outcomes.Graded more = outcomes.warn(
        "tolerates it: 4.13.1 leaves the rigour of checking to the server", leftOpen());
    for (Step answer : answers) {
      more = more.warn("tolerates it, and answers as if it were right", answer, leftOpen())
          .warn("answers it, then closes without a DISCONNECT", answer, closed())
          .warn("answers it, then DISCONNECT and close", answer, disconnectWithError(), closed());
    }
    return more;
  }

  /**
   * As {@link #tolerableInV5}, where the answer to a packet with Packet Identifier 0 would itself be no packet of the standard.
   *
   * @param firstByte of that answer, in hexadecimal
   */
  static Outcomes tolerableInV5AnsweredBy(String firstByte) {
    Step answer = Step.bytes(firstByte);
    return on(V5)
        .best("DISCONNECT 0x82, then close", disconnect(PROTOCOL_ERROR), closed())
        .acceptable("DISCONNECT 0x81, then close", disconnect(MALFORMED_PACKET), closed())
        .warn("DISCONNECT with another error code, then close", disconnectWithError(), closed())
        .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed())
        .warn("tolerates it: 4.13.1 leaves the rigour of checking to the server", leftOpen())
        .warn("tolerates it, and answers under Packet Identifier 0", answer)
        .and(V3_1_1)
        .best("close", closed())
        .warn("answers under Packet Identifier 0, then closes", answer, closed());
  }

  /**
   * 5.0, a CONNECT that can be parsed and says what is not allowed: refused, or tolerated with a warning.
   *
   * @param named what the standard calls the error: 0x81 or 0x82
   */
  static Outcomes connectTolerableInV5(ReasonCode named) {
    return on(V5)
        .best(String.format("CONNACK 0x%02X, then close", named.value()), connAck(named), closed())
        .acceptable("close; the CONNACK before it is a MAY", closed())
        .acceptable(
            "CONNACK 0x81 or 0x82, then close: the line between them is thin",
            connAck(MALFORMED_PACKET, PROTOCOL_ERROR),
            closed())
        .warn("CONNACK with another error code, then close", connAckRefusing(), closed())
        .warnOfDisconnect()
        .warn(
            "tolerates it: 4.13.1 leaves the rigour of checking to the server",
            connAck(ReasonCode.SUCCESS));
  }

  /** {@code right} with other bytes where {@link #PLACE} stands in one of its strings; as many, three. */
  static Deviation withText(Deviation right, String hexOfThreeBytes) {
    // one byte for each character, so that an index is an offset
    String bytes = new String(right.bytes(), StandardCharsets.ISO_8859_1);
    return right.replace(bytes.indexOf(PLACE), PLACE.length(), hexOfThreeBytes);
  }

  /** {@code packet} with these properties in place of none. 5.0. */
  static Deviation withProperties(Deviation packet, int propertyLengthAt, String hex) {
    int length = hex.replace(" ", "").length() / 2;
    return packet.replace(propertyLengthAt, 1, String.format("%02X ", length) + hex);
  }

  /** Where a PUBLISH goes on behind its Topic Name. */
  static int behindTopic(Deviation publish, String topic) {
    return publish.headerBytes() + 2 + topic.getBytes(StandardCharsets.UTF_8).length;
  }

  static Deviation of(Bench bench, Packet packet) {
    return Deviation.of(bench.version(), packet);
  }

  /** The same without its last bytes; Remaining Length is adjusted. */
  static Deviation cutBy(Deviation packet, int lastBytes) {
    return packet.cutBodyTo(packet.bytes().length - packet.headerBytes() - lastBytes);
  }

  /** A publication of this QoS on its way to {@code client}, which has not acknowledged it. */
  static Publish underWayTo(CaseClient client, Bench bench, Qos qos) {
    String topic = bench.topic("a");
    Qos granted = client.subscribe(topic, qos);
    bench.notExercisedUnless(granted == qos, "the broker grants no subscription of " + qos);
    bench.connect("publisher").publish(qos, topic, "under way");
    Publish publish = client.receiveUnacknowledged();
    bench.inconclusiveUnless(publish.qos() == qos, "the message came at another QoS than " + qos);
    return publish;
  }

  /**
   * A subscriber of {@code filter} watches what becomes of a wrong PUBLISH of QoS 0: at most something that the standard allows.
   *
   * @param refused what becomes of the publisher, judged first
   * @param passedOn that the broker's own PUBLISH does not have the same fault
   * @param sameElsewhere statements that say the same as that of {@code passedOn} about one field
   */
  static void judgeWrongPublish(
      Bench bench,
      Deviation wrong,
      String filter,
      Judged refused,
      Outcomes outcomes,
      Judged passedOn,
      Statement... sameElsewhere) {
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(filter, Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    publisher.send(wrong);

    publisher.judge(refused, outcomes);
    judgeWhatIsPassedOn(bench, subscriber, passedOn, sameElsewhere);
  }

  /** Judges that what {@code subscriber} gets breaks not the same as what was sent. Its filter matches the topic "fence". */
  static void judgeWhatIsPassedOn(
      Bench bench, CaseClient subscriber, Judged passedOn, Statement... sameElsewhere) {
    bench.expectViolationOf(passedOn, sameElsewhere);
    bench.connect("other").publish(Qos.AT_LEAST_ONCE, bench.topic(FENCE), FENCE);
    bench.judge(
        passedOn,
        subscriber.receivedUpTo(FENCE),
        Values.best("nothing but the fence", List.of(FENCE))
            .acceptableIf("passed on in a form that the standard allows", any -> true));
  }

  /** A PUBLISH of QoS 0 to the topic that {@link #judgeWrongPublish} uses for its fence. */
  static Publish publishToFenceTopic(Bench bench) {
    return Packets.publish(bench.topic(FENCE), "wrong");
  }
}
