package dev.assay.broker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Step;
import dev.assay.broker.net.ConnectionLimits;
import dev.assay.broker.net.Listening;
import dev.assay.broker.net.Observing;
import dev.assay.broker.net.Transport;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that are opened and say nothing: there is room for so many, and nobody is kept out by them. */
// against a hang alone
@Timeout(600)
class FloodTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int UNADMITTED_MAX = 20;
  private static final long ALL_DAY_MILLIS = Duration.ofDays(1).toMillis();

  private static Identity identity;

  private final List<Input> cuts = new CopyOnWriteArrayList<>();
  private ReferenceBroker broker;

  @BeforeAll
  static void makeCertificate() throws Exception {
    identity = Identity.make();
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void thoseWhoWaitLongestMakeRoomAndWhoMeansItIsLetInAndStays(Transport over) throws Exception {
    start();
    List<Socket> silent = new ArrayList<>();
    try {
      flood(over, silent);

      for (Socket each : silent.subList(0, 2 * UNADMITTED_MAX)) {
        awaitEnd(each);
      }
      try (WireClient client = connected(over)) {
        flood(over, silent);
        for (Socket each : silent.subList(2 * UNADMITTED_MAX, 5 * UNADMITTED_MAX)) {
          awaitEnd(each);
        }

        client.send(new PingReq());
        assertThat(next(client)).isInstanceOf(PingResp.class);
      }
      assertThat(MetricsPage.of(broker, PATIENCE))
          .contains("\nassay_broker_connections_turned_away_total " + 5.0 * UNADMITTED_MAX + "\n");
      if (over == Transport.TCP) {
        // of the others the core does not hear before their handshakes are over
        assertThat(cuts)
            .hasSize(5 * UNADMITTED_MAX)
            .allMatch(
                each -> ((Input.ConnectionLost) each).why().equals("too many wait to be let in"));
      }
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  private void start() throws IOException {
    Listening listening = identity.everyTransport().withHandshakeMillisMax(ALL_DAY_MILLIS);
    var options = ReferenceBroker.options();
    broker = ReferenceBroker.start(options
        .withListening(listening)
        .withConfig(options.config().with(the -> the.connectWithinSeconds = Integer.MAX_VALUE))
        .withLimits(ConnectionLimits.DEFAULT.with(the -> the.unadmittedMax = UNADMITTED_MAX))
        .withObserving(new Observing("1.0", new Observing.Address("127.0.0.1", 0), 0))
        .withSteps(this::noteCut));
  }

  private void noteCut(Step step) {
    if (step.input() instanceof Input.ConnectionLost lost && !lost.why().isEmpty()) {
      cuts.add(lost);
    }
  }

  /** Three times as many as there is room for. */
  private void flood(Transport over, List<Socket> silent) throws IOException {
    int port = BrokerUrl.parse(broker.url(over)).port();
    for (int i = 0; i < 3 * UNADMITTED_MAX; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      silent.add(socket);
    }
  }

  /** What TLS has to say at the end is of no interest. */
  private static void awaitEnd(Socket socket) throws IOException {
    socket.getInputStream().readAllBytes();
  }

  private WireClient connected(Transport over) throws Exception {
    WireClient client = WireClient.open(
        BrokerUrl.parse(broker.url(over)).withTls(identity.trust()),
        MqttVersion.V5,
        "client",
        new Transcript(List.of()),
        PATIENCE);
    client.send(new Connect(MqttVersion.V5, "c", true, 0, null, null, null, Properties.NONE));
    assertThat(next(client)).isInstanceOf(ConnAck.class);
    return client;
  }

  private static Packet next(WireClient client) {
    Arrival arrival = client.next();
    assertThat(arrival).isInstanceOf(Arrival.Received.class);
    return ((Arrival.Received) arrival).packet();
  }
}
