package dev.assay.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a WebSocket with subprotocol {@code mqtt} [5.0 and 3.1.1 MQTT-6.0.0-3]. Which subprotocol the server selects is kept,
 * not judged: a broker that forgets it is spoken to all the same.
 */
final class WebSocketHandshake extends SimpleChannelInboundHandler<FullHttpResponse> {
  private static final String SUBPROTOCOL = "mqtt";

  /** A frame is handed on when it is whole; larger ones end the connection. */
  private static final int FRAME_BYTES_MAX = 16 * 1024 * 1024;

  private final ChannelPromise done;
  private final WebSocketClientHandshaker handshaker;
  private @Nullable String selected;

  WebSocketHandshake(BrokerUrl url, SocketChannel channel) {
    this.done = channel.newPromise();
    String host = url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]";
    this.handshaker = new WebSocketClientHandshaker13(
        URI.create(url.scheme().text() + "://" + host + ":" + url.port() + url.path()),
        WebSocketVersion.V13,
        null,
        false,
        new DefaultHttpHeaders().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL),
        FRAME_BYTES_MAX);
  }

  /** Done when the WebSocket is open, failed if it will not be. */
  ChannelPromise done() {
    return done;
  }

  /** The subprotocol that the server selected, or null if it named none. */
  @Nullable
  String selected() {
    return selected;
  }

  /** To be called once the layer below is ready. */
  void begin() {
    // on the event loop, where the encoder of frames is in place before the answer can come
    done.channel().eventLoop().execute(this::ask);
  }

  private void ask() {
    if (!done.channel().isActive()) {
      done.tryFailure(new ClosedChannelException());
      return;
    }
    handshaker.handshake(done.channel()).addListener(sent -> {
      if (!sent.isSuccess()) {
        done.tryFailure(sent.cause());
      }
    });
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      done.tryFailure(new IOException("refuses the WebSocket: HTTP " + response.status()));
      return;
    }
    selected = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    response.headers().remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    try {
      handshaker.finishHandshake(context.channel(), response);
    } catch (WebSocketHandshakeException e) {
      done.tryFailure(
          new IOException("answers the WebSocket handshake wrongly: " + e.getMessage(), e));
      return;
    }
    done.trySuccess();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!done.isDone()) {
      done.tryFailure(new IOException("closes the connection in the WebSocket handshake"));
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!done.tryFailure(cause)) {
      context.fireExceptionCaught(cause);
    }
  }
}
