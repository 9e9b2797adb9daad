package dev.assay.codec;

import dev.assay.codec.packet.Violation;

/**
 * Carries a violation from the field where it was found out to {@link PacketReader#read}, which returns it. It never leaves this
 * package and costs no stack trace.
 */
final class BrokenPacket extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Violation violation;

  BrokenPacket(Violation violation) {
    super(null, null, false, false);
    this.violation = violation;
  }

  Violation violation() {
    return violation;
  }
}
