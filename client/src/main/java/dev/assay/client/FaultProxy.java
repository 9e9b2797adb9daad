package dev.assay.client;

import dev.assay.codec.Sender;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between clients and a broker, and makes any broker a wrong one: each connection to it is one to the broker, on which a
 * {@link Fault} is done to what passes. All other bytes pass as they came, and as soon as they come, also those that are no packet.
 *
 * <p>Packets are told apart by their fixed header alone. The version is that of the connection's CONNECT; where there is none that
 * can be made out, nothing is done. An end of the stream and a reset are handed on as what they are.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final long END_MILLIS = 2_000;

  private final MultiThreadIoEventLoopGroup loops;
  private final Channel listener;
  private final BrokerUrl broker;
  private final ChannelGroup connections;
  private final AtomicLong done;

  private FaultProxy(
      MultiThreadIoEventLoopGroup loops,
      Channel listener,
      BrokerUrl broker,
      ChannelGroup connections,
      AtomicLong done) {
    this.loops = loops;
    this.listener = listener;
    this.broker = broker;
    this.connections = connections;
    this.done = done;
  }

  /**
   * Begins to listen on a free port of the loopback address.
   *
   * @param broker where the broker is; packets have to travel there in the open over TCP
   * @throws IllegalArgumentException if they do not
   * @throws IOException if nothing can be listened on
   */
  public static FaultProxy start(BrokerUrl broker, Fault fault) throws IOException {
    if (broker.scheme() != BrokerUrl.Scheme.MQTT) {
      throw new IllegalArgumentException(
          "a fault needs packets that can be seen: expected mqtt://, found " + broker.masked());
    }
    MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory("assay-fault", true), NioIoHandler.newFactory());
    ChannelGroup connections = new DefaultChannelGroup(loops.next(), true);
    AtomicLong done = new AtomicLong();
    ServerBootstrap server = new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel client) {
            connect(client, broker, fault, connections, done);
          }
        });
    ChannelFuture bound = server
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, END_MILLIS, TimeUnit.MILLISECONDS);
      throw new IOException("cannot listen on a loopback port: " + bound.cause(), bound.cause());
    }
    return new FaultProxy(loops, bound.channel(), broker, connections, done);
  }

  private static void connect(
      SocketChannel client,
      BrokerUrl broker,
      Fault fault,
      ChannelGroup connections,
      AtomicLong done) {
    connections.add(client);
    ProxiedVersion version = new ProxiedVersion();
    new Bootstrap()
        .group(client.eventLoop())
        .channel(NioSocketChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .handler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel server) {
            connections.add(server);
            server.pipeline().addLast(new ProxiedWay(Sender.SERVER, client, version, fault, done));
          }
        })
        .connect(broker.host(), broker.port())
        .addListener((ChannelFuture connected) -> {
          if (!connected.isSuccess()) {
            client.close();
            return;
          }
          SocketChannel server = (SocketChannel) connected.channel();
          client.pipeline().addLast(new ProxiedWay(Sender.CLIENT, server, version, fault, done));
          client.config().setAutoRead(true);
          server.config().setAutoRead(true);
        });
  }

  /** Where clients reach the broker through the fault; with the user info of the broker's URL. */
  public BrokerUrl url() {
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    return new BrokerUrl(
        broker.scheme(),
        "127.0.0.1",
        port,
        broker.path(),
        broker.userName(),
        broker.password(),
        broker.tls());
  }

  /** How many packets the fault was done to so far, on all connections; what a change left as it was does not count. */
  public long done() {
    return done.get();
  }

  /** Ends all connections. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly(END_MILLIS);
    loops.shutdownGracefully(0, END_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(END_MILLIS);
  }
}
