package dev.assay.codec.packet;

import static dev.assay.codec.packet.PropertyType.BINARY_DATA;
import static dev.assay.codec.packet.PropertyType.BYTE;
import static dev.assay.codec.packet.PropertyType.FOUR_BYTE_INTEGER;
import static dev.assay.codec.packet.PropertyType.TWO_BYTE_INTEGER;
import static dev.assay.codec.packet.PropertyType.UTF_8_STRING;
import static dev.assay.codec.packet.PropertyType.UTF_8_STRING_PAIR;
import static dev.assay.codec.packet.PropertyType.VARIABLE_BYTE_INTEGER;

import org.jspecify.annotations.Nullable;

/** The properties of 5.0, Table 2-4, with the packets that may carry each. */
public enum PropertyId {
  PAYLOAD_FORMAT_INDICATOR(0x01, "Payload Format Indicator", BYTE, true, PacketType.PUBLISH),
  MESSAGE_EXPIRY_INTERVAL(
      0x02, "Message Expiry Interval", FOUR_BYTE_INTEGER, true, PacketType.PUBLISH),
  CONTENT_TYPE(0x03, "Content Type", UTF_8_STRING, true, PacketType.PUBLISH),
  RESPONSE_TOPIC(0x08, "Response Topic", UTF_8_STRING, true, PacketType.PUBLISH),
  CORRELATION_DATA(0x09, "Correlation Data", BINARY_DATA, true, PacketType.PUBLISH),
  SUBSCRIPTION_IDENTIFIER(
      0x0B,
      "Subscription Identifier",
      VARIABLE_BYTE_INTEGER,
      false,
      PacketType.PUBLISH,
      PacketType.SUBSCRIBE),
  SESSION_EXPIRY_INTERVAL(
      0x11,
      "Session Expiry Interval",
      FOUR_BYTE_INTEGER,
      false,
      PacketType.CONNECT,
      PacketType.CONNACK,
      PacketType.DISCONNECT),
  ASSIGNED_CLIENT_IDENTIFIER(
      0x12, "Assigned Client Identifier", UTF_8_STRING, false, PacketType.CONNACK),
  SERVER_KEEP_ALIVE(0x13, "Server Keep Alive", TWO_BYTE_INTEGER, false, PacketType.CONNACK),
  AUTHENTICATION_METHOD(
      0x15,
      "Authentication Method",
      UTF_8_STRING,
      false,
      PacketType.CONNECT,
      PacketType.CONNACK,
      PacketType.AUTH),
  AUTHENTICATION_DATA(
      0x16,
      "Authentication Data",
      BINARY_DATA,
      false,
      PacketType.CONNECT,
      PacketType.CONNACK,
      PacketType.AUTH),
  REQUEST_PROBLEM_INFORMATION(0x17, "Request Problem Information", BYTE, false, PacketType.CONNECT),
  WILL_DELAY_INTERVAL(0x18, "Will Delay Interval", FOUR_BYTE_INTEGER, true),
  REQUEST_RESPONSE_INFORMATION(
      0x19, "Request Response Information", BYTE, false, PacketType.CONNECT),
  RESPONSE_INFORMATION(0x1A, "Response Information", UTF_8_STRING, false, PacketType.CONNACK),
  SERVER_REFERENCE(
      0x1C, "Server Reference", UTF_8_STRING, false, PacketType.CONNACK, PacketType.DISCONNECT),
  REASON_STRING(
      0x1F,
      "Reason String",
      UTF_8_STRING,
      false,
      PacketType.CONNACK,
      PacketType.PUBACK,
      PacketType.PUBREC,
      PacketType.PUBREL,
      PacketType.PUBCOMP,
      PacketType.SUBACK,
      PacketType.UNSUBACK,
      PacketType.DISCONNECT,
      PacketType.AUTH),
  RECEIVE_MAXIMUM(
      0x21, "Receive Maximum", TWO_BYTE_INTEGER, false, PacketType.CONNECT, PacketType.CONNACK),
  TOPIC_ALIAS_MAXIMUM(
      0x22, "Topic Alias Maximum", TWO_BYTE_INTEGER, false, PacketType.CONNECT, PacketType.CONNACK),
  TOPIC_ALIAS(0x23, "Topic Alias", TWO_BYTE_INTEGER, false, PacketType.PUBLISH),
  MAXIMUM_QOS(0x24, "Maximum QoS", BYTE, false, PacketType.CONNACK),
  RETAIN_AVAILABLE(0x25, "Retain Available", BYTE, false, PacketType.CONNACK),
  USER_PROPERTY(
      0x26,
      "User Property",
      UTF_8_STRING_PAIR,
      true,
      PacketType.CONNECT,
      PacketType.CONNACK,
      PacketType.PUBLISH,
      PacketType.PUBACK,
      PacketType.PUBREC,
      PacketType.PUBREL,
      PacketType.PUBCOMP,
      PacketType.SUBSCRIBE,
      PacketType.SUBACK,
      PacketType.UNSUBSCRIBE,
      PacketType.UNSUBACK,
      PacketType.DISCONNECT,
      PacketType.AUTH),
  MAXIMUM_PACKET_SIZE(
      0x27,
      "Maximum Packet Size",
      FOUR_BYTE_INTEGER,
      false,
      PacketType.CONNECT,
      PacketType.CONNACK),
  WILDCARD_SUBSCRIPTION_AVAILABLE(
      0x28, "Wildcard Subscription Available", BYTE, false, PacketType.CONNACK),
  SUBSCRIPTION_IDENTIFIER_AVAILABLE(
      0x29, "Subscription Identifier Available", BYTE, false, PacketType.CONNACK),
  SHARED_SUBSCRIPTION_AVAILABLE(
      0x2A, "Shared Subscription Available", BYTE, false, PacketType.CONNACK);

  private static final @Nullable PropertyId[] BY_NUMBER = new @Nullable PropertyId[0x2B];
  // by the type's ordinal, the bits of those that a packet of this type may carry
  private static final int[] ALLOWED_IN = new int[PacketType.values().length];

  static {
    for (PropertyId id : values()) {
      BY_NUMBER[id.number] = id;
      for (PacketType packet : id.packets) {
        ALLOWED_IN[packet.ordinal()] |= id.bit();
      }
    }
  }

  private final int number;
  private final String title;
  private final PropertyType type;
  private final boolean inWill;
  private final PacketType[] packets;
  private final long minimum;

  PropertyId(int number, String title, PropertyType type, boolean inWill, PacketType... packets) {
    this.number = number;
    this.title = title;
    this.type = type;
    this.inWill = inWill;
    this.packets = packets;
    this.minimum = isNeverZero(number) ? 1 : 0;
  }

  /** Subscription Identifier, Receive Maximum, Topic Alias and Maximum Packet Size: 0 is a Protocol Error. */
  private static boolean isNeverZero(int number) {
    return number == 0x0B || number == 0x21 || number == 0x23 || number == 0x27;
  }

  /** The identifier on the wire, 0x01 to 0x2A. */
  public int number() {
    return number;
  }

  /** One bit of an {@code int}, which so can be a set of these 27. */
  public int bit() {
    return 1 << ordinal();
  }

  /** The standard's name, such as {@code Session Expiry Interval}. */
  public String title() {
    return title;
  }

  public PropertyType type() {
    return type;
  }

  /** Whether a packet of this type may carry it among its own properties; for Will Properties see {@link #inWill()}. */
  public boolean allowedIn(PacketType packet) {
    return (ALLOWED_IN[packet.ordinal()] & bit()) != 0;
  }

  /** The smallest legal value of a numeric property. */
  public long minimum() {
    return minimum;
  }

  /**
   * The largest legal value of a numeric property.
   *
   * @throws IllegalStateException for another
   */
  public long maximum() {
    return type.maximum();
  }

  /** Whether a number is a legal value of this numeric property. */
  public boolean isLegal(long value) {
    return value >= minimum && value <= type.maximum();
  }

  /** The bits of all that a packet of this type may carry. */
  public static int allAllowedIn(PacketType packet) {
    return ALLOWED_IN[packet.ordinal()];
  }

  /** Whether it may stand among the Will Properties of a CONNECT (3.1.3.2). */
  public boolean inWill() {
    return inWill;
  }

  /** The property with this number, or null if the standard has none. */
  public static @Nullable PropertyId of(int number) {
    return number < 0 || number >= BY_NUMBER.length ? null : BY_NUMBER[number];
  }
}
