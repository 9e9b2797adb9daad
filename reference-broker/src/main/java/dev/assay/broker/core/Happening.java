package dev.assay.broker.core;

/** What a {@link Step} consists of: reasons and deeds, in the order in which they came. */
public sealed interface Happening permits Effect, Decision {}
