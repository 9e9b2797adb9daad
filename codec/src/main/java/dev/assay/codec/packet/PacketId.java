package dev.assay.codec.packet;

/**
 * The bounds of a Packet Identifier (2.3.1 of 3.1.1, 2.2.1 of 5.0). The packets carry it as an {@code int}, since it is
 * touched for every message; their constructors call {@link #check}.
 */
public final class PacketId {
  public static final int MIN = 1;
  public static final int MAX = 65_535;

  /** What the packet identifier of a packet that has none reads as. */
  public static final int NONE = 0;

  private PacketId() {}

  /** Returns {@code value} if it is one, 1 to 65,535. */
  public static int check(int value) {
    if (value < MIN || value > MAX) {
      throw new IllegalArgumentException("packet identifier must be 1..65535, was " + value);
    }
    return value;
  }
}
