package dev.assay.broker.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file, as far as a store needs one. What was written may be lost or arrive in any order until {@link #sync} returned. */
interface Disk extends Closeable {
  long sizeBytes() throws IOException;

  /** Reads as many bytes as fit into {@code target}; fails if the file ends before. */
  void read(ByteBuffer target, long position) throws IOException;

  /** Writes all of {@code source}; the file grows as needed. */
  void write(ByteBuffer source, long position) throws IOException;

  void truncate(long sizeBytes) throws IOException;

  /** Returns once everything that was written is on the disk. */
  void sync() throws IOException;
}
