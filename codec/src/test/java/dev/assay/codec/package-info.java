/**
 * Tests of the codec, and {@link dev.assay.codec.GoldenPackets}, the one table of right and wrong packets that other modules'
 * tests use too.
 */
@NullMarked
package dev.assay.codec;

import org.jspecify.annotations.NullMarked;
