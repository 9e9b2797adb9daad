package dev.assay.suite.cases;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.Hello;
import java.util.List;
import java.util.function.UnaryOperator;

/** The receiving side of a case about QoS: a subscriber that was granted what it asked for, and comes back to its session. */
final class Subscribers {
  private Subscribers() {}

  /** A subscriber to {@code bench.topic(suffix)} at exactly this QoS; where less is granted, as may be, nothing can be judged. */
  static CaseClient at(Bench bench, Qos qos, String suffix) {
    return at(bench, qos, suffix, hello -> hello);
  }

  /** As {@link #at(Bench, Qos, String)}, with a CONNECT made by {@code with}. */
  static CaseClient at(Bench bench, Qos qos, String suffix, UnaryOperator<Hello> with) {
    return named(bench, "subscriber", qos, suffix, with);
  }

  /**
   * The QoS at which a message is bound to arrive, 1; or 0 where the target takes no more, so that a message may be lost (4.3.1). A case
   * that fails where a message does not come needs {@link dev.assay.suite.Need#QOS_1}.
   */
  static Qos surest(Bench bench) {
    return Qos.AT_LEAST_ONCE.min(bench.profile().maximumQos());
  }

  /** Who watches {@code bench.topic(suffix)} at the surest QoS; where less is granted, as may be, nothing can be judged. */
  static CaseClient observer(Bench bench, String suffix) {
    return named(bench, "observer", surest(bench), suffix, hello -> hello);
  }

  private static CaseClient named(
      Bench bench, String name, Qos qos, String suffix, UnaryOperator<Hello> with) {
    CaseClient subscriber = bench.connect(name, with);
    grantedAsAsked(bench, subscriber, Subscription.of(TopicFilter.of(bench.topic(suffix)), qos));
    return subscriber;
  }

  /** Subscribes; where less than the QoS of {@code subscription} is granted, as may be, nothing can be judged. */
  static void grantedAsAsked(Bench bench, CaseClient client, Subscription subscription) {
    Qos granted = client.subscribe(subscription);
    bench.notExercisedUnless(
        granted == subscription.qos(),
        "QoS " + granted.level() + " was granted where QoS "
            + subscription.qos().level() + " was asked for, as it may be (3.8.4)");
  }

  /**
   * Subscribes at QoS 1 with this Subscription Identifier (5.0). Where only QoS 0 is granted, so that a message may be lost with all that it
   * would have said, or this client is told that there are no such identifiers, nothing can be judged.
   */
  static void identified(Bench bench, CaseClient client, String filter, int identifier) {
    Subscribe subscribe = new Subscribe(
        client.nextPacketId(),
        Properties.builder()
            .with(PropertyId.SUBSCRIPTION_IDENTIFIER, identifier)
            .build(),
        List.of(Subscription.of(TopicFilter.of(filter), Qos.AT_LEAST_ONCE)));
    client.send(subscribe);
    SubAck ack = client.await(SubAck.class, it -> it.packetId() == subscribe.packetId());
    ReasonCode code = ack.reasonCodes().get(0);
    bench.notExercisedUnless(
        code != ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
        "the target takes no Subscription Identifier of " + client.name());
    bench.inconclusiveUnless(
        !code.isError(), client.name() + " may not subscribe to " + filter + ": " + code);
    bench.notExercisedUnless(
        code != ReasonCode.granted(Qos.AT_MOST_ONCE), "the target grants QoS 0 only");
  }

  /** Comes back to the session that was kept; where the broker says that there is none, the case ends NOT_EXERCISED. */
  static void resume(Bench bench, CaseClient client) {
    keptOrNotExercised(bench, client, client.resume());
  }

  /**
   * Ends the case where {@code back}, the answer to a CONNECT that wants the session of before, says that there is none: such a
   * broker owes nothing of it. That it keeps the session at all, and says so, is judged by cases of their own.
   */
  static void keptOrNotExercised(Bench bench, CaseClient client, ConnAck back) {
    bench.notExercisedUnless(
        back.sessionPresent(),
        "the broker says that it has no session of " + client.name()
            + " (Session Present 0): that it keeps one is judged elsewhere");
  }
}
