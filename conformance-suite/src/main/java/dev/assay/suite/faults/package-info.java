/**
 * Proof that verdicts can fail with a broker of others: faults that are put between it and the cases.
 *
 * <p>Start with {@link dev.assay.suite.faults.WireFaults}, the list of them, then {@link dev.assay.suite.faults.FaultTrial}, which
 * plays the cases that have to notice one. Nothing here knows a broker.
 */
@NullMarked
package dev.assay.suite.faults;

import org.jspecify.annotations.NullMarked;
