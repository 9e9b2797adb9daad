package dev.assay.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.faults.Peer;
import dev.assay.client.BrokerUrl;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In TLS 1.3 a client has done with the handshake before its certificate was looked at: it may have said all that it wanted by then, and have
 * ended its side.
 */
// against a hang alone
@Timeout(120)
class EndOfHandshakeTest {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int CONNACK_FIRST_BYTE = 0x20;

  private final HeldCheck check = new HeldCheck();
  private X509Bundle identity;
  private ReferenceBroker broker;

  @BeforeEach
  void start() throws Exception {
    Instant now = Instant.now();
    identity = new CertificateBuilder()
        .subject("CN=localhost")
        .notBefore(now.minus(1, ChronoUnit.HOURS))
        .notAfter(now.plus(1, ChronoUnit.DAYS))
        .ecp256()
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    ServerTls tls = new ServerTls(SslContextBuilder.forServer(identity.toKeyManagerFactory())
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3")
        .trustManager(check)
        .clientAuth(ClientAuth.REQUIRE)
        .build());
    List<Listener> listeners = Stream.of(Transport.TCP, Transport.TLS)
        .map(transport -> new Listener(transport, "127.0.0.1", 0))
        .toList();
    broker = ReferenceBroker.start(ReferenceBroker.options()
        .withListening(Listening.at(listeners, tls))
        .withConfig(BrokerConfig.DEFAULT.with(the -> the.access = new HeldAccess())));
  }

  @AfterEach
  void stop() {
    check.mayGoOn.release();
    broker.stop();
  }

  @ParameterizedTest(name = "says so in TLS: {0}")
  @ValueSource(booleans = {false, true})
  void whatWasSaidBeforeTheEndCountsThoughTheCertificateIsStillBeingChecked(boolean saysSo)
      throws Exception {
    try (Peer other = new Peer(portOf(Transport.TCP), MqttVersion.V5);
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), portOf(Transport.TLS));
        SSLSocket client = encrypted(tcp)) {
      subscribe(other);
      client.startHandshake();
      awaitCheck();

      client.getOutputStream().write(allThatItWants(null));
      if (saysSo) {
        client.shutdownOutput();
      }
      tcp.shutdownOutput();
      loopThrough(other);
      check.mayGoOn.release();

      assertThat(other.expect(Publish.class).topic()).isEqualTo(TopicName.of("a"));
      InputStream in = client.getInputStream();
      assertThat(in.read()).isEqualTo(CONNACK_FIRST_BYTE);
    }
  }

  @Test
  void whatWasSaidBeforeTheEndCountsThoughThePasswordIsStillBeingChecked() throws Exception {
    try (Peer other = new Peer(portOf(Transport.TCP), MqttVersion.V5);
        Peer client = new Peer(portOf(Transport.TCP), MqttVersion.V5)) {
      subscribe(other);
      client.sendBytes(allThatItWants(Payload.of("secret")));
      awaitCheck();

      client.end();
      loopThrough(other);
      check.mayGoOn.release();

      assertThat(other.expect(Publish.class).topic()).isEqualTo(TopicName.of("a"));
      client.expect(ConnAck.class);
    }
  }

  private void awaitCheck() throws InterruptedException {
    assertThat(check.begun.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
  }

  /** Whatever the loop does about what came before this it has done when this returns. */
  private static void loopThrough(Peer other) throws Exception {
    for (int i = 0; i < 3; i++) {
      other.send(new PingReq());
      other.expect(PingResp.class);
    }
  }

  private static byte[] allThatItWants(@Nullable Payload password) {
    String user = password == null ? null : "user";
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(bytes(
        new Connect(MqttVersion.V5, "hasty", true, 0, null, user, password, Properties.NONE)));
    all.writeBytes(bytes(new Publish(
        false, Qos.AT_MOST_ONCE, false, TopicName.of("a"), 0, Properties.NONE, Payload.of("x"))));
    all.writeBytes(bytes(new Disconnect(ReasonCode.SUCCESS)));
    return all.toByteArray();
  }

  private static byte[] bytes(Packet packet) {
    return Peer.bytesOf(MqttVersion.V5, packet);
  }

  private static void subscribe(Peer other) throws Exception {
    other.send(new Connect(MqttVersion.V5, "other", true, 0, null, null, null, Properties.NONE));
    other.expect(ConnAck.class);
    Subscription subscription = Subscription.of(TopicFilter.of("a"), Qos.AT_MOST_ONCE);
    other.send(new Subscribe(1, Properties.NONE, List.of(subscription)));
    other.expect(SubAck.class);
  }

  private SSLSocket encrypted(Socket tcp) throws Exception {
    KeyManagerFactory own = identity.toKeyManagerFactory();
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        own.getKeyManagers(), InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(tcp, "localhost", tcp.getPort(), false);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private int portOf(Transport transport) {
    return BrokerUrl.parse(broker.url(transport)).port();
  }

  /** Lets everybody in; the first time that a password is checked takes as long as the test wants. */
  private final class HeldAccess implements Access {
    private final AtomicBoolean wasAsked = new AtomicBoolean();

    @Override
    public boolean takesTime(@Nullable String userName, @Nullable Payload password) {
      return password != null;
    }

    @Override
    public boolean admits(@Nullable String userName, @Nullable Payload password) {
      if (password != null && wasAsked.compareAndSet(false, true)) {
        check.begun.release();
        check.mayGoOn.acquireUninterruptibly();
      }
      return true;
    }
  }

  /** Takes every certificate, and as long as the test wants. */
  private static final class HeldCheck implements X509TrustManager {
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayGoOn = new Semaphore(0);

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      begun.release();
      mayGoOn.acquireUninterruptibly();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException("the broker is no client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
