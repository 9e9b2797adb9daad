package dev.assay.bench.decode;

import com.hivemq.client.internal.mqtt.codec.decoder.HivemqDecoding;
import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderException;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import dev.assay.spec.MqttVersion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * The packets of {@link PublishV5}, but each with another topic and other properties.
 *
 * <p>No Topic Name is recognised, for none comes twice in a row. Baseline: {@link PublishV5}. Expect: a
 * third more with 1,000, for each property is read; more with 100,000, for each topic is checked and made, and the packets
 * themselves no longer fit into the cache of the processor, which all implementations pay for.
 */
public class VariedPublishV5 extends VariedPublish {
  private final HivemqDecoding hivemqCodec = new HivemqDecoding();

  public VariedPublishV5() {
    super(MqttVersion.V5);
  }

  @Setup
  public void writeAndCheck() throws Exception {
    write(101);
    checkOursAndNettys();
    check("hivemq", () -> hivemq().stateless().getTopic().toString());
  }

  @Benchmark
  public MqttStatefulPublish hivemq() throws MqttDecoderException {
    return (MqttStatefulPublish) hivemqCodec.decode5(nextBuffer());
  }
}
