package dev.assay.suite;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Choices;
import dev.assay.broker.net.Listener;
import dev.assay.broker.net.Listening;
import dev.assay.broker.net.ServerTls;
import dev.assay.broker.net.Transport;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ClientTls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts brokers that can be reached over each transport, and knows by what certificate they are trusted. */
final class Host {
  private final ServerTls tls;
  private final ClientTls trust;

  private Host(ServerTls tls, ClientTls trust) {
    this.tls = tls;
    this.trust = trust;
  }

  /** @param directory for the certificate, which is made here */
  static Host in(Path directory) throws Exception {
    X509Bundle bundle = new CertificateBuilder()
        .subject("CN=localhost")
        .addSanIpAddress("127.0.0.1")
        .ecp256()
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    Path certificate =
        Files.writeString(directory.resolve("broker.pem"), bundle.getCertificatePathPEM());
    Path key = Files.writeString(directory.resolve("broker.key"), bundle.getPrivateKeyPEM());
    return new Host(
        ServerTls.of(certificate, key, null), ClientTls.of(certificate, false, null, null));
  }

  /** A broker on a free port, over this transport alone. */
  ReferenceBroker start(Transport transport, Choices choices) throws IOException {
    Listener listener = new Listener(transport, "127.0.0.1", 0);
    return ReferenceBroker.start(ReferenceBroker.options()
        .withListening(Listening.at(List.of(listener), tls))
        .withConfig(Forbidden.CONFIG)
        .withChoices(choices));
  }

  BrokerUrl url(ReferenceBroker broker) {
    BrokerUrl url = BrokerUrl.parse(broker.url());
    return url.scheme().isEncrypted() ? url.withTls(trust) : url;
  }
}
