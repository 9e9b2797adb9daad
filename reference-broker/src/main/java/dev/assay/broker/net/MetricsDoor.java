package dev.assay.broker.net;

import dev.assay.broker.observe.PrometheusText;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Answers {@code GET /metrics} with the broker's figures. A connection is good for one question and has to be done with it within the
 * time of a handshake, and there are few of them at once, so that whoever looks at the broker cannot keep it from its work.
 */
final class MetricsDoor extends ChannelInitializer<SocketChannel> {
  static final String PATH = "/metrics";

  static final int CONNECTIONS_MAX = 16;

  private static final int REQUEST_LINE_BYTES_MAX = 4_096;
  private static final int HEADERS_BYTES_MAX = 16_384;
  private static final int CHUNK_BYTES_MAX = 4_096;

  private final PrometheusText text;
  private final long millisMax;
  private int open;

  /**
   * A door on the event loop that owns the figures.
   *
   * @param millisMax how long a connection may take for everything
   */
  MetricsDoor(PrometheusText text, long millisMax) {
    this.text = text;
    this.millisMax = millisMax;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (open == CONNECTIONS_MAX) {
      channel.close();
      return;
    }
    open++;
    Future<?> end =
        channel.eventLoop().schedule(() -> channel.close(), millisMax, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> {
      open--;
      end.cancel(false);
    });
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(REQUEST_LINE_BYTES_MAX, HEADERS_BYTES_MAX, CHUNK_BYTES_MAX),
            new Answer(channel));
  }

  /** Answers the first request; what comes behind it is read and thrown away until the client has closed. */
  private final class Answer extends SimpleChannelInboundHandler<HttpObject> {
    private final SocketChannel channel;
    private boolean answered;

    Answer(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject object) {
      if (!answered && object instanceof HttpRequest request) {
        answered = true;
        context.writeAndFlush(answerTo(request)).addListener(written -> channel.shutdownOutput());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  private FullHttpResponse answerTo(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return response(HttpResponseStatus.BAD_REQUEST);
    }
    if (!new QueryStringDecoder(request.uri()).rawPath().equals(PATH)) {
      return response(HttpResponseStatus.NOT_FOUND);
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      FullHttpResponse response = response(HttpResponseStatus.METHOD_NOT_ALLOWED);
      response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
      return response;
    }
    return response(HttpResponseStatus.OK, text.contentType(), text.page());
  }

  private static FullHttpResponse response(HttpResponseStatus status) {
    byte[] words = (status + "\n").getBytes(StandardCharsets.US_ASCII);
    return response(status, "text/plain; charset=utf-8", words);
  }

  private static FullHttpResponse response(HttpResponseStatus status, String type, byte[] content) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CONTENT_LENGTH, content.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }
}
