package dev.assay.cli;

import dev.assay.reports.BrokerMatrix;
import dev.assay.reports.BrokerMatrixReport;
import dev.assay.reports.DamagedRunException;
import dev.assay.reports.Run;
import dev.assay.reports.RunDirectory;
import dev.assay.reports.RunReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay matrix}: brokers side by side. */
@Command(
    name = "matrix",
    description = {
      "Sets conformance runs side by side: a column for each broker, a row for each",
      "statement. Writes matrix.html, where a cell opens its evidence and rows can be",
      "chosen by who fails, and matrix.json. Runs of one target are its versions: what",
      "differs between one and the next is listed too.",
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Exit codes: 0 written, whatever the verdicts are; 2 usage; 4 none of the runs",
      "judged a statement."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MatrixCommand implements Callable<Integer> {
  private static final String CONFORMANCE = "conformance";

  private final AssayCommand assay;

  @Parameters(
      arity = "0..*",
      paramLabel = "RUN",
      description = "Run directories of 'assay conformance', two or more.")
  private List<Path> runs = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the two files go (default: assay-runs/matrix).")
  private Path out = Path.of("assay-runs", "matrix");

  MatrixCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public Integer call() {
    Terminal terminal = assay.terminal();
    BrokerMatrix matrix = BrokerMatrix.of(read());
    if (matrix.rows().isEmpty()) {
      throw Problem.nothingRan(
          "RUN: expected runs that judged a statement, found none in " + runs.size() + " runs");
    }
    Path page = write(matrix);
    new MatrixText(terminal).print(matrix);
    terminal.out().println("page: " + RunText.shown(page));
    return ExitCode.AS_EXPECTED;
  }

  private List<Run> read() {
    Set<Path> seen = new HashSet<>();
    List<Run> read = new ArrayList<>();
    for (RunDirectory directory : RunArguments.open(runs)) {
      if (!seen.add(RunArguments.read(directory, each -> each.path().toRealPath()))) {
        throw Problem.usage(
            "RUN: expected each run once, found " + directory.path() + " a second time");
      }
      String kind = RunArguments.kind(directory);
      if (!kind.equals(CONFORMANCE)) {
        throw Problem.usage(
            "RUN: expected runs of kind conformance, found " + kind + " in " + directory.path());
      }
      read.add(RunArguments.read(directory, RunReader::read));
    }
    return read;
  }

  private Path write(BrokerMatrix matrix) {
    try {
      return BrokerMatrixReport.write(out, matrix, AssayVersion.text());
    } catch (DamagedRunException e) {
      throw Problem.usage("RUN: " + e.getMessage());
    } catch (IOException e) {
      throw Problem.usage("--out: cannot write " + out + ": " + e);
    }
  }
}
