/** How the histories of acknowledged and delivered messages are judged. */
@NullMarked
package dev.assay.suite.durability;

import org.jspecify.annotations.NullMarked;
