package dev.assay.spec;

import org.jspecify.annotations.Nullable;

/**
 * A field of a packet in a transcript.
 *
 * @param name as the standard calls it, such as {@code Packet Identifier}
 * @param offset of the first byte from the start of the packet
 * @param length in bytes
 * @param value the decoded value, secrets masked
 * @param statement the statement that this field breaks, if it breaks one
 */
public record TranscriptField(
    String name,
    int offset,
    int length,
    String value,
    @Nullable Statement statement) {}
