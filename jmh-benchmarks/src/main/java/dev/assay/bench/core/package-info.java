/**
 * What the broker's core costs without a network. Read first: {@link dev.assay.bench.core.Deliveries}, then {@link
 * dev.assay.bench.core.Clients}, who publish, subscribe and acknowledge.
 */
@NullMarked
package dev.assay.bench.core;

import org.jspecify.annotations.NullMarked;
