/**
 * Clients that others wrote get along with the broker: mosquitto_pub and mosquitto_sub, Paho and HiveMQ's client for Java, MQTT.js in
 * Node.js and in a browser. Read {@link dev.assay.broker.interop.OtherClient} first.
 *
 * <p>A failure here is suspected to be ours until the clause and the bytes say otherwise.
 */
@NullMarked
package dev.assay.broker.interop;

import org.jspecify.annotations.NullMarked;
