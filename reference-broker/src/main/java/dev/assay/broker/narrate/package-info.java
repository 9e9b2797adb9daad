/**
 * Tells people what the broker did and why.
 *
 * <p>Start with {@link dev.assay.broker.narrate.Narrator}. Everything here is a function of recorded steps.
 */
@NullMarked
package dev.assay.broker.narrate;

import org.jspecify.annotations.NullMarked;
