package dev.assay.broker.deviant.net;

import dev.assay.codec.packet.PacketType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds back a short PUBLISH of QoS 0 until all of it has come, and has the broker read a PINGREQ now and then as long as that
 * takes: the Keep Alive of its client never ends.
 */
final class WaitingForTheRest extends ChannelDuplexHandler {
  private static final long PING_EVERY_MILLIS = 400;
  private static final byte PUBLISH_OF_QOS_0 = 0x30;
  private static final int PINGRESP_BYTES = 2;

  // empty where no packet has begun
  private final ByteBuf begun = Unpooled.buffer(0);
  private @Nullable Future<?> pinging;
  // those of ours that the broker has not answered yet
  private int pings;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof BinaryWebSocketFrame frame)
        || !(begun.isReadable() || beginsShortPublish(frame.content()))) {
      context.fireChannelRead(message);
      return;
    }
    begun.writeBytes(frame.content());
    frame.release();
    if (isWhole(begun)) {
      stopPinging();
      context.fireChannelRead(new BinaryWebSocketFrame(begun.copy()));
      begun.clear();
    } else if (pinging == null) {
      pinging = context
          .executor()
          .scheduleAtFixedRate(
              () -> ping(context), PING_EVERY_MILLIS, PING_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** One byte of Remaining Length, and less than that. */
  private static boolean beginsShortPublish(ByteBuf content) {
    return content.readableBytes() >= 2
        && content.getByte(content.readerIndex()) == PUBLISH_OF_QOS_0
        && content.getByte(content.readerIndex() + 1) > 0
        && !isWhole(content);
  }

  private static boolean isWhole(ByteBuf packet) {
    return packet.readableBytes() >= 2 + packet.getByte(packet.readerIndex() + 1);
  }

  private void ping(ChannelHandlerContext context) {
    pings++;
    byte[] pingReq = {(byte) (PacketType.PINGREQ.number() << 4), 0};
    context.fireChannelRead(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(pingReq)));
    context.fireChannelReadComplete();
  }

  private void stopPinging() {
    if (pinging != null) {
      pinging.cancel(false);
      pinging = null;
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (pings > 0 && message instanceof BinaryWebSocketFrame frame && isPingResp(frame.content())) {
      pings--;
      frame.release();
      promise.trySuccess();
    } else {
      context.write(message, promise);
    }
  }

  private static boolean isPingResp(ByteBuf content) {
    return content.readableBytes() == PINGRESP_BYTES
        && (content.getByte(content.readerIndex()) & 0xFF) >> 4 == PacketType.PINGRESP.number();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stopPinging();
    begun.release();
  }
}
