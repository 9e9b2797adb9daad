/**
 * The broker's vocabulary: what it is told ({@link dev.assay.broker.core.Input}), what it does ({@link
 * dev.assay.broker.core.Effect}, through an {@link dev.assay.broker.core.Outbox}) and why ({@link
 * dev.assay.broker.core.Decision}, through a {@link dev.assay.broker.core.Witness}).
 *
 * <p>Start with {@link dev.assay.broker.core.BrokerCore}, then read {@link dev.assay.broker.core.Law}: every rule speaks through
 * it. Nothing here knows sockets, buffers, clocks, threads, randomness or logs, so a run can be replayed exactly.
 */
@NullMarked
package dev.assay.broker.core;

import org.jspecify.annotations.NullMarked;
