package dev.assay.client;

import dev.assay.codec.PacketReader;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Reading;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One direction of a proxied connection: takes what one side sends, does the fault, and hands it to the other. On one event loop. */
final class ProxiedWay extends ChannelInboundHandlerAdapter {
  private static final int HEAD_BYTES_MAX = 16;
  private static final int HEADER_BYTES_MAX = 5;

  private final Sender sender;
  private final SocketChannel to;
  private final ProxiedVersion version;
  private final Fault fault;
  private final AtomicLong done;

  // how the stream began; of a client alone
  private final byte[] head = new byte[HEAD_BYTES_MAX];
  private int headBytes;
  // what has come and cannot be handed on before the rest of its packet is there
  private final ByteBuf unsplit = Unpooled.buffer();
  // how many bytes of a packet that nothing is done to are still to come
  private long passingBytes;
  // behind a fixed header that is none, packets cannot be told apart
  private boolean isRaw;
  private int seen;
  // a packet that waits for the one to swap with
  private byte @Nullable [] held;
  private @Nullable Future<?> release;
  // what waits behind a delayed packet; null while nothing is delayed
  private @Nullable Queue<byte[]> late;
  private boolean isEnded;

  ProxiedWay(
      Sender sender, SocketChannel to, ProxiedVersion version, Fault fault, AtomicLong done) {
    this.sender = sender;
    this.to = to;
    this.version = version;
    this.fault = fault;
    this.done = done;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      noteHead(bytes);
      if (fault.sender() != sender) {
        handOn(ByteBufUtil.getBytes(bytes));
        return;
      }
      unsplit.writeBytes(bytes);
      split(context);
    } finally {
      bytes.release();
    }
  }

  private void noteHead(ByteBuf bytes) {
    if (sender != Sender.CLIENT || version.isSettled() || headBytes == HEAD_BYTES_MAX) {
      return;
    }
    int more = Math.min(HEAD_BYTES_MAX - headBytes, bytes.readableBytes());
    bytes.getBytes(bytes.readerIndex(), head, headBytes, more);
    headBytes += more;
    version.look(head, headBytes);
  }

  private void split(ChannelHandlerContext context) {
    while (unsplit.isReadable()) {
      if (isRaw || passingBytes > 0) {
        int many =
            (int) Math.min(unsplit.readableBytes(), isRaw ? Integer.MAX_VALUE : passingBytes);
        passingBytes -= isRaw ? 0 : many;
        handOn(take(many));
        continue;
      }
      int type = unsplit.getUnsignedByte(unsplit.readerIndex()) >> 4;
      long length = packetBytes();
      if (length == 0) {
        break;
      }
      if (length < 0) {
        releaseHeld();
        isRaw = true;
      } else if (type != fault.type().number() || version.known() == null) {
        releaseHeld();
        passingBytes = length;
      } else if (unsplit.readableBytes() < length) {
        break;
      } else {
        seen++;
        doTo(context, take((int) length), version.known());
      }
    }
    unsplit.discardSomeReadBytes();
  }

  /** How long the packet is that comes next, fixed header included; 0 if that cannot be known yet, -1 if it never will. */
  private long packetBytes() {
    int start = unsplit.readerIndex();
    int available = Math.min(unsplit.readableBytes(), HEADER_BYTES_MAX);
    long length = 0;
    for (int at = 1; at < available; at++) {
      int next = unsplit.getUnsignedByte(start + at);
      length |= (long) (next & 0x7F) << (7 * (at - 1));
      if ((next & 0x80) == 0) {
        return 1 + at + length;
      }
    }
    return available == HEADER_BYTES_MAX ? -1 : 0;
  }

  private byte[] take(int many) {
    byte[] taken = new byte[many];
    unsplit.readBytes(taken);
    return taken;
  }

  private void doTo(ChannelHandlerContext context, byte[] bytes, MqttVersion spoken) {
    Reading reading = PacketReader.of(spoken, sender).read(bytes);
    Packet packet = reading instanceof Packet whole ? whole : null;
    Passing passing = new Passing(spoken, seen, bytes[0] & 0xFF, packet);
    byte[] before = held;
    if (before != null) {
      // the one that it has waited for
      forgetHeld();
      done.incrementAndGet();
      handOn(bytes);
      handOn(before);
      return;
    }
    if (!fault.condition().test(passing)) {
      handOn(bytes);
      return;
    }
    Fault.Operation operation = fault.operation();
    if (operation instanceof Fault.Drop) {
      done.incrementAndGet();
    } else if (operation instanceof Fault.Duplicate) {
      done.incrementAndGet();
      handOn(bytes);
      handOn(bytes);
    } else if (operation instanceof Fault.Inject inject) {
      done.incrementAndGet();
      handOn(bytes);
      handOn(inject.bytes());
    } else if (operation instanceof Fault.Alter alter) {
      handOnAltered(bytes, packet == null ? bytes : altered(alter, packet, bytes, spoken));
    } else if (operation instanceof Fault.AlterBytes alter) {
      handOnAltered(bytes, alter.change().apply(bytes.clone()));
    } else if (operation instanceof Fault.SwapWithNext swap) {
      held = bytes;
      release = later(context, swap.patience(), this::releaseHeld);
    } else if (operation instanceof Fault.Delay delay) {
      delay(context, delay.by(), bytes);
    }
  }

  /** What the change leaves as it was is not written anew: it may have come in a longer form. */
  private static byte[] altered(
      Fault.Alter alter, Packet packet, byte[] bytes, MqttVersion spoken) {
    Packet other = alter.change().apply(packet);
    return other.equals(packet) ? bytes : PacketWriter.of(spoken).toBytes(other);
  }

  private void handOnAltered(byte[] bytes, byte[] altered) {
    if (!Arrays.equals(bytes, altered)) {
      done.incrementAndGet();
    }
    handOn(altered);
  }

  private void delay(ChannelHandlerContext context, Duration by, byte[] bytes) {
    done.incrementAndGet();
    if (late != null) {
      late.add(bytes);
      return;
    }
    late = new ArrayDeque<>();
    late.add(bytes);
    later(context, by, this::handOnLate);
  }

  private static Future<?> later(ChannelHandlerContext context, Duration by, Runnable what) {
    return context.executor().schedule(what, by.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void handOnLate() {
    Queue<byte[]> waiting = late;
    late = null;
    if (waiting != null) {
      waiting.forEach(this::handOn);
    }
    if (isEnded) {
      shutDown();
    }
  }

  private void releaseHeld() {
    byte[] waiting = held;
    forgetHeld();
    if (waiting != null) {
      handOn(waiting);
    }
  }

  private void forgetHeld() {
    held = null;
    if (release != null) {
      release.cancel(false);
      release = null;
    }
  }

  private void handOn(byte[] bytes) {
    if (late != null) {
      late.add(bytes);
    } else if (bytes.length > 0) {
      to.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }
  }

  /** Who cannot take more is not sent more. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!to.isWritable() && context.channel().config().isAutoRead()) {
      context.channel().config().setAutoRead(false);
      to.write(Unpooled.EMPTY_BUFFER)
          .addListener(taken -> context.channel().config().setAutoRead(true));
      to.flush();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      end();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end();
    unsplit.release();
    if (late == null) {
      close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      reset(to);
    } else {
      // our own fault: neither side may take it for the other's orderly end
      reset(to);
      reset((SocketChannel) context.channel());
    }
    context.close();
  }

  /** Nothing more comes: what was kept back goes out, and then the end. */
  private void end() {
    if (isEnded) {
      return;
    }
    isEnded = true;
    releaseHeld();
    handOn(take(unsplit.readableBytes()));
    if (late == null) {
      shutDown();
    }
  }

  /** The end goes out behind all that is still to be sent. */
  private void shutDown() {
    to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
      if (to.isActive() && !to.isOutputShutdown()) {
        to.shutdownOutput().addListener(shut -> closeIfBothEnded());
      }
    });
  }

  private void closeIfBothEnded() {
    if (to.isInputShutdown()) {
      to.close();
    }
  }

  private void close() {
    to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> to.close());
  }

  private static void reset(SocketChannel channel) {
    if (channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }
}
