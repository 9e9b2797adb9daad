/**
 * Real brokers on this machine: described by a file each, installed, started on free loopback ports, stopped without a trace.
 *
 * <p>Start with {@link dev.assay.cli.targets.Targets}, which knows the descriptions, and {@link
 * dev.assay.cli.targets.RunningTarget}. What a description may say is in {@code ci/targets/README.md}. This package knows
 * processes and files; it judges nothing.
 */
@NullMarked
package dev.assay.cli.targets;

import org.jspecify.annotations.NullMarked;
