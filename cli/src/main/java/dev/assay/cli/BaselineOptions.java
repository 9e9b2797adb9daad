package dev.assay.cli;

import dev.assay.reports.Baseline;
import dev.assay.reports.BaselineException;
import dev.assay.reports.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about the departures that are known and accepted. */
final class BaselineOptions {
  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "YAML list of departures that are known and accepted. Others fail the run, and so do"
              + " entries that no longer hold. One with departure and at-most is for what comes"
              + " now and then, at any of the cases that its globs match.")
  private @Nullable Path file;

  @Option(
      names = "--update-baseline",
      fallbackValue = "true",
      description = "Write this run's departures to the baseline; reasons are left to you.")
  private boolean isToBeUpdated;

  /**
   * The list as it stands.
   *
   * @return null if none was named
   * @throws Problem if it cannot be read, or is to be written and was not named
   */
  @Nullable
  Baseline read() {
    if (file == null) {
      if (isToBeUpdated) {
        throw Problem.usage("--update-baseline: expected --baseline FILE beside it, found none");
      }
      return null;
    }
    try {
      return isToBeUpdated ? Baseline.readForUpdate(file) : Baseline.read(file);
    } catch (BaselineException e) {
      throw Problem.usage("--baseline: " + e.getMessage());
    } catch (IOException e) {
      throw Problem.usage(
          "--baseline: cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
    }
  }

  /**
   * What of a run the list does not know, and what it knows better; written into it first if that was asked for.
   *
   * @param accepted what {@link #read} gave
   * @return null if no list was named
   */
  Baseline.@Nullable Comparison compare(@Nullable Baseline accepted, Run run, Terminal terminal)
      throws IOException {
    if (accepted == null || file == null) {
      return null;
    }
    if (!isToBeUpdated) {
      return accepted.compare(run);
    }
    Baseline updated = accepted.update(run.cases());
    updated.write(file);
    long unexplained = Stream.concat(
            updated.entries().stream().map(Baseline.Entry::reason),
            updated.sporadic().stream().map(Baseline.Sporadic::reason))
        .filter(String::isEmpty)
        .count();
    int entries = updated.entries().size() + updated.sporadic().size();
    terminal
        .err()
        .println("assay: " + RunText.shown(file) + " has " + entries + " entries, " + unexplained
            + " without a reason yet");
    return updated.compare(run);
  }

  /** The options as they decide a run. */
  List<String> commandLine() {
    return file == null ? List.of() : List.of("--baseline", String.valueOf(file.getFileName()));
  }
}
