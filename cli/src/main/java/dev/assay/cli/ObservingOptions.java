package dev.assay.cli;

import dev.assay.broker.net.Observing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How {@code assay broker} shows how it is. */
final class ObservingOptions {
  private static final int SYSTEM_SECONDS = 10;
  private static final int SYSTEM_SECONDS_MAX = 86_400;

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      converter = Converters.Address.class,
      description = {
        "Show figures to Prometheus at http://HOST:PORT/metrics; without HOST on 127.0.0.1;",
        "port 0 takes a free one. Nobody is asked for a password there."
      })
  private @Nullable HostAndPort metrics;

  @Option(
      names = "--sys-interval",
      paramLabel = "SECONDS",
      description = {
        "How often figures that changed are published on the topics $$SYS/broker/...,",
        "1 to 86400; 0 for never (default: 10, with --narrate 0)."
      })
  private @Nullable Integer systemSeconds;

  /**
   * What was asked for.
   *
   * @param narrates whether somebody reads each step, among which figures that nobody asked for would only be in the way
   */
  Observing observing(boolean narrates) {
    Observing.Address address =
        metrics == null ? null : new Observing.Address(metrics.host(), metrics.port());
    return new Observing(AssayVersion.text(), address, seconds(narrates));
  }

  private int seconds(boolean narrates) {
    if (systemSeconds == null) {
      return narrates ? 0 : SYSTEM_SECONDS;
    }
    if (systemSeconds < 0 || systemSeconds > SYSTEM_SECONDS_MAX) {
      throw Problem.usage(
          "--sys-interval: expected 0.." + SYSTEM_SECONDS_MAX + " seconds, found " + systemSeconds);
    }
    return systemSeconds;
  }
}
