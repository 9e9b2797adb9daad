package dev.assay.cli;

import dev.assay.reports.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where the run directory goes. */
final class OutOption {
  /** Where runs lie that were not sent elsewhere. */
  static final Path RUNS = Path.of("assay-runs");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the run directory goes (default: a new one below assay-runs).")
  private @Nullable Path directory;

  /** What was asked for, or null for a new one below {@link #RUNS}. */
  @Nullable
  Path directory() {
    return directory;
  }

  /** Complains now, and not at the end of a run, of a directory that holds something else. */
  void checkFree() {
    if (directory == null) {
      return;
    }
    try {
      RunDirectory.checkFree(directory);
    } catch (IOException e) {
      throw Problem.usage("--out: " + e.getMessage());
    }
  }

  /**
   * Makes the directory of a run.
   *
   * @param label what it is called where nobody said otherwise, behind the time at which it began
   */
  RunDirectory make(Instant start, String label) throws IOException {
    return directory == null
        ? RunDirectory.createIn(RUNS, start, label)
        : RunDirectory.create(directory);
  }
}
