package dev.assay.broker.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** Which sockets the broker runs on: Linux's epoll where its natives can be loaded, else those of the JDK. */
record Sockets(IoHandlerFactory loop, Class<? extends ServerChannel> listener) {

  /** {@code -Dio.netty.transport.noNative=true} takes the JDK's on Linux too. */
  static Sockets best() {
    return Epoll.isAvailable()
        ? new Sockets(EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
        : new Sockets(NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }
}
