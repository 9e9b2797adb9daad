package dev.assay.bench.decode;

import dev.assay.bench.Fusesource;
import dev.assay.bench.SameMeaning;
import dev.assay.bench.SamplePackets;
import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;
import org.fusesource.mqtt.codec.MessageSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every type of packet of MQTT 3.1.1, from a direct buffer; see {@link SamplePackets}.
 *
 * <p>Baseline: {@code floor} copies the packet into a new array. Expect: faster than each peer for each packet. If not, look at
 * the format of that packet for what is copied twice, or for checks that walk over the same bytes again.
 *
 * <p>The peers: {@link Decoding} says it of Netty. fusesource reads an array, leaves texts unread and checks next to nothing; the
 * copy out of the buffer, which its socket code reads into, is measured.
 */
@Fork(2)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class EveryPacketV311 extends Decoding {
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

  public EveryPacketV311() {
    super(VERSION);
  }

  /** Everybody has to read the same packet: written again by who read it, it says the same. */
  @Setup
  public void prepareAndCheck() throws Exception {
    Packet expected = SamplePackets.named(packet, VERSION);
    prepare(expected);
    ByteBuf fusesources = Fusesource.encode(fusesource(), Unpooled.buffer());
    SameMeaning.check("fusesource", fusesources, expected, VERSION);
  }

  @Benchmark
  public byte[] floor() {
    byte[] copy = new byte[length()];
    in().getBytes(0, copy);
    return copy;
  }

  @Benchmark
  public MessageSupport.Message fusesource() throws ProtocolException {
    return Fusesource.decode(array());
  }
}
