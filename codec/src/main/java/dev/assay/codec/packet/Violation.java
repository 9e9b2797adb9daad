package dev.assay.codec.packet;

import dev.assay.spec.Statement;

/**
 * What bytes break, as a value: exceptions are for our own mistakes.
 *
 * @param field as the standard calls it, such as {@code packet identifier}
 * @param offset of the field's first byte from the start of the packet
 * @param expected what the standard allows there, such as {@code 1..65535}
 * @param found what stands there
 * @param statement what it breaks; which one depends on the version and on who sent it
 * @param demand which of the statement's demands
 * @param reasonCode what a 5.0 server answers: 0x81 Malformed Packet, 0x82 Protocol Error or a more specific one
 */
public record Violation(
    String field,
    int offset,
    String expected,
    String found,
    Statement statement,
    String demand,
    ReasonCode reasonCode)
    implements Reading {

  /** Of the statement's first demand: where it has but one. */
  public Violation(
      String field,
      int offset,
      String expected,
      String found,
      Statement statement,
      ReasonCode reasonCode) {
    this(field, offset, expected, found, statement, statement.demands().get(0), reasonCode);
  }

  /** What is {@link #expected} of a string whose bytes are ill-formed, whichever statement speaks of the field. */
  public static final String WELL_FORMED_TEXT = "well-formed UTF-8";

  /** {@code packet identifier at byte 9: expected 1..65535, found 0 [5.0 MQTT-2.2.1-3]}. */
  @Override
  public String toString() {
    return field + " at byte " + offset + ": expected " + expected + ", found " + found + " ["
        + statement.citation() + "]";
  }
}
