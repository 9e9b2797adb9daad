package dev.assay.bench.decode;

import com.hivemq.client.internal.mqtt.codec.decoder.HivemqDecoding;
import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderException;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import dev.assay.bench.ReusedBuffer;
import dev.assay.bench.SamePacket;
import dev.assay.codec.PacketReader;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Reading;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.NettyMqtt;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;
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
 * The 3.1.1 form of {@link SamePacket}, 66 bytes at QoS 1, from a direct buffer.
 *
 * <p>Baseline: {@code floor} copies the payload out of the buffer. Expect: no slower than fusesource, which leaves the topic
 * unread, though ours validates it. If not, look at how the topic is found among those read before.
 *
 * <p>The peers are those of {@link PublishV5}. fusesource reads from an array and makes views into it: the copy out of the
 * buffer, which its socket code would read into, is part of the measurement, and what remains of the work is left to whoever
 * asks for the topic.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class PublishV311 {
  private static final MqttVersion VERSION = MqttVersion.V3_1_1;

  private static final int FIXED_HEADER_BYTES = 2;

  private final byte[] bytes = SamePacket.bytes(VERSION);
  private final ByteBuf in = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  private final PacketReader reader = PacketReader.of(VERSION, Sender.CLIENT);
  private final HivemqDecoding hivemqCodec = new HivemqDecoding();
  private final NettyMqtt nettyCodec = new NettyMqtt(
      ReusedBuffer.ofBytes(bytes.length), io.netty.handler.codec.mqtt.MqttVersion.MQTT_3_1_1);

  /** Everybody has to read the same packet. */
  @Setup
  public void check() throws Exception {
    SamePacket.check("bytes", bytes.length, 66);
    SamePacket.check("assay", assay(), SamePacket.publish(VERSION));
    MqttStatefulPublish hivemq = (MqttStatefulPublish) hivemq();
    SamePacket.check(
        "hivemq",
        hivemq.stateless().getTopic() + " " + hivemq.getPacketIdentifier() + " "
            + hivemq.stateless().getPayloadAsBytes().length,
        SamePacket.TOPIC + " " + SamePacket.PACKET_ID + " " + SamePacket.PAYLOAD.length);
    MqttPublishMessage netty = (MqttPublishMessage) netty();
    SamePacket.check(
        "netty",
        netty.variableHeader().topicName() + " " + netty.variableHeader().packetId() + " "
            + netty.payload().readableBytes(),
        SamePacket.TOPIC + " " + SamePacket.PACKET_ID + " " + SamePacket.PAYLOAD.length);
    MqttPublish paho = (MqttPublish) paho();
    SamePacket.check(
        "paho",
        paho.getTopicName() + " " + paho.getMessageId() + " "
            + paho.getMessage().getPayload().length,
        SamePacket.TOPIC + " " + SamePacket.PACKET_ID + " " + SamePacket.PAYLOAD.length);
    PUBLISH fusesource = fusesource();
    SamePacket.check(
        "fusesource",
        fusesource.topicName() + " " + fusesource.messageId() + " " + fusesource.payload().length,
        SamePacket.TOPIC + " " + SamePacket.PACKET_ID + " " + SamePacket.PAYLOAD.length);
  }

  /** One copy, for the payload. */
  @Benchmark
  public byte[] floor() {
    byte[] payload = new byte[SamePacket.PAYLOAD.length];
    in.getBytes(bytes.length - payload.length, payload);
    return payload;
  }

  @Benchmark
  public Reading assay() {
    return reader.read(in.readerIndex(0));
  }

  @Benchmark
  public Object hivemq() throws MqttDecoderException {
    return hivemqCodec.decode3(in.readerIndex(0));
  }

  /** The slice that it keeps of the buffer is given back at once. */
  @Benchmark
  public Object netty() throws Exception {
    MqttPublishMessage read = (MqttPublishMessage) nettyCodec.decode(in.readerIndex(0));
    in.release();
    return read;
  }

  @Benchmark
  public Object paho() throws MqttException {
    byte[] array = new byte[bytes.length];
    in.getBytes(0, array);
    return MqttWireMessage.createWireMessage(array);
  }

  /** The body alone: its socket code reads the fixed header, which here is one byte and a length of one byte. */
  @Benchmark
  public PUBLISH fusesource() throws ProtocolException {
    byte[] body = new byte[bytes.length - FIXED_HEADER_BYTES];
    in.getBytes(FIXED_HEADER_BYTES, body);
    return new PUBLISH().decode(new MQTTFrame(new Buffer(body)).header(in.getByte(0)));
  }
}
