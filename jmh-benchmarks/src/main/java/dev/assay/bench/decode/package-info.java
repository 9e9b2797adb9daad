/** Bytes to packets: every implementation reads the same packet from the same direct buffer. */
@NullMarked
package dev.assay.bench.decode;

import org.jspecify.annotations.NullMarked;
