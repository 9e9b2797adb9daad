package dev.assay.codec.corpus;

import dev.assay.codec.corpus.Field.Kind;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PropertyType;
import dev.assay.spec.MqttVersion;
import java.util.EnumSet;
import java.util.Set;

/** Why a flaw can do nothing to a field, so that no cell of packet, field and class is empty for want of a thought. */
record WhyNot(
    MqttVersion version,
    PacketType type,
    Field field,
    boolean isLast,
    boolean hasPacketIdentifier) {
  /** There is a wrong packet for it. */
  static final String NOTHING = "";

  private static final Set<PacketType> OF_SERVERS =
      EnumSet.of(PacketType.CONNACK, PacketType.SUBACK, PacketType.UNSUBACK, PacketType.PINGRESP);

  static boolean isOfServers(PacketType type) {
    return OF_SERVERS.contains(type);
  }

  /** Whether a packet may end where this field begins; without any Topic Filter it may not, which has cases of its own. */
  static boolean mayEndBefore(MqttVersion version, PacketType type, Field field) {
    return switch (type) {
      case PUBACK, PUBREC, PUBREL, PUBCOMP, DISCONNECT ->
        field.kind() == Kind.REASON_CODE || field.kind() == Kind.PROPERTY_LENGTH;
      case SUBSCRIBE, UNSUBSCRIBE -> field.name().startsWith("Topic Filter");
      default -> field.kind() == Kind.REST;
    };
  }

  /** One reason, or {@link #NOTHING}. */
  String reason(Flaw flaw) {
    if (isOfServers(type) && flaw != Flaw.DIRECTION && flaw != Flaw.BEFORE_CONNECT) {
      return "only a server may send it, which is an error by itself";
    }
    if (type == PacketType.AUTH && flaw != Flaw.FLAGS && flaw != Flaw.BEFORE_CONNECT) {
      return "without an Authentication Method in CONNECT it is an error by itself";
    }
    return switch (flaw) {
      case FLAGS ->
        type == PacketType.PUBLISH
            ? "its flags are DUP, QoS and RETAIN: values, not reserved bits"
            : only(Kind.FIRST_BYTE, "flags stand in the first byte");
      case CUT -> cut();
      case TRAILING -> trailing();
      case FIVE_BYTE_LENGTH -> fiveBytes();
      case LONG_LENGTH ->
        version == MqttVersion.V3_1_1
            ? "3.1.1 does not demand the shortest form"
            : isVariable() ? NOTHING : "it is no Variable Byte Integer";
      case PACKET_IDENTIFIER -> only(Kind.PACKET_IDENTIFIER, "it is no Packet Identifier");
      case RESERVED_BITS ->
        field.kind() == Kind.CONNECT_FLAGS || field.kind() == Kind.SUBSCRIPTION_OPTIONS
            ? NOTHING
            : "it has no reserved bits (those of the first byte are its flags)";
      case QOS -> qos();
      case VALUE -> value();
      case REASON_CODE -> only(Kind.REASON_CODE, "it is no Reason Code");
      case ILL_FORMED_TEXT, SURROGATE, NULL_CHARACTER -> text();
      case UNKNOWN_PROPERTY, FOREIGN_PROPERTY ->
        only(Kind.PROPERTY_LENGTH, "properties stand behind a Property Length");
      case REPEATED_PROPERTY -> repeated();
      case CUT_PROPERTY -> cutProperty();
      case TYPE ->
        type == PacketType.PINGREQ
            ? only(Kind.FIRST_BYTE, "the type stands in the first byte")
            : "a packet of no type is no other packet: PINGREQ, the shortest, stands for all";
      case DIRECTION ->
        isOfServers(type)
            ? only(Kind.FIRST_BYTE, "the direction is that of the packet")
            : "a client may send it";
      case BEFORE_CONNECT ->
        type == PacketType.CONNECT
            ? "it is what has to come first"
            : only(Kind.FIRST_BYTE, "the order is that of packets");
    };
  }

  private String only(Kind kind, String otherwise) {
    return field.kind() == kind ? NOTHING : otherwise;
  }

  private String cut() {
    return switch (field.kind()) {
      case FIRST_BYTE, REMAINING_LENGTH ->
        "a packet without a whole fixed header is not wrong but not there yet";
      case PROTOCOL -> "nobody can tell the version of such a CONNECT, nor in which to answer it";
      case REST -> "a shorter Application Message is right";
      case REASON_CODE -> mayEnd() ? "the packet may end in front of it" : NOTHING;
      case PROPERTY_LENGTH ->
        mayEnd() && field.length() == 1 ? "the packet may end in front of it" : NOTHING;
      default -> NOTHING;
    };
  }

  private boolean mayEnd() {
    return mayEndBefore(version, type, field);
  }

  private String trailing() {
    if (!isLast) {
      return "it is not the last field";
    }
    return field.kind() == Kind.REST || type == PacketType.PUBLISH
        ? "the rest of a PUBLISH is its Application Message"
        : NOTHING;
  }

  private String fiveBytes() {
    if (type == PacketType.CONNECT && field.kind() == Kind.REMAINING_LENGTH) {
      return "behind a length without an end nobody finds the version of a CONNECT";
    }
    return isVariable() ? NOTHING : "it is no Variable Byte Integer";
  }

  private boolean isVariable() {
    PropertyId property = field.property();
    return field.kind() == Kind.REMAINING_LENGTH
        || field.kind() == Kind.PROPERTY_LENGTH
        || field.kind() == Kind.PROPERTY_IDENTIFIER
        || (property != null && property.type() == PropertyType.VARIABLE_BYTE_INTEGER);
  }

  private String qos() {
    return switch (field.kind()) {
      case FIRST_BYTE -> {
        if (type != PacketType.PUBLISH) {
          yield "it has no QoS";
        }
        yield hasPacketIdentifier ? NOTHING : "QoS 3 needs a Packet Identifier, which is not there";
      }
      case SUBSCRIPTION_OPTIONS -> NOTHING;
      case CONNECT_FLAGS -> "Will QoS 3 has a case of its own";
      default -> "it has no QoS";
    };
  }

  private String value() {
    return switch (field.kind()) {
      case FIRST_BYTE -> "flags and QoS have classes of their own";
      case SUBSCRIPTION_OPTIONS ->
        version == MqttVersion.V5 ? NOTHING : "it has no value but the QoS";
      case NUMBER -> {
        PropertyId property = field.property();
        boolean hasBounds =
            property != null && (property.minimum() > 0 || property.type() == PropertyType.BYTE);
        yield hasBounds ? NOTHING : "every value of it is right";
      }
      case CONNECT_FLAGS -> "flags that contradict each other have cases of their own";
      case PROTOCOL -> "names and levels of other protocols have cases of their own";
      case TEXT -> "topics and filters that are no text of theirs have cases of their own";
      case REMAINING_LENGTH, PROPERTY_LENGTH -> "a wrong length is a packet that is cut or goes on";
      case PACKET_IDENTIFIER, REASON_CODE, PROPERTY_IDENTIFIER -> "it has a class of its own";
      case ANY_VALUE, REST -> "every value of it is right";
    };
  }

  private String text() {
    return switch (field.kind()) {
      case TEXT -> NOTHING;
      case PROTOCOL -> "another Protocol Name has cases of its own";
      default -> "it is no text";
    };
  }

  private String repeated() {
    PropertyId property = field.property();
    if (property == null) {
      return "it is no value of a property";
    }
    return property == PropertyId.USER_PROPERTY ? "User Property may come again" : NOTHING;
  }

  private String cutProperty() {
    if (field.property() == null) {
      return "it is no value of a property";
    }
    return field.name().endsWith("User Property name") ? "it is cut with its value" : NOTHING;
  }
}
