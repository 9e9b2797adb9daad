/** Tests of the store: what is written is found again, whatever happens to the disk. */
@NullMarked
package dev.assay.broker.store;

import org.jspecify.annotations.NullMarked;
