package dev.assay.codec.corpus;

import dev.assay.codec.FieldSpan;
import dev.assay.codec.PacketAnatomy;
import dev.assay.codec.Sender;
import dev.assay.codec.corpus.Field.Kind;
import dev.assay.codec.packet.PropertyId;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells of each field of a right packet where it stands, as the codec found it, and what kind it is. */
final class Fields {
  private static final String PROPERTY_LENGTH = "Property Length";
  private static final int NO_SECTION = -1;

  private final byte[] packet;
  private final int headerBytes;
  private final List<Field> found = new ArrayList<>();

  // of the properties that are being read
  private int section = NO_SECTION;
  private int sectionEnd = NO_SECTION;
  private @Nullable PropertyId property;

  private Fields(byte[] packet, int headerBytes) {
    this.packet = packet;
    this.headerBytes = headerBytes;
  }

  /** All fields, in the order of their bytes. */
  static List<Field> of(MqttVersion version, Sender sender, byte[] packet, int headerBytes) {
    Fields fields = new Fields(packet, headerBytes);
    PacketAnatomy.of(version, sender, packet).forEach(fields::add);
    return List.copyOf(fields.found);
  }

  private void add(FieldSpan span) {
    int at = span.offset() - headerBytes;
    if (at >= sectionEnd) {
      section = NO_SECTION;
      property = null;
    }
    Kind kind = kindOf(span.name());
    if (kind == Kind.PROPERTY_LENGTH) {
      section = at;
      sectionEnd = at + span.length() + Integer.parseInt(span.value());
    } else if (kind == Kind.PROPERTY_IDENTIFIER) {
      property = PropertyId.of(packet[span.offset()]);
    }
    boolean isValue = property != null && kind != Kind.PROPERTY_IDENTIFIER;
    found.add(new Field(
        unique(span.name()), kind, at, span.length(), isValue ? property : null, section));
  }

  /** What comes a second time is told apart: the properties of a Will, the second Topic Filter. */
  private String unique(String name) {
    boolean inWill = section >= 0
        && found.stream().anyMatch(field -> field.section() >= 0 && field.section() < section);
    String placed = inWill ? "Will: " + name : name;
    if (property != null && name.equals("Property Identifier")) {
      placed += " of " + property.title();
    }
    String first = placed;
    return found.stream().anyMatch(field -> field.name().equals(first)) ? placed + " 2" : placed;
  }

  private Kind kindOf(String name) {
    return switch (name) {
      case "packet type and flags" -> Kind.FIRST_BYTE;
      case "Remaining Length" -> Kind.REMAINING_LENGTH;
      case "packet identifier" -> Kind.PACKET_IDENTIFIER;
      case "Connect Flags" -> Kind.CONNECT_FLAGS;
      case "Subscription Options", "Requested QoS" -> Kind.SUBSCRIPTION_OPTIONS;
      case "Reason Code" -> Kind.REASON_CODE;
      case PROPERTY_LENGTH -> Kind.PROPERTY_LENGTH;
      case "Property Identifier" -> Kind.PROPERTY_IDENTIFIER;
      case "Protocol Name", "Protocol Level" -> Kind.PROTOCOL;
      case "Client Identifier", "Will Topic", "User Name", "Topic Name", "Topic Filter" ->
        Kind.TEXT;
      case "Application Message" -> Kind.REST;
      default -> kindOf(property);
    };
  }

  private static Kind kindOf(@Nullable PropertyId property) {
    if (property == null) {
      return Kind.ANY_VALUE;
    }
    return switch (property.type()) {
      case UTF_8_STRING, UTF_8_STRING_PAIR -> Kind.TEXT;
      case BINARY_DATA -> Kind.ANY_VALUE;
      case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER -> Kind.NUMBER;
    };
  }
}
