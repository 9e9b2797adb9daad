package dev.assay.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts and joins what is sent as {@link Segments} asks for. Whatever is no packet, such as the empty buffer by which the end of what
 * was sent is awaited, goes behind all that was held back.
 */
final class Segmenter extends ChannelOutboundHandlerAdapter {
  private static final int SINGLE_BYTES = 1_024;
  private static final int PIECE_BYTES = 1_024;
  private static final long HELD_MICROS = 1_000;

  private final boolean merges;
  private final ByteBuf held = Unpooled.buffer(0);
  private final List<ChannelPromise> promises = new ArrayList<>();
  private boolean isReleasePlanned;
  private @Nullable ChannelHandlerContext context;

  Segmenter(Segments segments) {
    this.merges = segments == Segments.MERGED;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void write(ChannelHandlerContext here, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
      release();
      here.write(message, promise);
    } else if (merges) {
      hold(here, bytes, promise);
    } else {
      cut(here, bytes, promise);
    }
  }

  @Override
  public void close(ChannelHandlerContext here, ChannelPromise promise) {
    release();
    here.close(promise);
  }

  private void hold(ChannelHandlerContext here, ByteBuf bytes, ChannelPromise promise) {
    held.writeBytes(bytes);
    bytes.release();
    promises.add(promise);
    if (!isReleasePlanned) {
      isReleasePlanned = true;
      here.executor().schedule(this::release, HELD_MICROS, TimeUnit.MICROSECONDS);
    }
  }

  /** Sends what is held back; on the event loop. */
  void release() {
    isReleasePlanned = false;
    if (context == null || !held.isReadable()) {
      return;
    }
    List<ChannelPromise> waiting = List.copyOf(promises);
    promises.clear();
    ByteBuf piece = Unpooled.copiedBuffer(held);
    held.clear();
    context
        .writeAndFlush(piece)
        .addListener(sent -> waiting.forEach(each -> {
          if (sent.isSuccess()) {
            each.trySuccess();
          } else {
            each.tryFailure(sent.cause());
          }
        }));
  }

  /** The last piece speaks for all: on one connection none arrives after one that did not. */
  private static void cut(ChannelHandlerContext here, ByteBuf bytes, ChannelPromise promise) {
    int taken = 0;
    while (true) {
      int left = bytes.readableBytes();
      int piece = taken < SINGLE_BYTES ? 1 : Math.min(PIECE_BYTES, left);
      if (piece == left) {
        here.writeAndFlush(bytes, promise);
        return;
      }
      taken += piece;
      here.writeAndFlush(bytes.readRetainedSlice(piece));
    }
  }
}
