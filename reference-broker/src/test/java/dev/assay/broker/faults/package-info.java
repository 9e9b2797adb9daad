/** What peers and networks do to a broker, over real sockets of the loopback address: it survives, and nothing of them stays behind. */
@NullMarked
package dev.assay.broker.faults;

import org.jspecify.annotations.NullMarked;
