package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client of a case waits for, and what came meanwhile and was not asked for yet. A publication may come at any time, so it
 * is put aside until somebody asks; anything else that is not due ends the case.
 */
final class Inbox {
  private static final int PACKETS_MAX = 10_000;
  private static final int STRAYS_MAX = 100;

  private final Bench bench;
  private final String name;
  private final CaseConnection connection;

  // lives as long as the connection
  private final List<Publish> publications = new ArrayList<>();
  // lives as long as the client
  private final Set<PacketType> overlooked = EnumSet.noneOf(PacketType.class);

  /** @param name the client's, for those who read why a case ended */
  Inbox(Bench bench, String name, CaseConnection connection) {
    this.bench = bench;
    this.name = name;
    this.connection = connection;
  }

  // ---- waiting

  /** The next packet of this type; if none comes within the patience the case ends INCONCLUSIVE. */
  <P extends Packet> P await(Class<P> type, Predicate<? super P> test, Duration patience) {
    P found = awaitOrNull(type, test, patience);
    if (found == null) {
      throw bench.notPlayedAlong("no " + type.getSimpleName() + " came to " + name + " within "
          + patience.toMillis() + " ms");
    }
    return found;
  }

  /** The next packet of this type, or null if none comes within the patience. */
  <P extends Packet> @Nullable P awaitOrNull(Class<P> type, Duration patience) {
    return awaitOrNull(type, any -> true, patience);
  }

  <P extends Packet> @Nullable P awaitOrNull(
      Class<P> type, Predicate<? super P> test, Duration patience) {
    long deadlineMicros = bench.elapsedMicros() + patience.toNanos() / 1_000;
    while (true) {
      long leftMicros = deadlineMicros - bench.elapsedMicros();
      Arrival arrival = connection.next(Duration.ofNanos(Math.max(0, leftMicros) * 1_000));
      if (arrival instanceof Arrival.Silence) {
        return null;
      }
      if (arrival instanceof Arrival.Closed) {
        throw bench.notPlayedAlong("the broker closed the connection of " + name + " where "
            + type.getSimpleName() + " was due");
      }
      if (arrival instanceof Arrival.Broken broken) {
        takeViolation(broken);
      }
      if (arrival instanceof Arrival.Received received) {
        if (type.isInstance(received.packet()) && test.test(type.cast(received.packet()))) {
          return type.cast(received.packet());
        }
        putAside(received.packet(), type);
      }
      if (leftMicros <= 0) {
        return null;
      }
    }
  }

  /**
   * The next packet of this type within the patience for each packet, or empty if the broker ends the connection instead; if it
   * does neither the case ends INCONCLUSIVE.
   *
   * @param called what is awaited, for those who read why the case ended
   */
  <P extends Packet> Optional<P> awaitUnlessEnded(
      Class<P> type, Predicate<? super P> test, String called) {
    for (int i = 0; i < PACKETS_MAX; i++) {
      Arrival arrival = connection.next(bench.patience());
      if (arrival instanceof Arrival.Closed) {
        return Optional.empty();
      }
      if (arrival instanceof Arrival.Broken broken) {
        takeViolation(broken);
      }
      if (!(arrival instanceof Arrival.Received received)) {
        break;
      }
      if (type.isInstance(received.packet()) && test.test(type.cast(received.packet()))) {
        return Optional.of(type.cast(received.packet()));
      }
      if (received.packet() instanceof Disconnect) {
        return Optional.empty();
      }
      putAside(received.packet(), type);
    }
    throw bench.notPlayedAlong("neither " + called + " nor a close came to " + name);
  }

  /** PINGRESP, or that the broker closes; publications on the way are put aside, anything else is passed over. */
  void awaitPingRespOrClose() {
    for (int i = 0; i < STRAYS_MAX; i++) {
      Arrival arrival = connection.next(bench.patience());
      if (arrival instanceof Arrival.Silence) {
        throw Ended.setUp(name + " got neither a PINGRESP nor a close");
      }
      boolean pong =
          arrival instanceof Arrival.Received received && received.packet() instanceof PingResp;
      if (pong || arrival instanceof Arrival.Closed) {
        return;
      }
      if (arrival instanceof Arrival.Received received
          && received.packet() instanceof Publish publish) {
        publications.add(publish);
      }
    }
    throw Ended.setUp(
        "more than " + STRAYS_MAX + " packets came to " + name + ", no PINGRESP among them");
  }

  /** Takes down that the broker sent bytes that break the standard, which ends the case. */
  private void takeViolation(Arrival.Broken broken) {
    bench.takeViolation(broken.violation(), Judge.broken(broken, "bytes that break the standard"));
  }

  // ---- publications

  /** The publication that came first and was not asked for yet, or the next one; if none comes the case ends INCONCLUSIVE. */
  Publish publication(Duration patience) {
    return publications.isEmpty()
        ? await(Publish.class, any -> true, patience)
        : publications.remove(0);
  }

  /** As {@link #publication}, but null if none comes. */
  @Nullable
  Publish publicationOrNull(Duration patience) {
    return publications.isEmpty() ? awaitOrNull(Publish.class, patience) : publications.remove(0);
  }

  /** All publications that came and were not asked for yet. */
  List<Publish> takeAll() {
    List<Publish> taken = List.copyOf(publications);
    publications.clear();
    return taken;
  }

  /** Those that were not asked for yet, for a judge that adds to them. */
  List<Publish> publications() {
    return publications;
  }

  // ---- what is not due

  /** Keeps a publication for later; passes over what has to be passed over; any other packet ends the case. */
  private void putAside(Packet packet, Class<? extends Packet> awaited) {
    if (packet instanceof Publish publish) {
      publications.add(publish);
      return;
    }
    if (packet instanceof PubRel again && connection.hasCompleted(again.packetId())) {
      // a broker may have sent it twice before it had our PUBCOMP: it gets another one
      connection.send(new PubComp(again.packetId()));
      return;
    }
    if (overlooked.contains(packet.type())) {
      return;
    }
    throw Ended.setUp(PacketWords.of(packet, connection.version()) + " came to " + name + " where "
        + awaited.getSimpleName() + " was due");
  }

  /** From now on packets of this type are passed over where others are due. */
  void overlook(PacketType type) {
    overlooked.add(type);
  }

  /** The connection is another one: what came on the old one is gone. */
  void clear() {
    publications.clear();
  }
}
