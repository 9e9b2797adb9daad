package dev.assay.suite;

import dev.assay.client.ClientTls;
import dev.assay.client.ConnectFailed;
import dev.assay.client.TlsVersion;
import dev.assay.client.WireClient;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which version of TLS the cases are played over: 1.2 where the target speaks it, unless one was asked for. A run makes thousands of
 * connections, and none of the statements of MQTT is about what is below it. A session of 1.2 is taken up again by any number of
 * connections without public keys, one of 1.3 by one connection, which exchanges keys all the same (docs/adr/0033).
 */
final class TlsOfCases {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RunSettings settings;
  private final MqttVersion spoken;

  /** @param spoken a version of MQTT that the target speaks; no packet is sent */
  TlsOfCases(RunSettings settings, MqttVersion spoken) {
    this.settings = settings;
    this.spoken = spoken;
  }

  /**
   * The settings with the version of TLS that was chosen; the same where there is no TLS or no choice.
   *
   * @param facts takes down what was found
   * @param versions of MQTT that it is a fact about
   */
  RunSettings chosen(List<ProfileFact> facts, Set<MqttVersion> versions) {
    Optional<TlsVersion> found = agreedOn(settings.url().tls());
    if (found.isEmpty()) {
      return settings;
    }
    ClientTls lighter = settings.url().tls().offering(TlsVersion.V1_2);
    boolean isLighter = settings.url().tls().offersSeveral()
        && found.get() != TlsVersion.V1_2
        && agreedOn(lighter).isPresent();
    for (MqttVersion each : versions) {
      facts.add(new ProfileFact(
          each,
          "TLS",
          isLighter
              ? "1.3; the cases use 1.2, which it speaks too"
              : found.get().text(),
          "observed"));
    }
    return isLighter ? settings.withTls(lighter) : settings;
  }

  /** Empty if there is no TLS, or none that both sides speak. */
  private Optional<TlsVersion> agreedOn(ClientTls tls) {
    try (WireClient wire = WireClient.open(
        settings.url().withTls(tls), spoken, "tls", settings.transcript(), patience())) {
      return wire.tlsVersion();
    } catch (ConnectFailed refused) {
      return Optional.empty();
    }
  }

  private Duration patience() {
    return Duration.ofNanos((long) (PATIENCE.toNanos() * settings.timeScale()));
  }
}
