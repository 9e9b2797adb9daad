package dev.assay.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import java.io.IOException;

/** The end of the pipeline: tells the listener what the socket brought, on the event loop. */
// sharable, since the attempts to reach one address after the other use the same one
@Sharable
final class Inlet extends ChannelInboundHandlerAdapter {
  private final Network.Listener listener;
  private volatile boolean resetByBroker;

  Inlet(Network.Listener listener) {
    this.listener = listener;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    listener.connected(
        Dialer.text(context.channel().localAddress()),
        Dialer.text(context.channel().remoteAddress()));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    if (!listener.came(bytes)) {
      context.channel().config().setAutoRead(false);
      if (listener.takesMore()) {
        context.channel().config().setAutoRead(true);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof CodecException) {
      // what came was neither TLS nor WebSocket any more
      listener.ended(false, "the connection broke: " + cause.getMessage());
    } else if (cause instanceof IOException) {
      resetByBroker = true;
    } else {
      listener.failed(cause);
    }
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    listener.ended(
        resetByBroker,
        resetByBroker ? "the broker reset the connection" : "the broker closed the connection");
  }
}
