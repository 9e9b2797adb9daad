package dev.assay.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The power goes in the middle of whatever the store is doing, and what was not synced survives in parts. Whatever was written by
 * a call that returned is there afterwards; of the call that was under way all or nothing is.
 */
class StoreCrashTest {
  private static final int DISKS = 210;
  private static final int CRASHES_PER_DISK = 5;

  /** Starts of seeds; another one can be tried with {@code -Dassay.crash.seed=N}. */
  private static final long FIRST_SEED = Long.getLong("assay.crash.seed", 1);

  @Test
  void moreThanAThousandCrashesLoseNothingThatWasWritten() {
    System.out.println("store crashes: seeds " + FIRST_SEED + " to " + (FIRST_SEED + DISKS - 1));
    int crashes = 0;

    for (long seed = FIRST_SEED; seed < FIRST_SEED + DISKS; seed++) {
      assertThat(new Life(seed, LossyDisk.Syncs.HONEST).live())
          .as("seed " + seed)
          .isNull();
      crashes += CRASHES_PER_DISK;
    }

    assertThat(crashes).isGreaterThanOrEqualTo(1_000);
  }

  @Test
  void withoutSyncsTheTestNotices() {
    assertThat(failuresOf(LossyDisk.Syncs.NONE)).isPositive();
  }

  @Test
  void withFootersThatAreNotHeldBackTheTestNotices() {
    assertThat(failuresOf(LossyDisk.Syncs.NOT_BEFORE_A_FOOTER)).isPositive();
  }

  private static long failuresOf(LossyDisk.Syncs syncs) {
    return LongStream.range(FIRST_SEED, FIRST_SEED + 50)
        .filter(seed -> new Life(seed, syncs).live() != null)
        .count();
  }

  /** A disk, its store and what the store should hold. */
  private static final class Life {
    private final Random random;
    private final LossyDisk.Syncs syncs;
    private LossyDisk disk;
    private Map<Key, byte[]> written = new TreeMap<>();
    private Map<Key, byte[]> underWay = written;

    Life(long seed, LossyDisk.Syncs syncs) {
      this.syncs = syncs;
      random = new Random(seed);
      disk = new LossyDisk(random, LossyDisk.Syncs.HONEST);
      EntryFile.create(disk);
      disk = disk.afterCrash(syncs);
    }

    /** What was wrong, or null. */
    String live() {
      for (int i = 0; i < CRASHES_PER_DISK; i++) {
        try {
          workUntilThePowerGoes();
        } catch (StoreException e) {
          return "it did not open: " + e.getMessage();
        }
        disk = disk.afterCrash(syncs);
        String wrong = check();
        if (wrong != null) {
          return wrong;
        }
      }
      return null;
    }

    private void workUntilThePowerGoes() throws StoreException {
      EntryFile store = open();
      disk.losePowerAfter(random.nextInt(40));
      try {
        while (true) {
          List<Changes> group = new ArrayList<>();
          underWay = new TreeMap<>(written);
          for (int i = random.nextInt(3); i >= 0; i--) {
            group.add(someChanges());
          }
          store.write(group, Entries.ofClock(1, 1));
          written = underWay;
        }
      } catch (StoreException expected) {
        if (!expected.getMessage().contains("power")) {
          throw expected;
        }
      }
    }

    private Changes someChanges() {
      Changes changes = new Changes();
      for (int i = random.nextInt(8); i >= 0; i--) {
        Key key = new Key(Key.Kind.MESSAGE, random.nextInt(200), random.nextInt(2));
        if (random.nextInt(5) < 2) {
          changes.remove(key);
          underWay.remove(key);
        } else {
          byte[] value =
              new byte[random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(200)];
          random.nextBytes(value);
          changes.put(key, value);
          underWay.put(key, value);
        }
      }
      return changes;
    }

    private EntryFile open() throws StoreException {
      return new EntryFile("a lossy disk", disk);
    }

    private String check() {
      Map<Key, byte[]> found = new TreeMap<>();
      try {
        open().forEach(found::put);
      } catch (StoreException | RuntimeException e) {
        return "it did not open: " + e.getMessage();
      }
      found.remove(Key.CLOCK);
      if (same(found, written)) {
        return null;
      }
      if (same(found, underWay)) {
        written = underWay;
        return null;
      }
      return "holds neither what was written nor what was under way";
    }

    private static boolean same(Map<Key, byte[]> one, Map<Key, byte[]> other) {
      return one.keySet().equals(other.keySet())
          && one.entrySet().stream()
              .allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
    }
  }
}
