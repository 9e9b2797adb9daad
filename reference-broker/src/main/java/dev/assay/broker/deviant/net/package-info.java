/**
 * Runs deviants behind sockets. {@link dev.assay.broker.deviant.net.DeviantShell} makes a shell's options of a deviant; faults of
 * the transport, which the core never sees, are carried out here, between the frames and the broker.
 *
 * <p>Used by the command line and by tests alone.
 */
@NullMarked
package dev.assay.broker.deviant.net;

import org.jspecify.annotations.NullMarked;
