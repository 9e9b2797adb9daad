/** Packets to bytes: every implementation writes the same packet into the same kind of reused direct buffer. */
@NullMarked
package dev.assay.bench.encode;

import org.jspecify.annotations.NullMarked;
