package dev.assay.bench.encode;

import dev.assay.bench.ReusedBuffer;
import dev.assay.bench.SameMeaning;
import dev.assay.bench.SamplePackets;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every type of packet of MQTT 5.0, into a direct buffer that is used again; see {@link SamplePackets}.
 *
 * <p>Baseline: {@code floor} copies the same bytes, encoded beforehand. Expect: faster than each peer for each packet, and no
 * bytes allocated. If not, look at the format of that packet for sizes that are computed twice, or for what is boxed.
 *
 * <p>Netty is called past its pipeline, an advantage; it takes its buffers, a second one for properties, from its pool and
 * gives them back. All objects are built beforehand, from our bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class EveryPacketV5 {
  private static final MqttVersion VERSION = MqttVersion.V5;

  @Param({
    "connect-small",
    "connect-typical",
    "connect-rich",
    "connack-small",
    "connack-rich",
    "publish-0",
    "publish-64",
    "publish-1024",
    "publish-65536",
    "publish-rich",
    "puback-small",
    "puback-rich",
    "pubrec-small",
    "pubrec-rich",
    "pubrel-small",
    "pubrel-rich",
    "pubcomp-small",
    "pubcomp-rich",
    "subscribe-small",
    "subscribe-typical",
    "subscribe-rich",
    "suback-small",
    "suback-rich",
    "unsubscribe-small",
    "unsubscribe-rich",
    "unsuback-small",
    "unsuback-rich",
    "pingreq",
    "pingresp",
    "disconnect-small",
    "disconnect-rich",
    "auth-rich"
  })
  public String packet = "connect-small";

  private final NettyMqtt nettyCodec =
      new NettyMqtt(PooledByteBufAllocator.DEFAULT, io.netty.handler.codec.mqtt.MqttVersion.MQTT_5);
  private final PacketWriter writer = PacketWriter.of(VERSION);
  private ReusedBuffer buffer = ReusedBuffer.ofBytes(0);
  private byte[] bytes = new byte[0];
  private Packet ours = SamplePackets.named(packet, VERSION);
  private MqttMessage nettyMessage = MqttMessage.PINGREQ;

  /** Everybody has to write a packet that says the same. */
  @Setup
  public void prepareAndCheck() throws Exception {
    ours = SamplePackets.named(packet, VERSION);
    bytes = writer.toBytes(ours);
    buffer = ReusedBuffer.ofBytes(2 * bytes.length + 16);
    nettyMessage = (MqttMessage) nettyCodec.decode(Unpooled.copiedBuffer(bytes));

    SameMeaning.check("assay", assay(), ours, VERSION);
    ByteBuf nettys = nettyCodec.encode(nettyMessage);
    SameMeaning.check("netty", nettys, ours, VERSION);
    nettys.release();
  }

  @Benchmark
  public ByteBuf floor() {
    return buffer.emptied().writeBytes(bytes);
  }

  @Benchmark
  public ByteBuf assay() {
    ByteBuf out = buffer.emptied();
    writer.write(ours, out);
    return out;
  }

  @Benchmark
  public int netty() {
    ByteBuf out = nettyCodec.encode(nettyMessage);
    int length = out.readableBytes();
    out.release();
    return length;
  }
}
