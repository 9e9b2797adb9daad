package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
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
import java.util.function.UnaryOperator;

/**
 * Shared Subscriptions (5.0): which of its members gets a message is the broker's affair, so a case that needs to know lets there
 * be only one member when the message is published.
 */
final class SharedSubscriptionCases {
  private static final String MESSAGE = "shared";
  private static final String FENCE = "fence";

  /** What was granted to the member counts, as for any subscription. */
  @ConformanceCase(
      id = "shared/granted-qos-is-respected",
      title = "A member of a Shared Subscription gets messages at no more than its granted QoS.",
      advice = "Look for the QoS of a group that is that of its first, or strongest, member.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void grantedQosIsRespected(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_8_2_3) Judged respected) {
    CaseClient strong = member(bench, "strong", Qos.AT_LEAST_ONCE, hello -> hello);
    CaseClient weak = member(bench, "weak", Qos.AT_MOST_ONCE, hello -> hello);
    strong.unsubscribe(shared(bench));

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);

    // what does not come may be lost, as a message of QoS 0 may
    bench.judge(
        respected, weak.receive().qos(), Values.best("the message at QoS 0", Qos.AT_MOST_ONCE));
  }

  /** Exactly once is a matter between two parties. */
  @ConformanceCase(
      id = "shared/qos-2-is-completed-with-its-member",
      title =
          "A shared message of QoS 2 whose delivery was interrupted comes again to the same member.",
      advice = "Look for unacknowledged messages of a group that go back to the group.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_2})
  void qosTwoIsCompletedWithItsMember(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_8_2_4) Judged completed) {
    CaseClient first = lastingMember(bench, "first", Qos.EXACTLY_ONCE);
    bench.connect("publisher").publish(Qos.EXACTLY_ONCE, bench.topic("a"), MESSAGE);
    Publish begun = first.receiveUnacknowledged();
    bench.inconclusiveUnless(begun.qos() == Qos.EXACTLY_ONCE, "the message came at " + begun.qos());
    member(bench, "second", Qos.EXACTLY_ONCE, hello -> hello);
    first.drop();

    Subscribers.resume(bench, first);

    first.judge(
        completed,
        bench.patienceForRepeats(),
        on(V5).best("the message again", publish(SharedSubscriptionCases::isMessage)));
  }

  /** Nobody else may get what one member has perhaps got already. */
  @ConformanceCase(
      id = "shared/qos-2-goes-to-nobody-else",
      title = "A shared message of QoS 2 whose member ends its session goes to no other member.",
      advice = "Look for one way to hand on what a member leaves, whatever its QoS.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_2})
  void qosTwoGoesToNobodyElse(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_8_2_5, bySilence = true) Judged toNobody) {
    CaseClient first = lastingMember(bench, "first", Qos.EXACTLY_ONCE);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), MESSAGE);
    Publish begun = first.receiveUnacknowledged();
    bench.inconclusiveUnless(begun.qos() == Qos.EXACTLY_ONCE, "the message came at " + begun.qos());
    CaseClient second = member(bench, "second", Qos.EXACTLY_ONCE, hello -> hello);
    first.drop();

    first.reconnect(bench.hello("first").packet());

    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        toNobody,
        upToFenceAndOn(second),
        Values.best("nothing but what was published after", List.of(FENCE)));
  }

  /** No means no, from then on. */
  @ConformanceCase(
      id = "shared/refused-message-is-discarded",
      title = "A shared message that its member has refused does not come to it again.",
      advice = "Look for a PUBACK whose Reason Code is unread, or that keeps the message.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void refusedMessageIsDiscarded(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_8_2_6, demandV5 = "discard-refused-message", bySilence = true)
          Judged discarded) {
    CaseClient only = lastingMember(bench, "only", Qos.AT_LEAST_ONCE);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);
    refuse(only, only.receiveUnacknowledged());
    only.ping();
    only.drop();

    Subscribers.resume(bench, only);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        discarded,
        upToFenceAndOn(only),
        Values.best("nothing but what was published after", List.of(FENCE)));
  }

  /** What one member refuses is offered to nobody. */
  @ConformanceCase(
      id = "shared/refused-message-is-offered-to-nobody-else",
      title = "A shared message that its member has refused goes to no other member.",
      advice = "Look for an error in a PUBACK that is taken for a member that is busy.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void refusedMessageIsOfferedToNobodyElse(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_8_2_6, demandV5 = "offer-to-no-other-member", bySilence = true)
          Judged toNobody) {
    CaseClient first = member(bench, "first", Qos.AT_LEAST_ONCE, hello -> hello);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);
    Publish begun = first.receiveUnacknowledged();
    CaseClient second = member(bench, "second", Qos.AT_LEAST_ONCE, hello -> hello);

    refuse(first, begun);

    first.unsubscribe(shared(bench));
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        toNobody,
        upToFenceAndOn(second),
        Values.best("nothing but what was published after", List.of(FENCE)));
  }

  /** At QoS 2 it is PUBREC that refuses. */
  @ConformanceCase(
      id = "shared/message-refused-by-pubrec-is-offered-to-nobody-else",
      title = "A shared message of QoS 2 that its member has refused goes to no other member.",
      advice = "Look for an error in a PUBREC that is taken for a member that is busy.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_2})
  void messageRefusedByPubRecIsOfferedToNobodyElse(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_8_2_6, demandV5 = "offer-to-no-other-member", bySilence = true)
          Judged toNobody) {
    CaseClient first = member(bench, "first", Qos.EXACTLY_ONCE, hello -> hello);
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), MESSAGE);
    Publish begun = first.receiveUnacknowledged();
    bench.inconclusiveUnless(begun.qos() == Qos.EXACTLY_ONCE, "the message came at " + begun.qos());
    CaseClient second = member(bench, "second", Qos.EXACTLY_ONCE, hello -> hello);

    // PUBREL is not due any more, and is not forbidden either
    first.overlook(PacketType.PUBREL);
    first.send(
        new PubRec(begun.packetId(), ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, Properties.NONE));

    first.unsubscribe(shared(bench));
    publisher.publish(Qos.EXACTLY_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        toNobody,
        upToFenceAndOn(second),
        Values.best("nothing but what was published after", List.of(FENCE)));
  }

  /** That is what sharing is for. */
  @ConformanceCase(
      id = "shared/each-message-goes-to-one-member",
      title = "Each message that matches a Shared Subscription goes to one of its members alone.",
      advice = "Look for $share/... that is taken for a way to write the filter behind it.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void eachMessageGoesToOneMember(
      Bench bench, @Covers(rules = Rule.V5_SHARED_TO_ONE_MEMBER, bySilence = true) Judged once) {
    List<CaseClient> members = List.of(
        member(bench, "first", Qos.AT_LEAST_ONCE, hello -> hello),
        member(bench, "second", Qos.AT_LEAST_ONCE, hello -> hello));
    List<String> published = List.of("1", "2", "3", "4");
    CaseClient publisher = bench.connect("publisher");

    published.forEach(message -> publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), message));

    bench.judge(
        once,
        receivedByAll(bench, members, published.size()),
        Values.best("each message once, among both members together", published));
  }

  /** What is retained is there for who subscribes alone. */
  @ConformanceCase(
      id = "shared/no-retained-messages",
      title = "A Shared Subscription brings no retained messages.",
      advice = "Look for retained messages that are sent for every SUBSCRIBE.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.RETAIN, Need.QOS_1})
  void noRetainedMessages(
      Bench bench, @Covers(rules = Rule.V5_SHARED_WITHOUT_RETAINED, bySilence = true) Judged none) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient witness = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("a"), "retained");
    // from here on it is retained, and no longer on its way to whoever subscribes meanwhile
    witness.receive();

    CaseClient member = member(bench, "member", Qos.AT_LEAST_ONCE, hello -> hello);

    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        none,
        upToFenceAndOn(member),
        Values.best("nothing but what was published after", List.of(FENCE)));
  }

  /** At QoS 1 somebody gets it, if not the one to whom it was sent first. */
  @ConformanceCase(
      id = "shared/unacknowledged-message-is-handed-on",
      title =
          "A shared message of QoS 1 whose member ends its session without an acknowledgement goes to another one.",
      advice = "Look for the end of a session, which has to ask what its groups are still owed.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void unacknowledgedMessageIsHandedOn(
      Bench bench, @Covers(rules = Rule.V5_SHARED_HANDED_ON) Judged handedOn) {
    CaseClient first = lastingMember(bench, "first", Qos.AT_LEAST_ONCE);
    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);
    first.receiveUnacknowledged();
    CaseClient second = member(bench, "second", Qos.AT_LEAST_ONCE, hello -> hello);
    first.drop();

    first.reconnect(bench.hello("first").packet());

    second.judge(handedOn, on(V5).best("the message", publish(SharedSubscriptionCases::isMessage)));
  }

  /** One goes, the others stay. */
  @ConformanceCase(
      id = "shared/goes-on-without-its-first-member",
      title =
          "A Shared Subscription goes on with its other members when the first one unsubscribes.",
      advice = "Look for an UNSUBSCRIBE that takes away the group in place of the member.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void goesOnWithoutItsFirstMember(
      Bench bench, @Covers(rules = Rule.V5_SHARED_LEFT_BY_ONE) Judged goesOn) {
    CaseClient first = member(bench, "first", Qos.AT_LEAST_ONCE, hello -> hello);
    CaseClient second = member(bench, "second", Qos.AT_LEAST_ONCE, hello -> hello);

    first.unsubscribe(shared(bench));

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);
    second.judge(
        goesOn,
        on(V5)
            .best(
                "the message for the member that stays",
                publish(SharedSubscriptionCases::isMessage)));
  }

  /** The name is for the group, the rest is a Topic Filter. */
  @ConformanceCase(
      id = "shared/filter-behind-the-name-matches",
      title = "The wildcards of a Shared Subscription match as those of other Topic Filters.",
      advice = "Look for a list of groups by topic, in which wildcards are not looked for.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.WILDCARDS, Need.QOS_1})
  void filterBehindTheNameMatches(
      Bench bench, @Covers(rules = Rule.V5_SHARED_FILTER_MATCHES) Judged matches) {
    CaseClient member = bench.connect("member");
    Sessions.subscribeAtLeastOnce(bench, member, "$share/team/" + bench.topic("s/+/t/#"));

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("s/a/t/b"), MESSAGE);

    member.judge(
        matches,
        on(V5)
            .best(
                "the message through $share/team/.../s/+/t/#",
                publish(SharedSubscriptionCases::isMessage)));
  }

  /** A group competes with nobody but its members. */
  @ConformanceCase(
      id = "shared/each-share-gets-its-own",
      title =
          "Two Shared Subscriptions with the same filter, and a subscription beside them, get each message each.",
      advice = "Look for groups that are filed under their filter alone.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void eachShareGetsItsOwn(
      Bench bench, @Covers(rules = Rule.V5_SHARES_ARE_DISTINCT, bySilence = true) Judged own) {
    CaseClient team = member(bench, "team", Qos.AT_LEAST_ONCE, hello -> hello);
    CaseClient others = bench.connect("others");
    Sessions.subscribeAtLeastOnce(bench, others, "$share/others/" + bench.topic("a"));
    CaseClient alone = bench.connect("alone");
    Sessions.subscribeAtLeastOnce(bench, alone, bench.topic("a"));
    List<String> published = List.of("1", "2", "3");
    CaseClient publisher = bench.connect("publisher");

    published.forEach(message -> publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), message));

    List<List<String>> received = new ArrayList<>();
    for (CaseClient each : List.of(team, others, alone)) {
      received.add(receivedByAll(bench, List.of(each), published.size()));
    }
    bench.judge(
        own,
        received,
        Values.best(
            "all messages for each of the three", List.of(published, published, published)));
  }

  /** Nobody inherits from a group that is no more. */
  @ConformanceCase(
      id = "shared/ends-with-its-last-member",
      title =
          "What waited for a Shared Subscription without members is not there for those who make it anew.",
      advice = "Look for a queue that belongs to the group and outlives it.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void endsWithItsLastMember(
      Bench bench,
      @Covers(rules = Rule.V5_SHARED_ENDS_WITH_ITS_LAST, bySilence = true) Judged gone) {
    CaseClient last = lastingMember(bench, "last", Qos.AT_LEAST_ONCE);
    last.drop();
    CaseClient witness = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient publisher = bench.connect("publisher");
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);
    // now it was passed on, and whoever subscribes later comes too late for it
    witness.receive();

    last.reconnect(bench.hello("last").packet());

    CaseClient later = member(bench, "later", Qos.AT_LEAST_ONCE, hello -> hello);
    publisher.publish(Qos.AT_LEAST_ONCE, bench.topic("a"), FENCE);
    bench.judge(
        gone,
        upToFenceAndOn(later),
        Values.best("nothing but what was published after", List.of(FENCE)));
  }

  /** A member is in or out. */
  @ConformanceCase(
      id = "shared/is-joined-once",
      title = "Who has subscribed to a Shared Subscription twice leaves it by one UNSUBSCRIBE.",
      advice = "Look for a list of members in which one may stand twice.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void isJoinedOnce(
      Bench bench, @Covers(rules = Rule.V5_SHARED_IS_JOINED_ONCE, bySilence = true) Judged left) {
    CaseClient member = member(bench, "member", Qos.AT_LEAST_ONCE, hello -> hello);
    member.subscribe(shared(bench), Qos.AT_LEAST_ONCE);

    member.unsubscribe(shared(bench));

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);
    bench.judge(left, member.receivedUntilQuiet(), Values.best("nothing", List.of()));
  }

  private static boolean isMessage(Publish publish) {
    return publish.payload().asText().equals(MESSAGE);
  }

  private static String shared(Bench bench) {
    return "$share/team/" + bench.topic("a");
  }

  private static CaseClient lastingMember(Bench bench, String name, Qos qos) {
    return member(bench, name, qos, Hello::keepSession);
  }

  /** A client that was granted exactly this QoS; where less is granted, as may be, nothing can be judged. */
  private static CaseClient member(Bench bench, String name, Qos qos, UnaryOperator<Hello> with) {
    CaseClient member = bench.connect(name, with);
    Qos granted = member.subscribe(shared(bench), qos);
    bench.notExercisedUnless(
        granted == qos,
        "QoS " + granted.level() + " was granted where QoS " + qos.level()
            + " was asked for, as it may be (3.8.4)");
    return member;
  }

  private static void refuse(CaseClient member, Publish publish) {
    member.send(
        new PubAck(publish.packetId(), ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, Properties.NONE));
  }

  /** The order of shared messages is not promised, so behind the last one published there is a quiet window. */
  private static List<String> upToFenceAndOn(CaseClient member) {
    List<String> received = new ArrayList<>(member.receivedUpTo(FENCE));
    received.addAll(member.receivedUntilQuiet());
    return received;
  }

  /** What all members have got together, sorted: waits for so many as long as for any answer, for more of them a quiet window. */
  private static List<String> receivedByAll(Bench bench, List<CaseClient> members, int expected) {
    List<String> received = new ArrayList<>();
    long untilMicros = bench.elapsedMicros() + bench.patience().toNanos() / 1_000;
    do {
      members.forEach(member -> received.addAll(member.receivedUntilQuiet()));
    } while (received.size() < expected && bench.elapsedMicros() < untilMicros);
    members.forEach(member -> received.addAll(member.receivedUntilQuiet()));
    return received.stream().sorted().toList();
  }
}
