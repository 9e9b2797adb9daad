package dev.assay.cli;

import dev.assay.client.BrokerUrl;
import dev.assay.reports.DamagedRunException;
import dev.assay.reports.Ledger;
import dev.assay.reports.RunDirectory;
import dev.assay.spec.Leftover;
import dev.assay.suite.CleanUp;
import dev.assay.suite.RunSettings;
import dev.assay.suite.TargetProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code assay conformance URL --cleanup}: takes away what runs have left that were killed before they could. */
final class CleaningUp {
  private final RunSettings settings;
  private final Terminal terminal;

  CleaningUp(RunSettings settings, Terminal terminal) {
    this.settings = settings;
    this.terminal = terminal;
  }

  /**
   * Cleans up, and says what came of it.
   *
   * @param one the one run whose ledger counts, whatever it judged; null for all in {@link OutOption#RUNS} that judged this broker
   * @return the exit code: 1 if something is left
   */
  int run(@Nullable Path one) throws IOException {
    List<RunDirectory> directories = new ArrayList<>();
    for (RunDirectory directory :
        one == null ? RunDirectory.allIn(OutOption.RUNS) : List.of(open(one))) {
      if (Ledger.isIn(directory) && (one != null || judgedThis(directory))) {
        if (Ledger.isGoingOn(directory)) {
          throw Problem.usage("--cleanup: expected no run against "
              + settings.url().masked() + " that goes on, found " + directory.path());
        }
        directories.add(directory);
      }
    }
    Set<Leftover> known = new LinkedHashSet<>();
    for (RunDirectory directory : directories) {
      known.addAll(read(directory));
    }
    CleanUp.Outcome outcome = cleanUp(known);
    for (String left : outcome.left()) {
      terminal.out().println(Lines.harmless("left: " + left));
    }
    terminal
        .out()
        .println(counted(outcome.sessions(), "session") + " ended, "
            + counted(outcome.retained(), "retained message") + " removed at "
            + settings.url().masked());
    if (!outcome.left().isEmpty()) {
      return ExitCode.FAILURES;
    }
    for (RunDirectory directory : directories) {
      Ledger.forget(directory);
    }
    return ExitCode.AS_EXPECTED;
  }

  private static RunDirectory open(Path one) throws IOException {
    try {
      return RunDirectory.open(one);
    } catch (DamagedRunException e) {
      throw Problem.usage("--out: " + e.getMessage());
    }
  }

  private static Set<Leftover> read(RunDirectory directory) throws IOException {
    try {
      return new LinkedHashSet<>(Ledger.read(directory));
    } catch (DamagedRunException e) {
      throw Problem.usage("--cleanup: " + directory.path() + ": " + e.getMessage());
    }
  }

  /** Whether a run was against the same host and port, by whatever transport. */
  private boolean judgedThis(RunDirectory directory) throws IOException {
    try {
      BrokerUrl judged = BrokerUrl.parse(directory.targetUrl());
      return judged.host().equalsIgnoreCase(settings.url().host())
          && judged.port() == settings.url().port();
    } catch (DamagedRunException | IllegalArgumentException unreadable) {
      // a run of which nobody can say what it judged; --out names it
      return false;
    }
  }

  private CleanUp.Outcome cleanUp(Set<Leftover> known) {
    try {
      return CleanUp.of(settings, known);
    } catch (TargetProblem problem) {
      throw problem.exitCode() == ExitCode.NOTHING_RAN
          ? Problem.nothingRan(String.valueOf(problem.getMessage()))
          : Problem.unreachable(String.valueOf(problem.getMessage()));
    }
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
