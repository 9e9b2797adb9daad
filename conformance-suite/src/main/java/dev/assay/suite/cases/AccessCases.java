package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.NOT_AUTHORIZED;

import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.spec.MqttVersion;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a client may not do, on targets of which a setup file says what that is. */
final class AccessCases {
  private static final String NOBODY_PUBLISHES =
      "nobody may publish on the topic that the setup file names as denied-subscribe";

  /**
   * How a broker refused, and what came of the thing all the same.
   *
   * @param code of the acknowledgement; empty if the connection was closed instead, or nothing came
   * @param closed whether the connection was closed
   * @param came what somebody got of it
   */
  private record Refusal(Optional<ReasonCode> code, boolean closed, List<String> came) {
    boolean isRefused() {
      return closed || code.map(ReasonCode::isError).orElse(false);
    }

    boolean cameToNothing() {
      return came.isEmpty();
    }

    @Override
    public String toString() {
      return code.map(it -> String.format("0x%02X", it.value())).orElse("no code")
          + (closed ? ", then a close" : "") + "; "
          + (came.isEmpty() ? "nobody got anything" : "the message came");
    }
  }

  /** A refusal has no consequences for others [4.13.2]. Nothing orders another message behind this one: by silence. */
  @ConformanceCase(
      id = "access/refused-publication-reaches-nobody",
      title = "Nobody gets the message of a PUBLISH that its client may not make.",
      advice = "Look for rules of access that are asked after the message was passed on.",
      needs = {Need.QOS_1, Need.DENIED_PUBLISH})
  void refusedPublicationReachesNobody(
      Bench bench,
      @Covers(
              rules = {Rule.V5_PUBLISH_NOT_AUTHORIZED, Rule.V3_1_1_PUBLISH_NOT_AUTHORIZED},
              bySilence = true)
          Judged nobody) {
    judgeRefused(bench, nobody, Qos.AT_LEAST_ONCE);
  }

  /** The same at QoS 2, where a message may be passed on at PUBLISH or at PUBREL. */
  @ConformanceCase(
      id = "access/refused-publication-at-qos-2-reaches-nobody",
      title = "Nobody gets the message of a PUBLISH of QoS 2 that its client may not make.",
      advice = "Look for rules of access that are asked at QoS 0 and 1 alone, or by PUBREC alone.",
      needs = {Need.QOS_2, Need.DENIED_PUBLISH})
  void refusedPublicationAtQosTwoReachesNobody(
      Bench bench,
      @Covers(
              rules = {Rule.V5_PUBLISH_NOT_AUTHORIZED, Rule.V3_1_1_PUBLISH_NOT_AUTHORIZED},
              bySilence = true)
          Judged nobody) {
    judgeRefused(bench, nobody, Qos.EXACTLY_ONCE);
  }

  private static void judgeRefused(Bench bench, Judged nobody, Qos qos) {
    String message = bench.topic("refused");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("later"), Qos.AT_MOST_ONCE);
    bench.notExercisedUnless(
        !subscribed(subscriber, bench.deniedPublish()).isError(),
        "nobody may subscribe to the topic that the setup file names as denied-publish");
    CaseClient publisher = bench.connect("publisher");

    publisher.send(Packets.publish(qos, 1, bench.deniedPublish(), message));

    Answer answer = publisher.nextAnswer();
    Optional<ReasonCode> code = qos == Qos.EXACTLY_ONCE
        ? code(answer, PubRec.class, PubRec::reasonCode)
        : code(answer, PubAck.class, PubAck::reasonCode);
    // a close has the patience of any answer behind the DISCONNECT that announces it
    boolean closed = answer.closed()
        || isEnd(publisher.nextAnswer(
            answer.count(Disconnect.class) > 0 ? bench.patience() : bench.quietWindow()));
    if (qos == Qos.EXACTLY_ONCE && code.isPresent() && !code.get().isError() && !closed) {
      publisher.send(new PubRel(1));
      closed = isEnd(publisher.nextAnswer());
    }
    Refusal refusal = new Refusal(code, closed, ours(subscriber, bench, message));
    bench.notExercisedUnless(
        refusal.isRefused() || refusal.cameToNothing(),
        "the target does not refuse what the setup file names as denied-publish");
    bench.judge(nobody, refusal, bench.version() == MqttVersion.V5 ? inWords(qos) : withoutWords());
  }

  private static Values<Refusal> inWords(Qos qos) {
    return Values.<Refusal>bestIf(
            (qos == Qos.EXACTLY_ONCE ? "PUBREC" : "PUBACK") + " 0x87, and nobody gets the message",
            it -> it.cameToNothing() && it.code().equals(Optional.of(NOT_AUTHORIZED)))
        .acceptableIf(
            "another code from 0x80 on or a close, and nobody gets the message",
            it -> it.cameToNothing() && it.isRefused())
        .warnIf(
            "nobody gets the message, though the answer does not say that it was refused",
            Refusal::cameToNothing);
  }

  /** An acknowledgement of 3.1.1 cannot say that anything was refused. */
  private static Values<Refusal> withoutWords() {
    return Values.bestIf("nobody gets the message", Refusal::cameToNothing);
  }

  private static boolean isEnd(Answer answer) {
    return answer.closed() || answer.count(Disconnect.class) > 0;
  }

  /** What was refused is no subscription. */
  @ConformanceCase(
      id = "access/refused-subscription-brings-nothing",
      title = "A Topic Filter that its client may not subscribe to is refused, and brings nothing.",
      advice = "Look for a SUBACK that is right, and a subscription that was made all the same.",
      needs = {Need.QOS_1, Need.DENIED_SUBSCRIBE})
  void refusedSubscriptionBringsNothing(
      Bench bench,
      @Covers(rules = Rule.V5_SUBSCRIBE_FAILURE_CODES, bySilence = true) Judged nothing) {
    String message = bench.topic("refused");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("later"), Qos.AT_MOST_ONCE);
    CaseClient publisher = bench.connect("publisher");

    ReasonCode code = subscribed(subscriber, bench.deniedSubscribe());

    publisher.send(Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.deniedSubscribe(), message));
    bench.notExercisedUnless(
        publisher.comes(PubAck.class, ack -> !ack.reasonCode().isError()), NOBODY_PUBLISHES);
    judgeRefused(bench, nothing, code, ours(subscriber, bench, message));
  }

  /**
   * What was retained before the refusal stays where it is. That it is retained nobody can see, since nobody may subscribe: where it is not,
   * nothing comes either. Whatever others had retained on the topic would be lost: for a target that is ours alone.
   */
  @ConformanceCase(
      id = "access/refused-subscription-brings-nothing-retained",
      title =
          "A Topic Filter that its client may not subscribe to is refused, and brings nothing that is retained.",
      advice = "Look for retained messages that are sent whatever SUBACK says.",
      needs = {Need.RETAIN, Need.QOS_1, Need.DENIED_SUBSCRIBE, Need.EXCLUSIVE})
  void refusedSubscriptionBringsNothingRetained(
      Bench bench,
      @Covers(rules = Rule.V5_SUBSCRIBE_FAILURE_CODES, bySilence = true) Judged nothing) {
    String message = bench.topic("refused");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(bench.topic("later"), Qos.AT_MOST_ONCE);
    CaseClient publisher = bench.connect("publisher");
    publisher.send(
        Packets.retained(Packets.publish(Qos.AT_LEAST_ONCE, 1, bench.deniedSubscribe(), message)));
    bench.notExercisedUnless(
        publisher.comes(PubAck.class, ack -> !ack.reasonCode().isError()), NOBODY_PUBLISHES);

    ReasonCode code = subscribed(subscriber, bench.deniedSubscribe());

    bench.notExercisedUnless(
        code.isError(),
        "the target does not refuse what the setup file names as denied-subscribe, which"
            + " access/refused-subscription-brings-nothing judges");
    judgeRefused(bench, nothing, code, ours(subscriber, bench, message));
  }

  private static void judgeRefused(
      Bench bench, Judged nothing, ReasonCode code, List<String> came) {
    Refusal refusal = new Refusal(Optional.of(code), false, came);
    bench.notExercisedUnless(
        refusal.isRefused() || refusal.cameToNothing(),
        "the target does not refuse what the setup file names as denied-subscribe");
    bench.judge(
        nothing,
        refusal,
        Values.<Refusal>bestIf(
                "SUBACK 0x87, and no message",
                it -> it.cameToNothing() && it.code().equals(Optional.of(NOT_AUTHORIZED)))
            .acceptableIf(
                "another code from 0x80 on, and no message",
                it -> it.cameToNothing() && it.isRefused())
            .warnIf(
                "a granted QoS, which says that the subscription was accepted, and no message",
                Refusal::cameToNothing));
  }

  /** The code that SUBACK has for this filter. */
  private static ReasonCode subscribed(CaseClient client, String filter) {
    Subscribe subscribe = Packets.subscribe(client.nextPacketId(), filter, Qos.AT_LEAST_ONCE);
    client.send(subscribe);
    return client
        .await(SubAck.class, ack -> ack.packetId() == subscribe.packetId())
        .reasonCodes()
        .get(0);
  }

  private static <P extends Packet> Optional<ReasonCode> code(
      Answer answer, Class<P> type, Function<P, ReasonCode> of) {
    return answer.count(type) == 0 ? Optional.empty() : Optional.of(of.apply(answer.packet(type)));
  }

  /** Of what comes until a later message on a topic of our own has come: others may use the denied topic too. */
  private static List<String> ours(CaseClient subscriber, Bench bench, String message) {
    List<String> came =
        new ArrayList<>(Sessions.receivedUntilLater(bench, subscriber, bench.topic("later")));
    came.removeIf(payload -> !payload.equals(message));
    return came;
  }
}
