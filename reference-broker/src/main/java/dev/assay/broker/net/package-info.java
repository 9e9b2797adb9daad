/**
 * The shell around the pure core: sockets, a clock and one event loop that owns the core.
 *
 * <p>Start with {@link dev.assay.broker.net.Shell}. It turns bytes into inputs and effects into bytes, and decides nothing that
 * the standard has a word on.
 */
@NullMarked
package dev.assay.broker.net;

import org.jspecify.annotations.NullMarked;
