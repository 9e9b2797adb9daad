package dev.assay.broker.store;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * Where an entry of the store is found. Entries are ordered by kind, owner and item, so that a reader meets messages before those
 * who refer to them, and the deliveries of a session in their order.
 *
 * @param owner the number of a message or session
 * @param item what it is within the session; 0 for what is there once
 */
record Key(Kind kind, long owner, long item) implements Comparable<Key> {

  /** What an entry holds; the ordinal is stored, so new kinds go to the end. */
  enum Kind {
    /** What time it was. */
    CLOCK,
    /** A message, once for all who need it. */
    MESSAGE,
    /** That the topic of a message retains it. */
    RETAINED,
    SESSION,
    SUBSCRIPTION,
    /** A message of QoS 2 from the client before its PUBREL; the item is its packet identifier. */
    AWAITING_PUBREL,
    /** A message of QoS 1 or 2 that waits for the client or is in flight to it. */
    DELIVERY;

    private static final Kind[] ALL = values();
  }

  static final Key CLOCK = new Key(Kind.CLOCK, 0, 0);

  @Override
  public int compareTo(Key other) {
    int byKind = kind.compareTo(other.kind);
    if (byKind != 0) {
      return byKind;
    }
    int byOwner = Long.compare(owner, other.owner);
    return byOwner != 0 ? byOwner : Long.compare(item, other.item);
  }

  /** How MVStore handles keys. */
  static final class Type extends BasicDataType<Key> {
    private static final int MEMORY_BYTES = 40;

    @Override
    public int compare(Key one, Key other) {
      return one.compareTo(other);
    }

    @Override
    public int getMemory(Key key) {
      return MEMORY_BYTES;
    }

    @Override
    public void write(WriteBuffer buffer, Key key) {
      buffer.put((byte) key.kind().ordinal()).putVarLong(key.owner()).putVarLong(key.item());
    }

    @Override
    public Key read(ByteBuffer buffer) {
      int kind = buffer.get();
      return new Key(Kind.ALL[kind], DataUtils.readVarLong(buffer), DataUtils.readVarLong(buffer));
    }

    @Override
    public Key[] createStorage(int size) {
      return new Key[size];
    }
  }
}
