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
 * the total seems to be too much, and not before. All are asked then, which is seldom: behind it seven eighths of
 * the limit wait at most, and before it happens again an eighth of it has to be written.
 */
final class Backlog {
  private static final System.Logger LOG = System.getLogger(Backlog.class.getName());

  /** One client, as far as it concerns the others. */
  interface Client {
    /** How many bytes wait for it now; 0 where it is gone. */
    long waitingBytes();

    /** Lets go of what waits for it, at once. */
    void dropForOthers();
  }

  private final long maxBytes;
  private final Map<Client, Long> waiting = new LinkedHashMap<>();
  private long totalBytes;

  /** @param maxBytes how much may wait for all together, at least 1 */
  Backlog(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** So many bytes wait for this client now, possibly none. */
  void note(Client client, long bytes) {
    Long before = bytes == 0 ? waiting.remove(client) : waiting.put(client, bytes);
    totalBytes += bytes - (before == null ? 0 : before);
    if (totalBytes > maxBytes) {
      relieve();
    }
  }

  private void relieve() {
    totalBytes = 0;
    waiting.replaceAll((client, before) -> client.waitingBytes());
    waiting.values().removeIf(bytes -> bytes == 0);
    for (long bytes : waiting.values()) {
      totalBytes += bytes;
    }
    // less than the limit, or clients that take just as much as they are sent would be asked for
    // each message
    long enoughBytes = maxBytes - maxBytes / 8;
    if (totalBytes <= enoughBytes) {
      return;
    }
    List<Map.Entry<Client, Long>> most = new ArrayList<>(waiting.entrySet());
    most.sort(Map.Entry.<Client, Long>comparingByValue(Comparator.reverseOrder()));
    int dropped = 0;
    while (totalBytes > enoughBytes) {
      Map.Entry<Client, Long> slowest = most.get(dropped++);
      waiting.remove(slowest.getKey());
      totalBytes -= slowest.getValue();
      slowest.getKey().dropForOthers();
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "about {0} bytes waited for all clients: the {1} that took least are dropped",
        maxBytes,
        dropped);
  }
}
