package dev.assay.codec;

/**
 * Where a field stands in a packet.
 *
 * @param name as the standard calls it
 * @param offset of its first byte from the start of the packet
 * @param length in bytes
 * @param value decoded, for people to read
 * @param secret whether it holds a password or authentication data, so that whoever shows it must mask value and bytes
 */
public record FieldSpan(String name, int offset, int length, String value, boolean secret) {}
