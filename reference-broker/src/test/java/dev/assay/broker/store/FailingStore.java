package dev.assay.broker.store;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store in memory that can be read, and in whose writer the JVM fails. */
public final class FailingStore {
  private FailingStore() {}

  /** A store whose every write ends with this error. */
  public static BrokerStore failingWith(Error error) throws IOException {
    LossyDisk disk = new LossyDisk(new Random(1), LossyDisk.Syncs.HONEST);
    EntryFile.create(disk);
    AtomicBoolean isOpen = new AtomicBoolean();
    BrokerStore store = new BrokerStore("memory", null, disk, () -> 0, () -> {
      if (isOpen.get()) {
        throw error;
      }
      return 0;
    });
    isOpen.set(true);
    return store;
  }
}
