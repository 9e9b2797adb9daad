package dev.assay.bench.decode;

import dev.assay.bench.ReusedBuffer;
import dev.assay.bench.SameMeaning;
import dev.assay.bench.SamePacket;
import dev.assay.codec.PacketReader;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Reading;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.NettyMqtt;
import io.netty.util.ReferenceCountUtil;
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
 * What all comparisons of decoders share: one packet in a buffer that is read again and again, and ours and Netty's that read it.
 *
 * <p>Netty is called past its pipeline, an advantage; it keeps a view of the buffer where ours copies the payload, and checks less
 * (no U+0000, no forbidden repetition of a property).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public abstract class Decoding {
  private final MqttVersion version;
  private PacketReader reader = PacketReader.awaitingConnect();
  private NettyMqtt nettyCodec;

  // chosen before the measurement: what is read
  private byte[] bytes = new byte[0];
  private ByteBuf in = Unpooled.EMPTY_BUFFER;

  Decoding(MqttVersion version) {
    this.version = version;
    this.nettyCodec = new NettyMqtt(ReusedBuffer.ofBytes(0), version);
  }

  /** Prepares to read {@code expected} from a direct buffer, and checks that ours and Netty's read the same. */
  final void prepare(Packet expected) throws Exception {
    prepare(expected, "direct");
  }

  /** @param memory {@code direct}, as it comes from a socket, or {@code heap} */
  final void prepare(Packet expected, String memory) throws Exception {
    bytes = PacketWriter.of(version).toBytes(expected);
    in = memory.equals("heap")
        ? Unpooled.wrappedBuffer(bytes)
        : Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    reader = PacketReader.of(version, SameMeaning.senderOf(expected.type()));
    nettyCodec = new NettyMqtt(ReusedBuffer.ofBytes(2 * bytes.length + 16), version);
    SamePacket.check("assay", assay(), expected);
    // written again by who read it, it says the same
    MqttMessage nettys = (MqttMessage) nettyCodec.decode(in());
    SameMeaning.check("netty", nettyCodec.encode(nettys), expected, version);
    ReferenceCountUtil.release(nettys);
  }

  /** The packet, from its first byte. */
  final ByteBuf in() {
    return in.readerIndex(0);
  }

  final int length() {
    return bytes.length;
  }

  /** The array that the packet lies in: itself where the buffer has one, else a new one, as a codec needs that reads arrays. */
  final byte[] array() {
    if (in.hasArray()) {
      return bytes;
    }
    byte[] copy = new byte[bytes.length];
    in.getBytes(0, copy);
    return copy;
  }

  @Benchmark
  public Reading assay() {
    return reader.read(in());
  }

  /** What it keeps of the buffer is given back at once. */
  @Benchmark
  public Object netty() throws Exception {
    Object read = nettyCodec.decode(in());
    ReferenceCountUtil.release(read);
    return read;
  }
}
