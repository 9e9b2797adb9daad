package dev.assay.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PropertyType;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the reader accepts is what the standard's tables list: which property in which packet and how often, which code in which packet and
 * from whom, which type from whom and with which flags. Each field is put into real bytes and read. Skipped where the tables do not lie
 * beside the repository ({@code ../shared/spec}).
 */
class StandardTablesTest {
  private static final Path TABLES = Path.of("..", "..", "shared", "spec");
  private static final String WILL = "Will Properties";
  private static final int CODES = 0x100;

  /** What stands in a packet of 5.0 around its properties; the first byte has type and flags. */
  private enum Around {
    CONNECT("10", "0004 4D515454 05 02 003C", "0001 61"),
    CONNACK("20", "00 00", ""),
    PUBLISH("30", "0001 74", ""),
    PUBACK("40", "0001 00", ""),
    PUBREC("50", "0001 00", ""),
    PUBREL("62", "0001 00", ""),
    PUBCOMP("70", "0001 00", ""),
    SUBSCRIBE("82", "0001", "0001 61 00"),
    SUBACK("90", "0001", "00"),
    UNSUBSCRIBE("A2", "0001", "0001 61"),
    UNSUBACK("B0", "0001", "00"),
    DISCONNECT("E0", "00", ""),
    AUTH("F0", "18", ""),
    WILL_PROPERTIES("10", "0004 4D515454 05 06 003C 00 0001 61", "0001 77 0001 78");

    private final String first;
    private final String before;
    private final String after;

    Around(String first, String before, String after) {
      this.first = first;
      this.before = before;
      this.after = after;
    }

    String title() {
      return this == WILL_PROPERTIES ? WILL : name();
    }

    byte[] with(byte[] properties) {
      return packet(
          first,
          Hex.hex(before),
          new byte[] {(byte) properties.length},
          properties,
          Hex.hex(after));
    }
  }

  @Test
  void propertiesStandWhereTheTableHasThemAndAsOftenAsItSays() throws IOException {
    List<String> theirs = new ArrayList<>();
    for (String[] row : rows("properties-5.0.tsv")) {
      for (String packet : row[4].split(", ", -1)) {
        boolean often = row[5].startsWith("yes (any") || row[5].contains("yes in " + packet);
        theirs.add(String.join("|", row[1], row[2], row[3], packet, often ? "often" : "once"));
      }
    }

    List<String> ours = new ArrayList<>();
    for (PropertyId id : PropertyId.values()) {
      for (Around packet : Around.values()) {
        byte[] once = withMethod(packet, id, value(id));
        if (isRead(packet.with(once))) {
          byte[] twice = withMethod(packet, id, joined(value(id), value(id)));
          ours.add(String.join(
              "|",
              String.format("0x%02X", id.number()),
              id.title(),
              title(id.type()),
              packet.title(),
              isRead(packet.with(twice)) ? "often" : "once"));
        }
      }
    }

    assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
  }

  @Test
  void ourOwnTableOfPropertiesIsTheStandards() throws IOException {
    for (String[] row : rows("properties-5.0.tsv")) {
      PropertyId id = Objects.requireNonNull(PropertyId.of(Integer.parseInt(row[0])), row[2]);
      Set<String> theirs = new TreeSet<>(List.of(row[4].split(", ", -1)));

      Set<String> ours = new TreeSet<>();
      Arrays.stream(PacketType.values())
          .filter(id::allowedIn)
          .forEach(packet -> ours.add(packet.name()));
      if (id.inWill()) {
        ours.add(WILL);
      }

      assertThat(ours).as(row[2]).isEqualTo(theirs);
    }
  }

  @Test
  void codesOfFiveAreReadFromThoseWhoMaySendThem() throws IOException {
    Set<String> theirs = new TreeSet<>();
    for (String[] row : rows("reason-codes-per-packet-5.0.tsv")) {
      boolean byServerAlone = row[5].contains("only by the Server");
      for (Sender sender : Sender.values()) {
        String word = sender == Sender.CLIENT ? "Client" : "Server";
        if (row[4].contains(word) && !(byServerAlone && sender == Sender.CLIENT)) {
          theirs.add(row[0] + " " + row[2] + " " + word);
        }
      }
    }
    // Table 2-6 has it for DISCONNECT, whoever sends that; the table of DISCONNECT has not
    theirs.addAll(List.of("DISCONNECT 0x8C Client", "DISCONNECT 0x8C Server"));

    Set<String> ours = new TreeSet<>();
    for (int code = 0; code < CODES; code++) {
      for (Sender sender : Sender.values()) {
        for (PacketType type : typesWithCodes()) {
          if (isRead(MqttVersion.V5, sender, withCode(type, code))) {
            ours.add(String.format(
                "%s 0x%02X %s", type, code, sender == Sender.CLIENT ? "Client" : "Server"));
          }
        }
      }
    }

    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void namesOfCodesAreTheStandards() throws IOException {
    Set<String> theirs = new TreeSet<>();
    for (String[] row : rows("reason-codes-5.0.tsv")) {
      for (String packet : row[3].split(", ", -1)) {
        theirs.add(row[1] + " " + row[2] + " " + packet);
      }
    }

    Set<String> ours = new TreeSet<>();
    for (ReasonCode code : ReasonCode.values()) {
      Arrays.stream(PacketType.values())
          .filter(code::allowedIn)
          .forEach(packet ->
              ours.add(String.format("0x%02X %s %s", code.value(), code.titleIn(packet), packet)));
    }

    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void codesOf311AreThoseOfItsTables() throws IOException {
    Set<String> theirs = new TreeSet<>();
    rows("return-codes-3.1.1.tsv").forEach(row -> theirs.add(row[0] + " " + row[2]));

    Set<String> ours = new TreeSet<>();
    for (int code = 0; code < CODES; code++) {
      byte[] last = {(byte) code};
      if (isRead(MqttVersion.V3_1_1, Sender.SERVER, packet("20", Hex.hex("00"), last))) {
        ours.add(String.format("CONNACK 0x%02X", code));
      }
      if (isRead(MqttVersion.V3_1_1, Sender.SERVER, packet("90", Hex.hex("0001"), last))) {
        ours.add(String.format("SUBACK 0x%02X", code));
      }
    }

    assertThat(ours).isEqualTo(theirs);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void typesComeFromThoseWhoMaySendThemWithTheFlagsOfTheTable(MqttVersion version)
      throws IOException {
    Set<String> theirs = new TreeSet<>();
    for (String[] row : rows("packet-types.tsv")) {
      String senders = ofVersion(row[2], version);
      for (Sender sender : Sender.values()) {
        if (senders.equals("both") || senders.equals(sender.name().toLowerCase(Locale.ROOT))) {
          theirs.add(
              row[1] + " " + row[0] + " " + sender + " " + (row[3].length() == 4 ? row[3] : "any"));
        }
      }
    }

    Set<String> ours = new TreeSet<>();
    Set<PacketType> seen = new HashSet<>();
    for (GoodPacket good : GoldenPackets.good()) {
      PacketType type = good.packet().type();
      if (good.version() != version || !seen.add(type)) {
        continue;
      }
      for (Sender sender : Sender.values()) {
        for (int flags = 0; flags < 0x10 && type != PacketType.PUBLISH; flags++) {
          byte[] bytes = good.bytes();
          bytes[0] = (byte) ((bytes[0] & 0xF0) | flags);
          if (isRead(version, sender, bytes)) {
            String bits = String.format("%4s", Integer.toBinaryString(flags)).replace(' ', '0');
            ours.add(type.number() + " " + type + " " + sender + " " + bits);
          }
        }
        if (type == PacketType.PUBLISH && isRead(version, sender, good.bytes())) {
          ours.add(type.number() + " " + type + " " + sender + " any");
        }
      }
    }

    assertThat(ours).isEqualTo(theirs);
  }

  /** {@code client}, or {@code 3.1.1: client; 5.0: both}. */
  private static String ofVersion(String cell, MqttVersion version) {
    for (String part : cell.split("; ", -1)) {
      if (part.startsWith(version.text() + ": ")) {
        return part.substring(version.text().length() + 2);
      }
    }
    return cell;
  }

  private static List<PacketType> typesWithCodes() {
    return List.of(
        PacketType.CONNACK,
        PacketType.PUBACK,
        PacketType.PUBREC,
        PacketType.PUBREL,
        PacketType.PUBCOMP,
        PacketType.SUBACK,
        PacketType.UNSUBACK,
        PacketType.DISCONNECT,
        PacketType.AUTH);
  }

  private static byte[] withCode(PacketType type, int code) {
    byte[] value = {(byte) code};
    return switch (type) {
      case CONNACK -> packet("20", Hex.hex("00"), value, Hex.hex("00"));
      case PUBACK -> packet("40", Hex.hex("0001"), value, Hex.hex("00"));
      case PUBREC -> packet("50", Hex.hex("0001"), value, Hex.hex("00"));
      case PUBREL -> packet("62", Hex.hex("0001"), value, Hex.hex("00"));
      case PUBCOMP -> packet("70", Hex.hex("0001"), value, Hex.hex("00"));
      case SUBACK -> packet("90", Hex.hex("0001 00"), value);
      case UNSUBACK -> packet("B0", Hex.hex("0001 00"), value);
      case DISCONNECT -> packet("E0", value, Hex.hex("00"));
      case AUTH -> packet("F0", value, Hex.hex("04 15 0001 6D"));
      default -> throw new IllegalArgumentException(type + " has no code");
    };
  }

  /** AUTH never, and Authentication Data nowhere, goes without a method: here it is taken for granted. */
  private static byte[] withMethod(Around packet, PropertyId id, byte[] properties) {
    boolean needed = id == PropertyId.AUTHENTICATION_DATA || packet == Around.AUTH;
    return needed && id != PropertyId.AUTHENTICATION_METHOD
        ? joined(value(PropertyId.AUTHENTICATION_METHOD), properties)
        : properties;
  }

  private static byte[] value(PropertyId id) {
    byte[] number = {(byte) id.number()};
    return joined(
        number,
        switch (id.type()) {
          case BYTE, VARIABLE_BYTE_INTEGER -> Hex.hex("01");
          case TWO_BYTE_INTEGER -> Hex.hex("0001");
          case FOUR_BYTE_INTEGER -> Hex.hex("00000001");
          case UTF_8_STRING, BINARY_DATA -> Hex.hex("0001 61");
          case UTF_8_STRING_PAIR -> Hex.hex("0001 61 0001 62");
        });
  }

  private static String title(PropertyType type) {
    return switch (type) {
      case BYTE -> "Byte";
      case TWO_BYTE_INTEGER -> "Two Byte Integer";
      case FOUR_BYTE_INTEGER -> "Four Byte Integer";
      case VARIABLE_BYTE_INTEGER -> "Variable Byte Integer";
      case UTF_8_STRING -> "UTF-8 Encoded String";
      case BINARY_DATA -> "Binary Data";
      case UTF_8_STRING_PAIR -> "UTF-8 String Pair";
    };
  }

  /** From a client or from a server. */
  private static boolean isRead(byte[] packet) {
    return isRead(MqttVersion.V5, Sender.CLIENT, packet)
        || isRead(MqttVersion.V5, Sender.SERVER, packet);
  }

  private static boolean isRead(MqttVersion version, Sender sender, byte[] packet) {
    var reading = PacketReader.of(version, sender).read(packet);
    assertThat(reading).as(Arrays.toString(packet)).isInstanceOfAny(Packet.class, Violation.class);
    return reading instanceof Packet;
  }

  /** With its Remaining Length, of one byte. */
  private static byte[] packet(String first, byte[]... parts) {
    byte[] body = joined(parts);
    return joined(Hex.hex(first), new byte[] {(byte) body.length}, body);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** The lines below the heading, in cells. */
  private static List<String[]> rows(String name) throws IOException {
    Path file = TABLES.resolve(name);
    assumeTrue(Files.isReadable(file), "the standard's tables are not beside the repository");
    return Files.readAllLines(file).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .toList();
  }
}
