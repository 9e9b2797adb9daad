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
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
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
 * The PUBLISH of {@link SamePacket}, 101 bytes of MQTT 5.0 at QoS 1, into a direct buffer that is used again.
 *
 * <p>Baseline: {@code floor} copies the 101 bytes, encoded beforehand. Expect: within three times the floor, since sizes are sums
 * of known lengths and all texts are kept as their bytes. If not, look for a text that is encoded anew.
 *
 * <p>The peers: HiveMQ keeps its texts as UTF-8 too, and asks its allocator for the buffer, here the same one each time. Netty
 * encodes texts anew at each packet (it caches none), its properties are boxed, and since it needs a second buffer for them it
 * takes both from its pool and gives them back: that is how it is used. Paho
 * writes into streams and makes arrays; its bytes are copied into the buffer, as a user of it would. All objects are
 * built beforehand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class PublishV5 {
  private static final int CAPACITY = 512;
  private static final MqttVersion VERSION = MqttVersion.V5;

  private final ReusedBuffer buffer = ReusedBuffer.ofBytes(CAPACITY);
  private final byte[] bytes = SamePacket.bytes(VERSION);
  private final PacketWriter writer = PacketWriter.of(VERSION);
  private final Publish ours = SamePacket.publish(VERSION);
  private final NettyMqtt nettyCodec =
      new NettyMqtt(PooledByteBufAllocator.DEFAULT, io.netty.handler.codec.mqtt.MqttVersion.MQTT_5);
  private final MqttPublishMessage nettyMessage = Theirs.netty(true);
  private final HivemqEncoding hivemqCodec = new HivemqEncoding(buffer);
  private final MqttStatefulPublish hivemqMessage = Theirs.hivemq(true);
  private final MqttPublish pahoMessage = Theirs.pahoV5();

  /** Everybody has to write the same packet. */
  @Setup
  public void check() throws MqttException {
    SamePacket.checkBytes("assay", assay(), VERSION);
    ByteBuf nettys = nettyCodec.encode(nettyMessage);
    SamePacket.checkBytes("netty", nettys, VERSION);
    nettys.release();
    SamePacket.checkBytes("hivemq", hivemq(), VERSION);
    SamePacket.checkBytes("paho", paho(), VERSION);
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
    return hivemqCodec.encode5(hivemqMessage);
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
}
