package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V3_1_1;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.List;

/** What 5.0 asks of a broker where the client at the other end speaks 3.1.1. */
final class MixedVersionCases {
  /** Long enough for an interval of one second to be over, with a second for how coarsely a broker counts. */
  private static final double OVER_SECONDS = 2.2;

  private static final int IDENTIFIER = 7;
  private static final String FENCE = "fence";

  /** The identifier is between the broker and its subscriber; the publisher has no part in it. */
  @ConformanceCase(
      id = "identifier/comes-with-messages-of-3-1-1",
      title =
          "A message of a client of 3.1.1 has the Subscription Identifier of the subscription that it matches.",
      advice =
          "Look for properties that are sent where the PUBLISH that came had a place for them.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void identifierComesWithMessagesOfThreeOneOne(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT) Judged sent) {
    CaseClient publisher = bench.connectSpeaking(V3_1_1, "publisher", hello -> hello);
    CaseClient subscriber = bench.connect("subscriber");
    Subscribers.identified(bench, subscriber, bench.topic("a"), IDENTIFIER);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "of 3.1.1");

    bench.judge(
        sent,
        subscriber.receive().properties().subscriptionIdentifiers(),
        Values.best("the identifier of the subscription", List.of(IDENTIFIER)));
  }

  /** Who is not told of an interval is not sent what has outlived it either. */
  @ConformanceCase(
      id = "expiry/expired-message-is-not-delivered-to-3-1-1",
      title =
          "A message of 5.0 whose Message Expiry Interval ran out is not delivered to a client of 3.1.1 that was away.",
      advice = "Look for an expiry that is checked where the remaining interval is written.",
      needs = Need.QOS_1,
      takesSeconds = true)
  void expiredMessageIsNotDeliveredToThreeOneOne(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_2_5) Judged deleted) {
    CaseClient subscriber = bench.connectSpeaking(V3_1_1, "subscriber", Hello::keepSession);
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a"));
    subscriber.disconnect();
    CaseClient publisher = bench.connect("publisher");
    Publish expiring = Packets.with(
        Packets.publish(Qos.AT_LEAST_ONCE, publisher.nextPacketId(), bench.topic("a"), "expires"),
        Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 1).build());
    publisher.publish(expiring);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);

    publisher.letPass(bench.seconds(OVER_SECONDS));

    Subscribers.resume(bench, subscriber);
    bench.judge(
        deleted,
        subscriber.receivedUpTo(FENCE),
        Values.best("nothing but the fence", List.of(FENCE)));
  }
}
