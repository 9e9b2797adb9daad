package dev.assay.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A connection over a socket, with what its {@link Pipeline} puts between. */
final class SocketLine implements Line {
  /** How long a closed connection is still read (and its bytes forgotten), so that our FIN is not turned into a reset. */
  private static final long LINGER_MILLIS = 2_000;

  private final SocketChannel channel;
  private final Network.Listener listener;
  private final String localAddress;

  SocketLine(SocketChannel channel, Network.Listener listener) {
    this.channel = channel;
    this.listener = listener;
    this.localAddress = Dialer.text(channel.localAddress());
  }

  @Override
  public String localAddress() {
    return localAddress;
  }

  @Override
  public void send(byte[] bytes) {
    write(Unpooled.wrappedBuffer(bytes));
  }

  @Override
  public void sendTextFrame(byte[] bytes) {
    write(new TextWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
  }

  /**
   * What was called sent and is not becomes an error, never a broker's silence. A connection that is gone takes nothing more and
   * says so itself.
   */
  private void write(Object message) {
    channel.writeAndFlush(message).addListener(sent -> {
      if (!sent.isSuccess() && !(sent.cause() instanceof IOException)) {
        listener.failed(sent.cause());
      }
    });
  }

  @Override
  public boolean isWebSocket() {
    return channel.attr(Pipeline.WEB_SOCKET).get() != null;
  }

  @Override
  public Optional<String> subprotocol() {
    WebSocketHandshake handshake = channel.attr(Pipeline.WEB_SOCKET).get();
    return handshake == null ? Optional.empty() : Optional.ofNullable(handshake.selected());
  }

  @Override
  public Optional<TlsVersion> tlsVersion() {
    SslHandler tls = channel.attr(Pipeline.TLS).get();
    return tls == null
        ? Optional.empty()
        : Arrays.stream(TlsVersion.values())
            .filter(each -> each.protocol().equals(tls.engine().getSession().getProtocol()))
            .findFirst();
  }

  /** Sends FIN once everything before it is out, behind the end of TLS. */
  @Override
  public void finishSending() {
    finishSending(channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
  }

  private void finishSending(ChannelFuture last) {
    // on the event loop, where TLS cannot be taken down between the question and the answer
    channel.eventLoop().execute(() -> {
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      (tls == null ? last : tls.closeOutbound()).addListener(written -> channel.shutdownOutput());
    });
  }

  @Override
  public void reset() {
    channel.eventLoop().execute(() -> {
      if (channel.isOpen()) {
        Segmenter segmenter = channel.pipeline().get(Segmenter.class);
        if (segmenter != null) {
          segmenter.release();
        }
        channel.config().setSoLinger(0);
        // past TLS, which would say goodbye
        channel.pipeline().firstContext().close();
      }
    });
  }

  /**
   * Ends the connection in the way of TCP (FIN). What the broker still sends is taken for a moment in the background, since closing
   * a socket with unread bytes resets it.
   */
  @Override
  public void close() {
    channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    channel.config().setAutoRead(true);
    if (isWebSocket()) {
      finishSending(channel.writeAndFlush(new CloseWebSocketFrame()));
    } else {
      finishSending();
    }
  }

  @Override
  public boolean awaitClosed(Duration wait) {
    return channel.closeFuture().awaitUninterruptibly(wait.toMillis());
  }

  @Override
  public void setReading(boolean reads) {
    channel.config().setAutoRead(reads);
  }

  @Override
  public void stopReading(Duration wait) {
    // on the event loop, or a read that is already due would still be carried out
    boolean stopped =
        channel.eventLoop().submit(() -> setReading(false)).awaitUninterruptibly(wait.toMillis());
    if (!stopped) {
      throw new IllegalStateException("the event loop is stuck: reading goes on");
    }
  }
}
