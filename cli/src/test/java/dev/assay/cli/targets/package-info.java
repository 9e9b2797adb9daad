/** Descriptions of real brokers, and the life of their processes. */
@NullMarked
package dev.assay.cli.targets;

import org.jspecify.annotations.NullMarked;
