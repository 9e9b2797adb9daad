package dev.assay.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Reading;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random inputs. The seed is printed; {@code -Dassay.seed=N} repeats a run. */
class GeneratedPacketsTest {
  private static final long SEED = Long.getLong("assay.seed", new Random().nextLong());
  private static final int PACKETS = 3_000;
  private static final int MUTATIONS = 100_000;

  static {
    System.out.println("GeneratedPacketsTest: -Dassay.seed=" + SEED);
  }

  @ParameterizedTest
  @CsvSource({"V3_1_1, CLIENT", "V3_1_1, SERVER", "V5, CLIENT", "V5, SERVER"})
  void whatIsWrittenIsReadAsItWas(MqttVersion version, Sender sender) {
    RandomPackets packets = new RandomPackets(SEED, version, sender);
    PacketReader reader = PacketReader.of(version, sender);
    PacketWriter writer = PacketWriter.of(version);
    ByteBuf wire = Unpooled.buffer();

    for (int i = 0; i < PACKETS; i++) {
      Packet packet = packets.next();
      wire.clear();
      writer.write(packet, wire);
      int size = wire.readableBytes();

      Reading reading = reader.read(wire);

      assertThat(reading).as("packet %d of seed %d", i, SEED).isEqualTo(packet);
      assertThat(wire.readableBytes()).isZero();
      assertThat(writer.sizeOf(packet)).isEqualTo(size);
    }
  }

  @ParameterizedTest
  @CsvSource({"V3_1_1, CLIENT", "V5, SERVER"})
  void packetsBehindOneAnotherAreReadOneByOne(MqttVersion version, Sender sender) {
    RandomPackets packets = new RandomPackets(SEED, version, sender);
    ByteBuf wire = Unpooled.buffer();
    List<Packet> sent = Stream.generate(packets::next).limit(50).toList();
    sent.forEach(packet -> PacketWriter.of(version).write(packet, wire));
    PacketReader reader = PacketReader.of(version, sender);

    for (Packet packet : sent) {
      assertThat(reader.read(wire)).isEqualTo(packet);
    }

    assertThat(reader.read(wire)).isInstanceOf(Reading.Incomplete.class);
  }

  @Test
  void propertiesWithoutOneOfThemAreAllTheOthersInTheirOrder() {
    RandomPackets packets = new RandomPackets(SEED, MqttVersion.V5, Sender.SERVER);
    int removed = 0;
    for (int i = 0; i < PACKETS; i++) {
      if (!(packets.next() instanceof Publish publish)) {
        continue;
      }
      Properties all = publish.properties();
      for (PropertyId id : PropertyId.values()) {
        List<String> others =
            valuesOf(all).stream().filter(value -> !value.startsWith(id + " ")).toList();
        removed += all.count() - others.size();

        Properties rest = all.without(id);

        assertThat(valuesOf(rest)).as("packet %d of seed %d", i, SEED).isEqualTo(others);
        assertThat(rest.has(id)).isFalse();
        assertThat(rest.toBuilder().build()).isEqualTo(rest);
      }
    }
    assertThat(removed).isPositive();
  }

  private static List<String> valuesOf(Properties properties) {
    return IntStream.range(0, properties.count())
        .mapToObj(i -> {
          PropertyId id = properties.idAt(i);
          boolean isObject = switch (id.type()) {
            case UTF_8_STRING, BINARY_DATA, UTF_8_STRING_PAIR -> true;
            case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER -> false;
          };
          return id + " " + (isObject ? properties.objectAt(i) : properties.numberAt(i));
        })
        .toList();
  }

  /** Whatever arrives, the answer is a value; and what is read as a packet can be written and is read as the same again. */
  @Test
  void noMutationThrows() {
    Random random = new Random(SEED);
    List<GoodPacket> good = GoldenPackets.good();
    int complete = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      GoodPacket original = good.get(random.nextInt(good.size()));
      Sender sender = random.nextInt(8) == 0 ? other(original.sender()) : original.sender();
      byte[] mutant = mutate(original.bytes(), random);
      try {
        Reading reading = read(original.version(), sender, mutant);
        assertEveryWayOfReadingAgrees(original.version(), sender, mutant, reading);
        GoldenPacketsTest.assertCoversEachByteOnce(
            PacketAnatomy.of(original.version(), sender, mutant), mutant.length);
        if (reading instanceof Packet whole) {
          complete++;
          byte[] rewritten = PacketWriter.of(original.version()).toBytes(whole);
          assertThat(read(original.version(), sender, rewritten)).isEqualTo(whole);
        }
      } catch (RuntimeException | AssertionError e) {
        fail("mutation " + i + " of seed " + SEED + ", " + original + ": " + Hex.show(mutant), e);
      }
    }
    assertThat(complete).as("mutants that are packets again").isGreaterThan(MUTATIONS / 100);
  }

  /** On the heap or off it, with a listener or without one, and once more when the Topic Name is one of those read last. */
  private static void assertEveryWayOfReadingAgrees(
      MqttVersion version, Sender sender, byte[] bytes, Reading expected) {
    assertThat(read(version, sender, bytes)).as("once more").isEqualTo(expected);
    ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    assertThat(PacketReader.of(version, sender).read(direct)).as("direct").isEqualTo(expected);
    direct.release();
    // with a listener a CONNECT is read by its own version, and a part of a packet as far as it
    // goes
    boolean isConnect = (bytes[0] & 0xF0) == 0x10;
    if (!isConnect && !(expected instanceof Reading.Incomplete)) {
      PacketReader heard = PacketReader.heardBy(span -> {}, version, sender);
      assertThat(heard.read(Unpooled.wrappedBuffer(bytes))).as("heard").isEqualTo(expected);
    }
  }

  private static Reading read(MqttVersion version, Sender sender, byte[] bytes) {
    return PacketReader.of(version, sender).read(Unpooled.wrappedBuffer(bytes));
  }

  private static Sender other(Sender sender) {
    return sender == Sender.CLIENT ? Sender.SERVER : Sender.CLIENT;
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] mutant = bytes.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(5)) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[at] = (byte) random.nextInt(256);
        case 2 -> mutant[at] += (byte) (random.nextBoolean() ? 1 : -1);
        case 3 -> mutant = withRemainingLengthOf(Arrays.copyOf(mutant, 1 + at));
        default -> mutant = withRemainingLengthOf(Arrays.copyOf(mutant, mutant.length + 1));
      }
    }
    return mutant;
  }

  /** Mends the Remaining Length of a short packet, so that the reader gets beyond it. */
  private static byte[] withRemainingLengthOf(byte[] bytes) {
    if (bytes.length > 2 && bytes.length < 130 && bytes[1] >= 0) {
      bytes[1] = (byte) (bytes.length - 2);
    }
    return bytes;
  }
}
