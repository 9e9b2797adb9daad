package dev.assay.cli;

import dev.assay.reports.BenchComparison;
import dev.assay.reports.BenchReader;
import dev.assay.reports.BenchRun;
import dev.assay.reports.CompareReport;
import dev.assay.reports.Comparison;
import dev.assay.reports.Run;
import dev.assay.reports.RunDirectory;
import dev.assay.reports.RunReader;
import dev.assay.reports.VerdictComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay compare}: what changed between runs of one kind. */
@Command(
    name = "compare",
    description = {
      "Says what changed between runs of one kind: the first with each of the others.",
      "",
      "Benchmarks: the ratio of costs, after : before, with an interval. Faster or",
      "slower is said where the whole interval lies on one side of 1. Peers serve as",
      "the control: where they moved, the machine did.",
      "Conformance: verdicts that became worse, better or other.",
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Exit codes: 0 nothing got worse; 1 a regression: a verdict that became worse, or",
      "a benchmark of ours that is slower, or allocates more, by more than the",
      "threshold; 2 usage; 4 the runs have nothing in common that could be compared."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  private static final String BENCH = "bench";
  private static final String CONFORMANCE = "conformance";

  private final AssayCommand assay;

  @Parameters(
      arity = "0..*",
      paramLabel = "RUN",
      description = "Run directories, two or more, the earliest first.")
  private List<Path> runs = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write the comparison as a page, compare.html, into DIR.")
  private @Nullable Path out;

  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      converter = Converters.Natural.class,
      description = "By how much more a benchmark may cost, or allocate (default: 10).")
  private int threshold = 10;

  CompareCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public Integer call() throws IOException {
    Terminal terminal = assay.terminal();
    List<Comparison> comparisons = compare();
    CompareText text = new CompareText(terminal);
    comparisons.forEach(text::print);
    if (out != null) {
      writePage(out, comparisons, terminal);
    }
    if (comparisons.stream().anyMatch(each -> !each.regressions().isEmpty())) {
      return ExitCode.FAILURES;
    }
    if (comparisons.stream().anyMatch(each -> each.compared() == 0)) {
      throw Problem.nothingRan("RUN: expected runs that can be compared, found nothing that both"
          + " have, or no interval by which to tell a difference");
    }
    return ExitCode.AS_EXPECTED;
  }

  private List<Comparison> compare() {
    List<RunDirectory> directories = RunArguments.open(runs);
    String kind = RunArguments.kind(directories.get(0));
    for (int i = 1; i < directories.size(); i++) {
      String other = RunArguments.kind(directories.get(i));
      if (!other.equals(kind)) {
        throw Problem.usage("RUN: expected runs of one kind, found " + kind + " in " + runs.get(0)
            + " and " + other + " in " + runs.get(i));
      }
    }
    return switch (kind) {
      case BENCH -> benches(directories);
      case CONFORMANCE -> verdicts(directories);
      default ->
        throw Problem.usage("RUN: expected runs of kind bench or conformance, found " + kind
            + " in " + runs.get(0));
    };
  }

  private List<Comparison> benches(List<RunDirectory> directories) {
    List<BenchRun> read = directories.stream()
        .map(each -> RunArguments.read(each, BenchReader::read))
        .toList();
    return read.stream()
        .skip(1)
        .map(each -> BenchComparison.of(read.get(0), each, threshold))
        .toList();
  }

  private static List<Comparison> verdicts(List<RunDirectory> directories) {
    List<Run> read = directories.stream()
        .map(each -> RunArguments.read(each, RunReader::read))
        .toList();
    return read.stream()
        .skip(1)
        .map(each -> VerdictComparison.of(read.get(0), each))
        .toList();
  }

  private static void writePage(Path directory, List<Comparison> comparisons, Terminal terminal) {
    try {
      Path page = CompareReport.write(directory, comparisons, AssayVersion.text(), Instant.now());
      terminal.out().println("page: " + RunText.shown(page));
    } catch (IOException e) {
      throw Problem.usage("--out: cannot write " + directory + ": " + e);
    }
  }
}
