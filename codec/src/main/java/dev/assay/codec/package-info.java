/**
 * Bytes to packets and back, for MQTT 3.1.1 and 5.0, strictly: what breaks a statement becomes a {@link
 * dev.assay.codec.packet.Violation} that names it.
 *
 * <p>Start with {@link dev.assay.codec.PacketReader} and {@link dev.assay.codec.PacketWriter}. No clocks, threads or sockets
 * here; Netty's buffers only, its channels in {@code dev.assay.codec.netty}.
 */
@NullMarked
package dev.assay.codec;

import org.jspecify.annotations.NullMarked;
