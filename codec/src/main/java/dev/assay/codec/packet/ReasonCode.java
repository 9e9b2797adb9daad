package dev.assay.codec.packet;

import static dev.assay.codec.packet.PacketType.AUTH;
import static dev.assay.codec.packet.PacketType.CONNACK;
import static dev.assay.codec.packet.PacketType.DISCONNECT;
import static dev.assay.codec.packet.PacketType.PUBACK;
import static dev.assay.codec.packet.PacketType.PUBCOMP;
import static dev.assay.codec.packet.PacketType.PUBREC;
import static dev.assay.codec.packet.PacketType.PUBREL;
import static dev.assay.codec.packet.PacketType.SUBACK;
import static dev.assay.codec.packet.PacketType.UNSUBACK;

import dev.assay.spec.MqttVersion;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reason codes of 5.0, Table 2-6, with the packets that may carry each.
 *
 * <p>The return codes of 3.1.1 are a subset in other numbers; packets of both versions carry these constants, and the wire
 * form is a matter of the writer: those of CONNACK are {@link ReturnCode}, SUBACK 0x80 is {@link #UNSPECIFIED_ERROR}.
 */
public enum ReasonCode {
  SUCCESS(
      0x00,
      "Success",
      CONNACK,
      PUBACK,
      PUBREC,
      PUBREL,
      PUBCOMP,
      SUBACK,
      UNSUBACK,
      DISCONNECT,
      AUTH),
  GRANTED_QOS_1(0x01, "Granted QoS 1", SUBACK),
  GRANTED_QOS_2(0x02, "Granted QoS 2", SUBACK),
  DISCONNECT_WITH_WILL_MESSAGE(0x04, "Disconnect with Will Message", DISCONNECT),
  NO_MATCHING_SUBSCRIBERS(0x10, "No matching subscribers", PUBACK, PUBREC),
  NO_SUBSCRIPTION_EXISTED(0x11, "No subscription existed", UNSUBACK),
  CONTINUE_AUTHENTICATION(0x18, "Continue authentication", AUTH),
  RE_AUTHENTICATE(0x19, "Re-authenticate", AUTH),
  UNSPECIFIED_ERROR(
      0x80, "Unspecified error", CONNACK, PUBACK, PUBREC, SUBACK, UNSUBACK, DISCONNECT),
  MALFORMED_PACKET(0x81, "Malformed Packet", CONNACK, DISCONNECT),
  PROTOCOL_ERROR(0x82, "Protocol Error", CONNACK, DISCONNECT),
  IMPLEMENTATION_SPECIFIC_ERROR(
      0x83, "Implementation specific error", CONNACK, PUBACK, PUBREC, SUBACK, UNSUBACK, DISCONNECT),
  UNSUPPORTED_PROTOCOL_VERSION(0x84, "Unsupported Protocol Version", CONNACK),
  CLIENT_IDENTIFIER_NOT_VALID(0x85, "Client Identifier not valid", CONNACK),
  BAD_USER_NAME_OR_PASSWORD(0x86, "Bad User Name or Password", CONNACK),
  NOT_AUTHORIZED(0x87, "Not authorized", CONNACK, PUBACK, PUBREC, SUBACK, UNSUBACK, DISCONNECT),
  SERVER_UNAVAILABLE(0x88, "Server unavailable", CONNACK),
  SERVER_BUSY(0x89, "Server busy", CONNACK, DISCONNECT),
  BANNED(0x8A, "Banned", CONNACK),
  SERVER_SHUTTING_DOWN(0x8B, "Server shutting down", DISCONNECT),
  BAD_AUTHENTICATION_METHOD(0x8C, "Bad authentication method", CONNACK, DISCONNECT),
  KEEP_ALIVE_TIMEOUT(0x8D, "Keep Alive timeout", DISCONNECT),
  SESSION_TAKEN_OVER(0x8E, "Session taken over", DISCONNECT),
  TOPIC_FILTER_INVALID(0x8F, "Topic Filter invalid", SUBACK, UNSUBACK, DISCONNECT),
  TOPIC_NAME_INVALID(0x90, "Topic Name invalid", CONNACK, PUBACK, PUBREC, DISCONNECT),
  PACKET_IDENTIFIER_IN_USE(0x91, "Packet Identifier in use", PUBACK, PUBREC, SUBACK, UNSUBACK),
  PACKET_IDENTIFIER_NOT_FOUND(0x92, "Packet Identifier not found", PUBREL, PUBCOMP),
  RECEIVE_MAXIMUM_EXCEEDED(0x93, "Receive Maximum exceeded", DISCONNECT),
  TOPIC_ALIAS_INVALID(0x94, "Topic Alias invalid", DISCONNECT),
  PACKET_TOO_LARGE(0x95, "Packet too large", CONNACK, DISCONNECT),
  MESSAGE_RATE_TOO_HIGH(0x96, "Message rate too high", DISCONNECT),
  QUOTA_EXCEEDED(0x97, "Quota exceeded", CONNACK, PUBACK, PUBREC, SUBACK, DISCONNECT),
  ADMINISTRATIVE_ACTION(0x98, "Administrative action", DISCONNECT),
  PAYLOAD_FORMAT_INVALID(0x99, "Payload format invalid", CONNACK, PUBACK, PUBREC, DISCONNECT),
  RETAIN_NOT_SUPPORTED(0x9A, "Retain not supported", CONNACK, DISCONNECT),
  QOS_NOT_SUPPORTED(0x9B, "QoS not supported", CONNACK, DISCONNECT),
  USE_ANOTHER_SERVER(0x9C, "Use another server", CONNACK, DISCONNECT),
  SERVER_MOVED(0x9D, "Server moved", CONNACK, DISCONNECT),
  SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(
      0x9E, "Shared Subscriptions not supported", SUBACK, DISCONNECT),
  CONNECTION_RATE_EXCEEDED(0x9F, "Connection rate exceeded", CONNACK, DISCONNECT),
  MAXIMUM_CONNECT_TIME(0xA0, "Maximum connect time", DISCONNECT),
  SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(
      0xA1, "Subscription Identifiers not supported", SUBACK, DISCONNECT),
  WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(
      0xA2, "Wildcard Subscriptions not supported", SUBACK, DISCONNECT);

  private static final @Nullable ReasonCode[] BY_VALUE = new @Nullable ReasonCode[256];

  static {
    for (ReasonCode code : values()) {
      BY_VALUE[code.value] = code;
    }
  }

  private final int value;
  private final String title;
  private final Set<PacketType> packets = EnumSet.noneOf(PacketType.class);

  ReasonCode(int value, String title, PacketType... packets) {
    this.value = value;
    this.title = title;
    for (PacketType packet : packets) {
      this.packets.add(packet);
    }
  }

  /** The byte of 5.0, 0x00 to 0xA2. */
  public int value() {
    return value;
  }

  /** The standard's name; that of 0x00 depends on the packet, see {@link #titleIn}. */
  public String title() {
    return title;
  }

  /** The standard's name in this packet: 0x00 is Success, Normal disconnection or Granted QoS 0. */
  public String titleIn(PacketType packet) {
    if (this != SUCCESS) {
      return title;
    }
    return switch (packet) {
      case DISCONNECT -> "Normal disconnection";
      case SUBACK -> "Granted QoS 0";
      default -> title;
    };
  }

  /** How a CONNACK says it in that version: value and name. */
  public String inConnAck(MqttVersion version) {
    ReturnCode older = version == MqttVersion.V3_1_1 ? ReturnCode.of(this) : null;
    return older == null ? toString() : older.toString();
  }

  /** Whether it says that something failed: 0x80 and above. */
  public boolean isError() {
    return value >= 0x80;
  }

  /** Whether Table 2-6 allows it in this packet of 5.0. */
  public boolean allowedIn(PacketType packet) {
    return packets.contains(packet);
  }

  /** Such as {@code 0x82 Protocol Error}. */
  @Override
  public String toString() {
    return String.format("0x%02X %s", value, title);
  }

  /** The code with this value, or null if the standard has none. */
  public static @Nullable ReasonCode of(int value) {
    return value < 0 || value > 255 ? null : BY_VALUE[value];
  }

  /** The code that grants this QoS in a SUBACK. */
  public static ReasonCode granted(Qos qos) {
    return switch (qos) {
      case AT_MOST_ONCE -> SUCCESS;
      case AT_LEAST_ONCE -> GRANTED_QOS_1;
      case EXACTLY_ONCE -> GRANTED_QOS_2;
    };
  }
}
