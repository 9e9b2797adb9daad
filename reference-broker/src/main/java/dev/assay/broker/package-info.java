/**
 * A broker on a port of this machine, ready to be started and stopped.
 *
 * <p>Start with {@link dev.assay.broker.ReferenceBroker}. How it decides is in {@code dev.assay.broker.rules}, how it talks to
 * the network in {@code dev.assay.broker.net}; this package only puts them together.
 */
@NullMarked
package dev.assay.broker;

import org.jspecify.annotations.NullMarked;
