package dev.assay.broker.store;

import java.util.List;
import java.util.function.BiConsumer;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;

/** Entries by key in one file. What was written together is found together or not at all, whatever happens to the disk. */
final class EntryFile implements AutoCloseable {

  /** The form of the entries. */
  static final int FORMAT = 2;

  private static final String ENTRIES = "entries";

  // every so many commits a look for chunks that are mostly dead, and some of them are rewritten
  private static final int COMMITS_TO_COMPACTION = 32;
  private static final int COMPACT_BELOW_PERCENT = 60;
  private static final int COMPACT_BYTES = 4 * 1024 * 1024;

  private final String name;
  private final MVStore store;
  private final MVMap<Key, byte[]> entries;
  private int commits;

  /**
   * Opens the file.
   *
   * @param name what to call it in complaints
   * @throws StoreException if it holds no such entries, or in another format
   */
  EntryFile(String name, Disk disk) throws StoreException {
    this.name = name;
    try {
      store = open(disk, name);
    } catch (MVStoreException e) {
      throw new StoreException(name + " holds no store that can be read: " + e.getMessage(), e);
    }
    int format = store.getStoreVersion();
    if (format != FORMAT) {
      store.closeImmediately();
      throw new StoreException(
          name + ": expected a store of format " + FORMAT + ", found " + format);
    }
    // a chunk of which nothing is needed may be overwritten at once, since later ones were synced
    store.setRetentionTime(0);
    entries = openEntries(store);
  }

  /** Makes an empty file of an empty disk, and closes it. */
  static void create(Disk disk) {
    create(disk, FORMAT);
  }

  static void create(Disk disk, int format) {
    MVStore created = open(disk, "a new store");
    created.setStoreVersion(format);
    openEntries(created);
    created.commit();
    created.sync();
    created.close(0);
  }

  private static MVStore open(Disk disk, String name) {
    // its own thread, or a full buffer, would commit half of a change
    return new MVStore.Builder()
        .adoptFileStore(new WholeChunks(disk, name))
        .autoCommitDisabled()
        .autoCommitBufferSize(0)
        .open();
  }

  private static MVMap<Key, byte[]> openEntries(MVStore in) {
    return in.openMap(
        ENTRIES,
        new MVMap.Builder<Key, byte[]>()
            .keyType(new Key.Type())
            .valueType(ByteArrayDataType.INSTANCE));
  }

  /** Shows all entries in the order of their keys. */
  void forEach(BiConsumer<Key, byte[]> reader) throws StoreException {
    try {
      Cursor<Key, byte[]> cursor = entries.cursor(null);
      while (cursor.hasNext()) {
        Key key = cursor.next();
        reader.accept(key, cursor.getValue());
      }
    } catch (MVStoreException e) {
      closeImmediately();
      throw new StoreException(name + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Writes changes and the time together; they are on the disk when this returns. */
  void write(List<Changes> inOrder, byte[] clock) throws StoreException {
    try {
      for (Changes changes : inOrder) {
        changes.entries().forEach((key, value) -> {
          if (value == null) {
            entries.remove(key);
          } else {
            entries.put(key, value);
          }
        });
      }
      entries.put(Key.CLOCK, clock);
      store.commit();
      store.sync();
      commits++;
      if (commits % COMMITS_TO_COMPACTION == 0) {
        store.compact(COMPACT_BELOW_PERCENT, COMPACT_BYTES);
      }
    } catch (MVStoreException e) {
      throw new StoreException("cannot write to " + name + ": " + e.getMessage(), e);
    }
  }

  /** The size of the file. */
  long sizeBytes() {
    return store.getFileStore().size();
  }

  /** How many entries there are. */
  int count() {
    return entries.size();
  }

  /** Closes the file without another word to the disk. */
  void closeImmediately() {
    store.closeImmediately();
  }

  @Override
  public void close() {
    try {
      store.close(0);
    } catch (MVStoreException e) {
      // it failed before, and was said to have
      store.closeImmediately();
    }
  }
}
