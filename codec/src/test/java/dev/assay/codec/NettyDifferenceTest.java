package dev.assay.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Netty's decoder as a second opinion. It serves both sides, checks less and repairs some headers, so it is no judge: each kind of
 * input on which the two differ is a line of {@code netty-differences.tsv} with the clause that says who is right. A difference
 * without a line fails, and so does a line without a difference.
 */
class NettyDifferenceTest {
  private static final long SEED = 20_261_125;
  private static final int GENERATED = 300;
  private static final int FLIPS_OF_A_GENERATED = 20;
  private static final int MOST_BYTES = 300_000;

  /** A good packet that is read by us alone, or differently, is mended and not listed. */
  private static final String UNKNOWN = "?";

  private static final String NO_CLAUSE = "none: the standard does not say how early to refuse";

  // by line of the table without its packets: these, each with an input that shows it
  private final Map<Kind, Map<PacketType, String>> differences = new TreeMap<>(Kind.IN_ORDER);
  private int inputs;

  @Test
  void differsFromNettyOnlyWhereAClauseSaysWhoIsRight() throws IOException {
    for (GoodPacket good : GoldenPackets.good()) {
      PacketInputs.brokenFrom(good).forEach(bytes -> compare(good.version(), good.sender(), bytes));
    }
    for (BadPacket bad : GoldenPackets.bad()) {
      if (!bad.asFirst() && bad.maximumPacketSize() == Long.MAX_VALUE) {
        compare(bad.version(), bad.sender(), bad.bytes());
      }
    }
    for (MqttVersion version : MqttVersion.values()) {
      for (Sender sender : Sender.values()) {
        compareGenerated(version, sender);
      }
    }

    assertThat(inputs).isGreaterThan(25_000);
    List<String> found = differences.entrySet().stream()
        .map(entry -> entry.getKey().line(entry.getValue().keySet()))
        .toList();
    List<String> listed = listed();
    assertThat(listed)
        .as("lines that do not say who is right")
        .noneMatch(line -> line.endsWith(UNKNOWN));
    assertThat(listed).as("lines whose difference no longer occurs").isSubsetOf(found);
    assertThat(found)
        .as("differences to list, or to mend; inputs that show them: %s", inputsNotIn(listed))
        .isSubsetOf(listed);
  }

  private List<Map<PacketType, String>> inputsNotIn(List<String> listed) {
    return differences.entrySet().stream()
        .filter(entry -> !listed.contains(entry.getKey().line(entry.getValue().keySet())))
        .map(Map.Entry::getValue)
        .toList();
  }

  private void compareGenerated(MqttVersion version, Sender sender) {
    RandomPackets packets = new RandomPackets(SEED, version, sender);
    Random random = new Random(SEED);
    for (int i = 0; i < GENERATED; i++) {
      byte[] bytes = PacketWriter.of(version).toBytes(packets.next());
      compare(version, sender, bytes);
      for (int flip = 0; flip < FLIPS_OF_A_GENERATED; flip++) {
        byte[] flipped = bytes.clone();
        flipped[random.nextInt(Math.min(60, bytes.length))] ^= (byte) (1 << random.nextInt(8));
        compare(version, sender, flipped);
      }
    }
  }

  private void compare(MqttVersion version, Sender sender, byte[] bytes) {
    inputs++;
    Reading ours = PacketReader.of(version, sender).read(bytes);
    EmbeddedChannel channel = nettyAfterConnectOf(version);
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    MqttMessage netty = channel.readInbound();
    try {
      compare(version, sender, bytes, ours, netty);
    } finally {
      ReferenceCountUtil.release(netty);
      channel.finishAndReleaseAll();
    }
  }

  private void compare(
      MqttVersion version, Sender sender, byte[] bytes, Reading ours, MqttMessage netty) {
    String verdict =
        netty == null ? "waits" : netty.decoderResult().isSuccess() ? "reads" : "refuses";
    if (ours instanceof Violation violation) {
      if (!verdict.equals("refuses")) {
        note(
            bytes,
            version,
            breach(violation, version, sender),
            "refuses",
            verdict,
            violation.statement().citation());
      }
    } else if (ours instanceof Reading.Incomplete) {
      if (!verdict.equals("waits")) {
        note(bytes, version, "not all there", "waits", verdict, NO_CLAUSE);
      }
    } else if (!verdict.equals("reads")) {
      note(bytes, version, "good", "reads", verdict, UNKNOWN);
    } else {
      Map<String, String> fields = MainFields.of((Packet) ours);
      Map<String, String> theirs = MainFields.of(netty);
      for (String field : fields.keySet()) {
        if (!fields.get(field).equals(theirs.get(field))) {
          note(
              bytes,
              version,
              field,
              "reads " + fields.get(field),
              "reads " + theirs.get(field),
              UNKNOWN);
        }
      }
    }
  }

  private void note(
      byte[] bytes, MqttVersion version, String input, String ours, String netty, String clause) {
    // both refuse type 0; should one read it, this says so
    PacketType type = PacketType.of((bytes[0] & 0xF0) >> 4);
    differences
        .computeIfAbsent(
            new Kind(version, input, ours, netty, clause), kind -> new EnumMap<>(PacketType.class))
        .putIfAbsent(type, Hex.show(Arrays.copyOf(bytes, Math.min(80, bytes.length))));
  }

  /** The codec's name for what is wrong; several where they share statement and answer. */
  private static String breach(Violation violation, MqttVersion version, Sender sender) {
    return Arrays.stream(Breach.values())
        .filter(breach -> breach.reasonCode() == violation.reasonCode())
        .filter(breach -> breach
            .statement(version, sender)
            .filter(violation.statement()::equals)
            .isPresent())
        .map(Breach::name)
        .collect(Collectors.joining(" or "));
  }

  private static EmbeddedChannel nettyAfterConnectOf(MqttVersion version) {
    EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(MOST_BYTES));
    String connect = switch (version) {
      case V3_1_1 -> "10 0D 00 04 4D 51 54 54 04 02 00 00 00 01 61";
      case V5 -> "10 0E 00 04 4D 51 54 54 05 02 00 00 00 00 01 61";
    };
    channel.writeInbound(Unpooled.wrappedBuffer(Hex.hex(connect)));
    MqttMessage read = channel.readInbound();
    assertThat(read.decoderResult().isSuccess()).isTrue();
    return channel;
  }

  private static List<String> listed() throws IOException {
    try (InputStream table =
        NettyDifferenceTest.class.getResourceAsStream("netty-differences.tsv")) {
      return new String(table.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private record Kind(MqttVersion version, String input, String ours, String netty, String clause) {
    static final Comparator<Kind> IN_ORDER = Comparator.comparing(Kind::input)
        .thenComparing(Kind::version)
        .thenComparing(Kind::netty)
        .thenComparing(Kind::ours)
        .thenComparing(Kind::clause);

    String line(Set<PacketType> packets) {
      String types = packets.stream().map(PacketType::name).collect(Collectors.joining(" "));
      return String.join("\t", input, version.toString(), types, ours, netty, clause);
    }
  }
}
