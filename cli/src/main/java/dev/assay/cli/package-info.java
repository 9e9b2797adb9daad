/**
 * The command {@code assay}: reads what the user asks for, wires the other modules together, and says in one exit code and
 * one summary what came of it.
 *
 * <p>Start with {@link dev.assay.cli.Main}, then the commands, one class each. Rules of MQTT do not belong here, and neither
 * does the layout of files: this package knows who to ask.
 */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
