package dev.assay.cli;

import dev.assay.broker.net.Transport;
import dev.assay.broker.store.StoreException;
import dev.assay.cli.targets.RunningTarget;
import dev.assay.cli.targets.Target;
import dev.assay.cli.targets.TargetException;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ClientTls;
import dev.assay.client.Segments;
import dev.assay.codec.packet.Payload;
import dev.assay.reports.Baseline;
import dev.assay.reports.BaselineException;
import dev.assay.reports.Run;
import dev.assay.reports.RunDirectory;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Leftover;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.RunManifest;
import dev.assay.suite.CaseInfo;
import dev.assay.suite.ConformanceRun;
import dev.assay.suite.Revival;
import dev.assay.suite.RunSettings;
import dev.assay.suite.Setup;
import dev.assay.suite.TargetProblem;
import dev.assay.suite.durability.DurabilityRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code assay conformance}: judges a broker, statement by statement. */
@Command(
    name = "conformance",
    description = {
      "Judges the broker at URL, statement by statement; without URL the reference",
      "broker that is built in."
    },
    optionListHeading = "%nOptions:%n",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ConformanceCommand implements Callable<Integer> {
  private static final String TLS_OPTIONS = "--ca, --insecure, --client-cert and --client-key";
  private static final Path RUNS = Path.of("assay-runs");
  private static final Duration RETRY_EVERY = Duration.ofMillis(250);

  private final AssayCommand assay;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "mqtt://[user[:password]@]host[:port], or mqtts://, ws://, wss://")
  private @Nullable String url;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the run directory goes (default: a new one below assay-runs).")
  private @Nullable Path out;

  @Option(
      names = "--mqtt",
      paramLabel = "VERSION",
      converter = Converters.Version.class,
      description = "Judge this version alone, 3.1.1 or 5.0 (default: all that are spoken).")
  private @Nullable MqttVersion version;

  @Option(
      names = "--target",
      paramLabel = "NAME[:VERSION]",
      description = {
        "With URL: what the report calls the broker. Without: start this real",
        "broker (see 'assay targets'), judge it, stop it."
      })
  private @Nullable String target;

  @Option(
      names = "--targets",
      paramLabel = "FILE|DIR",
      description = "Descriptions of brokers of your own for --target; may be repeated.")
  private List<Path> targets = new ArrayList<>();

  @Mixin
  private final CaseSelection selection = new CaseSelection();

  @Option(names = "--list", fallbackValue = "true", description = "List the cases and run none.")
  private boolean list;

  @Option(names = "--strict", fallbackValue = "true", description = "WARN fails the run too.")
  private boolean strict;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = {
        "YAML list of departures that are known and accepted. Others fail the",
        "run, and so do entries that no longer hold."
      })
  private @Nullable Path baseline;

  @Option(
      names = "--update-baseline",
      fallbackValue = "true",
      description = "Write this run's departures to the baseline; reasons are left to you.")
  private boolean updateBaseline;

  @Option(
      names = "--min-cases",
      paramLabel = "N",
      converter = Converters.Natural.class,
      description = "Exit 4 if fewer case ids came to an answer.")
  private int minCases = 1;

  @Option(
      names = "--allow-inconclusive",
      paramLabel = "N",
      converter = Converters.Natural.class,
      description = "How many executions may be INCONCLUSIVE (default: 0).")
  private int allowInconclusive;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Cases that run at a time (default: 64, most of them wait).")
  private @Nullable Integer parallel;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Connections that the broker grants at a time, 3 or more (default: found out).")
  private int maxConnections = RunSettings.CONNECTIONS_UNKNOWN;

  @Option(
      names = "--retries",
      paramLabel = "N",
      converter = Converters.Natural.class,
      description =
          "How often a FAIL is played again (default: 1): one that does not fail each time"
              + " is WARN \"unstable\".")
  private int retries = 1;

  @Option(
      names = "--timeout-scale",
      paramLabel = "FACTOR",
      converter = Converters.Factor.class,
      description =
          "Factor on all waits, for a slow or far-away broker (default: 1); the round trip"
              + " that is measured lengthens them by itself.")
  private double timeoutScale = 1;

  @Option(
      names = "--segments",
      paramLabel = "HOW",
      converter = Converters.SegmentsName.class,
      description =
          "Send packets whole (default), as bytes one at a time, or merged with what follows"
              + " within a millisecond.")
  private Segments segments = Segments.WHOLE;

  @Option(names = "--user", paramLabel = "NAME", description = "User name to connect with.")
  private @Nullable String user;

  @Option(
      names = "--password",
      paramLabel = "TEXT",
      description = "Password to connect with; others may see it in the process list.")
  private @Nullable String password;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Whose certificates to trust, PEM (default: whom the JDK trusts).")
  private @Nullable Path ca;

  @Option(
      names = "--insecure",
      fallbackValue = "true",
      description = "Trust every certificate, under any name.")
  private boolean insecure;

  @Option(
      names = "--client-cert",
      paramLabel = "FILE",
      description = "Certificate to show to the broker, PEM.")
  private @Nullable Path clientCertificate;

  @Option(
      names = "--client-key",
      paramLabel = "FILE",
      description = "Its private key: PEM, PKCS#8, no password.")
  private @Nullable Path clientKey;

  @Option(
      names = "--transport",
      split = ",",
      paramLabel = "NAME",
      description = {
        "tcp, tls, ws or wss, or several with commas between: how the embedded",
        "broker, or that of --target, is reached (default: tcp)."
      })
  private List<String> transports = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "The embedded broker keeps what it remembers in this directory, as",
        "assay broker --data does (default: in memory)."
      })
  private @Nullable Path data;

  @Option(
      names = "--client-id-prefix",
      paramLabel = "TEXT",
      description = "Start of each Client Identifier: up to 8 of 0-9, a-z, A-Z.")
  private String clientIdPrefix = "";

  @Option(
      names = "--topic-prefix",
      paramLabel = "TOPIC",
      description = "First levels of each topic (default: assay).")
  private String topicPrefix = "assay";

  @Option(
      names = "--exclusive",
      fallbackValue = "true",
      description = "Nobody else uses the broker: judge what would disturb others too.")
  private boolean exclusive;

  @Option(
      names = "--setup",
      paramLabel = "FILE",
      description = {
        "YAML: what the broker is set up to refuse (denied-publish and",
        "denied-subscribe, a topic each; wrong-user, wrong-password)."
      })
  private @Nullable Path setup;

  @Option(
      names = "--cleanup",
      fallbackValue = "true",
      description = {
        "Run nothing: take away what runs have left at URL that were killed. The",
        "sessions that their directories name (below assay-runs, or --out DIR),",
        "and all retained messages below --topic-prefix."
      })
  private boolean cleanup;

  @Option(
      names = "--choice",
      paramLabel = "NAME=VALUE",
      split = ",",
      description = {
        "Without URL: the embedded broker takes this freedom of the standard",
        "another way (see 'assay broker --list-choices'); may be repeated."
      })
  private List<String> choices = new ArrayList<>();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      converter = Converters.Natural.class,
      description = "Go on trying to connect for so long (default: 0).")
  private int waitSeconds;

  @Mixin
  private final SelfTestOptions selfTest = new SelfTestOptions();

  @Mixin
  private final DurabilityOptions durability = new DurabilityOptions();

  @Spec
  private @Nullable CommandSpec spec;

  ConformanceCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public Integer call() throws IOException {
    Terminal terminal = assay.terminal();
    if (list) {
      return listCases(terminal);
    }
    if (selfTest.isOfFaults()) {
      return tryFaults(terminal);
    }
    if (selfTest.isAsked()) {
      if (url != null || target != null) {
        throw Problem.usage("--self-test: expected neither URL nor --target beside it, found "
            + (url == null ? target : url));
      }
      return selfTest.run(out, terminal);
    }
    if (cleanup) {
      if (url == null) {
        throw Problem.usage("--cleanup: expected the URL of a broker beside it, found none");
      }
      return new CleaningUp(settings(parse(url)), terminal).run(RUNS, out);
    }
    if (updateBaseline && baseline == null) {
      throw Problem.usage("--update-baseline: expected --baseline FILE beside it, found none");
    }
    if (isOnCommandLine("--choice") && (url != null || target != null)) {
      throw Problem.usage("--choice: expected the embedded broker, which neither URL nor --target"
          + " means, found " + (url == null ? "--target" : "a URL"));
    }
    Baseline accepted = readBaseline();
    List<Transport> over = transports();
    if (data != null && (url != null || target != null)) {
      throw Problem.usage("--data: expected no URL and no --target beside it, since it belongs to"
          + " the embedded broker, found both");
    }
    if (durability.isAsked()) {
      return judgeDurability(accepted, terminal);
    }
    if (url != null) {
      return judge(List.of(settings(parse(url))), null, null, accepted, terminal);
    }
    if (target != null) {
      return judgeTarget(target, over, accepted, terminal);
    }
    try (EmbeddedBroker broker = startBroker(over)) {
      List<RunSettings> settings = new ArrayList<>();
      for (Transport transport : over) {
        BrokerUrl at = trusting(broker.certificate(), BrokerUrl.parse(broker.url(transport)));
        RunSettings one = settings(at).withExclusive(true);
        settings.add(setup == null ? one.withSetup(EmbeddedBroker.SETUP) : one);
      }
      return judge(settings, broker, null, accepted, terminal);
    }
  }

  private int tryFaults(Terminal terminal) throws IOException {
    try {
      if (url != null) {
        BrokerUrl at = parse(url);
        return selfTest.runFaults(at, target == null ? at.masked() : target, out, terminal);
      }
      if (target == null) {
        try (EmbeddedBroker broker =
            EmbeddedBroker.start(List.of(Transport.TCP), BrokerSettings.choices(choices), null)) {
          BrokerUrl at = BrokerUrl.parse(broker.url(Transport.TCP));
          return selfTest.runFaults(at, "reference-broker", out, terminal);
        }
      }
      Target chosen =
          TargetsCommand.named(TargetsCommand.read(targets, assay.environment()), target);
      terminal.err().println("assay: starting " + chosen.label());
      try (RunningTarget running = TargetsCommand.start(chosen)) {
        Thread stop = new Thread(running::close, "assay-target-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        String at = running.urls().get("tcp");
        if (at == null) {
          throw Problem.usage("--faults: expected a target that listens on tcp, found "
              + String.join(", ", running.urls().keySet()) + " of " + chosen.label());
        }
        int exitCode = selfTest.runFaults(parse(at), chosen.label(), out, terminal);
        forget(stop);
        return exitCode;
      }
    } catch (TargetProblem problem) {
      throw problem(problem);
    }
  }

  private EmbeddedBroker startBroker(List<Transport> over) throws IOException {
    try {
      return EmbeddedBroker.start(over, BrokerSettings.choices(choices), data);
    } catch (StoreException e) {
      throw Problem.usage("--data: " + e.getMessage());
    }
  }

  /** Those that were asked for, in that order and each once; plain TCP if none was. */
  private List<Transport> transports() {
    if (transports.isEmpty()) {
      return List.of(Transport.TCP);
    }
    if (url != null) {
      throw Problem.usage("--transport: expected no URL beside it, since a URL says how the broker"
          + " is reached, found both");
    }
    List<Transport> over = new ArrayList<>();
    for (String name : transports) {
      Transport transport = Arrays.stream(Transport.values())
          .filter(each -> each.text().equals(name))
          .findFirst()
          .orElseThrow(
              () -> Problem.usage("--transport: expected tcp, tls, ws or wss, found " + name));
      if (!over.contains(transport)) {
        over.add(transport);
      }
    }
    return over;
  }

  /** Whoever made the certificate knows that it may be trusted. */
  private BrokerUrl trusting(@Nullable Path certificate, BrokerUrl at) throws IOException {
    if (hasTlsOptions()) {
      throw Problem.usage(TLS_OPTIONS + ": expected the URL of a broker beside them, found a broker"
          + " that is started for this run");
    }
    return certificate == null || !at.scheme().isEncrypted()
        ? at
        : at.withTls(ClientTls.of(certificate, false, null, null));
  }

  /** Nobody else uses a target that is started for this run, so that nothing is left out for the sake of others. */
  private int judgeTarget(
      String nameAndVersion, List<Transport> over, @Nullable Baseline accepted, Terminal terminal)
      throws IOException {
    Target chosen =
        TargetsCommand.named(TargetsCommand.read(targets, assay.environment()), nameAndVersion);
    target = chosen.label();
    terminal.err().println("assay: starting " + chosen.label());
    try (RunningTarget running = TargetsCommand.start(chosen)) {
      Thread stop = new Thread(running::close, "assay-target-stop");
      Runtime.getRuntime().addShutdownHook(stop);
      List<RunSettings> settings = new ArrayList<>();
      for (Transport transport : over) {
        String at = running.urls().get(transport.text());
        if (at == null) {
          throw Problem.usage("--target: expected a target that listens on " + transport.text()
              + ", found " + String.join(", ", running.urls().keySet()) + " of "
              + chosen.label());
        }
        BrokerUrl there = running.certificate() == null
            ? parse(at)
            : trusting(running.certificate(), BrokerUrl.parse(at));
        RunSettings one = settings(there);
        settings.add(running.pid() < 0 ? one : one.withExclusive(true));
      }
      Revival revival =
          running.pid() < 0 ? null : obituary -> startedAgain(running, obituary, terminal);
      int exitCode = judge(settings, null, revival, accepted, terminal);
      forget(stop);
      return exitCode;
    }
  }

  /** Only who starts a broker can end it and start it again. */
  private int judgeDurability(@Nullable Baseline accepted, Terminal terminal) throws IOException {
    if (url != null) {
      throw Problem.usage("--profile durability: expected --target NAME[:VERSION] instead of a URL,"
          + " or neither, since a broker that Assay did not start cannot be restarted, found "
          + parse(url).masked());
    }
    if (!transports.isEmpty() || !selection.commandLine().isEmpty()) {
      throw Problem.usage("--profile durability: expected no choice of cases and no --transport"
          + " beside it, found one");
    }
    Target chosen = target == null
        ? DurabilityOptions.embedded(data)
        : TargetsCommand.named(TargetsCommand.read(targets, assay.environment()), target);
    boolean isEmbedded = target == null;
    if (!chosen.isStarted()) {
      throw Problem.usage("--profile durability: expected a target that Assay starts, since another"
          + " one cannot be restarted, found " + chosen.label() + ", which runs already");
    }
    target = isEmbedded ? null : chosen.label();
    terminal.err().println("assay: starting " + (isEmbedded ? chosen.title() : chosen.label()));
    try (RunningTarget running = TargetsCommand.start(chosen)) {
      Thread stop = new Thread(running::close, "assay-target-stop");
      Runtime.getRuntime().addShutdownHook(stop);
      String at = running.urls().get("tcp");
      if (at == null) {
        throw Problem.usage("--profile durability: expected a target that listens on tcp, found "
            + String.join(", ", running.urls().keySet()) + " of " + chosen.label());
      }
      RunSettings settings = settings(BrokerUrl.parse(at)).withExclusive(true);
      RunManifest begun = manifest(settings, isEmbedded);
      int exitCode = record(begun, List.of(), accepted, terminal, sink -> {
        try {
          List<ProfileFact> facts = DurabilityRun.of(
                  settings,
                  new DurabilityOptions.Ending(running, settings.url()),
                  durability.plan(
                      chosen,
                      each -> reproducer(begun, each),
                      what -> terminal.err().println("assay: " + what)),
                  sink)
              .run();
          return ended(begun, begun.environment(), facts);
        } catch (TargetProblem problem) {
          throw problem(problem);
        }
      });
      forget(stop);
      return exitCode;
    }
  }

  private static String reproducer(RunManifest begun, MqttVersion version) {
    List<String> words = new ArrayList<>(begun.commandLine());
    if (!words.contains("--mqtt")) {
      words.addAll(List.of("--mqtt", version.text()));
    }
    return String.join(" ", words);
  }

  /**
   * Starts a target again that has stopped serving; false if it does not come up. It forgets everything: what it was brought down by
   * may be in its store.
   */
  private static boolean startedAgain(RunningTarget running, String obituary, Terminal terminal) {
    terminal.err().println("assay: starting it again, since " + obituary);
    try {
      running.restartAfresh();
      return true;
    } catch (TargetException e) {
      terminal.err().println("assay: it does not start again: " + e.getMessage());
      return false;
    }
  }

  /**
   * @param settings one for each transport; all of them lead to one broker
   * @param revival who starts that broker again if it stops serving, or null if nobody can
   */
  private int judge(
      List<RunSettings> settings,
      @Nullable EmbeddedBroker broker,
      @Nullable Revival revival,
      @Nullable Baseline accepted,
      Terminal terminal)
      throws IOException {
    RunManifest begun = manifest(settings.get(0), broker != null);
    List<ResultSink> more = broker == null ? List.of() : List.of(broker.citations());
    return record(begun, more, accepted, terminal, sink -> {
      ResultSink everybody = new InTurn(sink, settings.size());
      List<ProfileFact> profile = new ArrayList<>();
      for (RunSettings overOneTransport : settings) {
        List<ProfileFact> found = run(overOneTransport, revival, everybody);
        // how the target is reached changes none of what the probe finds
        found.stream()
            .filter(fact -> profile.stream().noneMatch(known -> saysOfTheSame(known, fact)))
            .toList()
            .forEach(profile::add);
      }
      Map<String, String> facts = new LinkedHashMap<>(begun.environment());
      if (broker != null) {
        facts.putAll(broker.citations().outcome(CoverageSnapshot.shipped()).facts());
      }
      return ended(begun, facts, profile);
    });
  }

  private static boolean saysOfTheSame(ProfileFact one, ProfileFact other) {
    return one.version() == other.version() && one.name().equals(other.name());
  }

  /** Plays a run and tells its results; returns the manifest of the whole run. */
  private interface Playing {
    RunManifest play(ResultSink sink);
  }

  /** Plays a run, writes it down and says what it means. */
  private int record(
      RunManifest begun,
      List<ResultSink> more,
      @Nullable Baseline accepted,
      Terminal terminal,
      Playing playing)
      throws IOException {
    RecordedRun record = new RecordedRun(() -> directory(begun), begun);
    Progress progress = new Progress(terminal, begun.targetUrl());
    List<ResultSink> sinks = new ArrayList<>(List.of(record, progress));
    sinks.addAll(more);
    Thread interruption = new Thread(() -> interrupted(record, progress, terminal), "assay-stop");
    Runtime.getRuntime().addShutdownHook(interruption);
    RunManifest whole;
    try {
      whole = playing.play(new Everybody(sinks));
    } finally {
      progress.close();
    }
    Run run = record.finish(whole);
    forget(interruption);
    Baseline.Comparison comparison = accepted == null ? null : accepted.compare(run.cases());
    if (updateBaseline) {
      comparison = update(accepted, run, terminal);
    }
    RunJudgement judgement = RunJudgement.of(
        run.cases(), comparison, new RunJudgement.Limits(strict, minCases, allowInconclusive));
    new RunText(run, terminal).print(judgement, comparison);
    return judgement.exitCode();
  }

  /** A connection that is refused is tried again for as long as --wait allows. */
  private List<ProfileFact> run(RunSettings settings, @Nullable Revival revival, ResultSink sink) {
    long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
    while (true) {
      try {
        ConformanceRun run = ConformanceRun.of(settings, sink);
        return (revival == null ? run : run.revivedBy(revival)).run().profile();
      } catch (TargetProblem problem) {
        boolean mayCome = problem.kind() == TargetProblem.Kind.UNREACHABLE;
        if (!mayCome || System.nanoTime() - deadline >= 0) {
          throw problem(problem);
        }
      }
      pause();
    }
  }

  private static Problem problem(TargetProblem problem) {
    String line = String.valueOf(problem.getMessage());
    return problem.exitCode() == ExitCode.NOTHING_RAN
        ? Problem.nothingRan(line)
        : Problem.unreachable(line);
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unreachable("interrupted while waiting for the target");
    }
  }

  // ---- what the user asked for

  private BrokerUrl parse(String text) {
    BrokerUrl parsed;
    try {
      parsed = BrokerUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.usage(String.valueOf(e.getMessage()));
    }
    boolean encrypted = parsed.scheme().isEncrypted();
    if (!encrypted && hasTlsOptions()) {
      throw Problem.usage(TLS_OPTIONS + ": expected mqtts:// or wss://, found " + parsed.masked());
    }
    return encrypted ? parsed.withTls(tls()) : parsed;
  }

  private boolean hasTlsOptions() {
    return ca != null || insecure || clientCertificate != null || clientKey != null;
  }

  private ClientTls tls() {
    if (ca != null && insecure) {
      throw Problem.usage("expected --ca or --insecure, found both");
    }
    if ((clientCertificate == null) != (clientKey == null)) {
      throw Problem.usage("expected both --client-cert and --client-key, found one of them");
    }
    try {
      return ClientTls.of(ca, insecure, clientCertificate, clientKey);
    } catch (IOException e) {
      throw Problem.usage("TLS: " + e.getMessage());
    }
  }

  private RunSettings settings(BrokerUrl parsed) {
    Credentials credentials = credentials(parsed);
    try {
      RunSettings settings = RunSettings.of(parsed)
          .withCredentials(credentials.user(), credentials.password())
          .withVersions(version == null ? Set.of() : Set.of(version))
          .withSelection(selection.selection(version))
          .withPrefixes(clientIdPrefix, topicPrefix)
          .withExclusive(exclusive)
          .withConnectionsMax(maxConnections)
          .withRetries(retries)
          .withTimeScale(timeoutScale)
          .withSegments(segments)
          .withSetup(setup == null ? Setup.UNKNOWN : SetupFile.read(setup));
      return parallel == null ? settings : settings.withWorkers(parallel);
    } catch (IllegalArgumentException e) {
      throw Problem.usage(String.valueOf(e.getMessage()));
    }
  }

  private record Credentials(
      @Nullable String user, @Nullable Payload password) {}

  /** The command line before the URL's user info, that before the environment and the file. */
  private Credentials credentials(BrokerUrl parsed) {
    boolean userGiven = isOnCommandLine("--user");
    boolean passwordGiven = isOnCommandLine("--password") || isOnCommandLine("--password-file");
    String name = userGiven || parsed.userName() == null ? user : parsed.userName();
    String secret =
        passwordGiven || parsed.password() == null ? givenPassword() : parsed.password();
    if (secret != null && name == null && version != MqttVersion.V5) {
      throw Problem.usage("--password: expected a user name beside it, since MQTT 3.1.1 allows no"
          + " password without one, found none");
    }
    return new Credentials(name, secret == null ? null : Payload.of(secret));
  }

  private boolean isOnCommandLine(String option) {
    ParseResult parsed = spec == null ? null : spec.commandLine().getParseResult();
    return parsed != null && parsed.hasMatchedOption(option);
  }

  private @Nullable String givenPassword() {
    if (isOnCommandLine("--password") && isOnCommandLine("--password-file")) {
      throw Problem.usage("expected --password or --password-file, found both");
    }
    boolean fromFile = isOnCommandLine("--password-file") || password == null;
    if (!fromFile || isOnCommandLine("--password") || passwordFile == null) {
      return password;
    }
    try {
      return Files.readString(passwordFile).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw Problem.usage("--password-file: cannot read " + passwordFile + " ("
          + e.getClass().getSimpleName() + ")");
    }
  }

  // ---- cases

  private int listCases(Terminal terminal) {
    List<CaseInfo> chosen =
        CaseSelection.casesOf(selection.selection(version), version).toList();
    for (CaseInfo info : chosen) {
      String versions =
          String.join(" ", info.versions().stream().map(MqttVersion::text).toList());
      terminal.out().println(terminal.bold(info.id()) + "  " + versions);
      Lines.wrap("      ", info.title(), terminal.columns()).forEach(terminal.out()::println);
      Lines.wrap("      ", "tags: " + String.join(" ", info.tags()), terminal.columns())
          .forEach(terminal.out()::println);
    }
    terminal.out().println(chosen.size() + (chosen.size() == 1 ? " case" : " cases"));
    return ExitCode.AS_EXPECTED;
  }

  // ---- baseline

  private @Nullable Baseline readBaseline() {
    if (baseline == null) {
      return null;
    }
    try {
      return updateBaseline ? Baseline.readForUpdate(baseline) : Baseline.read(baseline);
    } catch (BaselineException e) {
      throw Problem.usage("--baseline: " + e.getMessage());
    } catch (IOException e) {
      throw Problem.usage(
          "--baseline: cannot read " + baseline + " (" + e.getClass().getSimpleName() + ")");
    }
  }

  private Baseline.@Nullable Comparison update(
      @Nullable Baseline accepted, Run run, Terminal terminal) throws IOException {
    if (accepted == null || baseline == null) {
      return null;
    }
    Baseline updated = accepted.update(run.cases());
    updated.write(baseline);
    long unexplained =
        updated.entries().stream().filter(entry -> entry.reason().isEmpty()).count();
    terminal
        .err()
        .println("assay: " + RunText.shown(baseline) + " has "
            + updated.entries().size() + " entries, " + unexplained + " without a reason yet");
    return updated.compare(run.cases());
  }

  // ---- the run directory

  private RunDirectory directory(RunManifest manifest) throws IOException {
    String label = (manifest.targetName() + "-" + manifest.targetVersion());
    return out == null
        ? RunDirectory.createIn(RUNS, manifest.start(), label)
        : RunDirectory.create(out);
  }

  private RunManifest manifest(RunSettings settings, boolean isEmbedded) {
    String name = settings.url().host() + "-" + settings.url().port();
    String targetVersion = "";
    if (target != null) {
      int colon = target.indexOf(':');
      name = colon < 0 ? target : target.substring(0, colon);
      targetVersion = colon < 0 ? "" : target.substring(colon + 1);
    } else if (isEmbedded) {
      name = "Assay reference broker";
      targetVersion = AssayVersion.text();
    }
    return new RunManifest(
        "conformance",
        AssayVersion.text(),
        name,
        targetVersion,
        settings.url().masked(),
        Machine.facts(),
        Instant.now(),
        0,
        List.of(),
        commandLine(settings, isEmbedded));
  }

  /** What was asked for, wherever it was asked; no user name and no password. */
  private List<String> commandLine(RunSettings settings, boolean isEmbedded) {
    List<String> words = new ArrayList<>(List.of("assay", "conformance"));
    if (!isEmbedded && url == null) {
      words.addAll(List.of("--target", String.valueOf(target)));
    } else if (!isEmbedded) {
      words.add(settings.url().masked());
    }
    if (durability.isAsked()) {
      words.addAll(durability.commandLine());
    }
    if (version != null) {
      words.addAll(List.of("--mqtt", version.text()));
    }
    words.addAll(selection.commandLine());
    if (!transports.isEmpty()) {
      words.addAll(List.of("--transport", String.join(",", transports)));
    }
    if (data != null) {
      words.addAll(List.of("--data", String.valueOf(data)));
    }
    if (exclusive) {
      words.add("--exclusive");
    }
    if (strict) {
      words.add("--strict");
    }
    if (setup != null) {
      words.addAll(List.of("--setup", String.valueOf(setup.getFileName())));
    }
    if (baseline != null) {
      words.addAll(List.of("--baseline", String.valueOf(baseline.getFileName())));
    }
    if (parallel != null) {
      words.addAll(List.of("--parallel", parallel.toString()));
    }
    if (maxConnections != RunSettings.CONNECTIONS_UNKNOWN) {
      words.addAll(List.of("--max-connections", Integer.toString(maxConnections)));
    }
    if (retries != 1) {
      words.addAll(List.of("--retries", Integer.toString(retries)));
    }
    if (timeoutScale != 1) {
      words.addAll(List.of("--timeout-scale", Double.toString(timeoutScale)));
    }
    if (segments != Segments.WHOLE) {
      words.addAll(List.of("--segments", segments.text()));
    }
    if (settings.userName() != null) {
      words.addAll(List.of("--user", "***"));
    }
    if (settings.password() != null) {
      words.addAll(List.of("--password", "***"));
    }
    return words;
  }

  private static RunManifest ended(
      RunManifest begun, Map<String, String> environment, List<ProfileFact> profile) {
    return new RunManifest(
        begun.kind(),
        begun.toolVersion(),
        begun.targetName(),
        begun.targetVersion(),
        begun.targetUrl(),
        environment,
        begun.start(),
        Duration.between(begun.start(), Instant.now()).toMillis(),
        profile,
        begun.commandLine());
  }

  // ---- Ctrl-C

  /** The JVM was asked to stop: what is known so far is kept; the suite takes its traces off the target meanwhile. */
  private static void interrupted(RecordedRun record, Progress progress, Terminal terminal) {
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

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // the hook runs already, finds the run written, and leaves it alone
      return;
    }
  }

  /** The runs over several transports as one: the first speaks of the target for all of them. */
  private static final class InTurn implements ResultSink {
    private final ResultSink next;
    private int transportsToCome;
    private int plannedSoFar;
    private int announced;

    InTurn(ResultSink next, int transports) {
      this.next = next;
      this.transportsToCome = transports;
    }

    @Override
    public void profiled(List<ProfileFact> profile) {
      if (plannedSoFar == 0) {
        next.profiled(profile);
      }
    }

    /** As many as now are expected over each transport to come, which may speak fewer versions. */
    @Override
    public void planned(int executions) {
      int expected = plannedSoFar + executions * transportsToCome;
      plannedSoFar += executions;
      transportsToCome--;
      if (expected != announced) {
        announced = expected;
        next.planned(expected);
      }
    }

    @Override
    public void ended(CaseResult result) {
      next.ended(result);
    }

    @Override
    public void mayLeave(String execution, Leftover leftover) {
      next.mayLeave(execution, leftover);
    }

    @Override
    public void tookAway(String execution) {
      next.tookAway(execution);
    }
  }

  /** Hands each word on to all. */
  private record Everybody(List<ResultSink> sinks) implements ResultSink {
    @Override
    public void profiled(List<ProfileFact> profile) {
      sinks.forEach(sink -> sink.profiled(profile));
    }

    @Override
    public void planned(int executions) {
      sinks.forEach(sink -> sink.planned(executions));
    }

    @Override
    public void ended(CaseResult result) {
      sinks.forEach(sink -> sink.ended(result));
    }

    @Override
    public void mayLeave(String execution, Leftover leftover) {
      sinks.forEach(sink -> sink.mayLeave(execution, leftover));
    }

    @Override
    public void tookAway(String execution) {
      sinks.forEach(sink -> sink.tookAway(execution));
    }
  }
}
