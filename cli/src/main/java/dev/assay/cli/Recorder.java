package dev.assay.cli;

import dev.assay.reports.Baseline;
import dev.assay.reports.Run;
import dev.assay.spec.ResultSink;
import dev.assay.spec.RunManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has a run played, writes it down meanwhile, and says what it means. */
final class Recorder {

  /** Plays a run and tells its results; returns the manifest of the whole run. */
  interface Playing {
    RunManifest play(ResultSink sink);
  }

  /** Holds a run against what is accepted; null where nothing was named. */
  interface Expectation {
    Baseline.@Nullable Comparison compare(Run run) throws IOException;
  }

  private final OutOption out;
  private final RunJudgement.Limits limits;
  private final Expectation expectation;
  private final Terminal terminal;

  Recorder(OutOption out, RunJudgement.Limits limits, Expectation expectation, Terminal terminal) {
    this.out = out;
    this.limits = limits;
    this.expectation = expectation;
    this.terminal = terminal;
  }

  /**
   * Records what {@code playing} plays.
   *
   * @param begun what is known before the probe
   * @param more who hears of the results as well
   * @return the exit code
   */
  int record(RunManifest begun, List<ResultSink> more, Playing playing) throws IOException {
    String label = begun.targetName() + "-" + begun.targetVersion();
    RecordedRun record = new RecordedRun(() -> out.make(begun.start(), label), begun);
    Progress progress = new Progress(terminal, begun.targetUrl());
    List<ResultSink> sinks = new ArrayList<>(List.of(record, progress));
    sinks.addAll(more);
    Thread interruption = new Thread(() -> interrupted(record, progress), "assay-stop");
    Runtime.getRuntime().addShutdownHook(interruption);
    RunManifest whole;
    try {
      whole = playing.play(new Everybody(sinks));
    } finally {
      progress.close();
    }
    Run run = record.finish(whole);
    Hooks.forget(interruption);
    Baseline.Comparison comparison = expectation.compare(run);
    RunJudgement judgement = RunJudgement.of(run.cases(), comparison, limits);
    new RunText(run, terminal).print(judgement, comparison);
    return judgement.exitCode();
  }

  /** The JVM was asked to stop: what is known so far is kept; the suite takes its traces off the target meanwhile. */
  private void interrupted(RecordedRun record, Progress progress) {
    progress.close();
    try {
      Run run = record.interrupt();
      if (run != null) {
        terminal
            .err()
            .println("assay: stopped after " + run.summary().inWords() + " of " + run.planned()
                + " executions; page: " + RunText.shown(run.directory().page()));
      }
    } catch (IOException | UncheckedIOException e) {
      terminal.err().println("assay: stopped, and the results so far could not be written: " + e);
    }
  }
}
