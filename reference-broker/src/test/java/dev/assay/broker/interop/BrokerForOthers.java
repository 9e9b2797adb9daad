package dev.assay.broker.interop;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Step;
import dev.assay.broker.net.Listener;
import dev.assay.broker.net.Listening;
import dev.assay.broker.net.ServerTls;
import dev.assay.broker.net.ShellOptions;
import dev.assay.broker.net.Transport;
import dev.assay.codec.packet.SubAck;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The broker on every transport, with a certificate made for it. */
final class BrokerForOthers implements AutoCloseable {
  private final X509Bundle identity;
  private final ReferenceBroker broker;
  private final Semaphore subAcks = new Semaphore(0);

  private BrokerForOthers(UnaryOperator<ShellOptions> change) throws Exception {
    identity = new CertificateBuilder()
        .subject("CN=localhost")
        .addSanDnsName("localhost")
        .addSanIpAddress("127.0.0.1")
        .setIsCertificateAuthority(true)
        .ecp256()
        .buildSelfSigned();
    ServerTls tls = ServerTls.of(
        identity.toTempCertChainPem().toPath(), identity.toTempPrivateKeyPem().toPath(), null);
    Listening everywhere = Listening.at(
        Stream.of(Transport.values())
            .map(transport -> new Listener(transport, "127.0.0.1", 0))
            .toList(),
        tls);
    // a test that is slow is no hostile client
    ShellOptions options = ReferenceBroker.options()
        .withListening(everywhere.withHandshakeMillisMax(
            TimeUnit.SECONDS.toMillis(OtherClient.PATIENCE_SECONDS)))
        .withConfig(BrokerConfig.DEFAULT.with(
            the -> the.connectWithinSeconds = (int) OtherClient.PATIENCE_SECONDS))
        .withSteps(this::countSubAcks);
    broker = ReferenceBroker.start(change.apply(options));
  }

  static BrokerForOthers start() throws Exception {
    return new BrokerForOthers(options -> options);
  }

  static BrokerForOthers start(UnaryOperator<ShellOptions> change) throws Exception {
    return new BrokerForOthers(change);
  }

  private void countSubAcks(Step step) {
    for (Effect effect : step.effects()) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof SubAck) {
        subAcks.release();
      }
    }
  }

  /** Waits until a further client has its subscription, for those that do not say so. */
  void awaitSubscription() throws InterruptedException {
    if (!subAcks.tryAcquire(OtherClient.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody subscribed");
    }
  }

  String url(Transport transport) {
    return broker.url(transport);
  }

  int port(Transport transport) {
    return broker.listeners().stream()
        .filter(each -> each.transport() == transport)
        .findFirst()
        .orElseThrow()
        .port();
  }

  /** The certificate to trust, PEM. */
  Path certificate() throws Exception {
    return identity.toTempCertChainPem().toPath();
  }

  /** SHA-256 of the certificate's public key, Base64. */
  String publicKeyHash() throws Exception {
    byte[] key = identity.getCertificate().getPublicKey().getEncoded();
    return Base64.getEncoder()
        .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
  }

  TrustManagerFactory trust() throws Exception {
    return identity.toTrustManagerFactory();
  }

  SSLContext tls() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust().getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() {
    broker.stop();
  }
}
