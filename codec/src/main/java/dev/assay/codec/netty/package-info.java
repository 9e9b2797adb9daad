/**
 * The codec as handlers of a Netty pipeline: the only place in this module that knows channels, and the last one where
 * buffers are counted.
 *
 * <p>Start with {@link dev.assay.codec.netty.PacketDecoder}. Nothing here knows what a packet means.
 */
@NullMarked
package dev.assay.codec.netty;

import org.jspecify.annotations.NullMarked;
