package dev.assay.client;

import dev.assay.client.ConnectFailed.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reaches the host of a URL: one of its addresses after the other, all within one deadline. */
final class Dialer {
  private final BrokerUrl url;
  private final Bootstrap bootstrap;
  private final Duration patience;
  private final long deadlineNanos;

  Dialer(BrokerUrl url, Bootstrap bootstrap, Duration patience) {
    this.url = url;
    this.bootstrap = bootstrap;
    this.patience = patience;
    this.deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  SocketChannel dial() throws ConnectFailed {
    @Nullable ConnectFailed failure = null;
    for (InetAddress address : addresses()) {
      long leftMillis = leftMillis();
      if (leftMillis <= 0) {
        break;
      }
      ChannelFuture attempt = bootstrap
          .clone()
          .option(
              ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(leftMillis, Integer.MAX_VALUE))
          .connect(new InetSocketAddress(address, url.port()));
      if (!attempt.awaitUninterruptibly(leftMillis)) {
        attempt.cancel(true);
        attempt.channel().close();
        throw timedOut();
      }
      if (attempt.isSuccess()) {
        SocketChannel channel = (SocketChannel) attempt.channel();
        shakeHands(channel);
        return channel;
      }
      failure = failed(attempt.cause());
    }
    throw failure == null ? timedOut() : failure;
  }

  /** What comes between the network connection and the first packet: TLS, then the WebSocket. */
  private void shakeHands(SocketChannel channel) throws ConnectFailed {
    SslHandler tls = channel.attr(Pipeline.TLS).get();
    if (tls != null) {
      tls.setHandshakeTimeoutMillis(0);
      awaitHandshake(channel, tls.handshakeFuture());
    }
    WebSocketHandshake webSocket = channel.attr(Pipeline.WEB_SOCKET).get();
    if (webSocket != null) {
      webSocket.begin();
      awaitHandshake(channel, webSocket.done());
    }
  }

  private void awaitHandshake(SocketChannel channel, Future<?> handshake) throws ConnectFailed {
    boolean ended = handshake.awaitUninterruptibly(Math.max(leftMillis(), 0));
    if (ended && handshake.isSuccess()) {
      return;
    }
    channel.close();
    if (!ended) {
      throw failure(
          Reason.TIMED_OUT,
          "accepts the connection and does not end the " + url.transport() + " handshake within "
              + patience.toMillis() + " ms");
    }
    throw failure(Reason.HANDSHAKE, HandshakeTrouble.inWords(handshake.cause(), url));
  }

  private InetAddress[] addresses() throws ConnectFailed {
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(url.host());
    return literal == null ? lookedUp() : new InetAddress[] {literal};
  }

  /** Looking up a name may take longer than anyone wants to wait, and cannot be interrupted: it has a thread of its own. */
  private InetAddress[] lookedUp() throws ConnectFailed {
    FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(url.host()));
    Thread thread = new Thread(lookup, "assay-lookup");
    thread.setDaemon(true);
    thread.start();
    try {
      return lookup.get(Math.max(leftMillis(), 0), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw timedOut();
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking up " + url.host(), e);
    }
  }

  private long leftMillis() {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
  }

  private ConnectFailed timedOut() {
    return failure(Reason.TIMED_OUT, "no answer within " + patience.toMillis() + " ms");
  }

  private ConnectFailed failed(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return timedOut();
    }
    if (cause instanceof UnknownHostException) {
      return failure(Reason.UNKNOWN_HOST, "no address is known for " + url.host());
    }
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof ConnectException && message.contains("refused")) {
      return failure(Reason.REFUSED, "connection refused");
    }
    // Netty appends the address, which the line begins with
    int colon = message.indexOf(": ");
    return failure(Reason.UNREACHABLE, colon < 0 ? message : message.substring(0, colon));
  }

  private ConnectFailed failure(Reason reason, String why) {
    return new ConnectFailed(reason, "cannot connect to " + url.masked() + ": " + why);
  }

  /** Such as {@code 127.0.0.1:1883} or {@code [::1]:1883}. */
  static String text(SocketAddress address) {
    InetSocketAddress internet = (InetSocketAddress) address;
    String host = internet.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + internet.getPort();
  }
}
