package dev.assay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Reading;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes arrive in whatever pieces, a {@link Reading} comes out and never an exception. An ordinary build replays the
 * golden packets and the seeds beside this class in the resources; CONTRIBUTING says how to search for new inputs.
 *
 * <p>An input is two bytes that say how to read, and then what arrives:
 * <pre>
 *   bit    7 ... 3        2        1        0
 *        +--------------+--------+--------+--------+
 *        | ignored      | first  | server | 5.0    |   first: no CONNECT has been read yet; the other two count for nothing then
 *        +--------------+--------+--------+--------+
 *        | pieces of even and of odd number        |   4 bits each: their sizes, less one; the 64th piece is the rest
 *        +-----------------------------------------+
 * </pre>
 */
class PacketReaderFuzzTest {
  private static final int SAYS_HOW = 2;

  // beyond these inputs only get slower: a long payload is not looked into
  private static final int MOST_BYTES_OF_A_GENERATED_STREAM = 400;
  private static final int MOST_PIECES = 64;

  // one for all inputs: a new one for each would cost more than reading it
  private static final ByteBuf DIRECT = Unpooled.directBuffer();

  static Stream<byte[]> goldenPackets() {
    Stream<byte[]> good = GoldenPackets.good().stream()
        .map(packet -> input(packet.version(), packet.sender(), false, packet.bytes()));
    Stream<byte[]> bad = GoldenPackets.bad().stream()
        .map(packet -> input(packet.version(), packet.sender(), packet.asFirst(), packet.bytes()));
    return Stream.concat(good, bad);
  }

  /** Three good packets behind one another, so that reading goes on behind the first. */
  static Stream<byte[]> generatedStreams() {
    return Arrays.stream(MqttVersion.values())
        .flatMap(version -> Arrays.stream(Sender.values()).flatMap(sender -> {
          RandomPackets packets = new RandomPackets(20_261_125, version, sender);
          return Stream.generate(() -> input(version, sender, false, threeOf(packets, version)))
              .filter(input -> input.length <= MOST_BYTES_OF_A_GENERATED_STREAM)
              .limit(20);
        }));
  }

  // @FuzzTest has to be the last annotation
  @MethodSource({"goldenPackets", "generatedStreams"})
  @FuzzTest(maxExecutions = 10_000_000, maxDuration = "12h")
  void everyWayOfReadingAgrees(byte[] input) {
    if (input.length < SAYS_HOW) {
      return;
    }
    MqttVersion version = (input[0] & 0b001) == 0 ? MqttVersion.V3_1_1 : MqttVersion.V5;
    boolean first = (input[0] & 0b100) != 0;
    Sender sender = first || (input[0] & 0b010) == 0 ? Sender.CLIENT : Sender.SERVER;
    byte[] arriving = Arrays.copyOfRange(input, SAYS_HOW, input.length);

    ByteBuf in = Unpooled.wrappedBuffer(arriving);
    List<Reading> readings = readAtOnce(reader(version, sender, first), in);

    checkWrittenAndReadAgain(sender, version, readings);
    DIRECT.clear().writeBytes(arriving);
    check(readAtOnce(reader(version, sender, first), DIRECT).equals(readings), "off the heap");
    ByteBuf behindTheTwo = Unpooled.wrappedBuffer(input).skipBytes(SAYS_HOW);
    List<Reading> inPieces =
        readInPieces(reader(version, sender, first), behindTheTwo, input[1] & 0xFF);
    check(inPieces.equals(readings), "in pieces");
    if (!first) {
      checkAnatomy(version, sender, arriving);
    }
  }

  /** Each packet until the bytes run out or break the standard; the last reading is not a packet. */
  private static List<Reading> readAtOnce(PacketReader reader, ByteBuf in) {
    List<Reading> readings = new ArrayList<>();
    while (true) {
      int start = in.readerIndex();
      Reading reading = reader.read(in);
      readings.add(reading);
      if (!(reading instanceof Packet)) {
        check(in.readerIndex() == start, "what is no packet consumes nothing");
        return readings;
      }
      check(in.readerIndex() == start + packetBytesAt(in, start), "a packet is consumed exactly");
    }
  }

  /** As a connection reads: again whenever a piece has arrived, from where the last packet ended. */
  private static List<Reading> readInPieces(PacketReader reader, ByteBuf all, int sizes) {
    List<Reading> readings = new ArrayList<>();
    int end = all.writerIndex();
    all.writerIndex(all.readerIndex());
    int pieces = 0;
    while (true) {
      Reading reading = reader.read(all);
      if (reading instanceof Reading.Incomplete && all.writerIndex() < end) {
        int size = 1 + (pieces % 2 == 0 ? sizes >> 4 : sizes & 0x0F);
        boolean last = ++pieces == MOST_PIECES;
        all.writerIndex(last ? end : Math.min(end, all.writerIndex() + size));
        continue;
      }
      readings.add(reading);
      if (!(reading instanceof Packet)) {
        return readings;
      }
    }
  }

  private static void checkWrittenAndReadAgain(
      Sender sender, MqttVersion version, List<Reading> readings) {
    MqttVersion spoken = version;
    for (Reading reading : readings) {
      if (!(reading instanceof Packet packet)) {
        return;
      }
      if (packet instanceof Connect connect) {
        spoken = connect.version();
      }
      byte[] written = PacketWriter.of(spoken).toBytes(packet);
      check(
          PacketReader.of(spoken, sender).read(written).equals(packet),
          "what is written is read as the same packet");
      check(PacketWriter.of(spoken).sizeOf(packet) == written.length, "its size is known before");
    }
  }

  private static void checkAnatomy(MqttVersion version, Sender sender, byte[] arriving) {
    int packetBytes = packetBytesAt(Unpooled.wrappedBuffer(arriving), 0);
    if (packetBytes > 0 && packetBytes <= arriving.length) {
      byte[] packet = Arrays.copyOf(arriving, packetBytes);
      GoldenPacketsTest.assertCoversEachByteOnce(
          PacketAnatomy.of(version, sender, packet), packetBytes);
    }
  }

  /** From the fixed header alone; 0 if its Remaining Length is not there or longer than four bytes. */
  private static int packetBytesAt(ByteBuf in, int start) {
    int remainingLength = 0;
    for (int i = 0; i < 4 && start + 1 + i < in.writerIndex(); i++) {
      int part = in.getUnsignedByte(start + 1 + i);
      remainingLength += (part % 128) << (7 * i);
      if (part < 128) {
        return 2 + i + remainingLength;
      }
    }
    return 0;
  }

  private static PacketReader reader(MqttVersion version, Sender sender, boolean first) {
    return first ? PacketReader.awaitingConnect() : PacketReader.of(version, sender);
  }

  private static byte[] threeOf(RandomPackets packets, MqttVersion version) {
    ByteBuf stream = Unpooled.buffer();
    for (int i = 0; i < 3; i++) {
      PacketWriter.of(version).write(packets.next(), stream);
    }
    byte[] bytes = new byte[stream.readableBytes()];
    stream.readBytes(bytes);
    return bytes;
  }

  private static byte[] input(MqttVersion version, Sender sender, boolean first, byte[] arriving) {
    byte[] input = new byte[SAYS_HOW + arriving.length];
    int how = version == MqttVersion.V5 ? 0b001 : 0;
    how |= sender == Sender.SERVER ? 0b010 : 0;
    how |= first ? 0b100 : 0;
    input[0] = (byte) how;
    input[1] = 0x20; // pieces of three bytes and of one
    System.arraycopy(arriving, 0, input, SAYS_HOW, arriving.length);
    return input;
  }

  /** A plain comparison: this runs millions of times. */
  private static void check(boolean holds, String what) {
    if (!holds) {
      assertThat(holds).as(what).isTrue();
    }
  }
}
