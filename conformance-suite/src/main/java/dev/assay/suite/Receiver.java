package dev.assay.suite;

import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's part in the delivery of messages (4.3): takes publications and, unless it is told not to, plays their handshakes
 * to the end. Several at a time are taken up to a fence, behind which the standard orders every one that must not be there, or
 * until nothing comes for a quiet window.
 */
final class Receiver {
  private static final int DELIVERIES_MAX = 10_000;

  private final Bench bench;
  private final String name;
  private final CaseConnection connection;
  private final Inbox inbox;

  Receiver(Bench bench, String name, CaseConnection connection, Inbox inbox) {
    this.bench = bench;
    this.name = name;
    this.connection = connection;
    this.inbox = inbox;
  }

  /** The next publication; if none comes within the patience the case ends INCONCLUSIVE. */
  Publish receive(Duration patience) {
    Publish publish = inbox.publication(patience);
    acknowledge(publish);
    return publish;
  }

  /** As {@link #receive}, but null if none comes. */
  @Nullable
  Publish receiveOrNull(Duration patience) {
    Publish publish = inbox.publicationOrNull(patience);
    if (publish != null) {
      acknowledge(publish);
    }
    return publish;
  }

  /** Answers {@code publish} as its QoS asks. */
  void acknowledge(Publish publish) {
    int packetId = publish.packetId();
    switch (publish.qos()) {
      case AT_MOST_ONCE -> {}
      case AT_LEAST_ONCE -> connection.send(new PubAck(packetId));
      case EXACTLY_ONCE -> {
        connection.send(new PubRec(packetId));
        inbox.await(PubRel.class, rel -> rel.packetId() == packetId, bench.patience());
        connection.send(new PubComp(packetId));
      }
    }
  }

  // ---- until nothing comes

  /** All that comes until nothing comes for a quiet window. */
  List<Publish> untilQuiet() {
    List<Publish> received = new ArrayList<>();
    while (received.size() < DELIVERIES_MAX) {
      Publish publish = receiveOrNull(bench.quietWindow());
      if (publish == null) {
        return List.copyOf(received);
      }
      received.add(publish);
    }
    return List.copyOf(received);
  }

  /**
   * As {@link #untilQuiet}, not acknowledged, behind those that are {@code first}.
   *
   * @param atMost when to stop waiting for more
   */
  List<Publish> unacknowledgedUntilQuiet(List<Publish> first, int atMost) {
    List<Publish> received = new ArrayList<>(first);
    while (received.size() < atMost) {
      Publish publish = inbox.publicationOrNull(bench.quietWindow());
      if (publish == null) {
        break;
      }
      received.add(publish);
    }
    return List.copyOf(received);
  }

  // ---- up to a fence

  /** All up to and with the one with this payload; if it does not come the case ends INCONCLUSIVE. */
  List<Publish> upTo(String fence) {
    List<Publish> received = new ArrayList<>();
    while (received.size() < DELIVERIES_MAX) {
      Publish publish = receive(bench.patience());
      received.add(publish);
      if (publish.payload().asText().equals(fence)) {
        return received;
      }
    }
    throw Ended.setUp(
        DELIVERIES_MAX + " publications came to " + name + ", the fence not among them");
  }

  /** As {@link #upTo(String)}; where a payload of {@code expected} is missing then, also what comes behind the fence until it is quiet. */
  List<Publish> upTo(String fence, Collection<String> expected) {
    List<Publish> received = new ArrayList<>(upTo(fence));
    Set<String> missing = new HashSet<>(expected);
    received.forEach(publish -> missing.remove(publish.payload().asText()));
    if (!missing.isEmpty()) {
      received.addAll(untilQuiet());
    }
    return List.copyOf(received);
  }

  /** All that come on the topics of {@code fences} before the last fence has come. */
  List<Publish> before(Fences fences) {
    List<Publish> before = new ArrayList<>();
    for (int received = 0; !fences.haveCome(); received++) {
      if (received > DELIVERIES_MAX) {
        throw Ended.setUp(received + " publications came to " + name + ", but no fence on "
            + fences.missingTopics());
      }
      Publish publish = receive(bench.patience());
      if (!fences.take(publish)
          && fences.missingTopics().contains(publish.topic().text())) {
        before.add(publish);
      }
    }
    return List.copyOf(before);
  }
}
