package dev.assay.broker.net;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The packets of all connections that have begun and are not whole yet. Each may be as large as the largest packet, and whoever wants to
 * can leave it unfinished on thousands of connections: when all together are too much, the one that began first has to go.
 *
 * <p>The oldest and not the largest, because a client that means it sends the rest as soon as the network takes it, and who waits for the
 * broker's memory to run out does not.
 *
 * <p>Lives on the event loop.
 */
final class Unfinished {
  private final long maxBytes;
  // in the order in which they began
  private final Map<Connection, Integer> held = new LinkedHashMap<>();
  private long totalBytes;

  /** @param maxBytes how much memory they may take together, at least 1 */
  Unfinished(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * So much memory is taken by what has come of this connection's next packet, possibly none.
   *
   * @param isAnother whether a packet ended since the last time, so that this one began later
   */
  void note(Connection connection, int bytes, boolean isAnother) {
    if (isAnother || bytes == 0) {
      forget(connection);
    }
    if (bytes > 0) {
      Integer before = held.put(connection, bytes);
      totalBytes += bytes - (before == null ? 0 : before);
    }
    if (totalBytes > maxBytes) {
      makeRoom();
    }
  }

  /** It is closed. */
  void forget(Connection connection) {
    Integer before = held.remove(connection);
    if (before != null) {
      totalBytes -= before;
    }
  }

  private void makeRoom() {
    Iterator<Map.Entry<Connection, Integer>> oldestFirst = held.entrySet().iterator();
    while (totalBytes > maxBytes && oldestFirst.hasNext()) {
      Map.Entry<Connection, Integer> oldest = oldestFirst.next();
      oldestFirst.remove();
      totalBytes -= oldest.getValue();
      oldest.getKey().dropUnfinished();
    }
  }
}
