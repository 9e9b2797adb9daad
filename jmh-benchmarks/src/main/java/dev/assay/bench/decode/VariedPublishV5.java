package dev.assay.bench.decode;

import com.hivemq.client.internal.mqtt.codec.decoder.HivemqDecoding;
import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderException;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * PUBLISH packets of 101 bytes as in {@link PublishV5}, in turn, none with the topic or the properties of the one before: nothing
 * is gained by remembering the last one.
 *
 * <p>No Topic Name is recognised, for none comes twice in a row. Baseline: {@link PublishV5}. Expect: a
 * third more with 1,000, for each property is read; more with 100,000, for each topic is checked and made, and the packets
 * themselves no longer fit into the cache of the processor, which all implementations pay for.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class VariedPublishV5 {
  private static final MqttVersion VERSION = MqttVersion.V5;

  @Param({"1000", "100000"})
  public int topics;

  private final List<Publish> packets = new ArrayList<>();
  private ByteBuf[] buffers = {};
  private int next;
  private final PacketReader reader = PacketReader.of(VERSION, Sender.CLIENT);
  private final HivemqDecoding hivemqCodec = new HivemqDecoding();
  private final NettyMqtt nettyCodec = new NettyMqtt(ReusedBuffer.ofBytes(128), VERSION);

  /** Everybody has to read each packet as it was written. */
  @Setup
  public void check() throws Exception {
    buffers = new ByteBuf[topics];
    for (int i = 0; i < topics; i++) {
      packets.add(packet(i));
      byte[] bytes = PacketWriter.of(VERSION).toBytes(packets.get(i));
      SamePacket.check("bytes", bytes.length, 101);
      buffers[i] = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    }
    for (int i = 0; i < topics; i++) {
      next = i;
      SamePacket.check("assay", assay(), packets.get(i));
      next = i;
      String topic = packets.get(i).topic().text();
      SamePacket.check(
          "hivemq", ((MqttStatefulPublish) hivemq()).stateless().getTopic().toString(), topic);
      next = i;
      SamePacket.check("netty", ((MqttPublishMessage) netty()).variableHeader().topicName(), topic);
    }
  }

  private static Publish packet(int index) {
    String number = String.format("%05d", index);
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of("plant/7/hall/3/line/12/temp/" + number + "x"),
        SamePacket.PACKET_ID,
        Properties.builder()
            .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, index)
            .with(PropertyId.CONTENT_TYPE, SamePacket.CONTENT_TYPE)
            .withUser(SamePacket.USER_NAME, number + "us")
            .build(),
        Payload.copyOf(SamePacket.PAYLOAD));
  }

  private ByteBuf nextBuffer() {
    ByteBuf in = buffers[next];
    next = next + 1 == topics ? 0 : next + 1;
    return in.readerIndex(0);
  }

  @Benchmark
  public Reading assay() {
    return reader.read(nextBuffer());
  }

  @Benchmark
  public Object hivemq() throws MqttDecoderException {
    return hivemqCodec.decode5(nextBuffer());
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
