package dev.assay.suite;

import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static dev.assay.codec.packet.Qos.EXACTLY_ONCE;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Forbidding;
import dev.assay.broker.state.Delivery;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Qos;
import dev.assay.suite.Stage.Actor;
import java.util.List;
import java.util.function.Consumer;

/** Just as much as there is room for, and one more. */
final class RoomSituations {
  private RoomSituations() {}

  static List<Situation> all() {
    return List.of(
        of("2 sessions", the -> the.sessionsMax = 2, RoomSituations::sessions),
        of("20 bytes of wills", the -> the.willsMaxBytes = 20, RoomSituations::wills),
        of("2 retained messages", the -> the.retainedMaxMessages = 2, RoomSituations::retained),
        of("20 bytes retained", the -> the.retainedMaxBytes = 20, RoomSituations::retained),
        of("2 messages and 20 bytes wait", RoomSituations::twoOfTen, RoomSituations::waiting),
        of("2 messages wait", the -> the.queueMaxMessages = 2, RoomSituations::waiting),
        of("2 levels", the -> the.topicLevelsMax = 2, RoomSituations::levels),
        of("no wills", RoomSituations::refuseWills, RoomSituations::refusedWills),
        of("Receive Maximum 2", the -> the.receiveMaximum = 2, RoomSituations::underWay));
  }

  private static Situation of(
      String name, Consumer<BrokerConfig.Draft> limit, Consumer<Stage> play) {
    InMemory.Target target =
        Targets.honest(name, Forbidden.CONFIG.with(limit), Choices.DEFAULT, settings -> settings);
    return new Situation("room: " + name, target, play);
  }

  private static List<Hello> both(String name) {
    return List.of(Stage.five(name).keepSession(), Stage.three(name).keepSession());
  }

  private static void sessions(Stage stage) {
    for (Hello kept : both("kept")) {
      Actor first = stage.comes(Stage.five("first"));
      Actor second = stage.comes(kept);
      stage.comes(kept.clientId("third")).isCutOff();
      first.saysGoodbye();
      stage.comes(kept.clientId("third")).isCutOff();
      stage.comes(kept.clientId("fourth")).isCutOff();
      // who ends with its connection finds room, and who is known already
      Actor fifth = stage.comes(Stage.three("fifth"));
      Actor back = stage.comes(kept.clientId("kept").cleanStart(false));
      stage.comes(kept.clientId("fifth").cleanStart(false)).isCutOff();
      fifth.isCutOff();
      second.isCutOff();
      back.isCutOff();
      stage.comes(Stage.three("kept")).saysGoodbye();
      stage.comes(Stage.three("third")).saysGoodbye();
    }
  }

  /** {@code will} and nine bytes. */
  private static void wills(Stage stage) {
    for (Hello hello : both("one")) {
      stage.comes(hello.will("will", "a".repeat(9), AT_MOST_ONCE, false));
      Actor other = stage.comes(Stage.five("other").will("will", "bbb", AT_MOST_ONCE, false));
      stage.comes(Stage.five("third").will("will", "c", AT_MOST_ONCE, false)).isCutOff();
      Actor one =
          stage.comes(hello.cleanStart(false).will("will", "b".repeat(9), AT_MOST_ONCE, false));
      Actor again =
          stage.comes(hello.cleanStart(false).will("will", "a".repeat(10), AT_MOST_ONCE, false));
      one.isCutOff();
      again.saysGoodbye();
      other.isCutOff();
      stage.comes(Stage.three("one")).saysGoodbye();
    }
  }

  /** Of each QoS a topic too many, one byte too many, the same once more, and an older one that goes. */
  private static void retained(Stage stage) {
    for (Hello hello : both("client")) {
      for (Qos qos : Qos.values()) {
        Actor client = stage.comes(hello).subscribes(AT_MOST_ONCE, "+");
        client.retains(qos, "a", "123456789").sends(new PubRel(2));
        client.retains(qos, "b", "123456789").sends(new PubRel(3));
        client.retains(qos, "c", "1").sends(new PubRel(4));
        client.publishes(qos, "c", "is not to be retained").sends(new PubRel(5));
        client.isCutOff();
        Actor next = stage.comes(hello);
        next.retains(qos, "a", "12345678").sends(new PubRel(1));
        next.retains(qos, "b", "1234567890").sends(new PubRel(2));
        next.retains(qos, "b", "12345678901").sends(new PubRel(3));
        next.isCutOff();
        Actor last = stage.comes(Stage.five("last")).subscribes(AT_MOST_ONCE, "#");
        last.retains(AT_MOST_ONCE, "a", "").retains(AT_MOST_ONCE, "b", "");
        last.retains(AT_MOST_ONCE, "c", "").saysGoodbye();
      }
    }
    stage.comes(Stage.five("client")).saysGoodbye();
  }

  /** Two messages of ten bytes each, and not a byte more. */
  private static void twoOfTen(BrokerConfig.Draft the) {
    the.queueTotalMaxBytes = 2 * Delivery.OVERHEAD_BYTES + 20;
  }

  private static void waiting(Stage stage) {
    for (Hello hello : both("slow")) {
      Actor publisher = stage.comes(Stage.five("publisher"));
      Actor slow = stage.comes(hello).subscribes(AT_LEAST_ONCE, "t");
      for (int i = 0; i < 4; i++) {
        publisher.publishes(AT_LEAST_ONCE, "t", "12345678" + i);
      }
      slow.acknowledges(1, 2);
      slow.isCutOff();
      for (int i = 0; i < 4; i++) {
        publisher.publishes(AT_LEAST_ONCE, "t", "1234567" + i);
        publisher.publishes(AT_MOST_ONCE, "t", "0");
      }
      slow = stage.comes(hello.cleanStart(false));
      slow.acknowledges(1, 2, 3, 4, 5, 6);
      publisher.publishes(AT_LEAST_ONCE, "t", "larger than all that may wait together");
      publisher.publishes(AT_LEAST_ONCE, "t", "and once more, with one under way");
      slow.acknowledges(3, 4, 5, 6, 7, 8, 9);
      slow.isCutOff();
      stage.comes(Stage.five("slow")).saysGoodbye();
      publisher.saysGoodbye();
    }
  }

  private static void levels(Stage stage) {
    for (Hello hello : both("client")) {
      Actor client = stage.comes(hello).subscribes(AT_LEAST_ONCE, "a/b", "a/b/c", "/", "//", "a");
      client.publishes(AT_LEAST_ONCE, "a/b", "just so").publishes(AT_LEAST_ONCE, "a/b/c", "more");
      client.publishes(AT_LEAST_ONCE, "a/", "with an empty one");
      client.subscribes(AT_LEAST_ONCE, "$share/team/a/b", "$share/team/a/b/c", "+/+", "a/b/#");
      client.unsubscribes("a/b/c", "a/b").isCutOff();
      stage
          .comes(hello.cleanStart(true).will("a/b/c", "too deep", AT_MOST_ONCE, false))
          .saysGoodbye();
      stage
          .comes(hello.cleanStart(true).will("a/b", "just so", AT_MOST_ONCE, false))
          .saysGoodbye();
      stage.comes(Stage.five("client")).saysGoodbye();
    }
  }

  private static void refuseWills(BrokerConfig.Draft the) {
    the.maximumQos = AT_LEAST_ONCE;
    the.retainAvailable = false;
    the.serverKeepAliveSeconds = 30;
    the.topicAliasMaximum = 0;
  }

  private static void refusedWills(Stage stage) {
    for (Hello hello : both("client")) {
      for (Qos qos : Qos.values()) {
        stage.comes(hello.will("will", "at QoS " + qos, qos, false)).isCutOff();
        stage.comes(hello.will("will", "retained", qos, true)).isCutOff();
        stage.comes(hello.will(Forbidding.NO_PUBLISHING, "", qos, false)).isCutOff();
        stage
            .comes(Stage.five("client"))
            .publishes(qos, "topic", "at QoS " + qos)
            .isCutOff();
        stage.comes(Stage.three("client")).retains(qos, "topic", "retained").isCutOff();
        stage.comes(Stage.five("client")).retains(qos, "topic", "retained").isCutOff();
        stage
            .comes(Stage.three("client"))
            .retains(AT_MOST_ONCE, "topic", "")
            .retains(AT_MOST_ONCE, "will", "")
            .saysGoodbye();
      }
    }
  }

  private static void underWay(Stage stage) {
    for (Hello hello : List.of(Stage.five("client"), Stage.three("client"))) {
      Actor client = stage.comes(hello);
      client.publishes(EXACTLY_ONCE, "topic", "1").publishes(EXACTLY_ONCE, "topic", "2");
      client.sends(new PubRel(1)).publishes(EXACTLY_ONCE, "topic", "3");
      client.publishes(AT_MOST_ONCE, "topic", "always");
      client.publishes(AT_LEAST_ONCE, "topic", "4").saysGoodbye();
    }
    Actor greedy = stage.comes(Stage.five("greedy")
        .with(PropertyId.REQUEST_RESPONSE_INFORMATION, 1)
        .with(PropertyId.REQUEST_PROBLEM_INFORMATION, 0));
    greedy.publishes(AT_LEAST_ONCE, "topic", "answered without a Reason String").saysGoodbye();
  }
}
