package dev.assay.codec.packet;

/** The data types of property values (2.2.2.2 of 5.0). */
public enum PropertyType {
  BYTE,
  TWO_BYTE_INTEGER,
  FOUR_BYTE_INTEGER,
  VARIABLE_BYTE_INTEGER,
  UTF_8_STRING,
  BINARY_DATA,
  UTF_8_STRING_PAIR
}
