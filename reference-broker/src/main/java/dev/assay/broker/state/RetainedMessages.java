package dev.assay.broker.state;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * At most one message for each topic, kept for those who subscribe later. They outlive every session.
 *
 * <p>They are sorted by topic, so that those that share their first levels lie together: of a million a filter such as
 * {@code plant/7/+/temperature} has only those looked at that begin with {@code plant/7/}.
 */
public final class RetainedMessages {
  private static final char SEPARATOR = '/';
  private static final char BEHIND_SEPARATOR = '/' + 1;

  private final Journal journal;
  private final NavigableMap<String, Message> messages = new TreeMap<>();

  RetainedMessages(Journal journal) {
    this.journal = journal;
  }

  /** Keeps {@code message} in place of what its topic had. */
  public void put(Message message) {
    messages.put(message.topic().text(), message);
    journal.retained(message);
  }

  /** Puts back what its topic retained when an earlier process of the broker ended. */
  public void restore(Message message) {
    messages.put(message.topic().text(), message);
  }

  public void remove(TopicName topic) {
    if (messages.remove(topic.text()) != null) {
      journal.cleared(topic);
    }
  }

  public @Nullable Message get(TopicName topic) {
    return messages.get(topic.text());
  }

  int count() {
    return messages.size();
  }

  /**
   * The messages whose topics match, in the order of their topics.
   *
   * @param reservedTopics whether topics that begin with {@code $} are looked at
   */
  public List<Message> matching(TopicFilter filter, boolean reservedTopics) {
    List<String> levels = Levels.of(filter.text());
    int names = 0;
    while (names < levels.size() && !isWildcard(levels.get(names))) {
      names++;
    }
    String beginning = String.join(String.valueOf(SEPARATOR), levels.subList(0, names));
    List<Message> found = new ArrayList<>();
    if (names == levels.size() || (names > 0 && levels.get(names).equals(Levels.REST))) {
      // a topic of these names alone
      Message exact = messages.get(beginning);
      if (exact != null && (reservedTopics || !exact.topic().isReserved())) {
        found.add(exact);
      }
    }
    if (names < levels.size()) {
      for (Message message : below(beginning, names).values()) {
        TopicName topic = message.topic();
        if ((reservedTopics || !topic.isReserved())
            && Levels.match(levels, Levels.of(topic.text()))) {
          found.add(message);
        }
      }
    }
    return found;
  }

  /** Those with more levels than these names; all if there are no names. */
  private NavigableMap<String, Message> below(String beginning, int names) {
    return names == 0
        ? messages
        : messages.subMap(beginning + SEPARATOR, true, beginning + BEHIND_SEPARATOR, false);
  }

  private static boolean isWildcard(String level) {
    return level.equals(Levels.ONE) || level.equals(Levels.REST);
  }
}
