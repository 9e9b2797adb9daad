package dev.assay.reports;

import java.io.IOException;

/** Makes from the data of a run of the micro-benchmarks its page and its summary. A fresh run and an old one go the same way. */
public final class BenchRenderer {
  private BenchRenderer() {}

  /**
   * Reads {@code directory} and writes summary.md and index.html anew.
   *
   * @throws DamagedRunException where the data cannot be read
   */
  public static BenchRun render(RunDirectory directory) throws IOException {
    BenchRun run = BenchReader.read(directory);
    directory.write(RunDirectory.SUMMARY, BenchSummary.of(run));
    directory.write(RunDirectory.PAGE, BenchReport.of(run));
    return run;
  }
}
