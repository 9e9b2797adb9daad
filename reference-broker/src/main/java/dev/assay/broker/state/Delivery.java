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
    @Nullable TopicFilter share) {}
