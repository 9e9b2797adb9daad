package dev.assay.cli;

import dev.assay.reports.BenchRun;
import dev.assay.reports.BenchWriter;
import dev.assay.reports.DamagedRunException;
import dev.assay.reports.RunDirectory;
import dev.assay.spec.RunManifest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code assay bench}: runs the micro-benchmarks in a process of their own and makes a run directory of what they measured.
 * Their jar is not part of this one: it holds the peers that ours is compared with, and JMH, whose licence is another.
 */
@Command(
    name = "bench",
    description = {
      "Measures codec and topic matching beside their peers, with JMH, and compares",
      "them on a page."
    },
    customSynopsis = "assay bench [REGEX] [JMH options] [--out DIR]",
    synopsisHeading = "Usage: ",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Whatever else is given goes to JMH as it is: -l lists the benchmarks, -f 3",
      "takes three JVMs, -p filters=1000 one value of a parameter; 'assay bench -h'",
      "lists JMH's options. JMH's own words go to stderr; '-v SILENT' quiets them.",
      "-rf and -rff are taken: the results are jmh.json of the run directory.",
      "",
      "The benchmarks are built with",
      "  mvn -pl jmh-benchmarks -am package -DskipTests",
      "",
      "Exit codes: 0 measured, 2 usage or no jar, 4 no benchmark matches, 5 a",
      "benchmark failed."
    },
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  private static final Path RUNS = Path.of("assay-runs");
  private static final String JAR = "assay-benchmarks.jar";
  private static final String BUILD = "mvn -pl jmh-benchmarks -am package -DskipTests";

  /** Options after which JMH lists something and measures nothing. */
  private static final Set<String> LISTING = Set.of("-l", "-lp", "-lrf", "-lprof", "-h");

  private static final Set<String> TAKEN = Set.of("-rf", "-rff");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AssayCommand assay;

  @Parameters(
      arity = "0..*",
      paramLabel = "REGEX",
      hideParamSyntax = true,
      description = "Benchmarks whose name matches (default: all), and options of JMH.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the run directory goes (default: a new one below assay-runs).")
  private @Nullable Path out;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The jar of the benchmarks (default: where its module builds it).")
  private @Nullable Path jar;

  @Option(names = "--help", usageHelp = true, description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // picocli asks for it; -h alone belongs to JMH
  private boolean help;

  BenchCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Terminal terminal = assay.terminal();
    List<String> command = new ArrayList<>(List.of(java(), "-jar", jar().toString()));
    command.addAll(words);
    if (words.stream().anyMatch(LISTING::contains)) {
      return list(command);
    }
    words.stream()
        .filter(word -> TAKEN.contains(word.split("=", 2)[0]))
        .findFirst()
        .ifPresent(option -> {
          throw Problem.usage(option + ": expected neither -rf nor -rff, since the results become"
              + " jmh.json of the run directory (--out), found " + option);
        });
    checkPlace();
    return measure(command, terminal);
  }

  // ---- what there is

  private static int list(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    int exit = process.waitFor();
    return exit == 0 ? ExitCode.AS_EXPECTED : ExitCode.USAGE;
  }

  /** The JVM that runs this command, which {@code JAVA_HOME} chose. */
  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Path jar() {
    if (jar != null) {
      if (!Files.isRegularFile(jar)) {
        throw Problem.usage("--jar: expected the jar of the benchmarks, found no file " + jar);
      }
      return jar;
    }
    List<Path> places = places();
    return places.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> Problem.usage("the benchmarks are not built: expected "
            + RunText.shown(places.get(0)) + ", found no such file; build it with '" + BUILD
            + "' or name it with --jar"));
  }

  /** Where the module puts it, seen from cli/target/assay.jar; else beside this jar. */
  private static List<Path> places() {
    Path here = here();
    return Stream.of(here.resolve("../../jmh-benchmarks/target").resolve(JAR), here.resolve(JAR))
        .map(Path::normalize)
        .toList();
  }

  private static Path here() {
    @Nullable CodeSource source = BenchCommand.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Path.of("").toAbsolutePath();
    }
    try {
      Path jarOrClasses = Path.of(source.getLocation().toURI()).toAbsolutePath();
      @Nullable Path directory = jarOrClasses.getParent();
      return directory == null ? jarOrClasses : directory;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asked before an hour is spent on measuring. */
  private void checkPlace() {
    if (out == null) {
      return;
    }
    try {
      RunDirectory.checkFree(out);
    } catch (IOException e) {
      throw Problem.usage("--out: " + e.getMessage());
    }
  }

  // ---- measuring

  private int measure(List<String> command, Terminal terminal)
      throws IOException, InterruptedException {
    Path results = Files.createTempDirectory("assay-bench");
    try {
      command.addAll(List.of("-rf", "json", "-rff", results.resolve("jmh.json").toString()));
      Instant start = Instant.now();
      JmhOutput output = new JmhOutput(terminal.err());
      int exit = run(command, output, () -> stopped(results, terminal));
      complain(exit, output);
      BenchRun run = BenchWriter.write(
          results,
          manifest(start),
          () ->
              out == null ? RunDirectory.createIn(RUNS, start, "bench") : RunDirectory.create(out));
      new BenchText(terminal).print(run);
      if (output.failures() > 0) {
        throw Problem.ownError(output.failures()
            + (output.failures() == 1 ? " benchmark failed and is" : " benchmarks failed and are")
            + " missing on the page; JMH's words about it stand above");
      }
      return ExitCode.AS_EXPECTED;
    } catch (DamagedRunException e) {
      throw Problem.ownError("the benchmarks left no result that can be read: " + e.getMessage());
    } finally {
      delete(results);
    }
  }

  /** JMH's words come out as they come in; whoever stops this process stops that one too. */
  private static int run(List<String> command, JmhOutput output, Runnable stopped)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    Thread stop = new Thread(
        () -> {
          stop(process);
          stopped.run();
        },
        "assay-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      process.getInputStream().transferTo(output);
      return process.waitFor();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(stop);
      } catch (IllegalStateException stopping) {
        // the hook runs already and ends the JVM: nothing that follows may be taken for a result
        Thread.currentThread().join();
      }
    }
  }

  /** JMH's own JVMs too: they would measure on without it. */
  private static void stop(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    try {
      if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private static void stopped(Path results, Terminal terminal) {
    terminal.err().println();
    terminal
        .err()
        .println("assay: stopped; JMH writes its results at the end, so there is no run directory");
    try {
      delete(results);
    } catch (IOException e) {
      terminal.err().println("assay: " + results + " could not be removed: " + e.getMessage());
    }
  }

  private void complain(int exit, JmhOutput output) {
    if (output.matchedNothing()) {
      throw Problem.nothingRan(
          "REGEX: expected one that matches a benchmark (see 'assay bench -l'), found "
              + (words.isEmpty() ? "none" : "'" + String.join(" ", words) + "'"));
    }
    if (output.refusedItsOptions()) {
      throw Problem.usage("JMH refused its options, its words stand above; see 'assay bench -h'");
    }
    if (exit != 0) {
      throw Problem.ownError(
          "the benchmarks ended early, with exit code " + exit + "; their own words stand above");
    }
  }

  private RunManifest manifest(Instant start) {
    List<String> line = new ArrayList<>(List.of("assay", "bench"));
    line.addAll(words.stream().map(BenchCommand::quoted).toList());
    return new RunManifest(
        "bench",
        AssayVersion.text(),
        "jmh-benchmarks",
        AssayVersion.text(),
        "",
        Machine.facts(),
        start,
        Duration.between(start, Instant.now()).toMillis(),
        List.of(),
        line);
  }

  /** As a shell wants it, so that the command on the page can be copied. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
