package dev.assay.bench.decode;

import dev.assay.bench.ReusedBuffer;
import dev.assay.bench.SamePacket;
import dev.assay.codec.PacketReader;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.NettyMqtt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * PUBLISH packets of the size of {@link SamePacket}, in turn, none with the topic or the properties of the one before: nothing is
 * gained by remembering the last one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class VariedPublish {
  @Param({"1000", "100000"})
  public int topics;

  private final MqttVersion version;
  private final PacketReader reader;
  private final NettyMqtt nettyCodec;
  private final List<Publish> packets = new ArrayList<>();
  private ByteBuf[] buffers = {};
  private int next;

  VariedPublish(MqttVersion version) {
    this.version = version;
    this.reader = PacketReader.of(version, Sender.CLIENT);
    this.nettyCodec = new NettyMqtt(ReusedBuffer.ofBytes(128), version);
  }

  /** Writes the packets, each of {@code size} bytes. */
  final void write(int size) {
    buffers = new ByteBuf[topics];
    for (int i = 0; i < topics; i++) {
      packets.add(packet(i));
      byte[] bytes = PacketWriter.of(version).toBytes(packets.get(i));
      SamePacket.check("bytes", bytes.length, size);
      buffers[i] = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    }
  }

  /** What an implementation reads of the next packet is that packet's topic. */
  interface TopicReader {
    String read() throws Exception;
  }

  /** Everybody has to read each packet as it was written. */
  final void check(String who, TopicReader peer) throws Exception {
    for (Publish packet : packets) {
      SamePacket.check(who, peer.read(), packet.topic().text());
    }
  }

  final void checkOursAndNettys() throws Exception {
    for (Publish packet : packets) {
      SamePacket.check("assay", assay(), packet);
    }
    check("netty", () -> ((MqttPublishMessage) netty()).variableHeader().topicName());
  }

  private Publish packet(int index) {
    String number = String.format("%05d", index);
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of("plant/7/hall/3/line/12/temp/" + number + "x"),
        SamePacket.PACKET_ID,
        version == MqttVersion.V5 ? properties(index, number) : Properties.NONE,
        Payload.copyOf(SamePacket.PAYLOAD));
  }

  private static Properties properties(int index, String number) {
    return Properties.builder()
        .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, index)
        .with(PropertyId.CONTENT_TYPE, SamePacket.CONTENT_TYPE)
        .withUser(SamePacket.USER_NAME, number + "us")
        .build();
  }

  /** The next packet, from its first byte. */
  final ByteBuf nextBuffer() {
    ByteBuf in = buffers[next];
    next = next + 1 == topics ? 0 : next + 1;
    return in.readerIndex(0);
  }

  @Benchmark
  public Reading assay() {
    return reader.read(nextBuffer());
  }

  /** The slice that it keeps of the buffer is given back at once. */
  @Benchmark
  public Object netty() throws Exception {
    ByteBuf in = nextBuffer();
    MqttPublishMessage read = (MqttPublishMessage) nettyCodec.decode(in);
    in.release();
    return read;
  }
}
