package dev.assay.broker.state;

import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that the broker remembers. */
public final class BrokerState implements BrokerView {
  private final Map<Long, Connection> connections = new LinkedHashMap<>();
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final SubscriptionTree<Session, SessionSubscription> subscriptions =
      new SubscriptionTree<>();
  private final Timers timers = new Timers();
  private final Journal journal;
  private final RetainedMessages retained;
  private final Tally tally = new Tally();
  private final Counts counts = new Counts();
  private long assigned;

  /** Remembers nothing yet, and forgets everything with the process. */
  public BrokerState() {
    this(Journal.NONE);
  }

  /** Remembers nothing yet, and tells the journal what changes. */
  public BrokerState(Journal journal) {
    this.journal = journal;
    this.retained = new RetainedMessages(journal);
  }

  @Override
  public int connectionCount() {
    return connections.size();
  }

  @Override
  public int clientCount() {
    return tally.present();
  }

  @Override
  public int clientCountMax() {
    return tally.presentMax();
  }

  @Override
  public int sessionCount() {
    return sessions.size();
  }

  @Override
  public int subscriptionCount() {
    return tally.subscriptions();
  }

  /** About what all subscriptions take together, in bytes. */
  public long subscriptionBytes() {
    return tally.subscriptionBytes();
  }

  @Override
  public int sharedSubscriptionCount() {
    return tally.sharedSubscriptions();
  }

  @Override
  public int retainedCount() {
    return retained.count();
  }

  @Override
  public int inFlightCount() {
    return tally.inFlight();
  }

  @Override
  public long inFlightBytes() {
    return tally.inFlightBytes();
  }

  /** What awaits its PUBREL takes, in bytes, with the messages that are passed on then. */
  public long unreleasedBytes() {
    return tally.unreleasedBytes();
  }

  /** What the deliveries that wait or are in flight take beside their messages, in bytes. */
  public long overheadBytes() {
    return tally.overheadBytes();
  }

  /** What all takes together, in bytes, that is kept until it is done with: it waits, is under way, or awaits PUBREL. */
  public long keptBytes() {
    return waitingBytes() + inFlightBytes() + overheadBytes() + unreleasedBytes();
  }

  /** How many bytes the Client Identifiers of all sessions and the names of their owners have. */
  public long nameBytes() {
    return tally.nameBytes();
  }

  /** How many bytes the wills of all sessions have. */
  public long willBytes() {
    return tally.willBytes();
  }

  @Override
  public int waitingCount() {
    return tally.waiting();
  }

  @Override
  public long waitingBytes() {
    return tally.waitingBytes();
  }

  @Override
  public Counts counts() {
    return counts;
  }

  public Connection open(long number, String peer) {
    Connection connection = new Connection(number, peer, timers.nowMillis());
    connections.put(number, connection);
    counts.connectionOpened();
    return connection;
  }

  /** The connection with this number, or null if there is none, or no longer. */
  public @Nullable Connection connection(long number) {
    return connections.get(number);
  }

  public void forget(Connection connection) {
    connection.setTimer(null);
    connections.remove(connection.connection());
  }

  public @Nullable Session session(String clientId) {
    return sessions.get(clientId);
  }

  public Collection<Session> sessions() {
    return Collections.unmodifiableCollection(sessions.values());
  }

  public void add(Session session) {
    sessions.put(session.name(), session);
    session.keepIn(journal);
    session.countIn(tally);
    journal.changed(session);
  }

  /** Puts back a session as it was when an earlier process of the broker ended. */
  public void restore(Session session, List<SessionSubscription> subscribed) {
    sessions.put(session.name(), session);
    subscribed.forEach(subscription -> subscribe(session, subscription));
    session.keepIn(journal);
    session.countIn(tally);
  }

  /** Makes a subscription, in place of the session's subscription with the same filter if there is one. */
  public void subscribe(Session session, SessionSubscription subscription) {
    session.subscribe(subscription);
    if (subscription.isShared()) {
      subscriptions.putShared(session, subscription.filter(), subscription);
    } else {
      subscriptions.put(session, subscription.filter(), subscription);
    }
  }

  /** Ends the session's subscription with exactly this filter, if there is one. */
  public void unsubscribe(Session session, TopicFilter filter) {
    session.unsubscribe(filter);
    subscriptions.remove(session, filter);
  }

  /** Takes the session out, with its subscriptions and timers. */
  public void remove(Session session) {
    sessions.remove(session.name());
    journal.ended(session);
    session.keepIn(Journal.NONE);
    session.countIn(new Tally());
    session.subscriptions().keySet().forEach(filter -> subscriptions.remove(session, filter));
    session.setWillTimer(null);
    session.setExpiryTimer(null);
  }

  /** A Client Identifier that no session has: 1 to 23 letters and digits, counted up. */
  public String newClientId() {
    String candidate;
    do {
      candidate = "assigned" + ++assigned;
    } while (sessions.containsKey(candidate));
    return candidate;
  }

  public SubscriptionTree<Session, SessionSubscription> subscriptions() {
    return subscriptions;
  }

  public RetainedMessages retainedMessages() {
    return retained;
  }

  public Timers timers() {
    return timers;
  }

  @Override
  public long nowMillis() {
    return timers.nowMillis();
  }

  @Override
  public List<Long> connections() {
    return List.copyOf(connections.keySet());
  }

  @Override
  public @Nullable MqttVersion versionOf(long connection) {
    Connection found = connections.get(connection);
    return found == null || !found.isEstablished() ? null : found.version();
  }

  @Override
  public @Nullable String clientOf(long connection) {
    Connection found = connections.get(connection);
    return found == null || !found.isEstablished() ? null : found.name();
  }

  @Override
  public @Nullable Long connectionOf(String clientId) {
    Session session = sessions.get(clientId);
    return session == null || session.link() == null ? null : session.connection();
  }

  @Override
  public boolean hasSession(String clientId) {
    return sessions.containsKey(clientId);
  }

  @Override
  public List<TopicFilter> filtersOf(String clientId) {
    Session session = sessions.get(clientId);
    return session == null ? List.of() : List.copyOf(session.subscriptions().keySet());
  }

  @Override
  public List<String> subscribersOf(TopicName topic) {
    return subscriptions.matching(topic).ordinary().stream()
        .map(match -> match.subscriber().name())
        .distinct()
        .toList();
  }

  @Override
  public int underWayTo(String clientId) {
    Session session = sessions.get(clientId);
    return session == null ? 0 : session.inFlight().size();
  }

  @Override
  public @Nullable Publish retained(TopicName topic) {
    Message message = retained.get(topic);
    return message == null
        ? null
        : new Publish(
            false,
            message.qos(),
            true,
            topic,
            message.qos() == Qos.AT_MOST_ONCE ? PacketId.NONE : PacketId.MIN,
            message.properties(),
            message.payload());
  }
}
