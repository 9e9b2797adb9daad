package dev.assay.codec.corpus;

import dev.assay.codec.packet.PropertyId;
import org.jspecify.annotations.Nullable;

/**
 * A field of a right packet.
 *
 * @param name as the standard calls it
 * @param kind what it holds
 * @param at the offset of its first byte in the body, behind the fixed header; less than 0 in the fixed header
 * @param length in bytes, a length prefix included
 * @param property of which it is the value, or null
 * @param section in which Property Length it is counted, by the offset of that; less than 0 if in none
 */
record Field(
    String name, Kind kind, int at, int length, @Nullable PropertyId property, int section) {

  /** What a field can hold: what can be wrong with it depends on that. */
  enum Kind {
    FIRST_BYTE,
    /** Remaining Length. */
    REMAINING_LENGTH,
    PACKET_IDENTIFIER,
    CONNECT_FLAGS,
    SUBSCRIPTION_OPTIONS,
    REASON_CODE,
    PROPERTY_LENGTH,
    PROPERTY_IDENTIFIER,
    /** A property's number with a smallest and a largest value. */
    NUMBER,
    /** A UTF-8 Encoded String. */
    TEXT,
    /** Protocol Name and Protocol Level, whose faults have cases of their own. */
    PROTOCOL,
    /** Any bytes: Binary Data, Keep Alive. */
    ANY_VALUE,
    /** All that is left: the Application Message. */
    REST
  }

  int end() {
    return at + length;
  }
}
