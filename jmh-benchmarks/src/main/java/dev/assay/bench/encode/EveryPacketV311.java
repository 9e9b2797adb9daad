package dev.assay.bench.encode;

import dev.assay.bench.Fusesource;
import dev.assay.bench.SameMeaning;
import dev.assay.bench.SamplePackets;
import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.fusesource.mqtt.codec.MessageSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every type of packet of MQTT 3.1.1, into a direct buffer that is used again; see {@link SamplePackets}.
 *
 * <p>Baseline: {@code floor} copies the same bytes, encoded beforehand. Expect: faster than each peer for each packet, and no
 * bytes allocated. If not, look at the format of that packet for sizes that are computed twice, or for what is boxed.
 *
 * <p>The peers: {@link Encoding} says it of Netty. fusesource makes a buffer for each body, which is then copied into the reused
 * one: a disadvantage that its interface asks for.
 */
@Fork(2)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class EveryPacketV311 extends Encoding {
  private static final MqttVersion VERSION = MqttVersion.V3_1_1;

  @Param({
    "connect-small",
    "connect-typical",
    "connect-rich",
    "connack-small",
    "publish-0",
    "publish-64",
    "publish-1024",
    "publish-65536",
    "puback-small",
    "pubrec-small",
    "pubrel-small",
    "pubcomp-small",
    "subscribe-small",
    "subscribe-typical",
    "suback-small",
    "unsubscribe-small",
    "unsubscribe-rich",
    "unsuback-small",
    "pingreq",
    "pingresp",
    "disconnect-small"
  })
  public String packet = "connect-small";

  private MessageSupport.Message fusesourceMessage = new org.fusesource.mqtt.codec.PINGREQ();

  public EveryPacketV311() {
    super(VERSION, SamplePackets.named("pingreq", VERSION));
  }

  /** Everybody has to write a packet that says the same. */
  @Setup
  public void prepareAndCheck() throws Exception {
    Packet expected = SamplePackets.named(packet, VERSION);
    fusesourceMessage = Fusesource.decode(prepare(expected));
    SameMeaning.check("fusesource", fusesource(), expected, VERSION);
  }

  @Benchmark
  public ByteBuf fusesource() {
    return Fusesource.encode(fusesourceMessage, emptied());
  }
}
