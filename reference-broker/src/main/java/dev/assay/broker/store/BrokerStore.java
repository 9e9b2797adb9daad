package dev.assay.broker.store;

import dev.assay.broker.state.AwaitingPubRel;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A broker's memory in a directory.
 *
 * <pre>
 *   event loop    state changes --&gt; journal --&gt; takeChanges()
 *                                                    |  in their order
 *   writer                                      write(...)       returns once they are on the disk
 * </pre>
 *
 * <p>Its time is the broker's: it goes on with the JVM's steady clock while the broker runs, and between two runs by what the wall
 * clock says has passed, at least 0. So a step of the wall clock while the broker runs moves no deadline.
 */
public final class BrokerStore implements AutoCloseable {

  private static final String FILE = "broker.mv";
  private static final String NEW_FILE = "broker.mv.new";
  private static final String LOCK_FILE = "broker.lock";
  /** How far the store's idea of the wall clock may lag behind while nothing else is written. */
  private static final long CLOCK_MILLIS = 10_000;

  private final @Nullable FileChannel lock;
  private final EntryFile entries;
  private final StoreJournal journal = new StoreJournal();
  private final BrokerState state = new BrokerState(journal);
  private final LongSupplier nanos;
  private final LongSupplier wallMillis;
  private final long originNanos;
  private final long originMillis;

  // belong to the thread that owns the state
  private long lastTakenMillis;
  /**
   * Opens the store in a directory, which is created where it is absent.
   *
   * @throws StoreException if it is no directory, another broker uses it, or what is there cannot be read
   */
  public static BrokerStore open(Path directory) throws StoreException {
    FileChannel lock = null;
    try {
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw new StoreException("expected a directory, found the file " + directory);
      }
      Files.createDirectories(directory);
      lock = lock(directory);
      Path file = directory.resolve(FILE);
      if (!Files.exists(file)) {
        create(directory, file);
      }
      return new BrokerStore(
          directory.toString(),
          lock,
          FileDisk.open(file),
          System::nanoTime,
          System::currentTimeMillis);
    } catch (IOException | RuntimeException e) {
      closeQuietly(lock);
      throw e instanceof StoreException said
          ? said
          : new StoreException("cannot open " + directory + ": " + e, e);
    }
  }

  private static void closeQuietly(@Nullable FileChannel lock) {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      // what led here is the better complaint
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel file = FileChannel.open(
        directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock locked;
    try {
      locked = file.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      locked = null;
    }
    if (locked == null) {
      file.close();
      throw new StoreException("another broker uses " + directory);
    }
    return file;
  }

  /** Under another name first, so that a file of the right name is always whole. */
  private static void create(Path directory, Path file) throws IOException {
    Path unfinished = directory.resolve(NEW_FILE);
    Files.deleteIfExists(unfinished);
    EntryFile.create(FileDisk.open(unfinished));
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
      entry.force(true);
    } catch (IOException e) {
      // Windows does not open directories, and needs no sync of them
    }
  }

  BrokerStore(
      String name,
      @Nullable FileChannel lock,
      Disk disk,
      LongSupplier nanos,
      LongSupplier wallMillis)
      throws StoreException {
    this.lock = lock;
    this.nanos = nanos;
    this.wallMillis = wallMillis;
    entries = new EntryFile(name, disk);
    Found found = new Found();
    try {
      entries.forEach(found::add);
    } catch (IllegalArgumentException | ArithmeticException e) {
      entries.closeImmediately();
      throw new StoreException(name + " holds an entry that cannot be read: " + e.getMessage(), e);
    }
    found.sessions.forEach((number, session) ->
        state.restore(session, found.subscriptions.getOrDefault(number, List.of())));
    originMillis = found.lastMillis + Math.max(0, wallMillis.getAsLong() - found.lastWallMillis);
    originNanos = nanos.getAsLong();
    lastTakenMillis = originMillis;
  }

  /** What was found so far; entries come in the order of their keys. */
  private final class Found {
    private long lastMillis;
    private long lastWallMillis = Long.MAX_VALUE;
    private final Map<Long, Message> messages = new HashMap<>();
    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    private final Map<Long, List<SessionSubscription>> subscriptions = new HashMap<>();

    void add(Key key, byte[] value) {
      switch (key.kind()) {
        case CLOCK -> {
          EntryReader in = new EntryReader(value);
          lastMillis = in.number();
          lastWallMillis = in.number();
        }
        case MESSAGE -> {
          Message message = Entries.message(value);
          messages.put(key.owner(), message);
          journal.foundMessage(key.owner(), message);
        }
        case RETAINED -> {
          Message message = Entries.found(messages, key.owner());
          state.retainedMessages().restore(message);
          journal.foundRetained(message);
        }
        case SESSION -> {
          Session session = Entries.session(value);
          sessions.put(key.owner(), session);
          journal.foundSession(key.owner(), session);
        }
        case SUBSCRIPTION -> {
          SessionSubscription subscription = Entries.subscription(value);
          subscriptions.computeIfAbsent(key.owner(), first -> new ArrayList<>()).add(subscription);
          journal.foundSubscription(sessionOf(key), key.item(), subscription.filter());
        }
        case AWAITING_PUBREL -> {
          AwaitingPubRel awaiting = Entries.awaitingPubRel(value, messages);
          sessionOf(key).awaitPubRel(Math.toIntExact(key.item()), awaiting);
          journal.foundAwaitingPubRel(awaiting);
        }
        case DELIVERY -> {
          Session session = sessionOf(key);
          journal.foundDelivery(session, key.item(), Entries.delivery(value, session, messages));
        }
      }
    }

    private Session sessionOf(Key key) {
      Session session = sessions.get(key.owner());
      if (session == null) {
        throw new IllegalArgumentException("no session " + key.owner());
      }
      return session;
    }
  }

  /** What was remembered when the last process ended; what becomes of it from now on is to be written. */
  public BrokerState state() {
    return state;
  }

  /** The broker's time in milliseconds. Steady, never less than in an earlier run. */
  public long nowMillis() {
    return originMillis + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - originNanos);
  }

  /** What changed since the last time, or null if there is nothing to write. For the thread that owns the state. */
  public @Nullable Changes takeChanges() {
    long nowMillis = nowMillis();
    if (!journal.hasChanges() && nowMillis - lastTakenMillis < CLOCK_MILLIS) {
      return null;
    }
    lastTakenMillis = nowMillis;
    return journal.take();
  }

  /**
   * Writes changes, all of them or none; they are on the disk when this returns. For one thread.
   *
   * @param inOrder as they were taken
   */
  public void write(List<Changes> inOrder) throws StoreException {
    entries.write(inOrder, Entries.ofClock(nowMillis(), wallMillis.getAsLong()));
  }

  /** The size of the file. */
  long sizeBytes() {
    return entries.sizeBytes();
  }

  /** How many entries there are. */
  int count() {
    return entries.count();
  }

  /** Gives the directory free. Changes that were not written are lost. */
  @Override
  public void close() {
    entries.close();
    closeQuietly(lock);
  }
}
