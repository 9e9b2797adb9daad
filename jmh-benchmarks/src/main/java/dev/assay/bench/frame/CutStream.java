package dev.assay.bench.frame;

import dev.assay.bench.SamePacket;
import dev.assay.codec.PacketReader;
import dev.assay.codec.Sender;
import dev.assay.codec.netty.PacketDecoder;
import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A stream of {@value #PACKETS} times the PUBLISH of {@link SamePacket} in its 3.1.1 form, which arrives in pieces of {@code piece}
 * bytes; time and bytes are for each packet.
 *
 * <p>Baseline: {@code floor} is a handler that releases each piece unread, in the same kind of channel. Expect: with large pieces
 * the cost of decoding alone, with pieces of one byte a cost that grows with the number of pieces and not with its square. If
 * not, look at what is read again each time that more arrives.
 *
 * <p>Both codecs stand in a Netty pipeline, as they are used. Netty's own can go on in the middle of a packet (it remembers that
 * the fixed header is read) and gives up by an exception that it keeps; ours begins each time with the fixed header, which
 * is two bytes here. Netty's keeps a view of the bytes where ours copies the payload: an advantage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class CutStream {
  static final int PACKETS = 64;

  @Param({"1", "2", "7", "33", "66", "100", "1024"})
  public int piece = 1;

  private final byte[] packet = SamePacket.bytes(MqttVersion.V3_1_1);
  private final Counter assayCounter = new Counter();
  private final Counter nettyCounter = new Counter();
  private final Counter floorCounter = new Counter();
  private final EmbeddedChannel assayChannel =
      channel(new PacketDecoder(PacketReader.of(MqttVersion.V3_1_1, Sender.CLIENT)), assayCounter);
  private final EmbeddedChannel nettyChannel = channel(new MqttDecoder(), nettyCounter);
  private final EmbeddedChannel floorChannel = channel(floorCounter);
  private final byte[] stream = new byte[PACKETS * packet.length];

  private static EmbeddedChannel channel(ChannelHandler... handlers) {
    EmbeddedChannel channel = new EmbeddedChannel(handlers);
    channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
    return channel;
  }

  /** Counts the packets that were read without complaint, and lets them go. */
  private static final class Counter extends ChannelInboundHandlerAdapter {
    // since the last look
    private int packets;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      boolean read = message instanceof Packet
          || (message instanceof MqttPublishMessage publish
              && publish.decoderResult().isSuccess());
      packets += read ? 1 : 0;
      ReferenceCountUtil.release(message);
    }

    int take() {
      int taken = packets;
      packets = 0;
      return taken;
    }
  }

  /** Everybody has to find all the packets, also a second time in the same channel. */
  @Setup
  public void prepareAndCheck() {
    for (int i = 0; i < PACKETS; i++) {
      System.arraycopy(packet, 0, stream, i * packet.length, packet.length);
    }
    for (int round = 0; round < 2; round++) {
      SamePacket.check("assay", assay(), PACKETS);
      SamePacket.check("netty", netty(), PACKETS);
    }
  }

  @Benchmark
  @OperationsPerInvocation(PACKETS)
  public int floor() {
    return arrive(floorChannel, floorCounter);
  }

  @Benchmark
  @OperationsPerInvocation(PACKETS)
  public int assay() {
    return arrive(assayChannel, assayCounter);
  }

  @Benchmark
  @OperationsPerInvocation(PACKETS)
  public int netty() {
    return arrive(nettyChannel, nettyCounter);
  }

  private int arrive(EmbeddedChannel channel, Counter counter) {
    for (int at = 0; at < stream.length; at += piece) {
      int length = Math.min(piece, stream.length - at);
      ByteBuf arrived = channel.alloc().directBuffer(length);
      channel.writeOneInbound(arrived.writeBytes(stream, at, length));
    }
    channel.flushInbound();
    return counter.take();
  }
}
