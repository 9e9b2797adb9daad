/**
 * One MQTT client that does exactly what it is told, also what a client must not do, and writes down what crossed the wire.
 *
 * <p>Start with {@link dev.assay.client.WireClient}, then {@link dev.assay.client.Arrival} and {@link
 * dev.assay.client.Transcript}. Connections come about over a {@link dev.assay.client.Network}: sockets, or what a test puts in their place.
 * {@link dev.assay.client.FlowHistory} compares what a publisher and a subscriber saw. {@link dev.assay.client.FaultProxy} makes any broker
 * a wrong one, by what it does to packets on their way. Nothing here judges, answers a packet by itself or knows a broker from the inside.
 */
@NullMarked
package dev.assay.client;

import org.jspecify.annotations.NullMarked;
