package dev.assay.bench.encode;

import com.hivemq.client.internal.mqtt.codec.encoder.HivemqEncoding;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import dev.assay.bench.Fusesource;
import dev.assay.bench.ReusedBuffer;
import dev.assay.bench.SamePacket;
import dev.assay.bench.Theirs;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.fusesource.mqtt.codec.PUBLISH;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * The 3.1.1 form of {@link SamePacket}, 66 bytes at QoS 1, into a direct buffer that is used again.
 *
 * <p>Baseline, hypothesis and peers are those of {@link PublishV5}. Besides, fusesource, which speaks 3.1.1 alone: it makes
 * the body as an array and leaves the fixed header to its socket code, so that the header is written here by hand.
 */
public class PublishV311 extends Encoding {
  private static final MqttVersion VERSION = MqttVersion.V3_1_1;

  // chosen before the measurement
  private HivemqEncoding hivemqCodec = new HivemqEncoding(ReusedBuffer.ofBytes(0));
  private final MqttStatefulPublish hivemqMessage = Theirs.hivemq(false);
  private final MqttPublish pahoMessage = Theirs.pahoV3();
  private final PUBLISH fusesourceMessage = Theirs.fusesource();

  public PublishV311() {
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
    SamePacket.checkBytes("fusesource", fusesource(), VERSION);
  }

  @Benchmark
  public ByteBuf hivemq() {
    return hivemqCodec.encode3(hivemqMessage);
  }

  @Benchmark
  public ByteBuf paho() throws MqttException {
    return emptied().writeBytes(pahoMessage.getHeader()).writeBytes(pahoMessage.getPayload());
  }

  @Benchmark
  public ByteBuf fusesource() {
    return Fusesource.encode(fusesourceMessage, emptied());
  }
}
