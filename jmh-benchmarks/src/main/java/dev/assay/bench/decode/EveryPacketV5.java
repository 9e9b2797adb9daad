package dev.assay.bench.decode;

import dev.assay.bench.SamplePackets;
import dev.assay.spec.MqttVersion;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every type of packet of MQTT 5.0, from a direct buffer; see {@link SamplePackets}.
 *
 * <p>Baseline: {@code floor} copies the packet into a new array. Expect: faster than each peer for each packet. If not, look at
 * the format of that packet for what is copied twice, or for checks that walk over the same bytes again.
 * {@link Decoding} speaks of Netty.
 */
@Fork(2)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class EveryPacketV5 extends Decoding {
  private static final MqttVersion VERSION = MqttVersion.V5;

  @Param({
    "connect-small",
    "connect-typical",
    "connect-rich",
    "connack-small",
    "connack-rich",
    "publish-0",
    "publish-64",
    "publish-1024",
    "publish-65536",
    "publish-rich",
    "puback-small",
    "puback-rich",
    "pubrec-small",
    "pubrec-rich",
    "pubrel-small",
    "pubrel-rich",
    "pubcomp-small",
    "pubcomp-rich",
    "subscribe-small",
    "subscribe-typical",
    "subscribe-rich",
    "suback-small",
    "suback-rich",
    "unsubscribe-small",
    "unsubscribe-rich",
    "unsuback-small",
    "unsuback-rich",
    "pingreq",
    "pingresp",
    "disconnect-small",
    "disconnect-rich",
    "auth-rich"
  })
  public String packet = "connect-small";

  public EveryPacketV5() {
    super(VERSION);
  }

  /** Everybody has to read the same packet: written again by who read it, it says the same. */
  @Setup
  public void prepareAndCheck() throws Exception {
    prepare(SamplePackets.named(packet, VERSION));
  }

  @Benchmark
  public byte[] floor() {
    byte[] copy = new byte[length()];
    in().getBytes(0, copy);
    return copy;
  }
}
