package dev.assay.reports;

import java.io.IOException;

/** Makes from a run's data all files that are for people and pipelines. A fresh run and an old one go the same way. */
public final class RunRenderer {
  private RunRenderer() {}

  /**
   * Reads {@code directory} and writes junit.xml, summary.md, results.sarif, badge.svg and index.html anew.
   *
   * @throws DamagedRunException where the data cannot be read
   */
  public static Run render(RunDirectory directory) throws IOException {
    Run run = RunReader.read(directory);
    directory.write(RunDirectory.JUNIT, JUnitXml.of(run));
    directory.write(RunDirectory.SUMMARY, MarkdownSummary.of(run));
    directory.write(RunDirectory.SARIF, Sarif.of(run));
    directory.write(RunDirectory.BADGE, Badge.of(run));
    directory.write(RunDirectory.PAGE, HtmlReport.of(run));
    return run;
  }
}
