package dev.assay.bench;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** An allocator that hands out the same empty buffer again and again: so that every codec writes into the same kind of memory. */
public final class ReusedBuffer extends AbstractByteBufAllocator {
  private final ByteBuf buffer;

  private ReusedBuffer(ByteBuf buffer) {
    super(true);
    this.buffer = buffer;
  }

  /** A direct buffer, as it goes to a socket. */
  public static ReusedBuffer ofBytes(int capacity) {
    return new ReusedBuffer(Unpooled.directBuffer(capacity));
  }

  /** The buffer, emptied. */
  public ByteBuf emptied() {
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
