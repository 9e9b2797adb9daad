package dev.assay.codec.packet;

/** The data types of property values (2.2.2.2 of 5.0). */
public enum PropertyType {
  // every Byte property of 5.0 is 0 or 1; less than 0: no number
  BYTE(1),
  TWO_BYTE_INTEGER(0xFFFFL),
  FOUR_BYTE_INTEGER(0xFFFF_FFFFL),
  VARIABLE_BYTE_INTEGER(268_435_455L),
  UTF_8_STRING(-1),
  BINARY_DATA(-1),
  UTF_8_STRING_PAIR(-1);

  private final long maximum;

  PropertyType(long maximum) {
    this.maximum = maximum;
  }

  /**
   * The largest value of a number of this type.
   *
   * @throws IllegalStateException if it is none
   */
  long maximum() {
    if (maximum < 0) {
      throw new IllegalStateException(this + " is not a number");
    }
    return maximum;
  }
}
