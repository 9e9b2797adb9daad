/**
 * The packets of MQTT 3.1.1 and 5.0 as values, and the types of their fields.
 *
 * <p>Start with {@link dev.assay.codec.packet.Packet}. A value that exists is one that the standard allows: wrong bytes come
 * only from {@link dev.assay.codec.Deviation}. Nothing here knows buffers, sockets, clocks or threads.
 */
@NullMarked
package dev.assay.codec.packet;

import org.jspecify.annotations.NullMarked;
