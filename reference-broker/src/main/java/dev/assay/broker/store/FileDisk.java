package dev.assay.broker.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of the operating system. */
final class FileDisk implements Disk {
  private final FileChannel file;

  private FileDisk(FileChannel file) {
    this.file = file;
  }

  /** Opens the file, and creates it where it is absent. */
  static FileDisk open(Path path) throws IOException {
    return new FileDisk(FileChannel.open(
        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
  }

  @Override
  public long sizeBytes() throws IOException {
    return file.size();
  }

  @Override
  public void read(ByteBuffer target, long position) throws IOException {
    long next = position;
    while (target.hasRemaining()) {
      int count = file.read(target, next);
      if (count < 0) {
        throw new EOFException("the file ends before byte " + (next + target.remaining()));
      }
      next += count;
    }
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    long next = position;
    while (source.hasRemaining()) {
      next += file.write(source, next);
    }
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    file.truncate(sizeBytes);
  }

  @Override
  public void sync() throws IOException {
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
