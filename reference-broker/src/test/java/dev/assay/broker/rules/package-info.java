/**
 * The rules, tested without a network: inputs go in, and the steps that come out are looked at.
 *
 * <p>Start with {@link dev.assay.broker.rules.Stage}.
 */
@NullMarked
package dev.assay.broker.rules;

import org.jspecify.annotations.NullMarked;
