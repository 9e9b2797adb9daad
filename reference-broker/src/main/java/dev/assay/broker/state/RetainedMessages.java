package dev.assay.broker.state;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * At most one message for each topic, kept for those who subscribe later. They outlive every session.
 *
 * <p>They are sorted by topic, and a filter skips what cannot match it. With {@code plant/+/state} and a million topics:
 *
 * <pre>
 *   plant/1/line/1 ...   no: on to plant/1/state, past everything between
 *   plant/1/state        yes
 *   plant/2/line/1 ...   no: on to plant/2/state
 * </pre>
 */
public final class RetainedMessages {
  private static final char SEPARATOR = '/';
  private static final char BEHIND_SEPARATOR = '/' + 1;

  /** Less than every character of a topic. */
  private static final char LEAST = 0;

  // about what is read and compared in the time that it takes to come to a message
  private static final int BYTES_PER_LOOK = 64;

  private final Journal journal;
  private final NavigableMap<String, Message> messages = new TreeMap<>();
  // those of them that have a Message Expiry Interval, the next to expire first
  private final NavigableSet<Message> expiring =
      new TreeSet<>(Comparator.comparingLong(Message::expiresMillis)
          .thenComparing(message -> message.topic().text()));
  private long bytes;
  private long looks;

  RetainedMessages(Journal journal) {
    this.journal = journal;
  }

  /** Keeps {@code message} in place of what its topic had. */
  public void put(Message message) {
    restore(message);
    journal.retained(message);
  }

  /** Puts back what its topic retained when an earlier process of the broker ended. */
  public void restore(Message message) {
    leaves(messages.put(message.topic().text(), message));
    bytes += sizeOf(message);
    if (message.expires()) {
      expiring.add(message);
    }
  }

  private void leaves(@Nullable Message message) {
    bytes -= sizeOf(message);
    if (message != null && message.expires()) {
      expiring.remove(message);
    }
  }

  public void remove(TopicName topic) {
    Message gone = messages.remove(topic.text());
    if (gone != null) {
      leaves(gone);
      journal.cleared(topic);
    }
  }

  /** Whether there would be at most so many messages and so many bytes with {@code message} in place of what its topic has. */
  public boolean hasRoomFor(Message message, int maxMessages, long maxBytes) {
    Message now = get(message.topic());
    return messages.size() + (now == null ? 1 : 0) <= maxMessages
        && bytes + sizeOf(message) - sizeOf(now) <= maxBytes;
  }

  private static long sizeOf(@Nullable Message message) {
    return message == null ? 0 : message.sizeBytes();
  }

  public @Nullable Message get(TopicName topic) {
    return messages.get(topic.text());
  }

  /** The message that expires next or has expired first, or null if none ever does. */
  public @Nullable Message firstToExpire() {
    return expiring.isEmpty() ? null : expiring.first();
  }

  int count() {
    return messages.size();
  }

  /**
   * How much work all the looking for matches has been: each message that was looked at counts once, and once more for each 64 bytes
   * of its topic and, if it was found, of its properties.
   */
  public long looks() {
    return looks;
  }

  /**
   * The messages whose topics match, in the order of their topics.
   *
   * @param reservedTopics whether topics that begin with {@code $} are returned
   */
  public List<Message> matching(TopicFilter filter, boolean reservedTopics) {
    List<String> levels = Levels.of(filter.text());
    String beginning = beginningWithoutWildcard(filter.text());
    List<Message> found = new ArrayList<>();
    Iterator<Message> ahead = from(beginning);
    while (ahead.hasNext()) {
      Message message = ahead.next();
      String topic = message.topic().text();
      String candidate = topic.startsWith(beginning) ? firstCandidate(levels, topic) : null;
      if (candidate == null) {
        break;
      }
      looks += 1 + message.topic().encodedLength() / BYTES_PER_LOOK;
      if (!candidate.equals(topic)) {
        ahead = from(candidate);
      } else if (reservedTopics || !message.topic().isReserved()) {
        looks += message.properties().encodedLength() / BYTES_PER_LOOK;
        found.add(message);
      }
    }
    return found;
  }

  private Iterator<Message> from(String topic) {
    return messages.tailMap(topic, true).values().iterator();
  }

  /** With what all topics begin that the filter matches: {@code a} where that is {@code a/#}, which matches {@code a} as well. */
  private static String beginningWithoutWildcard(String filter) {
    for (int i = 0; i < filter.length(); i++) {
      if (filter.charAt(i) == '+' || filter.charAt(i) == '#') {
        return filter.substring(0, Math.max(0, i - 1));
      }
    }
    return filter;
  }

  /**
   * The first text, from {@code topic} on, at which a topic may stand that these levels match: {@code topic} itself if they do, null
   * if no topic behind it can match. Nothing is special here about topics that begin with {@code $}.
   */
  private static @Nullable String firstCandidate(List<String> levels, String topic) {
    int from = 0;
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      if (level.equals(Levels.REST)) {
        return topic;
      }
      int slash = topic.indexOf(SEPARATOR, from);
      int to = slash < 0 ? topic.length() : slash;
      if (!level.equals(Levels.ONE) && !isAt(topic, from, to, level)) {
        return firstWith(level, topic, from);
      }
      if (slash < 0) {
        boolean restIsNothing = i + 1 == levels.size()
            || (i + 2 == levels.size() && levels.get(i + 1).equals(Levels.REST));
        return restIsNothing ? topic : topic + LEAST;
      }
      from = slash + 1;
    }
    // the topic has more levels, and so have all with this beginning
    return behindAllBelow(topic, from);
  }

  private static boolean isAt(String topic, int from, int to, String level) {
    return to - from == level.length() && topic.startsWith(level, from);
  }

  /** The same for topics that share what stands before {@code from}, where this level has to stand. */
  private static @Nullable String firstWith(String level, String topic, int from) {
    String alone = topic.substring(0, from) + level;
    if (topic.compareTo(alone) < 0) {
      return alone;
    }
    // a!, which is none of these, lies between a and a/b
    String withMore = alone + SEPARATOR;
    if (topic.compareTo(withMore) < 0) {
      return withMore;
    }
    return from == 0 ? null : behindAllBelow(topic, from);
  }

  /** Behind all topics that begin as this one does before {@code from}, where a level begins that is not the first. */
  private static String behindAllBelow(String topic, int from) {
    return topic.substring(0, from - 1) + BEHIND_SEPARATOR;
  }
}
