package dev.assay.broker.state;

import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The broker's memory to look at, not to touch. */
public interface BrokerView {

  /** Milliseconds since the shell's origin. */
  long nowMillis();

  /** How many connections are open, whether a CONNECT came or not. */
  int connectionCount();

  /** How many clients are connected. */
  int clientCount();

  /** How many clients were connected at a time since the broker started, at the most. */
  int clientCountMax();

  /** How many sessions there are, of clients present or away. */
  int sessionCount();

  /** How many subscriptions all sessions have together, the shared ones included. */
  int subscriptionCount();

  /** How many of these are shared, each member counted. */
  int sharedSubscriptionCount();

  /** How many topics retain a message. */
  int retainedCount();

  /** How many messages of QoS 1 and 2 to all clients together are not completely acknowledged. */
  int inFlightCount();

  /** How many bytes these messages have, each counted for every client to which it is under way. */
  long inFlightBytes();

  /** How many deliveries wait for all clients together. */
  int waitingCount();

  /** How many bytes the messages of these deliveries have, each counted for every client for which it waits. */
  long waitingBytes();

  /** What happened since the broker started. */
  Counts counts();

  /** The numbers of the open connections, in the order of their opening. */
  List<Long> connections();

  /** What the connection speaks, or null before its CONNECT was accepted. */
  @Nullable
  MqttVersion versionOf(long connection);

  /** The Client Identifier of the connection, or null before its CONNECT was accepted. */
  @Nullable
  String clientOf(long connection);

  /** The connection of this client, or null if it is away. */
  @Nullable
  Long connectionOf(String clientId);

  /** Whether there is a session, of a client present or away. */
  boolean hasSession(String clientId);

  /** The Topic Filters that the client subscribes to, in the order of their first subscription. */
  List<TopicFilter> filtersOf(String clientId);

  /** The clients with a subscription that matches, present or away. */
  List<String> subscribersOf(TopicName topic);

  /** How many messages of QoS 1 and 2 to this client are not yet completely acknowledged. */
  int underWayTo(String clientId);

  /** What the topic retains as its publisher sent it, or null if it retains nothing. */
  @Nullable
  Publish retained(TopicName topic);
}
