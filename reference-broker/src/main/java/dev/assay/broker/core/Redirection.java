package dev.assay.broker.core;

import org.jspecify.annotations.Nullable;

/**
 * Where clients are sent instead of being served (4.11 of 5.0).
 *
 * @param isPermanent whether the server has moved, 0x9D, or another one is to be used for now, 0x9C
 * @param serverReference one or more servers with a space between, or null to name none
 */
public record Redirection(boolean isPermanent, @Nullable String serverReference) {}
