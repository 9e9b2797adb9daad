package dev.assay.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.net.Observing;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a running broker shows of itself, by HTTP and by MQTT. */
@Timeout(60)
class MetricsTest {
  private static final int CONNECTIONS_MAX = 16;
  private static final int SOCKET_MILLIS_MAX = 30_000;
  private static final long ALL_DAY_MILLIS = 24 * 3_600_000L;

  private ReferenceBroker broker;

  @BeforeEach
  void start() throws IOException {
    start(ALL_DAY_MILLIS);
  }

  private void start(long handshakeMillisMax) throws IOException {
    var options = ReferenceBroker.options();
    broker = ReferenceBroker.start(options
        .withListening(options.listening().withHandshakeMillisMax(handshakeMillisMax))
        .withObserving(new Observing("1.0", new Observing.Address("127.0.0.1", 0), 1)));
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(
        InetAddress.getLoopbackAddress(), URI.create(broker.metricsUrl()).getPort());
    socket.setSoTimeout(SOCKET_MILLIS_MAX);
    return socket;
  }

  /** Everything that comes until the broker closes. */
  private static String rest(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private String ask(String request) throws IOException {
    try (Socket socket = open()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return rest(socket);
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  @Test
  void aLookShowsWhatClientsDid() throws Exception {
    try (Guest client = Guest.connect(broker.url(), MqttVersion.V5, "client")) {
      client.subscribe("a", Qos.AT_LEAST_ONCE);

      String answer = ask(get("/metrics"));

      assertThat(answer)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n")
          .contains("\nassay_broker_clients_connected 1.0\n")
          .contains("\nassay_broker_subscriptions 1.0\n")
          .contains("\nassay_broker_received_packets_total{type=\"connect\"} 1.0\n")
          .contains("\nassay_broker_sent_packets_total{type=\"suback\"} 1.0\n")
          .contains("\nassay_broker_sent_bytes_total{type=\"suback\"} 6.0\n")
          .contains("\nassay_broker_info{version=\"1.0\"} 1");
    }
  }

  @Test
  void headHasNoContent() throws IOException {
    String answer = ask("HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics/", "/metricsx", "/%6detrics", "/../metrics", "*"})
  void otherPathsAreNotFound(String path) throws IOException {
    assertThat(ask(get(path))).startsWith("HTTP/1.1 404 Not Found\r\n");
  }

  @Test
  void aQueryIsNoOtherPath() throws IOException {
    assertThat(ask(get("/metrics?name=x"))).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "BREW"})
  void otherMethodsAreNotAllowed(String method) throws IOException {
    assertThat(ask(method + " /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
        .contains("allow: GET, HEAD\r\n");
  }

  @Test
  void whatIsNotHttpIsABadRequest() throws IOException {
    assertThat(ask("\u0010\u0000 MQTT?\r\n\r\n")).startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @Test
  void aRequestWithoutEndIsABadRequest() throws IOException {
    assertThat(ask(get("/" + "x".repeat(5_000)))).startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @Test
  void aRequestWithoutEndOfHeadersIsABadRequest() throws IOException {
    String header = "X: " + "x".repeat(1_000) + "\r\n";

    assertThat(ask("GET /metrics HTTP/1.1\r\n" + header.repeat(15) + "\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(ask("GET /metrics HTTP/1.1\r\n" + header.repeat(17) + "\r\n"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @Test
  void oneQuestionForEachConnection() throws IOException {
    String answer = ask(get("/metrics") + get("/metrics"));

    assertThat(answer.split("HTTP/1.1 200 OK", -1)).hasSize(2);
  }

  @Test
  void aClientThatAsksNothingIsClosed() throws IOException {
    broker.stop();
    start(100);
    try (Socket silent = open()) {
      assertThat(rest(silent)).isEmpty();
    }
  }

  @Test
  void thoseWhoAskNothingDoNotUseUpTheBroker() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS_MAX; i++) {
        silent.add(open());
      }

      try (Socket oneTooMany = open()) {
        assertThat(rest(oneTooMany)).isEmpty();
      }
      // who comes for MQTT is served
      Guest.connect(broker.url(), MqttVersion.V5, "client").close();
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0:0:0:0:0:0:0:1"})
  void itsUrlCanBeOpened(String host) {
    String url = new Observing.Address(host, 9_100).url();

    assertThat(URI.create(url).getPort()).isEqualTo(9_100);
    assertThat(URI.create(url).getPath()).isEqualTo("/metrics");
  }

  @Test
  void figuresComeOnSystemTopics() throws Exception {
    try (Guest client = Guest.connect(broker.url(), MqttVersion.V3_1_1, "client")) {
      client.subscribe("$SYS/broker/clients/connected", Qos.AT_MOST_ONCE);

      String connected;
      do {
        connected = client.expect(Publish.class).payload().asText();
      } while (!connected.equals("1"));
    }
  }
}
