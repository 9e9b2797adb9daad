package dev.assay.broker.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.SFChunk;

/**
 * Stores the chunks of an MVStore so that a chunk counts as written only if all of it is.
 *
 * <pre>
 *   +--------+-------------------------------+--------+
 *   | header | pages                         | footer |   a chunk, one commit: some blocks of 4096 bytes
 *   +--------+-------------------------------+--------+
 *    1. everything but the last sector, sync  2. the last sector, which ends with the footer
 * </pre>
 *
 * MVStore takes a chunk whose header and footer fit together for whole and has no checksum over what is in between; but a disk
 * that loses power keeps any selection of the sectors that were not synced. With the footer behind a sync of its own, a chunk
 * that is not whole has none, and the store opens with the chunk before it.
 */
final class WholeChunks extends RandomAccessStore {

  /** What a disk writes whole or not at all. */
  static final int SECTOR_BYTES = 512;

  private static final int BLOCK_BYTES = 4_096;

  // two copies of the store's header, one sector each, stand before the first chunk
  private static final int HEADERS_BYTES = 2 * BLOCK_BYTES;

  private final Disk disk;

  WholeChunks(Disk disk, String name) {
    super(new HashMap<>());
    this.disk = disk;
    init(name, false);
    try {
      setSize(disk.sizeBytes());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Searches all of the file for the newest chunk that is whole. The quick search trusts what it meets first, and after a crash that
   * was seen to be an older one.
   */
  @Override
  protected void readStoreHeader(boolean searchesEverything) {
    super.readStoreHeader(true);
  }

  @Override
  public ByteBuffer readFully(SFChunk chunk, long position, int length) {
    ByteBuffer target = ByteBuffer.allocate(length);
    try {
      disk.read(target, position);
    } catch (IOException e) {
      throw DataUtils.newMVStoreException(
          DataUtils.ERROR_READING_FAILED, "cannot read: {0}", e.toString(), e);
    }
    return target.flip();
  }

  @Override
  protected void writeFully(SFChunk chunk, long position, ByteBuffer source) {
    int length = source.remaining();
    setSize(Math.max(size(), position + length));
    try {
      if (position >= HEADERS_BYTES) {
        writeChunk(source, position);
      } else {
        disk.write(source, position);
      }
    } catch (IOException e) {
      throw failed(e);
    }
    writeCount.incrementAndGet();
    writeBytes.addAndGet(length);
  }

  private void writeChunk(ByteBuffer source, long position) throws IOException {
    int bodyBytes = source.remaining() - SECTOR_BYTES;
    ByteBuffer body = source.slice(source.position(), bodyBytes);
    ByteBuffer end = source.slice(source.position() + bodyBytes, SECTOR_BYTES);
    disk.write(body, position);
    disk.sync();
    disk.write(end, position + bodyBytes);
  }

  @Override
  protected void truncate(long sizeBytes) {
    try {
      disk.truncate(sizeBytes);
    } catch (IOException e) {
      throw failed(e);
    }
    setSize(Math.min(size(), sizeBytes));
  }

  @Override
  public void sync() {
    try {
      disk.sync();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      disk.close();
    } catch (IOException e) {
      throw failed(e);
    } finally {
      super.close();
    }
  }

  private static RuntimeException failed(IOException e) {
    return DataUtils.newMVStoreException(
        DataUtils.ERROR_WRITING_FAILED, "cannot write: {0}", e.getMessage(), e);
  }

  @Override
  public void open(String fileName, boolean readOnly, char[] encryptionKey) {
    throw new UnsupportedOperationException("it is open from the beginning");
  }

  @Override
  public WholeChunks open(String fileName, boolean readOnly) {
    throw new UnsupportedOperationException("it is open from the beginning");
  }

  @Override
  public void backup(ZipOutputStream out) {
    throw new UnsupportedOperationException("a store is copied while no broker uses it");
  }
}
