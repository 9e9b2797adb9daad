@NullMarked
package dev.assay.codec.corpus;

import org.jspecify.annotations.NullMarked;
