/**
 * How much a broker holds, and what of. Nothing of it belongs to the build; {@code docs/benchmarks.md} says how it is run and what came
 * out.
 */
@NullMarked
package dev.assay.broker.scale;

import org.jspecify.annotations.NullMarked;
