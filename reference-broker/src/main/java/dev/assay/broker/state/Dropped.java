package dev.assay.broker.state;

/** Why a message, or one client's copy of it, reaches nobody. */
public enum Dropped {

  /** Nobody subscribes to its topic. */
  NO_SUBSCRIBERS,

  /** Its client is away, and at QoS 0 it is not kept. */
  AWAY,

  /** As much waits for its client, or for all clients together, as may wait; or its publisher's PUBREL cannot be waited for. */
  QUEUE_FULL,

  /** Its Message Expiry Interval has passed. */
  EXPIRED,

  /** It is larger than its client takes. */
  TOO_LARGE,

  /** Its publisher may not publish it. */
  NOT_ALLOWED,

  /** It is to be retained, and as much is retained as may be. */
  NO_ROOM_TO_RETAIN
}
