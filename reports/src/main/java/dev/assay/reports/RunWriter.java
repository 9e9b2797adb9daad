package dev.assay.reports;

import dev.assay.spec.CaseResult;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.RunManifest;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a run directory while the run goes on: each case is on disk when {@link #ended} returns, so a crash loses none that
 * ended. {@link #finish} adds what needs the whole run. Safe for use by several threads.
 */
public final class RunWriter implements ResultSink, Closeable {
  private final RunDirectory directory;
  private final List<StatementRow> unjudged;
  private final List<CaseLine> lines = new ArrayList<>();
  private final Set<String> transcripts = new HashSet<>();
  private final BufferedWriter cases;
  private RunManifest manifest;
  private int planned;

  /**
   * Starts the directory's files; from now on it can be opened as an incomplete run.
   *
   * @param manifest what is known so far: its duration and profile may come later
   * @param standing of each statement, {@link Standing#NOT_YET} where absent
   * @param reasons for a standing, where it needs one
   */
  public RunWriter(
      RunDirectory directory,
      RunManifest manifest,
      Map<Statement, Standing> standing,
      Map<Statement, String> reasons)
      throws IOException {
    this.directory = directory;
    this.manifest = manifest;
    this.unjudged = StatementRow.unjudged(standing, reasons);
    Files.createDirectories(directory.resolve(RunDirectory.TRANSCRIPTS));
    directory.write(RunDirectory.STATEMENTS, StatementRow.toJson(unjudged));
    writeRunFile(false, unjudged);
    this.cases = Files.newBufferedWriter(directory.cases(), StandardCharsets.UTF_8);
  }

  /** The file system's errors come out as {@link UncheckedIOException}, here and below. */
  @Override
  public synchronized void profiled(List<ProfileFact> profile) {
    manifest = withProfile(manifest, profile);
    try {
      writeRunFile(false, unjudged);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public synchronized void planned(int executions) {
    planned = executions;
    try {
      writeRunFile(false, unjudged);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Writes the transcript first and the line after it, so that a line never points at nothing. */
  @Override
  public synchronized void ended(CaseResult result) {
    String transcript = freeTranscript(result.caseId(), result.version(), result.transport());
    CaseLine line = CaseLine.of(result, transcript);
    try {
      directory.write(transcript, Json.line(TranscriptLine.toJson(result)) + "\n");
      cases.write(Json.line(line.toJson()));
      cases.write('\n');
      cases.flush();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    lines.add(line);
  }

  /**
   * Ends the run: writes {@code run.json} and {@code statements.json} anew and renders everything for people and pipelines.
   *
   * @param whole the manifest with its duration; without a profile, the one that the probe reported is kept
   * @return the run as it can be read back
   */
  public synchronized Run finish(RunManifest whole) throws IOException {
    manifest = whole.profile().isEmpty() ? withProfile(whole, manifest.profile()) : whole;
    close();
    List<StatementRow> rows = StatementRow.fold(unjudged, lines);
    directory.write(RunDirectory.STATEMENTS, StatementRow.toJson(rows));
    writeRunFile(true, rows);
    return RunRenderer.render(directory);
  }

  /** Ends writing without {@link #finish}: the run stays incomplete. */
  @Override
  public synchronized void close() throws IOException {
    cases.close();
  }

  private void writeRunFile(boolean complete, List<StatementRow> rows) throws IOException {
    RunFile file = new RunFile(manifest, complete, planned);
    directory.write(RunDirectory.RUN, file.toJson(Summary.of(lines, rows)));
  }

  private String freeTranscript(String caseId, MqttVersion version, String transport) {
    String path = RunDirectory.transcript(caseId, version, transport);
    String free = path;
    for (int again = 2; !transcripts.add(free); again++) {
      free = path.replaceFirst("\\.json$", "." + again + ".json");
    }
    return free;
  }

  private static RunManifest withProfile(RunManifest manifest, List<ProfileFact> profile) {
    return new RunManifest(
        manifest.kind(),
        manifest.toolVersion(),
        manifest.targetName(),
        manifest.targetVersion(),
        manifest.targetUrl(),
        manifest.environment(),
        manifest.start(),
        manifest.durationMillis(),
        List.copyOf(profile),
        manifest.commandLine());
  }
}
