package dev.assay.codec;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;

/** Topic Names and Topic Filters (4.7, 4.8.2), checked so that a violation can name its statement. */
final class TopicFormat {
  private static final String SHARE = "$share/";

  private TopicFormat() {}

  /** A Topic Name of at least one character. */
  static TopicName readName(PacketInput in, String field, Breach illFormed, Breach wildcard)
      throws BrokenPacket {
    int from = in.offset();
    TopicName name = readNameOrNone(in, field, illFormed, wildcard);
    if (name.isNone()) {
      throw emptyTopic(in, field, from);
    }
    return name;
  }

  /** A Topic Name, or {@link TopicName#NONE} if it has no characters. */
  static TopicName readNameOrNone(PacketInput in, String field, Breach illFormed, Breach wildcard)
      throws BrokenPacket {
    int from = in.offset();
    TextBytes text = in.takeText(field);
    TopicName repeated = in.repeatedTopic(text);
    if (repeated != null) {
      return repeated;
    }
    checkName(in, text, field, from, illFormed, wildcard);
    return text.isEmpty() ? TopicName.NONE : in.keep(TopicName.ofChecked(text.toBytes()));
  }

  /** Checks a Topic Name of at least one character without making one. */
  static void passName(PacketInput in, String field, Breach illFormed, Breach wildcard)
      throws BrokenPacket {
    int from = in.offset();
    TextBytes text = in.takeText(field);
    checkName(in, text, field, from, illFormed, wildcard);
    if (text.isEmpty()) {
      throw emptyTopic(in, field, from);
    }
  }

  /** A Topic Filter, that of a Shared Subscription included if the version has these. */
  static TopicFilter readFilter(PacketInput in, Breach illFormed) throws BrokenPacket {
    int from = in.offset();
    String text = in.readText("Topic Filter", illFormed, Breach.NULL_CHARACTER_IN_TOPIC);
    if (text.isEmpty()) {
      throw emptyTopic(in, "Topic Filter", from);
    }
    checkShare(in, from, text);
    checkWildcards(in, from, text);
    return TopicFilter.of(text);
  }

  private static void checkName(
      PacketInput in, TextBytes text, String field, int from, Breach illFormed, Breach wildcard)
      throws BrokenPacket {
    if (text.isPlainName() && !in.isHeard()) {
      return;
    }
    in.checkText(text, field, from, illFormed, Breach.NULL_CHARACTER_IN_TOPIC);
    if (text.hasWildcard()) {
      throw in.broken(wildcard, field, from, "no wildcards", text.toString());
    }
  }

  private static BrokenPacket emptyTopic(PacketInput in, String field, int from) {
    return in.broken(Breach.EMPTY_TOPIC, field, from, "at least one character", "none");
  }

  /**
   * <pre>
   *   $share / ShareName / Topic Filter     no wildcard in the ShareName; neither it nor the filter is empty
   * </pre>
   */
  private static void checkShare(PacketInput in, int from, String text) throws BrokenPacket {
    if (!in.isVersion5() || !text.startsWith(SHARE)) {
      return;
    }
    int slash = text.indexOf('/', SHARE.length());
    int nameEnd = slash < 0 ? text.length() : slash;
    String shareName = text.substring(SHARE.length(), nameEnd);
    if (shareName.isEmpty()) {
      throw in.broken(
          Breach.SHARE_NAME_EMPTY,
          "Topic Filter",
          from,
          "a ShareName of at least one character",
          text);
    }
    boolean wildcard = shareName.indexOf('+') >= 0 || shareName.indexOf('#') >= 0;
    boolean filterFollows = slash >= 0 && slash < text.length() - 1;
    if (wildcard || !filterFollows) {
      throw in.broken(
          Breach.SHARE_NAME_ILL_FORMED,
          "Topic Filter",
          from,
          "a ShareName without wildcards, then '/' and a Topic Filter",
          text);
    }
  }

  private static void checkWildcards(PacketInput in, int from, String text) throws BrokenPacket {
    int last = text.length() - 1;
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      if (c != '+' && c != '#') {
        continue;
      }
      boolean startsLevel = i == 0 || text.charAt(i - 1) == '/';
      boolean endsLevel = i == last || text.charAt(i + 1) == '/';
      if (c == '#' && (!startsLevel || i != last)) {
        throw in.broken(
            Breach.MULTI_LEVEL_WILDCARD_MISPLACED,
            "Topic Filter",
            from,
            "'#' alone in the last level",
            text);
      }
      if (c == '+' && (!startsLevel || !endsLevel)) {
        throw in.broken(
            Breach.SINGLE_LEVEL_WILDCARD_MISPLACED,
            "Topic Filter",
            from,
            "'+' alone in its level",
            text);
      }
    }
  }
}
