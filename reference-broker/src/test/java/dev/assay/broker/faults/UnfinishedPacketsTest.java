package dev.assay.broker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Access;
import dev.assay.broker.net.ConnectionLimits;
import dev.assay.broker.net.Observing;
import dev.assay.broker.net.Transport;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets and frames that do not come to an end: they take so much memory and no more, and nobody else is kept out by them. */
// against a hang alone
@Timeout(600)
class UnfinishedPacketsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MEBIBYTE = 1024 * 1024;
  private static final int PART_BYTES = 300_000;

  private static Identity identity;

  private ReferenceBroker broker;

  @BeforeAll
  static void makeCertificate() throws Exception {
    identity = Identity.make();
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  private void start() throws IOException {
    start(2 * MEBIBYTE, Access.EVERYBODY);
  }

  private void start(int inboundTotalMaxBytes, Access access) throws IOException {
    var options = ReferenceBroker.options();
    broker = ReferenceBroker.start(options
        .withListening(identity.everyTransport())
        .withObserving(new Observing("1.0", new Observing.Address("127.0.0.1", 0), 0))
        .withConfig(options.config().with(the -> {
          the.connectWithinSeconds = Integer.MAX_VALUE;
          the.access = access;
        }))
        .withLimits(
            ConnectionLimits.DEFAULT.with(the -> the.inboundTotalMaxBytes = inboundTotalMaxBytes)));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theOldestMakeRoomAndWhoGoesOnIsHeard(Transport over) throws Exception {
    start();
    byte[] packet = PacketWriter.of(MqttVersion.V5).toBytes(message(2 * PART_BYTES));
    List<WireClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        WireClient client = connected(over, "c" + i);
        clients.add(client);
        // the answer says that the packet behind it has begun
        byte[] ping = PacketWriter.of(MqttVersion.V5).toBytes(new PingReq());
        client.sendBytes(joined(ping, packet, PART_BYTES));
        assertThat(next(client)).isInstanceOf(PingResp.class);
        // an array has room for more than is in it: four of half a mebibyte
        if (i >= 4) {
          assertThat(clients.get(i - 4).awaitClosed(PATIENCE))
              .as("client %d", i - 4)
              .isTrue();
        }
      }
      WireClient last = clients.get(9);
      last.sendBytes(Arrays.copyOfRange(packet, PART_BYTES, packet.length));

      assertThat(next(last)).isInstanceOf(PubAck.class);
      assertThat(clients.subList(7, 10)).allMatch(WireClient::isOpen);
      // under TLS one more, whose room is not all its own
      assertThat(MetricsPage.of(broker, PATIENCE))
          .containsPattern("\nassay_broker_unfinished_packets_dropped_total [67]\\.0\n");
    } finally {
      clients.forEach(WireClient::close);
    }
  }

  @Test
  void whoSendsPacketsThatEndIsNeverTheOldest() throws Exception {
    start();
    byte[] packet = PacketWriter.of(MqttVersion.V5).toBytes(message(PART_BYTES));
    int half = packet.length / 2;
    List<WireClient> silent = new ArrayList<>();
    try (WireClient busy = connected(Transport.TCP, "busy")) {
      busy.sendBytes(Arrays.copyOf(packet, half));
      for (int i = 0; i < 12; i++) {
        WireClient client = connected(Transport.TCP, "s" + i);
        silent.add(client);
        client.sendBytes(Arrays.copyOf(packet, half));
        busy.sendBytes(Arrays.copyOfRange(packet, half, packet.length));
        busy.sendBytes(Arrays.copyOf(packet, half));

        assertThat(next(busy)).isInstanceOf(PubAck.class);
      }
    } finally {
      silent.forEach(WireClient::close);
    }
  }

  /** In one frame, so that all of it is there when the password has been checked. */
  @Test
  void whatWaitedBehindThePasswordCountsNoLongerThanItIsThere() throws Exception {
    start(5 * MEBIBYTE / 2, SLOW);
    byte[] connect = PacketWriter.of(MqttVersion.V5).toBytes(named("waited"));
    // an array has room for more than is in it: two mebibytes for it, and one for the part below
    byte[] packet = PacketWriter.of(MqttVersion.V5).toBytes(message(4 * PART_BYTES));
    byte[] ping = PacketWriter.of(MqttVersion.V5).toBytes(new PingReq());
    try (WireClient waited = opened(Transport.WS, "waited");
        WireClient other = connected(Transport.WS, "other")) {
      waited.sendBytes(joined(connect, packet, packet.length));
      assertThat(next(waited)).isInstanceOf(ConnAck.class);
      assertThat(next(waited)).isInstanceOf(PubAck.class);

      other.sendBytes(joined(ping, packet, 2 * PART_BYTES));
      assertThat(next(other)).isInstanceOf(PingResp.class);

      waited.send(new PingReq());
      assertThat(next(waited)).isInstanceOf(PingResp.class);
      other.sendBytes(Arrays.copyOfRange(packet, 2 * PART_BYTES, packet.length));
      assertThat(next(other)).isInstanceOf(PubAck.class);
    }
  }

  /** Whoever names a password is let in, but that takes its time. */
  private static final Access SLOW = new Access() {
    @Override
    public boolean takesTime(@Nullable String userName, @Nullable Payload password) {
      return password != null;
    }

    @Override
    public boolean admits(@Nullable String userName, @Nullable Payload password) {
      return true;
    }
  };

  private static Connect named(String clientId) {
    return new Connect(
        MqttVersion.V5, clientId, true, 0, null, "user", Payload.of("secret"), Properties.NONE);
  }

  private static byte[] joined(byte[] first, byte[] second, int secondBytes) {
    return ByteBuffer.allocate(first.length + secondBytes)
        .put(first)
        .put(second, 0, secondBytes)
        .array();
  }

  @Test
  void framesThatDoNotEndCountToo() throws Exception {
    start();
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        Socket socket = webSocket();
        sockets.add(socket);
        OutputStream out = socket.getOutputStream();
        out.write(frame(0x2, new byte[2 * PART_BYTES], PART_BYTES));
        out.flush();
      }

      for (Socket socket : sockets.subList(0, 8)) {
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      }
      try (WireClient client = connected(Transport.WS, "late")) {
        client.send(new PingReq());
        assertThat(next(client)).isInstanceOf(PingResp.class);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void pongsDoNotPileUpForWhoDoesNotTakeThem() throws Exception {
    start();
    int pings = 200_000;
    byte[] ping = frame(0x9, new byte[125], 125);
    try (Socket socket = webSocket()) {
      OutputStream out = socket.getOutputStream();
      byte[] thousand = new byte[1_000 * ping.length];
      for (int i = 0; i < 1_000; i++) {
        System.arraycopy(ping, 0, thousand, i * ping.length, ping.length);
      }
      for (int i = 0; i < pings / 1_000; i++) {
        out.write(thousand);
      }
      byte[] connect = PacketWriter.of(MqttVersion.V5).toBytes(connect("pinging"));
      out.write(frame(0x2, connect, connect.length));
      out.flush();

      int pongs = 0;
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (in.readUnsignedByte() == 0x8A) {
        in.skipNBytes(in.readUnsignedByte());
        pongs++;
      }

      assertThat(pongs).isBetween(1, pings - 1);
    }
  }

  private Socket webSocket() throws IOException {
    int port = BrokerUrl.parse(broker.url(Transport.WS)).port();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    String request = """
        GET /mqtt HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Protocol: mqtt

        """.replace("\n", "\r\n");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int seen = 0;
    while (seen != 0x0D0A0D0A) {
      seen = (seen << 8) | socket.getInputStream().read();
    }
    return socket;
  }

  /** A frame with a mask of zeros (RFC 6455, 5.2), of whose payload only the beginning is there. */
  private static byte[] frame(int opcode, byte[] payload, int presentBytes) {
    ByteBuffer bytes = ByteBuffer.allocate(14 + presentBytes);
    bytes.put((byte) (0x80 | opcode));
    if (payload.length <= 125) {
      bytes.put((byte) (0x80 | payload.length));
    } else {
      bytes.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    bytes.putInt(0).put(payload, 0, presentBytes);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private WireClient opened(Transport over, String clientId) throws Exception {
    return WireClient.open(
        BrokerUrl.parse(broker.url(over)).withTls(identity.trust()),
        MqttVersion.V5,
        clientId,
        new Transcript(List.of()),
        PATIENCE);
  }

  private WireClient connected(Transport over, String clientId) throws Exception {
    WireClient client = opened(over, clientId);
    client.send(connect(clientId));
    assertThat(next(client)).isInstanceOf(ConnAck.class);
    return client;
  }

  private static Connect connect(String clientId) {
    return new Connect(MqttVersion.V5, clientId, true, 0, null, null, null, Properties.NONE);
  }

  private static Packet next(WireClient client) {
    Arrival arrival = client.next();
    assertThat(arrival).isInstanceOf(Arrival.Received.class);
    return ((Arrival.Received) arrival).packet();
  }

  private static Publish message(int bytes) {
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of("large"),
        1,
        Properties.NONE,
        Payload.owning(new byte[bytes]));
  }
}
