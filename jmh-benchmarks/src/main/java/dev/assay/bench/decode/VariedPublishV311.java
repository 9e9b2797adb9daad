package dev.assay.bench.decode;

import com.hivemq.client.internal.mqtt.codec.decoder.HivemqDecoding;
import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderException;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import java.net.ProtocolException;
import org.fusesource.hawtbuf.Buffer;
import org.fusesource.mqtt.codec.MQTTFrame;
import org.fusesource.mqtt.codec.PUBLISH;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * The packets of {@link PublishV311}, 66 bytes in a direct buffer, but each with another topic.
 *
 * <p>No Topic Name is recognised, for none comes twice in a row. Baseline: {@link PublishV311}. Expect: a third more than there,
 * for each topic is checked and made. fusesource leaves it unread, and copies the packet out of the direct buffer into an array.
 */
public class VariedPublishV311 extends VariedPublish {
  private static final int FIXED_HEADER_BYTES = 2;

  private final HivemqDecoding hivemqCodec = new HivemqDecoding();

  public VariedPublishV311() {
    super(MqttVersion.V3_1_1);
  }

  @Setup
  public void writeAndCheck() throws Exception {
    write(66);
    checkOursAndNettys();
    check("hivemq", () -> hivemq().stateless().getTopic().toString());
    check("fusesource", () -> fusesource().topicName().toString());
  }

  @Benchmark
  public MqttStatefulPublish hivemq() throws MqttDecoderException {
    return (MqttStatefulPublish) hivemqCodec.decode3(nextBuffer());
  }

  /** The body alone, as in {@link PublishV311}. */
  @Benchmark
  public PUBLISH fusesource() throws ProtocolException {
    ByteBuf in = nextBuffer();
    byte[] packet = new byte[in.readableBytes()];
    in.getBytes(0, packet);
    Buffer body = new Buffer(packet, FIXED_HEADER_BYTES, packet.length - FIXED_HEADER_BYTES);
    return new PUBLISH().decode(new MQTTFrame(body).header(packet[0]));
  }
}
