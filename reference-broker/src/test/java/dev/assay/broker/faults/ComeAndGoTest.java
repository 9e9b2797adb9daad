package dev.assay.broker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.net.Transport;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that come in thousands and end in every way and at every moment. */
// against a hang alone
@Timeout(600)
class ComeAndGoTest {
  private static final int CONNECTIONS = 10_000;
  // a peer and the broker's end of it: twice as many descriptors are open at most, and as many
  // again
  // on their way out
  private static final int AT_A_TIME = 200;
  // a TLS handshake takes milliseconds of both processors
  private static final int HANDSHAKES = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final long seed = Long.getLong("assay.seed", 20_261_125L);
  private final Random random = new Random(seed);
  private final Remains remains = new Remains();
  private ReferenceBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = ReferenceBroker.start(ReferenceBroker.options().withCores(remains.cores()));
    remains.awaitFirst(PATIENCE);
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  @Test
  void tenThousandConnectionsDroppedAtAnyMomentLeaveNothingBehind() throws Exception {
    for (int made = 0; made < CONNECTIONS; made += AT_A_TIME) {
      List<Peer> peers = new ArrayList<>();
      for (int i = 0; i < AT_A_TIME; i++) {
        peers.add(comeAndSay(made + i));
      }
      for (Peer peer : peers) {
        if (random.nextBoolean()) {
          peer.reset();
        } else {
          peer.close();
        }
      }
      // so that descriptors suffice
      remains.await(now -> now.connections() <= AT_A_TIME, PATIENCE);
    }

    assertThat(remains.await(Remains.Look::isNothing, PATIENCE).isNothing())
        .as("seed %d", seed)
        .isTrue();
    try (Peer next = connected("next", MqttVersion.V5)) {
      next.send(new PingReq());
      next.expect(PingResp.class);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Transport.class, names = "TCP", mode = EnumSource.Mode.EXCLUDE)
  void thousandsDroppedInTheirHandshakesAndBehindThemLeaveNothingBehind(Transport over)
      throws Exception {
    Identity identity = Identity.make();
    broker.stop();
    Remains left = new Remains();
    broker = ReferenceBroker.start(
        ReferenceBroker.options().withListening(identity.everyTransport()).withCores(left.cores()));
    left.awaitFirst(PATIENCE);
    BrokerUrl url = BrokerUrl.parse(broker.url(over)).withTls(identity.trust());
    for (int made = 0; made < HANDSHAKES; made += AT_A_TIME) {
      List<Closeable> peers = new ArrayList<>();
      for (int i = 0; i < AT_A_TIME; i++) {
        peers.add(comeOver(url, made + i));
      }
      for (Closeable peer : peers) {
        peer.close();
      }
      left.await(now -> now.connections() <= AT_A_TIME, PATIENCE);
    }

    assertThat(left.await(Remains.Look::isNothing, PATIENCE).isNothing())
        .as("seed %d", seed)
        .isTrue();
    try (WireClient next = open(url, "next")) {
      next.send(hello(MqttVersion.V5, "next", null));
      assertThat(next.next()).isInstanceOf(Arrival.Received.class);
    }
  }

  /** Leaves a connection in one of the states on the way through TLS and WebSocket to a session; closing it is one way to drop it. */
  private Closeable comeOver(BrokerUrl url, int number) throws Exception {
    int state = random.nextInt(6);
    if (state < 3) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.port());
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      byte[] request =
          "GET /mqtt HTTP/1.1\r\nHost: a\r\nUpgrade: ".getBytes(StandardCharsets.US_ASCII);
      socket
          .getOutputStream()
          .write(state == 0 ? noise : Arrays.copyOf(request, random.nextInt(request.length)));
      socket.setSoLinger(random.nextBoolean(), 0);
      return socket;
    }
    WireClient client = open(url, "c" + number);
    byte[] hello =
        Peer.bytesOf(MqttVersion.V5, hello(MqttVersion.V5, "c" + number, willOf(number)));
    if (state > 3) {
      client.sendBytes(hello);
    } else {
      client.sendBytes(Arrays.copyOf(hello, random.nextInt(hello.length)));
    }
    if (state == 5) {
      byte[] message = Peer.bytesOf(MqttVersion.V5, message("t/" + number, Qos.AT_LEAST_ONCE, 1));
      client.sendBytes(Arrays.copyOf(message, 1 + random.nextInt(message.length - 1)));
    }
    return random.nextBoolean() ? client::abort : client::close;
  }

  private static WireClient open(BrokerUrl url, String name) throws Exception {
    return WireClient.open(url, MqttVersion.V5, name, new Transcript(List.of()), PATIENCE);
  }

  /** Leaves the peer in one of the states in which a connection can be. */
  private Peer comeAndSay(int number) throws IOException {
    MqttVersion version = random.nextBoolean() ? MqttVersion.V5 : MqttVersion.V3_1_1;
    Peer peer = new Peer(broker.port(), version);
    byte[] hello = Peer.bytesOf(version, hello(version, "c" + number, willOf(number)));
    switch (random.nextInt(9)) {
      case 0 -> {}
      case 1 -> peer.sendBytes(Arrays.copyOf(hello, 1 + random.nextInt(hello.length - 1)));
      case 2 -> peer.sendBytes(hello);
      case 3 -> {
        peer.sendBytes(hello);
        peer.expect(ConnAck.class);
      }
      case 4 -> {
        peer.sendBytes(hello);
        peer.send(new Disconnect(ReasonCode.SUCCESS));
      }
      case 5 -> {
        peer.sendBytes(hello);
        peer.send(subscribe("t/#", Qos.EXACTLY_ONCE));
      }
      case 6 -> {
        peer.sendBytes(hello);
        byte[] message = Peer.bytesOf(version, message("t/" + number, Qos.AT_LEAST_ONCE, 1));
        peer.sendBytes(Arrays.copyOf(message, 1 + random.nextInt(message.length - 1)));
      }
      case 7 -> {
        peer.sendBytes(hello);
        peer.send(message("t/" + number, Qos.EXACTLY_ONCE, 1));
      }
      default -> {
        byte[] noise = new byte[1 + random.nextInt(64)];
        random.nextBytes(noise);
        peer.sendBytes(noise);
      }
    }
    return peer;
  }

  private @Nullable Will willOf(int number) {
    return random.nextInt(4) == 0 ? will("t/will/" + number) : null;
  }

  @Test
  void ofAThousandWillsThatAreDueAtOnceNoneIsLost() throws Exception {
    int wills = 1_000;
    List<Peer> peers = new ArrayList<>();
    try (Peer watcher = connected("watcher", MqttVersion.V5)) {
      watcher.send(subscribe("will/+", Qos.AT_LEAST_ONCE));
      watcher.expect(SubAck.class);
      for (int i = 0; i < wills; i++) {
        Peer peer = new Peer(broker.port(), MqttVersion.V5);
        peers.add(peer);
        peer.send(hello(MqttVersion.V5, "mortal" + i, will("will/" + i)));
        peer.expect(ConnAck.class);
      }

      for (Peer peer : peers) {
        peer.reset();
      }

      Set<String> told = new HashSet<>();
      for (int i = 0; i < wills; i++) {
        Publish publish = watcher.expect(Publish.class);
        assertThat(publish.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
        told.add(publish.topic().text());
        watcher.send(new PubAck(publish.packetId()));
      }
      assertThat(told).hasSize(wills);
      remains.await(now -> now.connections() == 1 && now.sessions() == 1, PATIENCE);
    }
  }

  @Test
  void manyWhoSendByteByByteAreAllUnderstood() throws Exception {
    int senders = 50;
    int messages = 10;
    try (Peer subscriber = connected("subscriber", MqttVersion.V3_1_1)) {
      subscriber.send(subscribe("slowly/+", Qos.AT_LEAST_ONCE));
      subscriber.expect(SubAck.class);
      List<Peer> peers = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        peers.add(connected("sender" + i, MqttVersion.V5));
      }

      for (int id = 1; id <= messages; id++) {
        sendByteByByte(peers, id);
      }

      for (Peer peer : peers) {
        for (int id = 1; id <= messages; id++) {
          assertThat(peer.expect(PubAck.class).packetId()).isEqualTo(id);
        }
      }
      Set<String> arrived = new HashSet<>();
      for (int i = 0; i < senders * messages; i++) {
        Publish publish = subscriber.expect(Publish.class);
        arrived.add(publish.topic() + " " + publish.payload().asText());
        subscriber.send(new PubAck(publish.packetId()));
      }
      assertThat(arrived).hasSize(senders * messages);
      for (Peer peer : peers) {
        peer.close();
      }
    }
  }

  /** The first byte of all, then the second of all. */
  private static void sendByteByByte(List<Peer> peers, int id) throws IOException {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < peers.size(); i++) {
      String topic = "slowly/" + (char) ('A' + i);
      packets.add(Peer.bytesOf(MqttVersion.V5, message(topic, Qos.AT_LEAST_ONCE, id)));
    }
    for (int at = 0; at < packets.get(0).length; at++) {
      for (int i = 0; i < peers.size(); i++) {
        peers.get(i).sendBytes(new byte[] {packets.get(i)[at]});
      }
    }
  }

  private Peer connected(String clientId, MqttVersion version) throws IOException {
    Peer peer = new Peer(broker.port(), version);
    peer.send(hello(version, clientId, null));
    peer.expect(ConnAck.class);
    return peer;
  }

  private static Connect hello(MqttVersion version, String clientId, @Nullable Will will) {
    return new Connect(version, clientId, true, 0, will, null, null, Properties.NONE);
  }

  private static Will will(String topic) {
    return new Will(
        TopicName.of(topic), Payload.of("gone"), Qos.AT_LEAST_ONCE, false, Properties.NONE);
  }

  private static Subscribe subscribe(String filter, Qos qos) {
    return new Subscribe(1, Properties.NONE, List.of(Subscription.of(TopicFilter.of(filter), qos)));
  }

  private static Publish message(String topic, Qos qos, int id) {
    return new Publish(
        false, qos, false, TopicName.of(topic), id, Properties.NONE, Payload.of("" + id));
  }
}
