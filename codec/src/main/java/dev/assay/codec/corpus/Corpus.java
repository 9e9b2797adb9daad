package dev.assay.codec.corpus;

import dev.assay.codec.Deviation;
import dev.assay.codec.Sender;
import dev.assay.codec.corpus.Field.Kind;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One right packet, and all that can be wrong with it: for each field and each {@link Flaw} the wrong packets, one error in each.
 * Lengths that count what was changed (Remaining Length, Property Length) are made right again, unless they are what is wrong.
 */
public final class Corpus {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  /** Behind the last field; in SUBSCRIBE and UNSUBSCRIBE the beginning of a Topic Filter that is not there. */
  private static final List<String> TRAILING = List.of("00", "00 05", "FF FF FF");

  /** A byte that continues nothing; forms too long; above U+10FFFF; bytes that are in no UTF-8; ends too early. */
  private static final List<String> ILL_FORMED = List.of(
      "80",
      "C0 80",
      "E0 9F BF",
      "F0 8F BF BF",
      "F4 90 80 80",
      "F8 88 80 80",
      "FF",
      "C2",
      "E2 82",
      "F0 9F 98",
      "C2 41");

  /** A high one and a low one. */
  private static final List<String> SURROGATES = List.of("ED A0 80", "ED BF BF");

  /** In a gap of Table 2-4, before its first and behind its last, and 128, which takes two bytes. */
  private static final List<String> UNKNOWN_PROPERTIES = List.of("00", "0A", "2B", "80 01");

  /** In no table of reason codes. */
  private static final List<Integer> UNKNOWN_CODES = List.of(0x03, 0x7F, 0xA3, 0xFF);

  private static final int RETAIN_HANDLING_3 = 0b0011_0000;

  private final MqttVersion version;
  private final PacketType type;
  private final Deviation right;
  private final List<Field> fields;

  private Corpus(MqttVersion version, Packet packet) {
    this.version = version;
    this.type = packet.type();
    this.right = Deviation.of(version, packet);
    Sender sender = isOfServers() ? Sender.SERVER : Sender.CLIENT;
    this.fields = Fields.of(version, sender, right.bytes(), right.headerBytes());
  }

  /**
   * What can be wrong with this packet.
   *
   * @param right one of {@link RightPackets}
   */
  public static Corpus of(MqttVersion version, Packet right) {
    return new Corpus(version, right);
  }

  /**
   * One field and one class of violation.
   *
   * @param specimens may be empty
   * @param whyNot why there is none; empty if there are
   */
  public record Cell(
      PacketType type, String field, Flaw flaw, List<Specimen> specimens, String whyNot) {}

  /** Each field with each flaw, none left out. */
  public List<Cell> cells() {
    return fields.stream()
        .flatMap(field -> Arrays.stream(Flaw.values()).map(flaw -> cell(field, flaw)))
        .toList();
  }

  private Cell cell(Field field, Flaw flaw) {
    String reason =
        new WhyNot(version, type, field, field.equals(last()), hasPacketIdentifier()).reason(flaw);
    List<Specimen> specimens = reason.isEmpty() ? at(field, flaw).toList() : List.of();
    return new Cell(type, field.name(), flaw, specimens, reason);
  }

  /** All that this flaw can do to this packet. */
  public List<Specimen> specimens(Flaw flaw) {
    return fields.stream()
        .flatMap(field -> cell(field, flaw).specimens().stream())
        .toList();
  }

  private Stream<Specimen> at(Field field, Flaw flaw) {
    return switch (flaw) {
      case FLAGS -> flags().map(flags -> flagged(flaw, field, flags));
      case CUT -> cuts(field);
      case TRAILING ->
        TRAILING.stream()
            .map(hex -> new Specimen(flaw, field.name(), "followed by " + hex, right.append(hex)));
      case FIVE_BYTE_LENGTH -> Stream.of(lengthened(flaw, field, 5));
      case LONG_LENGTH ->
        IntStream.of(2, 4)
            .filter(bytes -> bytes > field.length())
            .mapToObj(bytes -> lengthened(flaw, field, bytes));
      case PACKET_IDENTIFIER -> values(flaw, field, "00 00");
      case RESERVED_BITS -> reservedBits(field).mapToObj(bits -> with(flaw, field, bits));
      case QOS -> qosThree(field);
      case VALUE -> outOfRange(field);
      case REASON_CODE -> otherCodes().map(code -> with(flaw, field, code));
      case ILL_FORMED_TEXT -> ILL_FORMED.stream().map(hex -> endingIn(hex, flaw, field));
      case SURROGATE -> SURROGATES.stream().map(hex -> endingIn(hex, flaw, field));
      case NULL_CHARACTER -> Stream.of(endingIn("00", flaw, field));
      case UNKNOWN_PROPERTY ->
        UNKNOWN_PROPERTIES.stream()
            .map(id -> inserted(flaw, field, "identifier " + id, field, id + " 00"));
      case FOREIGN_PROPERTY ->
        Arrays.stream(PropertyId.values())
            .filter(id -> !isAllowed(id, field))
            .map(id -> inserted(flaw, field, id.title(), field, sample(id)));
      case REPEATED_PROPERTY ->
        Stream.of(inserted(
            flaw, field, "twice", sectionOf(field), hexOf(identifierOf(field).at(), field.end())));
      case CUT_PROPERTY -> cutProperties(field);
      case TYPE -> IntStream.range(0, version == MqttVersion.V5 ? 16 : 32).mapToObj(this::reserved);
      case DIRECTION, BEFORE_CONNECT ->
        Stream.of(new Specimen(flaw, field.name(), "as it is", right));
    };
  }

  // ---- fixed header

  private Stream<Integer> flags() {
    return IntStream.range(0, 16).filter(flags -> flags != type.flags()).boxed();
  }

  private Specimen flagged(Flaw flaw, Field field, int flags) {
    return new Specimen(flaw, field.name(), "flags " + binary(flags), right.withFlags(flags));
  }

  /** Type 0 is reserved, in 3.1.1 also type 15; each with all flags. */
  private Specimen reserved(int number) {
    int reservedType = number < 16 ? 0 : 15;
    int flags = number & 0x0F;
    return new Specimen(
        Flaw.TYPE,
        fields.get(0).name(),
        "type " + reservedType + ", flags " + binary(flags),
        right.withType(reservedType).withFlags(flags));
  }

  private static String binary(int flags) {
    return Integer.toBinaryString(0x10 | flags).substring(1);
  }

  // ---- lengths

  /** The packet ends before the field and before each further byte of it, where it may not. */
  private Stream<Specimen> cuts(Field field) {
    int first = WhyNot.mayEndBefore(version, type, field) ? 1 : 0;
    return IntStream.range(first, field.length())
        .mapToObj(kept -> new Specimen(
            Flaw.CUT,
            field.name(),
            kept + " of " + field.length() + " bytes",
            right.cutBodyTo(field.at() + kept)));
  }

  /** A Variable Byte Integer in so many bytes. */
  private Specimen lengthened(Flaw flaw, Field field, int bytes) {
    String longer = longer(field, bytes);
    String what = "in " + bytes + " bytes";
    if (field.kind() == Kind.REMAINING_LENGTH) {
      return new Specimen(flaw, field.name(), what, right.withRemainingLength(longer));
    }
    Deviation changed = put(right, field.at(), field.length(), longer);
    return new Specimen(
        flaw,
        field.name(),
        what,
        field.kind() == Kind.PROPERTY_LENGTH
            ? changed
            : counting(changed, sectionOf(field), bytes - field.length()));
  }

  private String longer(Field field, int bytes) {
    byte[] encoded = Arrays.copyOf(bytesOf(field.at(), field.end()), bytes);
    for (int i = field.length() - 1; i < bytes - 1; i++) {
      encoded[i] |= (byte) 0x80;
    }
    return HEX.formatHex(encoded);
  }

  // ---- values

  private Stream<Specimen> values(Flaw flaw, Field field, String... hex) {
    return Arrays.stream(hex)
        .map(value ->
            new Specimen(flaw, field.name(), value, put(right, field.at(), field.length(), value)));
  }

  private Specimen with(Flaw flaw, Field field, int value) {
    return values(flaw, field, hex(value)).findFirst().orElseThrow();
  }

  private IntStream reservedBits(Field field) {
    int value = bytesOf(field.at(), field.end())[0] & 0xFF;
    int reserved = field.kind() == Kind.CONNECT_FLAGS
        ? 0b0000_0001
        : version == MqttVersion.V5 ? 0b1100_0000 : 0b1111_1100;
    IntStream each =
        IntStream.range(0, 8).map(bit -> 1 << bit).filter(bit -> (bit & reserved) != 0);
    return IntStream.concat(each, IntStream.of(reserved))
        .map(bits -> value | bits)
        .distinct();
  }

  private Stream<Specimen> qosThree(Field field) {
    return field.kind() == Kind.FIRST_BYTE
        ? Stream.of(0b0110, 0b1110).map(flags -> flagged(Flaw.QOS, field, flags))
        : Stream.of(with(Flaw.QOS, field, 0b11));
  }

  private Stream<Specimen> outOfRange(Field field) {
    if (field.kind() == Kind.SUBSCRIPTION_OPTIONS) {
      return Stream.of(with(Flaw.VALUE, field, RETAIN_HANDLING_3));
    }
    return field.length() == 1 && field.property() != null && field.property().minimum() == 0
        ? values(Flaw.VALUE, field, "02", "80", "FF")
        : values(Flaw.VALUE, field, "00 ".repeat(field.length()).trim());
  }

  private Stream<Integer> otherCodes() {
    Stream<Integer> ofOthers = Arrays.stream(ReasonCode.values())
        .filter(code -> !code.allowedIn(type))
        .map(ReasonCode::value);
    return Stream.concat(ofOthers, UNKNOWN_CODES.stream());
  }

  /** The last bytes of a text give way to these; it keeps its length. */
  private Specimen endingIn(String hex, Flaw flaw, Field field) {
    int length = HEX.parseHex(hex).length;
    return new Specimen(
        flaw, field.name(), "... " + hex, put(right, field.end() - length, length, hex));
  }

  // ---- properties

  private boolean isAllowed(PropertyId id, Field propertyLength) {
    return isOfWill(propertyLength) ? id.inWill() : id.allowedIn(type);
  }

  private boolean isOfWill(Field propertyLength) {
    return fields.stream()
        .anyMatch(field -> field.section() >= 0 && field.section() < propertyLength.at());
  }

  private static String sample(PropertyId id) {
    String value = switch (id.type()) {
      case BYTE, VARIABLE_BYTE_INTEGER -> "01";
      case TWO_BYTE_INTEGER -> "00 0A";
      case FOUR_BYTE_INTEGER -> "00 00 00 0A";
      case UTF_8_STRING, BINARY_DATA -> "00 01 61";
      case UTF_8_STRING_PAIR -> "00 01 61 00 01 62";
    };
    return hex(id.number()) + " " + value;
  }

  /** Another property, in front of the others of this Property Length. */
  private Specimen inserted(Flaw flaw, Field at, String what, Field propertyLength, String hex) {
    Deviation longer = put(right, propertyLength.end(), 0, hex);
    return new Specimen(
        flaw, at.name(), what, counting(longer, propertyLength, HEX.parseHex(hex).length));
  }

  /** The same with a Property Length of so many bytes more. */
  private Deviation counting(Deviation changed, Field propertyLength, int more) {
    String counted = variableByteInteger(propertyLengthOf(propertyLength) + more);
    return put(changed, propertyLength.at(), propertyLength.length(), counted);
  }

  /**
   * The property alone, and Property Length ends within it: behind its identifier, in the middle, before its last byte. The rest of
   * the packet goes on behind that.
   */
  private Stream<Specimen> cutProperties(Field value) {
    Field propertyLength = sectionOf(value);
    int from = identifierOf(value).at();
    int section = propertyLength.length() + propertyLengthOf(propertyLength);
    int whole = value.end() - from;
    return IntStream.of(1, (whole + 1) / 2, whole - 1)
        .distinct()
        .filter(kept -> kept < whole)
        .mapToObj(kept -> new Specimen(
            Flaw.CUT_PROPERTY,
            value.name(),
            kept + " of " + whole + " bytes",
            put(
                right,
                propertyLength.at(),
                section,
                variableByteInteger(kept) + " " + hexOf(from, from + kept))));
  }

  private Field sectionOf(Field value) {
    return fields.stream()
        .filter(field -> field.kind() == Kind.PROPERTY_LENGTH && field.at() == value.section())
        .findFirst()
        .orElseThrow();
  }

  /** The identifier of the property of which this is the value, or the second part of it. */
  private Field identifierOf(Field value) {
    List<Field> before = fields.subList(0, fields.indexOf(value));
    return before.stream()
        .filter(field -> field.kind() == Kind.PROPERTY_IDENTIFIER)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private int propertyLengthOf(Field propertyLength) {
    int length = 0;
    for (int i = propertyLength.length() - 1; i >= 0; i--) {
      length = length << 7 | (bytesOf(propertyLength.at(), propertyLength.end())[i] & 0x7F);
    }
    return length;
  }

  // ---- bytes

  private Field last() {
    return fields.get(fields.size() - 1);
  }

  private boolean hasPacketIdentifier() {
    return fields.stream().anyMatch(field -> field.kind() == Kind.PACKET_IDENTIFIER);
  }

  private boolean isOfServers() {
    return WhyNot.isOfServers(type);
  }

  /** Offsets are those of fields: they count from the body, which stays where it is when Remaining Length grows. */
  private static Deviation put(Deviation packet, int at, int length, String hex) {
    return packet.replace(packet.headerBytes() + at, length, hex);
  }

  private byte[] bytesOf(int from, int to) {
    return Arrays.copyOfRange(right.bytes(), right.headerBytes() + from, right.headerBytes() + to);
  }

  private String hexOf(int from, int to) {
    return HEX.formatHex(bytesOf(from, to));
  }

  private static String hex(int value) {
    return String.format(Locale.ROOT, "%02X", value);
  }

  private static String variableByteInteger(int value) {
    List<String> bytes = new ArrayList<>();
    int left = value;
    do {
      bytes.add(hex((left & 0x7F) | (left > 0x7F ? 0x80 : 0)));
      left >>= 7;
    } while (left > 0);
    return String.join(" ", bytes);
  }
}
