package dev.assay.cli;

import dev.assay.broker.net.Transport;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ClientTls;
import dev.assay.client.TlsVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say whom to trust over TLS, and who asks. */
final class TlsOptions {
  private static final String ALL = "--ca, --insecure, --client-cert and --client-key";
  private static final String VERSION = "--tls-version";

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
      names = VERSION,
      paramLabel = "VERSION",
      converter = Converters.Tls.class,
      description = "TLS version of the cases: 1.2 or 1.3 (default: 1.2 where the broker speaks it,"
          + " since connections then come about with less work; else 1.3).")
  private @Nullable TlsVersion version;

  /**
   * The address of a broker, with how it is to be trusted.
   *
   * @throws Problem if it is none, or if it is reached without TLS beside these options
   */
  BrokerUrl parse(String text) {
    BrokerUrl parsed;
    try {
      parsed = BrokerUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.usage(String.valueOf(e.getMessage()));
    }
    boolean encrypted = parsed.scheme().isEncrypted();
    if (!encrypted && areGiven()) {
      throw Problem.usage(ALL + ": expected mqtts:// or wss://, found " + parsed.masked());
    }
    if (!encrypted && version != null) {
      throw Problem.usage(VERSION + ": expected mqtts:// or wss://, found " + parsed.masked());
    }
    return encrypted ? parsed.withTls(offered(tls())) : parsed;
  }

  private boolean areGiven() {
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

  private ClientTls offered(ClientTls tls) {
    return version == null ? tls : tls.offering(version);
  }

  /**
   * Checks that there is a use for the options.
   *
   * @param transports over which a broker is reached that is started for this run
   * @throws Problem if a version was asked for and none of them is encrypted
   */
  void expectUse(List<Transport> transports) {
    if (version != null && transports.stream().noneMatch(Transport::isEncrypted)) {
      throw Problem.usage(VERSION + ": expected --transport with tls or wss beside it, found "
          + transports.stream().map(Transport::text).collect(Collectors.joining(",")));
    }
  }

  /** What was asked for, but for the names of files. */
  List<String> commandLine() {
    return version == null ? List.of() : List.of(VERSION, version.text());
  }

  /** Whoever made the certificate knows that it may be trusted. */
  BrokerUrl trusting(@Nullable Path certificate, BrokerUrl at) throws IOException {
    if (areGiven()) {
      throw Problem.usage(ALL + ": expected the URL of a broker beside them, found a broker"
          + " that is started for this run");
    }
    return certificate == null || !at.scheme().isEncrypted()
        ? at
        : at.withTls(offered(ClientTls.of(certificate, false, null, null)));
  }
}
