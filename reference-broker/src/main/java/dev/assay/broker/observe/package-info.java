/**
 * What the broker counts, and the two ways to look at it: {@link dev.assay.broker.observe.PrometheusText} for a monitoring system, {@link
 * dev.assay.broker.observe.SystemTopics} for MQTT clients.
 *
 * <p>Start with {@link dev.assay.broker.observe.Figures}. Whoever owns the core owns the figures: one thread, no locks. Nothing here
 * knows sockets or clocks.
 */
@NullMarked
package dev.assay.broker.observe;

import org.jspecify.annotations.NullMarked;
