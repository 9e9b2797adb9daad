package dev.assay.bench.decode;

import com.hivemq.client.internal.mqtt.codec.decoder.HivemqDecoding;
import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderException;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import dev.assay.bench.SamePacket;
import dev.assay.spec.MqttVersion;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.net.ProtocolException;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;
import org.fusesource.hawtbuf.Buffer;
import org.fusesource.mqtt.codec.MQTTFrame;
import org.fusesource.mqtt.codec.PUBLISH;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The 3.1.1 form of {@link SamePacket}, 66 bytes at QoS 1, from a direct buffer and from one on the heap.
 *
 * <p>Baseline: {@code floor} copies the payload out of the buffer. Expect: no slower than fusesource, which leaves the topic
 * unread, though ours validates it. If not, look at how the topic is found among those read before.
 *
 * <p>The peers are those of {@link PublishV5}. fusesource reads from an array and makes views into it, topic and payload alike,
 * so that what remains of the work is left to whoever asks: on the heap it copies nothing at all, where ours copies the payload;
 * out of a direct buffer the copy into an array is part of the measurement. Paho needs an array of its own too.
 */
public class PublishV311 extends Decoding {
  private static final MqttVersion VERSION = MqttVersion.V3_1_1;

  private static final int FIXED_HEADER_BYTES = 2;

  /** Where the bytes to read lie. */
  @Param({"direct", "heap"})
  public String memory = "direct";

  private final HivemqDecoding hivemqCodec = new HivemqDecoding();

  public PublishV311() {
    super(VERSION);
  }

  /** Everybody has to read the same packet. */
  @Setup
  public void prepareAndCheck() throws Exception {
    prepare(SamePacket.publish(VERSION), memory);
    SamePacket.check("bytes", length(), 66);
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
    in().getBytes(length() - payload.length, payload);
    return payload;
  }

  @Benchmark
  public Object hivemq() throws MqttDecoderException {
    return hivemqCodec.decode3(in());
  }

  @Benchmark
  public Object paho() throws MqttException {
    return MqttWireMessage.createWireMessage(array());
  }

  /** The body alone: its socket code reads the fixed header, which here is one byte and a length of one byte. */
  @Benchmark
  public PUBLISH fusesource() throws ProtocolException {
    byte[] packet = array();
    Buffer body = new Buffer(packet, FIXED_HEADER_BYTES, length() - FIXED_HEADER_BYTES);
    return new PUBLISH().decode(new MQTTFrame(body).header(packet[0]));
  }
}
