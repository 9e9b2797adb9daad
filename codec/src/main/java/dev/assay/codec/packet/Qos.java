package dev.assay.codec.packet;

/** The delivery promise of a publication, in the standard's order. */
public enum Qos {
  AT_MOST_ONCE,
  AT_LEAST_ONCE,
  EXACTLY_ONCE;

  private static final Qos[] BY_LEVEL = values();

  /** 0, 1 or 2. */
  public int level() {
    return ordinal();
  }

  /** The lower of two promises: what a subscriber gets (3.8.4). */
  public Qos min(Qos other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /**
   * The QoS of this level.
   *
   * @param level 0, 1 or 2
   */
  public static Qos of(int level) {
    if (level < 0 || level > 2) {
      throw new IllegalArgumentException("QoS must be 0, 1 or 2, was " + level);
    }
    return BY_LEVEL[level];
  }
}
