package dev.assay.codec.packet;

import org.jspecify.annotations.Nullable;

/**
 * A Topic Filter: what a subscription asks for (4.7). {@code +} stands for one whole level, {@code #} for the last levels,
 * none included. In the order of their text, so that a hash table of filters which somebody made to have one hash is still searched
 * fast.
 */
public final class TopicFilter implements Comparable<TopicFilter> {
  private static final String SHARE = "$share/";

  private final String text;

  private TopicFilter(String text) {
    this.text = text;
  }

  /**
   * The Topic Filter with this text.
   *
   * @throws IllegalArgumentException if the standard does not allow it as a Topic Filter
   */
  public static TopicFilter of(String text) {
    String complaint = complaintAbout(text);
    if (complaint != null) {
      throw new IllegalArgumentException("Topic Filter " + complaint);
    }
    return new TopicFilter(text);
  }

  /** What forbids {@code text} as a Topic Filter, or null if nothing does. Shared subscriptions are looked at separately. */
  public static @Nullable String complaintAbout(String text) {
    if (text.isEmpty()) {
      return "must be at least one character long";
    }
    int last = text.length() - 1;
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      if (c != '+' && c != '#') {
        continue;
      }
      boolean startsLevel = i == 0 || text.charAt(i - 1) == '/';
      boolean endsLevel = i == last || text.charAt(i + 1) == '/';
      if (!startsLevel || !endsLevel) {
        return "must have '" + c
            + "' alone in its level, found it beside other characters at character " + i;
      }
      if (c == '#' && i != last) {
        return "must have '#' in its last level only, found it at character " + i;
      }
    }
    return Utf8.complaintAbout(text);
  }

  /** What forbids {@code text} as the Topic Filter of a Shared Subscription of 5.0 (4.8.2), or null if nothing does. */
  public static @Nullable String complaintAboutShared(String text) {
    if (!text.startsWith(SHARE)) {
      return "must begin with $share/";
    }
    int slash = text.indexOf('/', SHARE.length());
    String name =
        slash < 0 ? text.substring(SHARE.length()) : text.substring(SHARE.length(), slash);
    if (name.isEmpty()) {
      return "must have a ShareName of at least one character";
    }
    if (name.contains("+") || name.contains("#")) {
      return "must not have a wildcard in its ShareName";
    }
    if (slash < 0) {
      return "must have a '/' and a Topic Filter after its ShareName";
    }
    return complaintAbout(text.substring(slash + 1));
  }

  /** Whether a 5.0 server reads it as a Shared Subscription. */
  public boolean isShared() {
    return text.startsWith(SHARE);
  }

  public boolean hasWildcard() {
    return text.indexOf('+') >= 0 || text.indexOf('#') >= 0;
  }

  /**
   * Whether a publication to {@code topic} belongs to a subscription with this filter: character for character, {@code +} one
   * level, {@code #} the parent level and all below; a leading wildcard does not match a topic that begins with {@code $}
   * [5.0 and 3.1.1 MQTT-4.7.2-1]. The plain definition; a broker with many subscriptions keeps a tree.
   */
  public boolean matches(TopicName topic) {
    if (topic.isReserved() && (text.startsWith("+") || text.startsWith("#"))) {
      return false;
    }
    String[] filterLevels = text.split("/", -1);
    String[] topicLevels = topic.text().split("/", -1);
    for (int i = 0; i < filterLevels.length; i++) {
      if (filterLevels[i].equals("#")) {
        return true;
      }
      if (i == topicLevels.length) {
        return false;
      }
      if (!filterLevels[i].equals("+") && !filterLevels[i].equals(topicLevels[i])) {
        return false;
      }
    }
    return filterLevels.length == topicLevels.length;
  }

  public String text() {
    return text;
  }

  @Override
  public int compareTo(TopicFilter other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicFilter filter && text.equals(filter.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
