/** What people get to read, character by character. */
@NullMarked
package dev.assay.broker.narrate;

import org.jspecify.annotations.NullMarked;
