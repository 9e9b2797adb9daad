/** Password files, hashes against published test vectors, and topic rules against the plain definition of matching. */
@NullMarked
package dev.assay.broker.access;

import org.jspecify.annotations.NullMarked;
