package dev.assay.codec;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * The Topic Name and the properties of the PUBLISH before, on this connection: publishers repeat themselves, and bytes that equal
 * those that were just checked need neither a check nor a new object.
 *
 * <p>Bytes are compared with one earlier value, and no hash is taken. So bytes that are chosen to do harm cost no more than others,
 * and what comes on one connection tells and changes nothing on another. A connection holds on to one Topic Name and one set of
 * properties, each of at most {@value #LONGEST_BYTES} bytes.
 */
final class RepeatedFields {
  static final int LONGEST_BYTES = 256;

  /**
   * A reference that is stored in an old object has to be told to the garbage collector, which who never repeats would pay for
   * in vain. So of values that were not repeated only one in so many is kept for the next packet.
   */
  private static final int ONE_IN = 8;

  private TopicName topic = TopicName.NONE;
  // whether the last Topic Name is the one above
  private boolean hasTopic;
  // how many Topic Names in a row repeated none
  private int newTopics;

  private Properties properties = Properties.NONE;
  // whether the last properties are those above
  private boolean hasProperties;
  // how many properties in a row repeated none
  private int newProperties;

  /** The Topic Name kept last if its bytes are those of {@code text}, else null. */
  @Nullable
  TopicName topic(TextBytes text) {
    if (!hasTopic || !topic.hasUtf8(text.array(), text.from(), text.to())) {
      return null;
    }
    newTopics = 0;
    return topic;
  }

  /** Returns {@code checked}, which the next one may repeat. */
  TopicName keep(TopicName checked) {
    hasTopic = newTopics++ % ONE_IN == 0 && checked.encodedLength() <= LONGEST_BYTES;
    if (hasTopic) {
      topic = checked;
    }
    return checked;
  }

  /** The properties kept last if their bytes are those from {@code from} on to {@code to} (exclusive), else null. */
  @Nullable
  Properties properties(byte[] array, int from, int to) {
    if (!hasProperties || !properties.hasWire(array, from, to)) {
      return null;
    }
    newProperties = 0;
    return properties;
  }

  /** Returns {@code checked}, which the next ones may repeat. */
  Properties keep(Properties checked) {
    hasProperties = newProperties++ % ONE_IN == 0 && checked.encodedLength() <= LONGEST_BYTES;
    if (hasProperties) {
      properties = checked;
    }
    return checked;
  }
}
