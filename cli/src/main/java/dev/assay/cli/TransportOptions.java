package dev.assay.cli;

import dev.assay.broker.net.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Over what a broker is reached that is started for a run. */
final class TransportOptions {
  @Option(
      names = "--transport",
      split = ",",
      paramLabel = "NAME",
      description = {
        "tcp, tls, ws or wss, or several with commas between: how the embedded",
        "broker, or that of --target, is reached (default: tcp)."
      })
  private List<String> transports = List.of();

  /**
   * Those that were asked for, in that order and each once; plain TCP if none was.
   *
   * @param url of the broker, which says by itself how it is reached; null if there is none
   * @throws Problem if there is no such transport, or if there is a URL beside it
   */
  List<Transport> asked(@Nullable String url) {
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

  boolean areAsked() {
    return !transports.isEmpty();
  }

  List<String> commandLine() {
    return areAsked() ? List.of("--transport", String.join(",", transports)) : List.of();
  }
}
