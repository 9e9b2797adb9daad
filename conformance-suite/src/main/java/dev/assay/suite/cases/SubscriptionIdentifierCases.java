package dev.assay.suite.cases;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;

/** Subscription Identifiers (5.0): through which of its subscriptions a client gets a message, in one copy or in several. */
final class SubscriptionIdentifierCases {
  private static final int EXACT = 7;
  private static final int WILD = 268_435_455;
  private static final String FENCE = "fence";

  /** However many copies come, no identifier is lost. */
  @ConformanceCase(
      id = "identifier/comes-with-the-message",
      title =
          "A message that matches two subscriptions with Subscription Identifiers brings both of them.",
      advice = "Look for identifiers that are kept with the client in place of its subscriptions.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.WILDCARDS, Need.QOS_1})
  void comesWithTheMessage(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_4_3) Judged sent) {
    List<List<Integer>> copies = copies(bench);

    bench.judge(
        sent,
        copies.stream().flatMap(List::stream).distinct().sorted().toList(),
        Values.best("both identifiers", List.of(EXACT, WILD)));
  }

  /** One copy stands for all subscriptions that it serves. */
  @ConformanceCase(
      id = "identifier/single-copy-has-all",
      title =
          "A message that comes once for two subscriptions has the Subscription Identifiers of both.",
      advice = "Look for the first match, whose identifier is taken and the others forgotten.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.WILDCARDS, Need.QOS_1})
  void singleCopyHasAll(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_4_4) Judged all) {
    List<List<Integer>> copies = copies(bench);
    bench.notExercisedUnless(
        copies.size() == 1, "the target sends a copy for each subscription, as it may (3.3.4)");

    bench.judge(
        all,
        copies.get(0).stream().sorted().toList(),
        Values.best("both identifiers, each once", List.of(EXACT, WILD)));
  }

  /** Each copy says for which subscription it comes. */
  @ConformanceCase(
      id = "identifier/each-of-several-copies-has-its-own",
      title =
          "A message that comes once for each of two subscriptions has the Subscription Identifier of that one.",
      advice = "Look for copies that are made of a message to which all identifiers were added.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.WILDCARDS, Need.QOS_1})
  void eachOfSeveralCopiesHasItsOwn(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_4_5) Judged own) {
    List<List<Integer>> copies = copies(bench);
    bench.notExercisedUnless(
        copies.size() > 1, "the target sends one copy for all subscriptions, as it may (3.3.4)");

    bench.judge(
        own,
        copies,
        Values.<List<List<Integer>>>bestIf(
                "one identifier in each copy",
                each -> each.equals(List.of(List.of(EXACT), List.of(WILD)))
                    || each.equals(List.of(List.of(WILD), List.of(EXACT))))
            .warnIf(
                "all identifiers in each copy: who sorts messages by them gets each one twice",
                each -> each.size() == 2
                    && each.stream()
                        .allMatch(
                            of -> of.size() == 2 && of.contains(EXACT) && of.contains(WILD))));
  }

  /** The Subscription Identifiers of each copy of a message that comes through two subscriptions. */
  private static List<List<Integer>> copies(Bench bench) {
    CaseClient subscriber = bench.connect("subscriber");
    subscribe(subscriber, bench.topic("a/b"), EXACT);
    subscribe(subscriber, bench.topic("a/+"), WILD);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a/b"), "message");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a/b"), FENCE);
    List<List<Integer>> copies = new ArrayList<>();
    for (Publish publish : subscriber.publicationsUpTo(FENCE)) {
      if (!publish.payload().asText().equals(FENCE)) {
        copies.add(publish.properties().subscriptionIdentifiers());
      }
    }
    return copies;
  }

  private static void subscribe(CaseClient client, String filter, int identifier) {
    Subscribe subscribe = new Subscribe(
        client.nextPacketId(),
        Properties.builder()
            .with(PropertyId.SUBSCRIPTION_IDENTIFIER, identifier)
            .build(),
        List.of(Subscription.of(TopicFilter.of(filter), Qos.AT_LEAST_ONCE)));
    client.send(subscribe);
    client.await(SubAck.class, ack -> ack.packetId() == subscribe.packetId());
  }
}
