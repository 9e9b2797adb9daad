package dev.assay.suite;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * What a broker does in one execution of a case: packets to clients, records in its journal. Of each kind is kept how often, and a digest
 * of all of them in their order.
 *
 * <pre>
 *   sends PUBACK x2 #3f0c
 * </pre>
 */
final class Trail {
  private static final int DIGEST_MASK = 0xFFFF;

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  private static final class Kind {
    private final CRC32 digest = new CRC32();
    private int count;
  }

  /** One more of this kind, word for word. */
  void add(String kind, String what) {
    add(kind, what.getBytes(StandardCharsets.UTF_8));
  }

  /** One more of this kind, byte for byte. */
  void add(String kind, byte[] what) {
    Kind entry = kinds.computeIfAbsent(kind, absent -> new Kind());
    entry.count++;
    entry.digest.update(what);
    entry.digest.update('\n');
  }

  /** By item as it stands in the snapshot. */
  List<String> items() {
    return kinds.entrySet().stream()
        .map(kind -> "%s x%d #%04x"
            .formatted(
                kind.getKey(),
                kind.getValue().count,
                kind.getValue().digest.getValue() & DIGEST_MASK))
        .toList();
  }
}
