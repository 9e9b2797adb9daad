/**
 * Holds the command and the architecture to what is written about them. Classes named {@code *IT} run the packaged jar as a
 * process, as a user does; the others run in the test's own JVM.
 */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
