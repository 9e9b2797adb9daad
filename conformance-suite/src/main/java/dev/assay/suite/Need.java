package dev.assay.suite;

/**
 * What a target has to offer for a case. Where it declares that it does not, the case is UNSUPPORTED; where it is a matter of
 * this run's settings, NOT_EXERCISED.
 */
public enum Need {
  /** QoS 1 (Maximum QoS). */
  QOS_1,
  /** QoS 2 (Maximum QoS). */
  QOS_2,
  /** Retained messages (Retain Available). */
  RETAIN,
  /** Topic Filters with wildcards (Wildcard Subscription Available). */
  WILDCARDS,
  /** Subscription Identifiers (Subscription Identifier Available). */
  SUBSCRIPTION_IDENTIFIERS,
  /** Shared Subscriptions (Shared Subscription Available). */
  SHARED_SUBSCRIPTIONS,
  /** Topic Aliases from the client (Topic Alias Maximum above 0). */
  TOPIC_ALIASES,
  /** An empty Client Identifier is accepted; found out by the probe. */
  EMPTY_CLIENT_ID,
  /** The target is reached over a WebSocket. */
  WEB_SOCKET,
  /** A topic on which the run's user may not publish; a setup file names it. */
  DENIED_PUBLISH,
  /** A topic to which the run's user may not subscribe; a setup file names it. */
  DENIED_SUBSCRIBE,
  /** Nobody else uses the target: bare wildcards, topics outside the case's own prefix. */
  EXCLUSIVE
}
