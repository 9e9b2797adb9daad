/**
 * What the standard demands, as enums, and the words in which a run answers.
 *
 * <p>Start with {@link dev.assay.spec.Statement}, then {@link dev.assay.spec.CaseResult}. This package knows nothing but
 * the JDK: no codec, no broker, no files.
 */
@NullMarked
package dev.assay.spec;

import org.jspecify.annotations.NullMarked;
