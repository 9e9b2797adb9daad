package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is at the other end, the user gets one clear line, soon. */
class UnreachableTargetIT {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir
  private Path directory;

  @Test
  void aPortWhereNobodyListensIsSaidWithinFiveSeconds() {
    AssayProcess.Outcome outcome = conformance("mqtt://127.0.0.1:1");

    assertUnreachable(outcome, "refused");
    assertThat(outcome.took()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void waitKeepsTryingAConnectionThatIsRefused() {
    AssayProcess.Outcome outcome = conformance("mqtt://127.0.0.1:1", "--wait", "2");

    assertUnreachable(outcome, "refused");
    assertThat(outcome.took()).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void aPortThatAcceptsAndStaysSilent() throws Exception {
    againstStub(
        new ServerSocket(0, 50, LOOPBACK),
        socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()),
        "");
  }

  @Test
  void aPortThatClosesAtOnce() throws Exception {
    againstStub(new ServerSocket(0, 50, LOOPBACK), socket -> {}, "");
  }

  @Test
  void anHttpServer() throws Exception {
    againstStub(
        new ServerSocket(0, 50, LOOPBACK),
        socket -> {
          socket.getInputStream().read();
          socket
              .getOutputStream()
              .write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
        },
        "HTTP");
  }

  @Test
  void aTlsPort() throws Exception {
    againstStub(
        tlsSocket(),
        socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()),
        "TLS");
  }

  @Test
  void aServerWithoutTheVersionOfTlsThatWasAskedFor() throws Exception {
    SSLServerSocket server = (SSLServerSocket) tlsSocket();
    server.setEnabledProtocols(new String[] {"TLSv1.2"});
    try (Stub stub = Stub.on(
        server, socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))) {
      String url = stub.url().replace("mqtt:", "mqtts:");

      assertUnreachable(conformance(url, "--insecure", "--tls-version", "1.3"), "no TLS 1.3");
    }
  }

  @Test
  void aNameThatDoesNotExist() {
    assertUnreachable(conformance("mqtt://no-such-host.invalid"), "no-such-host.invalid");
  }

  private void againstStub(ServerSocket server, Stub.Behaviour behaviour, String words)
      throws Exception {
    try (Stub stub = Stub.on(server, behaviour)) {
      AssayProcess.Outcome outcome = conformance(stub.url());

      assertUnreachable(outcome, words);
      assertThat(outcome.took()).isLessThan(Duration.ofSeconds(15));
    }
  }

  private ServerSocket tlsSocket() throws Exception {
    Path store = directory.resolve("throwaway.p12");
    Process keytool = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "stub",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-validity",
            "1",
            "-storetype",
            "PKCS12",
            "-storepass",
            "throwaway",
            "-keystore",
            store.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "throwaway".toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "throwaway".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context.getServerSocketFactory().createServerSocket(0, 50, LOOPBACK);
  }

  private AssayProcess.Outcome conformance(String url, String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "conformance";
    arguments[1] = url;
    arguments[2] = "--out";
    arguments[3] = directory.resolve("run").toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return AssayProcess.run(Map.of(), arguments);
  }

  private void assertUnreachable(AssayProcess.Outcome outcome, String words) {
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .startsWith("assay: ")
        .contains(words);
    assertThat(Files.exists(directory.resolve("run"))).as("no run, no files").isFalse();
  }
}
