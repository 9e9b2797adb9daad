package dev.assay.codec.corpus;

import java.util.Locale;

/** The classes of what can be wrong with a packet, each with the words for a report. */
public enum Flaw {
  FLAGS(
      "whose first byte has other flags than the table of its type",
      "flags that are masked away when the packet type is read"),
  CUT(
      "that ends before its last field does",
      "a length or a field that is read without asking how many bytes of the packet are left"),
  TRAILING(
      "that goes on behind its last field",
      "a decoder that stops at the last field and never asks whether the packet is at its end"),
  FIVE_BYTE_LENGTH(
      "with a Variable Byte Integer of five bytes",
      "a loop that reads length bytes until one has no continuation bit"),
  LONG_LENGTH(
      "with a Variable Byte Integer that is longer than it has to be",
      "a length whose bytes are compared with those that an encoder would have written"),
  PACKET_IDENTIFIER(
      "with Packet Identifier 0", "a Packet Identifier that is read and never compared with 0"),
  RESERVED_BITS("with a reserved bit set", "bits that are masked away before a byte is compared"),
  QOS("with QoS 3", "a decoder that takes every value of two bits for a QoS"),
  VALUE("with a value out of its range", "a number that is used before it is compared with bounds"),
  REASON_CODE(
      "with a Reason Code that it does not have",
      "a broker that asks only whether the code is below 0x80"),
  ILL_FORMED_TEXT(
      "with text that is not UTF-8", "strings that are made of bytes without a check, or repaired"),
  SURROGATE(
      "with a surrogate in its text", "a UTF-8 check that only looks at the form of each sequence"),
  NULL_CHARACTER(
      "with U+0000 in its text", "text that is checked as UTF-8, in which U+0000 is a character"),
  UNKNOWN_PROPERTY(
      "with a property that does not exist",
      "a decoder that skips the properties it does not know"),
  FOREIGN_PROPERTY(
      "with a property of other packets",
      "a table of properties without a column that says in which packets they may be"),
  REPEATED_PROPERTY(
      "with a property twice that may come once", "properties in a map whose last entry wins"),
  CUT_PROPERTY(
      "with a property that goes on behind Property Length",
      "a property that is read to the end of the packet instead of the end of the properties"),
  TYPE("of a type that does not exist", "a dispatch without a branch for types it does not know"),
  DIRECTION(
      "which only a server may send", "packets of servers that fall through the broker's dispatch"),
  BEFORE_CONNECT(
      "on a connection without a CONNECT",
      "a packet handler that serves connections which never sent a CONNECT");

  private final String words;
  private final String lookFor;

  Flaw(String words, String lookFor) {
    this.words = words;
    this.lookFor = lookFor;
  }

  /** Goes on behind the name of a packet type: {@code that ends before its last field does}. */
  public String words() {
    return words;
  }

  /** Where the fault of a server may be that overlooks it. */
  public String lookFor() {
    return lookFor;
  }

  /** Its name in kebab-case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
