package dev.assay.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes what the network brings on the event loop and keeps it until the case asks for it. Belongs to one connection. */
// sharable, since the attempts to reach one address after the other use the same one
@Sharable
final class Inbox extends ChannelInboundHandlerAdapter {
  private static final long OPEN = -1;

  /** How many bytes wait for the case before the socket is left alone. */
  private static final long WAITING_BYTES_MAX = 8L * 1024 * 1024;

  private final ConnectionLog log;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

  // all below guarded by this
  private long waitingBytes;
  private boolean stopped;
  private boolean resetByBroker;
  private long closedAtMicros = OPEN;

  Inbox(ConnectionLog log) {
    this.log = log;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    String local = Dialer.text(context.channel().localAddress());
    String remote = Dialer.text(context.channel().remoteAddress());
    log.happened("connected", local + " to " + remote);
  }

  @Override
  public synchronized void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    if (closedAtMicros != OPEN) {
      // we have closed it: what still comes is nobody's
      return;
    }
    signals.add(Signal.bytes(bytes, log.came(bytes)));
    waitingBytes += bytes.length;
    if (waitingBytes > WAITING_BYTES_MAX) {
      context.channel().config().setAutoRead(false);
    }
  }

  /** A frame in which no packet may travel: its content is shown, and nothing behind it is read. */
  synchronized void textFrameCame(ByteBuf content) {
    byte[] bytes = ByteBufUtil.getBytes(content);
    content.release();
    if (closedAtMicros == OPEN) {
      signals.add(Signal.text(bytes, log.came(bytes)));
    }
  }

  synchronized void closeFrameCame(int status) {
    if (closedAtMicros == OPEN) {
      closedAtMicros =
          log.happened("closed", "the broker closed the WebSocket with status " + status);
      signals.add(Signal.end(false, closedAtMicros));
    }
  }

  @Override
  public synchronized void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof CodecException) {
      // what came was neither TLS nor WebSocket any more
      if (closedAtMicros == OPEN) {
        closedAtMicros = log.happened("closed", "the connection broke: " + cause.getMessage());
        signals.add(Signal.end(false, closedAtMicros));
      }
    } else if (cause instanceof IOException) {
      resetByBroker = true;
    } else {
      fail(cause);
    }
    context.close();
  }

  /** Something could not be sent. A connection that is gone takes nothing more and says so itself; anything else is our fault. */
  synchronized void sendFailed(Throwable cause) {
    if (!(cause instanceof IOException)) {
      fail(cause);
    }
  }

  /** No close of the broker's: who waits for it is told, as an error. */
  private void fail(Throwable cause) {
    if (closedAtMicros == OPEN) {
      closedAtMicros = log.happened("failed", "our own fault: " + cause);
      signals.add(Signal.fault(cause, closedAtMicros));
    }
  }

  @Override
  public synchronized void channelInactive(ChannelHandlerContext context) {
    if (closedAtMicros == OPEN) {
      closedAtMicros = resetByBroker
          ? log.happened("reset", "the broker reset the connection")
          : log.happened("closed", "the broker closed the connection");
      signals.add(Signal.end(resetByBroker, closedAtMicros));
    }
  }

  /** Notes that the case ends the connection now. False if it had ended before. */
  synchronized boolean endByCase(String event, String summary) {
    if (closedAtMicros != OPEN) {
      return false;
    }
    closedAtMicros = log.happened(event, summary);
    signals.add(Signal.end(false, closedAtMicros));
    return true;
  }

  synchronized boolean isOpen() {
    return closedAtMicros == OPEN;
  }

  synchronized OptionalLong closedAtMicros() {
    return closedAtMicros == OPEN ? OptionalLong.empty() : OptionalLong.of(closedAtMicros);
  }

  synchronized void stopReading(Channel channel) {
    stopped = true;
    channel.config().setAutoRead(false);
  }

  synchronized void resumeReading(Channel channel) {
    stopped = false;
    channel.config().setAutoRead(waitingBytes <= WAITING_BYTES_MAX);
  }

  /** The oldest signal, or null if there is none and none comes in time. */
  @Nullable
  Signal poll(long waitNanos, Channel channel) {
    try {
      Signal signal = signals.poll(Math.max(waitNanos, 0), TimeUnit.NANOSECONDS);
      if (signal != null && signal.bytes() != null) {
        taken(signal.bytes().length, channel);
      }
      return signal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the broker", e);
    }
  }

  private synchronized void taken(int bytes, Channel channel) {
    boolean wasFull = waitingBytes > WAITING_BYTES_MAX;
    waitingBytes -= bytes;
    if (wasFull && waitingBytes <= WAITING_BYTES_MAX && !stopped) {
      channel.config().setAutoRead(true);
    }
  }
}
