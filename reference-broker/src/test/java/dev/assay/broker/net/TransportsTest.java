package dev.assay.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ClientTls;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One core behind every transport, and what happens at the doors. */
// against a hang alone
@Timeout(600)
class TransportsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long SHORT_HANDSHAKE_MILLIS = 500;

  @TempDir
  Path directory;

  private ReferenceBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = start(certificate("broker", "localhost", 0, 1), null);
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void packetsAreReadHoweverTheyAreCutAndTheEndIsOrderly(Transport transport) throws Exception {
    try (WireClient client = open(broker.url(transport), trusting("broker"))) {
      for (byte each : bytes(CONNECT)) {
        client.sendBytes(new byte[] {each});
      }
      assertThat(packet(client)).isInstanceOf(ConnAck.class);
      client.sendBytes(new byte[] {(byte) 0xC0, 0, (byte) 0xC0, 0, (byte) 0xC0});
      client.sendBytes(new byte[] {0});
      for (int i = 0; i < 3; i++) {
        assertThat(packet(client)).isInstanceOf(PingResp.class);
      }

      client.send(CONNECT);

      assertThat(packet(client)).isInstanceOf(Disconnect.class);
      assertThat(client.next())
          .isInstanceOfSatisfying(
              Arrival.Closed.class, end -> assertThat(end.reset()).isFalse());
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientThatVanishesIsForgotten(Transport transport) throws Exception {
    // often enough for a race between a handshake and what follows it to show
    for (int i = 0; i < 200; i++) {
      WireClient client = open(broker.url(transport), trusting("broker"));
      client.send(CONNECT);
      assertThat(packet(client)).isInstanceOf(ConnAck.class);
      client.abort();
    }
    try (WireClient client = open(broker.url(transport), trusting("broker"))) {
      client.send(CONNECT);
      assertThat(packet(client)).isInstanceOf(ConnAck.class);
    }
  }

  @Test
  void subprotocolIsSelectedAndTextFrameEndsTheConnection() throws Exception {
    try (WireClient client = open(broker.url(Transport.WS), ClientTls.OF_THE_JDK)) {
      assertThat(client.subprotocol()).contains("mqtt");
      client.send(CONNECT);
      assertThat(packet(client)).isInstanceOf(ConnAck.class);

      client.sendTextFrame("any".getBytes(StandardCharsets.US_ASCII));

      assertThat(packet(client)).isInstanceOf(Disconnect.class);
      assertThat(client.next()).isInstanceOf(Arrival.Closed.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /mqtt HTTP/1.1\r\nHost: a\r\n\r\n | 426",
        "GET /elsewhere HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n | 404",
        "POST /mqtt HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n | 426",
        "GET /mqtt HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: soap\r\n\r\n | 400",
        "not even HTTP\r\n\r\n | 400"
      })
  void whatIsNoHandshakeIsRefusedWithItsStatus(String requestAndStatus) throws Exception {
    String[] parts = requestAndStatus.split(" \\| ", 2);
    try (Socket socket = plain(Transport.WS)) {
      socket.getOutputStream().write(parts[0].getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 " + parts[1]);
    }
  }

  /** Nobody knows yet who it is: its request may be so long, and no longer. */
  @ParameterizedTest
  @CsvSource({
    "4_000, 0, 0, 426",
    "4_200, 0, 0, 400",
    "0, 16_000, 0, 426",
    "0, 16_500, 0, 400",
    "0, 0, 16_500, 413"
  })
  void theRequestOfAHandshakeHasItsLimits(
      String queryBytes, String headerBytes, String contentBytes, String status) throws Exception {
    String request = "GET /mqtt?" + "x".repeat(number(queryBytes)) + " HTTP/1.1\r\nHost: a\r\n"
        + ("X: " + "x".repeat(995) + "\r\n").repeat(number(headerBytes) / 1_000)
        + "X: " + "x".repeat(number(headerBytes) % 1_000) + "\r\n"
        // of which nothing comes
        + "Content-Length: " + number(contentBytes) + "\r\n\r\n";
    try (Socket socket = plain(Transport.WS)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

      assertThat(answer).isEqualTo("HTTP/1.1 " + status);
    }
  }

  private static int number(String digits) {
    return Integer.parseInt(digits.replace("_", ""));
  }

  @Test
  void aFrameIsNoLargerThanTheLargestPacket() throws Exception {
    int packetMaxBytes = 70_000;
    broker.stop();
    broker = ReferenceBroker.start(ReferenceBroker.options()
        .withListening(Listening.at(List.of(new Listener(Transport.WS, "127.0.0.1", 0)), null))
        .withConfig(BrokerConfig.DEFAULT.with(the -> the.maximumPacketSizeBytes = packetMaxBytes)));
    try (WireClient client = open(broker.url(Transport.WS), ClientTls.OF_THE_JDK)) {
      client.send(CONNECT);
      assertThat(packet(client)).isInstanceOf(ConnAck.class);
      byte[] largest = bytes(publish(packetMaxBytes - 8));
      assertThat(largest).hasSize(packetMaxBytes);
      client.sendBytes(largest);
      client.sendBytes(new byte[] {(byte) 0xC0, 0});
      assertThat(packet(client)).isInstanceOf(PingResp.class);
    }
    try (Socket socket = plain(Transport.WS)) {
      socket
          .getOutputStream()
          .write(String.join(
                  "\r\n",
                  "GET /mqtt HTTP/1.1",
                  "Host: a",
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                  "Sec-WebSocket-Protocol: mqtt",
                  "",
                  "")
              .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0) {
        answer.append((char) in.read());
      }
      assertThat(answer).startsWith("HTTP/1.1 101");

      // announces one byte more, and nothing of it comes: 1009, message too big [RFC 6455, 7.4.1]
      ByteBuffer header = ByteBuffer.allocate(14);
      header.put((byte) 0x82).put((byte) 0xFF).putLong(packetMaxBytes + 1L).putInt(0);
      socket.getOutputStream().write(header.array());

      assertThat(in.readNBytes(4)).startsWith(0x88).endsWith(0x03, 0xF1);
    }
  }

  private static Publish publish(int payloadBytes) {
    return new Publish(
        false,
        Qos.AT_MOST_ONCE,
        false,
        TopicName.of("t"),
        0,
        Properties.NONE,
        Payload.owning(new byte[payloadBytes]));
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"TLS", "WS", "WSS"})
  void whoDoesNotIntroduceItselfIsClosedInTime(Transport transport) throws Exception {
    broker.stop();
    broker = start(certificate("broker", "localhost", 0, 1), null, SHORT_HANDSHAKE_MILLIS);

    try (Socket socket = plain(transport)) {
      InputStream in = socket.getInputStream();

      assertThat(in.readAllBytes()).isEmpty();
    }
  }

  @Test
  void certificateThatNobodyKnowsIsSaidSo() {
    assertThatThrownBy(() -> open(broker.url(Transport.TLS), ClientTls.OF_THE_JDK))
        .isInstanceOf(ConnectFailed.class)
        .hasMessageContaining("--ca FILE")
        .hasMessageContaining("--insecure");
  }

  @Test
  void certificateOfAnotherHostIsSaidSoAndTakenByWhoTrustsEverybody() throws Exception {
    broker.stop();
    broker = start(certificate("other", "other.example", 0, 1), null);

    ClientTls other = trusting("other");
    // often enough for a race between the failure and who waits for it to show
    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> open(broker.url(Transport.WSS), other))
          .isInstanceOf(ConnectFailed.class)
          .hasMessageContaining("for another host");
    }
    open(broker.url(Transport.WSS), ClientTls.of(null, true, null, null)).close();
  }

  @Test
  void expiredCertificateIsSaidSo() throws Exception {
    broker.stop();
    X509Bundle authority = certificate("authority", "localhost", -20, 1);
    broker = start(template("localhost", -10, -1).buildIssuedBy(authority), null);

    assertThatThrownBy(() -> open(broker.url(Transport.TLS), trusting("authority")))
        .isInstanceOf(ConnectFailed.class)
        .hasMessageContaining("has expired");
  }

  @Test
  void clientHasToShowACertificateWhereOneIsAskedFor() throws Exception {
    broker.stop();
    X509Bundle client = certificate("client", "localhost", 0, 1);
    broker = start(
        certificate("broker", "localhost", 0, 1), client.toTempCertChainPem().toPath());
    ClientTls with = ClientTls.of(
        directory.resolve("broker.pem"),
        false,
        directory.resolve("client.pem"),
        directory.resolve("client.key"));

    try (WireClient known = open(broker.url(Transport.TLS), with);
        WireClient unknown = open(broker.url(Transport.TLS), trusting("broker"))) {
      known.send(CONNECT);
      unknown.send(CONNECT);

      assertThat(packet(known)).isInstanceOf(ConnAck.class);
      assertThat(unknown.next()).isInstanceOf(Arrival.Closed.class);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"TLS", "WSS"})
  void handshakeHoldsNobodyElseUpAndNothingFurtherIsReadMeanwhile(Transport transport)
      throws Exception {
    HeldHandshakes held = new HeldHandshakes();
    broker.stop();
    broker = start(certificate("broker", "localhost", 0, 1), held, ConnectionLimits.DEFAULT);
    try (SSLSocket socket = encrypted(transport, "TLSv1.3");
        WireClient other = open(broker.url(Transport.TCP), ClientTls.OF_THE_JDK)) {
      Future<?> handshake = held.begin(socket);

      other.send(CONNECT);
      assertThat(packet(other)).isInstanceOf(ConnAck.class);
      assertThat(held.channels.get(0).config().isAutoRead()).isFalse();

      held.mayGoOn.release();
      handshake.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(socket.getApplicationProtocol()).isEqualTo(HeldHandshakes.PROTOCOL);
    } finally {
      held.mayGoOn.release();
    }
  }

  @Test
  void whoHasToGoWhileItsHandshakeWaitsIsClosedAtOnce() throws Exception {
    HeldHandshakes held = new HeldHandshakes();
    int threads = HandshakeDesk.THREADS;
    broker.stop();
    broker = start(
        certificate("broker", "localhost", 0, 1),
        held,
        ConnectionLimits.DEFAULT.with(the -> the.unadmittedMax = 1 + threads));
    List<SSLSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i <= threads; i++) {
        sockets.add(encrypted(Transport.TLS, "TLSv1.3"));
      }
      for (SSLSocket each : sockets.subList(1, 1 + threads)) {
        held.begin(each);
      }
      HeldHandshakes.start(sockets.get(0));
      Channel oldest = held.channels.get(0);
      while (oldest.config().isAutoRead()) {
        Thread.onSpinWait();
      }
      try (WireClient other = open(broker.url(Transport.TCP), ClientTls.OF_THE_JDK)) {
        other.send(CONNECT);
        assertThat(packet(other)).isInstanceOf(ConnAck.class);

        assertThat(oldest.isOpen()).isFalse();
      }
    } finally {
      held.mayGoOn.release(1 + threads);
      for (SSLSocket each : sockets) {
        each.close();
      }
    }
  }

  /**
   * A signature takes milliseconds: here as many as the test wants, in the choice of an ALPN protocol, which is a part of the same work.
   */
  private static final class HeldHandshakes implements PipelineGuest {
    private static final String PROTOCOL = "any";

    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayGoOn = new Semaphore(0);
    private final List<Channel> channels = new CopyOnWriteArrayList<>();

    @Override
    public void enter(ChannelPipeline pipeline) {
      SslHandler tls = pipeline.get(SslHandler.class);
      if (tls != null) {
        channels.add(pipeline.channel());
        tls.engine().setHandshakeApplicationProtocolSelector((engine, offered) -> {
          begun.release();
          mayGoOn.acquireUninterruptibly();
          return offered.get(0);
        });
      }
    }

    /** Returns when the broker is in the middle of it. */
    Future<?> begin(SSLSocket socket) throws Exception {
      Future<?> handshake = start(socket);
      assertThat(begun.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return handshake;
    }

    static Future<?> start(SSLSocket socket) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {PROTOCOL});
      socket.setSSLParameters(parameters);
      FutureTask<?> handshake = new FutureTask<>(() -> {
        socket.startHandshake();
        return null;
      });
      new Thread(handshake).start();
      return handshake;
    }
  }

  /** TLS 1.2 would let it have another one, and another. */
  @Test
  void clientHasOneHandshakeAndNoSecondOne() throws Exception {
    try (SSLSocket socket = encrypted(Transport.TLS, "TLSv1.2")) {
      socket.getOutputStream().write(bytes(CONNECT));
      // CONNACK
      assertThat(socket.getInputStream().read()).isEqualTo(0x20);
      socket.getInputStream().skipNBytes(socket.getInputStream().read());

      assertThatThrownBy(() -> {
            socket.startHandshake();
            socket.getOutputStream().write(new byte[] {(byte) 0xC0, 0});
            if (socket.getInputStream().read() < 0) {
              throw new EOFException();
            }
          })
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  private SSLSocket encrypted(Transport transport, String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    int port = BrokerUrl.parse(broker.url(transport)).port();
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  @Test
  void plainPortSpokenToInTlsAndTheOtherWayRoundEndsSoon() throws Exception {
    assertThatThrownBy(
            () -> open(broker.url(Transport.TCP).replace("mqtt:", "mqtts:"), trusting("broker")))
        .isInstanceOf(ConnectFailed.class);
    try (WireClient client =
        open(broker.url(Transport.TLS).replace("mqtts:", "mqtt:"), ClientTls.OF_THE_JDK)) {
      client.send(CONNECT);

      assertThat(client.next()).isInstanceOfAny(Arrival.Closed.class, Arrival.Broken.class);
    }
  }

  private static final Connect CONNECT =
      new Connect(MqttVersion.V5, "c", true, 0, null, null, null, Properties.NONE);

  private static byte[] bytes(Packet packet) {
    return PacketWriter.of(MqttVersion.V5).toBytes(packet);
  }

  private static Packet packet(WireClient client) {
    Arrival arrival = client.next();
    assertThat(arrival).isInstanceOf(Arrival.Received.class);
    return ((Arrival.Received) arrival).packet();
  }

  private ReferenceBroker start(X509Bundle identity, Path clientCa) throws Exception {
    return start(identity, clientCa, PATIENCE.toMillis());
  }

  private ReferenceBroker start(X509Bundle identity, Path clientCa, long handshakeMillisMax)
      throws Exception {
    return ReferenceBroker.start(ReferenceBroker.options()
        .withListening(listening(identity, clientCa).withHandshakeMillisMax(handshakeMillisMax)));
  }

  private ReferenceBroker start(X509Bundle identity, PipelineGuest guest, ConnectionLimits limits)
      throws Exception {
    return ReferenceBroker.start(ReferenceBroker.options()
        .withListening(listening(identity, null).withGuest(guest))
        .withLimits(limits));
  }

  private static Listening listening(X509Bundle identity, Path clientCa) throws Exception {
    ServerTls tls = ServerTls.of(
        identity.toTempCertChainPem().toPath(), identity.toTempPrivateKeyPem().toPath(), clientCa);
    List<Listener> listeners = Stream.of(Transport.values())
        .map(transport -> new Listener(transport, "127.0.0.1", 0))
        .toList();
    return Listening.at(listeners, tls);
  }

  /** Made for the test, kept below the name in the test's directory, valid for so many days from and to now. */
  private X509Bundle certificate(String name, String host, int fromDays, int toDays)
      throws Exception {
    X509Bundle bundle =
        template(host, fromDays, toDays).setIsCertificateAuthority(true).buildSelfSigned();
    Files.writeString(directory.resolve(name + ".pem"), bundle.getCertificatePathPEM());
    Files.writeString(directory.resolve(name + ".key"), bundle.getPrivateKeyPEM());
    return bundle;
  }

  private static CertificateBuilder template(String host, int fromDays, int toDays) {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .subject("CN=" + host)
        .addSanDnsName(host)
        .addSanIpAddress(host.equals("localhost") ? "127.0.0.1" : "192.0.2.1")
        .notBefore(now.plus(fromDays, ChronoUnit.DAYS).minus(1, ChronoUnit.HOURS))
        .notAfter(now.plus(toDays, ChronoUnit.DAYS))
        .ecp256();
  }

  private ClientTls trusting(String name) throws Exception {
    return ClientTls.of(directory.resolve(name + ".pem"), false, null, null);
  }

  private static WireClient open(String url, ClientTls tls) throws ConnectFailed {
    return WireClient.open(
        BrokerUrl.parse(url).withTls(tls),
        MqttVersion.V5,
        "client",
        new Transcript(List.of()),
        PATIENCE);
  }

  private Socket plain(Transport transport) throws Exception {
    int port = BrokerUrl.parse(broker.url(transport)).port();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }
}
