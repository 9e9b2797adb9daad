package dev.assay.cli;

import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import dev.assay.client.BrokerUrl;
import dev.assay.reports.KillMatrix;
import dev.assay.reports.KillMatrixReport;
import dev.assay.reports.RunDirectory;
import dev.assay.spec.RunManifest;
import dev.assay.suite.TargetProblem;
import dev.assay.suite.faults.FaultTrial;
import dev.assay.suite.faults.WireFaults;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code assay conformance --self-test}: the judges are judged. */
final class SelfTestOptions {
  @Option(
      names = "--self-test",
      arity = "0..1",
      paramLabel = "SCOPE",
      fallbackValue = "subjects",
      converter = ScopeName.class,
      description = {
        "Judge the suite instead: play cases against brokers that are wrong on",
        "purpose, and see that the right judgement fails on each. SCOPE is which",
        "cases: named by the broker, subjects (those and others about the same",
        "subject; default) or all."
      })
  private SelfTest.@Nullable Scope scope;

  @Option(
      names = "--deviant",
      paramLabel = "GLOB",
      split = ",",
      description = "With --self-test: only these; 'assay broker --list-deviants' lists them.")
  private List<String> deviants = new ArrayList<>();

  @Option(
      names = "--faults",
      fallbackValue = "true",
      description = {
        "With --self-test: put faults between the suite and the broker at URL, or",
        "of --target, over plain TCP, and see that the right judgement fails on",
        "each; nobody else may use that broker meanwhile."
      })
  private boolean faults;

  /** A {@link SelfTest.Scope}. */
  static final class ScopeName implements ITypeConverter<SelfTest.Scope> {
    @Override
    public SelfTest.Scope convert(String text) {
      for (SelfTest.Scope each : SelfTest.Scope.values()) {
        if (each.text().equals(text.toLowerCase(Locale.ROOT))) {
          return each;
        }
      }
      throw Converters.expected("one of named, subjects, all", text);
    }
  }

  /** Whether faults were asked for, and not deviants. */
  boolean isOfFaults() {
    if (faults && scope == null) {
      throw Problem.usage("--faults: expected --self-test beside it, found none");
    }
    if (faults && !deviants.isEmpty()) {
      throw Problem.usage(
          "--faults: expected no --deviant beside it, found " + String.join(",", deviants));
    }
    return faults;
  }

  /** Whether it was asked for. */
  boolean isAsked() {
    if (scope == null && !deviants.isEmpty()) {
      throw Problem.usage("--deviant: expected --self-test beside it, found none");
    }
    return scope != null;
  }

  /**
   * Runs it and writes the run directory.
   *
   * @param out where that is
   * @return the exit code: 1 if a deviant was not caught, or a case failed that nobody expected to
   */
  int run(OutOption out, Terminal terminal) throws IOException {
    SelfTest.Scope chosen = scope == null ? SelfTest.Scope.SUBJECTS : scope;
    List<Deviant> asked = asked();
    out.checkFree();
    Instant start = Instant.now();
    Watch watch = new Watch(terminal, asked.size());
    terminal.err().println("assay: " + asked.size() + " brokers that are wrong on purpose");
    KillMatrix matrix = new SelfTest(chosen).run(asked, row -> watch.done(row.isCaught()));
    watch.close();
    RunDirectory directory = out.make(start, "self-test");
    KillMatrixReport.write(directory, manifest(start, chosen), matrix);
    print(matrix, terminal);
    terminal.out().println("page: " + RunText.shown(directory.page()));
    return matrix.holds() ? ExitCode.AS_EXPECTED : ExitCode.FAILURES;
  }

  /**
   * Puts faults between the suite and a broker, and writes the run directory.
   *
   * @param broker over plain TCP
   * @param name what the broker is called
   * @param out where the run directory goes
   * @return the exit code: 1 if a fault was not caught, or blamed though the standard allows it
   * @throws TargetProblem if the broker cannot be judged
   */
  int runFaults(BrokerUrl broker, String name, OutOption out, Terminal terminal)
      throws IOException, TargetProblem {
    if (broker.scheme() != BrokerUrl.Scheme.MQTT) {
      throw Problem.usage("--faults: expected mqtt://, since a fault needs packets that can be"
          + " seen, found " + broker.masked());
    }
    out.checkFree();
    Instant start = Instant.now();
    Watch watch = new Watch(terminal, WireFaults.all().size());
    terminal.err().println("assay: " + WireFaults.all().size() + " faults before " + name);
    FaultSelfTest.Found found = new FaultSelfTest(broker)
        .run(result -> watch.done(result.outcome() != FaultTrial.Outcome.MISSED));
    watch.close();
    RunDirectory directory = out.make(start, "faults-" + name);
    Map<String, String> facts = new LinkedHashMap<>(Machine.facts());
    facts.put("broker", name);
    facts.put("faults", found.sentence());
    facts.put("faults that did not come about", String.join(", ", found.notTriggered()));
    facts.put("faults where it fails anyway", String.join(", ", found.failingAnyway()));
    KillMatrix matrix = found.matrix();
    KillMatrixReport.write(
        directory,
        manifest(start, facts, List.of("assay", "conformance", "--self-test", "--faults")),
        matrix);
    printMissed(matrix, terminal);
    if (!found.notTriggered().isEmpty()) {
      wrap("", "did not come about: " + String.join(", ", found.notTriggered()), terminal);
    }
    if (!found.failingAnyway().isEmpty()) {
      wrap("", "fails anyway: " + String.join(", ", found.failingAnyway()), terminal);
    }
    wrap("", found.sentence(), terminal);
    terminal.out().println("page: " + RunText.shown(directory.page()));
    return matrix.holds() ? ExitCode.AS_EXPECTED : ExitCode.FAILURES;
  }

  private List<Deviant> asked() {
    List<Pattern> globs = deviants.stream()
        .map(glob ->
            Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q")))
        .toList();
    List<Deviant> asked = Deviants.all()
        .filter(each -> globs.isEmpty()
            || globs.stream().anyMatch(glob -> glob.matcher(each.name()).matches()))
        .toList();
    if (asked.isEmpty()) {
      throw Problem.nothingRan("--deviant: expected a name of 'assay broker --list-deviants' or a"
          + " glob over names, found " + String.join(",", deviants));
    }
    return asked;
  }

  private RunManifest manifest(Instant start, SelfTest.Scope chosen) {
    List<String> words =
        new ArrayList<>(List.of("assay", "conformance", "--self-test=" + chosen.text()));
    deviants.forEach(glob -> words.addAll(List.of("--deviant", glob)));
    return manifest(start, Machine.facts(), words);
  }

  private static RunManifest manifest(
      Instant start, Map<String, String> facts, List<String> words) {
    return new RunManifest(
        KillMatrixReport.KIND,
        AssayVersion.text(),
        "Assay conformance suite",
        AssayVersion.text(),
        "",
        facts,
        start,
        Duration.between(start, Instant.now()).toMillis(),
        List.of(),
        words);
  }

  private static void print(KillMatrix matrix, Terminal terminal) {
    printMissed(matrix, terminal);
    wrap("", matrix.sentence(), terminal);
  }

  private static void printMissed(KillMatrix matrix, Terminal terminal) {
    for (KillMatrix.Deviant each : matrix.deviants()) {
      if (!each.isCaught()) {
        terminal.out().println(terminal.bold("MISSED  " + each.name()));
        wrap("        ", each.description(), terminal);
        each.meant().stream()
            .filter(meant -> !meant.isCaught())
            .forEach(meant -> wrap(
                "        ",
                meant.caseId() + " had to fail at " + meant.statement().citation() + " and was "
                    + meant.verdict() + ": " + meant.reason(),
                terminal));
      }
      each.unexpected()
          .forEach(other -> wrap(
              "",
              "MORE    " + each.name() + ": " + other.caseId() + " (" + other.version()
                  + ") fails too, and nobody has said so: " + other.reason(),
              terminal));
    }
  }

  private static void wrap(String indent, String text, Terminal terminal) {
    Lines.wrap(indent, Lines.harmless(text), terminal.columns()).forEach(terminal.out()::println);
  }

  /** Says how far it is, where a person watches. */
  private static final class Watch {
    private static final String CLEAR_LINE = "\r\u001B[K";

    private final Terminal terminal;
    private final int planned;
    private int done;
    private int missed;

    Watch(Terminal terminal, int planned) {
      this.terminal = terminal;
      this.planned = planned;
    }

    synchronized void done(boolean isCaught) {
      done++;
      missed += isCaught ? 0 : 1;
      if (terminal.live()) {
        terminal.err().print(CLEAR_LINE + done + "/" + planned + "  " + missed + " missed");
        terminal.err().flush();
      }
    }

    synchronized void close() {
      if (terminal.live()) {
        terminal.err().print(CLEAR_LINE);
        terminal.err().flush();
      }
    }
  }
}
