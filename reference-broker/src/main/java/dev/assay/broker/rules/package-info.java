/**
 * How the broker answers, one class for each subject, each branch with the statement that it obeys.
 *
 * <p>Start with {@link dev.assay.broker.rules.MqttBroker}, which says who handles what. Rules decide through {@link
 * dev.assay.broker.core.Law}, remember in {@code dev.assay.broker.state} and act through {@link dev.assay.broker.core.Outbox};
 * they know no sockets, buffers, clocks, threads, randomness or logs.
 */
@NullMarked
package dev.assay.broker.rules;

import org.jspecify.annotations.NullMarked;
