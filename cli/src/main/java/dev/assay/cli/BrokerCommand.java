package dev.assay.cli;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import dev.assay.broker.deviant.net.DeviantShell;
import dev.assay.broker.narrate.Narrator;
import dev.assay.broker.net.Listener;
import dev.assay.broker.net.Listening;
import dev.assay.broker.net.ServerTls;
import dev.assay.broker.net.ShellOptions;
import dev.assay.broker.net.Transport;
import dev.assay.broker.store.StoreException;
import dev.assay.cli.targets.Certificate;
import dev.assay.cli.targets.TargetException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      description = {
        "Where to listen (default: 127.0.0.1:1883, if no other listener is asked",
        "for); without HOST on 127.0.0.1; port 0 takes a free one."
      })
  private @Nullable HostAndPort tcp;

  @Option(
      names = "--tls",
      paramLabel = "HOST:PORT",
      converter = Converters.Address.class,
      description = "Where to listen for TLS.")
  private @Nullable HostAndPort tls;

  @Option(
      names = "--ws",
      paramLabel = "HOST:PORT",
      converter = Converters.Address.class,
      description = "Where to listen for WebSockets, at the paths /mqtt and /.")
  private @Nullable HostAndPort ws;

  @Option(
      names = "--wss",
      paramLabel = "HOST:PORT",
      converter = Converters.Address.class,
      description = "Where to listen for WebSockets over TLS.")
  private @Nullable HostAndPort wss;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = {
        "The broker's certificate and its chain, PEM (default: one for localhost",
        "that is made for this run and printed)."
      })
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Its private key: PEM, PKCS#8, no password.")
  private @Nullable Path key;

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description = "Clients have to show a certificate of one of these, PEM.")
  private @Nullable Path clientCa;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = {
        "Let in only the users in this file, with their passwords; 'assay passwd'",
        "writes it, and those of mosquitto_passwd are read."
      })
  private @Nullable Path passwordFile;

  @Option(
      names = "--acl-file",
      paramLabel = "FILE",
      description = {
        "Who may publish and subscribe to what, in the form of Mosquitto's",
        "acl_file; what it does not allow is not allowed."
      })
  private @Nullable Path aclFile;

  @Option(
      names = "--anonymous",
      fallbackValue = "true",
      description = {
        "Let clients without user name in: beside --password-file too, and on an",
        "address that others can reach (default: without --password-file on",
        "loopback addresses alone)."
      })
  private boolean anonymous;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Keep sessions, subscriptions, retained messages, wills and what is under way in this directory, through a crash too.",
        "Without it the broker forgets with its process."
      })
  private @Nullable Path data;

  @Mixin
  private ObservingOptions observing = new ObservingOptions();

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
      split = ",",
      description = "Take one of the standard's freedoms another way; may be repeated.")
  private List<String> choices = new ArrayList<>();

  @Option(
      names = "--list-choices",
      fallbackValue = "true",
      description = "List the choices, each with its values, clause and default.")
  private boolean listChoices;

  @Option(
      names = "--limit",
      paramLabel = "NAME=VALUE",
      split = ",",
      description = "Offer or take less, or more, than by default; may be repeated.")
  private List<String> limits = new ArrayList<>();

  @Option(
      names = "--list-limits",
      fallbackValue = "true",
      description = "List the limits, each with its default, unit and clause.")
  private boolean listLimits;

  private @Nullable Certificate madeForThisRun;

  BrokerCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public Integer call() throws InterruptedException {
    Terminal terminal = assay.terminal();
    if (listDeviants || listChoices || listLimits) {
      list(terminal);
      return ExitCode.AS_EXPECTED;
    }
    List<Listener> listeners = listeners();
    Access access = AccessFiles.read(passwordFile, aclFile, anonymous);
    if (!anonymous && passwordFile == null) {
      listeners.forEach(BrokerCommand::refuseUnlessLoopback);
    }
    BrokerConfig config = BrokerSettings.config(limits).with(the -> the.access = access);
    ShellOptions options = ReferenceBroker.options()
        .withConfig(config)
        .withLimits(BrokerSettings.connections(limits))
        .withChoices(BrokerSettings.choices(choices))
        .withListening(Listening.at(listeners, identity(listeners, terminal))
            .withHandshakeMillisMax(config.connectWithinSeconds() * 1000L))
        .withData(data)
        .withObserving(observing.observing(narrate));
    if (deviant != null) {
      options = DeviantShell.options(checked(named(deviant), listeners), options);
    }
    if (narrate) {
      options = options.withSteps(new Narrator(terminal.out()::println));
    }
    return runUntilStopped(options, terminal);
  }

  private int runUntilStopped(ShellOptions options, Terminal terminal) throws InterruptedException {
    ReferenceBroker broker;
    try {
      broker = ReferenceBroker.start(options);
    } catch (StoreException e) {
      forgetCertificate();
      throw Problem.usage("--data: " + e.getMessage());
    } catch (IOException e) {
      forgetCertificate();
      throw Problem.usage(String.valueOf(e.getMessage()));
    }
    // the JVM would report the signal that ended it; a broker that was told to stop did what it
    // should
    Runtime.getRuntime()
        .addShutdownHook(new Thread(
            () -> {
              broker.stop();
              forgetCertificate();
              terminal.out().flush();
              Runtime.getRuntime().halt(ExitCode.AS_EXPECTED);
            },
            "assay-stop"));
    broker
        .listeners()
        .forEach(each -> terminal.out().println(each.transport().text() + " " + each.url()));
    String metrics = broker.metricsUrl();
    if (metrics != null) {
      terminal.out().println("metrics " + metrics);
    }
    terminal.out().flush();
    try {
      broker.awaitEnd();
      // the hook ends the process
      new CountDownLatch(1).await();
      return ExitCode.AS_EXPECTED;
    } catch (IOException e) {
      throw Problem.ownError(String.valueOf(e.getMessage()));
    }
  }

  private List<Listener> listeners() {
    List<Listener> listeners = new ArrayList<>();
    add(listeners, Transport.TCP, tcp);
    add(listeners, Transport.TLS, tls);
    add(listeners, Transport.WS, ws);
    add(listeners, Transport.WSS, wss);
    if (listeners.isEmpty()) {
      listeners.add(new Listener(Transport.TCP, "127.0.0.1", 1883));
    }
    return listeners;
  }

  private static void add(
      List<Listener> listeners, Transport transport, @Nullable HostAndPort address) {
    if (address != null) {
      listeners.add(new Listener(transport, address.host(), address.port()));
    }
  }

  /** Nobody is asked for a password, so only this machine may come in. */
  private static void refuseUnlessLoopback(Listener listener) {
    try {
      if (!InetAddress.getByName(listener.host()).isLoopbackAddress()) {
        throw Problem.usage(
            "--" + listener.transport().text() + ": expected a loopback address such"
                + " as 127.0.0.1, or --password-file or --anonymous beside it, found "
                + listener.host());
      }
    } catch (UnknownHostException e) {
      throw Problem.usage(
          "--" + listener.transport().text() + ": expected a known host, found " + listener.host());
    }
  }

  private @Nullable ServerTls identity(List<Listener> listeners, Terminal terminal) {
    boolean encrypted = listeners.stream().anyMatch(each -> each.transport().isEncrypted());
    if (!encrypted) {
      refuseWithoutTls("--cert", certificate);
      refuseWithoutTls("--key", key);
      refuseWithoutTls("--client-ca", clientCa);
      return null;
    }
    if ((certificate == null) != (key == null)) {
      throw Problem.usage("expected both --cert and --key, found one of them");
    }
    try {
      return certificate == null || key == null
          ? madeForThisRun(terminal)
          : ServerTls.of(certificate, key, clientCa);
    } catch (IOException e) {
      throw Problem.usage("TLS: " + e.getMessage());
    }
  }

  private static void refuseWithoutTls(String option, @Nullable Path file) {
    if (file != null) {
      throw Problem.usage(option + ": expected --tls or --wss beside it, found neither");
    }
  }

  private ServerTls madeForThisRun(Terminal terminal) throws IOException {
    Path directory = Files.createTempDirectory("assay-broker");
    Certificate made;
    try {
      made = Certificate.makeIn(directory);
    } catch (TargetException e) {
      throw Problem.usage("--cert: " + e.getMessage());
    }
    terminal.out().println("certificate " + made.certificate() + " (for --ca, made for this run)");
    madeForThisRun = made;
    return ServerTls.of(made.certificate(), made.key(), clientCa);
  }

  private void forgetCertificate() {
    if (madeForThisRun != null) {
      madeForThisRun.delete();
    }
  }

  /** A fault that nobody can see would teach nothing. */
  private static Deviant checked(Deviant chosen, List<Listener> listeners) {
    boolean webSockets = listeners.stream().anyMatch(each -> each.transport().isWebSocket());
    if (chosen.webSocketFault() != null && !webSockets) {
      throw Problem.usage("--deviant: expected --ws or --wss beside " + chosen.name()
          + ", which is about WebSockets, found neither");
    }
    return chosen;
  }

  private static Deviant named(String name) {
    return Deviants.named(name)
        .orElseThrow(() -> Problem.usage("--deviant: expected one of --list-deviants, such as "
            + Deviants.all().findFirst().map(Deviant::name).orElse("") + ", found '" + name
            + "'"));
  }

  private void list(Terminal terminal) {
    if (listChoices) {
      BrokerSettings.choicesHelp(terminal.columns()).forEach(terminal.out()::println);
    }
    if (listLimits) {
      BrokerSettings.limitsHelp(terminal.columns()).forEach(terminal.out()::println);
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
