package dev.assay.broker.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The HTTP request by which a WebSocket begins: answered 101 with subprotocol {@code mqtt}, which the client has to offer [5.0
 * and 3.1.1 MQTT-6.0.0-3, 6.0.0-4], or refused with a line that says why.
 */
final class WebSocketDoor extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String SUBPROTOCOL = "mqtt";

  /** A frame waits for its end in memory, as a packet does: it may be as large as the largest packet, and this at least. */
  private static final int FRAME_BYTES_AT_LEAST = 65_536;

  private final Shell shell;
  private final SocketChannel channel;

  WebSocketDoor(Shell shell, SocketChannel channel) {
    this.shell = shell;
    this.channel = channel;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      refuse(HttpResponseStatus.BAD_REQUEST, "expected an HTTP request, found something else");
      return;
    }
    String path = new QueryStringDecoder(request.uri()).path();
    if (!shell.options().listening().webSocketPaths().contains(path)) {
      refuse(HttpResponseStatus.NOT_FOUND, "MQTT is at " + Listening.WEB_SOCKET_PATH);
    } else if (!isUpgrade(request)) {
      refuse(HttpResponseStatus.UPGRADE_REQUIRED, "expected a WebSocket handshake");
    } else if (!offersMqtt(request)) {
      refuse(HttpResponseStatus.BAD_REQUEST, "expected Sec-WebSocket-Protocol: " + SUBPROTOCOL);
    } else {
      open(request);
    }
  }

  private static boolean isUpgrade(FullHttpRequest request) {
    return request.method().equals(HttpMethod.GET)
        && request
            .headers()
            .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  private static boolean offersMqtt(FullHttpRequest request) {
    return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .anyMatch(offer -> offer.trim().equals(SUBPROTOCOL));
  }

  private void open(FullHttpRequest request) {
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshaker13("", SUBPROTOCOL, decoding()) {
          @Override
          protected WebSocketFrameDecoder newWebsocketDecoder() {
            return new CountedFrames(decoderConfig());
          }
        };
    try {
      handshaker.handshake(channel, request).addListener(answered -> {
        if (!answered.isSuccess()) {
          channel.close();
        }
      });
    } catch (WebSocketHandshakeException e) {
      refuse(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
      return;
    }
    channel.pipeline().addLast(new WebSocketFrames());
    Entrance.pass(shell, channel);
    channel.pipeline().remove(this);
  }

  private WebSocketDecoderConfig decoding() {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(
            Math.max(FRAME_BYTES_AT_LEAST, shell.options().config().maximumPacketSizeBytes()))
        .expectMaskedFrames(true)
        .allowMaskMismatch(false)
        .allowExtensions(false)
        .withUTF8Validator(false)
        .build();
  }

  private void refuse(HttpResponseStatus status, String why) {
    FullHttpResponse response = new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(why + "\n", StandardCharsets.UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
      response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    }
    channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // no TLS, no HTTP, or gone: there is nobody to tell
    context.close();
  }
}
