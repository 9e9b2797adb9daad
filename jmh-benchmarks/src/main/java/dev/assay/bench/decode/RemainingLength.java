package dev.assay.bench.decode;

import com.hivemq.client.internal.mqtt.datatypes.MqttVariableByteInteger;
import dev.assay.codec.PacketReader;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Reading;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A Variable Byte Integer of one to four bytes, where every packet has one: the Remaining Length of a PUBLISH whose body has not
 * arrived.
 *
 * <p>Baseline: {@code floor} reads the same bytes without making a number of them. Expect: each further byte costs a nanosecond
 * or less, since nothing is allocated for a packet that is not there yet. If not, look at what is made before the length is
 * known.
 *
 * <p>HiveMQ's client reads the number alone: an advantage, since ours also looks at type and flags, holds the packet's size
 * against its limit, and refuses a length that is not in its shortest form. Netty reads it in a private method and cannot
 * take part.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class RemainingLength {
  private static final byte PUBLISH = 0x30;

  /** How many bytes the number takes. */
  @Param({"1", "2", "3", "4"})
  public int bytes = 1;

  private final PacketReader reader = PacketReader.of(MqttVersion.V5, Sender.CLIENT);
  private ByteBuf in = Unpooled.EMPTY_BUFFER;

  /** Ours finds a whole fixed header and waits; the peer finds the same number. */
  @Setup
  public void prepareAndCheck() {
    int number = 1;
    in = Unpooled.directBuffer(1 + bytes).writeByte(PUBLISH);
    for (int i = 1; i < bytes; i++) {
      in.writeByte(0x80);
      number <<= 7;
    }
    in.writeByte(1);
    boolean waits = assay() instanceof Reading.Incomplete;
    int hivemqs = hivemq();
    if (!waits || hivemqs != number) {
      throw new IllegalStateException("expected " + number + ", HiveMQ read " + hivemqs
          + "; ours waits for the body: " + waits);
    }
  }

  @Benchmark
  public int floor() {
    ByteBuf from = in.readerIndex(1);
    int sum = 0;
    for (int i = 0; i < bytes; i++) {
      sum += from.readByte();
    }
    return sum;
  }

  @Benchmark
  public Reading assay() {
    return reader.read(in.readerIndex(0));
  }

  @Benchmark
  public int hivemq() {
    return MqttVariableByteInteger.decode(in.readerIndex(1));
  }
}
