package dev.assay.bench;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * An allocator that hands out the same few empty buffers in turn: so that every codec writes into the same kind of memory, and
 * none is charged for a pool. (Netty's own pool keeps no cache for threads that Netty did not make, such as JMH's: in a benchmark
 * it is slower than in a broker.)
 */
public final class ReusedBuffer extends AbstractByteBufAllocator {
  /** More than any codec holds at once for one packet; a power of two. */
  private static final int BUFFERS = 8;

  /** So many holders are added at once, so that a codec that releases a buffer does not free it. */
  private static final int HOLDERS = 1 << 20;

  private final ByteBuf[] buffers = new ByteBuf[BUFFERS];
  private int next;

  private ReusedBuffer(int capacity) {
    super(true);
    for (int i = 0; i < BUFFERS; i++) {
      buffers[i] = Unpooled.directBuffer(capacity);
    }
  }

  /** Direct buffers, as they go to a socket. */
  public static ReusedBuffer ofBytes(int capacity) {
    return new ReusedBuffer(capacity);
  }

  /** The next one, emptied. */
  public ByteBuf emptied() {
    next = (next + 1) & (BUFFERS - 1);
    ByteBuf buffer = buffers[next];
    if (buffer.refCnt() == 1) {
      buffer.retain(HOLDERS);
    }
    return buffer.clear();
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return emptied();
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    return emptied();
  }

  @Override
  public boolean isDirectBufferPooled() {
    return true;
  }
}
