package dev.assay.broker.store;

import dev.assay.codec.packet.Payload;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A disk in memory that loses power: of what was not synced any selection of sectors survives, in any order. What a sync
 * really does is up to {@link Syncs}.
 */
final class LossyDisk implements Disk {

  /** How far a disk can be trusted. */
  enum Syncs {
    HONEST,
    /** No sync does anything: what a broker would have that forgets to sync. */
    NONE,
    /** A sync does nothing if a single sector is written right after it: what a store would have whose footers are not held back. */
    NOT_BEFORE_A_FOOTER
  }

  static final class PowerLost extends IOException {
    private static final long serialVersionUID = 1;

    PowerLost() {
      super("the power is gone");
    }
  }

  /** One sector, or the end of the file if there are no bytes. */
  private record Unsynced(long position, Payload bytes) {}

  private final Random random;
  private final Syncs syncs;
  private Image synced = new Image();
  private final Image seen;
  private final List<Unsynced> unsynced = new ArrayList<>();
  private boolean syncIsDue;
  private int operationsLeft = Integer.MAX_VALUE;

  LossyDisk(Random random, Syncs syncs) {
    this(random, syncs, new Image());
  }

  private LossyDisk(Random random, Syncs syncs, Image image) {
    this.random = random;
    this.syncs = syncs;
    seen = image;
    reallySync();
  }

  /** The power goes after so many further writes, truncations and syncs. */
  void losePowerAfter(int operations) {
    operationsLeft = operations;
  }

  /** What is left when the power is back, on a disk that is to be trusted as {@code later} says. */
  LossyDisk afterCrash(Syncs later) {
    if (syncIsDue) {
      reallySync();
    }
    Image image = synced.copy();
    List<Unsynced> anyOrder = new ArrayList<>(unsynced);
    Collections.shuffle(anyOrder, random);
    int percent = random.nextInt(101);
    for (Unsynced each : anyOrder) {
      if (random.nextInt(100) < percent) {
        image.apply(each);
      }
    }
    return new LossyDisk(random, later, image);
  }

  @Override
  public long sizeBytes() {
    return seen.length;
  }

  @Override
  public void read(ByteBuffer target, long position) throws IOException {
    if (position + target.remaining() > seen.length) {
      throw new EOFException();
    }
    target.put(seen.bytes, (int) position, target.remaining());
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    operate();
    boolean isFooter = source.remaining() == WholeChunks.SECTOR_BYTES;
    if (syncIsDue && !(syncs == Syncs.NOT_BEFORE_A_FOOTER && isFooter)) {
      reallySync();
    }
    syncIsDue = false;
    long next = position;
    while (source.hasRemaining()) {
      byte[] sector = new byte[Math.min(WholeChunks.SECTOR_BYTES, source.remaining())];
      source.get(sector);
      add(new Unsynced(next, Payload.owning(sector)));
      next += sector.length;
    }
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    operate();
    add(new Unsynced(sizeBytes, Payload.EMPTY));
  }

  @Override
  public void sync() throws IOException {
    operate();
    if (syncs != Syncs.NONE) {
      syncIsDue = true;
      if (syncs == Syncs.HONEST) {
        reallySync();
      }
    }
  }

  private void reallySync() {
    synced = seen.copy();
    unsynced.clear();
    syncIsDue = false;
  }

  private void operate() throws IOException {
    if (operationsLeft == 0) {
      throw new PowerLost();
    }
    operationsLeft--;
  }

  private void add(Unsynced change) {
    unsynced.add(change);
    seen.apply(change);
  }

  /** A file's bytes. */
  private static final class Image {
    private byte[] bytes = new byte[0];
    private int length;

    Image copy() {
      Image copy = new Image();
      copy.bytes = Arrays.copyOf(bytes, length);
      copy.length = length;
      return copy;
    }

    void apply(Unsynced change) {
      int from = (int) change.position();
      int count = change.bytes().length();
      if (count == 0) {
        length = Math.min(from, length);
        return;
      }
      if (bytes.length < from + count) {
        bytes = Arrays.copyOf(bytes, 2 * (from + count));
      }
      if (length < from) {
        Arrays.fill(bytes, length, from, (byte) 0);
      }
      change.bytes().copyTo(bytes, from);
      length = Math.max(length, from + count);
    }
  }

  @Override
  public void close() {}
}
