package dev.assay.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** Which sockets the broker runs on: Linux's epoll where its natives can be loaded, else those of the JDK. */
record Sockets(IoHandlerFactory loop, Class<? extends ServerChannel> listener) {

  /** {@code -Dio.netty.transport.noNative=true} takes the JDK's on Linux too. */
  static Sockets best() {
    return Epoll.isAvailable()
        ? new Sockets(EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
        : new Sockets(NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }

  /** Reads again what comes over this channel, after {@code setAutoRead(false)}. */
  static void readOn(Channel channel) {
    if (!hasEnded(channel)) {
      channel.config().setAutoRead(true);
    }
  }

  /**
   * Whether nothing more comes over this channel. Netty must not be asked to read then: epoll has forgotten a socket that has nothing to
   * wait for, and the channel would be closed with all that it has still to send.
   */
  static boolean hasEnded(Channel channel) {
    return channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
  }
}
