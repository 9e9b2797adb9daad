package dev.assay.suite;

import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Matches;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a broker with trees finds for topics and filters, against what one finds that looks at every subscription and every retained
 * message, by the plain definition ({@link TopicFilter#matches}).
 */
final class PlainMatching {
  private static final TopicName UNUSED = TopicName.of("nobody/retains/here");

  private final BrokerState state;
  private final Collection<Message> retained;
  private final List<String> complaints = new ArrayList<>();

  private record Subscribed(Session session, SessionSubscription subscription) {
    boolean matches(TopicName topic) {
      return filter().matches(topic);
    }

    /** Behind its ShareName. */
    TopicFilter filter() {
      String text = subscription.filter().text();
      return subscription.isShared()
          ? TopicFilter.of(text.split("/", 3)[2])
          : subscription.filter();
    }

    String line() {
      return subscription.filter() + " of " + session.name();
    }
  }

  private PlainMatching(BrokerState state, Collection<Message> retained) {
    this.state = state;
    this.retained = retained;
  }

  /** Where the broker finds something else, with {@code retained} retained; empty if nowhere. */
  static List<String> differencesIn(BrokerState state, Collection<Message> retained) {
    PlainMatching plain = new PlainMatching(state, retained);
    plain.compareAll();
    return plain.complaints;
  }

  private void compareAll() {
    List<Subscribed> all = state.sessions().stream()
        .flatMap(session ->
            session.subscriptions().values().stream().map(each -> new Subscribed(session, each)))
        .toList();
    Set<String> topics = new TreeSet<>();
    Set<TopicFilter> filters = new LinkedHashSet<>();
    all.forEach(each -> {
      filters.add(each.filter());
      topics.addAll(topicsOf(each.filter().text()));
    });
    retained.forEach(message -> topics.add(message.topic().text()));
    topics.forEach(topic -> compareSubscribers(TopicName.of(topic), all));
    filters.forEach(this::compareRetained);
    compareRoom();
  }

  /** Which it matches, or nearly. */
  private static List<String> topicsOf(String filter) {
    String named = filter.replace("+", "any");
    return Stream.of(named.replace("#", "any/more"), named.replace("/#", ""), named + "/more")
        // what comes behind the longest topic is none
        .filter(topic -> TopicName.complaintAbout(topic) == null)
        .filter(topic -> !topic.isEmpty() && !topic.contains("#"))
        .toList();
  }

  private void compareSubscribers(TopicName topic, List<Subscribed> all) {
    List<Subscribed> matching = all.stream().filter(each -> each.matches(topic)).toList();
    Matches<Session, SessionSubscription> found = state.subscriptions().matching(topic);
    Stream<String> ordinary = found.ordinary().stream()
        .map(
            match -> match.subscription().filter() + " of " + match.subscriber().name());
    Stream<String> shared = found.shared().stream()
        .flatMap(group -> group.members().stream()
            .map(member -> group.filter() + " of " + member.subscriber().name()));

    compare(
        "subscriptions that match " + topic,
        Stream.concat(ordinary, shared).sorted().toList(),
        matching.stream().map(Subscribed::line).sorted().toList());
    compare(
        "subscribers of " + topic,
        state.subscribersOf(topic).stream().sorted().toList(),
        matching.stream()
            .filter(each -> !each.subscription().isShared())
            .map(each -> each.session().name())
            .distinct()
            .sorted()
            .toList());
  }

  private void compareRetained(TopicFilter filter) {
    boolean reserved = filter.text().startsWith("$");
    compare(
        "retained for " + filter,
        state.retainedMessages().matching(filter, reserved),
        retained.stream()
            .filter(message -> filter.matches(message.topic()))
            .sorted(Comparator.comparing(message -> message.topic().text()))
            .toList());
  }

  /** A message of an unused topic fits where there is room for one more and for its bytes, and not where one byte is missing. */
  private void compareRoom() {
    Message more =
        Message.of("", UNUSED, Qos.AT_MOST_ONCE, true, Properties.NONE, Payload.of("more"), 0);
    int count = retained.size() + 1;
    long bytes = Stream.concat(retained.stream(), Stream.of(more))
        .mapToLong(Message::sizeBytes)
        .sum();
    compare("room for all", state.retainedMessages().hasRoomFor(more, count, bytes), true);
    compare("room by bytes", state.retainedMessages().hasRoomFor(more, count, bytes - 1), false);
    compare("room by number", state.retainedMessages().hasRoomFor(more, count - 1, bytes), false);
  }

  private void compare(String what, Object found, Object expected) {
    if (!found.equals(expected)) {
      complaints.add(what + ": " + found + " in place of " + expected);
    }
  }
}
