/**
 * Topic Names to subscribers: every implementation holds the same filters and finds the same subscribers. Read first: {@link
 * dev.assay.bench.match.ColdTopics}, then {@link dev.assay.bench.match.Subscribed}, what all of them share, and {@link
 * dev.assay.bench.match.Building}, where filters and topics come from.
 */
@NullMarked
package dev.assay.bench.match;

import org.jspecify.annotations.NullMarked;
