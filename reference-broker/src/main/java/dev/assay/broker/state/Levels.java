package dev.assay.broker.state;

import java.util.ArrayList;
import java.util.List;

/** The levels of Topic Names and Topic Filters (4.7.1.1): what stands between the slashes, and that may be nothing. */
final class Levels {
  static final String ONE = "+";
  static final String REST = "#";

  private Levels() {}

  static List<String> of(String text) {
    List<String> levels = new ArrayList<>();
    int from = 0;
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', from)) {
      levels.add(text.substring(from, slash));
      from = slash + 1;
    }
    levels.add(text.substring(from));
    return levels;
  }

  /** Whether the filter matches, nothing being special about a topic that begins with {@code $}. */
  static boolean match(List<String> filter, List<String> topic) {
    for (int i = 0; i < filter.size(); i++) {
      if (filter.get(i).equals(REST)) {
        return true;
      }
      if (i == topic.size()) {
        return false;
      }
      if (!filter.get(i).equals(ONE) && !filter.get(i).equals(topic.get(i))) {
        return false;
      }
    }
    return filter.size() == topic.size();
  }
}
