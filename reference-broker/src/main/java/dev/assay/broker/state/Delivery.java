package dev.assay.broker.state;

import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to one client.
 *
 * @param qos the promise to this client: that of the publication or of its subscription, whichever is lower
 * @param retain the RETAIN flag that this client gets to see
 * @param identifiers the Subscription Identifiers of the subscriptions that it comes from, equal ones repeated
 * @param share the Shared Subscription that it comes from, or null
 */
public record Delivery(
    Message message,
    Qos qos,
    boolean retain,
    List<Integer> identifiers,
    @Nullable TopicFilter share) {

  /**
   * What a delivery takes beside its message, whether it waits or is in flight: about so much have this object, its packet identifier
   * and its place among the others. Without it, empty messages that nobody acknowledges would take no room at all.
   */
  public static final int OVERHEAD_BYTES = 150;

  /** A Subscription Identifier in {@link #identifiers()}: the number and its place. Of a message that all subscriptions of a client match there may be a million. */
  public static final int IDENTIFIER_BYTES = 20;

  /** What it takes beside its message. */
  long overheadBytes() {
    return OVERHEAD_BYTES + (long) IDENTIFIER_BYTES * identifiers.size();
  }

  /** What it takes with its message, which is counted in full though others may share it. */
  public long keptBytes() {
    return message.sizeBytes() + overheadBytes();
  }
}
