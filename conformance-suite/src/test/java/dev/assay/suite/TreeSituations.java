package dev.assay.suite;

import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;

import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.suite.Stage.Actor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** More filters and topics than any case has: what the broker finds is compared by {@link PlainMatching} all the while. */
final class TreeSituations {
  private static final int NAMES = 48;
  private static final int LEVELS = 40;
  private static final int FORKS = 18;

  private TreeSituations() {}

  static List<Situation> all() {
    return List.of(
        new Situation("many filters come and go", Targets.HONEST, TreeSituations::manyFilters),
        new Situation("filters fork at every level", Targets.HONEST, TreeSituations::forks),
        new Situation("many topics are retained", Targets.HONEST, TreeSituations::retained),
        new Situation("two versions share", Targets.HONEST, TreeSituations::twoVersions));
  }

  private static void manyFilters(Stage stage) {
    Actor one = stage.comes(Stage.five("one"));
    Actor other = stage.comes(Stage.five("other"));
    List<String> filters = new ArrayList<>();
    for (int i = 0; i < NAMES; i++) {
      filters.add("short/n" + i);
      filters.add("long/a name of more than eight bytes, " + i);
    }

    one.subscribes(AT_MOST_ONCE, filters.toArray(String[]::new));
    other.subscribes(AT_LEAST_ONCE, "short/#", "+/n1", "long/+", "short/n1", "#", "/", "//+");
    for (int i = 0; i < NAMES; i += 5) {
      other.publishes(AT_MOST_ONCE, "short/n" + i, "short");
      other.publishes(AT_MOST_ONCE, "long/a name of more than eight bytes, " + i, "long");
    }
    // in another order than they came
    Collections.reverse(filters);
    for (int rest = 0; rest < 3; rest++) {
      int third = rest;
      one.unsubscribes(IntStream.range(0, filters.size())
          .filter(i -> i % 3 == third)
          .mapToObj(filters::get)
          .toArray(String[]::new));
      other.publishes(AT_MOST_ONCE, "short/n1", "one");
      one.subscribes(AT_MOST_ONCE, "short/again" + rest, "$short/n", "$short/+");
    }
    other.publishes(AT_MOST_ONCE, "/", "two empty levels");
    other.publishes(AT_MOST_ONCE, "$short/n", "reserved");
    one.saysGoodbye();
    other.unsubscribes("short/n1", "short/n1", "never/subscribed", "#", "never/+/subscribed/#");
    other.publishes(AT_MOST_ONCE, "short/n1", "two");
    other.saysGoodbye();
  }

  /** Names and + lead on from each place, at first down one side and then down the other. */
  private static void forks(Stage stage) {
    List<String> filters = new ArrayList<>();
    for (int i = 0; i < FORKS; i++) {
      filters.add("+/".repeat(i) + "a/#");
    }
    for (int i = 0; i < LEVELS - FORKS; i++) {
      filters.add("+/".repeat(FORKS) + "a/".repeat(i) + "+/#");
      filters.add("+/".repeat(FORKS) + "a/".repeat(i) + "+" + "/a".repeat(LEVELS - FORKS - i - 1));
    }
    Actor client = stage.comes(Stage.five("client"));
    client.subscribes(AT_MOST_ONCE, filters.toArray(String[]::new));

    client.publishes(AT_MOST_ONCE, "a/".repeat(LEVELS - 1) + "a", "all the way");
    client.publishes(AT_MOST_ONCE, "a/".repeat(LEVELS - 1) + "b", "nearly");

    client.saysGoodbye();
  }

  private static void retained(Stage stage) {
    Actor client = stage.comes(Stage.five("client"));
    for (String topic : List.of(
        "a", "a!", "a/b", "a/b/c", "a/c", "a/b!", "ab", "b/b", "b/b/c", "/", "/b", "$a/b")) {
      client.retains(AT_LEAST_ONCE, topic, "of " + topic);
    }
    client.retains(AT_LEAST_ONCE, "a/b", "another one, which is longer");
    client.retains(AT_LEAST_ONCE, "a/c", "");
    client.retains(AT_MOST_ONCE, "b/b", "at QoS 0");

    client.subscribes(AT_LEAST_ONCE, "a", "a/b", "a/+", "a/#", "+", "+/b", "+/+/c", "#", "/+");
    client.subscribes(AT_LEAST_ONCE, "b/b", "c", "c/#", "+/c", "a/b/+/d", "$a/+", "$a/#", "/#");

    for (String topic :
        List.of("a", "a!", "a/b", "a/b/c", "a/b!", "ab", "b/b", "b/b/c", "/", "/b", "$a/b")) {
      client.retains(AT_MOST_ONCE, topic, "");
    }
    client.saysGoodbye();
  }

  /** What begins with $share/ is something else for 3.1.1: the client comes back by the other version, and subscribes again. */
  private static void twoVersions(Stage stage) {
    Actor publisher = stage.comes(Stage.three("publisher"));
    Actor client = stage.comes(Stage.five("client").keepSession());
    client.subscribes(AT_LEAST_ONCE, "$share/team/topic", "$share/team/other");
    client.isCutOff();

    client = stage.comes(Stage.three("client").keepSession());
    client.subscribes(AT_LEAST_ONCE, "$share/team/topic");
    publisher.publishes(AT_LEAST_ONCE, "topic", "to nobody, or to the team");
    publisher.publishes(AT_LEAST_ONCE, "$share/team/topic", "to who subscribes like that");
    client.isCutOff();

    client = stage.comes(Stage.five("client").cleanStart(false).keepSession());
    client.subscribes(AT_LEAST_ONCE, "$share/team/topic");
    publisher.publishes(AT_LEAST_ONCE, "topic", "to the team");
    publisher.publishes(AT_LEAST_ONCE, "$share/team/topic", "to nobody");
    client.unsubscribes("$share/team/topic", "$share/team/other");
    client.sends(new Disconnect(
        ReasonCode.SUCCESS,
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 0).build()));
    publisher.saysGoodbye();
  }
}
