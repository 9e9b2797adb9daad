package dev.assay.codec;

import dev.assay.codec.packet.TopicName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The Topic Names read last, for all readers of the process: publishers repeat their topics, and bytes that equal those of a
 * name that was checked before need neither a check nor a new object.
 *
 * <p>A name has one place, told by a hash of its bytes; the last one stays. Places are read and written without a lock: a name
 * is immutable, so that whoever loses a race just makes an equal one. Bounded: at most {@value #PLACES} names of at most
 * {@value #LONGEST_BYTES} bytes.
 */
final class TopicNameCache {
  static final int LONGEST_BYTES = 128;

  private static final int PLACES = 4_096;
  private static final @Nullable TopicName[] NAMES = new @Nullable TopicName[PLACES];

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  // odd, with its bits well spread: the golden ratio
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private TopicNameCache() {}

  /** The name with exactly these bytes, or null if it is not at hand. */
  static @Nullable TopicName find(TextBytes text) {
    if (text.length() > LONGEST_BYTES) {
      return null;
    }
    TopicName name = NAMES[placeOf(text)];
    return name != null && name.hasUtf8(text.array(), text.from(), text.to()) ? name : null;
  }

  /** Returns {@code name}, whose bytes are those of {@code text}, and keeps it for {@link #find}. */
  static TopicName keep(TextBytes text, TopicName name) {
    if (text.length() <= LONGEST_BYTES) {
      NAMES[placeOf(text)] = name;
    }
    return name;
  }

  private static int placeOf(TextBytes text) {
    byte[] bytes = text.array();
    int length = text.length();
    int at = text.from();
    long hash = length;
    for (; at <= text.to() - Long.BYTES; at += Long.BYTES) {
      hash = (hash ^ (long) EIGHT_BYTES.get(bytes, at)) * SPREAD;
      hash ^= hash >>> 32;
    }
    for (; at < text.to(); at++) {
      hash = (hash ^ bytes[at]) * SPREAD;
    }
    return (int) (hash >>> 40) & (PLACES - 1);
  }
}
