package dev.assay.broker.state;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;

/**
 * Is told of every change to what has to outlast the broker's process, once it has been made and in the order of the changes:
 * a store writes them down. What belongs to a connection alone is not told, nor are messages of QoS 0 that wait for a client.
 *
 * <p>Sessions that end with their connection are told of like others; whoever keeps a journal may leave them out, but not their
 * wills.
 */
public interface Journal {

  /** Keeps nothing, for a broker that forgets with its process. */
  Journal NONE = new Journal() {};

  /** The client came or went, or the version, the Session Expiry Interval or the will of its session is another. */
  default void changed(Session session) {}

  /** The session is over, with everything in it. */
  default void ended(Session session) {}

  /** A new subscription, or one in place of the subscription with the same filter. */
  default void subscribed(Session session, SessionSubscription subscription) {}

  default void unsubscribed(Session session, TopicFilter filter) {}

  /** A message of QoS 2 came from the client: {@code packetId} is taken until its PUBREL. */
  default void awaitsPubRel(Session session, int packetId, AwaitingPubRel awaiting) {}

  /** PUBREL came for what awaited it. */
  default void pubRelCame(Session session, int packetId, AwaitingPubRel awaited) {}

  /** A delivery of QoS 1 or 2 waits for the client, behind all that were queued before. */
  default void queued(Session session, Delivery delivery) {}

  /** A delivery that waited is given up unsent. */
  default void dropped(Session session, Delivery delivery) {}

  /** A delivery that waited is in flight. */
  default void inFlight(Session session, InFlight begun) {}

  /** A delivery that was in flight is released, and stands behind all others that are in flight. */
  default void released(Session session, InFlight begun) {}

  /** A delivery that was in flight is done with. */
  default void completed(Session session, InFlight begun) {}

  /** The topic of {@code message} retains it in place of what it had. */
  default void retained(Message message) {}

  /** The topic retains nothing any more. */
  default void cleared(TopicName topic) {}
}
