package dev.assay.broker.net;

import io.netty.buffer.ByteBuf;

/** Finds the end of a packet that nobody could read, by its Remaining Length alone. */
final class Frame {
  /** More bytes are needed to tell. */
  static final long NOT_YET = -1;

  /** The Remaining Length has no end. */
  static final long UNKNOWABLE = -2;

  private static final int LENGTH_BYTES_MAX = 4;

  private Frame() {}

  /** The size in bytes of the packet at the reader index, fixed header included, or {@link #NOT_YET} or {@link #UNKNOWABLE}. */
  static long sizeBytes(ByteBuf in) {
    long length = 0;
    for (int i = 0; i < LENGTH_BYTES_MAX; i++) {
      if (in.readableBytes() < 2 + i) {
        return NOT_YET;
      }
      int digit = in.getUnsignedByte(in.readerIndex() + 1 + i);
      length |= (long) (digit & 0x7F) << (7 * i);
      if ((digit & 0x80) == 0) {
        return 2 + i + length;
      }
    }
    return UNKNOWABLE;
  }
}
