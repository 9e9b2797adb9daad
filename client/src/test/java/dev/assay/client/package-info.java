/** What the client promises, held against a stub server whose every byte a test decides. */
@NullMarked
package dev.assay.client;

import org.jspecify.annotations.NullMarked;
