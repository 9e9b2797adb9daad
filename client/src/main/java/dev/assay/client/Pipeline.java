package dev.assay.client;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;

/** The handlers between the socket and who listens, as the URL's scheme asks for them. */
final class Pipeline extends ChannelInitializer<SocketChannel> {
  private static final int ANSWER_BYTES_MAX = 64 * 1024;

  /** What makes the TLS handshake, also once the channel is closed and has no handlers any more; null without TLS. */
  static final AttributeKey<SslHandler> TLS = AttributeKey.valueOf(Pipeline.class, "TLS");

  /** The same for the WebSocket. */
  static final AttributeKey<WebSocketHandshake> WEB_SOCKET =
      AttributeKey.valueOf(Pipeline.class, "WEB_SOCKET");

  private final BrokerUrl url;
  private final Segments segments;
  private final Network.Listener listener;

  Pipeline(BrokerUrl url, Segments segments, Network.Listener listener) {
    this.url = url;
    this.segments = segments;
    this.listener = listener;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (url.scheme().isEncrypted()) {
      SslHandler tls = url.tls().handler(channel.alloc(), url.host(), url.port());
      channel.attr(TLS).set(tls);
      pipeline.addLast(tls);
    }
    if (url.scheme().isWebSocket()) {
      WebSocketHandshake webSocket = new WebSocketHandshake(url, channel);
      channel.attr(WEB_SOCKET).set(webSocket);
      pipeline.addLast(
          new HttpClientCodec(),
          new HttpObjectAggregator(ANSWER_BYTES_MAX),
          webSocket,
          new WebSocketFrames(listener));
    }
    if (segments != Segments.WHOLE) {
      pipeline.addLast(new Segmenter(segments));
    }
    pipeline.addLast(new Inlet(listener));
  }
}
