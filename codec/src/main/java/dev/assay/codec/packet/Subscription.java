package dev.assay.codec.packet;

/**
 * A Topic Filter with its Subscription Options (3.8.3.1). In 3.1.1 only the QoS exists; {@link #of} leaves the others at the
 * values that mean what 3.1.1 does.
 */
public record Subscription(
    TopicFilter filter,
    Qos qos,
    boolean noLocal,
    boolean retainAsPublished,
    RetainHandling retainHandling) {

  public Subscription {
    if (noLocal && filter.isShared()) {
      throw new IllegalArgumentException("No Local must be 0 on a Shared Subscription");
    }
  }

  /** A subscription as 3.1.1 knows it. */
  public static Subscription of(TopicFilter filter, Qos qos) {
    return new Subscription(filter, qos, false, false, RetainHandling.SEND_ALWAYS);
  }
}
