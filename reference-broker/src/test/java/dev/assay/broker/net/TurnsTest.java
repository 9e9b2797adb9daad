package dev.assay.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Input;
import dev.assay.broker.faults.Peer;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that send at once what takes long: by the broker's clock, which stands still but for that. */
// against a hang alone
@Timeout(120)
class TurnsTest {
  private static final long DEADLINE_SECONDS = 60;
  private static final int PACKETS = 200;

  /** One that is under way, and one for each time that the loop comes to its sockets and to what waits. */
  private static final int AHEAD_MAX = 3;

  private final AtomicLong nowMillis = new AtomicLong();
  private volatile long packetMillis = 1_000;
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  // the loop stands still before the SUBSCRIBE with this number, counted from 1 over all
  // connections
  private volatile int haltsBefore;
  private final Semaphore halts = new Semaphore(0);
  private final Semaphore mayGoOn = new Semaphore(0);
  private final CountDownLatch toldThatPacketsWait = new CountDownLatch(1);
  private int costly;
  private Shell.Running running;

  /** Each SUBSCRIBE, UNSUBSCRIBE and PUBLISH takes its time. */
  @BeforeEach
  void start() throws IOException {
    CoreFactory cores = (memory, config, choices, sizes, outbox, witness) -> {
      BrokerCore honest = MqttBroker.honest(memory, config, choices, sizes, outbox, witness);
      return input -> {
        if (input instanceof Input.PacketArrived arrived) {
          before(arrived.packet());
        }
        if (input instanceof Input.PacketsWait) {
          toldThatPacketsWait.countDown();
        }
        honest.on(input);
      };
    };
    List<Listener> listeners = Stream.of(Transport.TCP, Transport.WS)
        .map(transport -> new Listener(transport, "127.0.0.1", 0))
        .toList();
    running = Shell.start(
        ShellOptions.of(cores).withListening(Listening.at(listeners, null)), nowMillis::get);
  }

  private void before(Packet packet) {
    if (packet instanceof Subscribe || packet instanceof Unsubscribe || packet instanceof Publish) {
      if (++costly == haltsBefore) {
        halts.release();
        mayGoOn.acquireUninterruptibly();
      }
      nowMillis.addAndGet(packetMillis);
    }
    handled.add(packet.type().name());
  }

  @AfterEach
  void stop() {
    mayGoOn.release();
    running.stop();
  }

  /** There are 64 filters of six levels that are {@code a} or a wildcard: what matches is known after the first message, and has to be told nevertheless. */
  @Test
  void norDoesWhoPublishesToMany() throws Exception {
    String topic = "a/a/a/a/a/a";
    List<Subscription> all = new ArrayList<>();
    for (int wildcards = 0; wildcards < 64; wildcards++) {
      StringBuilder filter = new StringBuilder(topic);
      for (int level = 0; level < 6; level++) {
        filter.setCharAt(2 * level, (wildcards >> level & 1) == 0 ? 'a' : '+');
      }
      all.add(Subscription.of(TopicFilter.of(filter.toString()), Qos.AT_MOST_ONCE));
    }
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    for (int i = 0; i < PACKETS; i++) {
      messages.writeBytes(bytes(message(topic)));
    }
    haltsBefore = 2;
    try (Peer subscriber = connected("subscriber");
        Peer hostile = connected("hostile");
        Peer other = connected("other")) {
      subscriber.send(new Subscribe(1, Properties.NONE, all));
      subscriber.expect(SubAck.class);
      handled.clear();

      hostile.sendBytes(messages.toByteArray());
      awaitHalt();
      other.send(new PingReq());
      mayGoOn.release();

      other.expect(PingResp.class);
      assertThat(aheadOfPing()).isLessThanOrEqualTo(AHEAD_MAX);
    }
  }

  /** Another one's PINGREQ is there behind the first of them: how many are handled before it? */
  @ParameterizedTest
  @EnumSource(
      value = PacketType.class,
      names = {"SUBSCRIBE", "UNSUBSCRIBE", "PUBLISH"})
  void whoSendsAtOnceWhatTakesLongHoldsNobodyElseUp(PacketType type) throws Exception {
    haltsBefore = 1;
    try (Peer hostile = connected("hostile");
        Peer other = connected("other")) {
      hostile.sendBytes(manyOf(type));
      awaitHalt();
      other.send(new PingReq());
      mayGoOn.release();

      other.expect(PingResp.class);
      assertThat(aheadOfPing()).isLessThanOrEqualTo(AHEAD_MAX);
    }
  }

  private static byte[] manyOf(PacketType type) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int id = 1; id <= PACKETS; id++) {
      all.writeBytes(
          switch (type) {
            case SUBSCRIBE -> bytes(subscribe(id));
            case UNSUBSCRIBE -> bytes(unsubscribe(id));
            // each has to be sought
            default -> bytes(message("a/" + id));
          });
    }
    return all.toByteArray();
  }

  private void awaitHalt() throws InterruptedException {
    assertThat(halts.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private int aheadOfPing() {
    return (int) handled.stream()
        .takeWhile(each -> !each.equals("PINGREQ"))
        .filter(each -> !each.equals("CONNECT"))
        .count();
  }

  /**
   * Not all who wait have their turn before the sockets are looked at again. The loop stands still until all have sent, since who is heard
   * for the first time has a turn at once; then until each of them has had several and waits.
   */
  @Test
  void norDoManyOfThem() throws Exception {
    int many = 50;
    List<Peer> hostile = new ArrayList<>();
    haltsBefore = 1;
    try (Peer other = connected("other")) {
      for (int i = 0; i < many; i++) {
        hostile.add(connected("hostile" + i));
      }
      for (Peer each : hostile) {
        each.sendBytes(manyOf(PacketType.SUBSCRIBE));
      }
      awaitHalt();
      haltsBefore = 4 * many;
      mayGoOn.release();
      awaitHalt();
      other.send(new PingReq());
      handled.clear();
      mayGoOn.release();

      other.expect(PingResp.class);
      assertThat(aheadOfPing()).isLessThanOrEqualTo(AHEAD_MAX);
    } finally {
      for (Peer each : hostile) {
        each.close();
      }
    }
  }

  @Test
  void whatWaitsIsHandledInItsOrderAndWhatComesBehindItToo() throws Exception {
    try (Peer client = connected("client")) {
      client.sendBytes(manyOf(PacketType.SUBSCRIBE));
      client.send(new PingReq());
      client.send(unsubscribe(1));

      for (int id = 1; id <= PACKETS; id++) {
        assertThat(client.expect(SubAck.class).packetId()).isEqualTo(id);
      }
      client.expect(PingResp.class);
      client.expect(UnsubAck.class);
      client.send(new PingReq());
      client.expect(PingResp.class);
    }
  }

  /** Its answers are sent as well: it may have closed its own side alone. */
  @Test
  void whatWaitsBeforeTheEndOfTheStreamCounts() throws Exception {
    try (Peer other = connected("other");
        Peer client = connected("client")) {
      other.send(subscribe(1));
      other.expect(SubAck.class);

      client.sendBytes(manyOf(PacketType.SUBSCRIBE));
      client.send(message("a"));
      client.end();

      assertThat(other.expect(Publish.class).topic()).isEqualTo(TopicName.of("a"));
      for (int id = 1; id <= PACKETS; id++) {
        assertThat(client.expect(SubAck.class).packetId()).isEqualTo(id);
      }
    }
  }

  /** A reset takes what has not been read; what has been counts. */
  @Test
  void whatWaitsWhenTheConnectionBreaksCounts() throws Exception {
    haltsBefore = 2;
    try (Peer other = connected("other");
        Peer client = connected("client")) {
      other.send(subscribe(1));
      other.expect(SubAck.class);

      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      sent.writeBytes(manyOf(PacketType.SUBSCRIBE));
      sent.writeBytes(bytes(message("a")));
      client.sendBytes(sent.toByteArray());
      awaitHalt();
      client.reset();
      mayGoOn.release();

      assertThat(other.expect(Publish.class).topic()).isEqualTo(TopicName.of("a"));
      other.send(new PingReq());
      other.expect(PingResp.class);
    }
  }

  /** It ends the connection, and so has to come behind what was sent before it. */
  @Test
  void aTextFrameIsHeardBehindWhatWaits() throws Exception {
    int port = running.listeners().get(1).port();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
      socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int seen = 0; seen != 0x0D0A0D0A; ) {
        seen = seen << 8 | in.readUnsignedByte();
      }

      // both frames are there when the socket is read
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      sent.writeBytes(frame(0x82, bytes(connect("web"))));
      sent.writeBytes(frame(0x82, manyOf(PacketType.SUBSCRIBE)));
      sent.writeBytes(frame(0x81, new byte[] {'a'}));
      socket.getOutputStream().write(sent.toByteArray());

      List<Integer> types = new ArrayList<>();
      while (in.readUnsignedByte() == 0x82) {
        byte[] packet = in.readNBytes(in.readUnsignedByte());
        types.add((packet[0] & 0xFF) >> 4);
      }
      assertThat(types)
          .hasSize(PACKETS + 2)
          .endsWith(PacketType.SUBACK.number(), PacketType.DISCONNECT.number());
    }
  }

  private static final String HANDSHAKE = String.join(
      "\r\n",
      "GET /mqtt HTTP/1.1",
      "Host: a",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      "Sec-WebSocket-Protocol: mqtt",
      "",
      "");

  /** With a mask of zeros (RFC 6455, 5.2). */
  private static byte[] frame(int firstByte, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(8 + payload.length).put((byte) firstByte);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload);
    return Arrays.copyOf(frame.array(), frame.position());
  }

  @Test
  void whatWaitsBeforeTheCloseOfAWebSocketCounts() throws Exception {
    try (Peer other = connected("other")) {
      other.send(subscribe(1));
      other.expect(SubAck.class);

      try (WireClient client = webSocket()) {
        client.sendBytes(manyOf(PacketType.SUBSCRIBE));
        client.sendBytes(bytes(message("a")));
      }

      assertThat(other.expect(Publish.class).topic()).isEqualTo(TopicName.of("a"));
    }
  }

  private WireClient webSocket() throws Exception {
    WireClient client = WireClient.open(
        BrokerUrl.parse("ws://127.0.0.1:" + running.listeners().get(1).port() + "/mqtt"),
        MqttVersion.V5,
        "client",
        new Transcript(List.of()),
        Duration.ofSeconds(DEADLINE_SECONDS));
    client.send(connect("web"));
    assertThat(packet(client)).isInstanceOf(ConnAck.class);
    return client;
  }

  private static Packet packet(WireClient client) {
    Arrival arrival = client.next();
    assertThat(arrival).isInstanceOf(Arrival.Received.class);
    return ((Arrival.Received) arrival).packet();
  }

  private static Connect connect(String clientId) {
    return new Connect(MqttVersion.V5, clientId, true, 0, null, null, null, Properties.NONE);
  }

  /** [MQTT-3.1.2-22] is about what the server receives, and that it has received. */
  @Test
  void whoWaitsIsNotSilent() throws Exception {
    // a turn each, and no time for a Keep Alive to run out
    packetMillis = 10;
    try (Peer client = connected("client")) {
      for (int i = 0; toldThatPacketsWait.getCount() > 0; i++) {
        client.sendBytes(manyOf(PacketType.SUBSCRIBE));
        for (int id = 1; id <= PACKETS; id++) {
          client.expect(SubAck.class);
        }
        assertThat(i).isLessThan(10_000);
      }
    }
  }

  private static Subscribe subscribe(int id) {
    Subscription subscription = Subscription.of(TopicFilter.of("a"), Qos.AT_MOST_ONCE);
    return new Subscribe(id, Properties.NONE, List.of(subscription));
  }

  private static Unsubscribe unsubscribe(int id) {
    return new Unsubscribe(id, Properties.NONE, List.of(TopicFilter.of("a")));
  }

  private static byte[] bytes(Packet packet) {
    return Peer.bytesOf(MqttVersion.V5, packet);
  }

  private static Publish message(String topic) {
    return new Publish(
        false, Qos.AT_MOST_ONCE, false, TopicName.of(topic), 0, Properties.NONE, Payload.of("any"));
  }

  private Peer connected(String clientId) throws IOException {
    Peer peer = new Peer(running.address().getPort(), MqttVersion.V5);
    peer.send(connect(clientId));
    peer.expect(ConnAck.class);
    return peer;
  }
}
