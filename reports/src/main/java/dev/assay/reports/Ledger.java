package dev.assay.reports;

import dev.assay.spec.Leftover;
import dev.assay.spec.MqttVersion;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run may have left in its target: written before it is made, crossed out when it is taken away, and deleted when nothing is
 * left. So it is there after a run that was killed, and says what has to be cleaned up. As long as the run goes on it holds a lock on
 * the file, which ends with its process, however that ends.
 *
 * <pre>
 *   {"execution":"k3f01a","version":"3.1.1","session":"k3f01aXclient"}
 *   {"execution":"k3f01a","version":"3.1.1","retained":"assay/k3f0/1a/will"}
 *   {"execution":"k3f01a","clean":true}
 * </pre>
 */
public final class Ledger implements Closeable {
  private static final String EXECUTION = "execution";
  private static final String CLEAN = "clean";

  private final RunDirectory directory;
  private final FileChannel file;
  private final boolean hasEarlier;
  private final Set<String> unclean = new HashSet<>();
  private boolean over;

  private Ledger(RunDirectory directory, FileChannel file, boolean hasEarlier) {
    this.directory = directory;
    this.file = file;
    this.hasEarlier = hasEarlier;
  }

  /**
   * Begins the ledger of a run. What an earlier run in the same place has left stays in it.
   *
   * @throws IOException also where a run that goes on has the same place
   */
  public static Ledger begin(RunDirectory directory) throws IOException {
    boolean hasEarlier = isIn(directory);
    if (hasEarlier && isGoingOn(directory)) {
      throw new IOException(
          directory.path() + ": expected a place of its own, found a run going on");
    }
    String earlier = hasEarlier ? wholeLines(directory) : "";
    FileChannel file = FileChannel.open(
        directory.resolve(RunDirectory.LEFTOVERS),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
    lock(file);
    file.truncate(earlier.getBytes(StandardCharsets.UTF_8).length);
    file.position(file.size());
    return new Ledger(directory, file, !earlier.isEmpty());
  }

  /** Whether this process now has the lock, or needs none. A file system without locks keeps nobody from a run. */
  private static boolean lock(FileChannel file) {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    } catch (IOException noLocks) {
      return true;
    }
  }

  /** Notes what {@code execution} is about to make; it is in the file when this returns. */
  public synchronized void mayLeave(String execution, Leftover leftover) {
    unclean.add(execution);
    write(Json.object()
        .put(EXECUTION, execution)
        .put("version", leftover.version().text())
        .put(word(leftover.kind()), leftover.name()));
  }

  /** Notes that nothing of {@code execution} is left. */
  public synchronized void tookAway(String execution) {
    if (unclean.remove(execution)) {
      write(Json.object().put(EXECUTION, execution).put(CLEAN, true));
      deleteIfDone();
    }
  }

  private void write(ObjectNode line) {
    if (!file.isOpen()) {
      return;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The run is over. What is still to be taken away may be, in which case the file goes then. */
  @Override
  public synchronized void close() {
    over = true;
    deleteIfDone();
  }

  private void deleteIfDone() {
    if (!over || !unclean.isEmpty()) {
      return;
    }
    try {
      file.close();
      if (hasEarlier) {
        return;
      }
      Files.deleteIfExists(directory.resolve(RunDirectory.LEFTOVERS));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Whether the run of this directory left something, or goes on. */
  public static boolean isIn(RunDirectory directory) {
    return Files.isRegularFile(directory.resolve(RunDirectory.LEFTOVERS));
  }

  /** Whether the run of this directory still goes on. */
  public static boolean isGoingOn(RunDirectory directory) throws IOException {
    try (FileChannel channel =
        FileChannel.open(directory.resolve(RunDirectory.LEFTOVERS), StandardOpenOption.WRITE)) {
      return !lock(channel);
    }
  }

  /**
   * What the run of this directory may have left. A last line that was cut off is passed over: what it would have named was not made.
   *
   * @throws DamagedRunException where a whole line is no line of a ledger
   */
  public static Collection<Leftover> read(RunDirectory directory) throws IOException {
    Map<String, List<Leftover>> byExecution = new LinkedHashMap<>();
    int number = 0;
    for (String line : wholeLines(directory).lines().toList()) {
      String place = RunDirectory.LEFTOVERS + " line " + ++number;
      JsonObject json = JsonObject.of(place, Json.parse(place, line));
      String execution = json.text(EXECUTION);
      if (json.flagOr(CLEAN, false)) {
        byExecution.remove(execution);
      } else {
        byExecution.computeIfAbsent(execution, any -> new ArrayList<>()).add(leftover(json));
      }
    }
    Set<Leftover> all = new LinkedHashSet<>();
    byExecution.values().forEach(all::addAll);
    return all;
  }

  private static String wholeLines(RunDirectory directory) throws IOException {
    String text = directory.read(RunDirectory.LEFTOVERS);
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  private static Leftover leftover(JsonObject json) throws DamagedRunException {
    MqttVersion version = json.word("version", MqttVersion.values(), MqttVersion::text);
    String session = json.textOrNull(word(Leftover.Kind.SESSION));
    return session == null
        ? new Leftover(version, Leftover.Kind.RETAINED, json.text(word(Leftover.Kind.RETAINED)))
        : new Leftover(version, Leftover.Kind.SESSION, session);
  }

  private static String word(Leftover.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Forgets what was left, when it was taken away by somebody else. */
  public static void forget(RunDirectory directory) throws IOException {
    Files.deleteIfExists(directory.resolve(RunDirectory.LEFTOVERS));
  }
}
