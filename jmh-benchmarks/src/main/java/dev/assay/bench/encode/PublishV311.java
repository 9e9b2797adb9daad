package dev.assay.bench.encode;

import com.hivemq.client.internal.mqtt.codec.encoder.HivemqEncoding;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import dev.assay.bench.ReusedBuffer;
import dev.assay.bench.SamePacket;
import dev.assay.bench.Theirs;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Publish;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.NettyMqtt;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.fusesource.hawtbuf.Buffer;
import org.fusesource.mqtt.codec.MQTTFrame;
import org.fusesource.mqtt.codec.PUBLISH;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The 3.1.1 form of {@link SamePacket}, 66 bytes at QoS 1, into a direct buffer that is used again.
 *
 * <p>Baseline, hypothesis and peers are those of {@link PublishV5}. Besides, fusesource, which speaks 3.1.1 alone: it makes
 * the body as an array and leaves the fixed header to its socket code, so that the header is written here by hand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class PublishV311 {
  private static final int CAPACITY = 512;
  private static final MqttVersion VERSION = MqttVersion.V3_1_1;

  private final ReusedBuffer buffer = ReusedBuffer.ofBytes(CAPACITY);
  private final byte[] bytes = SamePacket.bytes(VERSION);
  private final PacketWriter writer = PacketWriter.of(VERSION);
  private final Publish ours = SamePacket.publish(VERSION);
  private final NettyMqtt nettyCodec = new NettyMqtt(
      PooledByteBufAllocator.DEFAULT, io.netty.handler.codec.mqtt.MqttVersion.MQTT_3_1_1);
  private final MqttPublishMessage nettyMessage = Theirs.netty(false);
  private final HivemqEncoding hivemqCodec = new HivemqEncoding(buffer);
  private final MqttStatefulPublish hivemqMessage = Theirs.hivemq(false);
  private final MqttPublish pahoMessage = Theirs.pahoV3();
  private final PUBLISH fusesourceMessage = Theirs.fusesource();

  /** Everybody has to write the same packet. */
  @Setup
  public void check() throws MqttException {
    SamePacket.checkBytes("assay", assay(), VERSION);
    ByteBuf nettys = nettyCodec.encode(nettyMessage);
    SamePacket.checkBytes("netty", nettys, VERSION);
    nettys.release();
    SamePacket.checkBytes("hivemq", hivemq(), VERSION);
    SamePacket.checkBytes("paho", paho(), VERSION);
    SamePacket.checkBytes("fusesource", fusesource(), VERSION);
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
  public ByteBuf hivemq() {
    return hivemqCodec.encode3(hivemqMessage);
  }

  @Benchmark
  public int netty() {
    ByteBuf out = nettyCodec.encode(nettyMessage);
    int length = out.readableBytes();
    out.release();
    return length;
  }

  @Benchmark
  public ByteBuf paho() throws MqttException {
    return buffer
        .emptied()
        .writeBytes(pahoMessage.getHeader())
        .writeBytes(pahoMessage.getPayload());
  }

  @Benchmark
  public ByteBuf fusesource() {
    MQTTFrame frame = fusesourceMessage.encode();
    ByteBuf out = buffer.emptied().writeByte(frame.header());
    int length = 0;
    for (Buffer part : frame.buffers()) {
      length += part.length;
    }
    // one byte is enough for this packet
    out.writeByte(length);
    for (Buffer part : frame.buffers()) {
      out.writeBytes(part.data, part.offset, part.length);
    }
    return out;
  }
}
