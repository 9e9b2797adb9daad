package dev.assay.suite.cases;

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
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.List;

/** Subscription Identifiers (5.0): through which of its subscriptions a client gets a message, in one copy or in several. */
final class SubscriptionIdentifierCases {
  private static final int EXACT = 7;
  private static final int ANOTHER = 300;
  private static final int WILD = 268_435_455;
  private static final String FENCE = "fence";

  /** How often a message is let come again. */
  private static final int REPEATS = 3;

  /** However many copies come, no identifier is lost. */
  @ConformanceCase(
      id = "identifier/comes-with-the-message",
      title =
          "A message that matches two subscriptions with Subscription Identifiers brings both of them.",
      advice = "Look for identifiers that are kept with the client in place of its subscriptions.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.WILDCARDS, Need.QOS_1})
  void comesWithTheMessage(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_4_3) Judged sent) {
    List<List<Integer>> copies = copies(bench);

    bench.judge(sent, distinct(copies), Values.best("both identifiers", List.of(EXACT, WILD)));
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

  /** One subscription, one identifier. */
  @ConformanceCase(
      id = "identifier/of-the-only-subscription",
      title = "A message that matches one subscription has its Subscription Identifier.",
      advice = "Look for identifiers that are added only where several subscriptions match.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void ofTheOnlySubscription(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT) Judged sent) {
    CaseClient subscriber = bench.connect("subscriber");
    Subscribers.identified(bench, subscriber, bench.topic("a"), EXACT);

    bench.judge(
        sent,
        identifiersOfNext(bench, subscriber, bench.connect("publisher")),
        Values.best("this identifier", List.of(EXACT)));
  }

  /** What SUBSCRIBE says counts until the next one says otherwise, or nothing. */
  @ConformanceCase(
      id = "identifier/renewal-replaces-it",
      title =
          "A subscription that is made again has the Subscription Identifier of the new SUBSCRIBE, or none.",
      advice = "Look for a renewal that changes the QoS of a subscription and nothing else.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void renewalReplacesIt(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_REPLACED) Judged replaced) {
    CaseClient subscriber = bench.connect("subscriber");
    CaseClient publisher = bench.connect("publisher");
    Subscribers.identified(bench, subscriber, bench.topic("a"), EXACT);

    Subscribers.identified(bench, subscriber, bench.topic("a"), ANOTHER);
    List<Integer> renewed = identifiersOfNext(bench, subscriber, publisher);
    subscriber.subscribe(bench.topic("a"), Qos.AT_LEAST_ONCE);
    List<Integer> without = identifiersOfNext(bench, subscriber, publisher);

    bench.judge(
        replaced,
        List.of(renewed, without),
        Values.best(
            "the new identifier, and none once there is none",
            List.of(List.of(ANOTHER), List.<Integer>of())));
  }

  /** It belongs to the session. */
  @ConformanceCase(
      id = "identifier/is-there-after-a-reconnect",
      title =
          "A subscription still has its Subscription Identifier when its client has resumed the session.",
      advice = "Look for subscriptions that are stored as a filter and a QoS.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void isThereAfterAReconnect(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_KEPT) Judged kept) {
    CaseClient subscriber = bench.connect("subscriber", Hello::keepSession);
    Subscribers.identified(bench, subscriber, bench.topic("a"), EXACT);
    subscriber.disconnect();

    Subscribers.resume(bench, subscriber);

    bench.judge(
        kept,
        identifiersOfNext(bench, subscriber, bench.connect("publisher")),
        Values.best("the identifier of before", List.of(EXACT)));
  }

  /** An identifier says for how many subscriptions a copy stands, if it stands for more than one. */
  @ConformanceCase(
      id = "identifier/equal-ones-are-all-there",
      title =
          "A message that comes once for two subscriptions of the same Subscription Identifier has it twice.",
      advice = "Look for a set of identifiers where a list is meant.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.WILDCARDS, Need.QOS_1})
  void equalOnesAreAllThere(
      Bench bench, @Covers(rules = Rule.V5_EQUAL_SUBSCRIPTION_IDENTIFIERS) Judged both) {
    List<List<Integer>> copies = copies(bench, EXACT, EXACT);
    bench.notExercisedUnless(
        copies.size() == 1, "the target sends a copy for each subscription, as it may (3.3.4)");

    bench.judge(
        both,
        copies.get(0),
        Values.best("the identifier, twice", List.of(EXACT, EXACT))
            .warnIf("the identifier once, for two subscriptions", List.of(EXACT)::equals));
  }

  /** What a subscription brings of the past comes for that subscription. */
  @ConformanceCase(
      id = "identifier/retained-message-has-it",
      title =
          "A retained message that a subscription brings has the Subscription Identifier of that subscription.",
      advice = "Look for retained messages that are sent as they are kept.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.RETAIN, Need.QOS_1})
  void retainedMessageHasIt(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT) Judged sent) {
    bench.connect("publisher").publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "kept");
    CaseClient subscriber = bench.connect("subscriber");

    Subscribers.identified(bench, subscriber, bench.topic("a"), EXACT);

    bench.judge(
        sent,
        subscriber.receive().properties().subscriptionIdentifiers(),
        Values.best("the identifier of the subscription", List.of(EXACT)));
  }

  /** A message that has to wait does not forget what it waits for. */
  @ConformanceCase(
      id = "identifier/queued-message-has-it",
      title =
          "A message that waited for an absent session has the Subscription Identifier of its subscription.",
      advice = "Look for identifiers that are added on the way to a connection, and not stored.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void queuedMessageHasIt(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT) Judged sent) {
    CaseClient subscriber = lastingSubscriber(bench);
    subscriber.disconnect();
    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "while away");

    Subscribers.resume(bench, subscriber);

    bench.judge(
        sent,
        subscriber.receive().properties().subscriptionIdentifiers(),
        Values.best("the identifier of the subscription", List.of(EXACT)));
  }

  /** A subscription without an identifier takes nothing from one that has one. */
  @ConformanceCase(
      id = "identifier/comes-beside-a-subscription-without",
      title =
          "A message that matches a subscription with a Subscription Identifier and one without brings the one that there is.",
      advice = "Look for identifiers that are sent only where all matching subscriptions have one.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.WILDCARDS, Need.QOS_1})
  void comesBesideASubscriptionWithout(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_4_3) Judged sent) {
    CaseClient subscriber = bench.connect("subscriber");
    Subscribers.identified(bench, subscriber, bench.topic("a/b"), EXACT);
    Sessions.subscribeAtLeastOnce(bench, subscriber, bench.topic("a/+"));

    publishMessageAndFence(bench);

    bench.judge(
        sent,
        distinct(copiesTo(subscriber)),
        Values.best("the identifier of the subscription that has one", List.of(EXACT)));
  }

  /** What waits comes for all subscriptions for which it would have come. */
  @ConformanceCase(
      id = "identifier/queued-message-has-all",
      title =
          "A message that waited for an absent session has the Subscription Identifiers of both subscriptions that it matches.",
      advice = "Look for a queue with room for one identifier.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.WILDCARDS, Need.QOS_1})
  void queuedMessageHasAll(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_4_3) Judged sent) {
    CaseClient subscriber = Sessions.lasting(bench, "subscriber");
    Subscribers.identified(bench, subscriber, bench.topic("a/b"), EXACT);
    Subscribers.identified(bench, subscriber, bench.topic("a/+"), WILD);
    subscriber.disconnect();
    publishMessageAndFence(bench);

    Subscribers.resume(bench, subscriber);

    bench.judge(
        sent,
        distinct(copiesTo(subscriber)),
        Values.best("both identifiers", List.of(EXACT, WILD)));
  }

  /** It belongs to the session also where the subscription is shared. */
  @ConformanceCase(
      id = "identifier/of-a-share-is-there-after-a-reconnect",
      title =
          "A Shared Subscription still has its Subscription Identifier when its member has resumed the session.",
      advice = "Look for members that are entered again when their session goes on.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void ofAShareIsThereAfterAReconnect(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_KEPT) Judged kept) {
    CaseClient member = Sessions.lasting(bench, "member");
    Subscribers.identified(bench, member, "$share/team/" + bench.topic("a"), EXACT);
    CaseClient publisher = bench.connect("publisher");
    bench.notExercisedUnless(
        identifiersOfNext(bench, member, publisher).equals(List.of(EXACT)),
        "not even before it is there, which identifier/shared-message-has-its-members judges");
    member.ping();
    member.disconnect();

    Subscribers.resume(bench, member);

    bench.judge(
        kept,
        identifiersOfNext(bench, member, publisher),
        Values.best("the identifier of before", List.of(EXACT)));
  }

  /** What is sent again may have the old identifier, or the new one from some time on. That another message had the new one says nothing of this one. */
  @ConformanceCase(
      id = "identifier/repeat-does-not-return-to-the-old-one",
      title =
          "A message that was sent again with the new Subscription Identifier does not come with the old one after that.",
      advice =
          "Look for messages that are sent again now from a store and now from the memory of a session.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.QOS_1})
  void repeatDoesNotReturnToTheOldOne(
      Bench bench, @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_DOES_NOT_RETURN) Judged stays) {
    CaseClient subscriber = lastingSubscriber(bench);
    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message");
    subscriber.receiveUnacknowledged();
    Subscribers.identified(bench, subscriber, bench.topic("a"), ANOTHER);

    List<List<Integer>> repeats = new ArrayList<>();
    for (int i = 0; i < REPEATS; i++) {
      subscriber.drop();
      Subscribers.resume(bench, subscriber);
      repeats.add(subscriber.receiveRepeatUnacknowledged().properties().subscriptionIdentifiers());
    }

    bench.notExercisedUnless(
        repeats.subList(0, REPEATS - 1).contains(List.of(ANOTHER)),
        "the target sends again with the identifier of the first time, as it may (3.8.4)");
    bench.judge(
        stays,
        repeats.subList(repeats.indexOf(List.of(ANOTHER)), REPEATS),
        Values.bestIf(
            "never the old identifier once the new one was sent",
            later -> !later.contains(List.of(EXACT))));
  }

  /** What other members call their subscription is nothing to this one. */
  @ConformanceCase(
      id = "identifier/shared-message-has-its-members",
      title = "A shared message has the Subscription Identifier of the member that gets it.",
      advice = "Look for an identifier that is kept with the Shared Subscription.",
      needs = {Need.SUBSCRIPTION_IDENTIFIERS, Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void sharedMessageHasItsMembers(
      Bench bench, @Covers(rules = Rule.V5_SHARED_WITH_THE_MEMBERS_IDENTIFIER) Judged own) {
    String shared = "$share/team/" + bench.topic("a");
    CaseClient first = bench.connect("first");
    Subscribers.identified(bench, first, shared, EXACT);
    CaseClient second = bench.connect("second");
    Subscribers.identified(bench, second, shared, ANOTHER);
    first.unsubscribe(shared);
    Subscribers.identified(bench, first, bench.topic("later"), WILD);

    List<Integer> identifiers = identifiersOfNext(bench, second, bench.connect("publisher"));

    bench.judge(own, identifiers, Values.best("the member's identifier", List.of(ANOTHER)));
  }

  private static List<Integer> identifiersOfNext(
      Bench bench, CaseClient subscriber, CaseClient publisher) {
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), "message");
    return subscriber.receive().properties().subscriptionIdentifiers();
  }

  /** The Subscription Identifiers of each copy of a message that comes through two subscriptions. */
  private static List<List<Integer>> copies(Bench bench) {
    return copies(bench, EXACT, WILD);
  }

  private static List<List<Integer>> copies(Bench bench, int exact, int wild) {
    CaseClient subscriber = bench.connect("subscriber");
    Subscribers.identified(bench, subscriber, bench.topic("a/b"), exact);
    Subscribers.identified(bench, subscriber, bench.topic("a/+"), wild);
    publishMessageAndFence(bench);
    return copiesTo(subscriber);
  }

  private static void publishMessageAndFence(Bench bench) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a/b"), "message");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a/b"), FENCE);
  }

  private static List<List<Integer>> copiesTo(CaseClient subscriber) {
    List<List<Integer>> copies = new ArrayList<>();
    List<Publish> came = new ArrayList<>(subscriber.publicationsUpTo(FENCE));
    // copies of other subscriptions need not come in step with these
    came.addAll(subscriber.publicationsUntilQuiet());
    for (Publish publish : came) {
      if (!publish.payload().asText().equals(FENCE)) {
        copies.add(publish.properties().subscriptionIdentifiers());
      }
    }
    return copies;
  }

  /** The identifiers of all copies together, sorted, each once. */
  private static List<Integer> distinct(List<List<Integer>> copies) {
    return copies.stream().flatMap(List::stream).distinct().sorted().toList();
  }

  /** Whose session, with a subscription of QoS 1 and the identifier {@link #EXACT}, outlives its connection. */
  private static CaseClient lastingSubscriber(Bench bench) {
    CaseClient subscriber = Sessions.lasting(bench, "subscriber");
    Subscribers.identified(bench, subscriber, bench.topic("a"), EXACT);
    return subscriber;
  }
}
