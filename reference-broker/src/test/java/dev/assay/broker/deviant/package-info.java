/** Each deviant goes wrong, and only where it says so. */
@NullMarked
package dev.assay.broker.deviant;

import org.jspecify.annotations.NullMarked;
