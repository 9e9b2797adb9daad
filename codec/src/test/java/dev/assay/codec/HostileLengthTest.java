package dev.assay.codec;

import static dev.assay.codec.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.assay.codec.netty.PacketDecoder;
import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever announces much and sends little makes us allocate little: memory follows what has arrived. */
class HostileLengthTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 1_000;

  /** A violation with its texts is some hundred bytes; the smallest announcement here is 65,535. */
  private static final long MOST_BYTES_A_ROUND = 8_192;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30 FF FF FF 7F 00 01 61 00 68 69", // Remaining Length 268,435,455
        "82 FF FF FF 7F 00 01 00 00 01 61 00",
        "30 07 FF FF 61 62 63 64 65", // Topic Name of 65,535 bytes
        "30 07 00 01 61 FF FF FF 7F", // Property Length 268,435,455
        "30 09 00 01 61 05 03 FF FF 61 62", // Content Type of 65,535 bytes
        "30 09 00 01 61 05 09 FF FF 61 62" // Correlation Data of 65,535 bytes
      })
  void announcedBytesAreNotAllocatedBeforeTheyArrive(String announcement) {
    ByteBuf in = Unpooled.wrappedBuffer(hex(announcement));
    PacketReader reader = PacketReader.of(MqttVersion.V5, Sender.CLIENT);

    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(reader.read(in) instanceof Packet).isFalse();
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated / ROUNDS).as("bytes a round").isLessThan(MOST_BYTES_A_ROUND);
  }

  @Test
  void bufferOfAConnectionGrowsWithWhatArrives() {
    EmbeddedChannel channel =
        new EmbeddedChannel(new PacketDecoder(PacketReader.of(MqttVersion.V5, Sender.CLIENT)));
    channel.writeInbound(Unpooled.wrappedBuffer(hex("30 FF FF FF 7F 00 01 61 00")));

    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      channel.writeInbound(Unpooled.buffer(16).writeZero(16));
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated / ROUNDS).as("bytes a round").isLessThan(MOST_BYTES_A_ROUND);
    channel.finishAndReleaseAll();
  }
}
