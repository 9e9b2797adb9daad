package dev.assay.cli;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import dev.assay.broker.narrate.Narrator;
import dev.assay.broker.net.ShellOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay broker}: runs the reference broker until it is told to stop. */
@Command(
    name = "broker",
    description = "Runs the reference broker until Ctrl-C, honest or wrong in one point.",
    optionListHeading = "%nOptions:%n",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BrokerCommand implements Callable<Integer> {
  private final AssayCommand assay;

  @Option(
      names = "--tcp",
      paramLabel = "HOST:PORT",
      converter = Converters.Address.class,
      description = "Where to listen (default: 127.0.0.1:1883); port 0 takes a free one.")
  private HostAndPort tcp = new HostAndPort("127.0.0.1", 1883);

  @Option(names = "--ws", paramLabel = "HOST:PORT", hidden = true)
  private @Nullable String ws;

  @Option(names = "--tls", paramLabel = "HOST:PORT", hidden = true)
  private @Nullable String tls;

  @Option(
      names = "--narrate",
      fallbackValue = "true",
      description = "Say at each step what came in, which statement is obeyed, what goes out.")
  private boolean narrate;

  @Option(
      names = "--deviant",
      paramLabel = "NAME",
      description = "Break one rule on purpose; see --list-deviants.")
  private @Nullable String deviant;

  @Option(
      names = "--list-deviants",
      fallbackValue = "true",
      description = "List the deviants and the cases that must fail on each.")
  private boolean listDeviants;

  @Option(
      names = "--choice",
      paramLabel = "NAME=VALUE",
      description = "Take one of the standard's freedoms another way; may be repeated.")
  private List<String> choices = new ArrayList<>();

  @Option(
      names = "--list-choices",
      fallbackValue = "true",
      description = "List the choices and their values, the default first.")
  private boolean listChoices;

  BrokerCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public Integer call() throws InterruptedException {
    Terminal terminal = assay.terminal();
    if (listDeviants || listChoices) {
      list(terminal);
      return ExitCode.AS_EXPECTED;
    }
    refuse("--ws", ws);
    refuse("--tls", tls);
    ShellOptions options = ReferenceBroker.options()
        .withAddress(tcp.host(), tcp.port())
        .withChoices(ChoiceOption.parse(choices));
    if (deviant != null) {
      options = options.withCores(named(deviant)::broker);
    }
    if (narrate) {
      options = options.withSteps(new Narrator(terminal.out()::println));
    }
    runUntilStopped(options, terminal);
    return ExitCode.AS_EXPECTED;
  }

  private void runUntilStopped(ShellOptions options, Terminal terminal)
      throws InterruptedException {
    ReferenceBroker broker;
    try {
      broker = ReferenceBroker.start(options);
    } catch (IOException e) {
      throw Problem.usage("--tcp: " + e.getMessage());
    }
    // the JVM would report the signal that ended it; a broker that was told to stop did what it
    // should
    Runtime.getRuntime()
        .addShutdownHook(new Thread(
            () -> {
              broker.stop();
              terminal.out().flush();
              Runtime.getRuntime().halt(ExitCode.AS_EXPECTED);
            },
            "assay-stop"));
    terminal.out().println("tcp " + broker.url());
    terminal.out().flush();
    new CountDownLatch(1).await();
  }

  private static void refuse(String option, @Nullable String value) {
    if (value != null) {
      throw Problem.usage(
          option + ": expected --tcp, the only transport of this version, found " + value);
    }
  }

  private static Deviant named(String name) {
    return Deviants.named(name)
        .orElseThrow(() -> Problem.usage("--deviant: expected one of --list-deviants, such as "
            + Deviants.all().findFirst().map(Deviant::name).orElse("") + ", found '" + name
            + "'"));
  }

  private void list(Terminal terminal) {
    if (listChoices) {
      ChoiceOption.help().forEach(terminal.out()::println);
    }
    if (listDeviants) {
      Deviants.all().forEach(each -> describe(each, terminal));
    }
  }

  private static void describe(Deviant deviant, Terminal terminal) {
    terminal.out().println(terminal.bold(deviant.name()));
    Lines.wrap("      ", deviant.description(), terminal.columns())
        .forEach(terminal.out()::println);
    for (Deviant.Broken broken : deviant.breaks()) {
      String words = "fails " + broken.caseId() + " at " + broken.statement().citation();
      Lines.wrap("      ", words, terminal.columns()).forEach(terminal.out()::println);
    }
  }
}
