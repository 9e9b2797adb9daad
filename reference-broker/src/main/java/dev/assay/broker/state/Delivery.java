package dev.assay.broker.state;

import dev.assay.codec.packet.Qos;

/**
 * A message on its way to one client.
 *
 * @param qos the promise to this client: that of the publication or of its subscription, whichever is lower
 * @param retain the RETAIN flag that this client gets to see
 */
public record Delivery(Message message, Qos qos, boolean retain) {}
