package dev.assay.suite;

import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static dev.assay.codec.packet.Qos.EXACTLY_ONCE;

import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Choices.SharedHandOver;
import dev.assay.broker.core.Choices.SharedMember;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubRec;
import dev.assay.suite.Stage.Actor;
import java.util.ArrayList;
import java.util.List;

/** What a member of a Shared Subscription leaves behind, and to whom that goes. */
final class SharingSituations {
  private static final String SHARED = "$share/team/topic";

  private SharingSituations() {}

  static List<Situation> all() {
    List<Situation> all = new ArrayList<>();
    for (SharedHandOver handOver : SharedHandOver.values()) {
      for (SharedMember member : SharedMember.values()) {
        String name = handOver + ", " + member;
        InMemory.Target target = Targets.forbidding(name, Choices.DEFAULT.with(the -> {
          the.sharedHandOver = handOver;
          the.sharedMember = member;
        }));
        all.add(new Situation("is left: " + name, target, SharingSituations::oneLeaves));
        all.add(
            new Situation("who is away inherits: " + name, target, SharingSituations::oneIsAway));
        all.add(new Situation("all leave: " + name, target, SharingSituations::allLeave));
      }
    }
    return all;
  }

  private static Hello slow(String name, int keptSeconds) {
    return Stage.keeping(name, keptSeconds).with(PropertyId.RECEIVE_MAXIMUM, 1);
  }

  /** Of three members one is away, and one leaves with messages that wait or are under way, for another one or for nobody. */
  private static void oneLeaves(Stage stage) {
    Actor publisher = stage.comes(Stage.five("publisher"));
    Actor away = stage.comes(slow("away", 60));
    away.subscribes(AT_MOST_ONCE, SHARED, "$share/rest/topic");
    away.isCutOff();
    Actor leaves = stage.comes(slow("leaves", 5));
    leaves.subscribes(EXACTLY_ONCE, "topic", SHARED, "$share/others/topic");
    Actor stays = stage.comes(slow("stays", 60));
    stays.subscribes(AT_LEAST_ONCE, SHARED);

    publisher.publishes(AT_LEAST_ONCE, "topic", "1");
    publisher.publishes(EXACTLY_ONCE, "topic", "2");
    publisher.retains(AT_LEAST_ONCE, "topic", "3");
    publisher.publishes(AT_MOST_ONCE, "topic", "4");
    leaves.acknowledges(1);
    publisher.publishes(EXACTLY_ONCE, "topic", "5");
    leaves.sends(new PubRec(2)).acknowledges(3);
    leaves.isCutOff();
    publisher.publishes(AT_LEAST_ONCE, "topic", "6");
    stays.acknowledges(1, 2, 3);
    stage.passSeconds(6);
    stays.acknowledges(4, 5, 6, 7);
    publisher.retains(AT_MOST_ONCE, "topic", "");
    stays.isCutOff();
    stage.passSeconds(70);
    publisher.saysGoodbye();
  }

  /** Who leaves joined before the one who is away, and has nobody else to leave its messages to. */
  private static void oneIsAway(Stage stage) {
    Actor leaves = stage.comes(slow("leaves", 1)).subscribes(AT_LEAST_ONCE, SHARED);
    Actor away = stage.comes(slow("away", 5)).subscribes(AT_LEAST_ONCE, SHARED);
    away.isCutOff();
    Actor publisher = stage.comes(Stage.five("publisher"));
    for (int i = 0; i < 4; i++) {
      publisher.publishes(AT_LEAST_ONCE, "topic", "to who is there: " + i);
    }
    leaves.acknowledges(1);
    leaves.isCutOff();
    publisher.publishes(AT_LEAST_ONCE, "topic", "nobody is there");
    stage.passSeconds(2);
    stage.comes(slow("away", 5).cleanStart(false)).acknowledges(1, 2).isCutOff();
    stage.passSeconds(6);
    publisher.saysGoodbye();
  }

  /** One after the other, until nobody is left to take what was sent. */
  private static void allLeave(Stage stage) {
    Actor publisher = stage.comes(Stage.five("publisher"));
    List<Actor> members = new ArrayList<>();
    for (String name : List.of("first", "second", "third")) {
      Actor member = stage.comes(slow(name, 0));
      member.subscribes(members.size() == 1 ? AT_LEAST_ONCE : EXACTLY_ONCE, SHARED);
      members.add(member);
    }

    for (int i = 0; i < 4; i++) {
      publisher.publishes(AT_LEAST_ONCE, "topic", "at QoS 1: " + i);
      publisher.publishes(EXACTLY_ONCE, "topic", "at QoS 2: " + i);
    }
    members.get(0).isCutOff();
    members.get(2).acknowledges(1);
    members.get(2).isCutOff();
    members.get(1).acknowledges(1, 2);
    members.get(1).saysGoodbye();
    publisher.publishes(AT_LEAST_ONCE, "topic", "to nobody");
    publisher.saysGoodbye();
  }
}
