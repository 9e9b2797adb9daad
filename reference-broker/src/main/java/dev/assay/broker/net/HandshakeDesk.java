package dev.assay.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where a client waits for what takes milliseconds in the handshake of TLS, signatures and certificates above all: it is done on threads of its
 * own, so that the event loop goes on for all others. A flood of handshakes takes half of the processors and not all of them.
 *
 * <p>As many wait as the {@link Anteroom} lets in. Who had to leave it is passed over when his turn comes.
 */
final class HandshakeDesk implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HandshakeDesk.class.getName());

  static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  // its threads start with the first handshakes
  private final ExecutorService clerks =
      Executors.newFixedThreadPool(THREADS, new DefaultThreadFactory("assay-handshakes", true));

  /** Lets a client speak TLS from here on. */
  void enter(ChannelPipeline pipeline, ServerTls tls, long handshakeMillisMax) {
    Visit visit = new Visit(pipeline.channel());
    SslHandler handler = tls.handler(pipeline.channel().alloc(), visit, handshakeMillisMax);
    pipeline.addLast(visit, handler);
    handler.handshakeFuture().addListener(done -> visit.end());
  }

  @Override
  public void close() {
    clerks.shutdownNow();
  }

  /**
   * One client's handshake. While it waits nothing further is read from it, since TLS would only put that on a heap. Lives on the event loop.
   */
  private final class Visit extends ChannelDuplexHandler implements Executor {
    private final Channel channel;
    private int tasks;
    private boolean isHeld;
    // a task has not led yet to what follows from it
    private boolean isBusy;
    // the client ended its side meanwhile
    private @Nullable Object endOfStream;
    private boolean isOver;

    Visit(Channel channel) {
      this.channel = channel;
    }

    /** TLS asks for this. It has nothing to ask for after the handshake, unless the client wants another one, which nobody needs. */
    @Override
    public void execute(Runnable task) {
      if (isOver) {
        throw new RejectedExecutionException("there is one handshake for each connection");
      }
      int number = ++tasks;
      isHeld = true;
      isBusy = true;
      channel.config().setAutoRead(false);
      clerks.execute(() -> {
        if (channel.isActive()) {
          task.run();
        }
        goBack(number);
      });
    }

    private void goBack(int number) {
      try {
        channel.eventLoop().execute(() -> {
          // what follows from a task comes before this, and may have been another one
          if (number == tasks) {
            isBusy = false;
            readOn();
            passOnEnd();
          }
        });
      } catch (RejectedExecutionException e) {
        LOG.log(System.Logger.Level.DEBUG, "the broker stopped during a handshake");
      }
    }

    @Override
    public void read(ChannelHandlerContext context) {
      if (!isHeld && !Sockets.hasEnded(channel)) {
        context.read();
      }
    }

    /** What came before the end, Finished and a CONNECT perhaps, is read after the task and not given up for it. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (isBusy && event instanceof ChannelInputShutdownEvent) {
        endOfStream = event;
      } else {
        context.fireUserEventTriggered(event);
      }
    }

    private void passOnEnd() {
      ChannelHandlerContext context = channel.pipeline().context(this);
      if (endOfStream != null && context != null) {
        context.fireUserEventTriggered(endOfStream);
      }
    }

    private void readOn() {
      if (isHeld) {
        isHeld = false;
        Sockets.readOn(channel);
      }
    }

    /** Comes before anybody behind TLS hears of it, who may want to hold the client for a reason of his own. */
    void end() {
      isOver = true;
      readOn();
    }
  }
}
