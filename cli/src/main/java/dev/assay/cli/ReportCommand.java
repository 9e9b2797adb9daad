package dev.assay.cli;

import dev.assay.reports.BenchRenderer;
import dev.assay.reports.DamagedRunException;
import dev.assay.reports.Run;
import dev.assay.reports.RunDirectory;
import dev.assay.reports.RunRenderer;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code assay report}: the pages of a run that was made before. */
@Command(
    name = "report",
    description = "Renders the page and the files for pipelines of an earlier run anew.",
    optionListHeading = "%nOptions:%n",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Runnable {
  private final AssayCommand assay;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run directory, or the link assay-runs/latest.")
  private Path directory = Path.of("");

  ReportCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public void run() {
    Terminal terminal = assay.terminal();
    try {
      RunDirectory run = RunDirectory.open(directory);
      String kind = run.kind();
      switch (kind) {
        case "conformance" -> conformance(run, terminal);
        case "bench" -> new BenchText(terminal).print(BenchRenderer.render(run));
        default ->
          throw Problem.usage(
              "RUN: " + directory + ": expected a run of kind conformance or bench, found " + kind);
      }
    } catch (DamagedRunException e) {
      throw Problem.usage("RUN: " + e.getMessage());
    } catch (IOException e) {
      throw Problem.usage("RUN: cannot render " + directory + ": " + e);
    }
  }

  private static void conformance(RunDirectory directory, Terminal terminal) throws IOException {
    Run run = RunRenderer.render(directory);
    run.summary()
        .versions()
        .forEach(version -> Lines.wrap("", version.sentence(), terminal.columns())
            .forEach(terminal.out()::println));
    terminal.out().println(run.summary().inWords());
    terminal.out().println("page: " + RunText.shown(run.directory().page()));
  }
}
