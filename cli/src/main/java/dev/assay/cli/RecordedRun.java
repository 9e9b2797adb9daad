package dev.assay.cli;

import dev.assay.reports.Ledger;
import dev.assay.reports.Run;
import dev.assay.reports.RunDirectory;
import dev.assay.reports.RunRenderer;
import dev.assay.reports.RunWriter;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Leftover;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.RunManifest;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the run directory. It is made when the target has answered the probe: a target that is not there leaves no files, and
 * an earlier run at the same place stays what it was.
 */
final class RecordedRun implements ResultSink {

  /** Makes the directory; called once. */
  interface Place {
    RunDirectory make() throws IOException;
  }

  private final Place place;
  private final RunManifest manifest;
  private @Nullable RunDirectory directory;
  private @Nullable RunWriter writer;
  private @Nullable Ledger ledger;
  private boolean over;
  private @Nullable Run interrupted;

  /** @param manifest what is known before the probe */
  RecordedRun(Place place, RunManifest manifest) {
    this.place = place;
    this.manifest = manifest;
  }

  @Override
  public synchronized void profiled(List<ProfileFact> profile) {
    try {
      directory = place.make();
    } catch (IOException e) {
      throw Problem.usage("cannot write the run directory: " + e.getMessage());
    }
    try {
      writer = new RunWriter(directory, manifest, standings(), Standings.reasons());
      ledger = Ledger.begin(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    writer.profiled(profile);
  }

  private static Map<Statement, Standing> standings() {
    CoverageSnapshot snapshot = CoverageSnapshot.shipped();
    Map<Statement, Standing> standings = new HashMap<>();
    CoverageSnapshot.everyStatement().forEach(each -> standings.put(each, snapshot.of(each)));
    return standings;
  }

  @Override
  public synchronized void planned(int executions) {
    if (writer != null) {
      writer.planned(executions);
    }
  }

  @Override
  public synchronized void ended(CaseResult result) {
    if (writer != null && !over) {
      writer.ended(result);
    }
  }

  /** Also after the end: an interrupted run is written down while the suite takes its traces off the target. */
  @Override
  public void mayLeave(String execution, Leftover leftover) {
    Ledger mine = ledger();
    if (mine != null) {
      mine.mayLeave(execution, leftover);
    }
  }

  @Override
  public void tookAway(String execution) {
    Ledger mine = ledger();
    if (mine != null) {
      mine.tookAway(execution);
    }
  }

  private synchronized @Nullable Ledger ledger() {
    return ledger;
  }

  /** The whole run, with all of its files; one that was interrupted before stays as it was written then. */
  synchronized Run finish(RunManifest whole) throws IOException {
    if (interrupted != null) {
      return interrupted;
    }
    over = true;
    if (writer == null) {
      throw new IllegalStateException("a run that was not profiled cannot be finished");
    }
    closeLedger();
    return writer.finish(whole);
  }

  /** The run as far as it came, readable; null where it never began or is over already. */
  synchronized @Nullable Run interrupt() throws IOException {
    if (writer == null || directory == null || over) {
      return null;
    }
    over = true;
    writer.close();
    closeLedger();
    interrupted = RunRenderer.render(directory);
    return interrupted;
  }

  private void closeLedger() {
    if (ledger != null) {
      ledger.close();
    }
  }
}
