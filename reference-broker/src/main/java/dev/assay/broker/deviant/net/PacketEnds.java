package dev.assay.broker.deviant.net;

import io.netty.buffer.ByteBuf;

/**
 * Follows a stream of packets by their fixed headers alone, to say where each ends. Belongs to one connection.
 *
 * <pre>
 *   type and flags | Remaining Length, 1 to 4 bytes | so many bytes
 * </pre>
 */
final class PacketEnds {
  private static final int NOT_READ = -1;

  // live as long as a packet
  private boolean inPacket;
  private long left;
  private int lengthSoFar;
  private int lengthShift;

  /**
   * Where the packet ends that the next byte belongs to: the index behind its last byte, or the end of {@code bytes} if it goes
   * on behind them. What lies before counts as read.
   */
  int next(ByteBuf bytes, int from) {
    int at = from;
    while (at < bytes.writerIndex()) {
      if (!inPacket) {
        inPacket = true;
        left = NOT_READ;
        lengthSoFar = 0;
        lengthShift = 0;
        at++;
      } else if (left == NOT_READ) {
        readLengthByte(bytes.getByte(at++));
      } else {
        long taken = Math.min(left, bytes.writerIndex() - at);
        left -= taken;
        at += (int) taken;
      }
      if (left == 0) {
        forget();
        return at;
      }
    }
    return at;
  }

  private void readLengthByte(byte next) {
    lengthSoFar |= (next & 0x7F) << lengthShift;
    lengthShift += 7;
    if (next >= 0 || lengthShift >= 28) {
      left = lengthSoFar;
    }
  }

  /** Whether a packet has begun and not ended. */
  boolean isInPacket() {
    return inPacket;
  }

  /** The next byte begins a packet. */
  void forget() {
    inPacket = false;
    left = NOT_READ;
  }
}
