/**
 * Brokers that are right in all but one point, on purpose.
 *
 * <p>Start with {@link dev.assay.broker.deviant.Deviant}. Used by the command line and by tests alone.
 */
@NullMarked
package dev.assay.broker.deviant;

import org.jspecify.annotations.NullMarked;
