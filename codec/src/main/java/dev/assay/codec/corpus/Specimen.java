package dev.assay.codec.corpus;

import dev.assay.codec.Deviation;

/**
 * One wrong packet.
 *
 * @param flaw what class of thing is wrong
 * @param field where, as the standard calls it; of the properties of a Will with {@code Will: } in front
 * @param what is wrong there, such as {@code 2 of 4 bytes}
 * @param bytes the packet
 */
public record Specimen(Flaw flaw, String field, String what, Deviation bytes) {

  /** {@code Receive Maximum: 0}. */
  public String name() {
    return field + ": " + what;
  }
}
