/**
 * The cases, by subject. How a case reads is said in {@link dev.assay.suite}; nothing here knows anything but its public types,
 * the codec and the statements.
 */
@NullMarked
package dev.assay.suite.cases;

import org.jspecify.annotations.NullMarked;
