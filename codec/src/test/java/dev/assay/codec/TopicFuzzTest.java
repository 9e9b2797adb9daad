package dev.assay.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Optional;

/**
 * Topic Filters and Topic Names: what is allowed, whether the reader of packets agrees, and what matches, each beside a second
 * opinion written here. CONTRIBUTING says how to search for new inputs.
 *
 * <p>An input is one byte, a Topic Filter, a line feed and a Topic Name. The byte is {@code 8} for UTF-8, or {@code 1} for UTF-16
 * code units, which alone can express a lone surrogate (of other bytes the lowest bit counts).
 */
class TopicFuzzTest {
  private static final String SHARE = "$share/";

  @FuzzTest(maxExecutions = 10_000_000, maxDuration = "12h")
  void filtersAndNamesAreParsedAndMatched(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    boolean utf16 = (input[0] & 1) != 0;
    String text = utf16 ? codeUnits(bytes) : new String(bytes, UTF_8);
    int lineFeed = text.indexOf('\n');
    String filterText = lineFeed < 0 ? text : text.substring(0, lineFeed);
    String nameText = lineFeed < 0 ? "" : text.substring(lineFeed + 1);

    Optional<TopicFilter> filter = filter(filterText);
    Optional<TopicName> name = name(nameText);

    if (filter.isPresent() && name.isPresent()) {
      check(filter.get().matches(name.get()) == matches(filterText, nameText), "what matches");
    }
    if (!utf16) {
      int end = indexOfLineFeed(bytes);
      checkReaderAgreesOnFilter(Arrays.copyOf(bytes, end));
      checkReaderAgreesOnName(
          Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length));
    }
  }

  private static Optional<TopicFilter> filter(String text) {
    boolean allowed = isTopicFilter(text);
    check((TopicFilter.complaintAbout(text) == null) == allowed, "what is a Topic Filter");
    boolean shared = isTopicFilterOfShared(text);
    check((TopicFilter.complaintAboutShared(text) == null) == shared, "what is shared");
    check(isRefused(() -> TopicFilter.of(text)) != allowed, "what becomes a Topic Filter");
    return allowed ? Optional.of(TopicFilter.of(text)) : Optional.empty();
  }

  private static Optional<TopicName> name(String text) {
    boolean allowed = isTopicName(text);
    check((TopicName.complaintAbout(text) == null) == allowed, "what is a Topic Name");
    check(isRefused(() -> TopicName.of(text)) != allowed, "what becomes a Topic Name");
    return allowed ? Optional.of(TopicName.of(text)) : Optional.empty();
  }

  private static boolean isRefused(Runnable construction) {
    try {
      construction.run();
      return false;
    } catch (IllegalArgumentException refusal) {
      return true;
    }
  }

  /** SUBSCRIBE with this filter alone, in both versions. */
  private static void checkReaderAgreesOnFilter(byte[] utf8) {
    String text = new String(utf8, UTF_8);
    boolean allowed = isWellFormed(utf8, text) && isTopicFilter(text);
    boolean allowedIn5 = allowed && (!text.startsWith(SHARE) || isTopicFilterOfShared(text));

    ByteBuf packet = packet(0x82, new byte[] {0, 1}, utf8, new byte[] {0});
    check(isRead(MqttVersion.V3_1_1, packet) == allowed, "a filter in a SUBSCRIBE of 3.1.1");
    ByteBuf packetOf5 = packet(0x82, new byte[] {0, 1, 0}, utf8, new byte[] {0});
    check(isRead(MqttVersion.V5, packetOf5) == allowedIn5, "a filter in a SUBSCRIBE of 5.0");
  }

  /** PUBLISH with this name and no payload, in both versions; 5.0 allows none only beside a Topic Alias. */
  private static void checkReaderAgreesOnName(byte[] utf8) {
    String text = new String(utf8, UTF_8);
    boolean allowed = isWellFormed(utf8, text) && isTopicName(text);

    ByteBuf packet = packet(0x30, new byte[0], utf8, new byte[0]);
    check(isRead(MqttVersion.V3_1_1, packet) == allowed, "a name in a PUBLISH of 3.1.1");
    ByteBuf packetOf5 = packet(0x30, new byte[0], utf8, new byte[] {0});
    check(isRead(MqttVersion.V5, packetOf5) == allowed, "a name in a PUBLISH of 5.0");
  }

  private static boolean isRead(MqttVersion version, ByteBuf packet) {
    return PacketReader.of(version, Sender.CLIENT).read(packet) instanceof Packet;
  }

  /** A fixed header, and a text with its length between the bytes before and after it. */
  private static ByteBuf packet(int firstByte, byte[] before, byte[] utf8, byte[] after) {
    ByteBuf packet = Unpooled.buffer(utf8.length + 16).writeByte(firstByte);
    int remaining = before.length + 2 + utf8.length + after.length;
    while (remaining > 127) {
      packet.writeByte((remaining % 128) | 0x80);
      remaining /= 128;
    }
    packet.writeByte(remaining).writeBytes(before);
    return packet.writeShort(utf8.length).writeBytes(utf8).writeBytes(after);
  }

  // the second opinion

  /** Level by level: a wildcard is alone in its level, and {@code #} in the last one (4.7.1). */
  private static boolean isTopicFilter(String text) {
    if (text.isEmpty() || !isText(text)) {
      return false;
    }
    int from = 0;
    while (true) {
      int slash = text.indexOf('/', from);
      String level = slash < 0 ? text.substring(from) : text.substring(from, slash);
      boolean wild = level.contains("+") || level.contains("#");
      if ((wild && level.length() > 1) || (level.equals("#") && slash >= 0)) {
        return false;
      }
      if (slash < 0) {
        return true;
      }
      from = slash + 1;
    }
  }

  /** {@code $share/}, a ShareName without wildcard, a Topic Filter (4.8.2). */
  private static boolean isTopicFilterOfShared(String text) {
    String[] parts = text.split("/", 3);
    return parts.length == 3
        && parts[0].equals("$share")
        && !parts[1].isEmpty()
        && parts[1].chars().noneMatch(c -> c == '+' || c == '#')
        && isTopicFilter(parts[2]);
  }

  private static boolean isTopicName(String text) {
    return !text.isEmpty() && isText(text) && text.chars().noneMatch(c -> c == '+' || c == '#');
  }

  /** No U+0000, no lone surrogate, at most 65,535 bytes (1.5.3 of 3.1.1, 1.5.4 of 5.0). */
  private static boolean isText(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF))
        && text.getBytes(UTF_8).length <= 65_535;
  }

  /** Two cursors, character by character. */
  private static boolean matches(String filter, String name) {
    if (name.charAt(0) == '$' && (filter.charAt(0) == '+' || filter.charAt(0) == '#')) {
      return false;
    }
    int f = 0;
    int n = 0;
    while (f < filter.length()) {
      char wanted = filter.charAt(f);
      if (wanted == '#') {
        return true;
      }
      if (wanted == '+') {
        while (n < name.length() && name.charAt(n) != '/') {
          n++;
        }
      } else if (n < name.length() && name.charAt(n) == wanted) {
        n++;
      } else {
        // the level above the multi-level wildcard belongs to it
        return n == name.length() && filter.startsWith("/#", f);
      }
      f++;
    }
    return n == name.length();
  }

  private static boolean isWellFormed(byte[] utf8, String decoded) {
    return Arrays.equals(decoded.getBytes(UTF_8), utf8);
  }

  private static String codeUnits(byte[] bytes) {
    StringBuilder units = new StringBuilder();
    for (int i = 0; i + 1 < bytes.length; i += 2) {
      units.append((char) (((bytes[i] & 0xFF) << 8) | (bytes[i + 1] & 0xFF)));
    }
    return units.toString();
  }

  private static int indexOfLineFeed(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  /** A plain comparison: this runs millions of times. */
  private static void check(boolean holds, String what) {
    if (!holds) {
      assertThat(holds).as(what).isTrue();
    }
  }
}
