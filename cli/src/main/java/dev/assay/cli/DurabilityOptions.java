package dev.assay.cli;

import dev.assay.cli.targets.DurabilityClaim;
import dev.assay.cli.targets.RunningTarget;
import dev.assay.cli.targets.Target;
import dev.assay.cli.targets.TargetException;
import dev.assay.client.BrokerUrl;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.durability.Claim;
import dev.assay.suite.durability.DurabilityRun;
import dev.assay.suite.durability.Memory;
import dev.assay.suite.durability.Restartable;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code assay conformance --profile durability}: what a broker remembers through the end of its process. */
final class DurabilityOptions {
  private static final int KILLS = 2;
  private static final String PROFILE = "durability";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      converter = ProfileName.class,
      description = {
        "Judge something else than the cases. durability: restart the broker, and",
        "kill it under load, and find out what it remembers (level: none, restart,",
        "process kill). Needs --target, or no URL: the embedded broker with --data",
        "in a process of its own."
      })
  private @Nullable String profile;

  @Option(
      names = "--kills",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "With --profile durability: how often it is killed (default: 2).")
  private @Nullable Integer kills;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Converters.Natural.class,
      description = "With --profile durability: of the moments of the kills (default: 1).")
  private @Nullable Integer seed;

  /** The only one so far. */
  static final class ProfileName implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (text.equals(PROFILE)) {
        return text;
      }
      throw Converters.expected(PROFILE, text);
    }
  }

  /** Whether the profile was asked for. */
  boolean isAsked() {
    if (profile == null && (kills != null || seed != null)) {
      throw Problem.usage((kills != null ? "--kills" : "--seed")
          + ": expected --profile durability beside it, found none");
    }
    return profile != null;
  }

  /** The options as they decide a run. */
  List<String> commandLine() {
    return List.of(
        "--profile",
        PROFILE,
        "--kills",
        Integer.toString(kills == null ? KILLS : kills),
        "--seed",
        Integer.toString(seed == null ? 1 : seed));
  }

  /**
   * The embedded broker as a target.
   *
   * @param data where it keeps what it remembers; null for a directory that goes with the run
   */
  static Target embedded(@Nullable Path data) {
    // the process has a directory of its own, from which relative paths would lead elsewhere
    String classpath = Arrays.stream(
            System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(each -> Path.of(each).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
    return Target.referenceBroker(AssayVersion.text(), classpath, data);
  }

  /** What is to be done with a target. */
  DurabilityRun.Plan plan(
      Target target, Function<MqttVersion, String> reproducer, Consumer<String> progress) {
    return new DurabilityRun.Plan(
        kills == null ? KILLS : kills,
        seed == null ? 1 : seed,
        claims(target),
        reproducer,
        progress);
  }

  private static Map<Memory, Claim> claims(Target target) {
    Map<Memory, Claim> claims = new EnumMap<>(Memory.class);
    for (DurabilityClaim each : target.claims()) {
      Claim claim = new Claim(each.level(), each.source());
      List<Memory> of = each.of().isEmpty()
          ? List.of(Memory.values())
          : each.of().stream().map(DurabilityOptions::memory).toList();
      of.forEach(memory -> claims.put(memory, claim));
    }
    return claims;
  }

  private static Memory memory(String key) {
    return Memory.of(key)
        .orElseThrow(() -> Problem.usage("--targets: claims.of: expected one of "
            + Arrays.stream(Memory.values()).map(Memory::key).collect(Collectors.joining(", "))
            + ", found '" + key + "'"));
  }

  /** A target's process as the suite sees it. */
  record Ending(RunningTarget running, BrokerUrl url) implements Restartable {
    @Override
    public boolean stop() {
      return running.stop();
    }

    @Override
    public void kill() {
      try {
        running.kill();
      } catch (TargetException e) {
        throw TargetsCommand.problem("target", e);
      }
    }

    @Override
    public void start() throws NotBack {
      try {
        running.startAgain();
      } catch (TargetException e) {
        throw new NotBack(String.valueOf(e.getMessage()));
      }
    }
  }
}
