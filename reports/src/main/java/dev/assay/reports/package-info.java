/**
 * Run directories: writing them while a run goes on, reading them back, and rendering what people and pipelines look at.
 *
 * <p>Start with {@link dev.assay.reports.RunWriter}, which takes results as they come, then {@link
 * dev.assay.reports.RunReader} and {@link dev.assay.reports.RunRenderer}, through which fresh and old runs go alike. This
 * package runs nothing and knows no packets: bytes arrive as hex with their fields already named. Whatever a broker sent is
 * hostile here: {@link dev.assay.reports.TerminalText} makes it harmless to look at, each format escapes it on top.
 */
@NullMarked
package dev.assay.reports;

import org.jspecify.annotations.NullMarked;
