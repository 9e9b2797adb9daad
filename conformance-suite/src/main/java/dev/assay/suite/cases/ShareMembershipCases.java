package dev.assay.suite.cases;

import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who is in which Shared Subscription, and what else it has (5.0, 4.8.2): a ShareName and a filter together make one. */
final class ShareMembershipCases {
  private static final String MESSAGE = "message";
  private static final List<String> MESSAGES = List.of("1", "2", "3");
  private static final int COPIES_MAX = 100;

  /** Each Shared Subscription is independent from any other, also where they have the same member. None takes the place of another. */
  @ConformanceCase(
      id = "shared/one-client-gets-a-copy-for-each",
      title =
          "A client that is the only member of two Shared Subscriptions and has a subscription beside them, made before or after, gets a message three times.",
      advice =
          "Look for one copy for each client, as there may be for its own subscriptions, or for a SUBSCRIBE that takes $share and the ShareName off before it looks for what it replaces.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void oneClientGetsACopyForEach(
      Bench bench, @Covers(rules = Rule.V5_SHARES_ARE_DISTINCT, bySilence = true) Judged each) {
    bench.judge(
        each,
        copiesThrough(bench, "after", "$share/team/", "$share/others/", ""),
        Values.best("three copies", 3));
    bench.judge(
        each,
        copiesThrough(bench, "before", "", "$share/team/", "$share/others/"),
        Values.best("three copies also where the shares came behind the subscription", 3));
  }

  /** How many copies of a message come through these subscriptions of one client to a topic of its own. */
  private static int copiesThrough(Bench bench, String topic, String... shares) {
    CaseClient client = bench.connect("client" + topic);
    for (String share : shares) {
      Sessions.subscribeAtLeastOnce(bench, client, share + bench.topic(topic));
    }
    bench.connect("publisher" + topic).publish(Qos.AT_LEAST_ONCE, bench.topic(topic), MESSAGE);
    int copies = 0;
    while (copies < shares.length && client.receiveIfAny().isPresent()) {
      copies++;
    }
    return copies + client.receivedUntilQuiet().size();
  }

  /** A Topic Filter is all of it, $share and ShareName included. */
  @ConformanceCase(
      id = "shared/unsubscribe-ends-that-one-alone",
      title =
          "UNSUBSCRIBE from a Shared Subscription ends neither another one of the same filter nor the subscription beside it, nor the other way round.",
      advice =
          "Look for an UNSUBSCRIBE that takes $share and the ShareName off before it compares.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void unsubscribeEndsThatOneAlone(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_10_4_1, demandV5 = "compare-literally") Judged literally) {
    CaseClient client = bench.connect("client");
    CaseClient publisher = bench.connect("publisher");
    String ordinary = bench.topic("a");
    String shared = "$share/team/" + ordinary;
    String other = "$share/others/" + ordinary;
    Set<String> came = new TreeSet<>();
    Sessions.subscribeAtLeastOnce(bench, client, ordinary);
    client.subscribe(shared, Qos.AT_MOST_ONCE);
    // an ordinary subscription that is still there brings it at QoS 1, be there one copy or two
    publisher.publish(Qos.AT_LEAST_ONCE, ordinary, "at QoS 1");
    bench.notExercisedUnless(
        comesAtQosOne(client, "at QoS 1"),
        "nothing comes through the ordinary subscription beside the shared one, as if that had taken its place");

    client.unsubscribe(shared);
    came.addAll(nextBut(publisher, client, ordinary, "through the ordinary one"));
    // the first that is missing tells enough
    if (came.size() == 1) {
      Sessions.subscribeAtLeastOnce(bench, client, shared);
      client.unsubscribe(ordinary);
      came.addAll(nextBut(publisher, client, ordinary, "through the shared one"));
    }
    if (came.size() == 2) {
      Sessions.subscribeAtLeastOnce(bench, client, other);
      client.unsubscribe(shared);
      came.addAll(nextBut(publisher, client, ordinary, "through the other shared one"));
    }

    bench.judge(
        literally,
        List.copyOf(came),
        Values.best(
            "a message through each subscription that is left",
            List.of(
                "through the ordinary one",
                "through the other shared one",
                "through the shared one")));
  }

  /** Whether this message comes at QoS 1 among what comes now. */
  private static boolean comesAtQosOne(CaseClient client, String message) {
    for (int i = 0; i < COPIES_MAX; i++) {
      Optional<Publish> next = client.receiveIfAny();
      if (next.isEmpty()) {
        return false;
      }
      if (next.get().qos() == Qos.AT_LEAST_ONCE && next.get().payload().asText().equals(message)) {
        return true;
      }
    }
    return false;
  }

  /** The message that is published now, if it comes; what came before is not looked at. */
  private static List<String> nextBut(
      CaseClient publisher, CaseClient client, String topic, String message) {
    publisher.publish(Qos.AT_LEAST_ONCE, topic, message);
    for (int i = 0; i < COPIES_MAX; i++) {
      Optional<Publish> next = client.receiveIfAny();
      if (next.isEmpty()) {
        return List.of();
      }
      if (next.get().payload().asText().equals(message)) {
        return List.of(message);
      }
    }
    return List.of();
  }

  /** "No specific relationship between them is implied" by an equal ShareName. */
  @ConformanceCase(
      id = "shared/same-name-of-another-filter-is-another",
      title =
          "Two Shared Subscriptions with the same ShareName and different filters get each message each.",
      advice = "Look for groups that are filed under their ShareName alone.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.WILDCARDS, Need.QOS_1})
  void sameNameOfAnotherFilterIsAnother(
      Bench bench, @Covers(rules = Rule.V5_SHARES_ARE_DISTINCT) Judged own) {
    judgeEachGetsAll(
        bench, own, "$share/team/" + bench.topic("a/b"), "$share/team/" + bench.topic("a/+"));
  }

  /** Characters are compared, not words. */
  @ConformanceCase(
      id = "shared/name-is-case-sensitive",
      title =
          "Two Shared Subscriptions with the same filter, whose ShareNames differ in case alone, get each message each.",
      advice = "Look for group names that are lowered before they are compared.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void nameIsCaseSensitive(Bench bench, @Covers(rules = Rule.V5_SHARES_ARE_DISTINCT) Judged own) {
    judgeEachGetsAll(
        bench, own, "$share/team/" + bench.topic("a/b"), "$share/Team/" + bench.topic("a/b"));
  }

  private static void judgeEachGetsAll(Bench bench, Judged own, String one, String another) {
    CaseClient first = bench.connect("first");
    Sessions.subscribeAtLeastOnce(bench, first, one);
    CaseClient second = bench.connect("second");
    Sessions.subscribeAtLeastOnce(bench, second, another);
    CaseClient publisher = bench.connect("publisher");

    MESSAGES.forEach(message -> publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a/b"), message));

    bench.judge(
        own,
        List.of(cameOf(first), cameOf(second)),
        Values.best("all messages for each of the two", List.of(MESSAGES, MESSAGES)));
  }

  /** Which of the messages come, sorted, until all have or none comes any more. */
  private static List<String> cameOf(CaseClient client) {
    Set<String> came = new TreeSet<>();
    for (int copies = 0; copies < COPIES_MAX && !came.containsAll(MESSAGES); copies++) {
      Optional<Publish> next = client.receiveIfAny();
      if (next.isEmpty()) {
        break;
      }
      came.add(next.get().payload().asText());
    }
    return List.copyOf(came);
  }

  /** A filter that begins with a slash begins with an empty level, behind a ShareName as well. */
  @ConformanceCase(
      id = "shared/filter-may-begin-with-a-slash",
      title = "$share/team//a matches the topic /a.",
      advice = "Look for a filter that is split at slashes and loses its first, empty level.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1, Need.EXCLUSIVE})
  void filterMayBeginWithASlash(
      Bench bench, @Covers(rules = Rule.V5_SHARED_FILTER_MATCHES) Judged matches) {
    String topic = "/" + bench.topic("a");
    CaseClient member = bench.connect("member");
    Sessions.subscribeAtLeastOnce(bench, member, "$share/team/" + topic);

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, topic, MESSAGE);

    bench.judge(matches, next(member), Values.best("the message", MESSAGE));
  }

  /** Retain As Published is an option of every subscription. */
  @ConformanceCase(
      id = "shared/retain-as-published-keeps-the-flag",
      title =
          "With Retain As Published a shared message has the RETAIN flag that its publisher set.",
      advice = "Look for Shared Subscriptions that keep the QoS of their members and nothing else.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.RETAIN, Need.QOS_1})
  void retainAsPublishedKeepsTheFlag(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_13) Judged kept) {
    CaseClient member = bench.connect("member");
    Subscribers.grantedAsAsked(
        bench,
        member,
        new Subscription(
            TopicFilter.of("$share/team/" + bench.topic("a")),
            Qos.AT_LEAST_ONCE,
            false,
            true,
            RetainHandling.SEND_ALWAYS));

    bench.connect("publisher").publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);

    bench.judge(kept, member.receive().retain(), Values.best("RETAIN 1", true));
  }

  /** Without No Local, which no Shared Subscription has, who publishes is a member as any other. */
  @ConformanceCase(
      id = "shared/publisher-may-be-the-member",
      title = "The only member of a Shared Subscription gets what it publishes itself.",
      advice = "Look for a choice of members that leaves out the publisher.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void publisherMayBeTheMember(
      Bench bench, @Covers(rules = Rule.V5_SHARED_TO_ONE_MEMBER) Judged delivered) {
    CaseClient member = bench.connect("member");
    Sessions.subscribeAtLeastOnce(bench, member, "$share/team/" + bench.topic("a"));

    member.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);

    bench.judge(delivered, next(member), Values.best("the message", MESSAGE));
  }

  /** To be a member is part of the Session State. */
  @ConformanceCase(
      id = "shared/membership-is-kept-with-the-session",
      title = "A client that resumes its session is still a member of its Shared Subscription.",
      advice = "Look for members that are taken off when their connection ends.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void membershipIsKeptWithTheSession(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_5) Judged resumed) {
    CaseClient member = Sessions.lasting(bench, "member");
    Sessions.subscribeAtLeastOnce(bench, member, "$share/team/" + bench.topic("a"));
    member.drop();

    Subscribers.resume(bench, member);

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);
    bench.judge(resumed, next(member), Values.best("the message", MESSAGE));
  }

  /** What was granted is what is kept. */
  @ConformanceCase(
      id = "shared/granted-qos-2-is-kept",
      title = "A shared message of QoS 2 comes at QoS 2 to a member that was granted it.",
      advice =
          "Look for Shared Subscriptions that know QoS 0 and 1 alone, and say otherwise in SUBACK.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_2})
  void grantedQosTwoIsKept(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_8_4_8) Judged kept) {
    CaseClient member = bench.connect("member");
    Subscribers.grantedAsAsked(
        bench,
        member,
        Subscription.of(TopicFilter.of("$share/team/" + bench.topic("a")), Qos.EXACTLY_ONCE));

    bench.connect("publisher").publish(Qos.EXACTLY_ONCE, bench.topic("a"), MESSAGE);

    bench.judge(kept, member.receive().qos(), Values.best("QoS 2", Qos.EXACTLY_ONCE));
  }

  private static String next(CaseClient member) {
    return member.receiveIfAny().map(it -> it.payload().asText()).orElse("nothing");
  }
}
