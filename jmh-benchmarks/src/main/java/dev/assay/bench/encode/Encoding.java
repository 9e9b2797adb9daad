package dev.assay.bench.encode;

import dev.assay.bench.ReusedBuffer;
import dev.assay.bench.SameMeaning;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.NettyMqtt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all comparisons of encoders share: the floor, ours and Netty's, each of which writes one packet into a direct buffer that is
 * used again.
 *
 * <p>Netty is called past its pipeline, an advantage; it needs further buffers for properties, which {@link ReusedBuffer} hands
 * out too. All objects are built beforehand, and each is encoded again and again: what is kept of the first time (ours and HiveMQ's
 * their texts as bytes, ours its sizes) serves all others, as in a fan-out to many subscribers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public abstract class Encoding {
  private final MqttVersion version;
  private final PacketWriter writer;

  // chosen before the measurement: what is written, and where
  private Packet ours;
  private byte[] bytes = new byte[0];
  private ReusedBuffer buffer = ReusedBuffer.ofBytes(0);
  private NettyMqtt nettyCodec;
  private MqttMessage nettys = MqttMessage.PINGREQ;

  Encoding(MqttVersion version, Packet ours) {
    this.version = version;
    this.writer = PacketWriter.of(version);
    this.ours = ours;
    this.nettyCodec = new NettyMqtt(buffer, version);
  }

  /** Prepares to write {@code packet}, and checks that ours and Netty's say the same of it. Returns its bytes. */
  final byte[] prepare(Packet packet) throws Exception {
    ours = packet;
    bytes = writer.toBytes(packet);
    buffer = ReusedBuffer.ofBytes(2 * bytes.length + 16);
    nettyCodec = new NettyMqtt(buffer, version);
    nettys = (MqttMessage) nettyCodec.decode(Unpooled.copiedBuffer(bytes));
    SameMeaning.check("assay", assay(), packet, version);
    SameMeaning.check("netty", netty(), packet, version);
    return bytes.clone();
  }

  /** For peers that ask an allocator for their buffer. */
  final ReusedBuffer buffer() {
    return buffer;
  }

  /** For peers that write into a buffer which they are given. */
  final ByteBuf emptied() {
    return buffer.emptied();
  }

  @Benchmark
  public ByteBuf floor() {
    return emptied().writeBytes(bytes);
  }

  @Benchmark
  public ByteBuf assay() {
    ByteBuf out = emptied();
    writer.write(ours, out);
    return out;
  }

  @Benchmark
  public ByteBuf netty() {
    return nettyCodec.encode(nettys);
  }
}
