/** Finding where packets begin and end in a stream that arrives in pieces; see {@link dev.assay.bench.frame.CutStream}. */
@NullMarked
package dev.assay.bench.frame;

import org.jspecify.annotations.NullMarked;
