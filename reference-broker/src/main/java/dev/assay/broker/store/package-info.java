/**
 * What the broker remembers, on disk: sessions, subscriptions, retained messages, wills and what is under way.
 *
 * <p>Start with {@link dev.assay.broker.store.BrokerStore}. It hears each change as a {@link dev.assay.broker.state.Journal},
 * writes changes in groups, and makes a {@link dev.assay.broker.state.BrokerState} of what it finds. It knows neither the rules
 * nor the network.
 */
@NullMarked
package dev.assay.broker.store;

import org.jspecify.annotations.NullMarked;
