package dev.assay.broker.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changed since the last time, to be written together or not at all. */
public final class Changes {
  private static final int ENTRY_BYTES = 100;

  // null for what is no more; of several changes of one entry the last counts
  private final Map<Key, byte @Nullable []> entries = new LinkedHashMap<>();

  private long sizeBytes;

  Changes() {}

  void put(Key key, byte[] value) {
    entries.put(key, value);
    sizeBytes += ENTRY_BYTES + value.length;
  }

  void remove(Key key) {
    entries.put(key, null);
    sizeBytes += ENTRY_BYTES;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** About how much memory they take. */
  public long sizeBytes() {
    return sizeBytes;
  }

  Map<Key, byte @Nullable []> entries() {
    return entries;
  }
}
