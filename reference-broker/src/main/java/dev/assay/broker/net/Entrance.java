package dev.assay.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a client passes on one listener before it is a {@link Connection}; the core hears nothing of those who do not get
 * through.
 *
 * <pre>
 *   tcp                              -> Connection
 *   tls   TLS                        -> Connection
 *   ws          HTTP, WebSocketDoor  -> frames, Connection
 *   wss   TLS,  HTTP, WebSocketDoor  -> frames, Connection
 * </pre>
 */
final class Entrance extends ChannelInitializer<SocketChannel> {
  private static final int REQUEST_LINE_BYTES_MAX = 4_096;
  private static final int HEADERS_BYTES_MAX = 16_384;
  private static final int CHUNK_BYTES_MAX = 4_096;

  private final Shell shell;
  private final Transport transport;

  Entrance(Shell shell, Transport transport) {
    this.shell = shell;
    this.transport = transport;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    shell.anteroom().enter(channel);
    if (transport == Transport.TCP) {
      shell.admit(channel);
      return;
    }
    Listening listening = shell.options().listening();
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new Patience(channel, listening.handshakeMillisMax()));
    ServerTls tls = listening.tls();
    if (transport.isEncrypted() && tls != null) {
      shell.handshakes().enter(pipeline, tls, listening.handshakeMillisMax());
    }
    if (transport.isWebSocket()) {
      pipeline.addLast(
          new HttpServerCodec(REQUEST_LINE_BYTES_MAX, HEADERS_BYTES_MAX, CHUNK_BYTES_MAX),
          new HttpObjectAggregator(HEADERS_BYTES_MAX),
          new WebSocketDoor(shell, channel));
    } else {
      pipeline.addLast(new Encrypted(channel));
    }
    listening.guest().enter(pipeline);
  }

  /** Gets everybody out of the way who is needed no more, and lets the client in. */
  static void pass(Shell shell, SocketChannel channel) {
    channel.pipeline().remove(Patience.class);
    shell.admit(channel);
  }

  /** Waits for the end of the TLS handshake. */
  private final class Encrypted extends ChannelInboundHandlerAdapter {
    private final SocketChannel channel;

    Encrypted(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        if (handshake.isSuccess()) {
          pass(shell, channel);
          channel.pipeline().remove(this);
        } else {
          channel.close();
        }
        return;
      }
      if (event instanceof ChannelInputShutdownEvent) {
        channel.close();
        return;
      }
      context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // no TLS, or none that both can speak; the engine has sent its alert
      context.close();
    }
  }

  /** Ends a connection that takes too long to introduce itself. */
  private static final class Patience extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final long millis;
    private @Nullable Future<?> end;

    Patience(Channel channel, long millis) {
      this.channel = channel;
      this.millis = millis;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      end = channel.eventLoop().schedule(() -> channel.close(), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      if (end != null) {
        end.cancel(false);
      }
    }
  }
}
