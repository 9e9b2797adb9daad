/** Whether the benchmarks do what they say, without timing them. */
@NullMarked
package dev.assay.bench;

import org.jspecify.annotations.NullMarked;
