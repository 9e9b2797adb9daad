package dev.assay.suite.cases;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
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
import java.util.stream.Stream;

/** What a member of a Shared Subscription has of it (5.0, 4.8.2): what its last SUBSCRIBE said, until its session ends. */
final class ShareRenewalCases {
  private static final String MESSAGE = "message";
  private static final List<String> MESSAGES = List.of("1", "2", "3", "4");
  private static final int COPIES_MAX = 100;
  private static final int OLDER = 7;
  private static final int NEWER = 300;

  /**
   * A member may subscribe again, "for example to change the Requested QoS" (4.8.2). What SUBACK grants then holds from then on, and the identifier of
   * that SUBSCRIBE. Two more clients show what the target does at all: one for a member that subscribes once, one where the subscription is not shared.
   */
  @ConformanceCase(
      id = "shared/renewal-replaces-the-subscription",
      title =
          "A member that subscribes to its Shared Subscription again has the QoS and the Subscription Identifier of the new SUBSCRIBE.",
      advice =
          "Look for a SUBSCRIBE that is answered and else ignored where its client is a member.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void renewalReplacesTheSubscription(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_8) Judged raised,
      @Covers(v5 = Mqtt5.MQTT_4_8_2_3) Judged lowered,
      @Covers(rules = Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_REPLACED) Judged identified) {
    CaseClient ordinary = bench.connect("ordinary");
    CaseClient stronger = bench.connect("stronger");
    for (CaseClient each : List.of(ordinary, stronger)) {
      String share = each == ordinary ? "" : "$share/stronger/";
      subscribe(bench, each, share, Qos.AT_MOST_ONCE, OLDER);
      subscribe(bench, each, share, Qos.AT_LEAST_ONCE, NEWER);
    }
    CaseClient weaker = bench.connect("weaker");
    subscribe(bench, weaker, "$share/weaker/", Qos.AT_LEAST_ONCE, OLDER);
    subscribe(bench, weaker, "$share/weaker/", Qos.AT_MOST_ONCE, OLDER);
    CaseClient once = bench.connect("once");
    subscribe(bench, once, "$share/once/", Qos.AT_LEAST_ONCE, NEWER);

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("a"), MESSAGE);

    List<Publish> usual = List.of(once.receive(), ordinary.receive());
    bench.notExercisedUnless(
        usual.stream().allMatch(it -> it.qos() == Qos.AT_LEAST_ONCE),
        "a member that subscribed once gets a message at " + usual.get(0).qos()
            + ", who renewed an ordinary subscription at " + usual.get(1).qos());
    Optional<Publish> came = stronger.receiveIfAny();
    bench.judge(
        raised,
        came.map(it -> "the message at QoS " + it.qos().level()).orElse("nothing"),
        Values.best("the message at QoS 1, which the renewal was granted", "the message at QoS 1"));
    Optional<Publish> less = weaker.receiveIfAny();
    if (less.isEmpty()) {
      bench.notExercised(lowered, "the message of QoS 0 does not come, as it may not");
    } else if (less.get().qos() != Qos.AT_MOST_ONCE && !keepsToQosZero(bench)) {
      bench.notExercised(
          lowered,
          "nor is QoS 0 kept to where an ordinary subscription is renewed, or a member subscribes once");
    } else {
      bench.judge(
          lowered,
          less.get().qos(),
          Values.best("the message at QoS 0, which the renewal was granted", Qos.AT_MOST_ONCE));
    }
    List<List<Integer>> identifiers =
        usual.stream().map(ShareRenewalCases::identifiers).toList();
    if (identifiers.equals(List.of(List.of(NEWER), List.of(NEWER)))) {
      bench.judge(
          identified,
          identifiers(came.get()),
          Values.best("the identifier of the renewal", List.of(NEWER)));
    } else {
      bench.notExercised(
          identified,
          "a member that subscribed once with " + NEWER
              + ", and who renewed an ordinary subscription with it, has " + identifiers);
    }
  }

  /** Whether no message comes at QoS 1 to a member that was granted QoS 0, nor to an ordinary subscription that was renewed at QoS 0. */
  private static boolean keepsToQosZero(Bench bench) {
    CaseClient renewed = bench.connect("renewed");
    subscribe(bench, renewed, "", "b", Qos.AT_LEAST_ONCE, OLDER);
    subscribe(bench, renewed, "", "b", Qos.AT_MOST_ONCE, OLDER);
    CaseClient weak = bench.connect("weak");
    subscribe(bench, weak, "$share/weak/", "b", Qos.AT_MOST_ONCE, OLDER);
    bench.connect("another").publish(Qos.AT_LEAST_ONCE, bench.topic("b"), MESSAGE);
    return Stream.of(renewed, weak)
        .flatMap(each -> each.receiveIfAny().stream())
        .allMatch(each -> each.qos() == Qos.AT_MOST_ONCE);
  }

  /** Handed on is a message, not a packet: whoever gets it has subscribed in its own way. */
  @ConformanceCase(
      id = "shared/handed-on-as-the-other-member-subscribes",
      title =
          "A shared message that goes to another member, when its first one ends its session without an acknowledgement, has the QoS and the Subscription Identifier of the other one.",
      advice = "Look for packets that are taken from one session's queue and put into another's.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void handedOnAsTheOtherMemberSubscribes(
      Bench bench,
      @Covers(rules = Rule.V5_SHARED_WITH_THE_MEMBERS_IDENTIFIER) Judged identified,
      @Covers(v5 = Mqtt5.MQTT_4_8_2_3) Judged respected) {
    CaseClient equal = otherMemberOfTwo(bench, "equal", Qos.AT_LEAST_ONCE);
    Optional<Publish> came = equal.receiveIfAny();
    bench.notExercisedUnless(
        came.isPresent(),
        "the message goes to nobody else, which shared/unacknowledged-message-is-handed-on judges");
    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("equal"), "for itself");
    List<Integer> usual = identifiers(equal.receive());
    if (usual.equals(List.of(NEWER))) {
      bench.judge(
          identified,
          identifiers(came.get()),
          Values.best("the identifier of the member that gets it", List.of(NEWER)));
    } else {
      bench.notExercised(identified, "what is published for it alone has " + usual);
    }

    CaseClient weaker = otherMemberOfTwo(bench, "weaker", Qos.AT_MOST_ONCE);
    Optional<Publish> less = weaker.receiveIfAny();
    bench.connect("another").publish(Qos.AT_LEAST_ONCE, bench.topic("weaker"), "for itself");
    Optional<Publish> own = weaker.receiveIfAny();
    if (less.isEmpty() || own.isEmpty()) {
      bench.notExercised(respected, "to a member that was granted QoS 0 it does not come");
    } else if (own.get().qos() != Qos.AT_MOST_ONCE) {
      bench.notExercised(
          respected,
          "to a member that was granted QoS 0 any message comes at " + own.get().qos());
    } else {
      bench.judge(
          respected,
          less.get().qos(),
          Values.best("QoS 0, which was granted to the member that gets it", Qos.AT_MOST_ONCE));
    }
  }

  /** A second member, to which the message of the first, with another identifier and QoS 1, has to go. */
  private static CaseClient otherMemberOfTwo(Bench bench, String name, Qos qos) {
    String share = "$share/" + name + "/";
    CaseClient first = Sessions.lasting(bench, "first" + name);
    subscribe(bench, first, share, name, Qos.AT_LEAST_ONCE, OLDER);
    bench.connect("publisher" + name).publish(Qos.AT_LEAST_ONCE, bench.topic(name), MESSAGE);
    first.receiveUnacknowledged();
    CaseClient other = bench.connect("other" + name);
    subscribe(bench, other, share, name, qos, NEWER);
    first.drop();

    first.reconnect(bench.hello("first" + name).packet());

    return other;
  }

  /** "Sessions are also detached from the Shared Subscription when they terminate." */
  @ConformanceCase(
      id = "shared/clean-start-ends-the-membership",
      title =
          "A client that was a member and comes back with Clean Start 1 is none any more: each message goes to the other one.",
      advice =
          "Look for members that are found by their Client Identifier or connection, and are not taken off when their session is discarded.",
      needs = {Need.SHARED_SUBSCRIPTIONS, Need.QOS_1})
  void cleanStartEndsTheMembership(
      Bench bench, @Covers(rules = Rule.V5_SHARED_LEFT_BY_ONE) Judged goesOn) {
    CaseClient leaving = Sessions.lasting(bench, "leaving");
    Sessions.subscribeAtLeastOnce(bench, leaving, "$share/team/" + bench.topic("a"));
    CaseClient staying = bench.connect("staying");
    Sessions.subscribeAtLeastOnce(bench, staying, "$share/team/" + bench.topic("a"));
    leaving.drop();

    leaving.reconnect(bench.hello("leaving").packet());

    // from four publishers, since a broker may choose the member by the publisher
    for (String message : MESSAGES) {
      bench.connect("publisher" + message).publish(Qos.AT_LEAST_ONCE, bench.topic("a"), message);
    }
    Set<String> came = new TreeSet<>();
    for (int copies = 0; copies < COPIES_MAX && !came.containsAll(MESSAGES); copies++) {
      Optional<Publish> next = staying.receiveIfAny();
      if (next.isEmpty()) {
        break;
      }
      came.add(next.get().payload().asText());
    }
    bench.judge(
        goesOn, List.copyOf(came), Values.best("each message, for the one that stays", MESSAGES));
  }

  private static List<Integer> identifiers(Publish publish) {
    return publish.properties().subscriptionIdentifiers();
  }

  private static void subscribe(
      Bench bench, CaseClient client, String share, Qos qos, int identifier) {
    subscribe(bench, client, share, "a", qos, identifier);
  }

  /** Subscribes, with the identifier where the target takes any; where another QoS is granted, as may be, nothing can be judged. */
  private static void subscribe(
      Bench bench, CaseClient client, String share, String suffix, Qos qos, int identifier) {
    Properties properties = bench.profile().subscriptionIdentifiersAvailable()
        ? Properties.builder()
            .with(PropertyId.SUBSCRIPTION_IDENTIFIER, identifier)
            .build()
        : Properties.NONE;
    Subscribe subscribe = new Subscribe(
        client.nextPacketId(),
        properties,
        List.of(new Subscription(
            TopicFilter.of(share + bench.topic(suffix)),
            qos,
            false,
            false,
            RetainHandling.SEND_ALWAYS)));
    client.send(subscribe);
    SubAck ack = client.await(SubAck.class, it -> it.packetId() == subscribe.packetId());
    bench.notExercisedUnless(
        ack.reasonCodes().equals(List.of(ReasonCode.granted(qos))),
        "QoS " + qos.level() + " was not granted: " + ack.reasonCodes());
  }
}
