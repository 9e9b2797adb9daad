package dev.assay.broker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.net.ConnectionLimits;
import dev.assay.broker.net.Transport;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients hear when the broker stops in order. */
// against a hang alone
@Timeout(600)
class StopTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOPIC = "news";

  private static Identity identity;

  private ReferenceBroker broker;
  private @Nullable Thread stopping;

  @BeforeAll
  static void makeCertificate() throws Exception {
    identity = Identity.make();
  }

  @AfterEach
  void stop() throws Exception {
    broker.stop();
    if (stopping != null) {
      stopping.join();
    }
  }

  private void start(int stopMillisMax, @Nullable Path data) throws IOException {
    broker = ReferenceBroker.start(ReferenceBroker.options()
        .withListening(identity.everyTransport())
        .withData(data)
        .withLimits(ConnectionLimits.DEFAULT.with(the -> {
          the.outboundMaxBytes = 512 * 1024 * 1024;
          the.stopMillisMax = stopMillisMax;
        })));
  }

  private void stopMeanwhile() {
    stopping = new Thread(broker::stop, "stopping");
    stopping.start();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void lastWordsComeBehindWhatTheClientHasStillToTake(Transport over) throws Exception {
    start((int) PATIENCE.toMillis(), null);
    try (WireClient slow = connected(over, "slow");
        WireClient publisher = connected(Transport.TCP, "publisher")) {
      int messages = sendMoreThanFitsIntoSockets(publisher, slow);
      stopMeanwhile();
      assertThat(receive(publisher, Disconnect.class).reasonCode())
          .isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);

      slow.resumeReading();

      for (int i = 0; i < messages; i++) {
        receive(slow, Publish.class);
      }
      assertThat(receive(slow, Disconnect.class).reasonCode())
          .isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
      assertOrderlyEnd(slow);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whoTakesNothingIsNotWaitedForForEver(Transport over) throws Exception {
    start(200, null);
    try (WireClient slow = connected(over, "slow");
        WireClient publisher = connected(Transport.TCP, "publisher")) {
      sendMoreThanFitsIntoSockets(publisher, slow);

      broker.stop();

      assertThat(receive(publisher, Disconnect.class).reasonCode())
          .isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
    }
  }

  /** Of systems that give a socket some MiB at most in each direction. */
  private static int sendMoreThanFitsIntoSockets(WireClient publisher, WireClient slow) {
    int messages = 320;
    slow.send(new Subscribe(
        1, Properties.NONE, List.of(Subscription.of(TopicFilter.of(TOPIC), Qos.AT_MOST_ONCE))));
    receive(slow, SubAck.class);
    slow.stopReading();
    byte[] payload = new byte[64 * 1024];
    for (int i = 0; i < messages; i++) {
      publisher.send(message(Qos.AT_MOST_ONCE, 0, payload));
    }
    publisher.send(new PingReq());
    receive(publisher, PingResp.class);
    return messages;
  }

  @Test
  void whoNeverClosesIsCutOffOnceItHasTakenEverything() throws Exception {
    start((int) Duration.ofDays(1).toMillis(), null);
    try (Peer peer = new Peer(broker.port(), MqttVersion.V5)) {
      peer.send(hello("peer", Properties.NONE));
      peer.expect(ConnAck.class);

      broker.stop();

      assertThat(peer.expect(Disconnect.class).reasonCode())
          .isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
    }
  }

  @Test
  void webSocketIsToldThatItsServerGoesAway() throws Exception {
    start((int) PATIENCE.toMillis(), null);
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket socket = HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .subprotocols("mqtt")
        .buildAsync(URI.create(broker.url(Transport.WS)), new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.complete(status);
            return null;
          }
        })
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(socket.getSubprotocol()).isEqualTo("mqtt");

    broker.stop();

    assertThat(closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1001);
  }

  @Test
  void lastWordsComeBehindWhatTheDiskHasStillToTake(@TempDir Path data) throws Exception {
    start((int) PATIENCE.toMillis(), data);
    try (WireClient client = connected(Transport.TCP, "client");
        WireClient keeper = connected(Transport.TCP, "keeper")) {
      keeper.send(new Subscribe(
          1, Properties.NONE, List.of(Subscription.of(TopicFilter.of(TOPIC), Qos.AT_LEAST_ONCE))));
      receive(keeper, SubAck.class);
      for (int id = 1; id <= 50; id++) {
        client.send(message(Qos.AT_LEAST_ONCE, id, new byte[1_000]));
      }
      receive(client, PubAck.class);

      broker.stop();

      Packet next = packet(client);
      while (next instanceof PubAck) {
        next = packet(client);
      }
      assertThat(next).isInstanceOf(Disconnect.class);
      assertOrderlyEnd(client);
    }
  }

  private static void assertOrderlyEnd(WireClient client) {
    Arrival end = client.next();
    assertThat(end).isInstanceOf(Arrival.Closed.class);
    assertThat(((Arrival.Closed) end).reset()).isFalse();
  }

  private WireClient connected(Transport over, String clientId) throws Exception {
    WireClient client = WireClient.open(
        BrokerUrl.parse(broker.url(over)).withTls(identity.trust()),
        MqttVersion.V5,
        clientId,
        new Transcript(List.of()),
        PATIENCE);
    Properties lasting =
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 3_600).build();
    client.send(hello(clientId, lasting));
    receive(client, ConnAck.class);
    return client;
  }

  private static Connect hello(String clientId, Properties properties) {
    return new Connect(MqttVersion.V5, clientId, true, 0, null, null, null, properties);
  }

  private static <P extends Packet> P receive(WireClient client, Class<P> kind) {
    Packet packet = packet(client);
    assertThat(packet).isInstanceOf(kind);
    return kind.cast(packet);
  }

  private static Packet packet(WireClient client) {
    Arrival arrival = client.next();
    assertThat(arrival).isInstanceOf(Arrival.Received.class);
    return ((Arrival.Received) arrival).packet();
  }

  private static Publish message(Qos qos, int id, byte[] payload) {
    return new Publish(
        false, qos, false, TopicName.of(TOPIC), id, Properties.NONE, Payload.owning(payload));
  }
}
