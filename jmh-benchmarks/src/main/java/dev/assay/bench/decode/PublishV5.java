package dev.assay.bench.decode;

import com.hivemq.client.internal.mqtt.codec.decoder.HivemqDecoding;
import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderException;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import dev.assay.bench.SamePacket;
import dev.assay.spec.MqttVersion;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * The PUBLISH of {@link SamePacket}, 101 bytes of MQTT 5.0 at QoS 1, from a direct buffer.
 *
 * <p>Baseline: {@code floor} copies payload and properties out of the buffer into new arrays. Expect: within five times the
 * floor; what costs is that each text is checked. If not, look for a text that is decoded although nobody asked.
 *
 * <p>Ours validates everything that 5.0 says of a PUBLISH. It makes three objects: the packet (40 B) and the payload (16 B) with its
 * bytes (48 B); Topic Name and properties are recognised by their bytes as ones that were read and found right before. That is an
 * advantage which a publisher gives who repeats its topic and properties; {@link VariedPublishV5} is the same packet without it.
 * HiveMQ validates much the same, and decodes its texts when asked. Netty decodes and boxes all texts and properties, and keeps
 * the payload as a slice of the buffer, which is cheaper than a copy. Paho reads from an array, into which the buffer is copied
 * first.
 */
public class PublishV5 extends Decoding {
  private static final MqttVersion VERSION = MqttVersion.V5;
  private static final int PROPERTIES_AT = 41;

  private final HivemqDecoding hivemqCodec = new HivemqDecoding();

  public PublishV5() {
    super(VERSION);
  }

  /** Everybody has to read the same packet. */
  @Setup
  public void prepareAndCheck() throws Exception {
    prepare(SamePacket.publish(VERSION));
    SamePacket.check("bytes", length(), 101);
    MqttStatefulPublish hivemq = (MqttStatefulPublish) hivemq();
    SamePacket.check(
        "hivemq",
        hivemq.stateless().getTopic() + " " + hivemq.getPacketIdentifier() + " "
            + hivemq.stateless().getUserProperties().asList().size(),
        SamePacket.TOPIC + " " + SamePacket.PACKET_ID + " 1");
    MqttPublishMessage netty = (MqttPublishMessage) netty();
    SamePacket.check(
        "netty",
        netty.variableHeader().topicName() + " " + netty.variableHeader().packetId() + " "
            + netty.variableHeader().properties().listAll().size(),
        SamePacket.TOPIC + " " + SamePacket.PACKET_ID + " 3");
    MqttPublish paho = (MqttPublish) paho();
    SamePacket.check(
        "paho",
        paho.getTopicName() + " " + paho.getMessageId() + " "
            + paho.getProperties().getUserProperties().size(),
        SamePacket.TOPIC + " " + SamePacket.PACKET_ID + " 1");
  }

  /** Two copies, for payload and properties. */
  @Benchmark
  public int floor() {
    byte[] properties = new byte[length() - PROPERTIES_AT - SamePacket.PAYLOAD.length];
    byte[] payload = new byte[SamePacket.PAYLOAD.length];
    in().getBytes(PROPERTIES_AT, properties).getBytes(length() - payload.length, payload);
    return properties[0] + payload[0];
  }

  @Benchmark
  public Object hivemq() throws MqttDecoderException {
    return hivemqCodec.decode5(in());
  }

  @Benchmark
  public Object paho() throws MqttException {
    return MqttWireMessage.createWireMessage(array());
  }
}
