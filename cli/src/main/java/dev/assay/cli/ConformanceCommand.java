package dev.assay.cli;

import dev.assay.broker.net.Transport;
import dev.assay.broker.store.StoreException;
import dev.assay.cli.targets.Target;
import dev.assay.client.BrokerUrl;
import dev.assay.reports.Baseline;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.RunManifest;
import dev.assay.suite.CaseInfo;
import dev.assay.suite.ConformanceRun;
import dev.assay.suite.ProbedRun;
import dev.assay.suite.Revival;
import dev.assay.suite.RunSettings;
import dev.assay.suite.Setup;
import dev.assay.suite.TargetProblem;
import dev.assay.suite.durability.DurabilityRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
  private static final Duration RETRY_EVERY = Duration.ofMillis(250);

  private final AssayCommand assay;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "mqtt://[user[:password]@]host[:port], or mqtts://, ws://, wss://")
  private @Nullable String url;

  @Mixin
  private final OutOption out = new OutOption();

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

  @Mixin
  private final BaselineOptions baseline = new BaselineOptions();

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

  @Mixin
  private final PlayingOptions playing = new PlayingOptions();

  @Mixin
  private final LoginOptions login = new LoginOptions();

  @Mixin
  private final TlsOptions tls = new TlsOptions();

  @Mixin
  private final TransportOptions transports = new TransportOptions();

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
      return new CleaningUp(settings(tls.parse(url)), terminal).run(out.directory());
    }
    if (isOnCommandLine("--choice") && (url != null || target != null)) {
      throw Problem.usage("--choice: expected the embedded broker, which neither URL nor --target"
          + " means, found " + (url == null ? "--target" : "a URL"));
    }
    Baseline accepted = baseline.read();
    List<Transport> over = transports.asked(url);
    if (data != null && (url != null || target != null)) {
      throw Problem.usage("--data: expected no URL and no --target beside it, since it belongs to"
          + " the embedded broker, found both");
    }
    if (durability.isAsked()) {
      return judgeDurability(accepted, terminal);
    }
    if (url != null) {
      return judge(List.of(settings(tls.parse(url))), null, null, accepted, terminal);
    }
    tls.expectUse(over);
    if (target != null) {
      return judgeTarget(target, over, accepted, terminal);
    }
    try (EmbeddedBroker broker = startBroker(over)) {
      List<RunSettings> settings = new ArrayList<>();
      for (Transport transport : over) {
        BrokerUrl at = tls.trusting(broker.certificate(), BrokerUrl.parse(broker.url(transport)));
        RunSettings one = playing.onOurBroker(settings(at)).withExclusive(true);
        settings.add(setup == null ? one.withSetup(EmbeddedBroker.SETUP) : one);
      }
      return judge(settings, broker, null, accepted, terminal);
    }
  }

  private int tryFaults(Terminal terminal) throws IOException {
    try {
      if (url != null) {
        BrokerUrl at = tls.parse(url);
        return selfTest.runFaults(at, target == null ? at.masked() : target, out, terminal);
      }
      if (target == null) {
        try (EmbeddedBroker broker =
            EmbeddedBroker.start(List.of(Transport.TCP), BrokerSettings.choices(choices), null)) {
          BrokerUrl at = BrokerUrl.parse(broker.url(Transport.TCP));
          return selfTest.runFaults(at, "reference-broker", out, terminal);
        }
      }
      Target chosen = chosen(target);
      try (StartedTarget started = StartedTarget.start(chosen, chosen.label(), terminal)) {
        BrokerUrl at = tls.parse(started.url(Transport.TCP, "--faults"));
        return selfTest.runFaults(at, chosen.label(), out, terminal);
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

  /** Nobody else uses a target that is started for this run, so that nothing is left out for the sake of others. */
  private int judgeTarget(
      String nameAndVersion, List<Transport> over, @Nullable Baseline accepted, Terminal terminal)
      throws IOException {
    Target chosen = chosen(nameAndVersion);
    target = chosen.label();
    try (StartedTarget started = StartedTarget.start(chosen, chosen.label(), terminal)) {
      Path certificate = started.running().certificate();
      List<RunSettings> settings = new ArrayList<>();
      for (Transport transport : over) {
        String at = started.url(transport, "--target");
        BrokerUrl there =
            certificate == null ? tls.parse(at) : tls.trusting(certificate, BrokerUrl.parse(at));
        settings.add(settings(there).withExclusive(exclusive || started.isOurs()));
      }
      Revival revival =
          started.isOurs() ? obituary -> started.startAgain(obituary, terminal) : null;
      return judge(settings, null, revival, accepted, terminal);
    }
  }

  private Target chosen(String nameAndVersion) {
    return TargetsCommand.named(TargetsCommand.read(targets, assay.environment()), nameAndVersion);
  }

  /** Only who starts a broker can end it and start it again. */
  private int judgeDurability(@Nullable Baseline accepted, Terminal terminal) throws IOException {
    if (url != null) {
      throw Problem.usage("--profile durability: expected --target NAME[:VERSION] instead of a URL,"
          + " or neither, since a broker that Assay did not start cannot be restarted, found "
          + tls.parse(url).masked());
    }
    if (transports.areAsked() || !selection.commandLine().isEmpty()) {
      throw Problem.usage("--profile durability: expected no choice of cases and no --transport"
          + " beside it, found one");
    }
    Target chosen = target == null ? DurabilityOptions.embedded(data) : chosen(target);
    boolean isEmbedded = target == null;
    if (!chosen.isStarted()) {
      throw Problem.usage("--profile durability: expected a target that Assay starts, since another"
          + " one cannot be restarted, found " + chosen.label() + ", which runs already");
    }
    target = isEmbedded ? null : chosen.label();
    String name = isEmbedded ? chosen.title() : chosen.label();
    try (StartedTarget started = StartedTarget.start(chosen, name, terminal)) {
      String at = started.url(Transport.TCP, "--profile durability");
      RunSettings settings = settings(BrokerUrl.parse(at)).withExclusive(true);
      RunManifest begun = manifest(settings, isEmbedded);
      return recorder(accepted, terminal).record(begun, List.of(), sink -> {
        try {
          List<ProfileFact> facts = DurabilityRun.of(
                  settings,
                  new DurabilityOptions.Ending(started.running(), settings.url()),
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
    return recorder(accepted, terminal).record(begun, more, sink -> {
      ResultSink everybody = new RunsAsOne(sink, settings.size());
      List<ProbedRun> runs = new ArrayList<>();
      for (RunSettings overOneTransport : settings) {
        runs.add(probe(overOneTransport, revival, everybody));
      }
      List<ProfileFact> profile = new ArrayList<>();
      for (ConformanceRun.Summary summary : ProbedRun.playAll(runs)) {
        // how the target is reached changes none of what the probe finds
        summary.profile().stream()
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

  private Recorder recorder(@Nullable Baseline accepted, Terminal terminal) {
    RunJudgement.Limits limits = new RunJudgement.Limits(strict, minCases, allowInconclusive);
    return new Recorder(out, limits, run -> baseline.compare(accepted, run, terminal), terminal);
  }

  private static boolean saysOfTheSame(ProfileFact one, ProfileFact other) {
    return one.version() == other.version() && one.name().equals(other.name());
  }

  /** A connection that is refused is tried again for as long as --wait allows. */
  private ProbedRun probe(RunSettings settings, @Nullable Revival revival, ResultSink sink) {
    long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
    while (true) {
      try {
        ConformanceRun run = ConformanceRun.of(settings, sink);
        return (revival == null ? run : run.revivedBy(revival)).probe();
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

  private RunSettings settings(BrokerUrl parsed) {
    LoginOptions.Credentials credentials = login.credentials(parsed, version);
    try {
      return playing.applyTo(RunSettings.of(parsed)
          .withCredentials(credentials.user(), credentials.password())
          .withVersions(version == null ? Set.of() : Set.of(version))
          .withSelection(selection.selection(version))
          .withPrefixes(clientIdPrefix, topicPrefix)
          .withExclusive(exclusive)
          .withSetup(setup == null ? Setup.UNKNOWN : SetupFile.read(setup)));
    } catch (IllegalArgumentException e) {
      throw Problem.usage(String.valueOf(e.getMessage()));
    }
  }

  private boolean isOnCommandLine(String option) {
    ParseResult parsed = spec == null ? null : spec.commandLine().getParseResult();
    return parsed != null && parsed.hasMatchedOption(option);
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

  // ---- what the run is told to be

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
    words.addAll(transports.commandLine());
    words.addAll(tls.commandLine());
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
    words.addAll(baseline.commandLine());
    words.addAll(playing.commandLine());
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
}
