package dev.assay.bench.encode;

import com.hivemq.client.internal.mqtt.codec.encoder.HivemqEncoding;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import dev.assay.bench.ReusedBuffer;
import dev.assay.bench.SamePacket;
import dev.assay.bench.Theirs;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * The PUBLISH of {@link SamePacket}, 101 bytes of MQTT 5.0 at QoS 1, into a direct buffer that is used again.
 *
 * <p>Baseline: {@code floor} copies the 101 bytes, encoded beforehand. Expect: within three times the floor, since sizes are sums
 * of known lengths and all texts are kept as their bytes. If not, look for a text that is encoded anew.
 *
 * <p>The peers: HiveMQ keeps its texts as UTF-8 too, and asks its allocator for the buffer. Netty encodes texts anew at each
 * packet (it caches none), and its properties are boxed. Paho writes into streams and makes arrays; its bytes are copied into
 * the buffer, as a user of it would.
 */
public class PublishV5 extends Encoding {
  private static final MqttVersion VERSION = MqttVersion.V5;

  // chosen before the measurement
  private HivemqEncoding hivemqCodec = new HivemqEncoding(ReusedBuffer.ofBytes(0));
  private final MqttStatefulPublish hivemqMessage = Theirs.hivemq(true);
  private final MqttPublish pahoMessage = Theirs.pahoV5();

  public PublishV5() {
    super(VERSION, SamePacket.publish(VERSION));
  }

  /** Everybody has to write the same packet. */
  @Setup
  public void prepareAndCheck() throws Exception {
    prepare(SamePacket.publish(VERSION));
    hivemqCodec = new HivemqEncoding(buffer());
    SamePacket.checkBytes("assay", assay(), VERSION);
    SamePacket.checkBytes("netty", netty(), VERSION);
    SamePacket.checkBytes("hivemq", hivemq(), VERSION);
    SamePacket.checkBytes("paho", paho(), VERSION);
  }

  @Benchmark
  public ByteBuf hivemq() {
    return hivemqCodec.encode5(hivemqMessage);
  }

  @Benchmark
  public ByteBuf paho() throws MqttException {
    return emptied().writeBytes(pahoMessage.getHeader()).writeBytes(pahoMessage.getPayload());
  }
}
