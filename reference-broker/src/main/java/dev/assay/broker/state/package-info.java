/**
 * What the broker remembers, and for how long: sessions, subscriptions, retained messages, timers.
 *
 * <p>Start with {@link dev.assay.broker.state.Session}. Nothing here decides anything: that is for {@code dev.assay.broker.rules}.
 */
@NullMarked
package dev.assay.broker.state;

import org.jspecify.annotations.NullMarked;
