package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.BrokerUrl;
import dev.assay.client.ClientTls;
import dev.assay.client.Network;
import dev.assay.client.TlsVersion;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class TlsOfCasesTest {
  private static final Set<MqttVersion> BOTH = EnumSet.allOf(MqttVersion.class);

  @Test
  void aServerOfBothVersionsIsJudgedOver12() throws Exception {
    try (Server server = Server.speaking("TLSv1.3", "TLSv1.2")) {
      List<ProfileFact> facts = new ArrayList<>();

      RunSettings chosen = new TlsOfCases(server.settings(), MqttVersion.V5).chosen(facts, BOTH);

      assertThat(server.versionWith(chosen)).isEqualTo(TlsVersion.V1_2);
      assertThat(facts)
          .extracting(ProfileFact::value)
          .containsExactly(
              "1.3; the cases use 1.2, which it speaks too",
              "1.3; the cases use 1.2, which it speaks too");
    }
  }

  @Test
  void aSessionOf12IsTakenUpAgain() throws Exception {
    try (Server server = Server.speaking("TLSv1.3", "TLSv1.2")) {
      RunSettings chosen =
          new TlsOfCases(server.settings(), MqttVersion.V5).chosen(new ArrayList<>(), BOTH);
      for (int i = 0; i < 5; i++) {
        assertThat(server.versionWith(chosen)).isEqualTo(TlsVersion.V1_2);
      }

      assertThat(server.sessionsOf12()).hasSize(1);
    }
  }

  @Test
  void aServerOf13AloneIsJudgedOver13() throws Exception {
    try (Server server = Server.speaking("TLSv1.3")) {
      List<ProfileFact> facts = new ArrayList<>();

      RunSettings chosen = new TlsOfCases(server.settings(), MqttVersion.V5)
          .chosen(facts, EnumSet.of(MqttVersion.V5));

      assertThat(server.versionWith(chosen)).isEqualTo(TlsVersion.V1_3);
      assertThat(facts).extracting(ProfileFact::value).containsExactly("1.3");
    }
  }

  @Test
  void aServerOf12AloneIsJudgedOver12() throws Exception {
    try (Server server = Server.speaking("TLSv1.2")) {
      List<ProfileFact> facts = new ArrayList<>();

      RunSettings chosen = new TlsOfCases(server.settings(), MqttVersion.V5)
          .chosen(facts, EnumSet.of(MqttVersion.V5));

      assertThat(server.versionWith(chosen)).isEqualTo(TlsVersion.V1_2);
      assertThat(facts).extracting(ProfileFact::value).containsExactly("1.2");
    }
  }

  @Test
  void aVersionThatWasAskedForIsUsed() throws Exception {
    try (Server server = Server.speaking("TLSv1.3", "TLSv1.2")) {
      RunSettings asked =
          server.settings().withTls(server.settings().url().tls().offering(TlsVersion.V1_3));
      List<ProfileFact> facts = new ArrayList<>();

      RunSettings chosen =
          new TlsOfCases(asked, MqttVersion.V5).chosen(facts, EnumSet.of(MqttVersion.V5));

      assertThat(server.versionWith(chosen)).isEqualTo(TlsVersion.V1_3);
      assertThat(facts).extracting(ProfileFact::value).containsExactly("1.3");
    }
  }

  /** Makes the handshake and then reads until the client goes. */
  private static final class Server implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SSLServerSocket socket;
    private final Set<List<Byte>> sessions = Collections.synchronizedSet(new HashSet<>());

    private Server(SSLServerSocket socket) {
      this.socket = socket;
    }

    static Server speaking(String... protocols) throws Exception {
      X509Bundle identity = new CertificateBuilder()
          .subject("CN=localhost")
          .ecp256()
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(identity.toKeyManagerFactory().getKeyManagers(), null, null);
      SSLServerSocket socket = (SSLServerSocket) context
          .getServerSocketFactory()
          .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      socket.setEnabledProtocols(protocols);
      Server server = new Server(socket);
      Thread thread = new Thread(server::accept, "tls-server");
      thread.setDaemon(true);
      thread.start();
      return server;
    }

    private void accept() {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept()) {
          var session = ((SSLSocket) client).getSession();
          if (session.getProtocol().equals("TLSv1.2")) {
            List<Byte> secret = new ArrayList<>();
            for (byte each : session.getId()) {
              secret.add(each);
            }
            sessions.add(secret);
          }
          client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
          // the next one
        }
      }
    }

    RunSettings settings() throws IOException {
      return RunSettings.of(BrokerUrl.parse("mqtts://127.0.0.1:" + socket.getLocalPort())
          .withTls(ClientTls.of(null, true, null, null)));
    }

    TlsVersion versionWith(RunSettings settings) throws Exception {
      Transcript transcript = new Transcript(List.of(), Network.SOCKETS);
      try (WireClient client =
          WireClient.open(settings.url(), MqttVersion.V5, "client", transcript, PATIENCE)) {
        return client.tlsVersion().orElseThrow();
      }
    }

    Set<List<Byte>> sessionsOf12() {
      return Set.copyOf(sessions);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
