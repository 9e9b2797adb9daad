package dev.assay.broker.state;

import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.List;

/** The levels of Topic Names and Topic Filters (4.7.1.1): what stands between the slashes, and that may be nothing. */
final class Levels {
  static final String ONE = "+";
  static final String REST = "#";

  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long SLASHES = '/' * LOW_BITS;

  // 2 to the 64th divided by the golden ratio: odd, and its multiples lie far from each other
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  // a highest byte that no UTF-8 has
  private static final long NO_UTF8 = 0xFFL << 56;

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

  /** How many levels the text has. */
  static int count(String text) {
    int levels = 1;
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
      levels++;
    }
    return levels;
  }

  /** A level of a filter that is no wildcard, as a topic of that level alone. */
  static TopicName name(String level) {
    return level.isEmpty() ? TopicName.NONE : TopicName.of(level);
  }

  /** Where the level ends that begins at byte {@code from} of the topic: at the slash behind it, or at the end of the topic. */
  static int endOf(TopicName topic, int from) {
    int length = topic.encodedLength();
    for (int at = from; at < length; at += Long.BYTES) {
      long zeroAtSlash = topic.wordAt(at) ^ SLASHES;
      // the lowest bit that is set belongs to the first byte that is zero
      long slashes = zeroAtSlash - LOW_BITS & ~zeroAtSlash & HIGH_BITS;
      if (slashes != 0) {
        return at + Long.numberOfTrailingZeros(slashes) / Byte.SIZE;
      }
    }
    return length;
  }

  /**
   * What the tree compares in place of the level of {@code topic} from byte {@code from} to {@code to}. A level of up to eight bytes
   * is its own key ({@link #isWhole}); longer ones seldom share theirs.
   */
  static long key(TopicName topic, int from, int to) {
    long word = wordAt(topic, from, to);
    if (to - from <= Long.BYTES) {
      return word;
    }
    long key = word;
    for (int at = from + Long.BYTES; at < to; at += Long.BYTES) {
      key = spread(key) ^ wordAt(topic, at, to);
    }
    return spread(key) | NO_UTF8;
  }

  /** Whether the key is the level itself, and need not be compared any further. */
  static boolean isWhole(long key) {
    return key >>> 56 != 0xFF;
  }

  /** The key with all its bits moved by all others, for a place in a table. */
  static long spread(long key) {
    long once = key * SPREAD;
    // what only the last characters tell apart is in the upper half by now, and has to reach every
    // bit of the lower one
    long twice = (once ^ once >>> 32) * SPREAD;
    return twice ^ twice >>> 29;
  }

  private static long wordAt(TopicName topic, int at, int to) {
    long word = topic.wordAt(at);
    int bits = Byte.SIZE * (to - at);
    return bits < Long.SIZE ? word & (1L << bits) - 1 : word;
  }
}
