package dev.assay.cli;

import dev.assay.cli.targets.RunningTarget;
import dev.assay.cli.targets.Target;
import dev.assay.cli.targets.TargetException;
import dev.assay.cli.targets.Targets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay targets}: the real brokers that can be started here. */
@Command(
    name = "targets",
    description = {
      "Lists the real brokers that Assay can install and start on this machine; with",
      "NAME[:VERSION] starts one and runs it until Ctrl-C."
    },
    optionListHeading = "%nOptions:%n",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TargetsCommand implements Callable<Integer> {
  private final AssayCommand assay;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME[:VERSION]",
      description = "Start this one, print where it listens, stop it at Ctrl-C.")
  private @Nullable String target;

  @Option(
      names = "--install",
      fallbackValue = "true",
      description = "Only fetch what it needs: packages with apt-get, jars with Maven.")
  private boolean install;

  @Option(
      names = "--targets",
      paramLabel = "FILE|DIR",
      description = "Descriptions of brokers of your own; may be repeated.")
  private List<Path> own = new ArrayList<>();

  TargetsCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public Integer call() throws InterruptedException {
    Targets targets = read(own, assay.environment());
    Terminal terminal = assay.terminal();
    if (install) {
      install(target == null ? targets.all() : List.of(named(targets, target)), terminal);
    } else if (target == null) {
      list(targets, terminal);
    } else {
      run(named(targets, target), terminal);
    }
    return ExitCode.AS_EXPECTED;
  }

  /**
   * All targets.
   *
   * @param environment ASSAY_CACHE there says where what was fetched is kept, else .cache/assay of the user's home
   */
  static Targets read(List<Path> own, Map<String, String> environment) {
    String cache = environment.get("ASSAY_CACHE");
    try {
      return Targets.read(
          cache == null || cache.isBlank()
              ? Path.of(System.getProperty("user.home"), ".cache", "assay")
              : Path.of(cache),
          own);
    } catch (TargetException e) {
      throw problem("--targets", e);
    }
  }

  static Target named(Targets targets, String name) {
    try {
      return targets.named(name);
    } catch (TargetException e) {
      throw problem("target", e);
    }
  }

  /** Starts it. Whoever does that sees to it that it does not outlive this process. */
  static RunningTarget start(Target target) {
    try {
      return RunningTarget.start(target);
    } catch (TargetException e) {
      throw problem("target", e);
    }
  }

  static Problem problem(String where, TargetException e) {
    String line = where + ": " + e.getMessage();
    return e.isUsersMistake() ? Problem.usage(line) : Problem.unreachable(line);
  }

  private static void install(List<Target> chosen, Terminal terminal) {
    for (Target each : chosen) {
      try {
        each.install();
      } catch (TargetException e) {
        throw problem("target", e);
      }
      terminal.out().println(each.label() + " is here");
      terminal.out().flush();
    }
  }

  private static void list(Targets targets, Terminal terminal) {
    String form = "%-18s %-26s %-14s %-12s %s";
    terminal
        .out()
        .println(terminal.bold(String.format(form, "target", "broker", "from", "transports", "here")
            .stripTrailing()));
    for (Target each : targets.all()) {
      terminal
          .out()
          .println(String.format(
                  form,
                  each.label(),
                  each.title(),
                  each.origin(),
                  String.join(" ", each.transports()),
                  each.isInstalled() ? "yes" : "no")
              .stripTrailing());
    }
  }

  private static void run(Target target, Terminal terminal) throws InterruptedException {
    RunningTarget running = start(target);
    // the JVM would report the signal that ended it; who was told to stop did what it should
    Runtime.getRuntime()
        .addShutdownHook(new Thread(
            () -> {
              running.close();
              Runtime.getRuntime().halt(ExitCode.AS_EXPECTED);
            },
            "assay-target-stop"));
    running.urls().forEach((transport, url) -> terminal.out().println(transport + " " + url));
    terminal.out().println("pid " + running.pid());
    terminal.out().println("log " + running.log());
    terminal.out().flush();
    new CountDownLatch(1).await();
  }
}
