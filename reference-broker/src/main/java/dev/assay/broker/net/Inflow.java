package dev.assay.broker.net;

import dev.assay.codec.PacketReader;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * Makes packets of the bytes that come over one connection, in whatever pieces, and finds the packet behind one that nobody could
 * read. Knows no network.
 */
public final class Inflow {
  /** Who is told what came. */
  public interface Receiver {
    /** Whether what comes next is wanted now; what is not stays where it is. */
    boolean takesMore();

    /** A whole packet that the standard allows. */
    void onPacket(Packet packet, int sizeBytes);

    /**
     * Bytes that break the standard.
     *
     * @param bytes the broken packet from its first byte on, as much of it as had come in
     */
    void onBroken(Violation violation, Payload bytes);
  }

  /** The array of unread bytes may be so large while there are none: it is not made anew for each packet. */
  private static final int KEPT_BYTES_MAX = 16 * 1024;

  private final Receiver receiver;
  private final int packetMaxBytes;

  // bytes that are no whole packet yet
  private final ByteBuf unread = Unpooled.buffer(0);
  private PacketReader reader;
  private boolean readFirstPacket;
  // behind a broken packet that the core let pass: how many bytes are not looked at
  private long skipBytes;
  private boolean skipsNextPacket;
  private boolean skipsAll;

  /**
   * Nothing came yet.
   *
   * @param firstMaxBytes how large the first packet may be
   * @param packetMaxBytes how large the others may be
   */
  public Inflow(Receiver receiver, int firstMaxBytes, int packetMaxBytes) {
    this.receiver = receiver;
    this.packetMaxBytes = packetMaxBytes;
    // nobody knows yet who it is
    this.reader = PacketReader.awaitingConnect().withMaximumPacketSize(firstMaxBytes);
  }

  /** The version in which packets are read; empty until a CONNECT has named it. */
  Optional<MqttVersion> version() {
    return reader.version();
  }

  /** Whether a packet has begun and not ended. */
  boolean isWithinPacket() {
    return unread.isReadable();
  }

  /** Whether a whole packet has come that is not read yet. */
  boolean holdsPacket() {
    long sizeBytes = Frame.sizeBytes(unread);
    return sizeBytes >= 0 && sizeBytes <= unread.readableBytes();
  }

  /** How much memory is taken by what has come of a packet that has not ended. */
  int heldBytes() {
    return unread.isReadable() ? unread.capacity() : 0;
  }

  /** Forgets what has come of a packet that has not ended. */
  void forget() {
    unread.clear().capacity(0);
  }

  /** Takes in what came; {@link #readAll} looks at it. The bytes still belong to the caller. */
  public void add(ByteBuf bytes) {
    if (!skipsAll) {
      unread.writeBytes(bytes);
    }
  }

  /** Tells of all whole packets, as long as more is wanted; how many there were. */
  public int readAll() {
    int ends = 0;
    while (receiver.takesMore() && readNext()) {
      ends++;
      unread.discardSomeReadBytes();
    }
    if (!unread.isReadable() && unread.capacity() > KEPT_BYTES_MAX) {
      forget();
    }
    return ends;
  }

  /** Whether there may be more to read. */
  private boolean readNext() {
    if (!skip()) {
      return false;
    }
    int from = unread.readerIndex();
    Reading reading = reader.read(unread);
    if (reading instanceof Packet packet) {
      onPacket(packet, unread.readerIndex() - from);
      return true;
    }
    if (reading instanceof Violation violation) {
      onBroken(violation);
      return true;
    }
    return false;
  }

  private void onPacket(Packet packet, int sizeBytes) {
    if (!readFirstPacket) {
      readFirstPacket = true;
      reader = reader.withMaximumPacketSize(packetMaxBytes);
    }
    receiver.onPacket(packet, sizeBytes);
  }

  private void onBroken(Violation violation) {
    long sizeBytes = Frame.sizeBytes(unread);
    int known =
        sizeBytes < 0 ? unread.readableBytes() : (int) Math.min(sizeBytes, unread.readableBytes());
    receiver.onBroken(
        violation, Payload.owning(ByteBufUtil.getBytes(unread, unread.readerIndex(), known)));
    if (!receiver.takesMore()) {
      return;
    }
    skipsNextPacket = true;
    if (reader.version().isEmpty()) {
      // the core took a CONNECT that nobody can read: go on in the version by which it was found
      // broken
      reader = PacketReader.of(violation.statement().version(), Sender.CLIENT)
          .withMaximumPacketSize(packetMaxBytes);
    }
  }

  /** Leaves out what is to be left out; false if that is all there is. */
  private boolean skip() {
    if (skipsNextPacket) {
      long sizeBytes = Frame.sizeBytes(unread);
      if (sizeBytes == Frame.NOT_YET) {
        return false;
      }
      skipsNextPacket = false;
      skipsAll = sizeBytes == Frame.UNKNOWABLE;
      skipBytes = Math.max(sizeBytes, 0);
    }
    int now = skipsAll ? unread.readableBytes() : (int) Math.min(skipBytes, unread.readableBytes());
    unread.skipBytes(now);
    skipBytes -= Math.min(skipBytes, now);
    return unread.isReadable();
  }

  /** Nothing comes any more. */
  void release() {
    unread.release();
  }
}
