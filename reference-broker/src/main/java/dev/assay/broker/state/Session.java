package dev.assay.broker.state;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Subject;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What lasts between broker and client beyond a connection (4.1, both versions). Every field lives as long as the session.
 *
 * <p>Whatever has to outlast the process changes through a method, which tells the {@link Journal}; the collections are to be
 * looked at.
 */
public final class Session implements Subject {

  /** What {@link #awaySinceMillis()} says of a client that is connected. */
  public static final long PRESENT = -1;

  /**
   * How many deliveries may be in flight. That is less than there are packet identifiers: of 65,535 that all are in use, a client could
   * acknowledge one at a time and have it searched for among all others. So each is found within twelve on the average.
   */
  static final int IN_FLIGHT_MAX = 60_000;

  private final String clientId;
  // as whom its client came in last
  private @Nullable String owner;
  private Journal journal = Journal.NONE;
  private Tally tally = new Tally();
  private MqttVersion version;
  private @Nullable Connection connection;
  private long awaySinceMillis = PRESENT;
  private long expirySeconds;

  private @Nullable Will will;
  // runs while the will waits for its delay, with the client away
  private @Nullable Timer willTimer;
  // runs while the client is away
  private @Nullable Timer expiryTimer;

  private final Map<TopicFilter, SessionSubscription> subscriptions = new LinkedHashMap<>();

  // from the client: QoS 2, by packet identifier, until its PUBREL
  private final Map<Integer, AwaitingPubRel> awaitingPubRel = new LinkedHashMap<>();

  // to the client, in the order in which the last packet about each was sent, PUBLISH or PUBREL
  private final Map<Integer, InFlight> inFlight = new LinkedHashMap<>();
  // mostly empty, and an empty one of the usual size takes 88 bytes
  private final Deque<Delivery> waiting = new ArrayDeque<>(0);
  private int lastPacketId = PacketId.NONE;
  // when those that wait may be looked through again for expired ones
  private long lookForExpiredFromMillis;
  // lasts as long as dropWaiting
  private boolean isLookedThrough;

  public Session(String clientId, MqttVersion version) {
    this.clientId = clientId;
    this.version = version;
  }

  /** As whom its client came in last, or null if it was nameless. */
  public @Nullable String owner() {
    return owner;
  }

  public void belongTo(@Nullable String userName) {
    tally.addNameBytes(-nameBytes());
    owner = userName;
    tally.addNameBytes(nameBytes());
    journal.changed(this);
  }

  /** How many bytes its Client Identifier and the name of its owner have, two for each character. */
  public long nameBytes() {
    return nameBytes(clientId, owner);
  }

  /** The same of a session that there might be. */
  public static long nameBytes(String clientId, @Nullable String owner) {
    return 2L * (clientId.length() + (owner == null ? 0 : owner.length()));
  }

  /** From now on what this session has is counted there, and here no longer. */
  void countIn(Tally other) {
    count(-1);
    tally = other;
    count(1);
  }

  private void count(int sign) {
    tally.addPresent(connection == null ? 0 : sign);
    tally.addNameBytes(sign * nameBytes());
    tally.addWillBytes(sign * willBytes());
    for (AwaitingPubRel awaiting : awaitingPubRel.values()) {
      tally.addUnreleasedBytes(sign * awaiting.keptBytes());
    }
    for (SessionSubscription subscription : subscriptions.values()) {
      if (sign > 0) {
        tally.addSubscription(subscription);
      } else {
        tally.removeSubscription(subscription);
      }
      tally.addSharedSubscriptions(sign * sharedIn(subscription));
    }
    for (InFlight begun : inFlight.values()) {
      if (sign > 0) {
        tally.addInFlight(begun.delivery());
      } else {
        tally.removeInFlight(begun.delivery());
      }
    }
    for (Delivery delivery : waiting) {
      if (sign > 0) {
        tally.addWaiting(delivery);
      } else {
        tally.removeWaiting(delivery);
      }
    }
  }

  /** From now on the journal is told what changes. */
  void keepIn(Journal kept) {
    journal = kept;
  }

  /** Ties the session to the connection over which its client is back. */
  public void attach(Connection to) {
    tally.addPresent(connection == null ? 1 : 0);
    connection = to;
    awaySinceMillis = PRESENT;
    version = to.version();
    journal.changed(this);
  }

  /** The client is away. */
  public void detach(long nowMillis) {
    tally.addPresent(connection == null ? 0 : -1);
    connection = null;
    awaySinceMillis = nowMillis;
    journal.changed(this);
  }

  /** When the connection of the client ended, or {@link #PRESENT}. */
  public long awaySinceMillis() {
    return awaySinceMillis;
  }

  /** The connection of its client, or null while that is away. */
  public @Nullable Connection link() {
    return connection;
  }

  @Override
  public long connection() {
    return connection == null ? AWAY : connection.connection();
  }

  @Override
  public String name() {
    return clientId;
  }

  @Override
  public MqttVersion version() {
    return version;
  }

  /** How long the session outlasts its connection. */
  public long expirySeconds() {
    return expirySeconds;
  }

  public void expireAfterSeconds(long seconds) {
    expirySeconds = seconds;
    journal.changed(this);
  }

  public boolean endsWithItsConnection() {
    return expirySeconds == 0;
  }

  public boolean neverExpires() {
    return expirySeconds == BrokerConfig.NEVER_SECONDS;
  }

  public @Nullable Will will() {
    return will;
  }

  /** How many bytes the will has, 0 without one. */
  public long willBytes() {
    return will == null ? 0 : will.sizeBytes();
  }

  /** Replaces the will, or with null removes it. */
  public void setWill(@Nullable Will replacement) {
    tally.addWillBytes(-willBytes());
    will = replacement;
    tally.addWillBytes(willBytes());
    journal.changed(this);
  }

  public void setWillTimer(@Nullable Timer timer) {
    if (willTimer != null) {
      willTimer.cancel();
    }
    willTimer = timer;
  }

  public void setExpiryTimer(@Nullable Timer timer) {
    if (expiryTimer != null) {
      expiryTimer.cancel();
    }
    expiryTimer = timer;
  }

  /** By Topic Filter, in the order of their first subscription; the {@link SubscriptionTree} has them too. */
  public Map<TopicFilter, SessionSubscription> subscriptions() {
    return Collections.unmodifiableMap(subscriptions);
  }

  void subscribe(SessionSubscription subscription) {
    SessionSubscription before = subscriptions.put(subscription.filter(), subscription);
    if (before == null) {
      tally.addSubscription(subscription);
    }
    tally.addSharedSubscriptions(sharedIn(subscription) - sharedIn(before));
    journal.subscribed(this, subscription);
  }

  void unsubscribe(TopicFilter filter) {
    SessionSubscription before = subscriptions.remove(filter);
    if (before != null) {
      tally.removeSubscription(before);
      tally.addSharedSubscriptions(-sharedIn(before));
      journal.unsubscribed(this, filter);
    }
  }

  private static int sharedIn(@Nullable SessionSubscription subscription) {
    return subscription != null && subscription.isShared() ? 1 : 0;
  }

  /** Messages of QoS 2 from this client whose PUBREL is still to come, by packet identifier. */
  public Map<Integer, AwaitingPubRel> awaitingPubRel() {
    return Collections.unmodifiableMap(awaitingPubRel);
  }

  /** Takes the packet identifier of a message of QoS 2 from this client until its PUBREL. */
  public void awaitPubRel(int packetId, AwaitingPubRel awaiting) {
    AwaitingPubRel before = awaitingPubRel.put(packetId, awaiting);
    tally.addUnreleasedBytes(awaiting.keptBytes() - (before == null ? 0 : before.keptBytes()));
    journal.awaitsPubRel(this, packetId, awaiting);
  }

  /** PUBREL came: what awaited it, or null if nothing did. */
  public @Nullable AwaitingPubRel release(int packetId) {
    AwaitingPubRel awaited = awaitingPubRel.remove(packetId);
    if (awaited != null) {
      tally.addUnreleasedBytes(-awaited.keptBytes());
      journal.pubRelCame(this, packetId, awaited);
    }
    return awaited;
  }

  /**
   * Sent to this client and not completely acknowledged. What awaits PUBACK or PUBREC is in the order of its first PUBLISH, what awaits PUBCOMP in
   * the order of its PUBREC: so each is sent again [3.1.1 MQTT-4.6.0-6].
   */
  public Collection<InFlight> inFlight() {
    return Collections.unmodifiableCollection(inFlight.values());
  }

  /** What is in flight under this packet identifier, or null if nothing is. */
  public @Nullable InFlight inFlight(int packetId) {
    return inFlight.get(packetId);
  }

  /** Not yet sent to this client, in their order. */
  public Collection<Delivery> waiting() {
    return Collections.unmodifiableCollection(waiting);
  }

  /** How many deliveries wait. */
  public int waitingCount() {
    return waiting.size();
  }

  /** Lets a delivery wait, behind all others. */
  public void queue(Delivery delivery) {
    waiting.add(delivery);
    tally.addWaiting(delivery);
    if (delivery.qos() != Qos.AT_MOST_ONCE) {
      journal.queued(this, delivery);
    }
  }

  /** The delivery that waits longest, or null if none does. */
  public @Nullable Delivery firstWaiting() {
    return waiting.peek();
  }

  /** Takes away the deliveries of QoS 0 that wait. */
  public List<Delivery> takeWaitingQosZero() {
    List<Delivery> taken = new ArrayList<>();
    waiting.removeIf(delivery -> delivery.qos() == Qos.AT_MOST_ONCE && taken.add(delivery));
    taken.forEach(tally::removeWaiting);
    return taken;
  }

  /** Gives up the delivery that waits longest. */
  public void dropFirstWaiting() {
    Delivery dropped = waiting.remove();
    tally.removeWaiting(dropped);
    if (dropped.qos() != Qos.AT_MOST_ONCE) {
      journal.dropped(this, dropped);
    }
  }

  /** Whether those that wait may be looked through for expired ones, which is then done at {@code nowMillis} and not again for this long. */
  public boolean mayLookForExpired(long nowMillis, long everyMillis) {
    if (nowMillis < lookForExpiredFromMillis) {
      return false;
    }
    lookForExpiredFromMillis = nowMillis + everyMillis;
    return true;
  }

  /**
   * Gives up the deliveries that wait and that {@code given} picks. It may have others of them wait for other sessions; what looks through this
   * one again because of that picks nothing.
   */
  public void dropWaiting(Predicate<Delivery> given) {
    if (isLookedThrough) {
      return;
    }
    isLookedThrough = true;
    for (Iterator<Delivery> all = waiting.iterator(); all.hasNext(); ) {
      Delivery delivery = all.next();
      if (given.test(delivery)) {
        all.remove();
        tally.removeWaiting(delivery);
        if (delivery.qos() != Qos.AT_MOST_ONCE) {
          journal.dropped(this, delivery);
        }
      }
    }
    isLookedThrough = false;
  }

  /** Whether another delivery of QoS 1 or 2 finds a packet identifier, and finds it soon. */
  public boolean hasFreePacketId() {
    return inFlight.size() < IN_FLIGHT_MAX;
  }

  /** Puts the delivery that waits longest, of QoS 1 or 2, in flight under the next packet identifier that is free. */
  public InFlight beginFirstWaiting() {
    if (!hasFreePacketId()) {
      throw new IllegalStateException("all packet identifiers to " + clientId + " are in use");
    }
    do {
      lastPacketId = lastPacketId == PacketId.MAX ? PacketId.MIN : lastPacketId + 1;
    } while (inFlight.containsKey(lastPacketId));
    Delivery first = waiting.remove();
    tally.removeWaiting(first);
    InFlight begun = new InFlight(lastPacketId, first, connection());
    inFlight.put(lastPacketId, begun);
    tally.addInFlight(first);
    journal.inFlight(this, begun);
    return begun;
  }

  /** Puts back what was in flight when an earlier process of the broker ended, in the order of {@link #inFlight()}. */
  public void restoreInFlight(int packetId, Delivery delivery, boolean released) {
    InFlight begun = new InFlight(packetId, delivery, AWAY);
    if (released) {
      begun.release();
    }
    inFlight.put(packetId, begun);
    tally.addInFlight(delivery);
  }

  /** PUBREC came: PUBREL goes out, and PUBCOMP is awaited, behind all that were released before. A repeated PUBREC changes nothing. */
  public void release(InFlight begun) {
    if (begun.released()) {
      return;
    }
    begun.release();
    inFlight.remove(begun.packetId());
    inFlight.put(begun.packetId(), begun);
    journal.released(this, begun);
  }

  /** What was in flight is done with. */
  public void complete(InFlight begun) {
    if (inFlight.remove(begun.packetId()) != null) {
      tally.removeInFlight(begun.delivery());
    }
    journal.completed(this, begun);
  }
}
