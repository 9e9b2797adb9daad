package dev.assay.broker.access;

import dev.assay.codec.packet.TopicFilter;

/**
 * Topic Filters as the sets of Topic Names that they match (4.7, both versions): is one inside another, do two have a Topic Name
 * in common? A Shared Subscription counts as the Topic Filter behind its ShareName.
 *
 * <pre>
 *   covers    sport/#  &gt;=  sport, sport/+, sport/tennis/#        overlaps   sport/+  and  +/tennis
 * </pre>
 */
final class FilterSets {
  private static final String ONE = "+";
  private static final String REST = "#";

  private FilterSets() {}

  /** Whether {@code wide} matches each Topic Name that {@code narrow} matches. */
  static boolean covers(TopicFilter wide, TopicFilter narrow) {
    String[] outer = levels(wide);
    String[] inner = levels(narrow);
    if (isKeptOut(outer, inner)) {
      return false;
    }
    for (int i = 0; i < outer.length; i++) {
      if (outer[i].equals(REST)) {
        return true;
      }
      if (i == inner.length) {
        return false;
      }
      if (inner[i].equals(REST)) {
        // a Topic Name has at least one level, so "+/#" matches all that "#" does
        return i == 0 && outer.length == 2 && outer[0].equals(ONE) && outer[1].equals(REST);
      }
      if (!outer[i].equals(ONE) && !outer[i].equals(inner[i])) {
        return false;
      }
    }
    return outer.length == inner.length;
  }

  /** Whether there is a Topic Name that both match. */
  static boolean overlap(TopicFilter one, TopicFilter other) {
    String[] left = levels(one);
    String[] right = levels(other);
    if (isKeptOut(left, right) || isKeptOut(right, left)) {
      return false;
    }
    int both = Math.min(left.length, right.length);
    for (int i = 0; i < both; i++) {
      if (left[i].equals(REST) || right[i].equals(REST)) {
        return true;
      }
      if (!left[i].equals(ONE) && !right[i].equals(ONE) && !left[i].equals(right[i])) {
        return false;
      }
    }
    return left.length == right.length
        || (left.length == both + 1 && left[both].equals(REST))
        || (right.length == both + 1 && right[both].equals(REST));
  }

  /** A leading wildcard does not match what begins with {@code $} [5.0 and 3.1.1 MQTT-4.7.2-1]. */
  private static boolean isKeptOut(String[] wildcards, String[] reserved) {
    return reserved[0].startsWith("$") && (wildcards[0].equals(ONE) || wildcards[0].equals(REST));
  }

  private static String[] levels(TopicFilter filter) {
    String text = filter.text();
    if (filter.isShared() && TopicFilter.complaintAboutShared(text) == null) {
      text = text.substring(text.indexOf('/', text.indexOf('/') + 1) + 1);
    }
    return text.split("/", -1);
  }
}
