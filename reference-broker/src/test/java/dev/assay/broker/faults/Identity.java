package dev.assay.broker.faults;

import dev.assay.broker.net.Listener;
import dev.assay.broker.net.Listening;
import dev.assay.broker.net.ServerTls;
import dev.assay.broker.net.Transport;
import dev.assay.client.ClientTls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.List;
import java.util.stream.Stream;

/** A certificate made for a test, and what knows it. */
public record Identity(ServerTls tls, ClientTls trust) {

  public static Identity make() throws Exception {
    X509Bundle bundle = new CertificateBuilder()
        .subject("CN=localhost")
        .addSanIpAddress("127.0.0.1")
        .ecp256()
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    return new Identity(
        ServerTls.of(
            bundle.toTempCertChainPem().toPath(), bundle.toTempPrivateKeyPem().toPath(), null),
        ClientTls.of(bundle.toTempCertChainPem().toPath(), false, null, null));
  }

  /** A free port of the loopback address for each transport. */
  public Listening everyTransport() {
    List<Listener> listeners = Stream.of(Transport.values())
        .map(each -> new Listener(each, "127.0.0.1", 0))
        .toList();
    return Listening.at(listeners, tls);
  }
}
