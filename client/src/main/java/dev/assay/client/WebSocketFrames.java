package dev.assay.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Between frames and bytes: each buffer that is sent is one binary frame; of what comes, the frames' content is handed on. A
 * close frame is the end of the connection, as a FIN is.
 */
final class WebSocketFrames extends ChannelDuplexHandler {
  private final Network.Listener listener;
  private boolean saidClose;

  WebSocketFrames(Network.Listener listener) {
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      context.fireChannelRead(message);
    } else if (frame instanceof TextWebSocketFrame text) {
      listener.textFrameCame(ByteBufUtil.getBytes(text.content()));
      text.release();
    } else if (frame instanceof PingWebSocketFrame) {
      context.writeAndFlush(new PongWebSocketFrame(frame.content()));
    } else if (frame instanceof PongWebSocketFrame) {
      frame.release();
    } else if (frame instanceof CloseWebSocketFrame close) {
      listener.ended(false, "the broker closed the WebSocket with status " + close.statusCode());
      answer(context, close);
    } else {
      context.fireChannelRead(frame.content());
    }
  }

  private void answer(ChannelHandlerContext context, CloseWebSocketFrame close) {
    if (saidClose) {
      close.release();
    } else {
      saidClose = true;
      context.writeAndFlush(new CloseWebSocketFrame(true, 0, close.content()));
    }
    context.close();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    saidClose |= message instanceof CloseWebSocketFrame;
    context.write(
        message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message, promise);
  }
}
