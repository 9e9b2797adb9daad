package dev.assay.codec.packet;

/**
 * The Control Packet types, in the order of their numbers (2.2.1 of 3.1.1, 2.1.2 of 5.0).
 */
public enum PacketType {
  CONNECT(1, 0b0000),
  CONNACK(2, 0b0000),
  PUBLISH(3, -1),
  PUBACK(4, 0b0000),
  PUBREC(5, 0b0000),
  PUBREL(6, 0b0010),
  PUBCOMP(7, 0b0000),
  SUBSCRIBE(8, 0b0010),
  SUBACK(9, 0b0000),
  UNSUBSCRIBE(10, 0b0010),
  UNSUBACK(11, 0b0000),
  PINGREQ(12, 0b0000),
  PINGRESP(13, 0b0000),
  DISCONNECT(14, 0b0000),
  /** Only in 5.0; reserved in 3.1.1. */
  AUTH(15, 0b0000);

  private static final PacketType[] BY_NUMBER = values();

  private final int number;
  private final int flags;

  PacketType(int number, int flags) {
    this.number = number;
    this.flags = flags;
  }

  /** The upper four bits of the first byte, 1 to 15. */
  public int number() {
    return number;
  }

  /** The lower four bits that this type must carry. PUBLISH has none of that kind: its flags are DUP, QoS and RETAIN. */
  public int flags() {
    if (this == PUBLISH) {
      throw new IllegalStateException("the flags of PUBLISH are DUP, QoS and RETAIN");
    }
    return flags;
  }

  /**
   * The type with this number.
   *
   * @param number 1 to 15; 0 is reserved and belongs to no type
   */
  public static PacketType of(int number) {
    if (number < 1 || number > 15) {
      throw new IllegalArgumentException("packet type must be 1..15, was " + number);
    }
    return BY_NUMBER[number - 1];
  }
}
