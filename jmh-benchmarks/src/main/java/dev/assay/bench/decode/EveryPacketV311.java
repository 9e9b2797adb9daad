package dev.assay.bench.decode;

import dev.assay.bench.Fusesource;
import dev.assay.bench.SameMeaning;
import dev.assay.bench.SamePacket;
import dev.assay.bench.SamplePackets;
import dev.assay.codec.PacketReader;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Reading;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.NettyMqtt;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;
import org.fusesource.mqtt.codec.MessageSupport;
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
 * Every type of packet of MQTT 3.1.1, from a direct buffer; see {@link SamplePackets}.
 *
 * <p>Baseline: {@code floor} copies the packet into a new array. Expect: faster than each peer for each packet. If not, look at
 * the format of that packet for what is copied twice, or for checks that walk over the same bytes again.
 *
 * <p>Netty is called past its pipeline, an advantage; it keeps a view of the buffer where ours copies the payload, and checks
 * less (no U+0000, no forbidden repetition of a property). fusesource reads an array, leaves texts unread and checks next to nothing; the copy out of the buffer, which its socket code reads into, is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class EveryPacketV311 {
  private static final MqttVersion VERSION = MqttVersion.V3_1_1;

  @Param({
    "connect-small",
    "connect-typical",
    "connect-rich",
    "connack-small",
    "publish-0",
    "publish-64",
    "publish-1024",
    "publish-65536",
    "puback-small",
    "pubrec-small",
    "pubrel-small",
    "pubcomp-small",
    "subscribe-small",
    "subscribe-typical",
    "suback-small",
    "unsubscribe-small",
    "unsubscribe-rich",
    "unsuback-small",
    "pingreq",
    "pingresp",
    "disconnect-small"
  })
  public String packet = "connect-small";

  private final NettyMqtt nettyCodec = new NettyMqtt(
      PooledByteBufAllocator.DEFAULT, io.netty.handler.codec.mqtt.MqttVersion.MQTT_3_1_1);
  private byte[] bytes = new byte[0];
  private ByteBuf in = Unpooled.EMPTY_BUFFER;
  private PacketReader reader = PacketReader.awaitingConnect();

  /** Everybody has to read the same packet: written again by who read it, it says the same. */
  @Setup
  public void prepareAndCheck() throws Exception {
    Packet expected = SamplePackets.named(packet, VERSION);
    bytes = SamplePackets.bytes(packet, VERSION);
    in = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    reader = PacketReader.of(VERSION, SameMeaning.senderOf(expected.type()));
    SamePacket.check("assay", assay(), expected);
    MqttMessage nettys = (MqttMessage) nettyCodec.decode(in.readerIndex(0));
    ByteBuf again = nettyCodec.encode(nettys);
    SameMeaning.check("netty", again, expected, VERSION);
    again.release();
    ReferenceCountUtil.release(nettys);
    ByteBuf fusesources = Fusesource.encode(fusesource(), Unpooled.buffer());
    SameMeaning.check("fusesource", fusesources, expected, VERSION);
  }

  @Benchmark
  public byte[] floor() {
    byte[] copy = new byte[bytes.length];
    in.getBytes(0, copy);
    return copy;
  }

  @Benchmark
  public Reading assay() {
    return reader.read(in.readerIndex(0));
  }

  /** What it keeps of the buffer is given back at once. */
  @Benchmark
  public Object netty() throws Exception {
    Object read = nettyCodec.decode(in.readerIndex(0));
    ReferenceCountUtil.release(read);
    return read;
  }

  @Benchmark
  public MessageSupport.Message fusesource() throws ProtocolException {
    byte[] copy = new byte[bytes.length];
    in.getBytes(0, copy);
    return Fusesource.decode(copy);
  }
}
