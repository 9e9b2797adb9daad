package dev.assay.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes one stream of bytes of the frames that come, for packets do not end where frames do [5.0 and 3.1.1 MQTT-6.0.0-2], and
 * sends each buffer as a binary frame [6.0.0-1]. A text frame is passed on as {@link NotBinary}.
 */
final class WebSocketFrames extends ChannelDuplexHandler {

  /** A data frame of the wrong kind. */
  record NotBinary(ByteBuf content) {}

  private boolean saidClose;
  // what the client closed with, until it is answered
  private @Nullable ByteBuf clientsClose;
  // the answer to a ping that the client has still to take
  private @Nullable ChannelFuture pong;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      context.fireChannelRead(message);
    } else if (frame instanceof TextWebSocketFrame) {
      context.fireChannelRead(new NotBinary(frame.content()));
    } else if (frame instanceof PingWebSocketFrame ping) {
      answer(context, ping);
    } else if (frame instanceof PongWebSocketFrame) {
      frame.release();
    } else if (frame instanceof CloseWebSocketFrame close) {
      endOfStream(context, close);
    } else {
      // binary, or the continuation of it: a continued text frame ended the connection
      context.fireChannelRead(frame.content());
    }
  }

  /** Pings that come before the last one's answer is taken get none [RFC 6455, 5.5.3]: they shall not pile up. */
  private void answer(ChannelHandlerContext context, PingWebSocketFrame ping) {
    if (pong == null || pong.isDone()) {
      pong = context.writeAndFlush(new PongWebSocketFrame(ping.content()));
    } else {
      ping.release();
    }
  }

  /** The client closes: nothing comes behind it [RFC 6455, 5.5.1]. What came before may have its turn first. */
  private void endOfStream(ChannelHandlerContext context, CloseWebSocketFrame close) {
    clientsClose = close.content();
    context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
  }

  /** Who closed is answered in kind, and the connection is over [RFC 6455, 5.5.1]. */
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (clientsClose != null && !saidClose) {
      saidClose = true;
      context.writeAndFlush(new CloseWebSocketFrame(true, 0, clientsClose));
      clientsClose = null;
    }
    context.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (clientsClose != null) {
      clientsClose.release();
      clientsClose = null;
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof CloseWebSocketFrame) {
      saidClose = true;
    }
    context.write(
        message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message, promise);
  }
}
