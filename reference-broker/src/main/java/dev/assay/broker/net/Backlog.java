package dev.assay.broker.net;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all clients together have not taken yet of what they were sent. Each may leave {@code outbound-max-bytes} waiting, and
 * thousands may do so at a time: when it is too much for all, those with the most waiting are dropped.
 *
 * <p>Lives on the event loop. A connection is noted when it was written to; what its client takes afterwards is found out when
 * the total seems to be too much, and not before.
 */
final class Backlog {
  private static final System.Logger LOG = System.getLogger(Backlog.class.getName());

  private final long maxBytes;
  private final Map<Connection, Long> waiting = new LinkedHashMap<>();
  private long totalBytes;

  /** @param maxBytes how much may wait for all together, at least 1 */
  Backlog(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** So many bytes wait for this client now, possibly none. */
  void note(Connection connection, long bytes) {
    Long before = bytes == 0 ? waiting.remove(connection) : waiting.put(connection, bytes);
    totalBytes += bytes - (before == null ? 0 : before);
    if (totalBytes > maxBytes) {
      relieve();
    }
  }

  private void relieve() {
    totalBytes = 0;
    waiting.replaceAll((connection, before) -> connection.waitingBytes());
    waiting.values().removeIf(bytes -> bytes == 0);
    for (long bytes : waiting.values()) {
      totalBytes += bytes;
    }
    if (totalBytes <= maxBytes) {
      return;
    }
    List<Map.Entry<Connection, Long>> most = new ArrayList<>(waiting.entrySet());
    most.sort(Map.Entry.<Connection, Long>comparingByValue(Comparator.reverseOrder()));
    // a little more than it takes, so that this is not to be done again for the next message
    long enoughBytes = maxBytes - maxBytes / 8;
    int dropped = 0;
    while (totalBytes > enoughBytes) {
      Map.Entry<Connection, Long> slowest = most.get(dropped++);
      waiting.remove(slowest.getKey());
      totalBytes -= slowest.getValue();
      slowest.getKey().dropForOthers();
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "more than {0} bytes waited for all clients: the {1} that took least are dropped",
        maxBytes,
        dropped);
  }
}
