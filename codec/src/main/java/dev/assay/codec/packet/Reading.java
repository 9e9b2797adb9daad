package dev.assay.codec.packet;

/**
 * What a reader made of the bytes at hand. It is the {@link Packet} or the {@link Violation} itself and nothing around it:
 * {@code if (reading instanceof Packet packet)}.
 */
public sealed interface Reading permits Packet, Violation, Reading.Incomplete {

  /** The bytes so far could be the beginning of a packet. */
  record Incomplete() implements Reading {}
}
