package dev.assay.codec;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Violation;

/** What a {@link PacketReader} made of the bytes at hand. */
public sealed interface Reading {

  /** A whole packet, all its bytes consumed. */
  record Complete(Packet packet) implements Reading {}

  /** The bytes so far could be the beginning of a packet; none were consumed. */
  record Incomplete() implements Reading {}

  /** The bytes break the standard. Nothing after them can be read: the connection has to end. */
  record Broken(Violation violation) implements Reading {}
}
