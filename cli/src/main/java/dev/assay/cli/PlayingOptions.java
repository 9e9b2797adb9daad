package dev.assay.cli;

import dev.assay.client.Segments;
import dev.assay.suite.RunSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how cases are played, whichever they are. */
final class PlayingOptions {
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

  /**
   * The settings with what was asked for.
   *
   * @throws IllegalArgumentException if a value is out of its bounds, with one clear line
   */
  RunSettings applyTo(RunSettings settings) {
    RunSettings asked = settings
        .withConnectionsMax(maxConnections)
        .withRetries(retries)
        .withTimeScale(timeoutScale)
        .withSegments(segments);
    return parallel == null ? asked : asked.withWorkers(parallel);
  }

  /** The settings for the embedded broker, which grants as many connections as a run likes: nobody has to find that out. */
  RunSettings onOurBroker(RunSettings settings) {
    return maxConnections == RunSettings.CONNECTIONS_UNKNOWN
        ? settings.withConnectionsMax(RunSettings.CONNECTIONS_UNLIMITED)
        : settings;
  }

  /** What was asked for that is not the default. */
  List<String> commandLine() {
    List<String> words = new ArrayList<>();
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
    return words;
  }
}
