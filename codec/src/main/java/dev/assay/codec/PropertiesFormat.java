package dev.assay.codec;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import java.nio.ByteBuffer;

/**
 * Properties (2.2.2 of 5.0).
 * <pre>
 *   +------------------------------+
 *   | Property Length (1..4)       |   of what follows, without itself
 *   +----------------+-------------+
 *   | identifier (1) | value       |   as often as Property Length has room, in any order
 *   +----------------+-------------+
 * </pre>
 */
final class PropertiesFormat {
  private static final String PROPERTY_LENGTH = "Property Length";

  private PropertiesFormat() {}

  /** The properties of the packet itself. */
  static Properties read(PacketInput in) throws BrokenPacket {
    return read(in, false);
  }

  /** The Will Properties of a CONNECT. */
  static Properties readOfWill(PacketInput in) throws BrokenPacket {
    return read(in, true);
  }

  /** In bytes, Property Length included. */
  static int sizeOf(Properties properties) {
    int length = properties.encodedLength();
    return DataTypes.sizeOfVariableByteInteger(length) + length;
  }

  static void write(Properties properties, ByteBuffer out) {
    DataTypes.writeVariableByteInteger(properties.encodedLength(), out);
    properties.putInto(out);
  }

  private static Properties read(PacketInput in, boolean ofWill) throws BrokenPacket {
    in.requirePresent(PROPERTY_LENGTH, Breach.PROPERTY_LENGTH_MISSING);
    int from = in.offset();
    int length = in.readVariableByteInteger(PROPERTY_LENGTH);
    in.note(PROPERTY_LENGTH, from, length);
    in.require("Properties", length);
    if (length == 0) {
      return Properties.NONE;
    }
    boolean mayGlance = mayGlance(in, ofWill);
    Properties repeated = mayGlance ? in.repeatedProperties(length) : null;
    if (repeated != null) {
      return repeated;
    }
    byte[] wire = in.copyOfNext(length);
    int ids = mayGlance ? in.glance(wire) : PropertiesGlance.LOOK_CLOSER;
    if (ids == PropertiesGlance.LOOK_CLOSER) {
      int outerEnd = in.end();
      in.enterProperties(wire);
      ids = readEach(in, ofWill);
      in.leaveProperties(outerEnd);
    } else {
      in.pass(length);
    }
    return in.keep(Properties.ofChecked(wire, ids));
  }

  /** Not where a listener wants every field, and not where it depends on the sender what is allowed. */
  private static boolean mayGlance(PacketInput in, boolean ofWill) {
    return !ofWill && !in.isHeard() && in.type() != PacketType.DISCONNECT;
  }

  private static int readEach(PacketInput in, boolean ofWill) throws BrokenPacket {
    int met = 0;
    while (in.hasMore()) {
      int at = in.offset();
      PropertyId id = readIdentifier(in, ofWill);
      if ((met & id.bit()) != 0 && !mayRepeat(id, in.type())) {
        throw in.broken(Breach.PROPERTY_REPEATED, id.title(), at, "only once", "another one");
      }
      met |= id.bit();
      checkValue(in, id, ofWill);
    }
    return met;
  }

  private static PropertyId readIdentifier(PacketInput in, boolean ofWill) throws BrokenPacket {
    int from = in.offset();
    int number = in.readVariableByteInteger("Property Identifier");
    PropertyId id = PropertyId.of(number);
    if (in.isHeard()) {
      in.note(
          "Property Identifier",
          from,
          String.format("0x%02X %s", number, id == null ? "(no such property)" : id.title()));
    }
    if (id == null) {
      throw in.broken(
          Breach.PROPERTY_UNKNOWN,
          "Property Identifier",
          from,
          "one of Table 2-4",
          String.format("0x%02X", number));
    }
    if (ofWill ? !id.inWill() : !id.allowedIn(in.type())) {
      throw in.broken(
          Breach.PROPERTY_UNKNOWN,
          "Property Identifier",
          from,
          "a property of " + (ofWill ? "Will Properties" : in.type()),
          id.title());
    }
    if (id == PropertyId.SESSION_EXPIRY_INTERVAL
        && in.type() == PacketType.DISCONNECT
        && in.sender() == Sender.SERVER) {
      throw in.broken(
          Breach.SESSION_EXPIRY_FROM_SERVER,
          "Property Identifier",
          from,
          "none of Session Expiry Interval from a server",
          id.title());
    }
    if (id == PropertyId.SUBSCRIPTION_IDENTIFIER
        && in.type() == PacketType.PUBLISH
        && in.sender() == Sender.CLIENT) {
      throw in.broken(
          Breach.SUBSCRIPTION_IDENTIFIER_FROM_CLIENT,
          "Property Identifier",
          from,
          "no Subscription Identifier in a client's PUBLISH",
          id.title());
    }
    return id;
  }

  private static boolean mayRepeat(PropertyId id, PacketType type) {
    return id == PropertyId.USER_PROPERTY
        || (id == PropertyId.SUBSCRIPTION_IDENTIFIER && type == PacketType.PUBLISH);
  }

  private static void checkValue(PacketInput in, PropertyId id, boolean ofWill)
      throws BrokenPacket {
    switch (id.type()) {
      case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER -> checkNumber(in, id);
      case UTF_8_STRING -> checkText(in, id, ofWill);
      case BINARY_DATA -> in.passBinary(id.title(), id == PropertyId.AUTHENTICATION_DATA);
      case UTF_8_STRING_PAIR -> {
        in.passText("User Property name", Breach.ILL_FORMED_STRING_PAIR, Breach.NULL_CHARACTER);
        in.passText("User Property value", Breach.ILL_FORMED_STRING_PAIR, Breach.NULL_CHARACTER);
      }
    }
  }

  private static void checkNumber(PacketInput in, PropertyId id) throws BrokenPacket {
    int from = in.offset();
    long value = switch (id.type()) {
      case BYTE -> in.readByte(id.title());
      case TWO_BYTE_INTEGER -> in.readTwoByteInteger(id.title());
      case FOUR_BYTE_INTEGER -> in.readFourByteInteger(id.title());
      case VARIABLE_BYTE_INTEGER -> in.readVariableByteInteger(id.title());
      case UTF_8_STRING, BINARY_DATA, UTF_8_STRING_PAIR ->
        throw new IllegalStateException(id.title() + " is not a number");
    };
    in.note(id.title(), from, value);
    long min = id.minimum();
    long max = id.maximum();
    if (value < min || value > max) {
      throw in.broken(outOfRange(id), id.title(), from, min + ".." + max, Long.toString(value));
    }
  }

  /** What a value outside its bounds breaks. */
  private static Breach outOfRange(PropertyId id) {
    return switch (id) {
      case PAYLOAD_FORMAT_INDICATOR -> Breach.PAYLOAD_FORMAT_INDICATOR_VALUE;
      case SUBSCRIPTION_IDENTIFIER -> Breach.SUBSCRIPTION_IDENTIFIER_ZERO;
      case REQUEST_PROBLEM_INFORMATION -> Breach.REQUEST_PROBLEM_INFORMATION_VALUE;
      case REQUEST_RESPONSE_INFORMATION -> Breach.REQUEST_RESPONSE_INFORMATION_VALUE;
      case RECEIVE_MAXIMUM -> Breach.RECEIVE_MAXIMUM_ZERO;
      case TOPIC_ALIAS -> Breach.TOPIC_ALIAS_ZERO;
      case MAXIMUM_QOS -> Breach.MAXIMUM_QOS_VALUE;
      case RETAIN_AVAILABLE -> Breach.RETAIN_AVAILABLE_VALUE;
      case MAXIMUM_PACKET_SIZE -> Breach.MAXIMUM_PACKET_SIZE_ZERO;
      case WILDCARD_SUBSCRIPTION_AVAILABLE -> Breach.WILDCARD_SUBSCRIPTION_AVAILABLE_VALUE;
      case SUBSCRIPTION_IDENTIFIER_AVAILABLE -> Breach.SUBSCRIPTION_IDENTIFIER_AVAILABLE_VALUE;
      case SHARED_SUBSCRIPTION_AVAILABLE -> Breach.SHARED_SUBSCRIPTION_AVAILABLE_VALUE;
      case MESSAGE_EXPIRY_INTERVAL,
          CONTENT_TYPE,
          RESPONSE_TOPIC,
          CORRELATION_DATA,
          SESSION_EXPIRY_INTERVAL,
          ASSIGNED_CLIENT_IDENTIFIER,
          SERVER_KEEP_ALIVE,
          AUTHENTICATION_METHOD,
          AUTHENTICATION_DATA,
          WILL_DELAY_INTERVAL,
          RESPONSE_INFORMATION,
          SERVER_REFERENCE,
          REASON_STRING,
          TOPIC_ALIAS_MAXIMUM,
          USER_PROPERTY ->
        throw new IllegalStateException("every value of " + id.title() + " is legal");
    };
  }

  private static void checkText(PacketInput in, PropertyId id, boolean ofWill) throws BrokenPacket {
    if (id == PropertyId.RESPONSE_TOPIC) {
      Breach illFormed = ofWill ? Breach.ILL_FORMED_TEXT : Breach.ILL_FORMED_RESPONSE_TOPIC;
      Breach wildcard = ofWill ? Breach.WILDCARD_IN_WILL : Breach.WILDCARD_IN_RESPONSE_TOPIC;
      TopicFormat.passName(in, id.title(), illFormed, wildcard);
      return;
    }
    Breach illFormed = id == PropertyId.CONTENT_TYPE && !ofWill
        ? Breach.ILL_FORMED_CONTENT_TYPE
        : Breach.ILL_FORMED_TEXT;
    in.passText(id.title(), illFormed, Breach.NULL_CHARACTER);
  }
}
