package dev.assay.cli.targets;

import dev.assay.spec.Durability;
import java.util.List;

/**
 * What a broker's documentation says that outlasts the end of its process, as its description configures it.
 *
 * @param level what it outlasts
 * @param source where the documentation says so
 * @param of the kinds of memory that are meant, by their keys; empty for all
 */
public record DurabilityClaim(Durability level, String source, List<String> of) {}
