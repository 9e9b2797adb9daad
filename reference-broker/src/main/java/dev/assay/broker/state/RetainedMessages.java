package dev.assay.broker.state;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** At most one message for each topic, kept for those who subscribe later. They outlive every session. */
public final class RetainedMessages {
  private final Journal journal;
  private final Map<TopicName, Message> messages = new LinkedHashMap<>();

  RetainedMessages(Journal journal) {
    this.journal = journal;
  }

  /** Keeps {@code message} in place of what its topic had. */
  public void put(Message message) {
    messages.put(message.topic(), message);
    journal.retained(message);
  }

  /** Puts back what its topic retained when an earlier process of the broker ended. */
  public void restore(Message message) {
    messages.put(message.topic(), message);
  }

  public void remove(TopicName topic) {
    if (messages.remove(topic) != null) {
      journal.cleared(topic);
    }
  }

  public @Nullable Message get(TopicName topic) {
    return messages.get(topic);
  }

  int count() {
    return messages.size();
  }

  /**
   * The messages whose topics match.
   *
   * @param reservedTopics whether topics that begin with {@code $} are looked at
   */
  public List<Message> matching(TopicFilter filter, boolean reservedTopics) {
    List<Message> found = new ArrayList<>();
    List<String> filterLevels = Levels.of(filter.text());
    for (Message message : messages.values()) {
      TopicName topic = message.topic();
      if ((reservedTopics || !topic.isReserved())
          && Levels.match(filterLevels, Levels.of(topic.text()))) {
        found.add(message);
      }
    }
    return found;
  }
}
