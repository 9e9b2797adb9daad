package dev.assay.client;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** The handlers between the socket and who listens, as the URL's scheme asks for them. */
final class Pipeline extends ChannelInitializer<SocketChannel> {
  private static final int ANSWER_BYTES_MAX = 64 * 1024;

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
      pipeline.addLast(url.tls().handler(channel.alloc(), url.host(), url.port()));
    }
    if (url.scheme().isWebSocket()) {
      pipeline.addLast(
          new HttpClientCodec(),
          new HttpObjectAggregator(ANSWER_BYTES_MAX),
          new WebSocketHandshake(url, channel),
          new WebSocketFrames(listener));
    }
    if (segments != Segments.WHOLE) {
      pipeline.addLast(new Segmenter(segments));
    }
    pipeline.addLast(new Inlet(listener));
  }
}
