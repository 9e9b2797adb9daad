package dev.assay.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real network: Netty's channels over the JDK's sockets, with TLS and WebSocket where the URL asks for them. */
final class Sockets implements Network {
  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public <T> @Nullable T await(BlockingQueue<T> arrivals, long nanos) throws InterruptedException {
    return arrivals.poll(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
  }

  @Override
  public Line connect(BrokerUrl url, Segments segments, Duration patience, Listener listener)
      throws ConnectFailed {
    Bootstrap bootstrap = new Bootstrap()
        .group(Loop.GROUP)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        // a failed write must not end the connection before what came was read
        .option(ChannelOption.AUTO_CLOSE, false)
        .handler(new Pipeline(url, segments, listener));
    SocketChannel channel = new Dialer(url, bootstrap, patience).dial();
    // the connection is there before the listener is told: what is sent is to stand behind
    // "connected"
    channel.eventLoop().submit(() -> {}).awaitUninterruptibly(patience.toMillis());
    return new SocketLine(channel, listener);
  }

  /**
   * The threads of all clients. They do not keep the program alive. The JDK's sockets, also on Linux: with epoll's, what came
   * before a reset is lost if a write meets the reset first.
   */
  private static final class Loop {
    private static final int THREADS = 2;
    static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
        THREADS, new DefaultThreadFactory("assay-client", true), NioIoHandler.newFactory());
  }
}
