package dev.assay.codec.packet;

/** Which retained messages a new subscription brings (3.8.3.1 of 5.0), in the order of the option's values. */
public enum RetainHandling {
  SEND_ALWAYS,
  SEND_IF_NEW,
  DO_NOT_SEND;

  private static final RetainHandling[] BY_VALUE = values();

  /** 0, 1 or 2. */
  public int value() {
    return ordinal();
  }

  /**
   * The handling with this value.
   *
   * @param value 0, 1 or 2
   */
  public static RetainHandling of(int value) {
    if (value < 0 || value > 2) {
      throw new IllegalArgumentException("Retain Handling must be 0, 1 or 2, was " + value);
    }
    return BY_VALUE[value];
  }
}
