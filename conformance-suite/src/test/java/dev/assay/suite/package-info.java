/** Tests of the judge, the probe and the runner; and of every case against the reference broker and its deviants. */
@NullMarked
package dev.assay.suite;

import org.jspecify.annotations.NullMarked;
